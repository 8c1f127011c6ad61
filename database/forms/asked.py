"""Optional questions: asked only while they are switched on, with why they are asked."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from database.models import ProfileField, WelshSkill
from database.services import profile
from vef.common import clock

Code = ProfileField.Code
# The form fields each optional question stands for, the one that carries "why we ask" first.
FIELDS_OF: dict[str, tuple[str, ...]] = {
    Code.RELATIONSHIP: ("relationship",),
    Code.EXPERIENCES: ("experiences",),
    Code.STAGE: ("stage", "stage_as_at"),
    Code.AREA: ("area",),
    Code.ADJUSTMENTS: ("adjustments",),
    Code.WELSH_SKILLS: ("welsh_skills",),
    Code.COMPLAINT: ("has_complaint",),
}


class KnownField(forms.TypedChoiceField):
    """Yes, no or not known, as radio buttons. Cleans to True, False or None."""

    widget = forms.RadioSelect
    WORDS = {None: "unknown", True: "yes", False: "no"}

    def __init__(self, *, yes: Any, no: Any, **kwargs: Any) -> None:
        super().__init__(
            choices=[("unknown", gettext_lazy("Not known")), ("yes", yes), ("no", no)],
            coerce={word: value for value, word in self.WORDS.items()}.get,
            empty_value=None,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.WORDS[value]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != (data or "unknown"))


NONE_OF_THESE = "none"


class WelshSkillsField(forms.MultipleChoiceField):
    """What somebody can do in Welsh. Cleans to codes, an empty list for none, None if not asked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=[*WelshSkill.choices, (NONE_OF_THESE, gettext_lazy("None of these"))],
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return [NONE_OF_THESE] if value == [] else value

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if NONE_OF_THESE not in chosen:
            return chosen or None
        if len(chosen) > 1:
            raise ValidationError(
                _("Choose what they can do, or “None of these”, not both."), code="both"
            )
        return []

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(self.prepare_value(initial) or []) != set(data or [])


class AskedOnly(forms.BaseForm):
    """Leaves out the optional questions that are off; says under the others why they are asked."""

    def ask_only_what_is_on(self) -> None:
        """Take out fields and put hints. Called once the form has its fields; one query."""
        asked = profile.asked()
        for code, names in FIELDS_OF.items():
            present = [name for name in names if name in self.fields]
            for name in present:
                if code not in asked:
                    del self.fields[name]
            if code in asked and present:
                self.fields[present[0]].help_text = asked[code]


def of_age_field() -> KnownField:
    """The one question about age: whether somebody is as old as the forum asks."""
    return KnownField(
        label=format_lazy(gettext_lazy("Are they {age} or older?"), age=settings.MINIMUM_AGE),
        help_text=gettext_lazy("We do not ask for a date of birth."),
        yes=pgettext_lazy("they are old enough", "Yes"),
        no=pgettext_lazy("they are old enough", "No"),
    )


def refuse_too_young(is_old_enough: bool | None) -> bool | None:
    """Return the answer. Raises ValidationError for somebody too young."""
    if is_old_enough is False:
        raise ValidationError(
            _(
                "Only people who are %(age)s or older can be on the database. "
                "A parent or guardian may join in their own right."
            )
            % {"age": settings.MINIMUM_AGE},
            code="age",
        )
    return is_old_enough


def with_stage_day(clean: dict[str, Any]) -> dict[str, Any]:
    """Give a case stage its day: today, unless another was entered; none without a stage."""
    if "stage" in clean:
        day: date | None = clean.get("stage_as_at")
        clean["stage_as_at"] = (day or clock.today()) if clean["stage"] else None
    return clean


def past_day(day: date | None) -> date | None:
    """Return the day. Raises ValidationError for one that has not come yet."""
    if day and day > clock.today():
        raise ValidationError(_("Enter today's date or an earlier one."), code="future")
    return day
