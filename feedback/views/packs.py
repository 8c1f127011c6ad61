"""Office pages of the results pack and the partner's answers."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from engagement.models import Activity
from feedback import figures
from feedback.forms import ReasonForm, TranslationForm
from feedback.models import PackStatus, PartnerAnswer, ResultsPack
from feedback.permissions import approvable, approvers, pack_steps
from feedback.services import answers, packs
from feedback.views.base import (
    OfActivity,
    RefusableForm,
    StepView,
    Worker,
    history,
    step_named,
)
from partners.services.agreements import why_no_results
from vef.accounts.permissions import OfficeOnly, may_do_office_work
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.documents.views import pdf_response


class PackCreate(OfActivity, StepView):
    def row(self) -> Activity:
        return self.activity

    def act(self, row: Activity) -> str:
        packs.create_pack(activity=row, actor=self.actor)
        return _("The results pack is started.")

    def back(self, row: Activity) -> str:
        pack = ResultsPack.objects.filter(activity=row).first()
        if pack is None:
            return reverse("feedback:activity-findings", args=[row.pk])
        return reverse("feedback:pack-detail", args=[pack.pk])


class PackDetail(OfficeOnly, DetailView):
    """A pack: what is missing, figures before and after the floor, who did what."""

    template_name = "feedback/pack_detail.html"
    # What was typed with a step and is not right yet.
    reason_form: ReasonForm | None = None
    context_object_name = "pack"
    queryset = ResultsPack.objects.select_related(
        "activity__entry__request__organisation",
        "written_by",
        "checked_by",
        "approved_by",
        "document_cy",
        "document_en",
    ).prefetch_related("chasers")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack, user = self.object, self.request.user
        frozen = pack.figures or figures.freeze(pack.activity)
        language = (get_language() or "en").split("-")[0]
        exact = figures.count(pack.activity)
        shown = figures.thaw(frozen, language)
        is_draft = pack.status == PackStatus.DRAFT
        return super().get_context_data(
            may_work=may_do_office_work(user),
            steps=pack_steps(pack, user, pack.pk in approvable([pack], user)),
            approvers=approvers(pack),
            no_results=why_no_results(pack.organisation) if not pack.delivered_at else "",
            missing=packs.missing_for_check(pack) if is_draft else [],
            exact=exact,
            shown=shown,
            comparison=_compare(exact, shown),
            findings=pack.activity.findings.prefetch_related("themes"),
            answers=pack.answers.select_related("finding", "answered_by"),
            history=history(pack),
            reason_form=self.reason_form or ReasonForm(),
            keeps_typed=self.reason_form is not None,
            today=clock.today(),
            **kwargs,
        )


def _compare(exact: figures.ActivityCounts, shown: figures.Frozen) -> list[dict[str, Any]]:
    """Return each question with what the office sees and what leaves it, side by side."""
    by_number = {table.number: table for table in shown.tables}
    compared = []
    for item in exact.questions:
        table = by_number.get(item.question.number)
        labels = [(choice.label, choice.code) for choice in item.question.choices.all()]
        outward = [row.count for row in table.rows] if table and table.rows else None
        compared.append(
            {
                "question": item.question,
                "base": item.base,
                "shown_base": table.base if table else None,
                "rows": [
                    (label, item.counts.get(code, 0), outward[index] if outward else None)
                    for index, (label, code) in enumerate(labels)
                ],
            }
        )
    return compared


class PackStep(StepView):
    """The steps of a pack: check, approve, reopen, deliver."""

    page = PackDetail

    def row(self) -> ResultsPack:
        return get_object_or_404(
            ResultsPack.objects.select_related("activity__entry__request__organisation"),
            pk=self.kwargs["pk"],
        )

    def act(self, row: ResultsPack) -> str:
        step = step_named(
            {
                "check": self.check,
                "approve": self.approve,
                "reopen": self.reopen,
                "deliver": self.deliver,
            },
            self.kwargs["step"],
        )
        return step(row)

    def check(self, pack: ResultsPack) -> str:
        packs.check_disclosure(pack, actor=self.actor)
        return _("The figures are frozen as they may leave the office.")

    def approve(self, pack: ResultsPack) -> str:
        self.require_manager()
        packs.approve_pack(pack, actor=self.actor)
        return _("The results pack is approved.")

    def reopen(self, pack: ResultsPack) -> str:
        reason = self.reason()
        packs.reopen_pack(pack, reason=reason, actor=self.actor)
        return _("The results pack is a draft again.")

    def deliver(self, pack: ResultsPack) -> str:
        packs.deliver_pack(pack, actor=self.actor)
        return _("The results are delivered, and the partner is told by email.")

    def back(self, row: ResultsPack) -> str:
        return reverse("feedback:pack-detail", args=[row.pk])


class PackPdf(OfficeOnly, View):
    """The pack's PDF, for the office."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        pack = get_object_or_404(ResultsPack, pk=pk)
        document = getattr(pack, f"document_{language}", None) if language in LANGUAGES else None
        if document is None:
            raise Http404
        return pdf_response(document)


class AnswerTranslate(Worker, RefusableForm):
    """Adds the other language to a partner's answer."""

    template_name = "feedback/answer_translate.html"
    form_class = TranslationForm

    @cached_property
    def answer(self) -> PartnerAnswer:
        answer: PartnerAnswer = get_object_or_404(
            PartnerAnswer.objects.select_related("pack__activity", "finding"), pk=self.kwargs["pk"]
        )
        if not answer.written_in:
            raise Http404
        return answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"answer": self.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(answer=self.answer, **kwargs)

    def act(self, form: TranslationForm) -> str:
        answers.translate_answer(self.answer, actor=self.actor, **form.cleaned_data)
        return _("The translation is saved.")

    def get_success_url(self) -> str:
        return reverse("feedback:pack-detail", args=[self.answer.pack_id])
