"""The copy of what is held: gathered, read line by line, made into a file, handed over."""

from itertools import groupby
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View

from database.forms.rights import AgainForm, HandOverForm, HideForm
from database.models import AccessPack, RightsRequest
from database.permissions import RightsHandlers
from database.refusals import REFUSALS, explain
from database.services.access_packs import (
    gather_pack,
    hide_line,
    lines_of,
    make_file,
    show_line,
    take_file,
)
from vef.accounts.permissions import signed_in
from vef.audit.services import record_view
from vef.common import clock
from vef.common.bilingual import languages_for
from vef.common.views.pages import KeepTyped


class OnePack(RightsHandlers):
    """A page about the copy of one request."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):
            found = RightsRequest.objects.filter(kind=RightsRequest.Kind.ACCESS)
            self.row = get_object_or_404(found, pk=kwargs["pk"])
            packs = AccessPack.objects.select_related("request", "person__key", "gathered_by")
            self.pack = packs.filter(request=self.row).first()
        return super().dispatch(request, *args, **kwargs)

    def pack_or_404(self) -> AccessPack:
        if self.pack is None:
            raise Http404
        return self.pack

    def here(self) -> str:
        return reverse("database:rights-pack", args=[self.row.pk])


class PackReview(OnePack, TemplateView):
    """Every line of the copy, to be read by somebody before it leaves."""

    template_name = "database/rights_pack.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = self.pack_or_404()
        record_view(signed_in(self.request), [pack.person], what="access-pack")
        language = "cy" if get_language() == "cy" else "en"
        lines = [
            {**line[language], "number": number, "hidden_because": line["hidden_because"]}
            for number, line in enumerate(lines_of(pack))
        ]
        return super().get_context_data(
            row=self.row,
            pack=pack,
            sections=[
                {"title": title, "lines": list(found)}
                for title, found in groupby(lines, key=lambda line: line["section"])
            ],
            lines=len(lines),
            hidden=sum(bool(line["hidden_because"]) for line in lines),
            is_ready=pack.expires_at is not None
            and pack.expires_at > clock.now()
            and pack.handed_over_at is None,
            languages=languages_for(pack.person.reading),
            **kwargs,
        )


class PackStep(OnePack, View):
    """A button of the copy: one POST, one service, back to where it was pressed."""

    http_method_names: ClassVar[list[str]] = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            done = self.act()
        except REFUSALS as error:
            messages.error(request, explain(error))
            return redirect("database:rights-detail", self.row.pk)
        messages.success(request, done)
        return redirect(self.here())

    def act(self) -> str:
        """Call the service and return the sentence that says it was done."""
        raise NotImplementedError


class PackGather(PackStep):
    def act(self) -> str:
        gather_pack(self.row, actor=signed_in(self.request))
        return _("Gathered. Read every line before it leaves.")


class PackMake(PackStep):
    def act(self) -> str:
        make_file(self.pack_or_404(), actor=signed_in(self.request))
        return _("The file is made. It is kept for seven days.")


class PackShow(PackStep):
    def act(self) -> str:
        pack = self.pack_or_404()
        number = line_number(pack, self.kwargs["number"])
        show_line(pack, number, actor=signed_in(self.request))
        return _("The line is back in the copy.")


def line_number(pack: AccessPack, number: int) -> int:
    """Return the number of a line there is. Raises Http404."""
    if number >= len(lines_of(pack)):
        raise Http404
    return number


class PackForm(OnePack, KeepTyped, FormView):
    """A step of the copy that needs something typed."""

    template_name = "database/rights_pack_form.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.act(form)
        except REFUSALS as error:
            form.add_error(None, explain(error))
            return self.form_invalid(form)

    def act(self, form: Any) -> HttpResponse:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.pack_or_404()
        return super().get_context_data(row=self.row, back=self.here(), **kwargs)


class PackHide(PackForm):
    form_class = HideForm
    title = gettext_lazy("Leave a line out")
    lead = gettext_lazy("The copy says how many lines are left out, and no more.")
    submit = gettext_lazy("Leave it out")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pack = self.pack_or_404()
        line = lines_of(pack)[line_number(pack, self.kwargs["number"])]
        record_view(signed_in(self.request), [pack.person], what="access-pack")
        language = "cy" if get_language() == "cy" else "en"
        return super().get_context_data(line=line[language], **kwargs)

    def act(self, form: HideForm) -> HttpResponse:
        pack = self.pack_or_404()
        hide_line(
            pack,
            line_number(pack, self.kwargs["number"]),
            because=form.cleaned_data["reason"],
            actor=signed_in(self.request),
        )
        messages.success(self.request, _("The line is left out."))
        return redirect(self.here())


class PackAgain(PackForm):
    form_class = AgainForm
    title = gettext_lazy("Make the file again")
    lead = gettext_lazy("It left once already. It can then be taken once more.")
    submit = gettext_lazy("Make it again")

    def act(self, form: AgainForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        make_file(self.pack_or_404(), actor=signed_in(self.request), reason=reason)
        messages.success(self.request, _("The file is made. It is kept for seven days."))
        return redirect(self.here())


class PackTake(PackForm):
    """The answer to its POST is the file itself, once."""

    form_class = HandOverForm
    title = gettext_lazy("Take the file to hand it over")
    lead = gettext_lazy(
        "You can take it once. Print it or put it on an encrypted stick, in a plain envelope, and "
        "delete your own copy. Never attach it to an email."
    )
    submit = gettext_lazy("Take the file")

    def act(self, form: HandOverForm) -> HttpResponse:
        pack = self.pack_or_404()
        content = take_file(pack, way=form.cleaned_data["way"], actor=signed_in(self.request))
        # PRIVACY: a name that says nothing of what is in it or whose it is.
        answer = HttpResponse(content, content_type="application/zip")
        answer["Content-Disposition"] = 'attachment; filename="copy.zip"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer
