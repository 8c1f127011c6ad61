"""The two mails that come of asking to join. Neither says more than a stranger may read."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database import gate
from database.emails import PersonKind
from database.gate.joining import JOIN_OVER, check_joining
from database.joining import said_in
from database.links import mine_url
from database.models import JoinRequest
from database.services.joining import CONFIRM_KIND, CONFIRM_SCOPE, KNOWN_KIND
from vef.common import clock
from vef.common.links import issue_link
from vef.outbox.kinds import Kind, Recipient, Verdict, Wording, register
from vef.outbox.models import Message
from vef.outbox.rendering import render_wording

# The mail says seven days (glossary, sentence 21).
CONFIRM_DAYS = 7


class _Asked(PersonKind):
    """Mail that answers what somebody did themselves, so it counts towards no limit."""

    counts_as_contact: ClassVar[bool] = False

    def explain(self, code: str) -> str:
        return _("The request to join is over") if code == JOIN_OVER else gate.reason_label(code)


class JoinConfirmKind(_Asked):
    """Asks whether it was they who asked: the only mail before consent, to what they typed."""

    name = CONFIRM_KIND
    label = gettext_lazy("Confirming a request to join")
    template = "database/email/join_confirm"

    def recipient(self, message: Message) -> Recipient | None:
        known = super().recipient(message)
        request = _request(message)
        if known is None or request is None:
            return None
        return Recipient(known.address, said_in(request).reading)

    def gate(self, message: Message) -> Verdict:
        return check_joining(message.recipient_id, message.context["request"])

    def build(self, message: Message, language: str) -> Wording:
        token = issue_link(
            scope=CONFIRM_SCOPE,
            target_id=UUID(message.context["request"]),
            expires_at=clock.now() + timedelta(days=CONFIRM_DAYS),
        )
        path = reverse("database:join-confirm", args=[token])
        context = {"url": f"{settings.BASE_URL}{path}"}
        return render_wording(self.template, context, language=language)

    def unsubscribe_url(self, message: Message) -> str:
        # There is nothing to stop yet: it goes once, and nothing follows by itself.
        return ""


class JoinKnownKind(_Asked):
    """Tells the holder of the mailbox, and nobody else, that they need not join again."""

    name = KNOWN_KIND
    label = gettext_lazy("Asked to join, but with us already")
    template = "database/email/join_known"

    def gate(self, message: Message) -> Verdict:
        verdict = gate.check(message.recipient_id, is_asked_for=True, lock=True)
        if verdict.allowed and verdict.risk_flag:
            # A person releases every message to somebody at risk; a machine sends none.
            return Verdict(False, gate.GateReason.ASK_FIRST)
        return verdict

    def build(self, message: Message, language: str) -> Wording:
        context = {
            "url": mine_url(message.recipient_id),
            "plain": gate.check(message.recipient_id, is_asked_for=True).shares_mailbox,
        }
        return render_wording(self.template, context, language=language)


def _request(message: Message) -> JoinRequest | None:
    return JoinRequest.objects.filter(pk=message.context["request"]).first()


def register_all() -> None:
    kinds: tuple[Kind, ...] = (JoinConfirmKind(), JoinKnownKind())
    for kind in kinds:
        register(kind)
