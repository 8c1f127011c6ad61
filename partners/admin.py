"""The partners' records. Requests and decisions move by the office's pages, never from here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from partners.models import (
    Agreement,
    Avenue,
    Criterion,
    Decision,
    DecisionLetter,
    DecisionScore,
    LateCode,
    Membership,
    Nudge,
    Organisation,
    QuestionHelp,
    RegisterEntry,
    RequestComment,
    RequestSave,
    RequestWindow,
    Side,
    TopicRequest,
    WindowStatus,
)
from vef.accounts.permissions import may_configure, may_manage_users
from vef.common.admin import AppendOnlyAdmin, RecordAdmin, RecordInline, TranslatedRecordAdmin


class MembershipInline(RecordInline):
    model = Membership
    change_allowed = staticmethod(may_manage_users)
    autocomplete_fields = ("user",)


@admin.register(Organisation)
class OrganisationAdmin(TranslatedRecordAdmin):
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "code", "kind", "is_active", "contributors_may_submit")
    list_filter = ("kind", "is_active")
    search_fields = ("name_en", "name_cy", "code")
    inlines = (MembershipInline,)
    # Closing and the contact are steps of the office's page.
    autocomplete_fields = ("boards",)
    readonly_fields = ("update_contact", "closed_on", "closed_because", "successor")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = super().get_readonly_fields(request, obj)
        return [*given, "is_active"] if obj is not None and obj.closed_on else given

    def steps(self, request: HttpRequest, obj: Organisation) -> Iterable[tuple[str, str]]:
        if obj.kind == Organisation.Kind.HOST:
            return ()
        return (
            (
                gettext("See its people and what they asked"),
                reverse("partners:organisation-detail", args=[obj.pk]),
            ),
        )


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    change_allowed = staticmethod(may_manage_users)
    list_display = ("user", "organisation")
    list_filter = ("organisation",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__name_en", "organisation__name_cy")
    autocomplete_fields = ("user", "organisation")


@admin.register(Agreement)
class AgreementAdmin(AppendOnlyAdmin):
    """For looking up. Steps are on the partner's page in the office."""

    list_display = ("organisation", "kind", "status", "signed_on", "review_on")
    list_filter = ("status", "kind")
    list_select_related = ("organisation",)
    search_fields = ("organisation__name_en", "organisation__name_cy", "reference", "signed_by")

    def steps(self, request: HttpRequest, obj: Agreement) -> Iterable[tuple[str, str]]:
        url = reverse("partners:organisation-detail", args=[obj.organisation_id])
        return ((gettext("See the partner's agreements"), url),)


@admin.register(RequestWindow)
class RequestWindowAdmin(TranslatedRecordAdmin):
    list_display = ("name", "opens_on", "closes_on", "status")
    list_filter = ("status",)
    search_fields = ("name_en", "name_cy")
    date_hierarchy = "opens_on"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = super().get_readonly_fields(request, obj)
        # Partners were told these days when the window opened.
        told = obj is not None and obj.status != WindowStatus.PLANNED
        return [*given, "opens_on", "closes_on"] if told else given

    def steps(self, request: HttpRequest, obj: RequestWindow) -> Iterable[tuple[str, str]]:
        return ((gettext("Open and close windows"), reverse("partners:window-list")),)


@admin.register(LateCode)
class LateCodeAdmin(AppendOnlyAdmin):
    list_display = ("organisation", "window", "given_by", "given_at", "expires_at", "used_at")
    list_filter = ("window", "organisation")
    list_select_related = ("organisation", "window", "given_by")
    search_fields = ("organisation__name_en", "organisation__name_cy", "request__reference")

    def steps(self, request: HttpRequest, obj: LateCode) -> Iterable[tuple[str, str]]:
        page = reverse("partners:late-code-list", args=[obj.window_id])
        return ((gettext("Give and take back late codes"), page),)


@admin.register(Nudge)
class NudgeAdmin(AppendOnlyAdmin):
    list_display = ("organisation", "window", "status", "prepared_by", "released_by")
    list_filter = ("status", "window")
    list_select_related = ("organisation", "window", "prepared_by", "released_by")
    search_fields = ("organisation__name_en", "organisation__name_cy")

    def steps(self, request: HttpRequest, obj: Nudge) -> Iterable[tuple[str, str]]:
        return ((gettext("Read and release it"), reverse("partners:nudge-detail", args=[obj.pk])),)


@admin.register(TopicRequest)
class TopicRequestAdmin(AppendOnlyAdmin, TranslatedRecordAdmin):
    """For looking up. What a partner wrote is the partner's; the office does not edit it."""

    list_display = ("reference", "title", "organisation", "window", "status", "submitted_at")
    list_filter = ("status", "window", "organisation")
    list_select_related = ("organisation", "window")
    search_fields = ("reference", "title_en", "title_cy", "organisation__name_en")

    def get_queryset(self, request: HttpRequest) -> Any:
        # A draft belongs to its partner until it is submitted.
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def steps(self, request: HttpRequest, obj: TopicRequest) -> Iterable[tuple[str, str]]:
        return ((gettext("Review and decide"), reverse("partners:request-review", args=[obj.pk])),)


@admin.register(RequestComment)
class RequestCommentAdmin(AppendOnlyAdmin):
    list_display = ("request", "side", "author", "at")
    list_filter = ("side",)
    list_select_related = ("request", "author")
    search_fields = ("request__reference", "author__name")
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> Any:
        # PRIVACY: what colleagues say in a draft is the partner's own business.
        return super().get_queryset(request).read_by(Side.OFFICE)


@admin.register(RequestSave)
class RequestSaveAdmin(AppendOnlyAdmin):
    list_display = ("request", "saved_by", "saved_at")
    list_select_related = ("request", "saved_by")
    search_fields = ("request__reference", "saved_by__name")
    date_hierarchy = "saved_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        # PRIVACY: who works on a draft is the partner's own business.
        return super().get_queryset(request).filter(request__submitted_at__isnull=False)


@admin.register(Criterion)
class CriterionAdmin(TranslatedRecordAdmin):
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "code", "weight", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name_en", "name_cy", "code")


@admin.register(RegisterEntry)
class RegisterEntryAdmin(TranslatedRecordAdmin):
    list_display = ("name", "kind", "number", "part_of", "starts_on", "ends_on")
    list_filter = ("kind", "organisation")
    list_select_related = ("part_of",)
    search_fields = ("name_en", "name_cy", "code", "reference")
    autocomplete_fields = ("part_of", "organisation")


@admin.register(Avenue)
class AvenueAdmin(TranslatedRecordAdmin):
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "code", "order")
    search_fields = ("name_en", "name_cy", "code")


@admin.register(QuestionHelp)
class QuestionHelpAdmin(TranslatedRecordAdmin):
    change_allowed = staticmethod(may_configure)
    list_display = ("question", "words_from", "words_to")
    search_fields = ("question", "advice_en", "advice_cy")


class ScoreInline(RecordInline):
    model = DecisionScore
    change_allowed = staticmethod(lambda user: False)


@admin.register(Decision)
class DecisionAdmin(AppendOnlyAdmin):
    list_display = ("request", "outcome", "reason_code", "decided_by", "decided_at")
    list_filter = ("outcome", "reason_code")
    list_select_related = ("request", "decided_by")
    search_fields = ("request__reference", "request__title_en", "request__title_cy")
    date_hierarchy = "decided_at"
    inlines = (ScoreInline,)

    def steps(self, request: HttpRequest, obj: Decision) -> Iterable[tuple[str, str]]:
        return (
            (gettext("See the request"), reverse("partners:request-review", args=[obj.request_id])),
        )


@admin.register(DecisionLetter)
class DecisionLetterAdmin(AppendOnlyAdmin):
    list_display = ("decision", "version", "status", "written_by", "approved_by", "sent_at")
    list_filter = ("status",)
    list_select_related = ("decision", "written_by", "approved_by")
    search_fields = ("decision__request__reference", "written_by__name")
    date_hierarchy = "written_at"

    def steps(self, request: HttpRequest, obj: DecisionLetter) -> Iterable[tuple[str, str]]:
        page = reverse("partners:letter-detail", args=[obj.pk])
        return ((gettext("Read the letter and approve it"), page),)
