"""What this app holds about somebody: what they were asked, and what they said by name."""

from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from database.acts import register_acts
from database.gathered import Line, register_source, told
from database.models import Person
from engagement import audiences
from engagement.models import Answer, Contribution, Exclusion, Invitation

ACTS = {
    "invitation.taking-part": gettext_noop("You said that you are taking part"),
    "invitation.not-this-time": gettext_noop("You said: not this time"),
    "invitation.stop": gettext_noop("You asked us to stop"),
    "invitation.none": gettext_noop("You took your reply back"),
    "invitation.reply-followed": gettext_noop("Your reply went with your record"),
    "contribution.counted-once": gettext_noop("Of two answers of yours, the later one counts"),
    "contribution.saved": gettext_noop("Your answers were saved"),
    "contribution.sent": gettext_noop("Your answers were sent"),
}


def _records(person: Person) -> list[Any]:
    """Return the record and those merged into it: where both were asked, both keep their half."""
    return [person.pk, *person.merged.values_list("pk", flat=True)]


def invitation_lines(person: Person) -> Iterator[Line]:
    """What they were asked to, what they replied, and what they were left out of and why."""
    section = _("What you were asked to")
    invitations = Invitation.objects.filter(person__in=_records(person)).select_related("activity")
    for row in invitations.order_by("batch__prepared_at", "pk"):
        reason = audiences.reason_label(row.reason_code) if row.reason_code else ""
        said = told(row, without=("batch", "activity"), reason_code=reason)
        yield Line(section, row.activity.title, said)
    left_out = Exclusion.objects.filter(person__in=_records(person)).select_related(
        "batch__activity"
    )
    for exclusion in left_out.order_by("pk"):
        said = _("Not asked: %(reason)s") % {
            "reason": audiences.reason_label(exclusion.reason_code)
        }
        yield Line(section, exclusion.batch.activity.title, said)


def answer_lines(person: Person) -> Iterator[Line]:
    """What they said by name. What was said anonymously belongs to nobody."""
    section = _("What you said")
    contributions = Contribution.objects.filter(
        invitation__person__in=_records(person)
    ).select_related("activity")
    for row in contributions.prefetch_related("answers__question__choices").order_by("pk"):
        marks = ("activity", "invitation", "form_nonce", "form_digest")
        yield Line(section, row.activity.title, told(row, without=marks))
        answers = sorted(row.answers.all(), key=lambda answer: answer.question.number)
        for answer in answers:
            yield Line(section, answer.question.text, _said(answer))


def _said(answer: Answer) -> str:
    labels = {choice.code: choice.label for choice in answer.question.choices.all()}
    parts = [labels.get(code, code) for code in answer.codes]
    if answer.text:
        parts.append(answer.text)
    if answer.redacted:
        label = capfirst(answer._meta.get_field("redacted").verbose_name)
        parts.append(f"{label}: {answer.redacted}")
    return "\n".join(parts)


def register_all() -> None:
    """Called once the app is ready."""
    register_acts(ACTS)
    register_source(invitation_lines, covers={"engagement.Invitation", "engagement.Exclusion"})
    register_source(answer_lines, covers={"engagement.Contribution", "engagement.Answer"})
