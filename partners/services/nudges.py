"""A friendly word to a partner who has not asked: written by one, released by another, once."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partners.models import (
    Nudge,
    NudgeStatus,
    Organisation,
    RequestWindow,
    TopicRequest,
)
from vef.accounts.models import Role, User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.steps import TransitionError, move
from vef.outbox.services import enqueue


class NudgeNeedless(Exception):
    """The organisation has asked in this window already, or takes no part."""


class NudgeTooLate(Exception):
    """The window takes no requests now."""


class NudgeEmpty(ValueError):
    """Both languages need their words."""


class NudgeByOneself(Exception):
    """Whoever wrote the words may not release them."""


def is_needed(organisation: Organisation, window: RequestWindow) -> bool:
    """Whether a partner at work has submitted nothing in this window."""
    if not organisation.is_active or organisation.kind == Organisation.Kind.HOST:
        return False
    asked = TopicRequest.objects.filter(
        organisation=organisation, window=window, submitted_at__isnull=False
    )
    return not asked.exists()


def draft_nudge(window: RequestWindow, language: str) -> str:
    """Return a first draft of the words, in paragraphs. Staff may change every word."""
    with in_language(language):
        words = {"date": date_format(window.closes_on, "DATE_FORMAT")}
        return "\n\n".join(
            [
                _("We have not had a request from you in this window, and we would like one."),
                _(
                    "People who were affected by crime are ready to tell you what works in your "
                    "service and what does not. A request takes about ten minutes, and we plan "
                    "the rest with you."
                ),
                _("You can ask until %(date)s. If you would like to talk first, get in touch.")
                % words,
            ]
        )


@transaction.atomic
def prepare_nudge(
    *,
    organisation: Organisation,
    window: RequestWindow,
    letter_cy: str,
    letter_en: str,
    actor: User,
) -> Nudge:
    """Write the words, or write them anew while nobody has released them. Nothing is sent.

    Whoever writes last is the author. Raises NudgeEmpty, NudgeTooLate, NudgeNeedless, or
    TransitionError once it was released.
    """
    if not (letter_cy.strip() and letter_en.strip()):
        raise NudgeEmpty
    # The lock makes two who write at once come one after the other.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    _check(organisation, window)
    words = {"letter_cy": letter_cy.strip(), "letter_en": letter_en.strip()}
    nudge = Nudge.objects.filter(window=window, organisation=organisation).first()
    if nudge is None:
        nudge = Nudge(window=window, organisation=organisation)
    elif not nudge.is_waiting:
        raise TransitionError(nudge, nudge.status, NudgeStatus.PREPARED)
    nudge.prepared_by, nudge.prepared_at = actor, clock.now()
    for name, text in words.items():
        setattr(nudge, name, text)
    nudge.save()
    data = {"organisation": str(organisation.pk), "window": str(window.pk)}
    record(actor, "nudge.prepared", nudge, data=data)
    return nudge


@transaction.atomic
def release_nudge(nudge: Nudge, *, actor: User) -> bool:
    """Send the words to the partner's leads; return False if that was done already.

    To everybody of a partner that has no lead. Raises NudgeByOneself, NudgeTooLate or
    NudgeNeedless.
    """
    fresh = Nudge.objects.select_for_update().get(pk=nudge.pk)
    if not fresh.is_waiting:
        nudge.refresh_from_db()
        return False
    if fresh.prepared_by_id == actor.pk:
        raise NudgeByOneself(nudge.pk)
    organisation, window = fresh.organisation, fresh.window
    _check(organisation, window)
    move(nudge, NudgeStatus.RELEASED, actor=actor, released_by=actor, released_at=clock.now())
    users = list(organisation.users().order_by("pk"))
    leads = [user for user in users if user.role == Role.PARTNER_LEAD]
    for user in leads or users:
        enqueue(
            kind="partners.nudge",
            unique_key=f"{nudge.pk}:{user.pk}",
            recipient_kind="user",
            recipient_id=user.pk,
            about=nudge,
            context={"nudge": str(nudge.pk)},
        )
    return True


def _check(organisation: Organisation, window: RequestWindow) -> None:
    if not window.is_accepting:
        raise NudgeTooLate(window)
    if not is_needed(organisation, window):
        raise NudgeNeedless(organisation)
