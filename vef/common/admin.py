"""What every page of records shares: roles decide, statuses are steps, nothing is deleted."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationAdmin

from vef.accounts.permissions import is_office, may_configure, may_do_office_work
from vef.audit.services import record
from vef.common.models import HostBody

Predicate = Callable[[Any], bool]


class ByRole:
    """Answers the admin's permission questions from our predicates; no Permission rows.

    ``view_allowed``, ``add_allowed`` and ``change_allowed`` are predicates of
    ``vef.accounts.permissions`` wrapped in ``staticmethod``. Nothing is deleted
    here: removal is a use case with its own service.
    """

    view_allowed: Predicate = staticmethod(is_office)
    change_allowed: Predicate = staticmethod(may_do_office_work)
    # None means: whoever may change may add.
    add_allowed: Predicate | None = None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        return bool(type(self).view_allowed(user) or type(self).change_allowed(user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(type(self).change_allowed(request.user))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = type(self).add_allowed or type(self).change_allowed
        return bool(allowed(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


class StepsMixin:
    """Shows steps as buttons that lead to the office pages where they are taken.

    Override ``steps`` to return ``(label, address)`` pairs for a row; they appear
    at the top of its page. A step itself is a POST on the office page, which
    calls the service; nothing moves from here.
    """

    def steps(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        return ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        obj = context.get("original")
        context["steps"] = list(self.steps(request, obj)) if obj is not None else []
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]


class SoundBox(AutocompleteMixin):
    """A completing box whose HTML is valid in Welsh too.

    Django names no language for the box where its script has none (Welsh), and
    writes that as ``lang="None"``; and its empty choice has no words at all.
    """

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs: dict[str, Any] = super().build_attrs(base_attrs, extra_attrs)
        if not attrs["lang"]:
            del attrs["lang"]
        return attrs

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> Any:
        return super().create_option(name, value, label or "–", *args, **kwargs)


class SoundSelect(SoundBox, AutocompleteSelect):
    """One of many."""


class SoundSelectMultiple(SoundBox, AutocompleteSelectMultiple):
    """Several of many."""


class SoundBoxes:
    """Gives ``autocomplete_fields`` the boxes above."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._complete(SoundSelect, db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        self._complete(SoundSelectMultiple, db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def _complete(self, box: Any, db_field: Any, request: HttpRequest, kwargs: Any) -> None:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", box(db_field, self.admin_site))  # type: ignore[attr-defined]


class RecordAdmin(ByRole, StepsMixin, SoundBoxes, admin.ModelAdmin):
    """Looking up and plain editing of a record. Every edit is audited.

    Statuses (``status_fields``) and the times that belong to them are read-only;
    so is anything in ``readonly_fields``.
    """

    change_form_template = "admin/record_form.html"
    status_fields: ClassVar[Sequence[str]] = ("status",)
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    formfield_overrides: ClassVar[dict[Any, Any]] = {models.URLField: {"assume_scheme": "https"}}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = list(super().get_readonly_fields(request, obj))
        own = {field.name for field in self.model._meta.get_fields()}
        kept = [name for name in self.status_fields if name in own and name not in given]
        times = [
            field.name
            for field in self.model._meta.concrete_fields
            if isinstance(field, models.DateTimeField) and field.name.endswith("_at")
        ]
        return given + kept + [name for name in times if name not in given]

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        record(
            request.user,
            f"{obj._meta.model_name}.{'edited' if change else 'added'}",
            obj,
            data={"fields": sorted(form.changed_data)},
        )

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: Any, change: bool
    ) -> None:
        """Rows on a record's page are audited each for itself."""
        super().save_formset(request, form, formset, change)
        saved = [(row, "edited", sorted(fields)) for row, fields in formset.changed_objects]
        saved += [(row, "added", []) for row in formset.new_objects]
        for row, act, fields in saved:
            record(request.user, f"{row._meta.model_name}.{act}", row, data={"fields": fields})


class AppendOnlyAdmin(RecordAdmin):
    """A record that is only added to, by services: here it is for reading."""

    change_allowed: Predicate = staticmethod(lambda user: False)
    add_allowed: Predicate | None = staticmethod(lambda user: False)


class TranslatedRecordAdmin(RecordAdmin, TranslationAdmin):
    """A record with words in both languages, one box for each (never tabs)."""


class RecordInline(ByRole, SoundBoxes, admin.TabularInline):
    """Rows that belong to a record, on its page."""

    extra = 0
    show_change_link = True


@admin.register(HostBody)
class HostBodyAdmin(TranslatedRecordAdmin):
    """The body that runs this forum. There is one; it is changed, not added to."""

    view_allowed = staticmethod(may_configure)
    change_allowed = staticmethod(may_configure)
    list_display = ("name", "contact_name", "accent_sample")

    @admin.display(description=_("accent colour"))
    def accent_sample(self, obj: HostBody) -> str:
        return obj.accent

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not HostBody.objects.exists()


def step_buttons(steps: Iterable[tuple[str, str]]) -> SafeString:
    """Draw steps as links; for list columns."""
    links = format_html_join(" ", '<a href="{}">{}</a>', ((url, label) for label, url in steps))
    return format_html("{}", links)
