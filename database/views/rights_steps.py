"""The steps of a request, each on a page of its own: GET shows it, a POST takes it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from database.forms import rights as forms
from database.models import RightsRequest, RightsStatus
from database.permissions import may_approve_erasure, may_handle_rights
from database.refusals import REFUSALS, explain
from database.services import rights, rights_outcomes
from database.services.rights_outcomes import ENDS_WITH_A_NOTE
from vef.accounts.models import User
from vef.accounts.permissions import signed_in
from vef.common.views.pages import KeepTyped

Kind = RightsRequest.Kind
W, R = RightsStatus.WORKING, RightsStatus.RECEIVED


@dataclass(frozen=True)
class Step:
    """One step of a row: its words, its form, the service behind it, and when it is offered.

    ``take`` gets the row, the clean form and the actor. ``offered`` only decides what
    a page shows; the service refuses by itself.
    """

    title: str | Promise
    lead: str | Promise
    done: str | Promise
    take: Callable[[Any, dict[str, Any], User], object]
    offered: Callable[[Any, User], bool]
    form: type[Form] = Form
    allowed: Callable[[Any], bool] = may_handle_rights
    tone: str = ""


def _settled(row: RightsRequest, *kinds: str) -> bool:
    return row.status == W and row.is_identity_settled and row.kind in kinds


def _has_left(row: RightsRequest) -> bool:
    """Whether nothing is left to hand over."""
    return row.kind != Kind.ACCESS or (hasattr(row, "pack") and bool(row.pack.handed_over_at))


def _identity(row: RightsRequest, clean: dict[str, Any], by: User) -> object:
    word = clean.get("code_word", "")
    return rights.confirm_identity(row, method=clean["method"], word=word, actor=by)


def _decide(row: RightsRequest, clean: dict[str, Any], by: User) -> object:
    upheld = clean["decision"] == "upheld"
    return rights_outcomes.decide_objection(row, is_upheld=upheld, reason=clean["reason"], actor=by)


# In the order they are shown. Words first, as whoever reads the page meets them.
STEPS: dict[str, Step] = {
    "take-up": Step(
        _("Begin to work on it"),
        _("From now on your name stands on it."),
        _("It is yours now."),
        lambda row, clean, by: rights.take_up(row, actor=by),
        lambda row, user: row.status == R,
    ),
    "identity": Step(
        _("Make sure who asks"),
        _(
            "Nothing leaves before this is done. Use only a way they gave us before, never an "
            "address or number that came with the request. The month begins today."
        ),
        _("It is them. The month begins today."),
        _identity,
        lambda row, user: row.is_open and not row.is_identity_settled,
        forms.IdentityForm,
    ),
    "acknowledge": Step(
        _("Tell them that we have it"),
        _("Tell them by a way that is safe for them, then write down here how you did it."),
        _("Noted that they were told."),
        lambda row, clean, by: rights.acknowledge(row, method=clean["method"], actor=by),
        lambda row, user: row.is_open and row.acknowledged_at is None,
        forms.ToldForm,
    ),
    "clarify": Step(
        _("Ask what is meant"),
        _(
            "Ask them by a way that is safe for them. Only for a copy of what is held does the "
            "clock stand still until they answer."
        ),
        _("Noted that we wait for their answer."),
        lambda row, clean, by: rights.ask_clarification(row, reason=clean["reason"], actor=by),
        lambda row, user: row.status in {W, R} and row.is_identity_settled,
        forms.QuestionForm,
    ),
    "clarified": Step(
        _("They have answered"),
        _("The clock goes on from today."),
        _("The clock goes on."),
        lambda row, clean, by: rights.note_clarified(row, actor=by),
        lambda row, user: row.status == RightsStatus.WAITING,
    ),
    "extend": Step(
        _("Take more time"),
        _("One or two months more. They must hear of it, with the reason, within the first month."),
        _("Extended."),
        lambda row, clean, by: rights.extend(
            row, months=clean["months"], reason=clean["reason"], actor=by
        ),
        lambda row, user: row.status == W and row.is_identity_settled and row.kind != "complaint",
        forms.ExtendForm,
    ),
    "news": Step(
        _("Tell them how it stands"),
        _("Whoever complained hears from us at least every 30 days."),
        _("Noted. They hear from us again within 30 days."),
        lambda row, clean, by: rights.note_news(row, reason=clean["reason"], actor=by),
        lambda row, user: row.is_open and row.kind == "complaint" and bool(row.acknowledged_at),
        forms.NewsForm,
    ),
    "complete": Step(
        _("Close it as done"),
        _("They have been told what was done."),
        _("Closed."),
        lambda row, clean, by: rights_outcomes.complete(row, outcome=clean["reason"], actor=by),
        lambda row, user: _settled(row, *ENDS_WITH_A_NOTE) and _has_left(row),
        forms.OutcomeForm,
    ),
    "restrict": Step(
        _("Restrict their record"),
        _("It is kept, and used for nothing: nothing is sent to them until this is lifted."),
        _("Their record is restricted."),
        lambda row, clean, by: rights_outcomes.restrict(row, reason=clean["reason"], actor=by),
        lambda row, user: _settled(row, Kind.RESTRICTION),
        forms.WhyForm,
    ),
    "decide": Step(
        _("Decide the objection"),
        _("They are told what you decide and why, and where else they can turn."),
        _("Decided."),
        _decide,
        lambda row, user: _settled(row, Kind.OBJECTION),
        forms.ObjectionForm,
    ),
    "prepare-erasure": Step(
        _("Prepare the erasure"),
        _("All contact stops at once. A second person must agree before anything is deleted."),
        _("Prepared. It now waits for a second person."),
        lambda row, clean, by: rights_outcomes.prepare_erasure(
            row, reason=clean["reason"], actor=by
        ),
        lambda row, user: _settled(row, Kind.ERASURE) and row.prepared_by_id is None,
        forms.WhyForm,
        tone="warning",
    ),
    "approve-erasure": Step(
        _("Agree, and erase"),
        _("Their record is deleted for good. Nobody can bring it back."),
        _("Erased."),
        lambda row, clean, by: rights_outcomes.approve_erasure(
            row, reason=clean["reason"], actor=by
        ),
        lambda row, user: _settled(row, Kind.ERASURE) and row.prepared_by_id not in {None, user.pk},
        forms.WhyForm,
        allowed=may_approve_erasure,
        tone="warning",
    ),
    "send-back": Step(
        _("Send the erasure back"),
        _("It is thought about again. Nobody is contacted meanwhile."),
        _("Sent back."),
        lambda row, clean, by: rights_outcomes.send_back_erasure(
            row, reason=clean["reason"], actor=by
        ),
        lambda row, user: _settled(row, Kind.ERASURE) and row.prepared_by_id is not None,
        forms.WhyForm,
        allowed=may_approve_erasure,
    ),
    "refuse": Step(
        _("Refuse it"),
        _("They are told why, and that they can complain to us and to the regulator."),
        _("Refused."),
        lambda row, clean, by: rights_outcomes.refuse(row, reason=clean["reason"], actor=by),
        lambda row, user: row.is_open,
        forms.WhyForm,
    ),
    "take-back": Step(
        _("They take it back"),
        _("They no longer want it. It stays in the register."),
        _("Closed, because they took it back."),
        lambda row, clean, by: rights_outcomes.take_back(row, reason=clean["reason"], actor=by),
        lambda row, user: row.is_open,
        forms.WhyForm,
    ),
}


@dataclass(frozen=True)
class Offer:
    """A step as a page offers it."""

    url: str
    title: str
    tone: str


def steps_for(row: RightsRequest, user: User) -> list[Offer]:
    """Return the steps this user may take with a request now, in their order."""
    return [
        Offer(reverse("database:rights-step", args=[row.pk, name]), str(step.title), step.tone)
        for name, step in STEPS.items()
        if step.allowed(user) and step.offered(row, user)
    ]


def error_field(error: Exception) -> str | None:
    """Name the field a refusal belongs to; None for the whole form."""
    return _FIELDS.get(type(error).__name__)


_FIELDS = {"WrongCodeWord": "code_word", "TooManyTries": "code_word", "NoSafeNumber": "method"}


class StepPage(KeepTyped, FormView):
    """What a page of one step shares: the row, the words, the refusal beside its field."""

    step: Any
    row: Any
    template_name = "database/rights_step.html"

    def get_form_class(self) -> type[Form]:
        form: type[Form] = self.step.form
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.step.take(self.row, form.cleaned_data, signed_in(self.request))
        except REFUSALS as error:
            field = error_field(error)
            form.add_error(field if field in form.fields else None, explain(error))
            return self.form_invalid(form)
        messages.success(self.request, str(self.step.done))
        return redirect(self.row_url())

    def row_url(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row, step=self.step, back=self.row_url(), **kwargs)


def _find_step(steps: dict[str, Any], name: str, user: Any) -> Any:
    """Return the step of this name. Raises Http404, and PermissionDenied without the right."""
    if name not in steps:
        raise Http404
    if not steps[name].allowed(user):
        raise PermissionDenied
    return steps[name]


class ByStep:
    """Finds the step its address names, before the page is looked at."""

    steps: dict[str, Any]
    step: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):  # type: ignore[attr-defined]
            self.step = _find_step(self.steps, kwargs["step"], request.user)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
