"""Joining codes: making, listing, printing and switching them off."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from database.forms.join_requests import SourceCodeForm
from database.models import SourceCode
from database.permissions import PeopleOnly
from database.services.source_codes import LabelTaken, code_rows, make_code, routes, switch_code
from vef.accounts.permissions import OfficeWorker, may_do_office_work, signed_in
from vef.common.bilingual import LANGUAGES, in_language
from vef.common.views.pages import KeepTyped


class SourceCodeList(PeopleOnly, TemplateView):
    """Every code, with how many joined by it."""

    template_name = "database/source_code_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            rows=code_rows(),
            routes=routes(),
            may_work=may_do_office_work(self.request.user),
            **kwargs,
        )


class SourceCodeCreate(OfficeWorker, KeepTyped, FormView):
    template_name = "database/source_code_form.html"
    form_class = SourceCodeForm

    def form_valid(self, form: SourceCodeForm) -> HttpResponse:
        try:
            made = make_code(actor=signed_in(self.request), **form.cleaned_data)
        except LabelTaken:
            form.taken()
            return self.form_invalid(form)
        messages.success(self.request, _("The code is made. Print it, or copy its address."))
        return redirect("database:source-code-print", made.pk)


class SourceCodeSwitch(OfficeWorker, View):
    """Take a code out of use, or put it back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, word: str) -> HttpResponse:
        code = get_object_or_404(SourceCode, pk=pk)
        switch_code(code, on=word == "on", actor=signed_in(request))
        messages.success(
            request,
            _("The code counts again.")
            if word == "on"
            else _("The code is off. Its link still works, but no longer counts for it."),
        )
        return redirect("database:source-code-list")


class SourceCodePrint(PeopleOnly, TemplateView):
    """A sheet to print: the square and the address in each language, and neutral words."""

    template_name = "database/source_code_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = get_object_or_404(SourceCode, pk=self.kwargs["pk"])
        halves = [(language, *_square(code, language)) for language in LANGUAGES]
        return super().get_context_data(code=code, halves=halves, **kwargs)


def _square(code: SourceCode, language: str) -> tuple[str, SafeString]:
    """Return the address of the joining page in one language, and its QR square as SVG."""
    with in_language(language):
        url = f"{settings.BASE_URL}{reverse('database:join-by-code', args=[code.code])}"
    square = segno.make(url, error="m", micro=False)
    # Made of numbers alone, by us: nothing in it was typed.
    svg = square.svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return url, mark_safe(svg)
