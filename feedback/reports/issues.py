"""Section 3 (what was asked, found and answered), what is coming, and the risks.

Counts come from frozen packs only: they passed the floor when they were frozen.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from engagement.models import Activity, ActivityStatus
from feedback import figures, indicators
from feedback.models import (
    AnswerStatus,
    Chaser,
    ChaserStep,
    Outcome,
    OutcomeStatus,
    PackStatus,
    PartnerAnswer,
    Report,
    ResultsPack,
)
from feedback.reports.parts import Block, Cell, Table, day, partner_words
from vef.common.workdays import working_days_between

SHOWN = (
    ActivityStatus.OPEN,
    ActivityStatus.CLOSED,
    ActivityStatus.RESULTS_DELIVERED,
    ActivityStatus.OUTCOME_TOLD,
    ActivityStatus.COMPLETED,
)
GIVEN = (PackStatus.DELIVERED, PackStatus.ANSWERED)


@dataclass
class Facts:
    """Everything section 3, 4 and 9 read, fetched once."""

    today: date
    activities: list[Activity]
    late_packs: list[ResultsPack]
    late_answers: list[PartnerAnswer]
    coming: list[Activity]


def gather(report: Report, today: date) -> Facts:
    """Fetch the activities of the report's period, and what is late on this day."""
    whole = "entry__request__organisation"
    activities = (
        Activity.objects.filter(status__in=SHOWN, opens_on__lte=report.period_until)
        .filter(
            # In the period, or not finished when it began.
            Q(closes_on__gte=report.period_from)
            | ~Q(status=ActivityStatus.COMPLETED)
            | Q(results_pack__delivered_at__date__gte=report.period_from)
        )
        .select_related("method", whole, "results_pack", "outcome")
        .prefetch_related(
            Prefetch(
                "results_pack__answers",
                PartnerAnswer.objects.select_related("finding").order_by("finding__number"),
            )
        )
        .order_by("entry__number", "code")
    )
    late_packs = (
        ResultsPack.objects.filter(status=PackStatus.DELIVERED, answer_due_on__lt=today)
        .select_related(f"activity__{whole}")
        .prefetch_related(Prefetch("chasers", Chaser.objects.order_by("made_on", "pk")))
        .order_by("answer_due_on")
    )
    late_answers = (
        PartnerAnswer.objects.filter(
            status__in=[AnswerStatus.ACCEPTED, AnswerStatus.IN_PART, AnswerStatus.IN_PROGRESS],
            due_on__lt=today,
        )
        .select_related("finding", f"pack__activity__{whole}")
        .order_by("due_on")
    )
    coming = (
        Activity.objects.filter(opens_on__gt=report.period_until)
        .exclude(status__in=[ActivityStatus.DRAFT, ActivityStatus.CANCELLED])
        .select_related("method", whole)
        .order_by("opens_on")
    )
    return Facts(today, list(activities), list(late_packs), list(late_answers), list(coming))


def _pack(activity: Activity) -> ResultsPack | None:
    pack = getattr(activity, "results_pack", None)
    return pack if pack is not None and pack.status in GIVEN else None


def activity_blocks(facts: Facts) -> list[Block]:
    """Return one numbered, sub-headed block for each activity of the period."""
    if not facts.activities:
        return [Block(paragraphs=[_("No activity took place in this period.")])]
    return [_activity_block(activity) for activity in facts.activities]


def changed_blocks(report: Report) -> list[Block]:
    """Return what support changed for people, where the period's results tell of it."""
    lines = indicators.lines(since=report.period_from, until=report.period_until)
    told = [line for line in lines if line.percent is not None]
    if not told:
        return []
    return [
        Block(
            heading=_("What changed for people"),
            paragraphs=[
                _(
                    "People were asked how things are now, compared with before they had "
                    "support. Numbers are rounded, and those below the floor count as none."
                )
            ],
            table=Table(
                caption=_("What changed for people"),
                head=[_("Outcome"), _("People who answered"), _("Say it is better, at least")],
                rows=[
                    [
                        Cell(line.indicator.name),
                        Cell(str(line.answered)),
                        Cell(f"{line.better} ({line.percent}%)"),
                    ]
                    for line in told
                ],
            ),
        )
    ]


def _activity_block(activity: Activity) -> Block:
    pack = _pack(activity)
    entry = activity.entry
    paragraphs = [
        _("Asked by: %(organisation)s.") % {"organisation": entry.request.organisation.name},
        entry.objective,
        _("How and when: %(method)s, %(from)s to %(until)s.")
        % {
            "method": activity.method.name,
            "from": day(activity.opens_on),
            "until": day(activity.closes_on),
        },
        *(_results(pack) if pack else [_no_results(activity)]),
        *_told(activity),
    ]
    return Block(
        heading=f"P{entry.number}, {activity.code}: {activity.title}",
        paragraphs=[text for text in paragraphs if text],
        table=_findings_table(pack) if pack else None,
    )


def _no_results(activity: Activity) -> str:
    if activity.status == ActivityStatus.OPEN:
        return _("The activity is still open, so no figures are shown.")
    return _("The results have not been delivered yet, so no figures are shown.")


def _results(pack: ResultsPack) -> list[str]:
    language = _language()
    frozen = figures.thaw(pack.figures, language)
    texts = [
        _("People who took part: %(count)s.") % {"count": frozen.taken_part},
    ]
    if frozen.themes:
        texts.append(
            _("What people spoke of most: %(themes)s.")
            % {"themes": "; ".join(row.label for row in frozen.themes)}
        )
    return texts


def _language() -> str:
    return (get_language() or "en").split("-")[0]


def _told(activity: Activity) -> list[str]:
    outcome: Outcome | None = getattr(activity, "outcome", None)
    if outcome is None or outcome.told_at is None:
        if activity.status in {ActivityStatus.OPEN, ActivityStatus.CLOSED}:
            return []
        return [_("Those who took part have not been told the outcome yet.")]
    texts = [
        _("Those who took part were told the outcome on this day: %(date)s.")
        % {"date": day(outcome.told_at.date())}
    ]
    if outcome.status == OutcomeStatus.PUBLISHED and outcome.published_at:
        texts.append(
            _("The outcome was published on this day: %(date)s.")
            % {"date": day(outcome.published_at.date())}
        )
    return texts


def _findings_table(pack: ResultsPack) -> Table:
    return Table(
        caption=_("Findings and the partner's answers"),
        head=[_("Finding"), _("Answer"), _("What will be done"), _("Who"), _("By")],
        rows=[
            [
                Cell(f"{answer.finding.number}. {answer.finding.text}"),
                Cell(str(answer.get_status_display())),
                _action_or_reason(answer),
                Cell(answer.owner or _("none")),
                Cell(day(answer.due_on)),
            ]
            for answer in pack.answers.all()
        ],
    )


def _action_or_reason(answer: PartnerAnswer) -> Cell:
    name = "reason" if answer.status == AnswerStatus.NOT_ACCEPTED else "action"
    return partner_words(answer, name)


def late_block(facts: Facts) -> Block:
    """Return the table of answers and promised actions that are late."""
    heading = _("Late answers and actions")
    if not facts.late_packs and not facts.late_answers:
        return Block(heading=heading, paragraphs=[_("No partner is late.")])
    rows = [
        [
            Cell(pack.activity.title),
            Cell(pack.organisation.name),
            Cell(_("Answer to the results")),
            Cell(day(pack.answer_due_on)),
            Cell(str(working_days_between(pack.answer_due_on, facts.today))),
            Cell(_last_chaser(pack)),
        ]
        for pack in facts.late_packs
        if pack.answer_due_on
    ]
    rows += [
        [
            Cell(answer.pack.activity.title),
            Cell(answer.pack.organisation.name),
            partner_words(answer, "action"),
            Cell(day(answer.due_on)),
            Cell(str(working_days_between(answer.due_on, facts.today))),
            Cell(_("none")),
        ]
        for answer in facts.late_answers
        if answer.due_on
    ]
    return Block(
        heading=heading,
        paragraphs=[_("Days are working days. Reminders go to the partner in its own language.")],
        table=Table(
            caption=_("What partners owe"),
            head=[
                _("Topic"),
                _("Partner"),
                _("What is late"),
                _("Due"),
                _("Working days late"),
                _("Last reminder"),
            ],
            rows=rows,
        ),
    )


def _last_chaser(pack: ResultsPack) -> str:
    chasers = list(pack.chasers.all())
    if not chasers:
        return _("none")
    return f"{day(chasers[-1].made_on)}: {ChaserStep(chasers[-1].step).label}"


def coming_blocks(facts: Facts) -> list[Block]:
    """Return the activities that come next."""
    if not facts.coming:
        return [Block(paragraphs=[_("No further activity has a date yet.")])]
    return [
        Block(
            paragraphs=[_("These activities come next:")],
            items=[
                f"{day(activity.opens_on)}: {activity.code} {activity.title} "
                f"({activity.entry.request.organisation.name})"
                for activity in facts.coming
            ],
        )
    ]


def risk_blocks(facts: Facts, *, red: list[str]) -> list[Block]:
    """Return the risks the records show. Where there is none, it says so."""
    texts = []
    for pack in facts.late_packs:
        texts.append(
            _("Partner late with its answer: %(organisation)s, on %(topic)s.")
            % {"organisation": pack.organisation.name, "topic": pack.activity.title}
        )
    for activity in facts.activities:
        given = _pack(activity)
        if given and given.figures.get("taken_part") is None:
            texts.append(
                _("Too few people took part for figures to be shown: %(topic)s.")
                % {"topic": activity.title}
            )
    if red:
        texts.append(
            ngettext(
                "%(count)s action is red: %(references)s.",
                "%(count)s actions are red: %(references)s.",
                len(red),
            )
            % {"count": len(red), "references": ", ".join(red)}
        )
    if not texts:
        texts.append(_("The records show no risk: no partner is late, and no action is red."))
    return [Block(paragraphs=[text]) for text in texts]
