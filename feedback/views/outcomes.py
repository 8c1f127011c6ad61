"""Office pages of "You said, we did"."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, ListView

from engagement.models import Activity, ActivityStatus
from feedback.forms import OutcomeForm, ReasonForm
from feedback.models import Outcome, OutcomeStatus
from feedback.permissions import approvable, approvers, outcome_steps
from feedback.services import outcomes
from feedback.views.base import RefusableUpdate, StepView, Worker, history, step_named
from vef.accounts.permissions import OfficeOnly, may_do_office_work
from vef.common.bilingual import LANGUAGES


class OutcomeDesk(OfficeOnly, ListView):
    """Every outcome and how far it is."""

    template_name = "feedback/outcomes.html"
    context_object_name = "outcomes"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[Outcome]:
        return Outcome.objects.select_related("activity", "written_by").order_by("-activity__code")


class OutcomeCreate(StepView):
    """Starts an activity's outcome, filled from the thread."""

    @cached_property
    def outcome(self) -> Outcome | None:
        return Outcome.objects.filter(activity_id=self.kwargs["pk"]).first()

    def row(self) -> Activity:
        return get_object_or_404(Activity, pk=self.kwargs["pk"])

    def act(self, row: Activity) -> str:
        outcomes.draft_outcome(activity=row, actor=self.actor)
        return _("The outcome is started. Put it into plain words now.")

    def back(self, row: Activity) -> str:
        if self.outcome is None:
            return reverse("feedback:activity-findings", args=[row.pk])
        return reverse("feedback:outcome-detail", args=[self.outcome.pk])


class OutcomeDetail(OfficeOnly, DetailView):
    """An outcome in both languages, its steps, and who did what."""

    template_name = "feedback/outcome_detail.html"
    # What was typed with a step and is not right yet.
    reason_form: ReasonForm | None = None
    context_object_name = "outcome"
    queryset = Outcome.objects.select_related("activity__results_pack", "written_by", "approved_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outcome = self.object
        user = self.request.user
        works = may_do_office_work(user)
        return super().get_context_data(
            may_work=works,
            steps=outcome_steps(outcome, user, outcome.pk in approvable([outcome], user)),
            approvers=approvers(outcome),
            may_edit=works and outcome.status == OutcomeStatus.DRAFT,
            may_complete=works and outcome.activity.status == ActivityStatus.OUTCOME_TOLD,
            parts=_parts(outcome),
            history=history(outcome),
            reason_form=self.reason_form or ReasonForm(),
            keeps_typed=self.reason_form is not None,
            **kwargs,
        )


def _parts(outcome: Outcome) -> list[dict[str, str]]:
    """Return the outcome's parts in both languages, side by side."""
    labels = {
        "title": _("Title"),
        "told_us": _("What you told us"),
        "changed": _("What has changed"),
        "next": _("What happens next"),
        "cannot_change": _("What cannot change, and why"),
    }
    return [
        {
            "label": label,
            "cy": getattr(outcome, f"{name}_cy") or "",
            "en": getattr(outcome, f"{name}_en") or "",
        }
        for name, label in labels.items()
    ]


class OutcomeEdit(Worker, RefusableUpdate):
    template_name = "feedback/outcome_form.html"
    model = Outcome
    form_class = OutcomeForm
    context_object_name = "outcome"
    queryset = Outcome.objects.select_related("activity")

    def act(self, row: Outcome, form: OutcomeForm) -> str:
        outcomes.update_outcome(row, actor=self.actor, **form.words())
        return _("The outcome is saved. Check both languages again.")

    def get_success_url(self) -> str:
        return reverse("feedback:outcome-detail", args=[self.object.pk])


class OutcomeStep(StepView):
    """The steps of an outcome, from checking a language to completing the activity."""

    page = OutcomeDetail

    def row(self) -> Outcome:
        return get_object_or_404(Outcome.objects.select_related("activity"), pk=self.kwargs["pk"])

    def act(self, row: Outcome) -> str:
        step = self.kwargs["step"]
        if step in LANGUAGES:
            outcomes.check_outcome_language(row, language=step, actor=self.actor)
            return _("This language is checked.")
        return step_named(
            {
                "approve": self.approve,
                "reopen": self.reopen,
                "tell": self.tell,
                "publish": self.publish,
                "complete": self.complete,
            },
            step,
        )(row)

    def approve(self, outcome: Outcome) -> str:
        self.require_manager()
        outcomes.approve_outcome(outcome, actor=self.actor)
        return _("The outcome is approved.")

    def reopen(self, outcome: Outcome) -> str:
        reason = self.reason()
        outcomes.reopen_outcome(outcome, reason=reason, actor=self.actor)
        return _("The outcome is a draft again.")

    def tell(self, outcome: Outcome) -> str:
        self.require_manager()
        told = outcomes.tell_outcome(outcome, actor=self.actor)
        return ngettext(
            "%(count)s message is on its way to those who took part.",
            "%(count)s messages are on their way to those who took part.",
            told,
        ) % {"count": told}

    def publish(self, outcome: Outcome) -> str:
        outcomes.publish_outcome(outcome, actor=self.actor)
        return _("The outcome is public.")

    def complete(self, outcome: Outcome) -> str:
        outcomes.complete_activity(outcome.activity, actor=self.actor)
        return _("The activity is completed.")

    def back(self, row: Outcome) -> str:
        return reverse("feedback:outcome-detail", args=[row.pk])
