"""Mail to people: what it says, to whom, and whether it may still go. Decides nothing else."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database.emails import PersonKind
from database.links import mine_address
from engagement import audiences
from engagement.models import Activity, Invitation
from engagement.services.invitations import KIND, note_delivery, why_not
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.links import issue_link
from vef.outbox.kinds import Verdict, Wording, register
from vef.outbox.models import Message
from vef.outbox.rendering import render_wording

INVITATION_SCOPE = "invitation"


class _Explained(PersonKind):
    """Mail about an activity: also its own reasons for holding a message back."""

    def explain(self, code: str) -> str:
        return audiences.reason_label(code)


class ParticipantKind(_Explained):
    """Mail to somebody who took part. Subclasses name a template and give its context.

    ``message.context`` holds the ids ``about`` and ``activity``.
    """

    template: ClassVar[str]
    # They took part themselves: what came of it is owed to them, not to their family.
    heeds_family: ClassVar[bool] = False

    def context(self, message: Message) -> dict[str, Any]:
        """Return what the template needs. Called with the reader's language active."""
        raise NotImplementedError

    def build(self, message: Message, language: str) -> Wording:
        return self.write(message, self.template, self.context(message), language=language)


class InvitationKind(_Explained):
    """The invitation itself: neutral outside and in, with one link."""

    name = KIND
    label = _("Invitation")
    template = "engagement/email/invitation"

    def gate(self, message: Message) -> Verdict:
        invitation = _invitation(message)
        if reason := why_not(invitation):
            return Verdict(False, reason)
        return audiences.may_be_sent(invitation.person_id, invitation.activity)

    def build(self, message: Message, language: str) -> Wording:
        invitation = _invitation(message)
        activity = invitation.activity
        token = issue_link(
            scope=INVITATION_SCOPE,
            target_id=invitation.pk,
            expires_at=link_expiry(activity),
        )
        return self.write(
            message,
            self.template,
            invitation_context(
                activity, token=token, plain=audiences.shares_mailbox(invitation.person_id)
            ),
            language=language,
        )

    def changed(self, message: Message) -> None:
        note_delivery(message)


def _invitation(message: Message) -> Invitation:
    return Invitation.objects.select_related("activity", "batch").get(
        pk=message.context["invitation"]
    )


def link_expiry(activity: Activity) -> datetime:
    """The last moment of the closing day, and the days of grace after it."""
    last_day = activity.closes_on or clock.today()
    return clock.end_of_day(last_day + timedelta(days=settings.LINK_GRACE_DAYS))


def invitation_context(activity: Activity, *, token: str, plain: bool = False) -> dict[str, Any]:
    """Return what the invitation's templates need, in the active language.

    PRIVACY: nothing of topic, police, crime or victims. ``plain`` leaves out
    all but the link, for mailboxes that others may read.
    """
    path = reverse("engagement:invitation", args=[token])
    return {
        "activity": activity,
        "url": f"{settings.BASE_URL}{path}",
        "closes_on": activity.closes_on,
        "questions": activity.questions.exclude(kind="info").count(),
        "plain": plain,
    }


def invitation_wording(activity: Activity, language: str, *, token: str) -> Wording:
    """Write the invitation as a preview: with this token in its links, and none issued."""
    with in_language(language):
        context = {
            **invitation_context(activity, token=token),
            "mine_url": mine_address(token),
        }
        return render_wording(InvitationKind.template, context, language=language)


def register_all() -> None:
    register(InvitationKind())
