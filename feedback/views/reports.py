"""Office pages of board reports."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from feedback.forms import (
    ApproveReportForm,
    ReasonForm,
    ReportForm,
    SectionForm,
    SignForm,
)
from feedback.models import Report, ReportSection, ReportStatus
from feedback.permissions import approvable, approvers, report_steps
from feedback.reports import compose, section_titles
from feedback.services import reports
from feedback.views.base import (
    REFUSALS,
    Acting,
    RefusableForm,
    RefusableUpdate,
    StepView,
    Worker,
    explain,
    history,
    step_named,
)
from vef.accounts.permissions import OfficeOnly, may_approve, may_do_office_work
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.common.views.pages import SWITCH, quiet
from vef.documents.views import pdf_response


class ReportList(OfficeOnly, ListView):
    template_name = "feedback/report_list.html"
    context_object_name = "reports"
    queryset = Report.objects.select_related("written_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_edit=may_do_office_work(self.request.user), **kwargs)


class ReportCreate(Worker, RefusableForm):
    template_name = "feedback/report_form.html"
    form_class = ReportForm

    def act(self, form: ReportForm) -> str:
        self.report = reports.create_report(actor=self.actor, **form.cleaned_data)
        return _("The report is started, with its twelve sections.")

    def get_success_url(self) -> str:
        return reverse("feedback:report-detail", args=[self.report.pk])


class ReportDetail(Acting, OfficeOnly, DetailView):
    """A report: its sections as they will read, its steps, who did what."""

    template_name = "feedback/report_detail.html"
    context_object_name = "report"
    queryset = Report.objects.select_related(
        "written_by", "approved_by", "document_cy", "document_en"
    ).prefetch_related("sections")
    bound: dict[str, Any] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        report = self.object
        language = (get_language() or "en").split("-")[0]
        user = self.request.user
        today = {"signed_on": clock.today(), "approved_on": clock.today()}
        forms = {
            "sign_form": SignForm(initial=today),
            "approve_form": ApproveReportForm(initial=today),
            "reason_form": ReasonForm(),
        }
        return super().get_context_data(
            sections=compose(report, language),
            written={section.number: section for section in report.sections.all()},
            steps=report_steps(report, user, report.pk in approvable([report], user)),
            approvers=approvers(report),
            may_write=may_do_office_work(user) and report.status in reports.WRITABLE,
            history=history(report),
            keeps_typed=self.bound is not None,
            **forms | (self.bound or {}) | kwargs,
        )


class ReportStep(ReportDetail):
    """The steps of a report; those with a form keep what was typed if refused."""

    allowed = staticmethod(may_do_office_work)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        step = step_named(
            {
                "freeze": self.freeze,
                "thaw": self.thaw,
                "sign": self.sign,
                "approve": self.approve,
                "issue": self.issue,
            },
            kwargs["step"],
        )
        if SWITCH in request.POST and self._typed():
            return self.render_to_response(self.get_context_data())
        try:
            done = step()
        except REFUSALS as error:
            messages.error(request, explain(error))
            done = " "
        if not done:
            return self.render_to_response(self.get_context_data())
        if done.strip():
            messages.success(request, done)
        return redirect("feedback:report-detail", pk=self.object.pk)

    def _typed(self) -> bool:
        """Bind the step's form to what was typed, unchecked; False for a step without one."""
        forms: dict[str, tuple[str, type[Form]]] = {
            "thaw": ("reason_form", ReasonForm),
            "sign": ("sign_form", SignForm),
            "approve": ("approve_form", ApproveReportForm),
        }
        if self.kwargs["step"] not in forms:
            return False
        name, form = forms[self.kwargs["step"]]
        self.bound = {name: quiet(form(self.request.POST))}
        return True

    def freeze(self) -> str:
        reports.freeze_figures(self.object, actor=self.actor)
        return _("The figures are frozen in both languages.")

    def thaw(self) -> str:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            self.bound = {"reason_form": form, "form": form}
            return ""
        reports.thaw_report(self.object, actor=self.actor, **form.cleaned_data)
        return _("The report is a draft again.")

    def sign(self) -> str:
        form = SignForm(self.request.POST)
        if not form.is_valid():
            self.bound = {"sign_form": form, "form": form}
            return ""
        reports.sign_report(self.object, actor=self.actor, **form.cleaned_data)
        return _("The signature is recorded.")

    def approve(self) -> str:
        if not may_approve(self.request.user):
            raise PermissionDenied
        form = ApproveReportForm(self.request.POST)
        if not form.is_valid():
            self.bound = {"approve_form": form, "form": form}
            return ""
        reports.approve_report(self.object, actor=self.actor, **form.cleaned_data)
        return _("The approval is recorded.")

    def issue(self) -> str:
        reports.issue_report(self.object, actor=self.actor)
        return _("The report is issued, as a PDF in each language.")


class SectionEdit(Worker, RefusableUpdate):
    """One of the twelve sections, both languages side by side."""

    template_name = "feedback/section_form.html"
    form_class = SectionForm
    context_object_name = "section"

    def get_object(self, queryset: QuerySet[Any] | None = None) -> ReportSection:
        return get_object_or_404(
            ReportSection.objects.select_related("report"),
            report=self.kwargs["pk"],
            number=self.kwargs["number"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            report=self.object.report,
            heading=section_titles()[self.object.number],
            may_write=self.object.report.status in reports.WRITABLE,
            **kwargs,
        )

    def act(self, row: ReportSection, form: SectionForm) -> str:
        reports.write_section(row, actor=self.actor, **form.words())
        return _("The section is saved. Check both languages again.")

    def get_success_url(self) -> str:
        return reverse("feedback:report-section", args=[self.object.report_id, self.object.number])


class SectionCheck(StepView):
    """Records that one language of a section was read and found right."""

    def row(self) -> ReportSection:
        return get_object_or_404(
            ReportSection.objects.select_related("report"),
            report=self.kwargs["pk"],
            number=self.kwargs["number"],
        )

    def act(self, row: ReportSection) -> str:
        if self.kwargs["language"] not in LANGUAGES:
            raise Http404
        reports.check_section(row, language=self.kwargs["language"], actor=self.actor)
        return _("This language is checked.")

    def back(self, row: ReportSection) -> str:
        return reverse("feedback:report-section", args=[row.report_id, row.number])


class ReportPdf(OfficeOnly, View):
    """An issued report's PDF."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        report = get_object_or_404(Report, pk=pk, status=ReportStatus.ISSUED)
        document = getattr(report, f"document_{language}", None) if language in LANGUAGES else None
        if document is None:
            raise Http404
        return pdf_response(document)
