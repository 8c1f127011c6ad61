"""Mail to partners' staff, each in their own language. Says no more than the portal shows them."""

from abc import ABC, abstractmethod
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from partners.models import (
    Decision,
    Membership,
    Nudge,
    Organisation,
    RequestComment,
    RequestStatus,
    RequestWindow,
    Side,
    TopicRequest,
    WindowStatus,
)
from partners.models.requests import TopicRequestQuerySet
from partners.services.notices import about_window
from partners.services.nudges import is_needed
from vef.accounts.mail import UserKind
from vef.accounts.models import User, UserInvitation
from vef.common import clock
from vef.outbox.kinds import Verdict, register
from vef.outbox.models import Message


def portal_link(name: str, *args: Any) -> str:
    """Return the full address of a portal page, in the language now active."""
    return f"{settings.PORTAL_BASE_URL}{reverse(name, args=args)}"


class WindowMail(UserKind):
    """A notice about a window. What has become untrue on the way does not go."""

    def gate(self, message: Message) -> Verdict:
        verdict = super().gate(message)
        if not verdict.allowed:
            return verdict
        member = Membership.objects.filter(
            user=UUID(message.recipient_id), organisation__is_active=True
        ).exclude(organisation__kind=Organisation.Kind.HOST)
        if not member.exists():
            return Verdict(allowed=False, reason="organisation-closed")
        window = RequestWindow.objects.get(pk=message.context["window"])
        newer = about_window(window).filter(
            recipient_id=message.recipient_id, created_at__gt=message.created_at
        )
        if not self.is_true(window, message) or newer.exists():
            return Verdict(allowed=False, reason="notice-untrue")
        return verdict

    def is_true(self, window: RequestWindow, message: Message) -> bool:
        return window.is_accepting

    def explain(self, code: str) -> str:
        if code == "organisation-closed":
            return _("The organisation does not take part any more.")
        if code == "notice-untrue":
            return _("What it says was no longer true, or a newer notice had come.")
        return super().explain(code)

    def context(self, message: Message) -> dict[str, Any]:
        window = RequestWindow.objects.get(pk=message.context["window"])
        # PRIVACY: drafts by their day and not by their title; nobody has checked that yet.
        drafts = TopicRequest.objects.filter(
            window=window,
            status=RequestStatus.DRAFT,
            organisation__memberships__user=UUID(message.recipient_id),
        )
        return {
            "window": window,
            "days_left": (window.closes_on - clock.today()).days,
            "drafts": [
                {"draft": draft, "link": portal_link("partners:request-edit", draft.pk)}
                for draft in drafts.order_by("created_at")
            ],
            "link": portal_link("partners:request-start"),
        }


class WindowOpened(WindowMail):
    name = "partners.window-opened"
    label = gettext_lazy("A request window has opened")
    template = "partners/email/window_opened"


class WindowClosing(WindowMail):
    name = "partners.window-closing"
    label = gettext_lazy("A request window closes soon")
    template = "partners/email/window_closing"

    def is_true(self, window: RequestWindow, message: Message) -> bool:
        # Of a date that was moved meanwhile there is another notice.
        same_day = message.context["closes_on"] == window.closes_on.isoformat()
        return window.is_accepting and same_day


class WindowClosed(WindowMail):
    name = "partners.window-closed"
    label = gettext_lazy("A request window has closed")
    template = "partners/email/window_closed"

    def is_true(self, window: RequestWindow, message: Message) -> bool:
        return window.status == WindowStatus.CLOSED

    def context(self, message: Message) -> dict[str, Any]:
        return {
            **super().context(message),
            "coming": RequestWindow.objects.still_to_come().first(),
            "link": portal_link("partners:request-list-portal"),
        }


class Receipt(UserKind):
    name = "partners.receipt"
    label = gettext_lazy("A topic request was received")
    template = "partners/email/receipt"

    def context(self, message: Message) -> dict[str, Any]:
        topic = TopicRequest.objects.get(pk=message.context["request"])
        return {"topic": topic, "link": portal_link("partners:request-detail", topic.pk)}


class DecisionMade(UserKind):
    """The letter itself, with where else to turn. The office's own reasons stay in the office."""

    name = "partners.decision"
    label = gettext_lazy("A topic request was decided")
    template = "partners/email/decision"

    def gate(self, message: Message) -> Verdict:
        verdict = super().gate(message)
        newer = Decision.objects.told().filter(supersedes=message.context["decision"])
        if verdict.allowed and newer.exists():
            return Verdict(allowed=False, reason="decision-superseded")
        return verdict

    def explain(self, code: str) -> str:
        if code == "decision-superseded":
            return _("Another decision has replaced it, and its letter was sent.")
        return super().explain(code)

    def context(self, message: Message) -> dict[str, Any]:
        decision = Decision.objects.select_related("request").get(pk=message.context["decision"])
        letter = decision.letters.sent().get()
        language = get_language() or "en"
        return {
            "topic": decision.request,
            "replaced": decision.told_before(),
            "letter": letter.words(language),
            "avenues": letter.avenues_beside(language),
            "link": portal_link("partners:request-detail", decision.request_id),
        }


class RequestMail(UserKind, ABC):
    """About a request that the reader may still see: somebody may have left meanwhile."""

    untrue = "user-inactive"

    def gate(self, message: Message) -> Verdict:
        verdict = super().gate(message)
        user = self.user(message)
        if not verdict.allowed or user is None:
            return verdict
        if self.about(message, TopicRequest.objects.visible_to(user)).exists():
            return verdict
        return Verdict(allowed=False, reason=self.untrue)

    @abstractmethod
    def about(
        self, message: Message, visible: TopicRequestQuerySet
    ) -> models.QuerySet[TopicRequest]:
        """Narrow what the reader may see to the request it is about, while that holds."""


class CameBack(RequestMail):
    """A deferred request is looked at again. Not if it has been taken back or decided since."""

    name = "partners.came-back"
    label = gettext_lazy("A deferred topic request came back")
    template = "partners/email/came_back"
    untrue = "came-back-untrue"

    def about(
        self, message: Message, visible: TopicRequestQuerySet
    ) -> models.QuerySet[TopicRequest]:
        return visible.waiting().filter(pk=message.context["request"])

    def explain(self, code: str) -> str:
        if code == "came-back-untrue":
            return _("The request did not wait any more, or the reader has left the organisation.")
        return super().explain(code)

    def context(self, message: Message) -> dict[str, Any]:
        topic = TopicRequest.objects.get(pk=message.context["request"])
        return {
            "topic": topic,
            "window": RequestWindow.objects.get(pk=message.context["window"]),
            "link": portal_link("partners:request-detail", topic.pk),
        }


class CommentMade(RequestMail):
    """That there is a comment, and where. What it says stays behind the sign-in."""

    name = "partners.comment"
    label = gettext_lazy("A comment on a topic request")
    template = "partners/email/comment"

    def about(
        self, message: Message, visible: TopicRequestQuerySet
    ) -> models.QuerySet[TopicRequest]:
        return visible.filter(comments=message.context["comment"])

    def context(self, message: Message) -> dict[str, Any]:
        comment = RequestComment.objects.select_related("request").get(
            pk=message.context["comment"]
        )
        to_office = comment.side == Side.PARTNER and not comment.among_colleagues
        page = "request-comments-office" if to_office else "request-comments"
        base = settings.OFFICE_BASE_URL if to_office else settings.PORTAL_BASE_URL
        return {
            "topic": comment.request,
            "comment": comment,
            "link": f"{base}{reverse(f'partners:{page}', args=[comment.request_id])}",
        }


class MoreInformation(UserKind):
    """A question, which goes at once."""

    name = "partners.more-information"
    label = gettext_lazy("More information was asked for a topic request")
    template = "partners/email/more_information"

    def context(self, message: Message) -> dict[str, Any]:
        decision = Decision.objects.select_related("request").get(pk=message.context["decision"])
        return {
            "topic": decision.request,
            "letter": decision.letter(get_language() or "en"),
            "link": portal_link("partners:request-detail", decision.request_id),
        }


class NudgeMail(UserKind):
    """A friendly word to the leads of a partner who has not asked. Not once they have."""

    name = "partners.nudge"
    label = gettext_lazy("A friendly word to a partner who has not asked")
    template = "partners/email/nudge"

    def gate(self, message: Message) -> Verdict:
        verdict = super().gate(message)
        if not verdict.allowed:
            return verdict
        nudge = self.nudge(message)
        if nudge.window.is_accepting and is_needed(nudge.organisation, nudge.window):
            return verdict
        return Verdict(allowed=False, reason="nudge-needless")

    def explain(self, code: str) -> str:
        if code == "nudge-needless":
            return _("They have asked meanwhile, or the window has closed.")
        return super().explain(code)

    def nudge(self, message: Message) -> Nudge:
        nudges = Nudge.objects.select_related("organisation", "window")
        return nudges.get(pk=message.context["nudge"])

    def context(self, message: Message) -> dict[str, Any]:
        nudge = self.nudge(message)
        return {
            "window": nudge.window,
            "letter": nudge.letter(get_language() or "en"),
            "link": portal_link("partners:request-start"),
        }


class InvitationAnswered(UserKind):
    """Tells a partner's lead whether the office lets their colleague in."""

    name = "partners.invitation-answered"
    label = gettext_lazy("A partner's invitation to a colleague was answered")
    template = "partners/email/invitation_answered"

    def context(self, message: Message) -> dict[str, Any]:
        invitation = UserInvitation.objects.get(pk=message.context["invitation"])
        return {"invitation": invitation, "link": portal_link("partners:people")}


class HandedOver(UserKind):
    """Tells somebody that a colleague's work is theirs now."""

    name = "partners.handed-over"
    label = gettext_lazy("A colleague's work was handed over")
    template = "partners/email/handed_over"

    def context(self, message: Message) -> dict[str, Any]:
        leaver = User.objects.get(pk=message.context["user"])
        return {"leaver": leaver, "link": portal_link("partners:request-list-portal")}


class TakenOver(UserKind):
    """Tells the people of an organisation that it takes over from one that closed."""

    name = "partners.taken-over"
    label = gettext_lazy("An organisation took over from another")
    template = "partners/email/taken_over"

    def context(self, message: Message) -> dict[str, Any]:
        closed = Organisation.objects.get(pk=message.context["organisation"])
        return {"closed": closed, "link": portal_link("partners:request-list-portal")}


def register_all() -> None:
    """Make the outbox know these kinds. Called once, when the app is ready."""
    for kind in (
        WindowOpened,
        WindowClosing,
        WindowClosed,
        Receipt,
        CommentMade,
        DecisionMade,
        CameBack,
        MoreInformation,
        NudgeMail,
        InvitationAnswered,
        HandedOver,
        TakenOver,
    ):
        register(kind())
