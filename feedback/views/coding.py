"""Office pages for reading what people wrote."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import ListView

from engagement.models import Activity, Contribution, ContributionStatus
from feedback.forms import CodingForm, ReasonForm
from feedback.services import coding, packs
from feedback.views.base import (
    OfActivity,
    RefusableForm,
    StepView,
    Worker,
)
from vef.audit.services import record_view


class CodingQueue(OfActivity, ListView):
    """An activity's contributions, without anybody's name, and what still has to be read."""

    template_name = "feedback/coding.html"
    context_object_name = "contributions"

    def get_queryset(self) -> QuerySet[Contribution]:
        if self.activity.status not in coding.READABLE:
            return Contribution.objects.none()
        # Sorted by their random ids: the order says nothing about when they came.
        return (
            Contribution.objects.filter(activity=self.activity, is_finished=True)
            .annotate(
                words=Count("answers", filter=Q(answers__question__kind="text"), distinct=True),
                themes=Count("answers__codings__theme", distinct=True),
            )
            .order_by("pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = context["contributions"]
        unread = [row for row in rows if row.status in packs.UNREAD]
        return context | {
            "unread": len(unread),
            "first_unread": next((row for row in unread if row.words), None),
            "wordless": sum(1 for row in unread if not row.words),
        }


class CodingPage(Worker, RefusableForm):
    """One contribution's own words: redact, sort by theme, go on to the next."""

    template_name = "feedback/coding_contribution.html"
    form_class = CodingForm
    # Why it is to be left out, typed and not right yet.
    reason_form: ReasonForm | None = None

    @cached_property
    def contribution(self) -> Contribution:
        contribution = get_object_or_404(
            Contribution.objects.select_related("activity").prefetch_related(
                "answers__question", "answers__codings"
            ),
            pk=self.kwargs["pk"],
            is_finished=True,
        )
        if contribution.activity.status not in coding.READABLE:
            raise Http404
        return contribution

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs() | {"answers": coding.own_words(self.contribution)}
        if self.reason_form is not None:
            # What was sent is the reason; the readings are as they were.
            kwargs |= {"data": None, "files": None}
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Somebody's own words are read here: recorded before they are shown.
        record_view(self.actor, [self.contribution], what="own-words")
        return super().get_context_data(
            contribution=self.contribution,
            activity=self.contribution.activity,
            reason_form=self.reason_form or ReasonForm(prefix="exclude"),
            is_frozen=coding.is_frozen(self.contribution.activity),
            **kwargs,
        )

    def act(self, form: CodingForm) -> str:
        coding.check_contribution(self.contribution, words=form.words(), actor=self.actor)
        if "later" in self.request.POST:
            return _("The words are saved. The themes are not finished yet.")
        coding.code_contribution(self.contribution, themes=form.themes(), actor=self.actor)
        return _("The answers are coded.")

    def get_success_url(self) -> str:
        waiting = (
            Contribution.objects.filter(
                activity=self.contribution.activity,
                is_finished=True,
                status=ContributionStatus.RECEIVED,
                answers__question__kind="text",
            )
            .exclude(pk=self.contribution.pk)
            .order_by("pk")
            .first()
        )
        if waiting and "later" not in self.request.POST:
            return reverse("feedback:coding-contribution", args=[waiting.pk])
        return reverse("feedback:coding", args=[self.contribution.activity_id])


class CodingWordless(OfActivity, StepView):
    """Marks what has no own words as coded."""

    def row(self) -> Activity:
        return self.activity

    def act(self, row: Activity) -> str:
        done = coding.code_without_words(row, actor=self.actor)
        return ngettext(
            "%(count)s contribution without own words is coded.",
            "%(count)s contributions without own words are coded.",
            done,
        ) % {"count": done}

    def back(self, row: Activity) -> str:
        return reverse("feedback:coding", args=[row.pk])


class ContributionExclude(StepView):
    """Leaves a contribution out, with a reason."""

    page = CodingPage
    prefix = "exclude"

    def row(self) -> Contribution:
        return get_object_or_404(
            Contribution.objects.select_related("activity"), pk=self.kwargs["pk"]
        )

    def act(self, row: Contribution) -> str:
        coding.exclude_contribution(row, reason=self.reason(), actor=self.actor)
        return _("The contribution is left out of the results.")

    def back(self, row: Contribution) -> str:
        return reverse("feedback:coding", args=[row.activity_id])
