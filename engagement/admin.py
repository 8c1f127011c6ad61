"""Looking up and plain editing. Steps are taken on the office's own pages.

PRIVACY: answers, the mix box and who contributed are not here: they are read
where reading them is part of the work.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.audiences import narrowed
from engagement.models import (
    Activity,
    Choice,
    Helpline,
    Indicator,
    Invitation,
    InvitationBatch,
    Method,
    Programme,
    ProgrammeEntry,
    Question,
)
from vef.accounts.permissions import may_configure, may_do_office_work
from vef.common.admin import AppendOnlyAdmin, RecordAdmin, TranslatedRecordAdmin


@admin.register(Programme)
class ProgrammeAdmin(TranslatedRecordAdmin):
    list_display = ("name", "starts_on", "ends_on", "version", "status")
    list_filter = ("status",)
    search_fields = ("name_en", "name_cy")
    readonly_fields = ("version", "change_note")

    def steps(self, request: HttpRequest, obj: Programme) -> Iterable[tuple[str, str]]:
        yield _("Open in the programme"), reverse("engagement:programme")


@admin.register(ProgrammeEntry)
class ProgrammeEntryAdmin(TranslatedRecordAdmin):
    list_display = ("number", "title", "programme", "results_due_on", "answer_due_on")
    list_filter = ("programme",)
    search_fields = ("title_en", "title_cy", "request__reference")
    list_select_related = ("programme",)
    readonly_fields = ("programme", "request", "number")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # An entry comes from an accepted request, on the programme's own page.
        return False

    def steps(self, request: HttpRequest, obj: ProgrammeEntry) -> Iterable[tuple[str, str]]:
        yield _("Open the entry"), reverse("engagement:entry-detail", args=[obj.pk])


@admin.register(Method)
class MethodAdmin(TranslatedRecordAdmin):
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "code", "asks_questions", "order")
    search_fields = ("name_en", "name_cy", "code")


@admin.register(Helpline)
class HelplineAdmin(TranslatedRecordAdmin):
    list_display = ("name", "number", "verified_on", "order")
    search_fields = ("name_en", "name_cy", "number")


@admin.register(Indicator)
class IndicatorAdmin(TranslatedRecordAdmin):
    """What is asked already stays as it was asked; new words are for the next activity."""

    change_allowed = staticmethod(may_configure)
    list_display = ("name", "code", "is_active", "order")
    search_fields = ("name_en", "name_cy", "code")


@admin.register(Activity)
class ActivityAdmin(AppendOnlyAdmin, TranslatedRecordAdmin):
    """For looking up: words and rules are edited where agreements lapse with the edit."""

    list_display = ("code", "title", "method", "area", "status", "opens_on", "closes_on")
    list_filter = ("status", "method", "area", "anonymity")
    search_fields = ("code", "title_en", "title_cy")
    list_select_related = ("method", "area")

    def steps(self, request: HttpRequest, obj: Activity) -> Iterable[tuple[str, str]]:
        yield _("Open the activity"), reverse("engagement:activity-detail", args=[obj.pk])


class ChoiceInline(admin.TabularInline):
    model = Choice
    extra = 0
    can_delete = False
    fields = ("order", "code", "label_cy", "label_en")
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Question)
class QuestionAdmin(AppendOnlyAdmin, TranslatedRecordAdmin):
    list_display = ("activity", "number", "kind", "text")
    list_filter = ("kind",)
    search_fields = ("text_en", "text_cy", "activity__code")
    list_select_related = ("activity",)
    inlines = (ChoiceInline,)

    def steps(self, request: HttpRequest, obj: Question) -> Iterable[tuple[str, str]]:
        if may_do_office_work(request.user) and not obj.activity.is_frozen:
            yield _("Change the question"), reverse("engagement:question-edit", args=[obj.pk])


@admin.register(InvitationBatch)
class InvitationBatchAdmin(AppendOnlyAdmin, RecordAdmin):
    list_display = ("activity", "status", "prepared_by", "prepared_at", "released_by")
    list_filter = ("status",)
    search_fields = ("activity__code",)
    list_select_related = ("activity", "prepared_by", "released_by")

    def steps(self, request: HttpRequest, obj: InvitationBatch) -> Iterable[tuple[str, str]]:
        if may_do_office_work(request.user):
            yield _("Open the batch"), reverse("engagement:batch-detail", args=[obj.pk])


@admin.register(Invitation)
class InvitationAdmin(AppendOnlyAdmin, RecordAdmin):
    """One person asked once. The person is shown by reference."""

    view_allowed = staticmethod(may_do_office_work)
    list_display = ("person", "activity", "status", "reason_code", "reply", "sent_at")
    list_filter = ("status", "reply", "activity")
    search_fields = ("person__reference", "activity__code")
    list_select_related = ("person", "activity")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        # PRIVACY: being asked by a characteristic tells what somebody answered.
        hidden = narrowed.hidden_from(request.user)
        return super().get_queryset(request).exclude(activity__in=hidden)
