"""Who somebody is and how to reach them, as staff type it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.forms.asked import (
    AskedOnly,
    KnownField,
    WelshSkillsField,
    of_age_field,
    past_day,
    refuse_too_young,
    with_stage_day,
)
from database.forms.typed import NameField, PhoneField
from database.gate import GateReason
from database.models import (
    Adjustment,
    Area,
    CaseStage,
    Experience,
    Person,
    PersonStatus,
    Relationship,
)
from vef.common.bilingual import Reading
from vef.common.forms import DateField

STAGE_DAY_HINT = _("Leave this empty if it was today.")
CONTACT_NOW = [
    ("", _("Anybody")),
    ("yes", _("People we may contact by email now")),
    ("review-due", _("People whose safe contact is due for review")),
    *GateReason.choices,
]


class FilterForm(forms.Form):
    """Which people to list. Travels in the address, so it holds no personal data."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[("", _("On the database")), *PersonStatus.choices],
        required=False,
    )
    contact = forms.ChoiceField(label=_("Contact by email"), choices=CONTACT_NOW, required=False)
    sort = forms.ChoiceField(
        label=_("In the order of"),
        choices=[
            ("", pgettext_lazy("order of a list", "References")),
            ("name", pgettext_lazy("order of a list", "Names")),
        ],
        required=False,
    )


class SearchForm(forms.Form):
    """Whom to look for. Sent by POST, so that no name ends up in an address or a log."""

    words = forms.CharField(
        label=_("Find somebody"),
        help_text=_("A reference, a whole email address or phone number, or part of a name."),
        max_length=200,
        widget=forms.TextInput({"spellcheck": "false"}),
    )


class PersonForm(AskedOnly, forms.Form):
    """A new person: one way to reach them is enough, everything else may be left out."""

    name = NameField(label=_("Name"))
    email = forms.EmailField(label=_("Email address"), required=False)
    phone = PhoneField(label=_("Phone number"))
    postal_address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea
    )
    reading = forms.ChoiceField(
        label=_("Which language do they wish for?"),
        choices=Reading.choices,
        initial=Reading.UNKNOWN,
        widget=forms.RadioSelect,
    )
    area = forms.ModelChoiceField(Area.objects.all(), label=_("Area"), required=False)
    relationship = forms.ModelChoiceField(
        Relationship.objects.filter(is_active=True),
        label=_("Relationship to what happened"),
        required=False,
    )
    experiences = forms.ModelMultipleChoiceField(
        Experience.objects.filter(is_active=True),
        label=_("Experiences"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    stage = forms.ModelChoiceField(CaseStage.objects.all(), label=_("Case stage"), required=False)
    stage_as_at = DateField(label=_("Case stage as at"), help_text=STAGE_DAY_HINT, required=False)
    adjustments = forms.ModelMultipleChoiceField(
        Adjustment.objects.filter(is_active=True),
        label=_("What do they need to take part?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    welsh_skills = WelshSkillsField(label=_("What can they do in Welsh?"))
    source = forms.CharField(label=_("How they came to us"), max_length=120, required=False)
    shares_address = forms.BooleanField(
        label=_("This is another person, who shares the email address with somebody else"),
        required=False,
    )

    field_order = ("name", "email", "phone", "postal_address", "reading", "is_old_enough")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_old_enough"] = of_age_field()
        self.order_fields(self.field_order)
        self.ask_only_what_is_on()

    def clean_is_old_enough(self) -> bool | None:
        return refuse_too_young(self.cleaned_data["is_old_enough"])

    def clean_stage_as_at(self) -> date | None:
        return past_day(self.cleaned_data["stage_as_at"])

    def clean(self) -> dict[str, Any]:
        clean = with_stage_day(super().clean() or {})
        if not self.errors and not (
            clean.get("email") or clean.get("phone") or clean.get("postal_address")
        ):
            raise ValidationError(
                _("Enter an email address, a phone number or a postal address."), code="address"
            )
        return clean


class ProfileForm(AskedOnly, forms.ModelForm):
    """What is known about somebody besides how to reach them. Nothing here is required."""

    stage_as_at = DateField(label=_("Case stage as at"), help_text=STAGE_DAY_HINT, required=False)
    has_complaint = KnownField(
        label=_("Is a complaint outstanding?"),
        yes=pgettext_lazy("a complaint is outstanding", "Yes"),
        no=pgettext_lazy("a complaint is outstanding", "No"),
    )
    welsh_skills = WelshSkillsField(label=_("What can they do in Welsh?"))

    class Meta:
        model = Person
        fields = (
            "reading",
            "is_old_enough",
            "area",
            "relationship",
            "experiences",
            "stage",
            "stage_as_at",
            "has_complaint",
            "adjustments",
            "welsh_skills",
            "source",
        )
        labels = {"adjustments": _("What do they need to take part?")}
        widgets = {
            "experiences": forms.CheckboxSelectMultiple,
            "adjustments": forms.CheckboxSelectMultiple,
            "reading": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is no longer offered may stay where it was chosen.
        self.fields["relationship"].queryset = Relationship.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.relationship_id)
        )
        self.fields["is_old_enough"] = of_age_field()
        self.ask_only_what_is_on()

    def clean_is_old_enough(self) -> bool | None:
        return refuse_too_young(self.cleaned_data["is_old_enough"])

    def clean_stage_as_at(self) -> date | None:
        return past_day(self.cleaned_data["stage_as_at"])

    def clean(self) -> dict[str, Any]:
        return with_stage_day(super().clean() or {})


class ContactForm(forms.Form):
    """New contact details. What is left empty stays as it is."""

    name = NameField(label=_("New name"))
    email = forms.EmailField(label=_("New email address"), required=False)
    phone = PhoneField(label=_("New phone number"))
    postal_address = forms.CharField(
        label=_("New postal address"), max_length=500, required=False, widget=forms.Textarea
    )
    remove = forms.MultipleChoiceField(
        label=_("Details to remove"),
        choices=[
            ("email", _("Email address")),
            ("phone", _("Phone number")),
            ("postal_address", _("Postal address")),
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(label=_("Why are you changing this?"), max_length=200)

    def details(self) -> dict[str, str]:
        """Return what is to change, by field."""
        given = {
            name: self.cleaned_data[name]
            for name in ("name", "email", "phone", "postal_address")
            if self.cleaned_data[name]
        }
        return {**dict.fromkeys(self.cleaned_data["remove"], ""), **given}

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name in clean.get("remove", []):
            if clean.get(name):
                self.add_error(name, _("Either enter a new one or remove it."))
        return clean


class ReasonForm(forms.Form):
    """Why somebody needs to see contact details. The reason is kept in the audit log."""

    reason = forms.CharField(
        label=_("Why do you need to see the contact details?"),
        help_text=_("Your name, the time and this reason are recorded. Do not write names here."),
        min_length=5,
        max_length=200,
    )
