"""Template tags every page may use."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from vef.common.bilingual import LanguageState
from vef.common.forms import DateWidget, FoldedCheckboxSelectMultiple

register = template.Library()

# What a state feels like. The word always stands beside it; colour is never alone.
TONES = {
    "done": "accepted active agreed answered approved checked closed complete completed delivered "
    "done issued finished published sent signed told taking-part coded languages-checked "
    "disclosure-checked frozen awaiting-evidence",
    "now": "open in-progress released sending queued under-review decided planned booked in-part "
    "working",
    "wait": "draft submitted prepared awaited pending paused deferred more-information "
    "waiting missing out-of-date coming",
    "stop": "declined failed bounced cancelled withdrawn withheld unknown late overdue "
    "very-overdue not-accepted dropped excluded erased blocked refused",
}
TONE = {state: tone for tone, states in TONES.items() for state in states.split()}
SHAPES = {"done": "✓", "now": "●", "wait": "○", "stop": "▲"}


def _tag(state: str, text: object) -> SafeString:
    tone = TONE.get(state.replace("_", "-"), "wait")
    return format_html(
        '<strong class="govuk-tag vef-tag vef-tag--{}">'
        '<span aria-hidden="true">{}</span> {}</strong>',
        tone,
        SHAPES[tone],
        text,
    )


@register.simple_tag
def state_tag(row: Any, field: str = "status") -> SafeString:
    """Draw the state of a row: its word, a shape and a colour."""
    return _tag(str(getattr(row, field)), getattr(row, f"get_{field}_display")())


@register.simple_tag
def tone_tag(state: str, text: object) -> SafeString:
    """Draw a state tag from a state's key and a word, where there is no row."""
    return _tag(str(state), text)


@register.filter
def language_tag(state: LanguageState | str) -> SafeString:
    """Draw how complete one language is: missing, draft, out of date or checked."""
    state = LanguageState(state)
    return _tag(state.value, state.label)


@register.filter
def anchor(field: BoundField) -> str:
    """Return the id of the first control of a field, for the error summary to link to."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect):
        options = [choice for choice in _choices(field) if choice]
        return options[0]["id"] if options else str(field.auto_id)
    return field.id_for_label or str(field.auto_id)


@register.simple_tag
def field_parts(field: BoundField) -> dict[str, Any]:
    """Work out how a field is drawn; ``vef/field.html`` lays the parts out."""
    widget = field.field.widget
    if field.is_hidden:
        return {"kind": "hidden"}
    part: dict[str, Any] = {
        "errors": list(field.errors),
        "describedby": _describedby(field),
        "disabled": field.field.disabled,
    }
    if isinstance(widget, DateWidget):
        boxes = widget.boxes(field.html_name, field.value(), str(field.auto_id))
        return part | {"kind": "group", "role": "group", "date": boxes}
    if isinstance(widget, forms.RadioSelect):
        many = isinstance(widget, forms.CheckboxSelectMultiple)
        return part | {
            "kind": "group",
            "family": "checkboxes" if many else "radios",
            "css": widget.attrs.get("class", ""),
            "choices": _choices(field),
            "groups": _groups(field),
        }
    kind = "tick" if isinstance(widget, forms.CheckboxInput) else "box"
    return part | {"kind": kind, "widget": _draw(field, part)}


CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Widget, "govuk-input"),
)


def _draw(field: BoundField, part: dict[str, Any]) -> SafeString:
    widget = field.field.widget
    base = next(name for kind, name in CLASSES if isinstance(widget, kind))
    classes = [base, widget.attrs.get("class", "")]
    attrs: dict[str, Any] = {}
    if part["errors"]:
        classes.append(f"{base}--error")
        attrs["aria-invalid"] = "true"
    if part["describedby"]:
        attrs["aria-describedby"] = part["describedby"]
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") in (None, "10", 10):
        attrs["rows"] = 5
    return field.as_widget(attrs=attrs | {"class": " ".join(filter(None, classes))})


def _describedby(field: BoundField) -> str:
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}-hint")
    if field.errors:
        ids.append(f"{field.auto_id}-error")
    return " ".join(ids)


def _choices(field: BoundField) -> list[dict[str, Any]]:
    """Return the choices of radios or checkboxes, without Django's row of dashes."""
    hints = getattr(field.field.widget, "hints", {})
    found, heading = [], None
    attrs = field.build_widget_attrs({"id": field.auto_id}) if field.auto_id else {}
    context = field.field.widget.get_context(field.html_name, field.value(), attrs)
    for group, options, _index in context["widget"]["optgroups"]:
        for option in options:
            if str(option["value"]) == "" and str(option["label"]).startswith("---"):
                continue
            found.append(
                {
                    "id": option["attrs"].get("id", ""),
                    "name": option["name"],
                    "type": option["type"],
                    "value": option["value"],
                    "label": option["label"],
                    "selected": option["selected"],
                    "disabled": bool(option["attrs"].get("disabled")) or field.field.disabled,
                    "hint": hints.get(str(option["value"]), ""),
                    "heading": group if group != heading else None,
                }
            )
            heading = group
    return found


def _groups(field: BoundField) -> list[dict[str, Any]]:
    """Return the choices in their groups, where long groups are folded."""
    widget = field.field.widget
    if not isinstance(widget, FoldedCheckboxSelectMultiple):
        return []
    groups: list[dict[str, Any]] = []
    for choice in _choices(field):
        if choice["heading"] is not None:
            groups.append({"name": choice["heading"], "choices": []})
        groups[-1]["choices"].append(choice)
    for number, group in enumerate(groups):
        group["id"] = f"{field.auto_id}-kind-{number}"
        group["folded"] = len(group["choices"]) > widget.most
        group["open"] = any(choice["selected"] for choice in group["choices"])
    return groups


@register.simple_tag
def yes_no_word(value: bool) -> str:
    """Yes or no for a table's cell, where no question stands beside it."""
    return _("Yes") if value else _("No")
