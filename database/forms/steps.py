"""Consent, safe contact, pausing and withdrawing, as staff write them down."""

import re
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from database.forms.evidence import EvidenceField
from database.forms.typed import CodeWordField
from database.gate import AGREED
from database.models import (
    ConsentMethod,
    Decision,
    Purpose,
    RiskKind,
    SafeContact,
    Safety,
)
from database.services.provisional import BY_LINK
from vef.common import clock
from vef.common.forms import DateField

SHOWN_IN = [("cy", _("Welsh")), ("en", _("English")), ("both", _("Both languages"))]
CHANNELS = ("email", "phone", "sms", "post")


class ConsentForm(forms.Form):
    """What somebody agreed to, refused, took back or renewed. Nothing is ticked beforehand."""

    purposes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    decision = forms.ChoiceField(
        label=_("What did they decide?"), choices=Decision.choices, widget=forms.RadioSelect
    )
    method = forms.ChoiceField(
        label=_("How did they tell us?"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language were the words shown or read to them?"),
        choices=SHOWN_IN,
        widget=forms.RadioSelect,
    )
    said_on = DateField(
        label=_("On which day did they tell us?"),
        help_text=_("Leave this empty if it was today."),
        required=False,
    )
    evidence = forms.CharField(
        label=_("Where is the evidence kept?"),
        help_text=_("Such as the number of a form or a call note. Do not write names here."),
        max_length=200,
        required=False,
    )
    file = EvidenceField(label=_("A scan or a note, if there is one"), required=False)

    def clean_said_on(self) -> date | None:
        day = self.cleaned_data["said_on"]
        if day and day > clock.today():
            raise ValidationError(_("Enter today's date or an earlier one."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("decision") == Decision.WITHDRAWN and Purpose.DATABASE in clean.get(
            "purposes", []
        ):
            self.add_error(
                "purposes",
                _(
                    "To take somebody off the database, go back and choose “Withdraw”. "
                    "That also stops messages already waiting to go out."
                ),
            )
        return clean

    @property
    def at(self) -> datetime | None:
        """When it was said: doubt within a day is settled for the refusal."""
        day = self.cleaned_data["said_on"]
        if day is None or day == clock.today():
            return None
        agreed = self.cleaned_data["decision"] in AGREED
        return clock.start_of_day(day) if agreed else clock.end_of_day(day)


class ConfirmConsentForm(forms.Form):
    """How somebody confirmed, another way, what came by their link."""

    method = forms.ChoiceField(
        label=_("How did they confirm it?"),
        choices=[(method.value, method.label) for method in ConsentMethod if method not in BY_LINK],
        widget=forms.RadioSelect,
    )
    evidence = forms.CharField(
        label=_("Where is the evidence kept?"),
        help_text=_("Such as the number of a form or a call note. Do not write names here."),
        max_length=200,
        required=False,
    )
    file = EvidenceField(label=_("A scan or a note, if there is one"), required=False)


WEEK = (
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
)
# Translators: the day of the week follows the colon and does not mutate.
SAFE_ON = _("Safe times: {day}")
SAFE_TIMES_HINT = _(
    "Such as 10:00-12:00, 14:00-15:30. If every day is empty, any time is safe. "
    "If only some are, the others are not safe."
)
SPAN = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


class SafeTimesField(forms.CharField):
    """The safe times of one weekday: ``10:00-12:00, 14:00-15:30``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=100, **kwargs)

    def spans(self, text: str) -> list[tuple[str, str]]:
        """Return the spans as ISO times. Raises ValidationError."""
        found = []
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            match = SPAN.fullmatch(part)
            if match is None:
                raise ValidationError(
                    _("Enter times like 10:00-12:00. Separate several with commas."), code="times"
                )
            try:
                start, end = time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4]))
            except ValueError:
                raise ValidationError(
                    _("Enter times between 0:00 and 23:59."), code="clock"
                ) from None
            if start >= end:
                raise ValidationError(
                    _("Enter an end that is later than the beginning."), code="order"
                )
            found.append((start.isoformat("minutes"), end.isoformat("minutes")))
        return found

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        self.spans(text)
        return text


def _spans_of(present: SafeContact, day: int) -> str:
    return ", ".join(
        f"{slot['from']}-{slot['to']}" for slot in present.safe_times if slot["day"] == day
    )


def week_of(present: SafeContact | None) -> list[tuple[Any, str]]:
    """Return the days that have safe times, each with its times as they are typed."""
    if present is None:
        return []
    return [(name, spans) for number, name in WEEK if (spans := _spans_of(present, number))]


class SafeContactForm(forms.Form):
    """How it is safe to reach somebody. What nobody has asked about is not used."""

    email = forms.ChoiceField(
        label=_("Is email safe?"), choices=Safety.choices, widget=forms.RadioSelect
    )
    phone = forms.ChoiceField(
        label=_("Is a phone call safe?"), choices=Safety.choices, widget=forms.RadioSelect
    )
    sms = forms.ChoiceField(
        label=_("Is a text message safe?"), choices=Safety.choices, widget=forms.RadioSelect
    )
    post = forms.ChoiceField(
        label=_("Is post safe?"), choices=Safety.choices, widget=forms.RadioSelect
    )
    may_leave_voicemail = forms.BooleanField(label=_("A voicemail may be left"), required=False)
    may_say_who = forms.BooleanField(
        label=_("A message may say who we are"),
        help_text=_("Otherwise it says nothing of us, nor of what it is about."),
        required=False,
    )
    shares_mailbox = forms.BooleanField(
        label=_("Somebody else can see their mailbox or device"), required=False
    )
    do_not_contact = forms.BooleanField(
        label=_("Do not contact them at all"),
        help_text=_("To stop one way only, choose “Stop a way of contact” on the person's page."),
        required=False,
    )
    do_not_contact_until = DateField(
        label=_("Do not contact them until the end of this day"), required=False
    )
    risk_flag = forms.BooleanField(
        label=_("At risk: a person must release every message to them"), required=False
    )
    risk_kind = forms.ChoiceField(
        label=_("What kind of risk is it?"),
        choices=[("", _("Not said")), *RiskKind.choices],
        required=False,
    )
    address_protected = forms.BooleanField(
        label=_("Their address is protected: it is never printed, exported or listed"),
        required=False,
    )
    code_word = CodeWordField(
        label=_("New code word"),
        help_text=_("To know each other on the phone. Leave it empty to keep the present one."),
    )
    note = forms.CharField(label=_("Note"), max_length=1000, required=False, widget=forms.Textarea)
    review_on = DateField(label=_("Ask again on"), required=False)

    def __init__(
        self, *args: Any, present: SafeContact | None, sees_risk: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for number, name in reversed(WEEK):
            self.fields[f"day_{number}"] = SafeTimesField(
                label=format_lazy(SAFE_ON, day=name),
                help_text=SAFE_TIMES_HINT if number == 1 else "",
            )
        self.order_fields([*CHANNELS, *(f"day_{number}" for number, _name in WEEK)])
        if not sees_risk:
            del self.fields["risk_flag"]
            del self.fields["risk_kind"]
        self._fill(present)

    def _fill(self, present: SafeContact | None) -> None:
        for name in CHANNELS:
            self.initial[name] = getattr(present, name) if present else Safety.UNKNOWN
        if present is None:
            return
        for name in self.fields:
            if hasattr(present, name):
                self.initial[name] = getattr(present, name)
        for number, _name in WEEK:
            self.initial[f"day_{number}"] = _spans_of(present, number)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("risk_kind") and not clean.get("risk_flag"):
            self.add_error("risk_kind", _("Tick that they are at risk, or choose “Not said”."))
        return clean

    def says(self) -> dict[str, Any]:
        """Return the new version's columns; without the risk for who may not see it."""
        clean = self.cleaned_data
        says = {name: clean[name] for name in clean if not name.startswith(("day_", "code_word"))}
        says["safe_times"] = [
            {"day": number, "from": start, "to": end}
            for number, _name in WEEK
            for start, end in self.fields[f"day_{number}"].spans(clean[f"day_{number}"])  # type: ignore[attr-defined]
        ]
        return says


class WithdrawForm(forms.Form):
    """How somebody told us to stop. A reason is never asked of them."""

    method = forms.ChoiceField(
        label=_("How did they tell us?"), choices=ConsentMethod.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Anything we should remember about this"),
        help_text=_("Nobody needs to give a reason. Do not write names here."),
        max_length=200,
        required=False,
    )


class PauseForm(forms.Form):
    """Until when nothing is sent."""

    until = DateField(
        label=_("Until the end of which day?"),
        help_text=_("From the next day on we may write again."),
    )
    note = forms.CharField(
        label=_("Anything we should remember about this"),
        help_text=_("Do not write names here."),
        max_length=200,
        required=False,
    )

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < clock.today():
            raise ValidationError(_("Enter today's date or a later one."), code="past")
        return day
