from django.contrib import admin

from vef.accounts.permissions import may_read_audit
from vef.audit.models import Entry
from vef.common.admin import AppendOnlyAdmin


@admin.register(Entry)
class EntryAdmin(AppendOnlyAdmin):
    """The audit log, for the data protection lead to read. Nothing here can be changed."""

    view_allowed = staticmethod(may_read_audit)
    list_display = ("at", "action", "actor_kind", "actor_id", "target_type", "target_id")
    list_filter = ("actor_kind", "target_type")
    search_fields = ("=actor_id", "=target_id", "=action", "=request_id")
    date_hierarchy = "at"
