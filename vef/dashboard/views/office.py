"""The office's front page, and the thread as the office sees it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import resolve
from django.views.generic import DetailView, TemplateView, View

from partners.models import RequestStatus, TopicRequest
from vef.accounts.permissions import Gatekeeper, OfficeOnly, signed_in
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.dashboard.desk import office_desk
from vef.dashboard.planning_record import take_planning_record
from vef.dashboard.starts import starts_for
from vef.dashboard.thread import steps_for, topics
from vef.dashboard.views.thread import thread_context, thread_pdf
from vef.dashboard.waiting import waits
from vef.documents.views import pdf_response

# What was not taken, or was taken back, is history and not on the desk.
NOT_LIVE = (
    RequestStatus.DRAFT,
    RequestStatus.DECLINED,
    RequestStatus.DEFERRED,
    RequestStatus.MERGED,
    RequestStatus.WITHDRAWN,
)


def live_topics(user: Any) -> Any:
    return TopicRequest.objects.visible_to(user).exclude(status__in=NOT_LIVE).order_by("reference")


class Desk(OfficeOnly, TemplateView):
    """What waits, what is late, what is coming; every live topic; where each step is begun."""

    template_name = "dashboard/desk.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        return super().get_context_data(
            today=today,
            desk=office_desk(user, today),
            waits=waits(today),
            topics=[topic for topic in topics(live_topics(user)) if not topic.is_over],
            starts=starts_for(user),
        )


class Thread(OfficeOnly, DetailView):
    """One topic's whole thread."""

    template_name = "dashboard/thread.html"
    context_object_name = "topic"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> Any:
        return TopicRequest.objects.visible_to(self.request.user).select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_for(self.object)
        for step in steps:
            if step.url and not _opens_for(self.request.user, step.url):
                step.url = ""
        return super().get_context_data(**thread_context(self.object, steps))


def _opens_for(user: Any, url: str) -> bool:
    """Whether this colleague may go where a step leads; some pages are for officers only."""
    view = getattr(resolve(url).func, "view_class", None)
    return not issubclass(view or object, Gatekeeper) or view.allowed(user)


class PlanningRecord(OfficeOnly, View):
    """Make the planning record and hand it out. Only a press of the button does."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        topic = get_object_or_404(TopicRequest.objects.visible_to(request.user), pk=pk)
        documents = take_planning_record(topic, actor=signed_in(request))
        return pdf_response(documents[language])


class ThreadPdf(OfficeOnly, View):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        topic = get_object_or_404(TopicRequest.objects.visible_to(request.user), pk=pk)
        return thread_pdf(topic, for_partner=False)
