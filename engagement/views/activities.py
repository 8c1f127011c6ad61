"""The office's pages on one activity: its plan, its words, its steps."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import DetailView, FormView, UpdateView, View

from engagement.audience_panel import panel_of
from engagement.audiences import narrowed
from engagement.forms.office import ActivityForm, ReasonForm
from engagement.models import Activity, ActivityStatus, ProgrammeEntry
from engagement.permissions import OfficeOnly, OfficeWorker, may_do_office_work
from engagement.planning import clashes_of, theme_for
from engagement.services import activities as services
from engagement.services.programme import NotAccepted
from vef.common import clock
from vef.common.bilingual import LANGUAGES, LanguageIncomplete, LanguageState
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped

BEFORE_OPENING = (ActivityStatus.DRAFT, ActivityStatus.PLANNED, ActivityStatus.AGREED)


class ActivityCreate(KeepTyped, OfficeWorker, FormView):
    template_name = "engagement/activity_form.html"
    form_class = ActivityForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.entry = get_object_or_404(ProgrammeEntry, pk=kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        return {
            "title_cy": self.entry.title_cy,
            "title_en": self.entry.title_en,
            "theme": theme_for(self.entry),
            "opens_on": self.entry.fieldwork_from,
            "closes_on": self.entry.fieldwork_until,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=reverse("engagement:entry-detail", args=[self.entry.pk]), **kwargs
        )

    def form_valid(self, form: ActivityForm) -> HttpResponse:
        try:
            activity = services.create_activity(
                entry=self.entry, actor=self.request.user, **form.cleaned_data
            )
        except NotAccepted:
            form.add_error(None, _("The request is not accepted any more."))
            return self.form_invalid(form)
        messages.success(
            self.request, _("Added as %(code)s. Now write its questions.") % {"code": activity.code}
        )
        return redirect("engagement:activity-detail", pk=activity.pk)


class ActivityDetail(OfficeOnly, DetailView):
    """One activity: where it stands, what is missing, its words, questions and invitations."""

    template_name = "engagement/activity_detail.html"
    context_object_name = "activity"

    def get_queryset(self) -> Any:
        return Activity.objects.select_related(
            "entry__request__organisation",
            "method",
            "area",
            "theme",
            "partner_agreed_by",
            "office_agreed_by",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activity = self.object
        questions = list(activity.questions.prefetch_related("choices").order_by("number"))
        before = activity.status in BEFORE_OPENING
        user = self.request.user
        panel = panel_of(activity, user)
        batches = activity.batches.select_related("prepared_by").annotate(
            invited=Count("invitations"),
            sent=Count("invitations", filter=Q(invitations__status="sent")),
        )
        return super().get_context_data(
            may_work=may_do_office_work(user),
            panel=panel,
            before_opening=before,
            gaps=services.readiness(activity) if before else [],
            clashes=clashes_of(activity, clock.today()) if before else [],
            languages=_languages(activity),
            questions=questions,
            batches=_shown(batches, user, by_characteristic=panel.has_characteristics),
            replies=_replies(activity),
            **_answers(activity),
            **kwargs,
        )


def _shown(batches: Any, user: Any, *, by_characteristic: bool) -> list[dict[str, Any]]:
    """Return the batches with how many were asked, as this reader may see it."""
    return [
        {
            "row": batch,
            **{
                name: narrowed.shown(
                    getattr(batch, name), user, by_characteristic=by_characteristic
                )
                if by_characteristic
                else getattr(batch, name)
                for name in ("invited", "sent")
            },
        }
        for batch in batches
    ]


def _languages(activity: Activity) -> list[dict[str, Any]]:
    """Say how complete each language of the whole activity is: the least complete row rules."""
    order = list(LanguageState.values)
    rows = list(services.rows_with_words(activity))
    found = []
    for language in LANGUAGES:
        state = min((row.language_state(language) for row in rows), key=order.index)
        if state != LanguageState.MISSING and any(
            row.language_state(language) == LanguageState.OUT_OF_DATE for row in rows
        ):
            state = LanguageState.OUT_OF_DATE
        found.append({"code": language, "state": state})
    return found


def _replies(activity: Activity) -> dict[str, int]:
    rows = activity.invitations.order_by().values_list("reply").annotate(n=Count("pk"))
    return {reply.replace("-", "_"): count for reply, count in rows}


def _answers(activity: Activity) -> dict[str, int]:
    rows = activity.contributions.counted().order_by().values_list("is_anonymous")
    counts = dict(rows.annotate(n=Count("pk")))
    return {"named": counts.get(False, 0), "anonymous": counts.get(True, 0)}


class ActivityEdit(KeepTyped, OfficeWorker, UpdateView):
    model = Activity
    form_class = ActivityForm
    template_name = "engagement/activity_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=reverse("engagement:activity-detail", args=[self.kwargs["pk"]]), **kwargs
        )

    def form_valid(self, form: ActivityForm) -> HttpResponse:
        activity = Activity.objects.get(pk=self.kwargs["pk"])
        try:
            services.edit_activity(activity, actor=self.request.user, **form.cleaned_data)
        except services.TextsFrozen:
            form.add_error(None, _("This activity is open or over. It can't be changed any more."))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect("engagement:activity-detail", pk=activity.pk)


class ActivityCheck(OfficeWorker, View):
    """Note that one language of the whole activity was read and found right."""

    def post(self, request: HttpRequest, pk: Any, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        activity = get_object_or_404(Activity, pk=pk)
        try:
            count = services.check_activity_language(activity, language, actor=request.user)
            text = ngettext(
                "Noted. %(count)s text was marked as checked.",
                "Noted. %(count)s texts were marked as checked.",
                count,
            )
            messages.success(request, text % {"count": count})
        except LanguageIncomplete:
            messages.error(request, _("Some words are still missing in this language."))
        return redirect("engagement:activity-detail", pk=pk)


class StepView(OfficeWorker, View):
    """One lawful step of an activity, by POST; what stands in the way is said in sentences."""

    done = gettext_lazy("Done.")

    def step(self, activity: Activity) -> None:
        raise NotImplementedError

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        activity = get_object_or_404(Activity, pk=pk)
        try:
            self.step(activity)
            messages.success(request, self.done)
        except services.NotReady as error:
            for reason in error.reasons:
                messages.error(request, reason)
        except TransitionError:
            messages.error(request, _("This step is not possible any more."))
        return redirect("engagement:activity-detail", pk=pk)


class ActivityPlan(StepView):
    done = gettext_lazy("The plan is now before the partner.")

    def step(self, activity: Activity) -> None:
        services.plan_activity(activity, actor=self.request.user)


class ActivityRedraft(StepView):
    done = gettext_lazy("Back to draft.")

    def step(self, activity: Activity) -> None:
        services.redraft_activity(activity, actor=self.request.user)


class ActivityOfficeAgree(StepView):
    done = gettext_lazy("Agreed for the office.")

    def step(self, activity: Activity) -> None:
        services.agree_for_office(activity, actor=self.request.user)


class ActivityOpen(StepView):
    done = gettext_lazy("Open. Words and rules are fixed from now on.")

    def step(self, activity: Activity) -> None:
        services.open_activity(activity, actor=self.request.user)


class ActivityClose(StepView):
    done = gettext_lazy("Closed. What was not sent yet has been cancelled.")

    def step(self, activity: Activity) -> None:
        services.close_activity(activity, actor=self.request.user)


class ActivityCancel(KeepTyped, OfficeWorker, FormView):
    template_name = "engagement/activity_cancel.html"
    form_class = ReasonForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.activity = get_object_or_404(Activity, pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(activity=self.activity, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        try:
            services.cancel_activity(
                self.activity, actor=self.request.user, reason=form.cleaned_data["reason"]
            )
            messages.success(self.request, _("Cancelled. Nothing more will be sent."))
        except TransitionError:
            messages.error(self.request, _("This step is not possible any more."))
        return redirect("engagement:activity-detail", pk=self.activity.pk)
