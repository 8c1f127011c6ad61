"""The page behind a campaign's link: blind, neutral outside, and nothing chosen beforehand.

GET and HEAD change nothing, since mail scanners open every link. A page never shows what
was answered before: a link proves a mailbox, not a person.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views.generic import FormView, TemplateView

from database.forms.asks import EqualityForm, RenewalForm
from database.models import Campaign, ConsentWording, Purpose
from database.services import NoWording, asks, current_wording
from database.services.safe_contact import latest_safe_contact
from vef.common.views.errors import gone
from vef.common.views.pages import KeepTyped


def _wordings() -> dict[str, ConsentWording]:
    """Return the wording in use of everything a renewal asks about."""
    found = {}
    for purpose in asks.RENEWABLE:
        try:
            found[str(purpose)] = current_wording(purpose)
        except NoWording:
            continue
    return found


FORMS: dict[Campaign.Kind, type[Form]] = {
    Campaign.Kind.EQUALITY: EqualityForm,
    Campaign.Kind.RENEWAL: RenewalForm,
    Campaign.Kind.TERMS: Form,
}


@method_decorator(login_not_required, name="dispatch")
class AskPage(KeepTyped, FormView):
    """What a campaign asks, why, and the person's own choice; "I'd rather not" is one of them."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        ask = asks.ask_behind(kwargs["token"])
        if ask is None:
            return gone(request)
        self.ask = ask
        self.renews = ask.campaign.kind == Campaign.Kind.RENEWAL
        if ask.campaign.only_tells and request.method == "POST":
            # There is nothing to answer, and nobody learns from a page that there was.
            return self.http_method_not_allowed(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return [f"database/person/ask_{self.ask.campaign.kind}.html"]

    def get_form_class(self) -> type:
        return FORMS[Campaign.Kind(self.ask.campaign.kind)]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.ask.campaign.only_tells:
            return kwargs
        if self.renews:
            return kwargs | {"wordings": _wordings()}
        questions = self.ask.campaign.questions.prefetch_related("options").order_by("order")
        return kwargs | {
            "questions": list(questions),
            "wording": current_wording(Purpose.EQUALITY),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contact = latest_safe_contact(self.ask.person)
        return super().get_context_data(
            campaign=self.ask.campaign,
            keeps_typed=not self.ask.campaign.only_tells,
            is_plain=bool(contact and contact.shares_mailbox),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "decline" in request.POST:
            return self._take(lambda: asks.decline(self.ask), "no")
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        language = (get_language() or "en")[:2]
        if self.renews:
            said = form.said()
            what = "left" if said.get(Purpose.DATABASE) is False else "said"
            return self._take(
                lambda: asks.renew(self.ask, said=said, wordings=_wordings(), language=language),
                what,
            )
        return self._take(
            lambda: asks.give_equality(self.ask, answers=form.answers(), language=language),
            "given",
        )

    def _take(self, act: Any, what: str) -> HttpResponse:
        try:
            act()
        except asks.AskClosed:
            return gone(self.request)
        return redirect("database:ask-done", what=what)


@method_decorator(login_not_required, name="dispatch")
class AskDone(TemplateView):
    """What happens next. The same for whoever opens it: it tells nothing about anybody."""

    template_name = "database/person/ask_done.html"
    http_method_names = ["get", "head", "options"]
    WORDS = ("given", "no", "said", "left")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kwargs["what"] not in self.WORDS:
            raise Http404
        return super().get_context_data(**kwargs)
