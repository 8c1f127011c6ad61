"""The equality questions, as versioned content, and the published figures they are set against."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationTabularInline

from database.models import EqualityOption, EqualityQuestion, ReferenceFigure
from vef.accounts.permissions import is_office, may_configure
from vef.common.admin import AppendOnlyAdmin, RecordInline, TranslatedRecordAdmin


def _is_answered(question: EqualityQuestion | None) -> bool:
    return question is not None and question.answers.exists()


class EqualityOptionInline(RecordInline, TranslationTabularInline):
    """The answers on offer. They stay as they are once somebody has chosen one."""

    model = EqualityOption
    view_allowed = staticmethod(is_office)
    change_allowed = staticmethod(may_configure)
    show_change_link = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_answered(obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_answered(obj)


@admin.register(EqualityQuestion)
class EqualityQuestionAdmin(TranslatedRecordAdmin):
    """One question in one version. Once answered, only whether it is asked may change.

    Another wording is a new version: take the old one out of use first, since only one
    version of a question is asked.
    """

    view_allowed = staticmethod(is_office)
    change_allowed = staticmethod(may_configure)
    list_display = ("code", "version", "text", "characteristic", "is_active", "order")
    list_filter = ("is_active",)
    search_fields = ("code", "text_en", "text_cy")
    inlines: ClassVar[list] = [EqualityOptionInline]
    still_changes: ClassVar[frozenset[str]] = frozenset({"is_active", "order"})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        readonly = super().get_readonly_fields(request, obj)
        if not _is_answered(obj):
            return readonly
        # Every translated field has a box for each language.
        names = [field.name for field in EqualityQuestion._meta.concrete_fields]
        return [*readonly, *(name for name in names if name not in self.still_changes)]


@admin.register(ReferenceFigure)
class ReferenceFigureAdmin(AppendOnlyAdmin):
    """Published figures, for looking up. They are loaded from a file, all or nothing."""

    view_allowed = staticmethod(is_office)
    list_display = ("characteristic", "category", "area_name", "value", "unit", "year", "status")
    list_filter = ("characteristic", "year", "status")
    search_fields = ("area_code", "category")
