"""The office's side of joining: who waits, and confirming by phone or post."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from database.forms.join_requests import CloseJoinForm, ConfirmJoinForm
from database.joining_panel import Asked, asked_by, rows
from database.listing import PAGE
from database.models import JoinRequest
from database.permissions import PeopleOnly
from database.services.confirming import JoinOver, confirm_join, decline_join
from database.views.people import record_list
from database.views.steps import StepView
from vef.accounts.permissions import signed_in


class JoinRequestList(PeopleOnly, TemplateView):
    """Who asked to join and has not confirmed: those who wait for us first."""

    template_name = "database/join_request_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = (
            JoinRequest.objects.filter(person__isnull=False, declined_at=None)
            .select_related("person__key", "source")
            .order_by("-waits_for_staff", "at")
        )
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("page"))
        shown = rows(list(page.object_list))
        record_list(
            signed_in(self.request),
            [row.person for row in shown],
            count=page.paginator.count,
            search="join-requests",
        )
        return super().get_context_data(page_obj=page, rows=shown, **kwargs)


class _JoinStep(StepView):
    """A step with the request of one person; there is none, there is no page."""

    template_name = "database/join_request_step.html"

    @cached_property
    def asked(self) -> Asked:
        found = asked_by(self.person)
        if found is None:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(asked=self.asked, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except JoinOver:
            form.add_error(None, self.refusal(JoinOver()))
            return self.form_invalid(form)


class JoinRequestConfirm(_JoinStep):
    form_class = ConfirmJoinForm
    title = gettext_lazy("They confirmed that they want to join")
    lead = gettext_lazy(
        "You reached them by a way they ticked as safe, and they said that this is what they "
        "asked for. Their consents are recorded with the words they were shown."
    )
    submit = gettext_lazy("Confirm")

    def take(self, form: ConfirmJoinForm) -> None:
        confirm_join(
            self.asked.request,
            actor=signed_in(self.request),
            method=form.cleaned_data["method"],
        )

    def sentence(self) -> str:
        return _("They are active on the database now.")


class JoinRequestClose(_JoinStep):
    form_class = CloseJoinForm
    title = gettext_lazy("Close the request to join")
    lead = gettext_lazy(
        "They don't want to join, or somebody else typed this. What was typed is deleted. "
        "Somebody who is on the database already stays as they are."
    )
    submit = gettext_lazy("Close the request")
    tone = "warning"

    def take(self, form: CloseJoinForm) -> None:
        decline_join(
            self.asked.request,
            actor=signed_in(self.request),
            reason=form.cleaned_data["reason"],
        )

    def sentence(self) -> str:
        return _("The request is closed. What was typed is deleted within minutes.")
