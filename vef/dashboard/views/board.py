"""The board's read-only overview. Nothing here can be changed, and no small count is shown."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, TemplateView, View

from feedback.models import (
    ActionStatus,
    BoardAction,
    PackStatus,
    Rag,
    Report,
    ReportStatus,
    ResultsPack,
)
from partners.forms.registers import NAMES
from partners.models import RegisterKind, TopicRequest
from vef.accounts.permissions import Gatekeeper, may_do_office_work, may_read_board_view
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.common.workdays import working_days_between
from vef.dashboard.objectives import KINDS, objectives
from vef.dashboard.thread import Reader, steps_for, topics
from vef.dashboard.views.office import NOT_LIVE
from vef.dashboard.views.thread import thread_context
from vef.documents.views import pdf_response


class BoardOnly(Gatekeeper):
    """Board members and the office."""

    house = staticmethod(may_read_board_view)
    allowed = staticmethod(may_read_board_view)


@dataclass(frozen=True)
class ActionLine:
    action: BoardAction
    colour: Rag


def submitted() -> Any:
    return TopicRequest.objects.filter(submitted_at__isnull=False)


class Board(BoardOnly, TemplateView):
    """Topics on the thread, partners who are late, actions and issued reports."""

    template_name = "dashboard/board.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        late = (
            ResultsPack.objects.filter(status=PackStatus.DELIVERED, answer_due_on__lt=today)
            .select_related("activity__entry__request__organisation")
            .order_by("answer_due_on")
        )
        open_actions = (
            BoardAction.objects.exclude(status__in=[ActionStatus.CLOSED, ActionStatus.SUPERSEDED])
            .select_related("organisation", "activity")
            .order_by("due_on", "reference")
        )
        return super().get_context_data(
            today=today,
            topics=topics(
                submitted().exclude(status__in=NOT_LIVE).order_by("reference"),
                reader=Reader.BOARD,
            ),
            late=[
                {"pack": pack, "days": working_days_between(pack.answer_due_on, today)}
                for pack in late
                if pack.answer_due_on
            ],
            actions=[ActionLine(action=row, colour=row.rag(today)) for row in open_actions],
            reports=Report.objects.filter(status=ReportStatus.ISSUED).order_by("-meeting_on"),
        )


class BoardThread(BoardOnly, DetailView):
    template_name = "dashboard/board_thread.html"
    context_object_name = "topic"
    http_method_names = ["get", "head"]

    def get_queryset(self) -> Any:
        return submitted().select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        steps = steps_for(self.object, for_board=True)
        return super().get_context_data(**thread_context(self.object, steps))


class Objectives(BoardOnly, TemplateView):
    """Activity and evidence against each objective, priority, strategy or duty (``?kind=``)."""

    template_name = "dashboard/objectives.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("kind", "")
        kind = asked if asked in RegisterKind.values else KINDS[0]
        return super().get_context_data(
            kind=kind,
            kinds=[(each.value, NAMES[each]) for each in KINDS],
            heading=NAMES[RegisterKind(kind)],
            found=objectives(kind),
            may_edit=may_do_office_work(self.request.user),
            **kwargs,
        )


class BoardReport(BoardOnly, View):
    """The PDF of an issued report, in one language."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        issued = Report.objects.filter(status=ReportStatus.ISSUED)
        report = get_object_or_404(issued.select_related(f"document_{language}"), pk=pk)
        document = getattr(report, f"document_{language}")
        if document is None:
            raise Http404
        return pdf_response(document)
