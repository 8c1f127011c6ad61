"""Files beside a request: handed in by its partner, read by both faces."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView, View

from partners import services
from partners.forms.attachments import AttachmentForm
from partners.models import TopicRequest
from partners.views.office import OfficeTopic
from partners.views.partner import TopicPage, WritingPage
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped
from vef.documents.attachments import MOST, TooMany, attachments_of, file_response


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


class OneFile(View):
    """The file itself, to save; 404 for one of another request."""

    http_method_names = ["get", "head"]
    kwargs: dict[str, Any]
    topic: TopicRequest

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = attachments_of(self.topic).filter(pk=self.kwargs["file"]).first()
        if row is None:
            raise Http404
        return file_response(row)


class PartnerFile(TopicPage, OneFile):
    """For the partner's people."""


class OfficeFile(OfficeTopic, OneFile):
    """For the office, once the request is submitted."""
