"""The log, for the data protection lead."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.generic import ListView

from vef.accounts.permissions import OfficeOnly, may_read_audit
from vef.audit.forms import LogFilterForm
from vef.audit.models import Entry

ACTORS = {
    "staff": gettext_noop("The office"),
    "partner": gettext_noop("A partner"),
    "board": gettext_noop("A board member"),
    "person-by-link": gettext_noop("Somebody with a link"),
    "system": gettext_noop("The system"),
    "public": gettext_noop("The public"),
}


class LogView(OfficeOnly, ListView):
    """Who did what, when and why; newest first."""

    allowed = staticmethod(may_read_audit)
    template_name = "audit/log.html"
    context_object_name = "entries"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Entry]:
        self.filter = LogFilterForm(self.request.GET)
        self.filter.is_valid()
        wanted = self.filter.cleaned_data
        found = Entry.objects.order_by("-id")
        if action := wanted.get("action"):
            found = found.filter(action__startswith=action.strip())
        if actor := wanted.get("actor"):
            found = found.filter(actor_id=actor.strip())
        if target := wanted.get("target"):
            found = found.filter(target_id=target.strip())
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        names = self._names(context["entries"])
        for entry in context["entries"]:
            entry.actor_words = names.get(entry.actor_id) or _(
                ACTORS.get(entry.actor_kind, entry.actor_kind)
            )
            entry.target_words = _target(entry)
        return {**context, "filter": self.filter}

    def _names(self, entries: list[Entry]) -> dict[str, str]:
        """Name the users among the actors, in one query. People are never named here."""
        signed_in = {
            entry.actor_id
            for entry in entries
            if entry.actor_kind in {"staff", "partner", "board"} and entry.actor_id
        }
        users = get_user_model().objects.filter(pk__in=signed_in).values_list("pk", "name")
        return {str(pk): name for pk, name in users}


def _target(entry: Entry) -> str:
    try:
        return str(apps.get_model(entry.target_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return entry.target_type
