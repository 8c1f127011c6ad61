"""The log of what went wrong with data."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, TemplateView

from database.forms.rights import NewIncidentForm
from database.models import Incident, RightsRequest
from database.permissions import RightsHandlers, RightsReaders, may_handle_rights
from database.rights_clock import notify_by
from database.rights_story import story
from database.services.incidents import SAYS, record_incident
from database.standing import incident_standing
from database.views.incident_steps import STEPS, steps_for
from database.views.rights_steps import ByStep, StepPage
from vef.accounts.permissions import signed_in
from vef.audit.services import record_view
from vef.common import clock
from vef.common.views.pages import KeepTyped

PAGE = 50


class IncidentList(RightsReaders, TemplateView):
    """All incidents, the latest first, with the hours that are left."""

    template_name = "database/incident_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = clock.now()
        page = Paginator(Incident.objects.all(), PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            rows=[(incident, incident_standing(incident, now)) for incident in page.object_list],
            handles=may_handle_rights(self.request.user),
            **kwargs,
        )


class IncidentAdd(RightsHandlers, KeepTyped, FormView):
    """Write down what went wrong; from a complaint, if the address names one."""

    template_name = "database/incident_form.html"
    form_class = NewIncidentForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.complaint = None
        if "pk" in kwargs and request.user.is_authenticated and self.allowed(request.user):
            self.complaint = get_object_or_404(RightsRequest, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: NewIncidentForm) -> HttpResponse:
        clean = form.cleaned_data
        incident = record_incident(
            known_at=form.moment,
            request=self.complaint,
            actor=signed_in(self.request),
            **{name: clean[name] for name in SAYS},
        )
        messages.success(
            self.request,
            _("Written down. Its reference is %(reference)s.") % {"reference": incident.reference},
        )
        return redirect("database:incident-detail", incident.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("database:incident-list")
        if self.complaint is not None:
            back = reverse("database:rights-detail", args=[self.complaint.pk])
        return super().get_context_data(back=back, complaint=self.complaint, **kwargs)


class OneIncident(RightsReaders):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):
            found = Incident.objects.select_related("decided_by", "recorded_by", "request")
            self.row = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class IncidentDetail(OneIncident, DetailView):
    """One incident: its 72 hours, what is known, what to do, who did what. Printable."""

    template_name = "database/incident_detail.html"
    context_object_name = "row"

    def get_object(self, queryset: Any = None) -> Incident:
        return self.row

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        record_view(user, [self.row], what="incident")
        return super().get_context_data(
            standing=incident_standing(self.row, clock.now()),
            notify_by=notify_by(self.row.known_at),
            steps=steps_for(self.row, user),
            story=story(self.row),
            **kwargs,
        )


class IncidentStep(ByStep, OneIncident, StepPage):
    """One step of one incident."""

    steps = STEPS
    template_name = "database/incident_step.html"

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.row, name) for name in SAYS}

    def row_url(self) -> str:
        return reverse("database:incident-detail", args=[self.row.pk])
