"""Everything held about somebody, for their copy and for their own page.

Who looked at the record is part of it. What a copy leaves out, and why, is written down
in ``database.gathered``.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from database.acts import in_words
from database.gathered import Line, register_source, sources, words
from database.models import Person
from database.sent import messages_to
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.outbox.words import kind_label, story

__all__ = ["Line", "gather"]

# Acts on many at once: whom they were about is in their data.
HOLDS_IDS = ("person.listed", "export.taken")
ACTORS = {
    "person-by-link": gettext_noop("You, by your link"),
    "system": gettext_noop("The program itself"),
    "public": gettext_noop("Somebody without an account"),
}


def gather(person: Person) -> list[Line]:
    """Return all that is held about somebody, in the active language.

    The same number of questions to the database, however large it is. The lines and their
    order are the same in either language. Whoever shows them records the look first.
    Raises CannotOpen for a value that no key opens.
    """
    whole = Person.objects.select_related("key", "area", "stage", "relationship").get(pk=person.pk)
    return [line for source in sources() for line in source.lines(whole)]


# --- What every app's acts leave behind ---------------------------------------------------


def message_lines(person: Person) -> Iterator[Line]:
    """Every message to them, and what became of it. None keeps its words or its address."""
    section = _("Messages to you")
    for message in messages_to(person).order_by("created_at", "pk"):
        moments = [_moment(one.at, one.what, one.why) for one in story(message)]
        yield Line(section, kind_label(message.kind), "\n".join(moments))


def _moment(at: Any, what: str, why: str) -> str:
    return f"{words(at)}: {what}" + (f" ({why})" if why else "")


def audit_lines(person: Person) -> Iterator[Line]:
    """Who looked at the record and what was done with it, first things first."""
    section = _("Who looked at your record, and what was done with it")
    entries = list(_entries(person))
    names = _names(entries)
    for entry in entries:
        said = [words(entry.at), names.get(entry.actor_id) or _actor(entry)]
        if entry.reason:
            said.append(entry.reason)
        yield Line(section, in_words(entry.action), "\n".join(said))


def _entries(person: Person) -> Iterable[Entry]:
    own = str(person.pk)
    return Entry.objects.filter(
        Q(target_type=Person._meta.label_lower, target_id=own)
        | Q(actor_kind="person-by-link", actor_id=own)
        | Q(action__in=HOLDS_IDS, data__ids__icontains=own)
    ).order_by("id")


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    """Name the colleagues among the actors, with one question."""
    asked = {entry.actor_id for entry in entries if entry.actor_kind not in ACTORS}
    users = User.objects.filter(pk__in=asked - {""})
    return {str(user.pk): f"{user.name} ({user.get_role_display()})" for user in users}


def _actor(entry: Entry) -> str:
    known = ACTORS.get(entry.actor_kind)
    return _(known) if known else entry.actor_kind


def register_all() -> None:
    """Called once the app is ready, after what the app itself holds."""
    register_source(message_lines, covers={"outbox.Message"})
    register_source(audit_lines, covers={"audit.Entry"})
