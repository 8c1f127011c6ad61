"""The register of what people ask about their data, and writing a request down."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from database.forms.rights import RequestForm, RightsFilterForm
from database.masks import mask_name
from database.models import Person, RightsRequest
from database.permissions import (
    RightsReaders,
    RightsRecorders,
    may_handle_rights,
    may_read_rights,
    requests_for,
)
from database.rights_story import story
from database.services.access_packs import lines_of
from database.services.rights import receive_request
from database.standing import is_late, next_working_day, rows, standing
from database.views.people import OnePerson
from database.views.rights_steps import STEPS, ByStep, StepPage, steps_for
from vef.accounts.permissions import signed_in
from vef.audit.services import record_view
from vef.common import clock
from vef.common.views.pages import KeepTyped

PAGE = 50


class RightsList(RightsRecorders, TemplateView):
    """The register, late first. An officer sees what they wrote down themselves."""

    template_name = "database/rights_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        form = RightsFilterForm(self.request.GET)
        chosen = form.cleaned_data if form.is_valid() else {}
        found = requests_for(user).select_related("person").by_day()
        if chosen.get("about"):
            found = found.filter(kind=chosen["about"])
        page = Paginator(_shown(found, chosen.get("show") or "open"), PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(
            filters=form,
            page_obj=page,
            rows=rows(page.object_list, today),
            reads_all=may_read_rights(user),
            **kwargs,
        )


def _shown(requests: Any, show: str) -> Any:
    if show == "closed":
        return requests.exclude(closed_at=None)
    if show == "late":
        # The last day depends on bank holidays: few are open, so they are looked through.
        return [request for request in requests.open() if is_late(request, clock.today())]
    return requests if show == "all" else requests.open()


class RightsAdd(RightsRecorders, KeepTyped, FormView):
    """Write down what somebody asked. Nothing is sent, and nothing is done yet."""

    template_name = "database/rights_add.html"
    form_class = RequestForm

    def person_known(self) -> Person | None:
        """Return whose request it is, where the page it was begun on says so."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person_known()}

    def form_valid(self, form: RequestForm) -> HttpResponse:
        clean = form.cleaned_data
        request = receive_request(
            kind=clean["kind"],
            person=form.person,
            method=clean["method"],
            language=clean["language"],
            words=clean["words"],
            received_at=form.received_at,
            actor=signed_in(self.request),
        )
        messages.success(
            self.request,
            _("Written down. Its reference is %(reference)s.") % {"reference": request.reference},
        )
        return redirect("database:rights-detail", request.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cancel = reverse("database:rights-list")
        return super().get_context_data(**{"cancel": cancel} | kwargs)


class PersonRightsAdd(OnePerson, RightsAdd):
    """The same, begun on the page of whoever asks."""

    def person_known(self) -> Person:
        return self.person

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel=self.get_success_url(), **kwargs)


class OneRequest(RightsRecorders):
    """A page about one request; to whoever may not read it, it does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):
            self.row = self.find(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def find(self, user: Any, pk: UUID) -> RightsRequest:
        found = requests_for(user).select_related(
            "person", "recorded_by", "handled_by", "prepared_by", "approved_by", "pack"
        )
        return get_object_or_404(found, pk=pk)


class RightsDetail(OneRequest, DetailView):
    """One request: what was asked, its clock, what may be done next, who did what."""

    template_name = "database/rights_detail.html"
    context_object_name = "row"

    def get_object(self, queryset: Any = None) -> RightsRequest:
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, row = signed_in(self.request), self.row
        record_view(user, [row], what="request")
        pack = getattr(row, "pack", None)
        lines = lines_of(pack) if pack is not None and may_handle_rights(user) else []
        return super().get_context_data(
            standing=standing(row, clock.today()),
            next_working_day=next_working_day(row),
            pauses=_pauses(row),
            masked_name=mask_name(row.person.name) if row.person else "",
            steps=steps_for(row, user),
            pack=pack,
            hidden=sum(bool(line["hidden_because"]) for line in lines),
            lines=len(lines),
            incidents=row.incidents.all() if may_read_rights(user) else [],
            reads_all=may_read_rights(user),
            handles=may_handle_rights(user),
            story=story(*filter(None, [row, pack])) if may_read_rights(user) else [],
            **kwargs,
        )


def _pauses(row: RightsRequest) -> list[dict[str, Any]]:
    return [
        {
            "first": date.fromisoformat(one["from"]),
            "last": date.fromisoformat(one["to"]) if one["to"] else None,
            "reason": one["reason"],
        }
        for one in row.pauses
    ]


class RightsStep(ByStep, RightsReaders, OneRequest, StepPage):
    """One step of one request."""

    steps = STEPS
    allowed = staticmethod(may_read_rights)

    def row_url(self) -> str:
        return reverse("database:rights-detail", args=[self.row.pk])
