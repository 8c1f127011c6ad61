"""The registers of the data protection lead: what is processed, and what could go wrong."""

from typing import ClassVar

from django.contrib import admin
from modeltranslation.admin import TranslationStackedInline

from database.models import ImpactAssessment, ImpactRisk, ProcessingRecord, RetentionRule
from database.permissions import may_handle_rights, may_read_rights
from vef.common.admin import ByRole, TranslatedRecordAdmin


@admin.register(ProcessingRecord)
class ProcessingRecordAdmin(TranslatedRecordAdmin):
    """The record of processing, line by line."""

    view_allowed = staticmethod(may_read_rights)
    change_allowed = staticmethod(may_handle_rights)
    list_display = ("code", "purpose", "reviewed_on", "order")
    search_fields = ("code", "purpose_en", "purpose_cy")


class ImpactRiskInline(ByRole, TranslationStackedInline):
    """The risks of an assessment, on its page."""

    model = ImpactRisk
    extra = 0
    view_allowed = staticmethod(may_read_rights)
    change_allowed = staticmethod(may_handle_rights)


@admin.register(ImpactAssessment)
class ImpactAssessmentAdmin(TranslatedRecordAdmin):
    """The register of impact assessments."""

    view_allowed = staticmethod(may_read_rights)
    change_allowed = staticmethod(may_handle_rights)
    list_display = ("reference", "title", "residual", "approved_on", "review_on")
    list_filter = ("residual",)
    search_fields = ("reference", "title_en", "title_cy")
    inlines: ClassVar[list] = [ImpactRiskInline]


@admin.register(RetentionRule)
class RetentionRuleAdmin(TranslatedRecordAdmin):
    """How long each sort of record is kept: the numbers and the words, not what they apply to."""

    view_allowed = staticmethod(may_read_rights)
    change_allowed = staticmethod(may_handle_rights)
    add_allowed = staticmethod(lambda user: False)
    list_display = ("name", "days", "needs_approval", "is_active")
    readonly_fields = ("code",)
