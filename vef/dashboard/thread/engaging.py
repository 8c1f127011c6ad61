"""The thread's middle, once per activity: the plan, the invitations, what people said."""

from django.utils.translation import gettext as _

from engagement.models import Activity, ActivityStatus, BatchStatus, InvitationBatch
from feedback.models import PackStatus
from vef.dashboard.thread.asking import day
from vef.dashboard.thread.facts import Counts, Facts
from vef.dashboard.thread.steps import State, Step, address
from vef.privacy.floor import safe_count

# An activity in one of these is over, as far as taking part goes.
OVER = {
    ActivityStatus.CLOSED,
    ActivityStatus.RESULTS_DELIVERED,
    ActivityStatus.OUTCOME_TOLD,
    ActivityStatus.COMPLETED,
}
RUN = {ActivityStatus.OPEN, *OVER}
PLANNED = {ActivityStatus.AGREED, *RUN}


def page(facts: Facts, activity: Activity) -> str:
    if facts.for_partner:
        return address("engagement:activity-agree", activity.pk)
    return address("engagement:activity-detail", activity.pk)


def plan(facts: Facts, activity: Activity) -> Step:
    step = Step("plan", url=page(facts, activity))
    step.details = [_("Method: %(method)s") % {"method": activity.method.name}]
    agreed = (
        (activity.partner_agreed_at, activity.partner_agreed_by, _("Agreed for the partner")),
        (activity.office_agreed_at, activity.office_agreed_by, _("Agreed for the office")),
    )
    for at, user, label in agreed:
        if at:
            words = {"label": label, "name": facts.who(user), "date": day(at)}
            step.details.append(_("%(label)s: %(name)s, %(date)s") % words)
        else:
            step.details.append(_("%(label)s: not yet") % {"label": label})
    step.details += _narrowed(facts, activity)
    times = [at for at, _user, _label in agreed if at]
    if activity.status in PLANNED or activity.is_agreed_by_both:
        step.state, step.at = State.DONE, max(times, default=None)
        names = dict.fromkeys(facts.who(user) for _at, user, _label in agreed if user)
        step.who = ", ".join(name for name in names if name)
    return step


def _narrowed(facts: Facts, activity: Activity) -> list[str]:
    """Say that some are asked only: to the office why and by whom, to a partner by what kind."""
    found = []
    if activity.narrowed_by:
        kinds = {"kinds": activity.narrowed_words}
        found.append(_("Only some people are asked, chosen by: %(kinds)s") % kinds)
    if facts.for_partner:
        return found
    row = getattr(activity, "narrowing", None)
    if row is not None and row.narrowed_by:
        found.append(
            _("Why: %(reason)s (%(name)s, %(date)s)")
            % {
                "reason": row.reason,
                "name": facts.who(row.narrowed_by),
                "date": day(row.narrowed_at),
            }
        )
    if row is not None and row.has_characteristics:
        words = _("Also chosen by a characteristic: %(name)s, %(date)s.") % {
            "name": facts.who(row.characteristics_by),
            "date": day(row.characteristics_at),
        }
        if row.approved_by:
            words += " " + _("Approved by: %(name)s.") % {"name": facts.who(row.approved_by)}
        found.append(words)
    return found


def cancelled(facts: Facts, activity: Activity, step: Step) -> Step:
    """Turn the step an activity had reached into the one where it was cancelled."""
    note = facts.entry(activity, "activity.cancelled")
    step.state = State.STOPPED
    step.details.append(_("The activity was cancelled."))
    if note:
        step.at, step.who, step.why = note.at, facts.actor(note), note.reason
    return step


def invitations(facts: Facts, activity: Activity) -> Step:
    if facts.for_partner:
        return _invitations_for_partner(facts, activity)
    step = Step("invitations", url=page(facts, activity))
    batches = [row for row in activity.batches.all() if row.status != BatchStatus.CANCELLED]
    released = [row for row in batches if row.status == BatchStatus.RELEASED]
    waiting = [row for row in batches if row.status == BatchStatus.PREPARED]
    if released:
        step.state = State.DONE
        step.at = released[-1].released_at
        step.who = facts.who(released[-1].released_by)
    elif activity.status in OVER:
        step.state = State.DONE
        step.details.append(_("Nobody was invited by name: it was open to all."))
    step.details += [_batch_line(facts, row) for row in batches]
    step.why = next((row.audience_reason for row in batches if row.audience_reason), "")
    if waiting:
        step.url = address("engagement:batch-detail", waiting[-1].pk) or step.url
    step.details += _invited(facts, activity, facts.counts.get(activity.pk))
    return step


def _invitations_for_partner(facts: Facts, activity: Activity) -> Step:
    """Say only that the office asks people while the activity is open: whom is not told."""
    step = Step("invitations")
    if activity.status in RUN:
        opened = facts.entry(activity, "activity.open")
        step.state, step.who = State.DONE, facts.office
        step.at = opened.at if opened else activity.opens_on
    return step


def _batch_line(facts: Facts, batch: InvitationBatch) -> str:
    if batch.released_at:
        return _("Prepared by: %(preparer)s. Released by: %(releaser)s.") % {
            "preparer": facts.who(batch.prepared_by),
            "releaser": facts.who(batch.released_by),
        }
    return _("Prepared by: %(preparer)s. Waiting for another person to release them.") % {
        "preparer": facts.who(batch.prepared_by)
    }


def _invited(facts: Facts, activity: Activity, counts: Counts | None) -> list[str]:
    if counts is None or not counts.invited:
        return []
    row = getattr(activity, "narrowing", None)
    by_characteristic = row is not None and row.has_characteristics

    def number(count: int) -> str:
        # PRIVACY: how many have a characteristic is floored for the office too.
        return str(safe_count(count)) if by_characteristic else facts.number(count)

    return [
        _("Invited: %(count)s") % {"count": number(counts.invited)},
        _("Sent: %(count)s") % {"count": number(counts.sent)},
        _("Not sent, with a reason for each: %(count)s") % {"count": number(counts.not_sent)},
        _("Left out, with a reason for each: %(count)s") % {"count": number(counts.left_out)},
    ]


def contributions(facts: Facts, activity: Activity) -> Step:
    step = Step("contributions", url="" if facts.for_partner else page(facts, activity))
    opened = facts.entry(activity, "activity.open")
    closed = facts.entry(activity, "activity.closed")
    step.due = activity.closes_on
    if activity.status in OVER:
        step.state = State.DONE
        step.at = closed.at if closed else activity.closes_on
        step.who = facts.actor(closed)
        if not facts.for_partner:
            step.url = address("feedback:coding", activity.pk)
    elif activity.status == ActivityStatus.OPEN:
        step.at = opened.at if opened else activity.opens_on
        step.details = [_("Open until: %(date)s") % {"date": day(activity.closes_on)}]
        if activity.closes_on and activity.closes_on < facts.today:
            step.state = State.LATE
    counts = facts.counts.get(activity.pk)
    if counts and activity.status in RUN:
        step.details += [
            _("Taking part: %(count)s") % {"count": facts.number(counts.taking_part)},
            _("Not this time: %(count)s") % {"count": facts.number(counts.not_this_time)},
            _("Contributions: %(count)s")
            % {"count": facts.number(counts.named + counts.anonymous)},
        ]
    return step


def findings(facts: Facts, activity: Activity) -> Step:
    step = Step("findings", url="")
    if not facts.for_partner:
        step.url = address("feedback:activity-findings", activity.pk)
    pack = getattr(activity, "results_pack", None)
    if pack and pack.status != PackStatus.DRAFT:
        step.state = State.DONE
        note = facts.entry(pack, "resultspack.disclosure-checked")
        step.at = note.at if note else None
        step.who = facts.who(pack.written_by)
    delivered = pack and pack.status in {PackStatus.DELIVERED, PackStatus.ANSWERED}
    # PRIVACY: a partner learns of findings with the results, not before.
    if delivered or not facts.for_partner:
        rows = list(activity.findings.all())
        themes = dict.fromkeys(theme.name for row in rows for theme in row.themes.all())
        if rows:
            step.details.append(_("Findings: %(count)s") % {"count": len(rows)})
        if themes:
            step.details.append(_("Themes: %(themes)s") % {"themes": "; ".join(themes)})
    return step
