"""For somebody who was invited to an account."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from vef.accounts import organisations
from vef.accounts.adapter import INVITATION_KEY
from vef.accounts.services.invitations import open_invitation
from vef.common.links import LinkUnusable
from vef.common.views.errors import gone


@method_decorator([login_not_required, never_cache], name="dispatch")
class InvitationView(View):
    """Shows what the invitation is; going on is a POST, since mail scanners open every link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = open_invitation(token)
        except LinkUnusable:
            return gone(request)
        context = {
            "invitation": invitation,
            "organisation": organisations.names().get(str(invitation.for_organisation), ""),
        }
        return render(request, "accounts/invitation.html", context)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            invitation = open_invitation(token)
        except LinkUnusable:
            return gone(request)
        # Somebody else's session on a shared machine must not carry over.
        request.session.flush()
        request.session[INVITATION_KEY] = str(invitation.pk)
        get_adapter(request).stash_verified_email(request, invitation.email)
        return redirect("account_signup")
