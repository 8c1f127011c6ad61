"""The office's pages on an activity's questions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View

from engagement.forms.office import ChoiceFormSet, QuestionForm
from engagement.models import Activity, Question
from engagement.permissions import OfficeWorker
from engagement.services import questions as services
from engagement.services.activities import TextsFrozen
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped


class QuestionPage(KeepTyped, OfficeWorker, FormView):
    """A question and the answers it offers, Welsh and English side by side."""

    template_name = "engagement/question_form.html"
    form_class = QuestionForm
    question: Question

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.question}

    def choices(self) -> Any:
        initial = (
            [
                {"pk": choice.pk, "label_cy": choice.label_cy, "label_en": choice.label_en}
                for choice in self.question.choices.order_by("order")
            ]
            if not self.question._state.adding
            else []
        )
        data = self.request.POST if self.request.method == "POST" else None
        return self.typed(ChoiceFormSet(data, initial=initial, prefix="choices"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("choices", self.choices())
        return super().get_context_data(
            question=self.question,
            activity=self.question.activity,
            back_url=reverse("engagement:activity-detail", args=[self.question.activity_id]),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, choices = self.get_form(), self.choices()
        if not (form.is_valid() and choices.is_valid()):
            return self.render_to_response(self.get_context_data(form=form, choices=choices))
        question = form.save(commit=False)
        try:
            services.save_question(question, choices.choices(question), actor=request.user)
        except TextsFrozen:
            form.add_error(None, _("This activity is open or over. It can't be changed any more."))
            return self.render_to_response(self.get_context_data(form=form, choices=choices))
        messages.success(request, _("The question was saved."))
        return redirect("engagement:activity-detail", pk=question.activity_id)


class QuestionCreate(QuestionPage):
    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        activity = get_object_or_404(Activity, pk=kwargs["activity_pk"])
        self.question = Question(activity=activity)


class QuestionEdit(QuestionPage):
    """Not for standing questions: their words are every activity's."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.question = get_object_or_404(
            Question.objects.select_related("activity").filter(indicator=None), pk=kwargs["pk"]
        )


class QuestionAct(OfficeWorker, View):
    """A press of a button beside a question: ``service`` raises TextsFrozen, ``done`` says so."""

    service: Callable[..., None]
    done: str | Promise = ""

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        question = get_object_or_404(Question.objects.select_related("activity"), pk=pk)
        try:
            type(self).service(question, actor=signed_in(request))
        except TextsFrozen:
            say_frozen(request)
        else:
            if self.done:
                messages.success(request, str(self.done))
        return redirect("engagement:activity-detail", pk=question.activity_id)


class QuestionUp(QuestionAct):
    service = staticmethod(services.move_question_up)


class QuestionRemove(QuestionAct):
    service = staticmethod(services.remove_question)
    done = gettext_lazy("The question was removed.")


class IndicatorsAsk(OfficeWorker, View):
    """The standing questions about outcomes, all at once, at the end."""

    def post(self, request: HttpRequest, activity_pk: Any) -> HttpResponse:
        activity = get_object_or_404(Activity, pk=activity_pk)
        try:
            added = services.ask_indicators(activity, actor=signed_in(request))
        except TextsFrozen:
            say_frozen(request)
        else:
            messages.success(
                request,
                ngettext(
                    "%(count)s question about outcomes was added.",
                    "%(count)s questions about outcomes were added.",
                    added,
                )
                % {"count": added}
                if added
                else _("The questions about outcomes are there already."),
            )
        return redirect("engagement:activity-detail", pk=activity.pk)


def say_frozen(request: HttpRequest) -> None:
    messages.error(request, _("This activity is open or over. It can't be changed any more."))
