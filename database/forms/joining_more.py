"""Parts of the joining page that are not always there: optional questions, and the helper."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.models import (
    Adjustment,
    Area,
    CaseStage,
    ConsentWording,
    Experience,
    ProfileField,
    Relationship,
    Supporter,
    WelshSkill,
)
from database.services import profile

Code = ProfileField.Code
NONE = "none"


def _one(queryset: Any, **more: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(queryset, to_field_name="code", required=False, **more)


def _some(queryset: Any, **more: Any) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        queryset,
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


# Every optional question, in the order it is asked; the most personal last. Equality
# answers are asked on somebody's own page, once they are on the database.
QUESTIONS: dict[str, Callable[[], forms.Field]] = {
    Code.AREA: lambda: _one(Area.objects.all(), label=_("Where do you live?")),
    Code.ADJUSTMENTS: lambda: _some(
        Adjustment.objects.filter(is_active=True), label=_("What would help you to take part?")
    ),
    Code.WELSH_SKILLS: lambda: forms.MultipleChoiceField(
        label=_("What can you do in Welsh?"),
        choices=[*WelshSkill.choices, (NONE, _("None of these"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    ),
    Code.RELATIONSHIP: lambda: _one(
        Relationship.objects.filter(is_active=True),
        label=_("Which of these is nearest to you?"),
        empty_label=None,
        widget=forms.RadioSelect,
    ),
    Code.EXPERIENCES: lambda: _some(
        Experience.objects.filter(is_active=True), label=_("What were you affected by?")
    ),
    Code.STAGE: lambda: _one(CaseStage.objects.all(), label=_("Where do things stand now?")),
    Code.COMPLAINT: lambda: forms.ChoiceField(
        label=_("Are you waiting for the answer to a complaint about a service?"),
        choices=[
            ("yes", pgettext_lazy("waiting for an answer", "Yes")),
            ("no", pgettext_lazy("waiting for an answer", "No")),
        ],
        required=False,
        widget=forms.RadioSelect,
    ),
}


def _name(code: str) -> str:
    return f"about_{code.replace('-', '_')}"


class AboutFields(forms.Form):
    """Adds the optional questions the office has switched on, each with its reason."""

    def add_about(self) -> None:
        asked = profile.asked()
        for code, make in QUESTIONS.items():
            if code in asked:
                field = make()
                field.help_text = asked[code]
                self.fields[_name(code)] = field

    def about(self) -> dict[str, Any]:
        """Return what was answered, by ProfileField code; what was left out is not there."""
        answers = {}
        for code in QUESTIONS:
            if value := self.cleaned_data.get(_name(code)):
                answers[str(code)] = _plain(code, value)
        return answers


def _plain(code: str, value: Any) -> Any:
    if code == Code.WELSH_SKILLS:
        return [skill for skill in value if skill != NONE]
    if code == Code.COMPLAINT:
        return value == "yes"
    if code in (Code.EXPERIENCES, Code.ADJUSTMENTS):
        return [row.code for row in value]
    return value.code


class HelperFields(forms.Form):
    """Whoever helps somebody join: with that person's agreement and their own."""

    person_agreed = forms.BooleanField(
        label=_("The person knows that I am filling this in, and asked me to."),
        error_messages={
            "required": _("Ask them first. Nobody can be signed up without knowing it.")
        },
    )
    helper_kind = forms.ChoiceField(
        label=_("Who are you to them?"),
        choices=Supporter.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    helper_name = forms.CharField(
        label=_("Your own name"),
        max_length=200,
        error_messages={"required": _("Enter your name.")},
    )
    helper_organisation = forms.CharField(
        label=_("Your organisation"), max_length=200, required=False
    )
    helper_email = forms.EmailField(
        label=_("Your own email address"),
        required=False,
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com")
        },
    )
    helper_phone = forms.CharField(label=_("Your own phone number"), max_length=30, required=False)
    # Its label is the wording in use, word for word.
    helper_agreed = forms.BooleanField(
        error_messages={
            "required": _("We keep your details only if you agree. Ask them to join on their own.")
        },
    )

    def helper_names(self) -> list[str]:
        return [name for name in HelperFields.base_fields if name in self.fields]

    def ask_helper(self, wording: ConsentWording | None) -> None:
        self.fields["helper_agreed"].label = wording.text if wording else ""

    def drop_helper(self) -> None:
        for name in HelperFields.base_fields:
            del self.fields[name]

    def helped_by(self) -> dict[str, str]:
        """Return the helper's details, as a supporter's row takes them."""
        clean = self.cleaned_data
        return {
            part: clean[f"helper_{part}"]
            for part in ("kind", "name", "organisation", "email", "phone")
        }
