"""For administrators: who was invited, inviting, and a lost second factor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from vef.accounts import organisations
from vef.accounts.forms.office import InviteForm, SecondFactorResetForm
from vef.accounts.models import User, UserInvitation
from vef.accounts.permissions import OfficeOnly, may_manage_users, signed_in
from vef.accounts.services import invitations, users


class InviteView(OfficeOnly, FormView):
    allowed = staticmethod(may_manage_users)
    form_class = InviteForm
    template_name = "accounts/invite.html"
    success_url = reverse_lazy("accounts:invite")

    def get_initial(self) -> dict[str, Any]:
        return {"language": "en"}

    def form_valid(self, form: InviteForm) -> HttpResponse:
        try:
            invitation = invitations.invite_user(actor=signed_in(self.request), **form.cleaned_data)
        except invitations.HasAccount:
            form.add_error("email", _("Somebody with this email address already has an account."))
        except invitations.AlreadyInvited:
            form.add_error(
                "email",
                _("An invitation to this address is waiting. You can send it again from the list."),
            )
        else:
            messages.success(
                self.request, _("Invitation sent. Name: %(name)s") % {"name": invitation.name}
            )
            return super().form_valid(form)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        names = organisations.names()
        waiting = UserInvitation.objects.sent().select_related("invited_by")
        rows = [(row, names.get(str(row.for_organisation), "")) for row in waiting]
        return super().get_context_data(waiting=rows, **kwargs)


class _InvitationStep(OfficeOnly, View):
    """One POST on one waiting invitation."""

    allowed = staticmethod(may_manage_users)
    http_method_names = ["post"]

    def act(self, invitation: UserInvitation) -> str:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        invitation = get_object_or_404(UserInvitation, pk=pk)
        try:
            messages.success(request, self.act(invitation))
        except invitations.InvitationClosed:
            messages.info(request, _("That invitation is no longer waiting. Nothing was changed."))
        return redirect("accounts:invite")


class SendAgainView(_InvitationStep):
    def act(self, invitation: UserInvitation) -> str:
        invitations.send_again(invitation, actor=signed_in(self.request))
        return _("Sent again with a new link. Links sent before have stopped working.")


class TakeBackView(_InvitationStep):
    def act(self, invitation: UserInvitation) -> str:
        invitations.take_back(invitation, actor=signed_in(self.request))
        return _("The invitation was taken back. Its link has stopped working.")


class SecondFactorResetView(OfficeOnly, FormView):
    """Lets somebody who lost phone and recovery codes start again, with the reason kept."""

    allowed = staticmethod(may_manage_users)
    form_class = SecondFactorResetForm
    template_name = "accounts/second_factor_reset.html"

    @cached_property
    def person(self) -> User:
        return get_object_or_404(User, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(colleague=self.person, **kwargs)

    def form_valid(self, form: SecondFactorResetForm) -> HttpResponse:
        users.reset_second_factor(
            self.person, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
        )
        messages.success(
            self.request,
            _("Two-step verification was reset. They were signed out and told by email."),
        )
        return redirect("admin:accounts_user_change", self.person.pk)
