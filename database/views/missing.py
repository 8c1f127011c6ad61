"""Who is missing: signed figures for everybody who works with people, exact ones for few."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from database.forms.missing import RefuseForm, SignForm
from database.missing import report
from database.models import FigureRelease, FigureStatus
from database.permissions import (
    PeopleOnly,
    may_prepare_figures,
    may_see_equality,
    may_sign_figures,
)
from database.services import releases
from vef.accounts.permissions import OfficeOnly, signed_in
from vef.audit.services import record
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.documents.errors import PdfError


class Missing(PeopleOnly, TemplateView):
    """The figures that two people signed last; for those with the right, those of this moment.

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
            last=releases.latest_prepared(),
            may_prepare=may_prepare_figures(user),
            documents=releases.documents_of(release) if release else [],
            is_exact=is_exact,
            sections=report.sections(data, language),
            notes=report.notes(data, language),
            **kwargs,
        )


class MissingPrepare(OfficeOnly, View):
    """Freeze the figures of this moment for a second person: a POST does it."""

    allowed = staticmethod(may_prepare_figures)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            release = releases.prepare_release(actor=signed_in(request))
        except releases.NothingNew:
            messages.info(
                request,
                _(
                    "Since the last figures too few people's answers changed. New ones would tell "
                    "about those few. They stay as they are."
                ),
            )
        except releases.AlreadyWaiting:
            messages.info(
                request, _("Figures are waiting already. First somebody must sign or refuse them.")
            )
        else:
            messages.success(
                request, _("The figures are prepared. They leave once a second person signs them.")
            )
            return redirect("database:missing-sign", release.pk)
        return redirect("database:missing")


class OneRelease(KeepTyped, FormView):
    """A page about prepared figures. Only a second person acts on it."""

    release: FigureRelease

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = FigureRelease.objects.select_related("made_by", "decided_by")
        self.release = get_object_or_404(rows.defer("marks"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def may_decide(self) -> bool:
        user = signed_in(self.request)
        return (
            self.release.status == FigureStatus.PREPARED
            and may_sign_figures(user)
            and self.release.made_by_id != user.pk
        )

    def get_success_url(self) -> str:
        return reverse("database:missing")

    def form_valid(self, form: Any) -> HttpResponse:
        if not may_sign_figures(self.request.user):
            raise PermissionDenied
        try:
            self.take(form.cleaned_data)
        except releases.SamePerson:
            form.add_error(None, _("Somebody else must sign or refuse figures you prepared."))
        except releases.FiguresChanged:
            form.add_error(None, _("These are not the figures you read. Read them again."))
        except TransitionError:
            form.add_error(None, _("Somebody has decided about these figures already."))
        except PdfError:
            form.add_error(None, _("The PDFs could not be made. Nothing was signed. Try again."))
        else:
            return super().form_valid(form)
        return self.form_invalid(form)

    def take(self, clean: dict[str, Any]) -> None:
        """Call the service. May raise what ``form_valid`` answers."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_decide = self.may_decide
        return super().get_context_data(
            release=self.release, may_decide=may_decide, keeps_typed=may_decide, **kwargs
        )


class MissingSign(PeopleOnly, OneRelease):
    """Prepared figures to read, as they would leave. A second person's POST signs them."""

    template_name = "database/missing_sign.html"
    form_class = SignForm

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.release.digest}

    def take(self, clean: dict[str, Any]) -> None:
        user = signed_in(self.request)
        releases.sign_release(self.release, digest=clean["digest"], actor=user)
        messages.success(
            self.request, _("You signed the figures. They are released, in both languages.")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language() or "en"
        return super().get_context_data(
            sections=report.sections(self.release.tables, language),
            notes=report.notes(self.release.tables, language),
            **kwargs,
        )


class MissingRefuse(OfficeOnly, OneRelease):
    """A second person's no, with the reason."""

    allowed = staticmethod(may_sign_figures)
    template_name = "database/missing_refuse.html"
    form_class = RefuseForm

    def take(self, clean: dict[str, Any]) -> None:
        releases.refuse_release(self.release, reason=clean["reason"], actor=signed_in(self.request))
        messages.success(self.request, _("Refused. These figures stay in the office."))
