"""The portal's pages: the published programme, and plans to agree."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from engagement.models import Activity, ActivityStatus, Programme, ProgrammeEntry, ProgrammeStatus
from engagement.permissions import PartnerOnly, may_sign_off_for_partner
from engagement.services import activities as services
from vef.common.steps import TransitionError

# A partner's own activities show from here on; before, they are the office's drafts.
SHOWN = [status for status in ActivityStatus if status != ActivityStatus.DRAFT]


class ProgrammePortal(PartnerOnly, ListView):
    """The published programme, read-only, with what changed in this version."""

    template_name = "engagement/programme_portal.html"
    context_object_name = "programmes"

    def get_queryset(self) -> Any:
        own = Activity.objects.visible_to(self.request.user).filter(status__in=SHOWN)
        entries = ProgrammeEntry.objects.select_related("request__organisation").prefetch_related(
            Prefetch("activities", own.select_related("method").order_by("code"), to_attr="own")
        )
        return Programme.objects.exclude(status=ProgrammeStatus.DRAFT).prefetch_related(
            Prefetch("entries", entries)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        for programme in context["programmes"]:
            # What is not complete in both languages is not published yet.
            programme.shown = [
                entry for entry in programme.entries.all() if entry.publishable and entry.is_shown
            ]
        return context


class ActivityAgree(PartnerOnly, DetailView):
    """A plan with its questions in both languages; a partner lead agrees it by POST."""

    template_name = "engagement/activity_agree.html"
    context_object_name = "activity"

    def get_queryset(self) -> Any:
        return (
            Activity.objects.visible_to(self.request.user)
            .filter(status__in=SHOWN)
            .select_related("entry__request", "method")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activity = self.object
        return super().get_context_data(
            questions=activity.questions.prefetch_related("choices").order_by("number"),
            waits_for_partner=activity.status == ActivityStatus.PLANNED
            and activity.partner_agreed_at is None,
            may_agree=may_sign_off_for_partner(self.request.user),
            **kwargs,
        )

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        activity = get_object_or_404(self.get_queryset(), pk=pk)
        if not may_sign_off_for_partner(request.user):
            raise PermissionDenied
        try:
            services.agree_for_partner(activity, actor=request.user)
            messages.success(request, _("Thank you. You have agreed this plan."))
        except services.NotReady as error:
            for reason in error.reasons:
                messages.error(request, reason)
        except TransitionError:
            messages.error(request, _("This plan can't be agreed at the moment."))
        return redirect("engagement:activity-agree", pk=pk)
