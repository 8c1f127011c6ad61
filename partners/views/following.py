"""The portal's pages of a request that is with the office: where it stands, and taking it back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView

from partners import permissions, services
from partners.forms.request import WithdrawForm
from partners.models import RequestWindow, Side, TopicRequest
from partners.shown import answers_to
from partners.views.answers import answers_of, comments_of
from partners.views.partner import TopicPage
from vef.accounts.permissions import is_partner, signed_in
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.documents.attachments import attachments_of


class RequestDetail(TopicPage, DetailView):
    """Where a request stands; and, once a letter was sent, its words in the reader's language."""

    template_name = "partners/portal/request_detail.html"

    def get_object(self, queryset: Any = None) -> TopicRequest:
        return self.topic

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sections=answers_of(self.topic),
            answers=answers_to(self.topic),
            files=list(attachments_of(self.topic)),
            comments=comments_of(self.topic, Side.PARTNER),
            may_reuse=self.topic.submitted_at and RequestWindow.objects.accepting().exists(),
            may_withdraw=self.topic.looks_withdrawable
            and permissions.may_withdraw(self.request.user, self.topic),
            **kwargs,
        )


class RequestWithdraw(TopicPage, KeepTyped, FormView):
    """Take a request back; asked once more, with room for a reason."""

    template_name = "partners/portal/request_withdraw.html"
    form_class = WithdrawForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if is_partner(user):
            allowed = permissions.may_withdraw(user, self.topic)
            if not (allowed and self.topic.may_be_withdrawn):
                messages.warning(
                    request,
                    _("We are about to write to you about this request. Please wait for our mail.")
                    if allowed and self.topic.looks_withdrawable
                    else _("This request can't be taken back by you now."),
                )
                return redirect("partners:request-detail", self.topic.pk)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: WithdrawForm) -> HttpResponse:
        try:
            services.withdraw_request(
                self.topic, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
            )
        except TransitionError:
            messages.warning(self.request, _("This request has been decided meanwhile."))
        except services.CarriesOthers:
            messages.warning(
                self.request,
                _(
                    "Another request was joined to this one, so it can't be taken back here. "
                    "Please write a comment to us."
                ),
            )
        else:
            messages.success(self.request, _("You have taken the request back."))
        return redirect("partners:request-detail", self.topic.pk)
