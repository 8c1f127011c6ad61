"""The demonstration's sign-in: one user per kind of reader, without a second factor."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from vef.accounts.models import Role, User
from vef.accounts.second_factor import DEMO_KEY

BACKEND = settings.AUTHENTICATION_BACKENDS[0]

WHAT_THEY_DO = {
    Role.OFFICER: _(
        "Takes up and decides topic requests, plans activities, prepares invitations and "
        "writes findings."
    ),
    Role.MANAGER: _(
        "Does all an officer does, releases messages, and approves results and reports "
        "somebody else wrote."
    ),
    Role.DATA_PROTECTION: _(
        "Reads the log, answers requests for a copy or for erasure, and cannot send anything."
    ),
    Role.ADMINISTRATOR: _("Looks after settings and users, and sees no contact details."),
    Role.PARTNER: _("Writes topic requests and reads results for their own organisation."),
    Role.PARTNER_LEAD: _(
        "Does all a partner user does, and submits and signs off for the organisation."
    ),
    Role.BOARD: _("Reads reports, the thread of each topic, and what is overdue."),
}


@dataclass(frozen=True)
class Reader:
    """One kind of reader, and the user who stands for it here."""

    role: str
    does: str
    user: User


def readers() -> list[Reader]:
    """Return one user for each kind of reader that has any: whoever joined first."""
    first: dict[str, User] = {}
    for user in User.objects.filter(is_active=True).order_by("date_joined", "email"):
        first.setdefault(user.role, user)
    return [
        Reader(role=str(role.label), does=str(WHAT_THEY_DO[role]), user=first[role])
        for role in Role
        if role in first
    ]


@method_decorator([login_not_required, never_cache], name="dispatch")
class DemoSignInView(View):
    """Signs in without password or second factor. Does not exist outside the demonstration."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "demo/signin.html", {"readers": readers()})

    def post(self, request: HttpRequest) -> HttpResponse:
        offered = {str(reader.user.pk) for reader in readers()}
        if request.POST.get("user") not in offered:
            raise Http404
        user = get_object_or_404(User, pk=request.POST["user"])
        # Whoever was signed in before leaves nothing behind.
        request.session.flush()
        login(request, user, backend=BACKEND)
        request.session[DEMO_KEY] = True
        return redirect(settings.LOGIN_REDIRECT_URL)
