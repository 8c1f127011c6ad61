"""The thread's end, once per activity: results, the partner's answers, the outcome, the board."""

from django.utils.translation import gettext as _

from engagement.models import Activity
from feedback.models import (
    AnswerStatus,
    OutcomeStatus,
    PackStatus,
    PartnerAnswer,
    Report,
    ReportStatus,
    ResultsPack,
)
from vef.dashboard.thread.asking import day
from vef.dashboard.thread.facts import Facts
from vef.dashboard.thread.steps import State, Step, address

DELIVERED = {PackStatus.DELIVERED, PackStatus.ANSWERED}
TOLD = {OutcomeStatus.TOLD, OutcomeStatus.PUBLISHED}


def results(facts: Facts, activity: Activity) -> Step:
    pack: ResultsPack | None = getattr(activity, "results_pack", None)
    step = Step("results", due=activity.entry.results_due_on)
    if pack and pack.status in DELIVERED:
        step.state, step.at = State.DONE, pack.delivered_at
        step.url = _pack_page(facts, pack)
        note = facts.entry(pack, "resultspack.delivered")
        step.who = facts.actor(note) or facts.who(pack.approved_by)
        if not facts.for_partner:
            step.details = _pack_hands(facts, pack)
        return step
    if step.due and step.due < facts.today:
        step.state = State.LATE
    if pack and not facts.for_partner:
        step.url = _pack_page(facts, pack)
        step.details = [str(pack.get_status_display()), *_pack_hands(facts, pack)]
    return step


def _pack_page(facts: Facts, pack: ResultsPack) -> str:
    name = "feedback:results" if facts.for_partner else "feedback:pack-detail"
    return address(name, pack.pk)


def _pack_hands(facts: Facts, pack: ResultsPack) -> list[str]:
    hands = (
        (_("Written by: %(name)s"), pack.written_by),
        (_("Checked for small numbers by: %(name)s"), pack.checked_by),
        (_("Approved by: %(name)s"), pack.approved_by),
    )
    lines = [words % {"name": facts.who(user)} for words, user in hands if user]
    if pack.opened_at:
        lines.append(_("Opened by the partner: %(date)s") % {"date": day(pack.opened_at)})
    return lines


def answers(facts: Facts, activity: Activity) -> Step:
    pack: ResultsPack | None = getattr(activity, "results_pack", None)
    step = Step("answers", due=activity.entry.answer_due_on)
    if pack is None or pack.status not in DELIVERED:
        return step
    step.due, step.url = pack.answer_due_on, _pack_page(facts, pack)
    given = list(pack.answers.all())
    awaited = [row for row in given if row.status == AnswerStatus.AWAITED]
    if (given and not awaited) or pack.status == PackStatus.ANSWERED:
        answered = [(row.answered_at, row) for row in given if row.answered_at]
        last = max(answered, key=lambda pair: pair[0])[1] if answered else None
        step.state = State.DONE
        step.at = last.answered_at if last else None
        step.who = facts.who(last.answered_by) if last else ""
    elif step.due and step.due < facts.today:
        step.state = State.LATE
    step.details = [_answer_line(row) for row in given]
    step.details += [
        _("Reminder: %(date)s") % {"date": day(chaser.made_on)}
        for chaser in sorted(pack.chasers.all(), key=lambda row: row.made_on)
    ]
    return step


def _answer_line(row: PartnerAnswer) -> str:
    words = {"number": row.finding.number, "answer": row.get_status_display()}
    line = _("Finding %(number)s: %(answer)s") % words
    if row.action and row.owner and row.due_on:
        promise = {
            "answer": line,
            "action": row.action.rstrip("."),
            "owner": row.owner,
            "date": day(row.due_on),
        }
        return _("%(answer)s. %(action)s (%(owner)s, by %(date)s).") % promise
    return f"{line}. {row.reason}" if row.reason else line


def told(facts: Facts, activity: Activity) -> Step:
    outcome = getattr(activity, "outcome", None)
    step = Step("told")
    if outcome is None:
        return step
    if not facts.for_partner:
        step.url = address("feedback:outcome-detail", outcome.pk)
        step.details = [_("Written by: %(name)s") % {"name": facts.who(outcome.written_by)}]
        if outcome.approved_by:
            approver = {"name": facts.who(outcome.approved_by)}
            step.details.append(_("Approved by: %(name)s") % approver)
    if outcome.status in TOLD:
        note = facts.entry(outcome, "outcome.told")
        step.state, step.at, step.who = State.DONE, outcome.told_at, facts.actor(note)
    elif not facts.for_partner:
        step.details.append(str(outcome.get_status_display()))
    return step


def published(facts: Facts, activity: Activity) -> Step:
    outcome = getattr(activity, "outcome", None)
    step = Step("published")
    if outcome is not None and outcome.status == OutcomeStatus.PUBLISHED:
        note = facts.entry(outcome, "outcome.published")
        step.state, step.at, step.who = State.DONE, outcome.published_at, facts.actor(note)
        step.url = address("feedback:outcome-public", outcome.slug)
    return step


def board(facts: Facts, activity: Activity) -> Step:
    """Tell of the reports over an activity's period and its actions; not told to partners."""
    step = Step("board")
    covering = [row for row in facts.reports if _covers(row, activity)]
    issued = [row for row in covering if row.status == ReportStatus.ISSUED]
    if issued:
        step.state, step.at = State.DONE, issued[-1].issued_at
    if covering:
        step.url = address("feedback:report-detail", covering[-1].pk)
    for row in covering:
        words = {
            "board": row.board,
            "date": day(row.meeting_on),
            "status": row.get_status_display(),
        }
        step.details.append(_("%(board)s, %(date)s. Report: %(status)s") % words)
    for action in activity.boardaction_set.all():
        says: dict[str, object] = {
            "reference": action.reference,
            "action": action.text,
            "owner": action.owner,
            "colour": action.rag(facts.today).label,
            "status": action.get_status_display(),
        }
        line = _("Action %(reference)s: %(action)s Owner: %(owner)s. %(colour)s: %(status)s.")
        step.details.append(line % says)
    return step


def _covers(report: Report, activity: Activity) -> bool:
    """Whether an activity's fieldwork ended in the period a report is about."""
    ended = activity.closes_on
    return bool(ended and report.period_from <= ended <= report.period_until)
