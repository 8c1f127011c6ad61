"""Where each step of the thread is begun, for those who may begin it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from vef.accounts.permissions import may_do_office_work, may_see_people
from vef.dashboard.thread.steps import Words, address


@dataclass(frozen=True)
class Start:
    page: str
    label: Words
    help: Words
    allowed: Callable[[Any], bool] = may_do_office_work


STARTS = (
    Start(
        "partners:window-list",
        _("Request windows"),
        _("Plan, open and close the times in which partners may ask."),
    ),
    Start(
        "partners:request-list",
        _("Topic requests"),
        _("Read what partners ask, decide, and say why."),
    ),
    Start(
        "dashboard:take-up",
        _("Take-up by partner"),
        _("See who has asked, who never has, and write a friendly word."),
    ),
    Start(
        "engagement:programme",
        _("Programme and activities"),
        _("Give accepted topics their place, plan activities, invite people."),
    ),
    Start(
        "database:person-list",
        _("People"),
        _("Look up somebody, record consent, a pause or a withdrawal."),
        may_see_people,
    ),
    Start(
        "feedback:finding-list",
        _("Answers, findings and results"),
        _("Read what people said, write findings, send results to partners."),
    ),
    Start(
        "feedback:outcome-desk",
        _("You said, we did"),
        _("Tell those who took part what came of it, then everybody."),
    ),
    Start(
        "feedback:indicators",
        _("What changed for people"),
        _("See how support changed things for those who answered."),
    ),
    Start(
        "feedback:report-list",
        _("Board reports"),
        _("Write a report in both languages and have it approved."),
    ),
    Start(
        "dashboard:objectives",
        _("Objectives and priorities"),
        _("See what was done for each, and what shows it."),
    ),
    Start(
        "feedback:action-list",
        _("Action tracker"),
        _("Follow what boards asked for."),
    ),
    Start(
        "outbox:desk",
        _("Messages"),
        _("See what was sent, withheld or is in doubt."),
    ),
)


def starts_for(user: Any) -> list[dict[str, Any]]:
    """Return the starting places this user may use, with their addresses."""
    return [
        {"url": url, "label": start.label, "help": start.help}
        for start in STARTS
        if start.allowed(user) and (url := address(start.page))
    ]
