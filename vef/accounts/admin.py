"""Users, looked up by the whole office and changed by the administrator alone."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.permissions import is_office, may_manage_users, signed_in
from vef.accounts.services import users

# PRIVACY: second factors and addresses belong to their user. Nobody edits them here.
for model in (EmailAddress, Authenticator, Group):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class ReadByOffice(admin.ModelAdmin):
    """Records the whole office may read."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_office(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_office(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "role", "is_active"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        role = cleaned.get("role", self.instance.role)
        before = User.objects.get(pk=self.instance.pk)
        if users.house(role) != users.house(before.role):
            self.add_error(
                "role",
                _("A role can only move within the office, within partners or within the board."),
            )
        stays = role == Role.ADMINISTRATOR and cleaned.get("is_active", True)
        if before.role == Role.ADMINISTRATOR and not stays and users.is_last_administrator(before):
            self.add_error(None, _("There must be an administrator who can manage users."))
        try:
            users.check_change(before, role=role, is_active=cleaned.get("is_active", True))
        except users.ChangeRefused as refused:
            self.add_error(None, str(refused))
        return cleaned


@admin.register(User)
class UserAdmin(ReadByOffice):
    form = UserForm
    list_display = ["name", "email", "role", "language", "is_active", "last_login"]
    list_filter = ["role", "is_active", "language"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    fields = [
        "name",
        "email",
        "language",
        "role",
        "is_active",
        "second_factor",
        "last_login",
        "date_joined",
    ]
    readonly_fields = ["email", "second_factor", "last_login", "date_joined"]
    actions = ["end_sessions"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_manage_users(request.user)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        role, is_active = obj.role, obj.is_active
        obj.save(update_fields=["name", "language"])
        users.change_user(obj, actor=signed_in(request), role=role, is_active=is_active)

    @admin.display(description=_("Two-step verification"))
    def second_factor(self, user: User) -> str:
        kinds = sorted(
            {str(row.get_type_display()) for row in Authenticator.objects.filter(user=user)}
        )
        return format_html(
            '{} <a href="{}">{}</a>',
            ", ".join(kinds) or _("Not set up"),
            reverse("accounts:second-factor-reset", args=[user.pk]),
            _("Reset it"),
        )

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            users.end_sessions(user, actor=signed_in(request))
        self.message_user(request, _("They were signed out everywhere."), messages.SUCCESS)


@admin.register(UserInvitation)
class UserInvitationAdmin(ReadByOffice):
    list_display = ["name", "email", "role", "created_at", "approved_at", "accepted_at"]
    list_filter = ["role", "accepted_at", "withdrawn_at"]
    list_select_related = ["invited_by"]
    search_fields = ["name", "email"]
    date_hierarchy = "created_at"
