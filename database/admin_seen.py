"""What every record about people shares: each look is recorded before it is answered."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from database.models import Person
from vef.accounts.permissions import signed_in
from vef.audit.services import record, record_view


class SeenPeople:
    """Records that people's records were listed or opened, before they are answered."""

    def person_of(self, obj: Any) -> Person:
        return obj if isinstance(obj, Person) else obj.person

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        answer: Any = super().changelist_view(request, extra_context)  # type: ignore[misc]
        listed = getattr(answer, "context_data", {}) or {}
        if "cl" in listed:
            ids = sorted({str(self.person_of(row).pk) for row in listed["cl"].result_list})
            record(signed_in(request), "person.listed", data={"ids": ids, "where": "records"})
        return answer  # type: ignore[no-any-return]

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        self._record_look(request, object_id, "record")
        return super().change_view(request, object_id, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def history_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Asked first: whoever may not look is told so, whether or not there is such a record.
        if not self.has_view_permission(request):  # type: ignore[attr-defined]
            raise PermissionDenied
        self._record_look(request, object_id, "history")
        return super().history_view(request, object_id, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def _record_look(self, request: HttpRequest, object_id: str, what: str) -> None:
        obj = self.get_object(request, object_id)  # type: ignore[attr-defined]
        if obj is not None and self.has_view_permission(request, obj):  # type: ignore[attr-defined]
            record_view(signed_in(request), [self.person_of(obj)], what=what)
