"""What a partner types into a request. Nothing is compulsory until it is submitted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from partners.forms.registers import AllRegistersField
from partners.models import TICKED, TopicRequest
from partners.services.requests import Seen, fingerprint
from partners.steps import Step
from vef.common.forms import DateField, DateWidget, ReasonField

# Long enough for any honest answer, short enough for a database and a reader.
LONGEST = 8000
# Stands where nobody knows what an answer's page was made from.
NOT_SEEN = "none"


def _long(label: Any, hint: Any, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea({"rows": rows}),
    )


class RequestForm(forms.Form):
    """Every question of a request; ``StepForm`` keeps those of one page."""

    written_in = forms.ChoiceField(
        label=_("Which language are you writing in?"),
        help_text=_("You may write in Welsh or in English. Both are as welcome."),
        choices=[("cy", _("Welsh")), ("en", _("English"))],
        required=False,
        widget=forms.RadioSelect({"class": "govuk-radios--inline"}),
    )
    title_en = forms.CharField(
        label=_("Title in English"),
        help_text=_("Say what it is about in one line. One language is enough."),
        required=False,
        max_length=160,
    )
    title_cy = forms.CharField(
        label=_("Title in Welsh"),
        help_text=_("If you leave it empty, we will translate it before anything is published."),
        required=False,
        max_length=160,
    )
    problem = _long(
        _("What is the problem?"),
        _("What do you see or hear that makes you ask? A few sentences are enough."),
    )
    objectives = _long(
        _("What do you want to find out?"),
        _("Your aim, and the objectives under it."),
    )
    outputs = _long(
        _("What would you like to have at the end?"),
        _("For example a short report, comments on a draft letter, or a tested leaflet."),
        rows=3,
    )
    decision_to_inform = _long(
        _("Which decision will it inform?"),
        _("Say what you will decide, change or drop because of what people tell you."),
    )
    decision_on = DateField(
        label=_("When will that decision be made?"),
        help_text=_("If you only know the month, give its last day."),
        required=False,
    )
    register_entries = AllRegistersField(
        label=_("Which of these does it belong to?"),
        help_text=_("Tick what fits. If nothing does, go on."),
        error_messages={
            "invalid_choice": _("One of those you ticked has ended. Look at the list again.")
        },
    )
    strategy_links = _long(
        _("Which policies or strategies does it belong to?"),
        _("Only what you could not tick, for example your own strategy for the year."),
        rows=3,
    )
    raised_at = forms.CharField(
        label=_("Which board or forum raised it?"),
        help_text=_("Leave it empty if it comes from you."),
        required=False,
        max_length=200,
    )
    already_asked = _long(
        _("Who has been asked about this already?"),
        _("Tell us about surveys, complaints or meetings, so that nobody is asked twice."),
        rows=3,
    )
    audience = _long(
        _("Who should be asked?"),
        _("For example anybody who has called, or people whose case has ended."),
        rows=3,
    )
    methods_wished = _long(
        _("How would you like to ask them?"),
        _("For example a survey, a focus group, or trying out a new way of doing things."),
        rows=3,
    )
    sensitivity = _long(
        _("What might be upsetting or unsafe?"),
        _("Anything that could bring back what happened, or put somebody at risk."),
        rows=3,
    )
    welsh_needs = _long(
        _("What is needed for people who use Welsh?"),
        _("Every activity runs in both languages. Tell us about anything beyond that."),
        rows=3,
    )
    officers = _long(
        _("Who will attend, and who will act?"),
        _("Names and roles of your own colleagues only."),
        rows=3,
    )
    resources = _long(
        _("What can you offer?"),
        _("People, rooms, materials or money. Small things count."),
        rows=3,
    )
    promises_feedback = forms.BooleanField(
        label=_("We promise to tell the people who took part what we did with what they said"),
        required=False,
    )
    feedback_by = DateField(
        label=_("By when will you report back?"),
        help_text=_("For example 30 9 2027. We will remind you before that day."),
        required=False,
    )


class StepForm(RequestForm):
    """The questions of one step, with the answers kept so far."""

    # The fingerprint of the answers when the page was made.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, step: Step, topic: TopicRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for name in list(self.fields):
            if name not in (*step.fields, "seen"):
                del self.fields[name]
        if TICKED in self.fields:
            ticks: Any = self.fields[TICKED]
            ticks.offer(keep=topic.answer(TICKED))
        # The language somebody writes in comes first.
        if "title_cy" in self.fields and topic.written_in == "cy":
            order = list(step.fields)
            order[1], order[2] = "title_cy", "title_en"
            self.order_fields(order)

    def note_what_is_stored(self, topic: TopicRequest, left: Iterable[str] = ()) -> None:
        """Bind the page anew to the answers as they are stored now.

        Those that only a colleague changed (``left``) are shown as the colleague wrote them:
        sending the page again must not undo them. An answer that was not right is compared
        with the page it was typed on when it is sent again.
        """
        data: Any = QueryDict("", mutable=True)
        data.update(self.data)
        seen, kept = Seen(self.step.fields, data.get("seen", "")), self.answers()
        data["seen"] = "-".join(
            fingerprint(topic, [name]) if name in kept else seen.of(name) or NOT_SEEN
            for name in self.step.fields
        )
        for name in left:
            value = topic.answer(name)
            widget = self.fields[name].widget
            if isinstance(widget, DateWidget):
                for box in widget.boxes(name, value, name):
                    data[box["name"]] = box["value"]
            elif name == TICKED:
                data.setlist(name, [str(row.pk) for row in value])
            elif isinstance(value, bool):
                data.pop(name, None)
                data.update({name: "on"} if value else {})
            else:
                data[name] = value or ""
        self.data = data

    def differs_from(self, topic: TopicRequest) -> bool:
        """Say whether anything was typed that is not stored, right or not."""
        return not self.is_valid() or any(
            (topic.answer(name) or "") != (value or "") for name, value in self.answers().items()
        )

    def answers(self) -> dict[str, Any]:
        """Return what can be kept, also when another answer is not right yet."""
        kept = {
            name: value for name, value in self.cleaned_data.items() if name in self.step.fields
        }
        if not kept.get("written_in", "-"):
            del kept["written_in"]
        if TICKED in kept:
            kept[TICKED] = tuple(kept[TICKED])
        return kept


class SubmitForm(forms.Form):
    """The last page. Asks why it is not one person's case only where the guard stopped it."""

    not_a_case_because = ReasonField(
        label=_("Why is this not about one person's case?"),
        help_text=_("One or two sentences. We read them together with your request."),
        required=False,
    )


class WithdrawForm(forms.Form):
    """Taking a request back, with a reason if there is one."""

    reason = ReasonField(label=_("Why do you take it back? (optional)"), required=False)
