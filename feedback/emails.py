"""What is written to partners about results, and to those who took part about the outcome."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.emails import ParticipantKind
from feedback.models import ChaserStep, Outcome, OutcomeStatus, PackStatus, ResultsPack
from feedback.outcome_links import outcome_link
from vef.accounts.mail import UserKind
from vef.common import clock
from vef.common.workdays import working_days_between
from vef.outbox.kinds import Verdict, register
from vef.outbox.models import Message


class PackKind(UserKind):
    """Mail to a partner's user about one results pack."""

    def pack(self, message: Message) -> ResultsPack:
        return ResultsPack.objects.select_related("activity__entry__request__organisation").get(
            pk=message.context["pack"]
        )

    def context(self, message: Message) -> dict[str, Any]:
        pack = self.pack(message)
        path = reverse("feedback:results", args=[pack.pk])
        return {
            "title": pack.activity.title,
            "due_on": pack.answer_due_on,
            "link": f"{settings.PORTAL_BASE_URL}{path}",
        }


class ResultsDelivered(PackKind):
    name = "feedback.results-delivered"
    label = _("Results delivered")
    template = "feedback/email/results_delivered"


class ChaserMail(PackKind):
    """Reminds a partner; withheld if the answer came in the meantime."""

    name = "feedback.chaser"
    label = _("Reminder to a partner")
    template = "feedback/email/chaser"

    def gate(self, message: Message) -> Verdict:
        waiting = ResultsPack.objects.select_for_update(of=("self",)).filter(
            pk=message.context["pack"], status=PackStatus.DELIVERED
        )
        if not waiting.exists():
            return Verdict(allowed=False, reason="already-answered")
        return super().gate(message)

    def context(self, message: Message) -> dict[str, Any]:
        context = super().context(message)
        step = ChaserStep(message.context["step"])
        late = working_days_between(context["due_on"], clock.today())
        return {
            **context,
            "is_late": late > 0,
            "days_late": max(late, 0),
            "is_escalation": step in {ChaserStep.AFTER_5, ChaserStep.AFTER_10},
        }


class OutcomeKind(ParticipantKind):
    """Tells somebody who took part what came of it. Neutral outside and in.

    The link opens a page that can be read before the outcome is public.
    """

    name = "feedback.outcome"
    label = _("Outcome to those who took part")
    template = "feedback/email/outcome"

    def gate(self, message: Message) -> Verdict:
        told = Outcome.objects.filter(
            pk=message.context["about"], status__in=[OutcomeStatus.TOLD, OutcomeStatus.PUBLISHED]
        )
        if not told.exists():
            return Verdict(allowed=False, reason="outcome-not-told")
        return super().gate(message)

    def context(self, message: Message) -> dict[str, Any]:
        return {"link": outcome_link(Outcome.objects.get(pk=message.context["about"]))}


def register_all() -> None:
    register(ResultsDelivered())
    register(ChaserMail())
    register(OutcomeKind())
