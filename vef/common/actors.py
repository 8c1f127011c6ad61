"""Who did it: a member of staff, a partner, a person by link, the public or the system.

Services take an ``actor``; the audit log stores what is here and nothing more.
A signed-in user is an actor as it stands.
"""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class Actor(Protocol):
    """Anything that can act. ``actor_id`` never identifies a person to an outsider."""

    @property
    def actor_kind(self) -> str: ...

    @property
    def actor_id(self) -> str: ...


@dataclass(frozen=True)
class PersonByLink:
    """Somebody who opened a person's link: it proves a mailbox, not a person."""

    person_id: str
    actor_kind: str = "person-by-link"

    @property
    def actor_id(self) -> str:
        return str(self.person_id)


@dataclass(frozen=True)
class Nobody:
    """The system itself, or a member of the public without an account."""

    actor_kind: str
    actor_id: str = ""


SYSTEM = Nobody("system")
PUBLIC = Nobody("public")
