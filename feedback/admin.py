"""The records of the feedback loop. They move by the office's pages, never from here."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from feedback.models import (
    BoardAction,
    Chaser,
    Finding,
    Outcome,
    PartnerAnswer,
    Report,
    ReportSection,
    ResultsPack,
    Theme,
)
from vef.accounts.permissions import may_configure
from vef.common.admin import AppendOnlyAdmin, RecordInline, TranslatedRecordAdmin

Steps = Iterable[tuple[str, str]]


@admin.register(Theme)
class ThemeAdmin(TranslatedRecordAdmin):
    """The list that officers choose from."""

    list_display = ("name", "code", "order")
    search_fields = ("code", "name_en", "name_cy")
    add_allowed = staticmethod(may_configure)


@admin.register(Finding)
class FindingAdmin(AppendOnlyAdmin):
    """Findings, for looking up: their words change on the office's page, until frozen."""

    list_display = ("text", "activity", "number", "kind")
    list_filter = ("kind", "themes")
    list_select_related = ("activity",)
    search_fields = ("text_en", "text_cy", "activity__code")

    def steps(self, request: HttpRequest, obj: Finding) -> Steps:
        url = reverse("feedback:activity-findings", args=[obj.activity_id])
        return [(str(_("Open the findings")), url)]


class PartnerAnswerInline(RecordInline):
    model = PartnerAnswer
    fields = ("finding", "status", "owner", "due_on", "answered_at")
    readonly_fields = fields
    change_allowed = staticmethod(lambda user: False)
    can_delete = False


class ChaserInline(RecordInline):
    model = Chaser
    fields = ("step", "made_on")
    readonly_fields = fields
    change_allowed = staticmethod(lambda user: False)
    can_delete = False


@admin.register(ResultsPack)
class ResultsPackAdmin(AppendOnlyAdmin):
    list_display = ("activity", "status", "delivered_at", "answer_due_on", "opened_at")
    list_filter = ("status",)
    list_select_related = ("activity",)
    search_fields = ("activity__code", "activity__title_en", "activity__title_cy")
    date_hierarchy = "answer_due_on"
    inlines = (PartnerAnswerInline, ChaserInline)

    def steps(self, request: HttpRequest, obj: ResultsPack) -> Steps:
        return [(str(_("Open the results pack")), reverse("feedback:pack-detail", args=[obj.pk]))]


@admin.register(PartnerAnswer)
class PartnerAnswerAdmin(AppendOnlyAdmin):
    list_display = ("finding", "status", "owner", "due_on", "answered_at")
    list_filter = ("status",)
    list_select_related = ("finding",)
    search_fields = ("owner", "action_en", "action_cy", "finding__text_en", "finding__text_cy")

    def steps(self, request: HttpRequest, obj: PartnerAnswer) -> Steps:
        url = reverse("feedback:pack-detail", args=[obj.pack_id])
        return [(str(_("Open the results pack")), url)]


@admin.register(Outcome)
class OutcomeAdmin(AppendOnlyAdmin):
    list_display = ("title", "activity", "status", "told_at", "published_at")
    list_filter = ("status",)
    list_select_related = ("activity",)
    search_fields = ("title_en", "title_cy", "activity__code")

    def steps(self, request: HttpRequest, obj: Outcome) -> Steps:
        return [(str(_("Open the outcome")), reverse("feedback:outcome-detail", args=[obj.pk]))]


@admin.register(BoardAction)
class BoardActionAdmin(TranslatedRecordAdmin):
    """Dates, updates and states change on the tracker's own page, with their reasons."""

    list_display = ("reference", "text", "owner", "due_on", "revised_due_on", "status")
    list_filter = ("status", "organisation")
    list_select_related = ("organisation",)
    search_fields = ("reference", "text_en", "text_cy", "owner")
    autocomplete_fields = ("organisation",)
    readonly_fields = (
        "reference",
        "due_on",
        "revised_due_on",
        "revised_because",
        "update_en",
        "update_cy",
        "updated_on",
        "closed_on",
    )
    exclude = ("activity",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A new action gets its reference from the service.
        return False

    def steps(self, request: HttpRequest, obj: BoardAction) -> Steps:
        return [(str(_("Open the action")), reverse("feedback:action-edit", args=[obj.pk]))]


class ReportSectionInline(RecordInline):
    model = ReportSection
    fields = ("number", "text_cy", "text_en")
    readonly_fields = fields
    change_allowed = staticmethod(lambda user: False)
    can_delete = False


@admin.register(Report)
class ReportAdmin(AppendOnlyAdmin):
    list_display = ("title", "board", "meeting_on", "status", "issued_at")
    list_filter = ("status", "purpose")
    search_fields = ("title_en", "title_cy", "board_en", "board_cy")
    inlines = (ReportSectionInline,)

    def steps(self, request: HttpRequest, obj: Report) -> Steps:
        return [(str(_("Open the report")), reverse("feedback:report-detail", args=[obj.pk]))]
