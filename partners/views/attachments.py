"""Files beside a request: handed in by its partner, read by both faces."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from partners import services
from partners.forms.attachments import AttachmentForm, DecisionFileForm
from partners.models import Decision, TopicRequest
from partners.views.office import OfficeTopic
from partners.views.partner import TopicPage, WritingPage
from vef.accounts.permissions import may_do_office_work, signed_in
from vef.common.views.pages import KeepTyped
from vef.documents.attachments import MOST, TooMany, attachments_of, file_response
from vef.documents.models import Attachment


class Files(WritingPage, KeepTyped, FormView):
    """The files of a request that is being written, and room for one more."""

    template_name = "partners/portal/request_files.html"
    form_class = AttachmentForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = list(attachments_of(self.topic))
        return super().get_context_data(files=files, room=len(files) < MOST, **kwargs)

    def form_valid(self, form: AttachmentForm) -> HttpResponse:
        try:
            services.add_attachment(
                self.topic,
                actor=signed_in(self.request),
                file=form.cleaned_data["file"],
                title=form.cleaned_data["title"],
            )
        except TooMany:
            form.add_error("file", _("There are ten files already. Remove one first."))
            return self.form_invalid(form)
        except services.NotEditable:
            self.topic.refresh_from_db()
            messages.warning(
                self.request, _("The request was submitted meanwhile, so the file was not kept.")
            )
            return self.too_late()
        messages.success(self.request, _("The file is kept."))
        return redirect("partners:request-files", self.topic.pk)


class FileRemove(WritingPage, View):
    """Delete a file for good. Only a press of the button does."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.remove_attachment(self.topic, actor=signed_in(request), pk=self.kwargs["file"])
        except services.NotEditable:
            self.topic.refresh_from_db()
            return self.too_late()
        messages.success(request, _("The file is removed."))
        return redirect("partners:request-files", self.topic.pk)


class DecisionFiles(OfficeTopic, KeepTyped, FormView):
    """The files beside a decision, and room for one more. What is there stays there."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/decision_files.html"
    form_class = DecisionFileForm

    @cached_property
    def decision(self) -> Decision:
        return get_object_or_404(self.topic.decisions, pk=self.kwargs["decision"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        files = list(attachments_of(self.decision))
        return super().get_context_data(
            topic=self.topic,
            decision=self.decision,
            files=files,
            room=len(files) < MOST,
            has_interest=services.has_interest(self.topic, signed_in(self.request)),
            **kwargs,
        )

    def form_valid(self, form: DecisionFileForm) -> HttpResponse:
        try:
            services.add_to_decision(
                self.decision, actor=signed_in(self.request), **form.cleaned_data
            )
        except TooMany:
            form.add_error("file", _("There are ten files already, and each of them stays."))
            return self.form_invalid(form)
        except services.Recused:
            form.add_error(None, _("You have declared an interest, so somebody else adds files."))
            return self.form_invalid(form)
        messages.success(self.request, _("The file is kept."))
        return redirect("partners:request-review", self.topic.pk)


class OneFile(View):
    """The file itself, to save; 404 for one of another request."""

    http_method_names = ["get", "head"]
    kwargs: dict[str, Any]
    topic: TopicRequest

    def files(self) -> QuerySet[Attachment]:
        return attachments_of(self.topic)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.files().filter(pk=self.kwargs["file"]).first()
        if row is None:
            raise Http404
        return file_response(row)


class PartnerFile(TopicPage, OneFile):
    """For the partner's people."""


class OfficeFile(OfficeTopic, OneFile):
    """For the office, once the request is submitted."""


class DecisionFile(OfficeTopic, OneFile):
    """A file the office keeps beside its decision. No partner has a page for it."""

    def files(self) -> QuerySet[Attachment]:
        keys = [str(pk) for pk in self.topic.decisions.values_list("pk", flat=True)]
        kind = Decision._meta.label_lower
        return Attachment.objects.filter(about_type=kind, about_id__in=keys)
