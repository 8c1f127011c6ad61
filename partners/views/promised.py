"""What is promised already, beside deciding: the office's capacity, and a request's theme."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from partners import promised, services
from partners.forms.promised import CapacityForm, ThemeForm
from partners.models import StatedCapacity
from partners.views.office import OfficeTopic
from vef.accounts.permissions import OfficeWorker, may_do_office_work, signed_in
from vef.common import clock
from vef.common.views.pages import KeepTyped

# What was said before is kept; a page shows the latest.
LATEST = 20


class Capacity(OfficeWorker, KeepTyped, FormView):
    """What the office says it can do in a month: said anew with a reason, the old kept."""

    template_name = "partners/office/capacity.html"
    form_class = CapacityForm

    def get_initial(self) -> dict[str, Any]:
        row = promised.capacity_in_force()
        return {"activities": row.activities, "messages_each": row.messages_each} if row else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            stated=StatedCapacity.objects.select_related("stated_by")[:LATEST],
            calendar=promised.calendar(self.request.user, clock.today()),
            **kwargs,
        )

    def form_valid(self, form: CapacityForm) -> HttpResponse:
        services.state_capacity(actor=signed_in(self.request), **form.cleaned_data)
        messages.success(self.request, _("Saved."))
        return redirect("partners:capacity")


class RequestThemeSet(OfficeTopic, KeepTyped, FormView):
    """Say which painful theme a request touches, while it waits for a decision."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_theme.html"
    form_class = ThemeForm

    def get_initial(self) -> dict[str, Any]:
        row = promised.theme_of(self.topic)
        return {"theme": row.theme if row else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, **kwargs)

    def form_valid(self, form: ThemeForm) -> HttpResponse:
        try:
            services.set_theme(
                self.topic, theme=form.cleaned_data["theme"], actor=signed_in(self.request)
            )
        except services.NotWaiting:
            form.add_error(None, _("It is decided, so its theme stays as it is."))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("partners:request-review", self.topic.pk)
