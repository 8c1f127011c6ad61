from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.generic import View

from vef.accounts.permissions import is_office, is_partner, may_read_board_view
from vef.dashboard.thread.steps import address


class Start(View):
    """Where signing in leads: each reader to their own front page."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if is_office(user):
            return _to("dashboard:desk", settings.OFFICE_BASE_URL, "office/")
        if is_partner(user):
            return _to("dashboard:portal-home", settings.PORTAL_BASE_URL, "partners/")
        if may_read_board_view(user):
            return _to("dashboard:board", settings.OFFICE_BASE_URL, "office/board/")
        raise Http404


def _to(page: str, house: str, path: str) -> HttpResponse:
    """Redirect to a page, in the other house if this process does not have it."""
    return redirect(address(page) or f"{house}/{get_language()}/{path}")
