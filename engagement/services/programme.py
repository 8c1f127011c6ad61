"""The programme: making one, adding accepted topics, and showing it to partners."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from engagement.models import (
    Activity,
    ActivityStatus,
    Programme,
    ProgrammeEntry,
    ProgrammeStatus,
)
from partners.models import TopicRequest
from vef.audit.services import record
from vef.common.actors import Actor
from vef.common.bilingual import LANGUAGES, set_words, words
from vef.common.steps import move


class NotAccepted(Exception):
    """Only an accepted request whose partner was told has a place in the programme."""


class ProgrammeOver(Exception):
    """A closed programme takes no more entries."""


class NotPublishable(Exception):
    """Something in the programme is not complete in both languages.

    ``reasons`` are sentences for the officer, in the active language.
    """

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


@transaction.atomic
def create_programme(
    *, name_en: str, name_cy: str, starts_on: date, ends_on: date, actor: Actor
) -> Programme:
    """Make a programme, in draft. Partners see nothing of it yet."""
    programme = Programme.objects.create(
        name_en=name_en, name_cy=name_cy, starts_on=starts_on, ends_on=ends_on
    )
    record(actor, "programme.created", programme)
    return programme


@transaction.atomic
def add_entry(
    *,
    request: TopicRequest,
    actor: Actor,
    programme: Programme | None = None,
    **fields: object,
) -> ProgrammeEntry:
    """Give an accepted topic its place (P<number>); asking twice changes nothing.

    Without ``programme`` the newest that is not closed is taken; without words,
    the request's own.

    Raises NotAccepted, ProgrammeOver.
    """
    request = TopicRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_accepted:
        raise NotAccepted(request.pk)
    if known := ProgrammeEntry.objects.filter(request=request).first():
        return known
    programme = _locked(programme)
    number = programme.entries.aggregate(last=Max("number"))["last"] or 0
    entry = ProgrammeEntry(
        programme=programme, request=request, number=number + 1, **(fields or prefill(request))
    )
    entry.save()
    record(actor, "programme-entry.added", entry, data={"request": str(request.pk)})
    return entry


def _locked(programme: Programme | None) -> Programme:
    programmes = Programme.objects.select_for_update()
    found: Programme | None
    if programme is not None:
        found = programmes.get(pk=programme.pk)
    else:
        found = programmes.exclude(status=ProgrammeStatus.CLOSED).order_by("-starts_on").first()
    if found is None or found.status == ProgrammeStatus.CLOSED:
        raise ProgrammeOver
    return found


def prefill(request: TopicRequest) -> dict[str, str]:
    """Return title and objective as the request has them, in the languages it has them in."""
    return {
        "title_cy": words(request, "title", "cy"),
        "title_en": words(request, "title", "en"),
        f"objective_{request.written_in}": request.objectives,
    }


def what_lives(request: TopicRequest) -> list[str]:
    """Say, in sentences, what of a request's place in the programme must be ended first."""
    found = []
    activities = Activity.objects.filter(entry__request=request)
    for activity in activities.exclude(status=ActivityStatus.CANCELLED).order_by("code"):
        words = {"activity": f"{activity.code} {activity.title}"}
        if ActivityStatus.CANCELLED in Activity.STEPS[ActivityStatus(activity.status)]:
            found.append(_("An activity goes on. Cancel it first: %(activity)s") % words)
        else:
            found.append(
                _("People have taken part already, so it stays accepted: %(activity)s") % words
            )
    return found


def missing_before_publishing(programme: Programme) -> list[str]:
    """Say, in sentences, what is not yet complete in both languages."""
    reasons = []
    if not all(words(programme, "name", language) for language in LANGUAGES):
        reasons.append(_("The programme's name is needed in both languages."))
    for entry in programme.entries.select_related("request"):
        if entry.is_shown and not entry.publishable:
            reasons.append(
                _("Both languages of this entry need to be checked: %(entry)s")
                % {"entry": f"P{entry.number}"}
            )
    return reasons


@transaction.atomic
def publish_programme(
    programme: Programme, *, change_note_en: str, change_note_cy: str, actor: Actor
) -> Programme:
    """Show partners the programme, or a new version of it, with a note of what changed.

    Raises NotPublishable while anything in it is not complete in both languages,
    and TransitionError for a closed programme.
    """
    programme.refresh_from_db()
    reasons = missing_before_publishing(programme)
    if not (change_note_en.strip() and change_note_cy.strip()):
        reasons.append(_("Write what changed in both languages."))
    if reasons:
        raise NotPublishable(reasons)
    set_words(programme, "change_note", cy=change_note_cy, en=change_note_en)
    if programme.status == ProgrammeStatus.PUBLISHED:
        programme.version += 1
        record(actor, "programme.new-version", programme, data={"version": programme.version})
    else:
        move(programme, ProgrammeStatus.PUBLISHED, actor=actor)
    programme.save(update_fields=["change_note_en", "change_note_cy", "version"])
    return programme


def close_programme(programme: Programme, *, actor: Actor) -> None:
    """Close a programme; it stays readable and takes no more entries."""
    move(programme, ProgrammeStatus.CLOSED, actor=actor)
