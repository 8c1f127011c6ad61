"""The pages people open by a link, without an account.

GET and HEAD change nothing, since mail scanners open every link. A page never
shows what was answered or replied before: a link proves a mailbox, not a person.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView, View

from engagement import audiences
from engagement.emails import INVITATION_SCOPE
from engagement.forms.person import ReplyForm, SurveyForm
from engagement.models import Activity, Contribution, Helpline, Invitation, ReplyChoice
from engagement.services import contributions, replies
from vef.common.actors import PersonByLink
from vef.common.links import LinkUnusable, open_link
from vef.common.views.errors import gone
from vef.common.views.pages import KeepTyped


def _open(token: str) -> Invitation | None:
    try:
        target = open_link(scope=INVITATION_SCOPE, token=token)
    except LinkUnusable:
        return None
    return audiences.invitation_behind_link(target)


def _helplines() -> Any:
    return Helpline.objects.filter(verified_on__isnull=False)


@method_decorator(login_not_required, name="dispatch")
class ByInvitation(View):
    """A page behind an invitation's link. Every link that opens nothing is answered alike."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        invitation = _open(kwargs["token"])
        if invitation is None:
            return gone(request)
        self.invitation, self.activity = invitation, invitation.activity
        self.token = kwargs["token"]
        return self.instead() or super().dispatch(request, *args, **kwargs)

    def instead(self) -> HttpResponse | None:
        """Return where to go if this page is not (yet) for the holder of the link."""
        return None

    @property
    def actor(self) -> PersonByLink:
        return PersonByLink(str(self.invitation.person_id))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = {"activity": self.activity, "invitation": self.invitation, "token": self.token}
        return super().get_context_data(**kwargs | known)  # type: ignore[misc, no-any-return]


class InvitationPage(ByInvitation, KeepTyped, FormView):
    """Who asks, why, what it means; then the person's own choice."""

    template_name = "engagement/person/invitation.html"
    form_class = ReplyForm

    def form_valid(self, form: ReplyForm) -> HttpResponse:
        choice = form.cleaned_data["choice"]
        try:
            replies.reply(self.invitation, choice, actor=self.actor)
        except replies.ReplyClosed:
            return gone(self.request)
        if choice == ReplyChoice.STOP:
            return redirect("database:stopped")
        if choice == ReplyChoice.NOT_THIS_TIME:
            return redirect("engagement:thanks", token=self.token, what="no")
        if not self.invitation.asked:
            return redirect("engagement:thanks", token=self.token, what="yes")
        page = "survey" if not self.activity.takes_anonymous else "invitation-how"
        return redirect(f"engagement:{page}", token=self.token)


class HowPage(ByInvitation, TemplateView):
    """How anonymous each way of answering is, before the first question."""

    template_name = "engagement/person/how.html"

    def instead(self) -> HttpResponse | None:
        if self.activity.takes_anonymous:
            return None
        return redirect("engagement:survey", token=self.token)


class SurveyPage(ByInvitation, KeepTyped, FormView):
    """All questions on one page, answered by name; saved, sent and changed until the end."""

    template_name = "engagement/person/survey.html"
    form_class = SurveyForm

    def instead(self) -> HttpResponse | None:
        # Answering comes after agreeing to take part; nobody skips that step.
        agreed = self.invitation.reply == ReplyChoice.TAKING_PART
        if self.invitation.asked and self.activity.takes_named and agreed:
            return None
        return redirect("engagement:invitation", token=self.token)

    def get_form_kwargs(self) -> dict[str, Any]:
        kept = Contribution.objects.filter(invitation=self.invitation).exists()
        return super().get_form_kwargs() | {
            "activity": self.activity,
            "may_be_empty": kept or "save" in self.request.POST,
            "offers_restart": kept,
        }

    def form_valid(self, form: SurveyForm) -> HttpResponse:
        saves = "save" in self.request.POST
        take = contributions.save_named if saves else contributions.submit_named
        try:
            take(
                self.invitation,
                form.answers(),
                language=get_language() or "en",
                nonce=form.used_nonce,
                actor=self.actor,
                start_again=form.cleaned_data.get("start_again", False),
            )
        except contributions.AlreadySent:
            context = {"token": self.token}
            return render(self.request, "engagement/person/already_sent.html", context, status=409)
        except contributions.NotTakingAnswers:
            return gone(self.request)
        what = "saved" if saves else "sent"
        return redirect("engagement:thanks", token=self.token, what=what)


class ThanksPage(ByInvitation, TemplateView):
    """What happens next. The same for whoever opens it: it tells nothing about the person."""

    template_name = "engagement/person/thanks.html"
    WORDS = ("yes", "no", "saved", "sent")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kwargs["what"] not in self.WORDS:
            raise Http404
        return super().get_context_data(helplines=_helplines(), **kwargs)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class OnSharedPage(View):
    """A page everybody shares. PRIVACY: no token, no cookie, so none can be linked.

    Without a form token on purpose: that would be a cookie, and nobody's
    authority is used here.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        activity = Activity.objects.filter(shared_slug=kwargs["slug"]).first()
        if activity is None or not (activity.is_taking_answers and activity.takes_anonymous):
            return gone(request)
        self.activity = activity
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(activity=self.activity, **kwargs)  # type: ignore[misc, no-any-return]


class SharedSurvey(OnSharedPage, KeepTyped, FormView):
    """The questions, answered without a name and sent once."""

    template_name = "engagement/person/shared_survey.html"
    form_class = SurveyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"activity": self.activity}

    def form_valid(self, form: SurveyForm) -> HttpResponse:
        try:
            contributions.submit_anonymous(self.activity, form.answers(), nonce=form.used_nonce)
        except contributions.NotTakingAnswers:
            return gone(self.request)
        return redirect("engagement:shared-thanks", slug=self.kwargs["slug"])


class SharedThanks(OnSharedPage, TemplateView):
    template_name = "engagement/person/shared_thanks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(helplines=_helplines(), **kwargs)
