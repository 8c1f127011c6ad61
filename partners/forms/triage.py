"""What is typed on a window's board: which lines to show, and a request's place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vef.common.forms import ReasonField

SORTS = (
    ("place", _("Our order")),
    ("reference", _("Reference")),
    ("title", _("Title")),
    ("organisation", _("Organisation")),
    ("since", _("Waiting longest")),
    ("status", _("Status")),
    ("score", _("Highest score")),
)
# More requests than a window will ever have.
LAST_PLACE = 999


class BoardFilter(forms.Form):
    """Which lines of the board to show, and in which order. Sent by GET."""

    show = forms.ChoiceField(
        label=_("Show"),
        choices=[
            ("", _("All requests")),
            ("waiting", _("Waiting for us")),
            ("partner", _("Waiting for the partner")),
            ("decided", _("Decided")),
        ],
        required=False,
    )
    organisation = forms.ChoiceField(label=_("Organisation"), required=False)
    weighed = forms.ChoiceField(
        label=_("Assessments"),
        choices=[("", _("All")), ("yes", _("Both are in")), ("no", _("Not both yet"))],
        required=False,
    )
    sort = forms.ChoiceField(label=_("Sort by"), choices=SORTS, required=False)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("All organisations")),
            *organisations,
        ]
        for field in self.fields.values():
            field.widget.attrs["class"] = "govuk-select"


class PlaceForm(forms.Form):
    """Where a request stands in the office's order, and why."""

    place = forms.IntegerField(
        label=_("Place in our order"),
        help_text=_("1 is taken first. Those after it move down."),
        min_value=1,
        max_value=LAST_PLACE,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages={
            "required": _("Enter a number, 1 or more."),
            "invalid": _("Enter a number, 1 or more."),
            "min_value": _("Enter a number, 1 or more."),
        },
    )
    reason = ReasonField(label=_("Why this place?"), rows=2)
