"""The few pages and files that everybody may have."""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from vef.common import navigation
from vef.common.colours import validate_accent
from vef.common.host import host_body
from vef.common.middleware import clear_browser

A_DAY = 86_400
LOGO_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


@method_decorator([login_not_required, require_safe], name="dispatch")
class PublicPage(TemplateView):
    """A page without a form that anybody may read."""


class Home(PublicPage):
    """The neutral front page: who asks, and how to take part."""

    template_name = "common/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            news_url=navigation.address("feedback:outcome-list"),
            join_url=navigation.address("database:join"),
            who_url=navigation.address("database:who-this-is-for"),
            **kwargs,
        )


class Privacy(PublicPage):
    """The short privacy notice, with the approved full one where there is one."""

    template_name = "common/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        from vef.documents.models import GovernanceDocument, GovernanceStatus

        approved = GovernanceDocument.objects.filter(
            kind=GovernanceDocument.Kind.PRIVACY, status=GovernanceStatus.APPROVED
        ).exists()
        notice = navigation.address("documents:governance", kind="privacy") if approved else ""
        return super().get_context_data(
            notice_url=notice, consent_months=settings.CONSENT_MONTHS, **kwargs
        )


@login_not_required
@require_safe
def accent(request: HttpRequest) -> HttpResponse:
    """The host body's colour as a stylesheet: inline styles are not allowed.

    The address carries a mark of the colour, so it may be kept for a day.
    """
    colour = host_body(request).accent
    # PRIVACY: what is written into a stylesheet is checked again, though the form did.
    validate_accent(colour)
    response = HttpResponse(
        f":root {{ --vef-accent: {colour}; }}\n", content_type="text/css; charset=utf-8"
    )
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@login_not_required
@require_safe
def logo(request: HttpRequest) -> HttpResponseBase:
    """The host body's logo. 404 if there is none."""
    file = host_body(request).logo
    kind = LOGO_TYPES.get(PurePath(file.name or "").suffix.lower()) if file else None
    if kind is None:
        raise Http404
    try:
        opened = file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, content_type=kind)
    response["Cache-Control"] = f"public, max-age={A_DAY}"
    return response


@login_not_required
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Called by "exit this page" while the reader is already on the way out.

    Changes nothing here; asks the browser to drop the pages it kept.
    """
    response = HttpResponse(status=204)
    clear_browser(response)
    return response
