"""The records about people. Contact details stay masked and every look is recorded."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database import admin_equality, admin_records, admin_rights  # noqa: F401  (they register their records)
from database.admin_seen import SeenPeople
from database.forms.asked import FIELDS_OF
from database.masks import mask_email, mask_name, mask_phone
from database.models import (
    Adjustment,
    Area,
    CaseStage,
    Consent,
    ConsentWording,
    DefinitionQuote,
    Experience,
    Person,
    PersonStatus,
    ProfileField,
    Relationship,
    SafeContact,
    TellingWord,
    VictimDefinition,
)
from database.permissions import may_see_risk, may_set_fields
from database.services import profile
from vef.accounts.permissions import is_office, may_configure, may_see_people
from vef.common import clock
from vef.common.admin import AppendOnlyAdmin, RecordAdmin, TranslatedRecordAdmin


class NamedAdmin(TranslatedRecordAdmin):
    """A list of choices, kept by the administrator."""

    view_allowed = staticmethod(may_see_people)
    change_allowed = staticmethod(may_configure)
    search_fields = ("code", "name_en", "name_cy")


@admin.register(Area)
class AreaAdmin(NamedAdmin):
    list_display = ("name", "code", "parent", "setting", "is_hotspot", "order")
    list_filter = ("setting", "is_hotspot")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)


@admin.register(Experience)
class ExperienceAdmin(NamedAdmin):
    list_display = ("name", "code", "is_active", "order")
    list_filter = ("is_active",)


@admin.register(Relationship)
class RelationshipAdmin(NamedAdmin):
    list_display = ("name", "code", "is_active", "order")
    list_filter = ("is_active",)


@admin.register(CaseStage)
class CaseStageAdmin(NamedAdmin):
    list_display = ("name", "code", "is_finalised", "order")
    list_filter = ("is_finalised",)


@admin.register(ConsentWording)
class ConsentWordingAdmin(TranslatedRecordAdmin):
    """The words people agree to. Once somebody has agreed to them they stay as they are."""

    view_allowed = staticmethod(may_see_people)
    change_allowed = staticmethod(may_configure)
    list_display = ("purpose", "version", "in_use_from")
    list_filter = ("purpose",)
    search_fields = ("text_en", "text_cy")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and Consent.objects.filter(wording=obj).exists():
            return False
        return super().has_change_permission(request, obj)


@admin.register(ProfileField)
class ProfileFieldAdmin(AppendOnlyAdmin):
    """Which optional questions are asked. Switched on and off on the office's page."""

    view_allowed = staticmethod(is_office)
    list_display = ("code", "is_on", "since", "changed_by")
    list_select_related = ("changed_by",)

    def steps(self, request: HttpRequest, obj: ProfileField) -> Iterable[tuple[Any, str]]:
        if may_set_fields(request.user):
            yield _("Switch on or off"), reverse("database:field-change", args=[obj.code])


@admin.register(Adjustment)
class AdjustmentAdmin(NamedAdmin):
    list_display = ("name", "kind", "code", "is_active", "order")
    list_filter = ("kind", "is_active")


@admin.register(TellingWord)
class TellingWordAdmin(RecordAdmin):
    """Words that would tell by what an audience was narrowed."""

    view_allowed = staticmethod(may_see_people)
    change_allowed = staticmethod(may_configure)
    list_display = ("word", "language", "kind", "code")
    list_filter = ("kind", "language")
    search_fields = ("word", "code")


@admin.register(VictimDefinition)
class VictimDefinitionAdmin(TranslatedRecordAdmin):
    """What "victim" means. One that is in use, or was, stays; a change is a new version."""

    view_allowed = staticmethod(is_office)
    change_allowed = staticmethod(may_configure)
    list_display = ("version", "in_use_from", "source")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and obj.in_use_from <= clock.today():
            return False
        return super().has_change_permission(request, obj)


@admin.register(DefinitionQuote)
class DefinitionQuoteAdmin(TranslatedRecordAdmin):
    """Places that quote the definition. That one was read is said on the office's page."""

    view_allowed = staticmethod(is_office)
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "checked_against", "checked_at", "is_active", "order")
    list_select_related = ("checked_against",)
    list_filter = ("is_active",)
    readonly_fields = ("checked_against", "note", "checked_by", "checked_at")

    def steps(self, request: HttpRequest, obj: DefinitionQuote) -> Iterable[tuple[Any, str]]:
        yield _("Places that quote the definition"), reverse("database:definition-places")


@admin.register(Person)
class PersonAdmin(SeenPeople, RecordAdmin):
    """A person's record, without a way to read or change contact details."""

    view_allowed = staticmethod(may_see_people)
    change_allowed = staticmethod(may_see_people)
    # Adding asks for consent and notices a known address: that is the office page's work.
    add_allowed = staticmethod(lambda user: False)
    list_display = ("reference", "masked_name", "area", "reading", "status", "email_state")
    list_filter = ("status", "reading", "area", "email_state")
    list_select_related = ("area",)
    # PRIVACY: by reference only; what is typed here ends up in the address.
    search_fields = ("reference",)
    autocomplete_fields = ("area", "relationship", "stage", "experiences", "adjustments")
    fields = (
        "reference",
        "status",
        "paused_until",
        "withdrawn_at",
        "masked_name",
        "masked_email",
        "email_state",
        "masked_phone",
        "reading",
        "area",
        "relationship",
        "experiences",
        "stage",
        "stage_as_at",
        "has_complaint",
        "adjustments",
        "source",
        "created_at",
    )
    readonly_fields = (
        "reference",
        "paused_until",
        "masked_name",
        "masked_email",
        "masked_phone",
        "email_state",
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        asked = profile.asked()
        hidden = {name for code, names in FIELDS_OF.items() if code not in asked for name in names}
        return [name for name in type(self).fields if name not in hidden]

    @admin.display(description=_("name"))
    def masked_name(self, obj: Person) -> str:
        return mask_name(obj.name)

    @admin.display(description=_("email address"))
    def masked_email(self, obj: Person) -> str:
        return mask_email(obj.email)

    @admin.display(description=_("phone number"))
    def masked_phone(self, obj: Person) -> str:
        return mask_phone(obj.phone)

    def steps(self, request: HttpRequest, obj: Person) -> Iterable[tuple[Any, str]]:
        def step(label: Any, name: str) -> tuple[Any, str]:
            return label, reverse(f"database:{name}", args=[obj.pk])

        yield step(_("Open the person's page"), "person-detail")
        if obj.status == PersonStatus.ERASED:
            return
        yield step(_("Record consent"), "consent-record")
        yield step(_("Change the safe contact"), "safe-contact-edit")
        if obj.status == PersonStatus.ACTIVE:
            yield step(_("Pause"), "person-pause")
        if obj.status != PersonStatus.WITHDRAWN:
            yield step(_("Withdraw"), "person-withdraw")


@admin.register(Consent)
class ConsentAdmin(SeenPeople, AppendOnlyAdmin):
    view_allowed = staticmethod(may_see_people)
    list_display = ("at", "person", "purpose", "decision", "method", "recorded_by")
    list_filter = ("purpose", "decision", "method")
    list_select_related = ("person", "recorded_by")
    search_fields = ("person__reference",)
    date_hierarchy = "at"


@admin.register(SafeContact)
class SafeContactAdmin(SeenPeople, AppendOnlyAdmin):
    """Versions of safe contact, for reading; the risk flag only for who may know it."""

    view_allowed = staticmethod(may_see_people)
    list_display = ("person", "version", "email", "phone", "sms", "post", "review_on")
    list_filter = ("email", "phone", "do_not_contact")
    list_select_related = ("person",)
    search_fields = ("person__reference",)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        hidden = ["note"]
        return hidden if may_see_risk(request.user) else [*hidden, "risk_flag", "risk_kind"]
