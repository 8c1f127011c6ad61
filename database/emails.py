"""Mail to people on the database: to whom, and whether it may still go."""

from collections.abc import Mapping
from typing import Any, ClassVar

from database import gate
from database.contact import reach
from database.links import mine_url, stop_url
from vef.outbox.kinds import Kind, Recipient, Verdict, Wording
from vef.outbox.models import Message
from vef.outbox.rendering import render_wording


class PersonKind(Kind):
    """Mail to a person on the database: gate, address and one-click stop are the same for all.

    ``message.context["theme"]`` may hold the id of the painful theme the message is about.
    """

    finalised_only: ClassVar[bool] = False
    # Only for asking whether a consent that grew old still holds.
    allow_out_of_date: ClassVar[bool] = False
    # Whether somebody else of their family may be told instead of them.
    heeds_family: ClassVar[bool] = True

    def recipient(self, message: Message) -> Recipient | None:
        found = reach(message.recipient_id)
        return Recipient(found.address, found.reading) if found.address else None

    def gate(self, message: Message) -> Verdict:
        return gate.check(
            message.recipient_id,
            finalised_only=self.finalised_only,
            theme=message.context.get("theme"),
            allow_out_of_date=self.allow_out_of_date,
            is_asked_for=not self.counts_as_contact,
            heeds_family=self.heeds_family,
            lock=True,
        )

    def explain(self, code: str) -> str:
        return gate.reason_label(code)

    def unsubscribe_url(self, message: Message) -> str:
        return stop_url(message.recipient_id)

    def write(
        self, message: Message, template: str, context: Mapping[str, Any], *, language: str
    ) -> Wording:
        """Write the mail in one language, with a link to the reader's own page at its foot.

        Issues that link; for a preview use ``render_wording`` alone.
        """
        whole = {**context, "mine_url": mine_url(message.recipient_id)}
        return render_wording(template, whole, language=language)
