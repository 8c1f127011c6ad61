"""What somebody types to join. Nothing is required but one way of contact and agreement."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from database.forms.joining_more import AboutFields, HelperFields
from database.forms.steps import WEEK
from database.forms.typed import CodeWordField, NameField, PhoneField
from database.joining import CHANNELS, DETAIL_OF, PURPOSES, Said, safe_channels
from database.models import SUPPORTER, Channel, ConsentWording, Purpose
from database.services.safe_contact import hash_code_word
from vef.common import clock
from vef.common.bilingual import Reading

EARLIEST, LATEST = "00:00", "23:59"
SAFE_LABELS = (
    (Channel.EMAIL, pgettext_lazy("is safe", "Email")),
    (Channel.PHONE, pgettext_lazy("is safe", "A phone call")),
    (Channel.SMS, pgettext_lazy("is safe", "A text message")),
    (Channel.POST, pgettext_lazy("is safe", "A letter")),
)
MISSING_DETAIL = {
    "email": _("You agreed to be contacted by email. Enter your email address."),
    "phone": _("You agreed to be contacted by phone or text message. Enter your number."),
    "postal_address": _("You agreed to be contacted by post. Enter your postal address."),
}


def wordings_in_use(*, helping: bool) -> dict[str, ConsentWording]:
    """Return the newest wording of each consent that joining asks for, in one query."""
    wanted = [*PURPOSES, SUPPORTER] if helping else PURPOSES
    found = ConsentWording.objects.filter(purpose__in=wanted, in_use_from__lte=clock.today())
    latest = {wording.purpose: wording for wording in found.order_by("version")}
    return {purpose: latest[purpose] for purpose in wanted if purpose in latest}


@dataclass(frozen=True)
class Section:
    """Some questions under one heading; a folded section opens by itself where it is used."""

    title: str | Promise
    fields: list[BoundField]
    lead: str | Promise = ""
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        return any(field.errors or field.value() for field in self.fields)


class JoinForm(HelperFields, AboutFields, forms.Form):
    """The whole page, in short sections. ``helping`` adds the part of whoever helps."""

    nonce = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    # The wordings that were on the page: what is agreed to is what was read.
    shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    name = NameField(
        label=_("What would you like us to call you?"),
        help_text=_("Your name, or leave it empty."),
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com")
        },
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = PhoneField(
        label=_("Phone number"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}),
    )
    postal_address = forms.CharField(
        label=_("Postal address"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3, "autocomplete": "off"}),
    )
    safe = forms.MultipleChoiceField(
        label=_("Which of these are safe for you?"),
        help_text=_(
            "Tick what nobody else reads or hears who shouldn't. We don't use what you leave "
            "out. If you tick nothing, we use only the first way you agree to below."
        ),
        choices=SAFE_LABELS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shares_mailbox = forms.ChoiceField(
        label=_("Can somebody else see your email or use your phone or computer?"),
        help_text=_("Then our messages to you say even less."),
        choices=[
            ("yes", pgettext_lazy("somebody else can see it", "Yes")),
            ("no", pgettext_lazy("somebody else can see it", "No")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    reading = forms.ChoiceField(
        label=_("Which language would you like us to use with you?"),
        choices=[
            (Reading.CY, _("Welsh")),
            (Reading.EN, _("English")),
            (Reading.BOTH, _("Both languages")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    safe_days = forms.MultipleChoiceField(
        label=_("On which days is it safe to contact you?"),
        help_text=_("If you tick none, every day is fine."),
        choices=WEEK,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    safe_from = forms.TimeField(
        label=_("From what time?"),
        help_text=_("Such as 9:30. Leave both times empty if any time is fine."),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": _("Enter a time like 9:30 or 17:00.")},
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-5", "autocomplete": "off"}),
    )
    safe_to = forms.TimeField(
        label=_("Until what time?"),
        input_formats=["%H:%M", "%H.%M", "%H"],
        error_messages={"invalid": _("Enter a time like 9:30 or 17:00.")},
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-5", "autocomplete": "off"}),
    )
    may_leave_voicemail = forms.BooleanField(
        label=_("You may leave a voicemail. It will not say what it is about."), required=False
    )
    code_word = CodeWordField(
        label=_("A code word"),
        help_text=_(
            "A word that only you and we know, so that you can be sure it is us, and we that it "
            "is you. We can't read it back to you, so choose one you will remember."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    agree = forms.MultipleChoiceField(
        label=_("What do you agree to?"),
        help_text=_("Nothing is ticked for you. You can change your mind at any time."),
        error_messages={"required": _("Tick what you agree to.")},
        widget=forms.CheckboxSelectMultiple,
    )
    is_old_enough = forms.BooleanField(required=True)

    def __init__(self, *args: Any, helping: bool = False, **kwargs: Any) -> None:
        self.wordings = wordings_in_use(helping=helping)
        ids = ",".join(str(wording.pk) for wording in self.wordings.values())
        initial = {"nonce": secrets.token_urlsafe(16), "shown": ids}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.helping = helping
        agree: Any = self.fields["agree"]
        agree.choices = [
            (purpose, wording.text)
            for purpose, wording in self.wordings.items()
            if purpose != SUPPORTER
        ]
        self._ask_age(settings.MINIMUM_AGE)
        self.add_about()
        if helping:
            self.ask_helper(self.wordings.get(SUPPORTER))
        else:
            self.drop_helper()
        # Mistakes are listed in the order in which the page asks.
        self.order_fields(field.name for section in self.sections() for field in section.fields)
        self.wording_changed = self.is_bound and self.data.get("shown", "") != ids
        if self.wording_changed:
            # What was ticked was agreed to in other words: it has to be read again.
            self.data = self.data.copy()
            for name in ("agree", "helper_agreed"):
                self.data.pop(name, None)
            self.data["shown"] = ids

    def _ask_age(self, age: int) -> None:
        if not age:
            del self.fields["is_old_enough"]
            return
        field = self.fields["is_old_enough"]
        words = {"age": age}
        field.label = (
            ngettext("I am %(age)s year old or older.", "I am %(age)s years old or older.", age)
            % words
        )
        field.error_messages["required"] = (
            ngettext(
                "We can only write to people who are %(age)s year old or older.",
                "We can only write to people who are %(age)s years old or older.",
                age,
            )
            % words
        )

    @property
    def is_ready(self) -> bool:
        """Whether every wording this page can't do without is in use."""
        needed = {Purpose.DATABASE, SUPPORTER} if self.helping else {Purpose.DATABASE}
        return needed <= set(self.wordings)

    # --- Drawing -------------------------------------------------------------------

    def sections(self) -> Iterator[Section]:
        """Yield the questions as they stand on the page."""
        yield Section(
            _("How can we reach you?"),
            self._these("name", "email", "phone", "postal_address"),
            _("One way is enough: an email address, a phone number or a postal address."),
        )
        yield Section(_("What is safe for you?"), self._these("safe", "shares_mailbox"))
        yield Section(
            _("Safe times, voicemail and a code word, if you wish"),
            self._these("safe_days", "safe_from", "safe_to", "may_leave_voicemail", "code_word"),
            is_folded=True,
        )
        yield Section("", self._these("reading"))
        if about := [name for name in self.fields if name.startswith("about_")]:
            yield Section(
                _("About you, if you wish"),
                self._these(*about),
                _("You can leave out all of this. Each question says why we ask."),
                # Folded, three quarters of the page are gone from a telephone.
                is_folded=True,
            )
        if self.helping:
            yield Section(
                _("About you who is helping"),
                self._these(*self.helper_names()),
                _("This is kept apart from what the other person tells us."),
            )
        yield Section("", self._these("agree", "is_old_enough"))

    def _these(self, *names: str) -> list[BoundField]:
        return [self[name] for name in names if name in self.fields]

    # --- Checking ------------------------------------------------------------------

    def clean_agree(self) -> list[str]:
        agreed: list[str] = self.cleaned_data["agree"]
        if Purpose.DATABASE not in agreed:
            raise ValidationError(
                _("We can only write to you if we may keep how to reach you."), code="database"
            )
        if len(agreed) == 1:
            raise ValidationError(
                _("Tick at least one way in which we may contact you."), code="channel"
            )
        return agreed

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if self.wording_changed:
            self.add_error(
                "agree",
                _("The words below have changed since you opened this page. Read them again."),
            )
        if not any(clean.get(name) or name in self.errors for name in DETAIL_OF.values()):
            self.add_error(
                "email", _("Enter one way to reach you: an email address, a number or an address.")
            )
        self._check_times(clean)
        self._check_channels(clean)
        return clean

    def _check_times(self, clean: dict[str, Any]) -> None:
        start, end = clean.get("safe_from"), clean.get("safe_to")
        if start and end and start >= end:
            self.add_error("safe_to", _("Enter an end that is later than the beginning."))

    def _check_channels(self, clean: dict[str, Any]) -> None:
        agreed = [channel for channel in CHANNELS if channel in clean.get("agree", [])]
        for name in dict.fromkeys(DETAIL_OF[channel] for channel in agreed):
            if not clean.get(name) and name not in self.errors:
                self.add_error(name, MISSING_DETAIL[name])
        ticked = clean.get("safe") or []
        if agreed and ticked and not set(agreed) & set(ticked):
            self.add_error(
                "safe",
                _("None of the ways you agree to below is ticked as safe here. Tick one of them."),
            )

    # --- What came of it -------------------------------------------------------------

    def details(self) -> dict[str, str]:
        clean = self.cleaned_data
        return {name: clean[name] for name in ("name", "email", "phone", "postal_address")}

    def said(self) -> Said:
        """Return what was chosen, as it is kept until it is confirmed."""
        clean = self.cleaned_data
        agreed = clean["agree"]
        return Said(
            purposes=[purpose for purpose in PURPOSES if purpose in agreed],
            safe=[str(channel) for channel in safe_channels(clean["safe"], agreed)],
            reading=clean["reading"] or Reading.UNKNOWN,
            safe_times=self._slots(),
            may_leave_voicemail=clean["may_leave_voicemail"],
            shares_mailbox=clean["shares_mailbox"] == "yes",
            code_word_hash=hash_code_word(clean["code_word"]),
            about=self.about(),
            helper=self.helped_by() if self.helping else {},
        )

    def _slots(self) -> list[dict[str, Any]]:
        days, start, end = (self.cleaned_data[f"safe_{name}"] for name in ("days", "from", "to"))
        if not (days or start or end):
            return []
        span = {
            "from": start.isoformat("minutes") if start else EARLIEST,
            "to": end.isoformat("minutes") if end else LATEST,
        }
        chosen = [int(day) for day in days] or [number for number, _name in WEEK]
        return [{"day": day, **span} for day in chosen]

    @property
    def used_nonce(self) -> str:
        """The mark of this one form; empty if it was lost."""
        return str(self.cleaned_data.get("nonce") or "")


class ConfirmForm(forms.Form):
    """Yes or no, never preselected: a machine that sends the form sends no choice."""

    choice = forms.ChoiceField(
        label=_("Would you like to hear from us?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
        choices=[
            ("yes", pgettext_lazy("join", "Yes, I asked for this and I agree")),
            ("no", pgettext_lazy("join", "No, I did not ask for this or have changed my mind")),
        ],
    )
