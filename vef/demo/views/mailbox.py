"""The mailbox page: every mail of the demonstration, to read and to follow the links of."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from vef.demo import mailbox

PER_PAGE = 50


class DemoOnly(View):
    """A page that does not exist outside the demonstration."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]


@method_decorator([login_not_required, never_cache], name="dispatch")
class MailboxView(DemoOnly):
    """The list, newest first."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        to = request.GET.get("to", "")
        page = Paginator(list(mailbox.lines(to=to)), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "demo/mailbox.html", {"page_obj": page, "to": to})


@method_decorator([login_not_required, never_cache], name="dispatch")
class MailView(DemoOnly):
    """One mail: its text, its HTML part without style, and its headers."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        mail = mailbox.opened(name)
        if mail is None:
            raise Http404
        return render(request, "demo/mailbox_mail.html", {"mail": mail})
