"""Stopping mail: by a mail program's one click (RFC 8058), or by a person's choice.

Without a form token, because mail programs have none; a forged "stop" is the safe
direction and can be undone. GET and HEAD change nothing.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from database.forms import mine as forms
from database.links import STOP_SCOPE
from database.models import Channel, ConsentMethod
from database.services import by_link, stops
from database.views.mine import ByMineLink, language
from vef.common.views.pages import KeepTyped


@method_decorator(csrf_exempt, name="dispatch")
class StopPage(ByMineLink, KeepTyped, FormView):
    """This address first, then everything. One click stops mail to this address only."""

    scope = STOP_SCOPE
    template_name = "database/person/stop.html"
    form_class = forms.StopForm

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("List-Unsubscribe") == "One-Click":
            self._stop_here()
            return HttpResponse(status=200, content_type="text/plain; charset=utf-8")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: forms.StopForm) -> HttpResponse:
        choice = form.cleaned_data["choice"]
        if choice == "address":
            self._stop_here()
        elif choice == "everything":
            by_link.leave_by_stop(self.person, token=self.token, language=language())
        return redirect("database:stop-done", token=self.token, what=choice)

    def _stop_here(self) -> None:
        stops.stop_channel(
            self.person,
            channel=Channel.EMAIL,
            method=ConsentMethod.LINK,
            actor=by_link.actor_of(self.person),
        )


class StopDone(ByMineLink, TemplateView):
    """What follows, and how to undo it. Tells nothing about anybody."""

    scope = STOP_SCOPE
    template_name = "database/person/stop_done.html"
    WORDS = ("address", "everything", "keep", "undone")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kwargs["what"] not in self.WORDS:
            raise Http404
        return super().get_context_data(**kwargs)


@method_decorator(csrf_exempt, name="dispatch")
class StopUndo(ByMineLink, KeepTyped, FormView):
    """Takes back what was done with this link."""

    scope = STOP_SCOPE
    template_name = "database/person/stop_undo.html"
    form_class = forms.UndoStopForm

    def form_valid(self, form: forms.UndoStopForm) -> HttpResponse:
        if form.is_yes:
            by_link.undo_stop(self.person, language=language())
        what = "undone" if form.is_yes else "keep"
        return redirect("database:stop-done", token=self.token, what=what)


@method_decorator(login_not_required, name="dispatch")
class Stopped(TemplateView):
    """Says what stopping all contact means. Holds nothing about anybody."""

    template_name = "database/person/stopped.html"
