"""Spreadsheets in, step by step, and lists out, with a second person's yes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from database.forms.exchange import ColumnsForm, ExportForm, RefuseForm, UploadForm
from database.models import ExportRequest, ExportStatus, ImportRun, ImportStatus
from database.permissions import PeopleOnly, may_approve_export, may_bring_in
from database.services import exporting, importing
from database.sheets import SheetFault
from database.sheets.columns import Column
from database.sheets.words import cell_words, sheet_words
from vef.accounts.permissions import OfficeOnly, signed_in
from vef.audit.services import record
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped

SHOWN = 50


class MayBringIn(OfficeOnly):
    """A page of those who bring spreadsheets in."""

    allowed = staticmethod(may_bring_in)


def faulty(error: SheetFault) -> str:
    """Say what is wrong with a whole file, and in which row if that is known."""
    words = sheet_words(error.code)
    if error.row is None:
        return words
    return _("Row %(row)s: %(fault)s") % {"row": error.row, "fault": words}


class ImportList(MayBringIn, TemplateView):
    template_name = "database/import_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = ImportRun.objects.select_related("started_by").defer("content")
        return super().get_context_data(runs=runs[:SHOWN], **kwargs)


class ImportAdd(MayBringIn, KeepTyped, FormView):
    """The file itself. What is wrong with it as a whole is said at once."""

    template_name = "database/import_add.html"
    form_class = UploadForm

    def form_valid(self, form: UploadForm) -> HttpResponse:
        file = form.cleaned_data["file"]
        try:
            run = importing.upload(
                content=file.read(),
                name=file.name or "",
                actor=signed_in(self.request),
                reason=form.cleaned_data["reason"],
            )
        except SheetFault as error:
            form.add_error("file", faulty(error))
            return self.form_invalid(form)
        return redirect("database:import-columns", run.pk)


class OneImport(MayBringIn, View):
    """A page about one spreadsheet."""

    run: ImportRun

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and may_bring_in(request.user):
            self.run = get_object_or_404(ImportRun, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(run=self.run, **kwargs)  # type: ignore[misc, no-any-return]


class ImportColumns(OneImport, KeepTyped, FormView):
    """What the columns hold, beside the first rows; then every row is checked."""

    template_name = "database/import_columns.html"
    form_class = ColumnsForm

    def get_form_kwargs(self) -> dict[str, Any]:
        if not self.run.content:
            raise Http404
        sheet = importing.sheet_of(self.run)
        guessed = {int(place): column for place, column in self.run.mapping.items()}
        return super().get_form_kwargs() | {"headings": sheet.headings, "guessed": guessed}

    def get_initial(self) -> dict[str, Any]:
        return {name: value for name, value in self.run.agreed.items() if value}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        try:
            rows = importing.preview(self.run)
        except SheetFault as error:
            context["preview_fault"] = faulty(error)
            rows = []
        # What is shown here is people: the look is recorded like any other.
        record(signed_in(self.request), "import.previewed", self.run, data={"rows": len(rows)})
        return {**context, "rows": rows, "headings": context["form"].headings}

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        actor = signed_in(self.request)
        try:
            importing.choose_columns(
                self.run, mapping=form.mapping(), agreed=form.agreed(), actor=actor
            )
            importing.dry_run(self.run, actor=actor)
        except SheetFault as error:
            form.add_error(None, faulty(error))
            return self.form_invalid(form)
        except TransitionError:
            form.add_error(None, _("This sheet is being brought in, or was already."))
            return self.form_invalid(form)
        return redirect("database:import-detail", self.run.pk)


class ImportDetail(OneImport, TemplateView):
    """What the check found, and how far the run is."""

    template_name = "database/import_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        faults = [
            (fault["row"], str(Column(fault["column"]).label), cell_words(fault["code"]))
            for fault in self.run.faults
        ]
        page = Paginator(faults, SHOWN).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            faults=page,
            may_start=self.run.status in {ImportStatus.CHECKED, ImportStatus.FAILED}
            and not self.run.counts.get("faults")
            and self.run.counts.get("new", 0) > 0,
            may_cancel=ImportStatus.CANCELLED in ImportRun.STEPS[ImportStatus(self.run.status)],
            may_choose=bool(self.run.content) and self.run.status != ImportStatus.RUNNING,
            done=importing.progress(self.run),
            earlier=importing.earlier(self.run),
            **kwargs,
        )


class ImportStep(OneImport):
    """Starting or throwing away. Takes only a POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = signed_in(request)
        try:
            if kwargs["step"] == "start":
                importing.start(self.run, actor=actor)
                messages.success(request, _("The sheet is being brought in."))
            elif kwargs["step"] == "cancel":
                importing.cancel(self.run, actor=actor)
                messages.success(request, _("The sheet was thrown away. Nobody was added."))
            else:
                raise Http404
        except importing.NotSound:
            messages.error(request, _("This sheet has rows to mend, or nobody new in it."))
        except TransitionError:
            messages.error(request, _("This sheet is being brought in, or was already."))
        return redirect("database:import-detail", self.run.pk)


# --- Lists that leave -----------------------------------------------------------------


class ExportList(PeopleOnly, TemplateView):
    template_name = "database/export_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        requests = ExportRequest.objects.select_related("asked_by", "decided_by").defer("content")
        shown = requests if may_approve_export(user) else requests.filter(asked_by=user)
        return super().get_context_data(exports=shown[:SHOWN], **kwargs)


class ExportAdd(PeopleOnly, KeepTyped, FormView):
    """Asking for a list."""

    template_name = "database/export_add.html"
    form_class = ExportForm

    def form_valid(self, form: ExportForm) -> HttpResponse:
        clean = form.cleaned_data
        try:
            request = exporting.ask_for_list(
                reason=clean["reason"],
                columns=clean["columns"],
                status=clean["status"],
                contact=clean["contact"],
                format=clean["format"],
                actor=signed_in(self.request),
            )
        except exporting.NobodyToList:
            form.add_error(None, _("Nobody fits this choice."))
            return self.form_invalid(form)
        return redirect("database:export-detail", request.pk)


class OneExport(PeopleOnly, View):
    """A page about one list: for whoever asked for it, and for those who may approve."""

    export: ExportRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and PeopleOnly.allowed(request.user):
            self.export = get_object_or_404(
                ExportRequest.objects.select_related("asked_by", "decided_by").defer("content"),
                pk=kwargs["pk"],
            )
            own = self.export.asked_by_id == request.user.pk
            if not (own or may_approve_export(request.user)):
                raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        is_waiting = self.export.status == ExportStatus.ASKED
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            export=self.export,
            columns=[str(exporting.COLUMNS[name][0]) for name in self.export.columns],
            may_decide=is_waiting
            and may_approve_export(user)
            and self.export.asked_by_id != user.pk,
            may_take=self.export.status == ExportStatus.READY
            and (self.export.expires_at or clock.now()) > clock.now(),
            **kwargs,
        )


class ExportDetail(OneExport, TemplateView):
    template_name = "database/export_detail.html"


class ExportApprove(OneExport):
    """A second person's yes. Takes only a POST."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if not may_approve_export(user):
            raise Http404
        try:
            exporting.approve(self.export, actor=user)
            messages.success(request, _("The list is ready."))
        except exporting.SamePerson:
            messages.error(request, _("Somebody else must approve a list you asked for."))
        except TransitionError:
            messages.error(request, _("Somebody has decided about this list already."))
        return redirect("database:export-detail", self.export.pk)


class ExportRefuse(OneExport, KeepTyped, FormView):
    """A second person's no, with the reason."""

    template_name = "database/export_refuse.html"
    form_class = RefuseForm
    title = gettext_lazy("Refuse this list")

    def form_valid(self, form: Any) -> HttpResponse:
        user = signed_in(self.request)
        if not may_approve_export(user):
            raise Http404
        try:
            exporting.refuse(self.export, actor=user, reason=form.cleaned_data["reason"])
            messages.success(self.request, _("The list was refused."))
        except exporting.SamePerson:
            messages.error(self.request, _("Somebody else must decide about a list you asked for."))
        except TransitionError:
            messages.error(self.request, _("Somebody has decided about this list already."))
        return redirect("database:export-detail", self.export.pk)


class ExportTake(OneExport):
    """The file, to save. Takes only a POST, because taking it is recorded."""

    http_method_names = ["post"]
    TYPES = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            content = exporting.hand_over(self.export, actor=signed_in(request))
        except exporting.NotReady:
            messages.error(request, _("This list is not there any more."))
            return redirect("database:export-detail", self.export.pk)
        response = HttpResponse(content, content_type=self.TYPES[self.export.format])
        # PRIVACY: the name says nothing of what is in it.
        name = f"list-{clock.today():%Y-%m-%d}.{self.export.format}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
