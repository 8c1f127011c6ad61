"""The office's pages of request windows and of the partners themselves."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import (
    CreateView,
    FormView,
    ListView,
    UpdateView,
    View,
)

from partners import services
from partners.forms.office import CloseWindowForm, WindowForm
from partners.models import Organisation, RequestWindow, TopicRequest, WindowStatus
from vef.accounts.permissions import (
    OfficeOnly,
    OfficeWorker,
    may_approve_partner_users,
    may_do_office_work,
    signed_in,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.common.welsh_order import in_order


class WindowList(OfficeOnly, ListView):
    """Every window, the newest first, with how many asked in it."""

    template_name = "partners/office/window_list.html"
    context_object_name = "windows"

    def get_queryset(self) -> QuerySet[RequestWindow]:
        return RequestWindow.objects.annotate(
            asked=Count("requests", filter=Q(requests__submitted_at__isnull=False)),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            today=clock.today(), may_work=may_do_office_work(self.request.user), **kwargs
        )


class WindowSaved:
    """Saving a planned window is plain editing, recorded with the fields that changed."""

    verb = "edited"

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)  # type: ignore[misc]
        record(
            signed_in(self.request),  # type: ignore[attr-defined]
            f"requestwindow.{self.verb}",
            form.instance,
            data={"fields": sorted(form.changed_data)},
        )
        messages.success(self.request, _("The window is saved."))  # type: ignore[attr-defined]
        return answer


class WindowCreate(OfficeWorker, WindowSaved, KeepTyped, CreateView):
    """Plan a window. It opens by itself on its first day."""

    verb = "added"
    template_name = "partners/office/window_form.html"
    model = RequestWindow
    form_class = WindowForm
    success_url = reverse_lazy("partners:window-list")


class WindowEdit(OfficeWorker, WindowSaved, KeepTyped, UpdateView):
    """Change a window while it is only planned."""

    template_name = "partners/office/window_form.html"
    form_class = WindowForm
    success_url = reverse_lazy("partners:window-list")

    def get_queryset(self) -> QuerySet[RequestWindow]:
        return RequestWindow.objects.filter(status=WindowStatus.PLANNED)


class WindowOpen(OfficeWorker, View):
    """Open a window that is due, without waiting for the clock."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        window = get_object_or_404(RequestWindow, pk=pk)
        try:
            services.open_window(window, actor=signed_in(request))
        except services.AnotherWindowOpen:
            messages.error(request, _("Another window is open. Close it first."))
        except services.WindowNotDue:
            messages.error(request, _("Today is not one of this window's days. Change them first."))
        except TransitionError:
            messages.error(request, _("A window that has closed can't be opened again."))
        else:
            messages.success(request, _("The window is open, and partners are told by mail."))
        return redirect("partners:window-list")


class WindowClose(OfficeWorker, KeepTyped, FormView):
    """Close an open window before its last day, with a reason."""

    template_name = "partners/office/window_close.html"
    form_class = CloseWindowForm

    @cached_property
    def window(self) -> RequestWindow:
        return get_object_or_404(RequestWindow, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts = TopicRequest.objects.filter(window=self.window, status="draft").count()
        return super().get_context_data(window=self.window, drafts=drafts, **kwargs)

    def form_valid(self, form: CloseWindowForm) -> HttpResponse:
        try:
            services.close_window(
                self.window, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
            )
        except TransitionError:
            messages.error(self.request, _("Only an open window can be closed."))
        else:
            messages.success(self.request, _("The window is closed. Drafts are kept."))
        return redirect("partners:window-list")


class OrganisationList(OfficeOnly, ListView):
    """The partners, how many may sign in for each, and how much they asked."""

    template_name = "partners/office/organisation_list.html"
    context_object_name = "organisations"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        by_name = in_order(context["organisations"], lambda row: row.name)
        may_approve = may_approve_partner_users(self.request.user)
        return {**context, "organisations": by_name, "may_approve_people": may_approve}

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.exclude(kind=Organisation.Kind.HOST).annotate(
            members=Count(
                "memberships", filter=Q(memberships__user__is_active=True), distinct=True
            ),
            asked=Count("requests", filter=Q(requests__submitted_at__isnull=False), distinct=True),
        )
