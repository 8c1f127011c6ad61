"""A friendly word to a partner who has not asked: written by one of us, released by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View

from partners import services
from partners.forms.nudges import NudgeForm
from partners.models import Nudge, Organisation, RequestWindow
from vef.accounts.permissions import (
    OfficeOnly,
    OfficeWorker,
    may_approve,
    may_do_office_work,
    signed_in,
)
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped


class NudgePrepare(OfficeWorker, KeepTyped, FormView):
    """Write the words for one partner in the open window. Nothing is sent yet."""

    template_name = "partners/office/nudge_prepare.html"
    form_class = NudgeForm

    @cached_property
    def organisation(self) -> Organisation:
        return get_object_or_404(Organisation.objects.partners(), pk=self.kwargs["pk"])

    @cached_property
    def window(self) -> RequestWindow | None:
        return RequestWindow.objects.accepting().first()

    @cached_property
    def nudge(self) -> Nudge | None:
        return Nudge.objects.filter(window=self.window, organisation=self.organisation).first()

    def get_initial(self) -> dict[str, Any]:
        if self.nudge:
            return {"letter_cy": self.nudge.letter_cy, "letter_en": self.nudge.letter_en}
        if self.window is None:
            return {}
        return {
            f"letter_{language}": services.draft_nudge(self.window, language)
            for language in ("cy", "en")
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.organisation, window=self.window, nudge=self.nudge, **kwargs
        )

    def form_valid(self, form: NudgeForm) -> HttpResponse:
        try:
            if self.window is None:
                raise services.NudgeTooLate
            nudge = services.prepare_nudge(
                organisation=self.organisation,
                window=self.window,
                actor=signed_in(self.request),
                **form.cleaned_data,
            )
        except services.NudgeTooLate:
            form.add_error(None, _("No request window is open now."))
        except services.NudgeNeedless:
            form.add_error(None, _("They have asked in this window already."))
        except TransitionError:
            form.add_error(None, _("They have been written to in this window already."))
        else:
            messages.success(self.request, _("Kept. Somebody else can release it now."))
            return redirect("partners:nudge-detail", nudge.pk)
        return self.form_invalid(form)


class NudgeDetail(OfficeOnly, DetailView):
    """The words, who wrote them, and the button for somebody else who may release them."""

    template_name = "partners/office/nudge_detail.html"
    context_object_name = "nudge"
    queryset = Nudge.objects.select_related("organisation", "window", "prepared_by", "released_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            may_work=may_do_office_work(user),
            may_release=may_approve(user) and self.object.prepared_by_id != user.pk,
            **kwargs,
        )


class NudgeRelease(OfficeOnly, View):
    """A second person lets it go."""

    allowed = staticmethod(may_approve)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        nudge = get_object_or_404(Nudge, pk=pk)
        try:
            services.release_nudge(nudge, actor=signed_in(request))
        except services.NudgeByOneself:
            messages.error(request, _("Another person than the one who wrote it releases it."))
        except services.NudgeTooLate:
            messages.error(request, _("No request window is open now."))
        except services.NudgeNeedless:
            messages.error(request, _("They have asked in this window already."))
        else:
            messages.success(request, _("Released. Their leads are written to once."))
        return redirect("partners:nudge-detail", nudge.pk)
