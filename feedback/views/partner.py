"""Portal pages: a partner's results, its deadline, and its answers.

PRIVACY: these pages read frozen figures and findings, and nothing that holds a
person or anybody's own words.
"""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, View

from feedback.errors import AnswerIncomplete
from feedback.forms import AnswerForm, ProgressForm
from feedback.models import AnswerStatus, PartnerAnswer, ResultsPack
from feedback.services import answers, packs
from feedback.views.base import Acting, RefusableForm
from vef.accounts.permissions import PartnerOnly
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.common.workdays import working_days_between
from vef.documents.views import pdf_response


class ResultsList(PartnerOnly, ListView):
    """Every results pack of the user's organisation."""

    template_name = "feedback/results_list.html"
    context_object_name = "packs"

    def get_queryset(self) -> QuerySet[ResultsPack]:
        return (
            ResultsPack.objects.visible_to(self.request.user)
            .select_related("activity")
            .annotate(
                waiting=Count("answers", filter=Q(answers__status=AnswerStatus.AWAITED)),
            )
            .order_by("-delivered_at")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=clock.today(), **kwargs)


class Results(PartnerOnly, DetailView):
    """One results pack: findings, figures, PDFs, and what is still to be answered."""

    template_name = "feedback/results.html"
    context_object_name = "pack"

    def get_queryset(self) -> QuerySet[ResultsPack]:
        return ResultsPack.objects.visible_to(self.request.user).select_related(
            "activity__entry__request__organisation"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = self.object
        language = (get_language() or "en").split("-")[0]
        today = clock.today()
        rows = list(pack.answers.select_related("finding"))
        return super().get_context_data(
            **packs.pack_context(pack, language) | kwargs,
            answers=rows,
            waiting=sum(not row.is_answered for row in rows),
            today=today,
            is_late=pack.is_late(today),
            days_left=working_days_between(today, pack.answer_due_on)
            if pack.answer_due_on
            else None,
        )


class ResultsReceipt(Acting, PartnerOnly, View):
    """ "We have received this": a deliberate press, never a look."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        pack = get_object_or_404(ResultsPack.objects.visible_to(request.user), pk=pk)
        packs.note_receipt(pack, actor=self.actor)
        messages.success(request, _("Thank you. We know now that you have the results."))
        return HttpResponseRedirect(reverse("feedback:results", args=[pk]))


class ResultsPdf(PartnerOnly, View):
    """The pack's PDF, for the organisation it was made for."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        pack = get_object_or_404(ResultsPack.objects.visible_to(request.user), pk=pk)
        document = getattr(pack, f"document_{language}", None) if language in LANGUAGES else None
        if document is None:
            raise Http404
        return pdf_response(document)


class OneAnswer(Acting, PartnerOnly, RefusableForm):
    """A form about one finding's answer."""

    @cached_property
    def answer(self) -> PartnerAnswer:
        return get_object_or_404(
            PartnerAnswer.objects.visible_to(self.request.user).select_related(
                "finding", "pack__activity__entry__request__organisation"
            ),
            pk=self.kwargs["pk"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            answer=self.answer, pack=self.answer.pack, finding=self.answer.finding, **kwargs
        )

    def refused(self, form: Any, error: Exception) -> None:
        if isinstance(error, AnswerIncomplete):
            for name, sentence in error.missing.items():
                form.add_error(name, sentence)
        else:
            super().refused(form, error)

    def get_success_url(self) -> str:
        return reverse("feedback:results", args=[self.answer.pack_id])


class AnswerEdit(OneAnswer):
    """Answers one finding. Once given, an answer is followed by progress, not changed."""

    template_name = "feedback/answer_form.html"
    form_class = AnswerForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.answer.is_answered and not self.switched:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def act(self, form: AnswerForm) -> str:
        answers.answer_finding(self.answer, actor=self.actor, **form.cleaned_data)
        return _("Your answer is saved.")


class AnswerProgress(OneAnswer):
    """Says what came of an accepted action."""

    template_name = "feedback/answer_progress.html"
    form_class = ProgressForm

    def act(self, form: ProgressForm) -> str:
        answers.report_progress(self.answer, actor=self.actor, **form.cleaned_data)
        return _("Thank you. What came of it is saved.")
