"""The thread's beginning: the window, the request, the decision, the programme."""

from typing import Any

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.models import Decision, LetterStatus, RequestStatus, WindowStatus
from vef.common.bilingual import Reading
from vef.dashboard.thread.facts import Facts
from vef.dashboard.thread.steps import State, Step, address

ENDED = {
    RequestStatus.DECLINED,
    RequestStatus.DEFERRED,
    RequestStatus.MERGED,
    RequestStatus.WITHDRAWN,
}


def day(value: object) -> str:
    """Return a date as the reader writes it."""
    return formats.date_format(value, "DATE_FORMAT") if value else ""  # type: ignore[arg-type]


def opening(facts: Facts) -> list[Step]:
    return [window(facts), request(facts), decision(facts), programme(facts)]


def window(facts: Facts) -> Step:
    row = facts.request.window
    opened = facts.entry(row, "requestwindow.open")
    return Step(
        "window",
        state=State.DONE,
        at=opened.at if opened else row.opens_on,
        who=facts.actor(opened) or facts.office,
        details=[
            _("%(window)s. Last day for requests: %(date)s.")
            % {"window": row.name, "date": day(row.closes_on)}
        ],
    )


def request(facts: Facts) -> Step:
    row = facts.request
    step = Step("request", who=_("%(name)s, %(organisation)s") % _asker(facts))
    step.url = (
        address("partners:request-detail", row.pk)
        if facts.for_partner
        else address("partners:request-review", row.pk)
    )
    if row.status == RequestStatus.DRAFT:
        step.at, step.due = row.saved_at, row.window.closes_on
        step.details = [_("Begun, but not submitted yet.")]
        if row.window.status == WindowStatus.CLOSED or row.window.closes_on < facts.today:
            step.state = State.LATE
        return step
    if row.status == RequestStatus.MORE_INFORMATION:
        step.at = row.submitted_at
        step.details = [_("The office asked for more information.")]
        return step
    if row.submitted_at is None:
        # Withdrawn before it was ever submitted.
        return _withdrawn(facts, step)
    step.at, step.state = row.submitted_at, State.DONE
    return step


def _asker(facts: Facts) -> dict[str, str]:
    row = facts.request
    return {"name": facts.who(row.author), "organisation": row.organisation.name}


def _withdrawn(facts: Facts, step: Step) -> Step:
    note = facts.entry(facts.request, "topicrequest.withdrawn")
    step.state = State.STOPPED
    step.at = note.at if note else step.at
    step.who = facts.actor(note) or step.who
    step.why = note.reason if note else ""
    step.details = [_("The partner withdrew the request.")]
    return step


def decision(facts: Facts) -> Step:
    row = facts.request
    step = Step("decision")
    if row.status == RequestStatus.WITHDRAWN:
        return _withdrawn(facts, step)
    status = facts.status
    made = list(row.decisions.all())
    if made and status in {RequestStatus.ACCEPTED, *ENDED}:
        return _decided(facts, step, made[-1])
    if status == RequestStatus.UNDER_REVIEW:
        note = facts.entry(row, "topicrequest.under-review")
        step.at, step.who = (note.at, facts.actor(note)) if note else (None, "")
        step.details = [_("Being looked at by the office.")]
    elif status == RequestStatus.SUBMITTED:
        step.details = [_("Waiting for the office.")]
        if row.first_window and row.came_back_at:
            words = {"window": row.first_window.name, "date": day(row.came_back_at)}
            step.details.append(_("Deferred from %(window)s, and back since %(date)s.") % words)
    return step


def _decided(facts: Facts, step: Step, made: Decision) -> Step:
    sent = [letter for letter in made.letters.all() if letter.status == LetterStatus.SENT]
    if facts.status in ENDED:
        step.state = State.STOPPED
    elif sent:
        step.state = State.DONE
    step.at, step.who = made.decided_at, facts.who(made.decided_by)
    if facts.for_partner:
        step.why = sent[0].words(get_language() or Reading.EN) if sent else ""
    else:
        step.why = made.reason
    step.result = str(made.get_outcome_display())
    if made.reason_code:
        step.result = f"{step.result}: {made.get_reason_code_display()}"
    step.details += _where_it_went(facts, made)
    if not facts.for_partner:
        step.details += [*_told(made, is_sent=bool(sent)), *_assessed(facts), *_weighed(made)]
    avenues = [avenue.name for avenue in made.avenues.all()]
    if avenues:
        step.details.append(_("Other avenues: %(avenues)s") % {"avenues": "; ".join(avenues)})
    return step


def _where_it_went(facts: Facts, made: Decision) -> list[str]:
    lines = []
    if made.merged_into and not facts.for_partner:
        lines.append(_("Merged into: %(request)s") % {"request": made.merged_into})
    if made.deferred_to:
        lines.append(_("Deferred to: %(window)s") % {"window": made.deferred_to.name})
    if made.conditions:
        lines.append(_("Conditions: %(conditions)s") % {"conditions": made.conditions})
    return lines


def _told(made: Decision, *, is_sent: bool) -> list[str]:
    """Say what it replaces, and that its partner does not know yet."""
    lines = []
    if made.supersedes:
        words = {"date": day(made.supersedes.decided_at)}
        lines.append(_("It replaces the decision of %(date)s.") % words)
    if not is_sent:
        lines.append(_("The partner is told once a second person approves the letter."))
    return lines


def _assessed(facts: Facts) -> list[str]:
    row: Any = facts.request
    return [
        _("Assessed by %(name)s: %(score)s of %(highest)s")
        % {
            "name": facts.who(made.assessor),
            "score": made.total_score,
            "highest": made.highest_score,
        }
        for made in row.opened_assessments
    ]


def _weighed(made: Decision) -> list[str]:
    lines = []
    for score in made.scores.all():
        words = {"criterion": score.criterion.name, "score": score.score, "weight": score.weight}
        line = _("%(criterion)s: %(score)s of 3, weight %(weight)s") % words
        lines.append(f"{line}. {score.note}" if score.note else line)
    if made.alone_because:
        words = {"reason": made.alone_because}
        lines.append(_("Decided without two assessments: %(reason)s") % words)
    if made.interest_declared:
        lines.append(_("Interest declared: %(interest)s") % {"interest": made.interest_declared})
    return lines


def programme(facts: Facts) -> Step:
    row = getattr(facts.request, "entry", None)
    step = Step("programme")
    if row is None:
        if not facts.for_partner and facts.request.is_accepted:
            step.url = address("engagement:entry-create", facts.request.pk)
        return step
    added = facts.entry(row, "programme-entry.added")
    step.state, step.at, step.who = State.DONE, row.created_at, facts.actor(added) or facts.office
    step.url = (
        address("engagement:programme-portal")
        if facts.for_partner
        else address("engagement:entry-detail", row.pk)
    )
    step.details = [
        _("%(programme)s, number %(number)s")
        % {"programme": row.programme.name, "number": row.number}
    ]
    if row.fieldwork_from and row.fieldwork_until:
        step.details.append(
            _("Fieldwork: %(start)s to %(end)s")
            % {"start": day(row.fieldwork_from), "end": day(row.fieldwork_until)}
        )
    return step
