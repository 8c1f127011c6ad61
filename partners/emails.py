"""Mail to partners' staff, each in their own language. Says no more than the portal shows them."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import Decision, RequestWindow, TopicRequest
from vef.accounts.mail import UserKind
from vef.outbox.kinds import register
from vef.outbox.models import Message


def portal_link(name: str, *args: Any) -> str:
    """Return the full address of a portal page, in the language now active."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=args)}"


class WindowOpened(UserKind):
    name = "partners.window-opened"
    label = _("A request window has opened")
    template = "partners/email/window_opened"

    def context(self, message: Message) -> dict[str, Any]:
        window = RequestWindow.objects.get(pk=message.context["window"])
        return {"window": window, "link": portal_link("partners:request-start")}


class Receipt(UserKind):
    name = "partners.receipt"
    label = _("A topic request was received")
    template = "partners/email/receipt"

    def context(self, message: Message) -> dict[str, Any]:
        topic = TopicRequest.objects.get(pk=message.context["request"])
        return {"topic": topic, "link": portal_link("partners:request-detail", topic.pk)}


class DecisionMade(UserKind):
    """The letter itself, with where else to turn. The office's own reasons stay in the office."""

    name = "partners.decision"
    label = _("A topic request was decided")
    template = "partners/email/decision"

    def context(self, message: Message) -> dict[str, Any]:
        decision = Decision.objects.select_related("request").get(pk=message.context["decision"])
        language = get_language() or "en"
        return {
            "topic": decision.request,
            "letter": decision.letter(language),
            "avenues": decision.avenues_beside(language),
            "link": portal_link("partners:request-detail", decision.request_id),
        }


class MoreInformation(DecisionMade):
    name = "partners.more-information"
    label = _("More information was asked for a topic request")
    template = "partners/email/more_information"


def register_all() -> None:
    """Make the outbox know these kinds. Called once, when the app is ready."""
    for kind in (WindowOpened, Receipt, DecisionMade, MoreInformation):
        register(kind())
