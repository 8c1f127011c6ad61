"""Form fields of our own: dates in three boxes, choices with a hint each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Name, label, width class: day first, as people here write dates.
BOXES = (
    ("day", pgettext_lazy("part of a date", "Day"), "govuk-input--width-2"),
    ("month", pgettext_lazy("part of a date", "Month"), "govuk-input--width-2"),
    ("year", pgettext_lazy("part of a date", "Year"), "govuk-input--width-4"),
)


class DateWidget(forms.MultiWidget):
    """Three labelled number boxes. What was typed stays, however wrong it is."""

    template_name = "vef/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        boxes = {name: forms.TextInput({"inputmode": "numeric"}) for name, _label, _width in BOXES}
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return [value, "", ""]
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def boxes(self, name: str, value: Any, auto_id: str) -> list[dict[str, Any]]:
        """Return what a template needs for each box."""
        values = value if isinstance(value, list) else self.decompress(value)
        return [
            {
                "id": f"{auto_id}_{part}",
                "name": f"{name}_{part}",
                "label": label,
                "width": width,
                "value": "" if typed is None else typed,
            }
            for (part, label, width), typed in zip(BOXES, values, strict=True)
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["boxes"] = self.boxes(name, value, (attrs or {}).get("id") or f"id_{name}")
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day" if id_ else id_


# Nobody on the database, and nothing the forum does, is older.
EARLIEST_YEAR = 1990


class DateField(forms.Field):
    """A date typed as day, month and year. Cleans to ``datetime.date`` or None."""

    widget = DateWidget
    default_error_messages = {
        "required": _("Enter a date."),
        "invalid": _("Enter a real date, like 27 3 2027."),
        "incomplete": _("Enter a day, a month and a year."),
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        if isinstance(value, str):
            return self._from_text(value)
        parts = [str(part or "").strip() for part in value]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in parts)
            # Two digits are a year of this century; fewer, or a year long past, are a slip.
            if len(parts[2]) == 2:
                year += 2000
            if year < EARLIEST_YEAR:
                raise ValueError(year)
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def _from_text(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


# A few sentences for the record. Whatever needs more belongs in a document.
LONGEST_REASON = 2000


class ReasonField(forms.CharField):
    """Why something is done, in a few sentences: kept with the step, never changed after.

    Too long is said in words, by the form.
    """

    widget = forms.Textarea
    default_error_messages = {"required": _("Say why.")}

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, **kwargs)
        self.widget.attrs.setdefault("rows", rows)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # With ``maxlength`` a browser cuts off what is pasted, and says nothing.
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        # PostgreSQL keeps this character in no text.
        return super().to_python(value).replace("\0", "")

    def validate(self, value: str) -> None:
        super().validate(value)
        # Dots and dashes get past an empty box, and tell nobody anything afterwards.
        if value and not any(letter.isalnum() for letter in value):
            raise ValidationError(self.error_messages["required"], code="required")


def keep_short(field: forms.Field) -> None:
    """Hold a form's field, made from a model, to the length of a reason."""
    field.validators.append(MaxLengthValidator(LONGEST_REASON))


class _Hinted:
    """Gives each choice a line of explanation: ``hints={value: text}``."""

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}


class HintedRadioSelect(_Hinted, forms.RadioSelect):
    """Radio buttons with a hint under some or all of them."""


class HintedCheckboxSelectMultiple(_Hinted, forms.CheckboxSelectMultiple):
    """Checkboxes with a hint under some or all of them."""


class FoldedCheckboxSelectMultiple(HintedCheckboxSelectMultiple):
    """Small checkboxes in groups. A group of more than ``most`` is folded while none is ticked."""

    most = 5

    def __init__(self, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__({"class": "govuk-checkboxes--small", **(attrs or {})}, **kwargs)
