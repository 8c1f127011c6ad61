"""What a request to join says, for the office: on a person's page and in the list."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from database.forms.steps import week_of
from database.joining import Said, said_in
from database.masks import mask_name
from database.models import Channel, ConsentWording, JoinRequest, Person, PersonStatus, SafeContact
from database.panels import Panel, register
from vef.common import clock

TEMPLATE = "database/components/join_request.html"


@dataclass(frozen=True)
class Asked:
    """One request, in the office's words. Holds no name and no address."""

    request: JoinRequest
    said: Said
    wordings: list[ConsentWording]

    @property
    def safe(self) -> list[Any]:
        return [Channel(channel).label for channel in self.said.safe]

    @property
    def week(self) -> list[tuple[Any, str]]:
        return week_of(SafeContact(safe_times=self.said.safe_times))

    @property
    def ends_at(self) -> datetime:
        return ends_at(self.request.at)


def ends_at(asked_at: datetime) -> datetime:
    """When a request made then is forgotten if nobody confirms it."""
    return asked_at + timedelta(days=settings.UNCONFIRMED_DAYS)


def asked_by(person: Person) -> Asked | None:
    """Return what somebody asked for and has not confirmed yet; None for everybody else."""
    request = (
        JoinRequest.objects.select_related("source").filter(person=person, declined_at=None).first()
    )
    if request is None:
        return None
    said = said_in(request)
    shown = ConsentWording.objects.filter(pk__in=request.wordings, purpose__in=said.purposes)
    return Asked(request, said, list(shown.order_by("pk")))


def register_panel() -> None:
    register(Panel(TEMPLATE, lambda person, user: asked_by(person)))


@dataclass(frozen=True)
class Row:
    """A line of the list: masked, with what it waits for."""

    request: JoinRequest
    person: Person
    masked_name: str
    is_known: bool
    ends_at: datetime
    is_soon: bool


def rows(requests: list[JoinRequest]) -> list[Row]:
    """Return the lines of these requests; people and keys come with them."""
    soon = clock.now() + timedelta(days=7)
    return [
        Row(
            request,
            request.person,
            mask_name(request.person.name),
            request.person.status in (PersonStatus.ACTIVE, PersonStatus.PAUSED),
            ends_at(request.at),
            ends_at(request.at) <= soon,
        )
        for request in requests
        if request.person is not None
    ]
