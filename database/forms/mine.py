"""What people tell us by their own link. Nothing held is filled in, nothing is preselected."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.forms.steps import CHANNELS, SAFE_ON, WEEK, SafeTimesField
from database.forms.typed import NameField, PhoneField
from vef.common import clock
from vef.common.bilingual import Reading
from vef.common.forms import DateField, HintedRadioSelect

CHOOSE = _("Choose one of the answers.")
TYPED = {"autocomplete": "off", "spellcheck": "false"}


class Unechoed(forms.TextInput):
    """A box for a secret: what was typed is never written back into the page."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


class DetailsForm(forms.Form):
    """New contact details, typed anew. What is left empty stays as it is."""

    name = NameField(label=_("Name"))
    email = forms.EmailField(
        label=_("New email address"),
        help_text=_("We send a link to it first. It is used once you have opened that link."),
        required=False,
        widget=forms.EmailInput(TYPED),
    )
    phone = PhoneField(
        label=_("New phone number"),
        widget=forms.TextInput({**TYPED, "inputmode": "tel"}),
    )
    postal_address = forms.CharField(
        label=_("New postal address"), max_length=500, required=False, widget=forms.Textarea
    )
    remove = forms.MultipleChoiceField(
        label=_("Or should we forget one of these?"),
        choices=[
            ("phone", _("Forget my phone number")),
            ("postal_address", _("Forget my postal address")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name in clean.get("remove", []):
            if clean.get(name):
                self.add_error(name, _("Either enter a new one or ask us to forget it."))
        if not self.errors and not self.details():
            raise ValidationError(_("Enter what has changed."), code="empty")
        return clean

    def details(self) -> dict[str, str]:
        """Return what is to change; empty for what is to be forgotten."""
        names = ("name", "email", "phone", "postal_address")
        given = {name: value for name in names if (value := self.cleaned_data.get(name))}
        return {**dict.fromkeys(self.cleaned_data.get("remove", []), ""), **given}


class LanguageForm(forms.Form):
    reading = forms.ChoiceField(
        label=_("In which language should we write to you?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
        choices=[
            (Reading.CY, _("Welsh")),
            (Reading.EN, _("English")),
            (Reading.BOTH, _("Both languages")),
        ],
    )


STAYS = ("", pgettext_lazy("way of contact", "Leave it as it is"))
WAYS = {
    "email": _("May we write to you by email?"),
    "phone": _("May we ring you?"),
    "sms": _("May we send you text messages?"),
    "post": _("May we write to you by post?"),
}
YES = {
    "email": pgettext_lazy("may we write by email", "Yes, and it is safe"),
    "phone": pgettext_lazy("may we ring", "Yes, and it is safe"),
    "sms": pgettext_lazy("may we send text messages", "Yes, and it is safe"),
    "post": pgettext_lazy("may we write by post", "Yes, and it is safe"),
}
NO = {
    "email": pgettext_lazy("may we write by email", "No, do not use email"),
    "phone": pgettext_lazy("may we ring", "No, do not ring me"),
    "sms": pgettext_lazy("may we send text messages", "No, do not send me text messages"),
    "post": pgettext_lazy("may we write by post", "No, do not use post"),
}


class ChannelsForm(forms.Form):
    """Which ways of contact are safe and wanted. Each stays as it is unless it is answered."""

    def __init__(self, *args: Any, agreements: dict[str, str], **kwargs: Any) -> None:
        """``agreements`` are the words that "yes" agrees to, by channel; without, no "yes"."""
        super().__init__(*args, **kwargs)
        for channel in CHANNELS:
            words = agreements.get(channel, "")
            offered = [("yes", YES[channel])] if words else []
            self.fields[channel] = forms.ChoiceField(
                label=WAYS[channel],
                required=False,
                choices=[STAYS, *offered, ("no", NO[channel])],
                widget=HintedRadioSelect(hints={"yes": words}),
            )
            self.initial[channel] = ""

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and not (self.chosen("yes") or self.chosen("no")):
            raise ValidationError(_("Choose what should change."), code="empty")
        return clean

    def chosen(self, answer: str) -> list[str]:
        """Return the channels answered so."""
        return [channel for channel in CHANNELS if self.cleaned_data.get(channel) == answer]


class TimesForm(forms.Form):
    """When it is safe to reach somebody. What is entered takes the place of what was."""

    when = forms.ChoiceField(
        label=_("When is it safe to contact you?"),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE},
        choices=[
            ("any", _("At any time")),
            ("only", _("Only at the times I enter here")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in WEEK:
            self.fields[f"day_{number}"] = SafeTimesField(
                label=format_lazy(SAFE_ON, day=name),
                help_text=_("Such as 10:00-12:00, 14:00-15:30. Leave unsafe days empty.")
                if number == 1
                else "",
            )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if not self.errors and clean["when"] == "only" and not self.slots():
            self.add_error("day_1", _("Enter at least one time that is safe."))
        return clean

    def slots(self) -> list[dict[str, Any]]:
        """Return the safe times as they are stored; empty for any time."""
        clean = self.cleaned_data
        if clean.get("when") == "any":
            return []
        return [
            {"day": number, "from": start, "to": end}
            for number, _name in WEEK
            for start, end in self.fields[f"day_{number}"].spans(clean.get(f"day_{number}", ""))  # type: ignore[attr-defined]
        ]


class RestForm(forms.Form):
    until = DateField(
        label=_("Until the end of which day?"),
        help_text=_("From the next day on we may write again."),
    )

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day < clock.today():
            raise ValidationError(_("Enter today's date or a later one."), code="past")
        return day


class ChoiceForm(forms.Form):
    """Yes or no to one question. Never preselected: a machine that sends it sends no choice."""

    question: Any
    yes: Any
    no: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"] = forms.ChoiceField(
            label=self.question,
            widget=forms.RadioSelect,
            error_messages={"required": CHOOSE},
            choices=[("yes", self.yes), ("no", self.no)],
        )

    @property
    def is_yes(self) -> bool:
        return bool(self.cleaned_data["choice"] == "yes")


class ResumeForm(ChoiceForm):
    question = _("Would you like to end your pause?")
    yes = pgettext_lazy("end your pause", "Yes, you may write to me again")
    no = pgettext_lazy("end your pause", "No, leave everything as it is")


class LeaveForm(ChoiceForm):
    question = _("Would you like to leave?")
    yes = pgettext_lazy("leave", "Yes, stop all contact with me")
    no = pgettext_lazy("leave", "No, leave everything as it is")


class BackForm(ChoiceForm):
    question = _("Would you like to come back?")
    yes = pgettext_lazy("come back", "Yes, I agree to the words above")
    no = pgettext_lazy("come back", "No, leave everything as it is")


class AddressIsMineForm(ChoiceForm):
    question = _("Is this email address yours?")
    yes = pgettext_lazy("is this address yours", "Yes, you may write to me here")
    no = pgettext_lazy("is this address yours", "No, do not use it")


class UndoStopForm(ChoiceForm):
    question = _("May we write to you again?")
    yes = pgettext_lazy("may we write again", "Yes, you may write to me again")
    no = pgettext_lazy("may we write again", "No, leave everything as it is")


class StopForm(forms.Form):
    """What to stop: mail to this address first, then everything. Never preselected."""

    choice = forms.ChoiceField(
        label=_("What would you like us to stop?"),
        widget=HintedRadioSelect(
            hints={
                "address": _("Other ways that you agreed to stay as they are."),
                "everything": _("You leave, and we do not contact you in any way."),
            }
        ),
        error_messages={"required": CHOOSE},
        choices=[
            ("address", pgettext_lazy("stop contact", "Stop emails to this address")),
            ("everything", pgettext_lazy("stop contact", "Stop all contact with me")),
            ("keep", pgettext_lazy("stop contact", "Nothing, you may still write to me")),
        ],
    )


class WordForm(forms.Form):
    """The code word, or a one-time code: one box for both, so that it tells nothing."""

    code_word = forms.CharField(
        label=_("Your code word, or the code we gave you"),
        max_length=60,
        widget=Unechoed(TYPED),
        error_messages={"required": _("Enter your code word or the code.")},
    )


class AskForm(forms.Form):
    """A request about somebody's own data. The tick is never made beforehand."""

    words = forms.CharField(
        label=_("Is there anything you would like to add?"),
        help_text=_("You do not have to. Please do not write an address to reply to here."),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )
    sure = forms.BooleanField(
        label=_("Yes, I would like to ask for this"),
        error_messages={"required": _("Tick the box if you would like to ask for this.")},
    )


class FindForm(forms.Form):
    """The address that a link to one's own page should go to."""

    email = forms.EmailField(
        label=_("Your email address"),
        widget=forms.EmailInput(TYPED),
        error_messages={"required": _("Enter your email address.")},
    )
