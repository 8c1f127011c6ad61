"""What staff read about a message: its kind, its reason codes and its story, in words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vef.outbox.kinds import kinds
from vef.outbox.models import Message, MessageStatus

REASONS = {
    "no-reply": gettext_noop("The mail server did not say whether it took the message."),
    "worker-gone": gettext_noop("The program that was sending it stopped."),
    "no-address": gettext_noop("There is no email address any more."),
    "bad-address": gettext_noop("The email address can’t be written to."),
    "trial-mode": gettext_noop("In a trial, mail goes only to the addresses allowed."),
    "not-written": gettext_noop("The message could not be written. Tell the administrator."),
    "changed": gettext_noop("The address or the language changed on the way."),
    "treated-as-sent": gettext_noop("Somebody decided to treat it as sent."),
    "sent-again": gettext_noop("Somebody decided to send it again."),
    "returned": gettext_noop("It came back."),
    "merged": gettext_noop("Two records of the same person became one."),
}
CAME_BACK_TO_QUEUE = gettext_noop("Waiting to be sent")


def kind_label(name: str) -> str:
    """Return what staff call a kind of message; the bare name for one unknown here."""
    kind = kinds().get(name)
    return str(kind.label) if kind else name


def reason_words(kind_name: str, code: str) -> str:
    """Return a reason code in words: our own, the kind's own, or the server's reply."""
    if not code:
        return ""
    if code in REASONS:
        return _(REASONS[code])
    if code.startswith("refused-"):
        return _("The mail server refused it (reply %(code)s).") % {"code": code[8:]}
    if code.startswith("no-answer-"):
        return _("The mail server could not be reached, or hung up.")
    kind = kinds().get(kind_name)
    return (kind.explain(code) if kind else "") or code


def about_label(message: Message) -> str:
    """Name what kind of thing the message is about."""
    try:
        return str(apps.get_model(message.about_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return message.about_type


@dataclass(frozen=True)
class Moment:
    """One line of a message's story."""

    at: datetime
    what: str
    why: str = ""


def story(message: Message) -> list[Moment]:
    """Tell what happened to a message, first things first."""
    moments = [Moment(message.created_at, _("Put into the outbox"))]
    for entry in message.trail:
        moments.append(_moment(message, entry))
    if message.dot_at:
        moments.append(Moment(message.dot_at, _("Handed to the mail server")))
    return sorted(moments, key=lambda moment: moment.at)


def _moment(message: Message, entry: dict[str, Any]) -> Moment:
    to = entry["to"]
    what = _(CAME_BACK_TO_QUEUE) if to == MessageStatus.QUEUED else str(MessageStatus(to).label)
    return Moment(
        datetime.fromisoformat(entry["at"]), what, reason_words(message.kind, entry["reason"])
    )
