from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vef.accounts.permissions import may_do_office_work
from vef.common.admin import AppendOnlyAdmin
from vef.outbox.models import Message


@admin.register(Message)
class MessageAdmin(AppendOnlyAdmin):
    """Every message that was ever to be sent: ids, times and codes, for reading."""

    view_allowed = staticmethod(may_do_office_work)
    list_display = ("kind", "status", "reason_code", "recipient_kind", "created_at", "sent_at")
    list_filter = ("status", "kind", "recipient_kind")
    search_fields = ("=id", "=recipient_id", "=about_id")
    date_hierarchy = "created_at"
    # PRIVACY: the sealed part holds one-time codes.
    exclude = ("secret",)

    def steps(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [(str(_("Open in the outbox")), reverse("outbox:message-detail", args=[obj.pk]))]
