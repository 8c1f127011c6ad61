"""Who is missing: released figures for everybody who works with people, exact ones for few."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from database.missing import report
from database.permissions import PeopleOnly, may_see_equality
from database.services import releases
from vef.accounts.permissions import signed_in
from vef.audit.services import record


class Missing(PeopleOnly, TemplateView):
    """The figures that left the office last; for those with the right, those of this moment.

    Exact figures that change from day to day would tell who answered in between, so they
    are for few, and each look is recorded.
    """

    template_name = "database/missing.html"
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, language = signed_in(self.request), get_language() or "en"
        release = releases.latest_release()
        is_exact = may_see_equality(user)
        data: list[report.Data] = release.tables if release else []
        if is_exact:
            data = releases.counted_now()
            record(user, "figures.viewed", data={"what": "who-is-missing"})
        return super().get_context_data(
            release=release,
            documents=releases.documents_of(release) if release else [],
            is_exact=is_exact,
            sections=report.sections(data, language),
            notes=report.notes(data, language),
            **kwargs,
        )


class MissingRelease(PeopleOnly, View):
    """Let the figures leave the office: a POST freezes them and makes the PDFs."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            releases.make_release(actor=signed_in(request))
        except releases.NothingNew:
            messages.info(
                request,
                _(
                    "Since the last figures too few people's answers changed. New ones would tell "
                    "about those few. They stay as they are."
                ),
            )
        else:
            messages.success(request, _("The figures are released, in both languages."))
        return redirect("database:missing")
