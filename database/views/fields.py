"""Optional questions: which are asked, since when and why. No person is shown here."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from database.forms import FieldForm
from database.models import ProfileField
from database.permissions import may_set_fields
from database.services import profile
from vef.accounts.permissions import OfficeOnly, signed_in
from vef.common.views.pages import KeepTyped


class FieldsOnly(OfficeOnly):
    """For those who decide what is asked of people."""

    allowed = staticmethod(may_set_fields)


class FieldList(FieldsOnly, TemplateView):
    """Every optional question and whether it is asked."""

    template_name = "database/field_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = ProfileField.objects.select_related("changed_by")
        return super().get_context_data(fields=rows, **kwargs)


class FieldChange(FieldsOnly, KeepTyped, FormView):
    """Switch one question on or off, with a reason; word why it is asked."""

    template_name = "database/field_change.html"
    form_class = FieldForm
    row: ProfileField

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and may_set_fields(request.user):
            self.row = get_object_or_404(ProfileField, code=kwargs["code"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"row": self.row}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row, **kwargs)

    def get_success_url(self) -> str:
        return reverse("database:field-list")

    def form_valid(self, form: FieldForm) -> HttpResponse:
        try:
            with transaction.atomic():
                changed = self._change(form.cleaned_data)
        except profile.WhyMissing as missing:
            for language in missing.languages:
                form.add_error(
                    f"why_{language}",
                    _("Before this is asked, both languages must say why."),
                )
        except profile.ReasonMissing:
            form.add_error("reason", _("Say why."))
        else:
            if changed:
                messages.success(self.request, _("Saved."))
                return super().form_valid(form)
            form.add_error(None, _("Nothing has changed."))
        return self.form_invalid(form)

    def _change(self, clean: dict[str, Any]) -> bool:
        actor, asks = signed_in(self.request), clean["is_on"] == "on"
        changed = False
        if self.row.is_on and not asks:
            changed = profile.switch_off(self.row, reason=clean["reason"], actor=actor)
        words = {"cy": clean["why_cy"], "en": clean["why_en"]}
        changed |= profile.change_why(self.row, **words, actor=actor)
        if asks and not self.row.is_on:
            changed |= profile.switch_on(self.row, reason=clean["reason"], actor=actor)
        return changed
