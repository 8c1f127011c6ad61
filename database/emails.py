"""Mail to people on the database: to whom, and whether it may still go."""

from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from database import gate
from database.contact import reach
from vef.common import clock
from vef.common.links import issue_link
from vef.outbox.kinds import Kind, Recipient, Verdict
from vef.outbox.models import Message

STOP_SCOPE = "person-stop"
# A "stop" link must work long after the mail was read.
STOP_DAYS = 400


class PersonKind(Kind):
    """Mail to a person on the database: gate, address and one-click stop are the same for all.

    ``message.context["theme"]`` may hold the id of the painful theme the message is about.
    """

    finalised_only: ClassVar[bool] = False

    def recipient(self, message: Message) -> Recipient | None:
        found = reach(message.recipient_id)
        return Recipient(found.address, found.reading) if found.address else None

    def gate(self, message: Message) -> Verdict:
        return gate.check(message.recipient_id, finalised_only=self.finalised_only, lock=True)

    def explain(self, code: str) -> str:
        return gate.reason_label(code)

    def unsubscribe_url(self, message: Message) -> str:
        token = issue_link(
            scope=STOP_SCOPE,
            target_id=UUID(message.recipient_id),
            expires_at=clock.now() + timedelta(days=STOP_DAYS),
        )
        return f"{settings.BASE_URL}{reverse('engagement:stop', args=[token])}"
