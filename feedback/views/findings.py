"""Office pages of an activity's findings, and how far every activity is."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import ListView

from engagement.models import Activity, Contribution
from feedback.forms import FindingForm
from feedback.models import Finding, PackStatus
from feedback.services import coding, findings, packs
from feedback.views.base import (
    OfActivity,
    RefusableForm,
    RefusableUpdate,
    StepView,
    Worker,
)
from vef.accounts.permissions import OfficeOnly, may_do_office_work
from vef.common import clock
from vef.common.bilingual import LANGUAGES


class ResultsDesk(OfficeOnly, ListView):
    """Every activity that has closed, and how far its results are."""

    template_name = "feedback/results_desk.html"
    context_object_name = "activities"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Activity]:
        unread = Contribution.objects.filter(
            activity=OuterRef("pk"), is_finished=True, status__in=packs.UNREAD
        )
        return (
            Activity.objects.filter(status__in=coding.READABLE)
            .select_related("entry__request__organisation", "results_pack", "outcome")
            .annotate(finding_count=Count("findings", distinct=True), has_unread=Exists(unread))
            .order_by("-closes_on", "code")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            today=clock.today(), may_work=may_do_office_work(self.request.user), **kwargs
        )


class FindingsOfActivity(OfActivity, ListView):
    """An activity's findings in both languages, side by side."""

    template_name = "feedback/findings.html"
    context_object_name = "findings"

    def get_queryset(self) -> QuerySet[Finding]:
        return Finding.objects.filter(activity=self.activity).prefetch_related("themes")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = getattr(self.activity, "results_pack", None)
        return super().get_context_data(
            may_edit=pack is None or pack.status == PackStatus.DRAFT, **kwargs
        )


class FindingCreate(OfActivity, RefusableForm):
    template_name = "feedback/finding_form.html"
    form_class = FindingForm

    def act(self, form: FindingForm) -> str:
        findings.create_finding(
            activity=self.activity,
            actor=self.actor,
            kind=form.cleaned_data["kind"],
            themes=form.cleaned_data["themes"],
            **form.words(),
        )
        return _("The finding is added.")

    def get_success_url(self) -> str:
        return reverse("feedback:activity-findings", args=[self.activity.pk])


class FindingEdit(Worker, RefusableUpdate):
    template_name = "feedback/finding_form.html"
    model = Finding
    form_class = FindingForm
    queryset = Finding.objects.select_related("activity")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(activity=self.object.activity, **kwargs)

    def act(self, row: Finding, form: FindingForm) -> str:
        findings.update_finding(
            row,
            actor=self.actor,
            kind=form.cleaned_data["kind"],
            themes=form.cleaned_data["themes"],
            **form.words(),
        )
        return _("The finding is saved. Check both languages again.")

    def get_success_url(self) -> str:
        return reverse("feedback:activity-findings", args=[self.object.activity_id])


class FindingStep(StepView):
    """Checks one language of a finding, or takes the finding out."""

    def row(self) -> Finding:
        return get_object_or_404(Finding.objects.select_related("activity"), pk=self.kwargs["pk"])

    def act(self, row: Finding) -> str:
        step = self.kwargs["step"]
        if step in LANGUAGES:
            findings.check_finding(row, language=step, actor=self.actor)
            return _("This language is checked.")
        if step != "remove":
            raise Http404
        findings.remove_finding(row, actor=self.actor)
        return _("The finding is removed.")

    def back(self, row: Finding) -> str:
        return reverse("feedback:activity-findings", args=[row.activity_id])
