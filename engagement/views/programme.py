"""The office's pages on the programme and its entries."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView, UpdateView, View

from engagement.forms.office import EntryForm, ProgrammeForm, PublishForm
from engagement.models import Activity, Programme, ProgrammeEntry
from engagement.permissions import OfficeOnly, OfficeWorker, may_do_office_work
from engagement.services import programme as services
from partners.models import TopicRequest
from vef.audit.services import record
from vef.common.bilingual import LANGUAGES, LanguageIncomplete, check_language
from vef.common.views.pages import KeepTyped


class ProgrammeList(OfficeOnly, ListView):
    """Every programme with its entries and activities, and where each stands."""

    template_name = "engagement/programme.html"
    context_object_name = "programmes"

    def get_queryset(self) -> Any:
        entries = ProgrammeEntry.objects.select_related("request__organisation").prefetch_related(
            Prefetch("activities", Activity.objects.select_related("method").order_by("code"))
        )
        return Programme.objects.prefetch_related(Prefetch("entries", entries))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = TopicRequest.objects.accepted().filter(entry=None)
        return super().get_context_data(
            without_entry=waiting.select_related("organisation").order_by("reference"),
            may_work=may_do_office_work(self.request.user),
            **kwargs,
        )


class ProgrammeCreate(KeepTyped, OfficeWorker, FormView):
    template_name = "engagement/programme_form.html"
    form_class = ProgrammeForm

    def form_valid(self, form: ProgrammeForm) -> HttpResponse:
        services.create_programme(actor=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The programme was added. Partners can't see it yet."))
        return redirect("engagement:programme")


class ProgrammePublish(KeepTyped, OfficeWorker, UpdateView):
    """Show partners the programme, or its next version, with a note of what changed."""

    model = Programme
    form_class = PublishForm
    template_name = "engagement/programme_publish.html"

    def get_initial(self) -> dict[str, Any]:
        # The note is written afresh for each version.
        return {"change_note_cy": "", "change_note_en": ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        programme = Programme.objects.get(pk=self.kwargs["pk"])
        return super().get_context_data(
            gaps=services.missing_before_publishing(programme), **kwargs
        )

    def form_valid(self, form: PublishForm) -> HttpResponse:
        programme = Programme.objects.get(pk=self.kwargs["pk"])
        try:
            services.publish_programme(
                programme,
                change_note_cy=form.cleaned_data["change_note_cy"],
                change_note_en=form.cleaned_data["change_note_en"],
                actor=self.request.user,
            )
        except services.NotPublishable as error:
            for reason in error.reasons:
                form.add_error(None, reason)
            return self.form_invalid(form)
        messages.success(self.request, _("Published. Partners can see this version now."))
        return redirect("engagement:programme")


class EntryCreate(KeepTyped, OfficeWorker, FormView):
    """Give an accepted request its place in the programme."""

    template_name = "engagement/entry_form.html"
    form_class = EntryForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.topic = get_object_or_404(
            TopicRequest.objects.accepted().select_related("organisation", "author"),
            pk=kwargs["request_pk"],
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if known := ProgrammeEntry.objects.filter(request=self.topic).first():
            return redirect("engagement:entry-detail", pk=known.pk)
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return services.prefill(self.topic)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            topic=self.topic, back_url=reverse("engagement:programme"), **kwargs
        )

    def form_valid(self, form: EntryForm) -> HttpResponse:
        try:
            entry = services.add_entry(
                request=self.topic, actor=self.request.user, **form.cleaned_data
            )
        except services.ProgrammeOver:
            form.add_error(None, _("There is no programme to add it to. Add a programme first."))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Added to the programme as %(entry)s.") % {"entry": f"P{entry.number}"},
        )
        return redirect("engagement:entry-detail", pk=entry.pk)


class EntryDetail(OfficeOnly, DetailView):
    template_name = "engagement/entry_detail.html"
    context_object_name = "entry"

    def get_queryset(self) -> Any:
        return ProgrammeEntry.objects.select_related(
            "programme", "request__organisation"
        ).prefetch_related(
            Prefetch("activities", Activity.objects.select_related("method").order_by("code"))
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_work=may_do_office_work(self.request.user), **kwargs)


class EntryEdit(KeepTyped, OfficeWorker, UpdateView):
    model = ProgrammeEntry
    form_class = EntryForm
    template_name = "engagement/entry_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=reverse("engagement:entry-detail", args=[self.object.pk]), **kwargs
        )

    def form_valid(self, form: EntryForm) -> HttpResponse:
        entry = form.save()
        record(
            self.request.user,
            "programme-entry.changed",
            entry,
            data={"fields": sorted(form.changed_data)},
        )
        messages.success(self.request, _("Saved."))
        return redirect("engagement:entry-detail", pk=entry.pk)


class EntryCheck(OfficeWorker, View):
    """Note that somebody read one language of an entry against the other."""

    def post(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        entry = get_object_or_404(ProgrammeEntry, pk=pk)
        try:
            check_language(entry, language, actor=request.user)
            messages.success(request, _("Noted. This language is checked."))
        except LanguageIncomplete:
            messages.error(request, _("Some words are still missing in this language."))
        return redirect("engagement:entry-detail", pk=pk)
