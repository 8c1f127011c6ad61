"""The action tracker: section 12, and what it means for sections 4 and 9."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import ActionStatus, BoardAction, Rag, Report
from feedback.reports.parts import Block, Cell, Table, day


def actions_of(report: Report) -> list[BoardAction]:
    """Return the actions that were open in the report's period, by reference."""
    return list(
        BoardAction.objects.filter(raised_on__lte=report.meeting_on)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gte=report.period_from))
        .select_related("organisation")
        .order_by("reference")
    )


def open_actions(actions: list[BoardAction]) -> list[BoardAction]:
    ended = {ActionStatus.CLOSED, ActionStatus.SUPERSEDED}
    return [action for action in actions if action.status not in ended]


def red_references(actions: list[BoardAction], today: date) -> list[str]:
    return [action.reference for action in actions if action.rag(today) == Rag.RED]


def next_steps(actions: list[BoardAction], today: date) -> Block:
    """Say how many actions are open, and list those due soonest."""
    waiting = open_actions(actions)
    if not waiting:
        return Block(paragraphs=[_("No action is open.")])
    soonest = sorted(waiting, key=lambda action: action.revised_due_on or action.due_on)
    return Block(
        paragraphs=[
            ngettext(
                "%(count)s action is open. It is listed with its state in the annex.",
                "%(count)s actions are open. They are listed with their state in the annex.",
                len(waiting),
            )
            % {"count": len(waiting)}
        ],
        items=[
            f"{action.reference}, {day(action.revised_due_on or action.due_on)}: {action.text}"
            for action in soonest
        ],
    )


def annex(actions: list[BoardAction], today: date) -> Block:
    """Return the tracker as a table; each colour with its word."""
    heading = _("Annex A: action tracker")
    if not actions:
        return Block(heading=heading, paragraphs=[_("There are no actions.")])
    return Block(
        heading=heading,
        paragraphs=[
            _(
                "Red: due or late. Amber: due within 14 days, or moved once. Green: on track. "
                "Blue: complete. Grey: replaced."
            )
        ],
        table=Table(
            caption=_("Action tracker"),
            head=[
                _("Reference"),
                _("Action"),
                _("Owner"),
                _("Due"),
                _("Latest update"),
                _("State"),
            ],
            rows=[_row(action, today) for action in actions],
        ),
    )


def _row(action: BoardAction, today: date) -> list[Cell]:
    due = day(action.due_on)
    if action.revised_due_on:
        due = _("%(first)s, moved to %(new)s") % {"first": due, "new": day(action.revised_due_on)}
    update = action.update or _("none")
    if action.update and action.updated_on:
        update = f"{day(action.updated_on)}: {action.update}"
    rag = action.rag(today)
    return [
        Cell(f"{action.reference} ({day(action.raised_on)})"),
        Cell(action.text),
        Cell(action.owner),
        Cell(due),
        Cell(update),
        Cell(str(rag.label), rag=str(rag), note=str(action.get_status_display())),
    ]
