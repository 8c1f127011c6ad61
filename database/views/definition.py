"""Whom the forum is for, as the law says it; and, for the office, who quotes it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from database.forms.definition import QuoteReadForm
from database.models import DefinitionQuote, VictimDefinition
from database.permissions import may_read_over
from database.services.definition_quotes import (
    NoDefinition,
    definition_in_use,
    mark_read,
    places,
)
from vef.accounts.permissions import OfficeOnly, signed_in
from vef.common import clock
from vef.common.views.pages import KeepTyped
from vef.common.views.public import PublicPage
from vef.documents.views import blocks


class WhoThisIsFor(PublicPage):
    """The definition in use, and below it what applied before, newest first."""

    template_name = "database/who_this_is_for.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = VictimDefinition.objects.filter(in_use_from__lte=clock.today())
        versions = [(row, blocks(row.text)) for row in used.order_by("-in_use_from", "-version")]
        return super().get_context_data(
            present=versions[:1],
            earlier=versions[1:],
            minimum_age=settings.MINIMUM_AGE,
            **kwargs,
        )


class DefinitionPlaces(OfficeOnly, TemplateView):
    """The definition in use, and the places that must be read because of it."""

    template_name = "database/definition_places.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = definition_in_use()
        return super().get_context_data(
            present=present,
            places=places(present),
            may_read=may_read_over(self.request.user),
            **kwargs,
        )


class DefinitionCheck(OfficeOnly, KeepTyped, FormView):
    """Say that a place was read, and agrees with the definition in use."""

    allowed = staticmethod(may_read_over)
    template_name = "database/definition_check.html"
    form_class = QuoteReadForm
    success_url = reverse_lazy("database:definition-places")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = definition_in_use()
        return super().get_context_data(
            quote=self._found(),
            version=present,
            blocks=blocks(present.text) if present else [],
            **kwargs,
        )

    def _found(self) -> DefinitionQuote:
        return get_object_or_404(DefinitionQuote, code=self.kwargs["code"], is_active=True)

    def form_valid(self, form: QuoteReadForm) -> HttpResponse:
        try:
            mark_read(self._found(), note=form.cleaned_data["note"], actor=signed_in(self.request))
        except NoDefinition:
            form.add_error(None, _("No definition is in use yet."))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)
