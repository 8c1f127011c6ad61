"""The mail with the link to somebody's own page, and the one that proves a new address."""

from datetime import timedelta
from typing import ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database.contact import reach
from database.emails import PersonKind
from database.gate import Verdict as Judged
from database.gate import check
from database.gate.new_address import CHANGE_OVER, check_new_address
from database.links import mine_url, proof_url
from database.masks import mask_name
from database.models import Person, PersonStatus, ProposedChange
from database.services.changes import PROVE_KIND
from database.services.own_link import KIND
from vef.common import clock
from vef.outbox.kinds import Recipient, Verdict, Wording, register
from vef.outbox.models import Message, MessageStatus
from vef.outbox.rendering import render_wording

NOBODY = "nobody-there"
ASKED_OFTEN = "asked-often"
BY_HAND = "by-hand-only"
# However often an address is typed, no more of these go to it in a day.
MOST_A_DAY = 3


class _Asked(PersonKind):
    """What the person asked for themselves: it counts towards no limit of messages."""

    counts_as_contact: ClassVar[bool] = False
    is_urgent: ClassVar[bool] = True


class MyPageKind(_Asked):
    """The link to somebody's own page.

    Sent by staff to a person, or asked for by anybody for an address: then the message
    knows a keyed hash only, and the worker finds out whether somebody has that address.
    """

    name = KIND
    label = gettext_lazy("Link to their own page")
    template = "database/email/my_page"

    def people(self, message: Message) -> list[Person]:
        """Return whom the message is for; several may share one address."""
        people = Person.objects.with_keys().filter(merged_into=None).order_by("pk")
        people = people.exclude(status=PersonStatus.ERASED)
        if message.recipient_kind == "person":
            return list(people.filter(pk=message.recipient_id))
        return list(people.filter(email_index=message.recipient_id))

    def recipient(self, message: Message) -> Recipient | None:
        for person in self.people(message):
            if self._judged(message, person).allowed:
                found = reach(person.pk)
                return Recipient(found.address, found.reading) if found.address else None
        return None

    def gate(self, message: Message) -> Verdict:
        if self._sent_today(message) >= MOST_A_DAY:
            return Verdict(False, ASKED_OFTEN)
        verdicts = [self._judged(message, person, lock=True) for person in self.people(message)]
        if not verdicts:
            return Verdict(False, NOBODY)
        # One who may be written to is enough; else one who may be later.
        return max(verdicts, key=lambda verdict: (verdict.allowed, verdict.only_waits))

    @staticmethod
    def _judged(message: Message, person: Person, *, lock: bool = False) -> Judged:
        verdict = check(person.pk, is_asked_for=True, allow_out_of_date=True, lock=lock)
        if verdict.risk_flag and verdict.allowed and message.recipient_kind != "person":
            # A person releases every message to somebody at risk; typing an address does not.
            return Judged(False, BY_HAND)
        return verdict

    @staticmethod
    def _sent_today(message: Message) -> int:
        return (
            Message.objects.filter(
                kind=KIND,
                recipient_kind=message.recipient_kind,
                recipient_id=message.recipient_id,
                status=MessageStatus.SENT,
                sent_at__gt=clock.now() - timedelta(days=1),
            )
            .exclude(pk=message.pk)
            .count()
        )

    def build(self, message: Message, language: str) -> Wording:
        people = [p for p in self.people(message) if self._judged(message, p).allowed]
        # PRIVACY: no name, unless several share the mailbox and must tell their links apart.
        pages = [
            (mine_url(person.pk), mask_name(person.name) if len(people) > 1 else "")
            for person in people
        ]
        return render_wording(self.template, {"pages": pages}, language=language)

    def unsubscribe_url(self, message: Message) -> str:
        return super().unsubscribe_url(message) if message.recipient_kind == "person" else ""

    def explain(self, code: str) -> str:
        own = {
            NOBODY: _("Nobody here has this address"),
            ASKED_OFTEN: _("Asked for too often in a day"),
            BY_HAND: _("Only a colleague may send this"),
        }
        return own.get(code) or super().explain(code)


class ProveAddressKind(_Asked):
    """Asks a new mailbox whether it is theirs, before anything else is sent there."""

    name = PROVE_KIND
    label = gettext_lazy("Proof of a new email address")
    template = "database/email/prove_address"

    @staticmethod
    def change(message: Message) -> ProposedChange | None:
        changes = ProposedChange.objects.select_related("person__key")
        return changes.filter(pk=message.context["change"]).first()

    def recipient(self, message: Message) -> Recipient | None:
        change = self.change(message)
        if change is None:
            return None
        return Recipient(change.said["email"], change.person.reading)

    def gate(self, message: Message) -> Verdict:
        return check_new_address(self.change(message))

    def build(self, message: Message, language: str) -> Wording:
        context = {"url": proof_url(message.context["change"])}
        return render_wording(self.template, context, language=language)

    def unsubscribe_url(self, message: Message) -> str:
        # The page behind its link says no; nothing follows unless somebody says yes.
        return ""

    def explain(self, code: str) -> str:
        if code == CHANGE_OVER:
            return _("The change was settled already")
        return super().explain(code)


def register_all() -> None:
    register(MyPageKind())
    register(ProveAddressKind())
