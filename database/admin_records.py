"""The records beside people, for looking up: details masked or left out, nothing changed here."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database.admin_seen import SeenPeople
from database.masks import mask_email, mask_name, mask_phone
from database.models import (
    ConsentEvidence,
    ContactStop,
    FamilyMember,
    KeptApart,
    Merge,
    Note,
    Person,
    Supporter,
    Suppression,
)
from vef.accounts.permissions import may_see_people
from vef.common.admin import AppendOnlyAdmin


class BesidePersonAdmin(SeenPeople, AppendOnlyAdmin):
    """A record about one person, with the way to their page."""

    view_allowed = staticmethod(may_see_people)
    list_select_related: ClassVar[tuple[str, ...]] = ("person__key",)
    # PRIVACY: by reference only; what is typed here ends up in the address.
    search_fields: ClassVar[tuple[str, ...]] = ("person__reference",)

    def steps(self, request: HttpRequest, obj: Any) -> Iterable[tuple[Any, str]]:
        pk = self.person_of(obj).pk
        yield _("Open the person's page"), reverse("database:person-detail", args=[pk])


@admin.register(Supporter)
class SupporterAdmin(BesidePersonAdmin):
    """Who stands by somebody, masked."""

    list_display = (
        "person",
        "kind",
        "masked_name",
        "may_speak_for",
        "supports",
        "added_at",
        "ended_at",
    )
    list_filter = ("kind", "may_speak_for", "supports")
    fields = (
        "person",
        "kind",
        "masked_name",
        "masked_email",
        "masked_phone",
        "person_agreed_at",
        "consented_at",
        "wording",
        "language",
        "method",
        "may_speak_for",
        "supports",
        "added_by",
        "added_at",
        "ended_at",
    )
    readonly_fields = ("masked_name", "masked_email", "masked_phone")

    @admin.display(description=_("name"))
    def masked_name(self, obj: Supporter) -> str:
        return mask_name(obj.name)

    @admin.display(description=_("email address"))
    def masked_email(self, obj: Supporter) -> str:
        return mask_email(obj.email)

    @admin.display(description=_("phone number"))
    def masked_phone(self, obj: Supporter) -> str:
        return mask_phone(obj.phone)


@admin.register(FamilyMember)
class FamilyMemberAdmin(BesidePersonAdmin):
    """Who belongs to a family, and who of them is written to."""

    list_display = ("family", "person", "is_spokesperson", "writes_too", "agreed_at", "ended_at")
    list_filter = ("is_spokesperson", "writes_too")
    list_select_related: ClassVar[tuple[str, ...]] = ("person__key", "family")
    search_fields: ClassVar[tuple[str, ...]] = ("person__reference", "family__reference")


@admin.register(ConsentEvidence)
class ConsentEvidenceAdmin(BesidePersonAdmin):
    """That a file proves something; the file itself is opened on the person's page."""

    list_display = ("at", "person", "media_type", "size", "added_by")
    list_filter = ("media_type",)
    exclude = ("content", "file_name")
    date_hierarchy = "at"


@admin.register(ContactStop)
class ContactStopAdmin(BesidePersonAdmin):
    """Ways of contact somebody stopped."""

    list_display = ("at", "person", "channel", "reason", "until", "lifted_at")
    list_filter = ("channel", "reason")
    date_hierarchy = "at"


@admin.register(Note)
class NoteAdmin(BesidePersonAdmin):
    """That there is a note, for its readers; it is read on the person's page."""

    list_display = ("at", "person", "readers", "written_by")
    exclude = ("text",)
    date_hierarchy = "at"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Note]:
        return Note.objects.visible_to(request.user).select_related("person")


@admin.register(Merge)
class MergeAdmin(BesidePersonAdmin):
    """Records that were one person, and what moved."""

    list_display = ("at", "kept", "gone", "reason", "by")
    list_select_related: ClassVar[tuple[str, ...]] = ("kept", "gone", "by")
    search_fields: ClassVar[tuple[str, ...]] = ("kept__reference", "gone__reference")
    date_hierarchy = "at"

    def person_of(self, obj: Any) -> Person:
        kept: Person = obj.kept
        return kept


@admin.register(KeptApart)
class KeptApartAdmin(BesidePersonAdmin):
    """Records that look alike and are two people."""

    list_display = ("at", "first", "second", "reason", "by")
    list_select_related: ClassVar[tuple[str, ...]] = ("first", "second", "by")
    search_fields: ClassVar[tuple[str, ...]] = ("first__reference", "second__reference")
    date_hierarchy = "at"

    def person_of(self, obj: Any) -> Person:
        first: Person = obj.first
        return first


@admin.register(Suppression)
class SuppressionAdmin(AppendOnlyAdmin):
    """Addresses nobody may be added with: keyed hashes, tied to no record."""

    view_allowed = staticmethod(may_see_people)
    list_display = ("at", "channel", "reason")
    list_filter = ("channel", "reason")
    exclude = ("address_index",)
    date_hierarchy = "at"
