"""Those who stand by a person, as staff write them down."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from database.forms.asked import past_day
from database.forms.steps import SHOWN_IN
from database.models import ConsentMethod, Supporter
from vef.common import clock
from vef.common.forms import DateField

SUPPORT = [("", _("Not asked, or not wished")), *Supporter.When.choices]


class SupporterForm(forms.Form):
    """Who stands by the person, and how to reach them."""

    kind = forms.ChoiceField(
        label=_("Who are they?"), choices=Supporter.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name"), max_length=200, error_messages={"required": _("Enter a name.")}
    )
    organisation = forms.CharField(label=_("Organisation"), max_length=200, required=False)
    email = forms.EmailField(label=_("Email address"), required=False)
    phone = forms.CharField(label=_("Phone number"), max_length=30, required=False)
    supports = forms.ChoiceField(
        label=_("Are they there for the person around taking part?"),
        choices=SUPPORT,
        widget=forms.RadioSelect,
        required=False,
    )
    may_speak_for = forms.BooleanField(
        label=_("The person wants them to speak for them"), required=False
    )
    person_agreed = forms.BooleanField(
        label=_("The person agreed that we write this down"),
        help_text=_("Nothing is done with it before the person and the supporter both agreed."),
        required=False,
    )


class SupporterConsentForm(forms.Form):
    """That the supporter agreed themselves, how, and in which language."""

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

    def clean_said_on(self) -> Any:
        day = past_day(self.cleaned_data["said_on"])
        return clock.start_of_day(day) if day and day < clock.today() else None


class SupportForm(forms.Form):
    """When a supporter is there for the person around taking part."""

    supports = forms.ChoiceField(
        label=_("Are they there for the person around taking part?"),
        choices=SUPPORT,
        widget=forms.RadioSelect,
        required=False,
    )


class PassPhraseForm(forms.Form):
    """A new pass phrase."""

    phrase = forms.CharField(
        label=_("New pass phrase"),
        help_text=_("Agreed with them, to know them by. Leave it empty to take it away."),
        max_length=60,
        required=False,
    )

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        if phrase and len(phrase.strip()) < 6:
            raise ValidationError(_("Choose at least six letters."), code="short")
        return phrase


class PassPhraseCheckForm(forms.Form):
    """What somebody says is the pass phrase."""

    phrase = forms.CharField(label=_("What do they say the pass phrase is?"), max_length=60)


class SupporterEndForm(forms.Form):
    """Why somebody no longer stands by the person; nobody needs to give a reason."""

    note = forms.CharField(
        label=_("Anything we should remember about this"),
        help_text=_("Nobody needs to give a reason. Do not write names here."),
        max_length=200,
        required=False,
    )
