"""The office's pages of requests: what waits, the whole of one, and deciding it."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from partners import guard, promised, services
from partners.forms.office import MISSING, DecisionForm, OutcomeForm, RequestFilter
from partners.models import (
    ASSESSORS,
    Assessment,
    Avenue,
    Criterion,
    DeclineReason,
    Outcome,
    RequestStatus,
    Side,
    TopicRequest,
)
from partners.reports import decisions_of, trail_of
from partners.services.assessing import counted, current_round
from partners.triage import GROUPS, WAITING
from partners.views.answers import answers_of, comments_of
from vef.accounts.permissions import OfficeOnly, may_approve, may_do_office_work, signed_in
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped, quiet
from vef.documents.attachments import attachments_of


class RequestList(OfficeOnly, ListView):
    """The triage board: what waits comes first, and of that the oldest."""

    template_name = "partners/office/request_list.html"
    context_object_name = "topics"
    paginate_by = 50

    @cached_property
    def filter(self) -> RequestFilter:
        form = RequestFilter(self.request.GET)
        form.is_valid()
        return form

    def get_queryset(self) -> QuerySet[TopicRequest]:
        chosen = self.filter.cleaned_data
        rows = TopicRequest.objects.visible_to(self.request.user)
        if window := chosen.get("window"):
            rows = rows.filter(window=window)
        self.counted = rows
        if show := chosen.get("show"):
            rows = rows.filter(status__in=GROUPS[show])
        waits = Case(When(status__in=WAITING, then=Value(0)), default=Value(1))
        since = Case(When(status__in=WAITING, then=Coalesce("came_back_at", "submitted_at")))
        return rows.select_related("window", "organisation", "late_code").order_by(
            waits, since, "-submitted_at"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = clock.today()
        for topic in context["topics"]:
            topic.days_waiting = (today - topic.waiting_since.astimezone(clock.LONDON).date()).days
        counts = self.counted.aggregate(
            **{
                name: Count("pk", filter=Q(status__in=statuses))
                for name, statuses in GROUPS.items()
            },
            all=Count("pk"),
        )
        return context | {"filter": self.filter, "counts": counts}


class OfficeTopic(OfficeOnly):
    """A page about one submitted request."""

    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def topic(self) -> TopicRequest:
        rows = TopicRequest.objects.visible_to(self.request.user).select_related(
            "window",
            "organisation",
            "author",
            "merged_into",
            "deferred_to",
            "first_window",
            "based_on",
            "late_code__given_by",
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def weighed(self) -> dict[str, Any]:
        """Return the assessments this reader may see, and the interests declared."""
        return {
            "assessments": Assessment.objects.visible_to(self.request.user)
            .filter(request=self.topic)
            .select_related("assessor")
            .prefetch_related("scores__criterion"),
            "interests": self.topic.interests.select_related("declared_by"),
            "round": current_round(self.topic),
        }

    def beside(self) -> dict[str, Any]:
        """Return what is promised already, the request's theme, and whom it would ask again."""
        today = clock.today()
        theme = promised.theme_of(self.topic)
        return {
            # Once it is decided, nothing is weighed against it any more.
            "calendar": promised.calendar(self.request.user, today)
            if self.topic.is_waiting
            else None,
            "theme": theme,
            "theme_name": dict(promised.themes()).get(theme.theme) if theme else None,
            "clashes": promised.clashes_of(self.topic, today),
        }


class RequestReview(OfficeTopic, TemplateView):
    """The whole request, what was decided, and the trail of who did what and why."""

    template_name = "partners/office/request_review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts, user = guard.texts_of(self.topic), signed_in(self.request)
        may_supersede = may_approve(user) and self.topic.is_decided
        return super().get_context_data(
            topic=self.topic,
            sections=answers_of(self.topic),
            decisions=decisions_of(self.topic),
            trail=trail_of(self.topic),
            comments=comments_of(self.topic, Side.OFFICE),
            files=list(attachments_of(self.topic)),
            cases=guard.case_signs(texts),
            details=services.noticed_in(self.topic),
            may_work=may_do_office_work(user),
            has_interest=services.has_interest(self.topic, user),
            may_assess=services.may_assess(self.topic, user),
            is_assessed=counted(self.topic) >= ASSESSORS,
            outcome_form=OutcomeForm(may_decide=services.may_decide(self.topic, user)),
            replace_form=OutcomeForm(decides=True) if may_supersede else None,
            record_languages=(("cy", _("Take it in Welsh")), ("en", _("Take it in English"))),
            **self.weighed(),
            **self.beside(),
            **kwargs,
        )


class RequestTakeUp(OfficeTopic, View):
    """Start the review. Only a press of the button does; looking never does."""

    allowed = staticmethod(may_do_office_work)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            services.take_up_request(self.topic, actor=signed_in(request))
        except TransitionError:
            messages.warning(request, _("This request can't be reviewed as it stands now."))
        return redirect("partners:request-review", self.topic.pk)


class RequestDecide(OfficeTopic, KeepTyped, FormView):
    """Decide, with both letters written. The page belongs to one outcome (``?outcome=``)."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_decide.html"
    form_class = DecisionForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        allowed = type(self).allowed(request.user)
        if allowed and not self.is_due:
            if request.method == "POST" and not self.is_sent_twice:
                return self.too_late()
            messages.warning(request, self.not_due)
            return redirect("partners:request-review", self.topic.pk)
        if allowed and request.method == "GET" and self.must_wait:
            messages.warning(request, self.must_wait)
            return redirect("partners:request-review", self.topic.pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_due(self) -> bool:
        """Whether this is to be decided on this page now."""
        return self.topic.status == RequestStatus.UNDER_REVIEW

    @property
    def not_due(self) -> str:
        return _("This request is not under review.")

    @cached_property
    def must_wait(self) -> str:
        """Say why this reader can't decide now; empty if they can."""
        user = signed_in(self.request)
        if services.has_interest(self.topic, user):
            return _("You have declared an interest, so somebody else assesses and decides.")
        if self.outcome == Outcome.MORE_INFORMATION or services.may_decide(self.topic, user):
            return ""
        return _("Two people assess a request before it is decided, unless a manager says why.")

    @property
    def is_sent_twice(self) -> bool:
        """Whether the very decision that is being sent is the one that stands."""
        last = self.topic.decisions.last()
        reason = self.request.POST.get("reason", "").strip()
        return last is not None and last.decided_by == self.request.user and last.reason == reason

    def too_late(self) -> HttpResponse:
        """Decided or taken back meanwhile: give back what was typed, to copy."""
        return self.closed(too_late=True)

    def closed(self, **why: bool) -> HttpResponse:
        context = self.get_context_data(form=quiet(self.get_form()), closed=True, **why)
        return self.render_to_response(context, status=409)

    @cached_property
    def outcome(self) -> Outcome:
        try:
            # Only looking may leave it open: no decision is ever taken by default.
            default = Outcome.ACCEPTED if self.request.method != "POST" else ""
            return Outcome(self.request.GET.get("outcome", default))
        except ValueError as error:
            raise Http404 from error

    @cached_property
    def reads_like_a_case(self) -> bool:
        return bool(guard.case_signs(guard.texts_of(self.topic)))

    def get_initial(self) -> dict[str, Any]:
        if self.outcome != Outcome.DECLINED:
            return self._letters()
        # A decline's letters wait for its reason, unless the guard has named it.
        if not self.reads_like_a_case:
            return {}
        avenues = list(Avenue.objects.all())
        code = DeclineReason.INDIVIDUAL_CASE
        return {"reason_code": code, "avenues": avenues, **self._letters(code, avenues)}

    def _letters(self, reason_code: str = "", avenues: Iterable[Avenue] = ()) -> dict[str, str]:
        return {
            f"letter_{language}": services.draft_letter(
                self.outcome, reason_code, avenues, language
            )
            for language in ("cy", "en")
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "outcome": self.outcome,
            "topic": self.topic,
            "criteria": Criterion.objects.filter(is_active=True),
            "alone": may_approve(self.request.user) and counted(self.topic) < ASSESSORS,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            topic=self.topic,
            outcome=self.outcome,
            sections=answers_of(self.topic),
            readers=self.topic.organisation.users().count(),
            **self.weighed(),
            **self.beside(),
            **kwargs,
        )

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        cleaned = form.cleaned_data
        empty = not (cleaned["letter_en"].strip() or cleaned["letter_cy"].strip())
        if "draft" in self.request.POST or (empty and cleaned.get("reason_code")):
            return self._draft_again(form)
        try:
            if interest := (form.declared() or "").strip():
                services.declare_interest(
                    self.topic, actor=signed_in(self.request), reason=interest
                )
                return self.closed(recused=True)
            self.decide(
                form,
                outcome=self.outcome,
                reason=cleaned["reason"],
                letter_en=cleaned["letter_en"],
                letter_cy=cleaned["letter_cy"],
                scores=form.scores(),
                reason_code=cleaned.get("reason_code", ""),
                avenues=cleaned.get("avenues", ()),
                conditions=cleaned.get("conditions", ""),
                interest_declared=form.declared(),
                deferred_to=cleaned.get("deferred_to"),
                merged_into=cleaned.get("merged_into"),
                alone_because=cleaned.get("alone_because", ""),
            )
        except services.DecisionMissing as error:
            return self._say_missing(form, error)
        except services.Recused:
            return self.closed(recused=True)
        except services.StillRuns as error:
            for words in error.reasons:
                form.add_error(None, words)
            return self.form_invalid(form)
        except (services.AlreadyDecided, TransitionError):
            self.topic.refresh_from_db()
            return self.too_late()
        if self.outcome == Outcome.MORE_INFORMATION:
            messages.success(self.request, _("The question is sent to the partner by mail."))
        else:
            messages.success(
                self.request,
                _("The decision is recorded. A colleague approves the letter before it is sent."),
            )
        return redirect("partners:request-review", self.topic.pk)

    def _say_missing(self, form: DecisionForm, error: services.DecisionMissing) -> HttpResponse:
        for name in error.missing:
            field, words = MISSING[name]
            if name == "assessments" and field not in form.fields:
                field, words = None, self.must_wait or words
            form.add_error(field, words)
        return self.form_invalid(form)

    def decide(self, form: DecisionForm, **parts: Any) -> None:
        services.decide_request(self.topic, actor=signed_in(self.request), **parts)

    def form_invalid(self, form: DecisionForm) -> HttpResponse:
        if "draft" in self.request.POST:
            return self._draft_again(form)
        return super().form_invalid(form)

    def _draft_again(self, form: DecisionForm) -> HttpResponse:
        """Write both letters from what is chosen, and show the page without judging it."""
        cleaned = form.cleaned_data
        window, other = cleaned.get("deferred_to"), cleaned.get("merged_into")
        data = QueryDict("", mutable=True)
        data.update(self.request.POST)
        for language in ("cy", "en"):
            data[f"letter_{language}"] = services.draft_letter(
                self.outcome,
                cleaned.get("reason_code", ""),
                cleaned.get("avenues", ()),
                language,
                conditions=cleaned.get("conditions", ""),
                window_name=getattr(window, f"name_{language}", "") or "",
                # PRIVACY: another partner's request is nothing to this one's reader.
                other_reference=other.reference
                if other and other.organisation_id == self.topic.organisation_id
                else "",
            )
        fresh = self.get_form_class()(**self.get_form_kwargs() | {"data": data})
        context = self.get_context_data(form=quiet(fresh), drafted=True)
        return self.render_to_response(context)
