"""A partner's front page, and the thread as a partner sees it: its own organisation only."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, TemplateView, View

from feedback.models import ResultsPack
from partners.models import Organisation, RequestWindow, TopicRequest
from vef.accounts.permissions import PartnerOnly
from vef.common import clock
from vef.dashboard.desk import partner_desk
from vef.dashboard.thread import Reader, steps_for, topics
from vef.dashboard.views.thread import thread_context, thread_pdf


class PortalHome(PartnerOnly, TemplateView):
    """The open window, what this organisation owes and by when, and where its topics stand."""

    template_name = "dashboard/portal_home.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        window = RequestWindow.objects.accepting().first()
        mine = TopicRequest.objects.visible_to(user)
        packs = ResultsPack.objects.visible_to(user).select_related("activity__entry")
        return super().get_context_data(
            today=today,
            organisation=Organisation.objects.filter(memberships__user=user).first(),
            window=window,
            days_left=(window.closes_on - today).days if window else None,
            next_window=None if window else RequestWindow.objects.still_to_come().first(),
            desk=partner_desk(user, today),
            topics=topics(mine, reader=Reader.PARTNER),
            packs=packs.order_by("-delivered_at"),
        )


class PortalThread(PartnerOnly, DetailView):
    """One of this organisation's topics, without any count of people."""

    template_name = "dashboard/portal_thread.html"
    context_object_name = "topic"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> Any:
        return TopicRequest.objects.visible_to(self.request.user).select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_for(self.object, for_partner=True)
        return super().get_context_data(**thread_context(self.object, steps))


class PortalThreadPdf(PartnerOnly, View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        topic = get_object_or_404(TopicRequest.objects.visible_to(request.user), pk=pk)
        return thread_pdf(topic, for_partner=True)
