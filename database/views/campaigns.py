"""Campaigns: asking members for more, prepared by one and released by another."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView, View

from database import asking
from database.campaign_emails import preview_wording
from database.forms.asks import StaffEqualityForm
from database.forms.campaigns import CampaignForm, CloseForm
from database.models import AskStatus, Campaign, CampaignStatus, Purpose
from database.permissions import may_release_campaign
from database.services import campaigns, current_wording
from database.services.equality import (
    EqualityNotAsked,
    is_asked,
    questions_in_use,
    record_equality,
)
from database.views.people import OnePerson
from vef.accounts.permissions import OfficeOnly, OfficeWorker, may_approve, signed_in
from vef.audit.services import record
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped
from vef.outbox.previews import SAMPLE, mail_previews


class CampaignList(OfficeWorker, ListView):
    """Every campaign, the newest first, with how many people stand where."""

    template_name = "database/campaign_list.html"
    paginate_by = 25
    queryset = Campaign.objects.all()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        tallies = campaigns.tallies(context["page_obj"].object_list)
        rows = [(campaign, counts_of(tallies[campaign.pk])) for campaign in context["page_obj"]]
        return {**context, "rows": rows}


def counts_of(tally: Any) -> dict[str, int]:
    """Return a campaign's counts as the pages name them."""
    asked = (AskStatus.ASKED, AskStatus.GAVE, AskStatus.DECLINED)
    return {
        "everybody": sum(tally.values()),
        "waiting": tally[AskStatus.PREPARED] + tally[AskStatus.QUEUED],
        "asked": sum(tally[status] for status in asked),
        "gave": tally[AskStatus.GAVE],
        "declined": tally[AskStatus.DECLINED],
        "no_reply": tally[AskStatus.ASKED],
        "withheld": tally[AskStatus.WITHHELD],
    }


class CampaignCreate(OfficeWorker, KeepTyped, FormView):
    """What to ask and why. Notes whom it would ask, and sends nothing."""

    template_name = "database/campaign_form.html"
    form_class = CampaignForm

    def get_initial(self) -> dict[str, Any]:
        kind = self.request.GET.get("kind", "")
        return {"kind": kind} if kind in Campaign.Kind.values else {}

    def form_valid(self, form: CampaignForm) -> HttpResponse:
        try:
            campaign = campaigns.prepare_campaign(
                **form.cleaned_data, actor=signed_in(self.request)
            )
        except campaigns.NobodyToAsk:
            form.add_error(None, _("There is nobody to ask: everybody is left out."))
        except campaigns.NoTerms:
            form.add_error("kind", _("No terms of reference are in force yet."))
        except EqualityNotAsked:
            form.add_error(
                "kind",
                _(
                    "The equality questions are switched off. They are switched on, with a "
                    "reason, under “Optional fields”."
                ),
            )
        else:
            messages.success(
                self.request, _("Prepared. Nothing has been sent: another person must release it.")
            )
            return redirect("database:campaign-detail", campaign.pk)
        return self.form_invalid(form)


class CampaignDetail(OfficeWorker, DetailView):
    """Whom a campaign asks and whom not, what they will read, and what came of it in numbers."""

    template_name = "database/campaign_detail.html"
    context_object_name = "campaign"
    queryset = Campaign.objects.select_related("prepared_by", "released_by", "terms")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, user = self.object, signed_in(self.request)
        is_draft = campaign.status == CampaignStatus.DRAFT
        questions = list(campaign.questions.order_by("order"))
        left_out: list[asking.Group] = []
        if is_draft:
            found = asking.audience(campaign.kind, questions)
            mine = set(campaign.asks.values_list("person_id", flat=True))
            others = tuple(one for one in found.left_out if one.person_id not in mine)
            left_out = asking.Audience((), others).groups
            record(user, "audience.viewed", campaign, data={"left_out": len(others)})
        tally = campaigns.tallies([campaign])[campaign.pk]
        return super().get_context_data(
            questions=questions,
            counts=counts_of(tally),
            left_out=left_out,
            is_draft=is_draft,
            is_open=campaign.status != CampaignStatus.CLOSED,
            may_release=is_draft and may_release_campaign(user, campaign),
            previews=mail_previews(
                lambda language: preview_wording(campaign, language, token=SAMPLE)
            ),
            **kwargs,
        )


class CampaignRelease(OfficeOnly, View):
    """A second person lets it go."""

    allowed = staticmethod(may_approve)
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: Any) -> HttpResponse:
        campaign = get_object_or_404(Campaign, pk=pk)
        try:
            campaigns.release_campaign(campaign, actor=signed_in(request))
        except campaigns.SamePerson:
            messages.error(request, _("Another person than the one who prepared it releases it."))
        except (campaigns.CampaignOver, TransitionError):
            messages.error(request, _("The campaign is over."))
        else:
            messages.success(request, _("Released. Each person is asked once, as the gate allows."))
        return redirect("database:campaign-detail", campaign.pk)


class CampaignClose(OfficeWorker, KeepTyped, FormView):
    """Ends a campaign before its day, with a reason."""

    template_name = "database/campaign_close.html"
    form_class = CloseForm

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._pk = kwargs["pk"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign = get_object_or_404(Campaign, pk=self._pk)
        return super().get_context_data(campaign=campaign, **kwargs)

    def form_valid(self, form: CloseForm) -> HttpResponse:
        campaign = get_object_or_404(Campaign, pk=self._pk)
        campaigns.close_campaign(
            campaign, actor=signed_in(self.request), reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("Closed. Its links open nothing any more."))
        return redirect("database:campaign-detail", campaign.pk)


class EqualityRecord(OnePerson, KeepTyped, FormView):
    """Writes down equality answers for somebody on the phone. Shows nothing that is held."""

    template_name = "database/form.html"
    form_class = StaffEqualityForm
    title = gettext_lazy("Record equality answers")
    lead = gettext_lazy(
        "Write down only what they tell you themselves. Read each question out with its answers; "
        "they may leave out any. What was answered before is not shown, and stays unless it is "
        "answered anew."
    )
    submit = gettext_lazy("Save")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user) and not is_asked():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "questions": questions_in_use(),
            "wording": current_wording(Purpose.EQUALITY),
        }

    def form_valid(self, form: StaffEqualityForm) -> HttpResponse:
        record_equality(
            self.person,
            answers=form.answers(),
            language=form.cleaned_data["language"],
            method=form.cleaned_data["method"],
            actor=signed_in(self.request),
            agrees_now=True,
        )
        messages.success(self.request, _("The answers are kept. They are not shown to anybody."))
        return redirect(reverse("database:person-detail", args=[self.person.pk]))
