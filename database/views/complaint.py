"""The public page for a complaint about how we handle personal information."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from database.forms.rights import ComplaintForm
from database.models import ConsentMethod, RightsRequest
from database.services.rights import receive_request
from vef.common import limits
from vef.common.actors import PUBLIC
from vef.common.views.errors import too_many
from vef.common.views.pages import KeepTyped

# Nobody has more to complain of in an hour; a machine would.
MOST_AN_HOUR = 5


@method_decorator(login_not_required, name="dispatch")
class Complaint(KeepTyped, FormView):
    """Anybody may complain: no account, no name needed, nothing said about anybody."""

    template_name = "database/person/complaint.html"
    form_class = ComplaintForm

    def form_valid(self, form: ComplaintForm) -> HttpResponse:
        caller = limits.caller(self.request)
        if not limits.allowed("complaint", caller, most=MOST_AN_HOUR, per=timedelta(hours=1)):
            return too_many(self.request)
        receive_request(
            kind=RightsRequest.Kind.COMPLAINT,
            person=None,
            method=ConsentMethod.WEB,
            language=get_language() or "en",
            words=in_one(form.cleaned_data),
            actor=PUBLIC,
        )
        return redirect("database:complaint-sent")


def in_one(clean: dict[str, Any]) -> str:
    """Put all that was typed into the one sealed text of the request."""
    parts = [clean["words"]]
    if clean["name"]:
        parts.append(_("Name: %(name)s") % {"name": clean["name"]})
    if clean["reach"]:
        parts.append(_("How to reach them: %(words)s") % {"words": clean["reach"]})
    return "\n\n".join(parts)


@method_decorator(login_not_required, name="dispatch")
class ComplaintSent(TemplateView):
    """Thanks, and what happens next. It knows nothing of what was sent."""

    template_name = "database/person/complaint_sent.html"
    http_method_names = ["get", "head"]
