"""The short steps in which a partner writes a request, and how far each has come."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from partners.models import TICKED, TopicRequest
from partners.services.requests import missing_answers


@dataclass(frozen=True)
class Step:
    """One page of the request: what it asks, and a few words beside it."""

    slug: str
    title: Any
    fields: tuple[str, ...]
    guidance: tuple[Any, ...]


STEPS: tuple[Step, ...] = (
    Step(
        "topic",
        _("About the topic"),
        ("written_in", "title_en", "title_cy", "problem", "objectives", "outputs"),
        (
            _("Ask about a service, and how it works for everybody who uses it."),
            _("The forum can't look into one person's case. There are better ways to do that."),
            _("Please leave out names, addresses and anything else that points to one person."),
        ),
    ),
    Step(
        "why",
        _("Why now, and the decision it will inform"),
        ("decision_to_inform", "decision_on", TICKED, "strategy_links", "raised_at"),
        (
            _("People give their time more gladly when they can see what will change."),
            _("A decision that is still open is worth more than one already made."),
        ),
    ),
    Step(
        "people",
        _("Who to ask, and how"),
        ("already_asked", "audience", "methods_wished", "sensitivity", "welsh_needs"),
        (
            _("We ask everyone who has agreed to hear from us, unless there is a reason not to."),
            _("You will never see who they are. We choose, invite and look after them."),
            _("If you are not sure, leave it open. We will plan it together."),
        ),
    ),
    Step(
        "resources",
        _("People and resources"),
        ("officers", "resources"),
        (
            _("Name the people in your organisation who will come, listen and act."),
            _("Rooms, travel and interpreters cost money. Say what you can offer, if anything."),
        ),
    ),
    Step(
        "promise",
        _("Your promise to report back"),
        ("promises_feedback", "feedback_by"),
        (
            _("Everyone who takes part is told what came of it. That is the heart of the forum."),
            _("If nothing can change, say so, and why. That is an answer too."),
        ),
    ),
)
BY_SLUG = {step.slug: step for step in STEPS}
STEP_OF = {field: step for step in STEPS for field in step.fields}


@dataclass(frozen=True)
class Progress:
    """How far one step has come: ``completed``, ``in-progress`` or ``waiting``."""

    step: Step
    state: str
    label: Any


STATE_LABELS = {
    "completed": _("Complete"),
    "in-progress": _("In progress"),
    "waiting": _("Not started"),
    "optional": _("Optional"),
}
OPTIONAL_STEPS = frozenset({"people", "resources"})


def progress_of(topic: TopicRequest) -> list[Progress]:
    """Say how far each step has come."""
    missing = set(missing_answers(topic))
    found = []
    for step in STEPS:
        touched = any(topic.answer(field) for field in step.fields if field not in {"written_in"})
        if step.slug in OPTIONAL_STEPS:
            state = "completed" if touched else "optional"
        elif not missing & set(step.fields):
            state = "completed"
        else:
            state = "in-progress" if touched else "waiting"
        found.append(Progress(step=step, state=state, label=STATE_LABELS[state]))
    return found


def following(step: Step) -> Step | None:
    """Return the step after this one, or None after the last."""
    index = STEPS.index(step) + 1
    return STEPS[index] if index < len(STEPS) else None
