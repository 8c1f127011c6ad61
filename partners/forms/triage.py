"""What is typed on a window's board: which lines to show, and a request's place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import RequestWindow, TopicRequest, WindowStatus
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


class DeferSeveralForm(forms.Form):
    """Which of a window's requests wait for a later one, and why."""

    topics: "forms.ModelMultipleChoiceField[TopicRequest]" = forms.ModelMultipleChoiceField(
        label=_("Which requests do you defer?"),
        help_text=_("In our order. Each gets its own letter, which a colleague approves."),
        queryset=TopicRequest.objects.none(),
        widget=forms.CheckboxSelectMultiple({"class": "govuk-checkboxes--small"}),
        error_messages={
            "required": _("Choose at least one request."),
            "invalid_choice": _(
                "One of the requests was decided or taken back meanwhile. Look at the list again."
            ),
        },
    )
    deferred_to: "forms.ModelChoiceField[RequestWindow]" = forms.ModelChoiceField(
        label=_("To which window?"),
        queryset=RequestWindow.objects.none(),
        empty_label=_("Choose a window"),
        error_messages={
            "required": _("Choose the window it is deferred to."),
            "invalid_choice": _("This window has closed meanwhile. Choose another."),
        },
    )
    reason = ReasonField(
        label=_("Why do you decide so?"),
        help_text=_("For the record. It stays in the office and can't be changed afterwards."),
        error_messages={"required": _("Say why you decide so.")},
    )
    alone_because = ReasonField(
        label=_("Why is it decided without two assessments?"),
        help_text=_("Only if one of them has not been assessed by two people."),
        required=False,
        rows=2,
    )
    no_interest = forms.BooleanField(
        label=_("I have no interest in any of these requests"),
        error_messages={
            "required": _(
                "Say that you have no interest. If you have one, leave that request out here, "
                "and declare it on the request's own page."
            )
        },
    )

    def __init__(
        self, *args: Any, window: RequestWindow, topics: Any, alone: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]
        self.fields["topics"].label_from_instance = self.label_of  # type: ignore[attr-defined]
        later = RequestWindow.objects.exclude(status=WindowStatus.CLOSED).exclude(pk=window.pk)
        self.fields["deferred_to"].queryset = later.order_by("opens_on")  # type: ignore[attr-defined]
        if not alone:
            del self.fields["alone_because"]

    @staticmethod
    def label_of(topic: TopicRequest) -> str:
        placing = getattr(topic, "placing", None)
        place = f"{placing.place}. " if placing and placing.window_id == topic.window_id else ""
        return f"{place}{topic}, {topic.organisation.name}"
