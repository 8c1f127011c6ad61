"""The office's pages on who is invited, who is not and why, and what became of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, FormView, TemplateView, View

from engagement import audiences
from engagement.audience_panel import panel_of, preview_for
from engagement.audiences import narrowed
from engagement.emails import invitation_wording
from engagement.forms.office import ReasonForm
from engagement.models import (
    Activity,
    BatchStatus,
    InvitationBatch,
    InvitationStatus,
    ReplyChoice,
)
from engagement.permissions import Approver, OfficeWorker, may_release
from engagement.services import invitations as services
from engagement.services import narrowing
from engagement.services.activities import NotReady
from vef.audit.services import record
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.outbox.previews import SAMPLE, mail_previews

PAGE = 50


def previews_of(activity: Activity) -> dict[str, Any]:
    """Return the invitation as each kind of reader will get it. Makes no links."""
    return mail_previews(lambda language: invitation_wording(activity, language, token=SAMPLE))


def say_gaps(request: HttpRequest, error: NotReady) -> None:
    """Say in sentences what still stands in the way."""
    for reason in error.reasons:
        messages.error(request, reason)


def too_few() -> str:
    return _(
        "So few people have this characteristic that being asked would tell who they are. "
        "Widen the audience, or ask everybody."
    )


class BatchPrepare(OfficeWorker, TemplateView):
    """Who would be asked, who not and why, and what each would read.

    POST prepares the invitations and sends nothing.
    """

    template_name = "engagement/batch_prepare.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.activity = get_object_or_404(Activity.objects.select_related("entry"), pk=kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        audience = audiences.preview(self.activity)
        counts = {"eligible": len(audience.eligible), "left_out": len(audience.left_out)}
        record(
            self.request.user,
            "audience.viewed",
            self.activity,
            # PRIVACY: by a characteristic, how many would be asked is a figure for few.
            data={} if audience.by_characteristic else counts,
        )
        return super().get_context_data(
            activity=self.activity,
            preview=preview_for(audience, self.request.user),
            panel=panel_of(self.activity, self.request.user),
            may_prepare=self.activity.status in {"agreed", "open"},
            previews=previews_of(self.activity),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            batch = services.prepare_batch(activity=self.activity, actor=request.user)
        except services.NobodyToAsk:
            messages.error(request, _("There is nobody to invite just now."))
        except services.ActivityNotOpen:
            messages.error(request, _("Invitations can be prepared once the plan is agreed."))
        except NotReady as error:
            say_gaps(request, error)
        except narrowing.TooFew:
            messages.error(request, too_few())
        else:
            messages.success(
                request,
                _("Prepared. Nothing has been sent: another person must release it."),
            )
            return redirect("engagement:batch-detail", pk=batch.pk)
        return redirect("engagement:batch-prepare", pk=self.activity.pk)


class BatchDetail(OfficeWorker, DetailView):
    """How far a batch has come, told from its rows, and who was left out and why."""

    template_name = "engagement/batch_detail.html"
    context_object_name = "batch"

    def get_queryset(self) -> Any:
        return InvitationBatch.objects.select_related("activity", "prepared_by", "released_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch, user = self.object, self.request.user
        by_characteristic = narrowing.has_characteristics(batch.activity)
        # PRIVACY: who was asked by a characteristic has it.
        names_people = narrowed.sees_counts(user, by_characteristic=by_characteristic)

        def shown(number: int) -> str:
            return narrowed.shown(number, user, by_characteristic=by_characteristic)

        rows = (
            batch.invitations.select_related("person")
            .only("status", "reason_code", "reply", "sent_at", "person__reference", "batch")
            .order_by("person__reference")
        )
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            progress=_progress(batch, shown),
            replies=_replies(batch, shown),
            names_people=names_people,
            page=page if names_people else None,
            rows=[
                {"row": row, "reason": audiences.reason_label(row.reason_code)}
                for row in page.object_list
            ]
            if names_people
            else [],
            left_out=audiences.group_left_out(
                audiences.LeftOut(person_id, reference, reason)
                for person_id, reference, reason in batch.exclusions.order_by().values_list(
                    "person_id", "person__reference", "reason_code"
                )
            ),
            may_release=may_release(self.request.user, batch),
            is_prepared=batch.status == BatchStatus.PREPARED,
            may_cancel=batch.status != BatchStatus.CANCELLED,
            previews=previews_of(batch.activity) if batch.status == BatchStatus.PREPARED else None,
            **kwargs,
        )


Shown = Callable[[int], str]


def _progress(batch: InvitationBatch, shown: Shown) -> list[dict[str, Any]]:
    counts = dict(batch.invitations.order_by().values_list("status").annotate(n=Count("pk")))
    return [
        {"status": status.value, "label": status.label, "count": shown(counts[status.value])}
        for status in InvitationStatus
        if status.value in counts
    ]


def _replies(batch: InvitationBatch, shown: Shown) -> list[dict[str, Any]]:
    counts = dict(batch.invitations.order_by().values_list("reply").annotate(n=Count("pk")))
    return [
        {"label": reply.label, "count": shown(counts[reply.value])}
        for reply in ReplyChoice
        if reply.value in counts
    ]


class BatchRelease(Approver, View):
    """Let a batch go. Never by whoever prepared it."""

    def get(self, request: HttpRequest, pk: Any) -> HttpResponse:
        return redirect("engagement:batch-detail", pk=pk)

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        batch = get_object_or_404(InvitationBatch.objects.select_related("activity"), pk=pk)
        try:
            services.release_batch(batch, actor=request.user)
            messages.success(
                request, _("Released. Invitations leave as each person's rules allow.")
            )
        except services.SamePerson:
            raise PermissionDenied from None
        except services.ActivityNotOpen:
            messages.error(request, _("The activity must be open before invitations can go."))
        except NotReady as error:
            say_gaps(request, error)
        except narrowing.TooFew:
            messages.error(request, too_few())
        except TransitionError:
            messages.error(request, _("This batch can't be released any more."))
        return redirect("engagement:batch-detail", pk=pk)


class BatchCancel(KeepTyped, OfficeWorker, FormView):
    template_name = "engagement/batch_cancel.html"
    form_class = ReasonForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.batch = get_object_or_404(
            InvitationBatch.objects.select_related("activity"), pk=kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(batch=self.batch, **kwargs)

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        count = services.cancel_batch(
            self.batch, actor=self.request.user, reason=form.cleaned_data["reason"]
        )
        text = ngettext(
            "Stopped. %(count)s invitation was cancelled.",
            "Stopped. %(count)s invitations were cancelled.",
            count,
        )
        by_characteristic = narrowing.has_characteristics(self.batch.activity)
        shown = narrowed.shown(count, self.request.user, by_characteristic=by_characteristic)
        messages.success(self.request, text % {"count": shown})
        return redirect("engagement:batch-detail", pk=self.batch.pk)
