"""Who did what to a request, a copy, an incident or a hold, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vef.accounts.models import User
from vef.audit.models import Entry

WORDS: dict[str, Any] = {
    "rightsrequest.received": gettext_lazy("Written down"),
    "rightsrequest.working": gettext_lazy("Work began, or went on"),
    "rightsrequest.identity-confirmed": gettext_lazy("Made sure who asks"),
    "rightsrequest.acknowledged": gettext_lazy("They were told that we have it"),
    "rightsrequest.told-how-it-stands": gettext_lazy("They were told how it stands"),
    "rightsrequest.waiting": gettext_lazy("Asked what is meant"),
    "rightsrequest.extended": gettext_lazy("Extended"),
    "rightsrequest.erasure-prepared": gettext_lazy("Erasure prepared"),
    "rightsrequest.erasure-sent-back": gettext_lazy("Erasure sent back"),
    "rightsrequest.done": gettext_lazy("Done"),
    "rightsrequest.refused": gettext_lazy("Refused"),
    "rightsrequest.withdrawn": gettext_lazy("Taken back"),
    "accesspack.gathered": gettext_lazy("Gathered what is held"),
    "accesspack.line-hidden": gettext_lazy("Left a line out"),
    "accesspack.line-shown": gettext_lazy("Put a line back"),
    "accesspack.file-made": gettext_lazy("Made the file"),
    "accesspack.handed-over": gettext_lazy("Took the file to hand it over"),
    "accesspack.emptied": gettext_lazy("Emptied"),
    "incident.recorded": gettext_lazy("Written down"),
    "incident.changed": gettext_lazy("Written on"),
    "incident.decided": gettext_lazy("Decided"),
    "incident.notified": gettext_lazy("The regulator was told"),
    "incident.people-told": gettext_lazy("The people concerned were told"),
    "incident.closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True)
class Act:
    at: datetime
    what: str
    who: str
    reason: str


def story(*targets: models.Model) -> list[Act]:
    """Return who did what to these rows, oldest first, in two queries. Looks are left out."""
    about = Q()
    for row in targets:
        about |= Q(target_type=row._meta.label_lower, target_id=str(row.pk))
    entries = list(Entry.objects.filter(about, action__in=WORDS).order_by("id"))
    names = _names(entries)
    return [
        Act(
            at=entry.at,
            what=str(WORDS[entry.action]),
            who=names.get(entry.actor_id) or _others(entry.actor_kind),
            reason=entry.reason,
        )
        for entry in entries
    ]


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    return {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)}


def _others(kind: str) -> str:
    said = {
        "public": _("By the public page"),
        "person-by-link": _("The person, by link"),
    }
    return said.get(kind) or _("The system")
