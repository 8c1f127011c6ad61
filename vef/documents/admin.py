from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vef.accounts.models import Role
from vef.accounts.permissions import is_office
from vef.common.admin import AppendOnlyAdmin, TranslatedRecordAdmin
from vef.common.bilingual import LanguageIncomplete, check_language
from vef.common.steps import TransitionError
from vef.documents import services
from vef.documents.errors import LanguagesNotChecked
from vef.documents.models import GovernanceDocument, GovernanceStatus, RenderedDocument

KEEPERS = frozenset({Role.MANAGER, Role.DATA_PROTECTION, Role.ADMINISTRATOR})


def may_keep_governance(user: Any) -> bool:
    return is_office(user) and user.role in KEEPERS


@admin.register(GovernanceDocument)
class GovernanceDocumentAdmin(TranslatedRecordAdmin):
    """Versions in force and drafts. An approved version is read-only for good."""

    view_allowed = staticmethod(is_office)
    change_allowed = staticmethod(may_keep_governance)
    list_display = ["kind", "version", "title", "status", "approved_on", "review_on", "languages"]
    list_filter = ["kind", "status", "review_on"]
    search_fields = ["title_en", "title_cy", "version", "author"]
    date_hierarchy = "review_on"
    readonly_fields = ["languages"]
    actions = ["welsh_checked", "english_checked", "approve"]

    @admin.display(description=gettext_lazy("languages"))
    def languages(self, row: GovernanceDocument) -> str:
        states = row.language_states
        return _("Welsh: %(cy)s. English: %(en)s.") % {
            "cy": states["cy"].label,
            "en": states["en"].label,
        }

    def get_readonly_fields(
        self, request: HttpRequest, obj: GovernanceDocument | None = None
    ) -> list[str]:
        if obj and obj.status != GovernanceStatus.DRAFT:
            return [f.name for f in obj._meta.fields if f.name != "language_checks"] + ["languages"]
        return super().get_readonly_fields(request, obj)

    def _check(self, request: HttpRequest, rows: Any, language: str) -> None:
        for row in rows:
            try:
                check_language(row, language, actor=request.user)  # type: ignore[arg-type]
            except LanguageIncomplete:
                self.message_user(
                    request,
                    _("Words are missing in this document: %(document)s") % {"document": row},
                    messages.ERROR,
                )

    @admin.action(
        description=gettext_lazy("Record that the Welsh was checked"), permissions=["change"]
    )
    def welsh_checked(self, request: HttpRequest, rows: Any) -> None:
        self._check(request, rows, "cy")

    @admin.action(
        description=gettext_lazy("Record that the English was checked"), permissions=["change"]
    )
    def english_checked(self, request: HttpRequest, rows: Any) -> None:
        self._check(request, rows, "en")

    @admin.action(description=gettext_lazy("Approve and put in force"), permissions=["change"])
    def approve(self, request: HttpRequest, rows: Any) -> None:
        done = 0
        for row in rows:
            try:
                done += services.approve_governance_document(row, actor=request.user)  # type: ignore[arg-type]
            except LanguagesNotChecked:
                message = _("Check both languages first: %(document)s") % {"document": row}
                self.message_user(request, message, messages.ERROR)
            except TransitionError:
                message = _("A version that was set aside stays so: %(document)s")
                self.message_user(request, message % {"document": row}, messages.ERROR)
        if done:
            message = ngettext(
                "%(count)s document is now in force.", "%(count)s documents are now in force.", done
            )
            self.message_user(request, message % {"count": done}, messages.SUCCESS)


@admin.register(RenderedDocument)
class RenderedDocumentAdmin(AppendOnlyAdmin):
    """PDFs that were made. They can be read and compared by digest, never changed."""

    list_display = ["title", "language", "kind", "made_at", "digest"]
    list_filter = ["kind", "language", "made_at"]
    search_fields = ["title", "digest", "about_id"]
    fields = readonly_fields = [
        "title",
        "language",
        "kind",
        "about_type",
        "about_id",
        "file_name",
        "made_at",
        "digest",
        "file",
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("file"))
    def file(self, row: RenderedDocument) -> str:
        address = reverse("documents:download", args=[row.pk])
        return format_html('<a href="{}">{}</a>', address, _("Download the PDF"))
