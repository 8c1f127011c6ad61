"""Evidence of consent: added, opened on record, removed with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from database.evidence_files import EXTENSIONS
from database.forms.evidence import EvidenceForm, EvidenceRemoveForm
from database.models import ConsentEvidence
from database.services import evidence
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped


class EvidenceAdd(OnePerson, KeepTyped, FormView):
    """A file for events that are in the history already."""

    template_name = "database/form.html"
    form_class = EvidenceForm
    title = gettext_lazy("Add evidence of consent")
    lead = gettext_lazy("A scan of a form or a note of a call. It is sealed with the record.")
    submit = gettext_lazy("Keep this file")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def form_valid(self, form: EvidenceForm) -> HttpResponse:
        evidence.add_evidence(
            self.person,
            consents=form.cleaned_data["consents"],
            file=form.cleaned_data["file"],
            actor=signed_in(self.request),
        )
        messages.success(self.request, _("The file is kept."))
        return super().form_valid(form)


class OneEvidence(OnePerson):
    """A page about one file of one person."""

    def found(self) -> ConsentEvidence:
        """Return the file's row; 404 for another person's."""
        row = ConsentEvidence.objects.filter(person=self.person, pk=self.kwargs["file"]).first()
        if row is None:
            raise Http404
        row.person = self.person
        return row


class EvidenceFile(OneEvidence, View):
    """The file itself, to save, under a name that says nothing. Each look is recorded."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.found()
        content = evidence.open_evidence(row, actor=signed_in(request))
        # PRIVACY: never the name it came with, which may be somebody's.
        name = f"document.{EXTENSIONS[row.media_type]}"
        response = HttpResponse(content, content_type=row.media_type)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "private, no-store"
        return response


class EvidenceRemove(OneEvidence, KeepTyped, FormView):
    """Delete a file for good."""

    template_name = "database/form.html"
    form_class = EvidenceRemoveForm
    title = gettext_lazy("Remove evidence of consent")
    lead = gettext_lazy("The file is deleted for good. What was agreed stays in the history.")
    submit = gettext_lazy("Remove")
    tone = "warning"

    def get_form_kwargs(self) -> dict[str, Any]:
        self.found()
        return super().get_form_kwargs()

    def form_valid(self, form: EvidenceRemoveForm) -> HttpResponse:
        evidence.remove_evidence(
            self.found(), actor=signed_in(self.request), reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("The file is removed."))
        return super().form_valid(form)
