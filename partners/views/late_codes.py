"""Late codes: the office gives them, a partner enters one to submit after the close."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, View

from partners import permissions, services
from partners.forms.late_codes import EnterLateCodeForm, GiveLateCodeForm, TakeBackForm
from partners.models import LateCode, RequestWindow, WindowStatus
from partners.views.partner import PortalPage, WritingPage
from vef.accounts.permissions import OfficeOnly, OfficeWorker, may_do_office_work, signed_in
from vef.common import limits
from vef.common.steps import TransitionError
from vef.common.views.errors import too_many
from vef.common.views.pages import KeepTyped

# Somebody may mistype what was read out to them; a machine that guesses gets nowhere.
MOST_TRIES = 10
AN_HOUR = timedelta(hours=1)


class OfClosedWindow(View):
    """A page about one closed window."""

    @cached_property
    def window(self) -> RequestWindow:
        return get_object_or_404(RequestWindow, pk=self.kwargs["pk"], status=WindowStatus.CLOSED)


class LateCodeList(OfClosedWindow, OfficeOnly, ListView):
    """Who had leave to submit late in a window, why, and what came of it."""

    template_name = "partners/office/late_code_list.html"
    context_object_name = "codes"

    def get_queryset(self) -> QuerySet[LateCode]:
        return LateCode.objects.filter(window=self.window).select_related(
            "organisation", "given_by", "request"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_work = may_do_office_work(self.request.user)
        return super().get_context_data(window=self.window, may_work=may_work, **kwargs)


class LateCodeGive(OfClosedWindow, OfficeWorker, KeepTyped, FormView):
    """Give one organisation leave to submit late. The code is shown on the answer, once."""

    template_name = "partners/office/late_code_give.html"
    form_class = GiveLateCodeForm

    def get_initial(self) -> dict[str, Any]:
        return {"expires_on": GiveLateCodeForm.a_week_from_today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(window=self.window, **kwargs)

    def form_valid(self, form: GiveLateCodeForm) -> HttpResponse:
        organisation = form.cleaned_data["organisation"]
        code = services.give_late_code(
            window=self.window, actor=signed_in(self.request), **form.cleaned_data
        )
        context = {
            "window": self.window,
            "organisation": organisation,
            "expires_on": form.cleaned_data["expires_on"],
            "code": code,
        }
        return render(self.request, "partners/office/late_code_given.html", context)


class LateCodeTakeBack(OfficeWorker, KeepTyped, FormView):
    """End a code nobody has used, with a reason."""

    template_name = "partners/office/late_code_take_back.html"
    form_class = TakeBackForm

    @cached_property
    def code(self) -> LateCode:
        codes = LateCode.objects.select_related("organisation", "window")
        return get_object_or_404(codes, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(code=self.code, **kwargs)

    def form_valid(self, form: TakeBackForm) -> HttpResponse:
        try:
            services.take_back_late_code(
                self.code, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
            )
        except services.LateCodeUsed:
            messages.error(self.request, _("A request was submitted with this code meanwhile."))
        else:
            messages.success(self.request, _("The code works no more."))
        return redirect("partners:late-code-list", self.code.window_id)


class RequestLate(WritingPage, KeepTyped, FormView):
    """Submit a draft whose window has closed, with a late code. The draft stays whatever comes."""

    template_name = "partners/portal/request_late.html"
    form_class = EnterLateCodeForm

    def form_valid(self, form: EnterLateCodeForm) -> HttpResponse:
        if not permissions.may_submit(self.request.user, self.organisation):
            messages.error(self.request, _("A partner lead submits requests for you."))
            return redirect("partners:request-check", self.topic.pk)
        who = str(self.organisation.pk)
        if not limits.allowed("late-code", who, most=MOST_TRIES, per=AN_HOUR):
            return too_many(self.request)
        try:
            services.submit_request(
                self.topic,
                actor=signed_in(self.request),
                late_code=form.cleaned_data["late_code"],
            )
        except services.LateCodeUnusable:
            form.add_error(
                "late_code",
                _(
                    "This code can't be used here. Check it, or ask us for another one. "
                    "Your draft is kept."
                ),
            )
            return self.form_invalid(form)
        except (services.RequestIncomplete, services.CaseReviewSuspected):
            messages.error(
                self.request,
                _("Your answers need another look first. The code still works afterwards."),
            )
            return redirect("partners:request-check", self.topic.pk)
        except TransitionError:
            return redirect("partners:request-detail", self.topic.pk)
        messages.success(self.request, _("Your request has been submitted."))
        return redirect("partners:request-detail", self.topic.pk)


class RequestStartLate(PortalPage, View):
    """Begin a draft in a closed window in which the organisation has leave to be late."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        window = services.late_window_of(self.organisation)
        try:
            if window is None:
                raise services.WindowClosed
            topic = services.start_request(
                organisation=self.organisation, actor=signed_in(request), window=window
            )
        except services.WindowClosed:
            messages.error(request, _("No request window is open now."))
            return redirect("partners:request-start")
        return redirect("partners:request-edit", topic.pk)
