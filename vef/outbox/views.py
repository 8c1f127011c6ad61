"""The office's pages about messages: what is in doubt or did not go, and deciding it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView

from vef.accounts.permissions import OfficeWorker
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.outbox import services, words
from vef.outbox.discretion import concealed
from vef.outbox.forms import DecisionForm, FilterForm, decisions_for
from vef.outbox.models import Message, MessageStatus

DECISIONS: dict[str, Callable[..., None]] = {
    "treat-as-sent": services.treat_as_sent,
    "send-again": services.send_again,
    "returned": services.mark_returned,
}


class DeskView(OfficeWorker, ListView):
    """Every message, those that need a person first in reach."""

    template_name = "outbox/desk.html"
    context_object_name = "rows"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Message]:
        self.filter = FilterForm(self.request.GET)
        self.filter.is_valid()
        found = Message.objects.defer("context", "trail", "secret")
        if status := self.filter.cleaned_data.get("show"):
            found = found.filter(status=status)
        if kind := self.filter.cleaned_data.get("kind"):
            found = found.filter(kind=kind)
        return found.order_by("-created_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for row in context["rows"]:
            row.kind_words = words.kind_label(row.kind)
            row.reason_words = words.reason_words(row.kind, row.reason_code)
        numbers = dict(
            Message.objects.order_by().values_list("status").annotate(number=Count("id"))
        )
        counts = [
            (status.value, status.label, numbers.get(status.value, 0)) for status in MessageStatus
        ]
        return {**context, "filter": self.filter, "counts": counts}


class MessageView(KeepTyped, OfficeWorker, FormView):
    """One message's story, and the decision a machine may not take."""

    template_name = "outbox/message_detail.html"
    form_class = DecisionForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.message: Message | None = None

    def found(self) -> Message:
        if self.message is None:
            self.message = get_object_or_404(Message, pk=self.kwargs["pk"])
        return self.message

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "message": self.found()}

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        decide = DECISIONS[form.cleaned_data["decision"]]
        try:
            decide(self.found(), actor=self.request.user, reason=form.cleaned_data["reason"])
        except TransitionError:
            form.add_error(None, _("Somebody else decided about this message meanwhile."))
            return self.form_invalid(form)
        messages.success(self.request, _("Your decision has been noted."))
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("outbox:message-detail", args=[self.found().pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.found()
        return super().get_context_data(
            **{
                "row": row,
                "is_concealed": Message.objects.filter(
                    concealed(self.request.user), pk=row.pk
                ).exists(),
                "kind_words": words.kind_label(row.kind),
                "reason_words": words.reason_words(row.kind, row.reason_code),
                "about_words": words.about_label(row) if row.about_type else "",
                "story": words.story(row),
                "decisions": decisions_for(row),
                **kwargs,
            }
        )
