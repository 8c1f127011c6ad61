"""The portal's pages of requests: start, write in short steps, check, submit, follow."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, ListView, TemplateView, View

from partners import guard, permissions, services
from partners.forms.request import StepForm, SubmitForm
from partners.models import (
    Avenue,
    Decision,
    Organisation,
    Outcome,
    RequestStatus,
    RequestWindow,
    Side,
    TopicRequest,
)
from partners.steps import BY_SLUG, STEP_OF, STEPS, following, progress_of
from partners.views.answers import (
    answers_of,
    comments_of,
    label_of,
    pairs_of,
    saves_of,
    shown_detail,
)
from partners.views.asking import questions_of
from vef.accounts.models import Role
from vef.accounts.permissions import PartnerOnly, is_partner, signed_in
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped, quiet
from vef.documents.attachments import attachments_of

# A list to choose from, not an archive: older ones have a button on their own page.
EARLIER_SHOWN = 30


class PortalPage(PartnerOnly):
    """A portal page of somebody who belongs to an organisation; to others it isn't there."""

    request: HttpRequest

    @cached_property
    def organisation(self) -> Organisation:
        organisation = permissions.organisation_of(self.request.user)
        if organisation is None:
            raise Http404
        return organisation


class TopicPage(PortalPage):
    """A page about one request of the reader's own organisation. Any other is not there."""

    kwargs: dict[str, Any]

    @cached_property
    def topic(self) -> TopicRequest:
        rows = TopicRequest.objects.visible_to(self.request.user).select_related(
            "window",
            "organisation",
            "author",
            "saved_by",
            "first_window",
            "late_code",
            "based_on",
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, **kwargs)  # type: ignore[misc, no-any-return]


class WritingPage(TopicPage):
    """A page on which a request is written; leads away once it is with the office."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_partner(request.user) and not self.topic.may_be_changed:
            return self.too_late()
        return super().dispatch(request, *args, **kwargs)

    def too_late(self) -> HttpResponse:
        return redirect("partners:request-detail", self.topic.pk)


class RequestList(PortalPage, ListView):
    """All the organisation's requests, unfinished first."""

    template_name = "partners/portal/request_list.html"
    context_object_name = "topics"
    paginate_by = 50

    def get_queryset(self) -> QuerySet[TopicRequest]:
        return (
            TopicRequest.objects.filter(organisation=self.organisation)
            .visible_to(self.request.user)
            .select_related("window", "author", "late_code")
            .order_by("-saved_at")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        window = RequestWindow.objects.accepting().first()
        return super().get_context_data(window=window, **kwargs)


class RequestStart(PortalPage, TemplateView):
    """What a request needs, and a button that begins one. Looking begins nothing."""

    template_name = "partners/portal/request_start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            window=RequestWindow.objects.accepting().first(),
            coming=RequestWindow.objects.still_to_come().first(),
            late_window=services.late_window_of(self.organisation),
            steps=STEPS,
            earlier=self.earlier()[:EARLIER_SHOWN],
            **kwargs,
        )

    def earlier(self) -> QuerySet[TopicRequest]:
        """The organisation's own requests that a new one may begin from."""
        rows = TopicRequest.objects.filter(organisation=self.organisation)
        return rows.filter(submitted_at__isnull=False).order_by("-submitted_at")

    def post(self, request: HttpRequest) -> HttpResponse:
        based_on = None
        if chosen := request.POST.get("from"):
            try:
                based_on = self.earlier().get(pk=UUID(chosen))
            except (ValueError, TopicRequest.DoesNotExist) as error:
                raise Http404 from error
        try:
            topic = services.start_request(
                organisation=self.organisation, actor=signed_in(request), based_on=based_on
            )
        except services.WindowClosed:
            messages.error(request, _("No request window is open now."))
            return redirect("partners:request-start")
        return redirect("partners:request-edit", topic.pk)


class RequestEdit(WritingPage, TemplateView):
    """The task list: every step, how far it has come, and the deadline."""

    template_name = "partners/portal/request_edit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        progress = progress_of(self.topic)
        return super().get_context_data(
            progress=progress,
            done=sum(each.state == "completed" for each in progress),
            missing=services.missing_answers(self.topic),
            accepting=RequestWindow.objects.accepting().first(),
            question=self.question(),
            files=list(attachments_of(self.topic)),
            saves=saves_of(self.topic),
            comments=comments_of(self.topic, Side.PARTNER),
            **kwargs,
        )

    def question(self) -> Decision | None:
        """Return what the office asked, while the request waits for the answer."""
        if self.topic.status != RequestStatus.MORE_INFORMATION:
            return None
        return self.topic.decisions.filter(outcome=Outcome.MORE_INFORMATION).last()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Move a draft whose window has closed into the open one."""
        try:
            services.carry_over_request(self.topic, actor=signed_in(request))
        except (services.WindowClosed, services.NotEditable):
            messages.error(request, _("No request window is open now."))
        return redirect("partners:request-edit", self.topic.pk)


class RequestStep(WritingPage, KeepTyped, FormView):
    """One step. Saving keeps whatever was typed, finished or not."""

    template_name = "partners/portal/request_step.html"
    form_class = StepForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in BY_SLUG:
            raise Http404
        self.step = BY_SLUG[kwargs["step"]]

    def get_initial(self) -> dict[str, Any]:
        return {name: self.topic.answer(name) for name in self.step.fields} | {
            "seen": services.fingerprint(self.topic, self.step.fields)
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"step": self.step, "topic": self.topic}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            step=self.step,
            number=STEPS.index(self.step) + 1,
            total=len(STEPS),
            **kwargs,
        )
        return context | {"questions": questions_of(context["form"], self.topic)}

    def form_valid(self, form: StepForm) -> HttpResponse:
        if answer := self._save(form):
            return answer
        if "later" in self.request.POST:
            messages.success(self.request, _("Saved. You can come back at any time."))
            return redirect("partners:request-edit", self.topic.pk)
        after = following(self.step)
        if after is None:
            return redirect("partners:request-check", self.topic.pk)
        return redirect("partners:request-step", self.topic.pk, after.slug)

    def form_invalid(self, form: StepForm) -> HttpResponse:
        """Keep every answer that can be kept, and show what is not right yet."""
        if answer := self._save(form):
            return answer
        # The stored answers have moved on; the page must know what it was made from.
        form.note_what_is_stored(self.topic, self.left)
        return self.render_to_response(self.get_context_data(form=form, kept_the_rest=True))

    def _save(self, form: StepForm) -> HttpResponse | None:
        seen = services.Seen(self.step.fields, form.data.get("seen", ""))
        try:
            saved = services.save_request(
                self.topic, actor=signed_in(self.request), answers=form.answers(), seen=seen
            )
        except services.SaveConflict as conflict:
            return self._show_both(form, conflict)
        except services.NotEditable:
            self.topic.refresh_from_db()
            return self.too_late()
        except (services.RequestIncomplete, services.CaseReviewSuspected):
            return self._must_stay_whole(form)
        self.left = saved.left
        if saved.left:
            messages.info(
                self.request,
                _("A colleague saved other answers on that page meanwhile. Both are kept."),
            )
        return None

    def _must_stay_whole(self, form: StepForm) -> HttpResponse:
        """It is with the office already, so nothing it needs may be taken out."""
        form.add_error(
            None,
            _(
                "Your request is with us already, so an answer that we need can't be left empty, "
                "and it can't ask about one person's case. Nothing on this page was saved."
            ),
        )
        return self.render_to_response(self.get_context_data(form=form))

    def too_late(self) -> HttpResponse:
        """A colleague handed the request in meanwhile: give back what was typed, to copy."""
        if self.request.method != "POST":
            return super().too_late()
        form = self.get_form()
        if not (self.switched or form.differs_from(self.topic)):
            return super().too_late()
        context = self.get_context_data(form=quiet(form), too_late=True)
        return self.render_to_response(context, status=409)

    def _show_both(self, form: StepForm, conflict: services.SaveConflict) -> HttpResponse:
        stored = TopicRequest.objects.get(pk=self.topic.pk)
        form.note_what_is_stored(stored, conflict.left)
        context = self.get_context_data(
            form=form,
            pairs=pairs_of(conflict.theirs, form.answers(), stored),
            left=[label_of(name) for name in conflict.left],
            saved_by=conflict.by,
            saved_at=conflict.at,
        )
        return self.render_to_response(context, status=409)


class RequestCheck(WritingPage, KeepTyped, FormView):
    """Check your answers, then submit. Points out one person's case and personal details."""

    template_name = "partners/portal/request_check.html"
    form_class = SubmitForm

    def get_initial(self) -> dict[str, Any]:
        return {"not_a_case_because": self.topic.not_a_case_because}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = guard.texts_of(self.topic)
        cases = guard.case_signs(texts)
        noticed = services.noticed_in(self.topic)
        return super().get_context_data(
            sections=answers_of(self.topic),
            missing=[
                (label_of(name), STEP_OF[name]) for name in services.missing_answers(self.topic)
            ],
            cases=cases,
            details=[shown_detail(each) for each in noticed],
            files=list(attachments_of(self.topic)),
            unsaid=any(each.said is None for each in noticed),
            avenues=Avenue.objects.all() if cases else (),
            may_submit=permissions.may_submit(self.request.user, self.organisation),
            may_send=self.topic.reference or self.topic.window.is_accepting,
            leads=self.organisation.users().filter(role=Role.PARTNER_LEAD),
            **kwargs,
        )

    def form_valid(self, form: SubmitForm) -> HttpResponse:
        if not permissions.may_submit(self.request.user, self.organisation):
            messages.error(self.request, _("A partner lead submits requests for you."))
            return redirect("partners:request-check", self.topic.pk)
        try:
            services.submit_request(
                self.topic,
                actor=signed_in(self.request),
                not_a_case_because=form.cleaned_data["not_a_case_because"],
            )
        except services.RequestIncomplete:
            form.add_error(None, _("Some answers are still missing. They are listed below."))
        except services.CaseReviewSuspected:
            form.add_error(
                "not_a_case_because",
                _("Say why this is not about one person's case, or change your request."),
            )
        except services.WindowClosed:
            form.add_error(None, _("The request window has closed. Your draft is kept."))
        except TransitionError:
            return redirect("partners:request-detail", self.topic.pk)
        if form.errors:
            return self.form_invalid(form)
        messages.success(self.request, _("Your request has been submitted."))
        return HttpResponseRedirect(reverse("partners:request-detail", args=[self.topic.pk]))


class RequestDetails(WritingPage, View):
    """Say which of the noticed words are not about a person. Only a press of the button does."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        keys = request.POST.getlist("not_personal")
        try:
            services.keep_details(self.topic, actor=signed_in(request), keys=keys)
        except services.NotEditable:
            self.topic.refresh_from_db()
            return self.too_late()
        if keys:
            messages.success(request, _("Noted. The office will read it beside these words."))
        else:
            messages.info(request, _("You have not ticked anything."))
        return redirect("partners:request-check", self.topic.pk)
