"""What the office's pages of this app share."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView, UpdateView, View

from engagement.models import Activity
from feedback.errors import Refused
from feedback.forms import ReasonForm
from feedback.services.coding import READABLE
from vef.accounts.models import User
from vef.accounts.permissions import OfficeOnly, may_approve, may_do_office_work
from vef.audit.models import Entry
from vef.common.bilingual import LanguageIncomplete
from vef.common.steps import TransitionError
from vef.common.views.pages import SWITCH, KeepTyped, quiet


class Acting:
    """A view behind the sign-in door: whoever acts has an account."""

    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def actor(self) -> User:
        return cast(User, self.request.user)


class Worker(Acting, OfficeOnly):
    """A page for officers and managers."""

    allowed = staticmethod(may_do_office_work)


def explain(error: Exception) -> str:
    """Return a sentence for the user about why a step was refused."""
    if isinstance(error, Refused):
        return str(error)
    if isinstance(error, LanguageIncomplete):
        return _("Some words are missing in this language, so it can't be checked yet.")
    return _("This step is not possible any more. Somebody may have taken it already.")


REFUSALS = (Refused, LanguageIncomplete, TransitionError)


class ReasonNotRight(Exception):
    """The reason typed with a step can't be taken; ``form`` says why and keeps it."""

    def __init__(self, form: ReasonForm) -> None:
        self.form = form
        super().__init__("the reason is not right")


class StepView(Worker, View):
    """A button: one POST, one service, back to the row's page with what happened.

    A refusal is said on the page it came from; nothing has changed then. A step that
    needs a reason names its ``page``: it is shown again with what was typed if that is
    not right, and in the other language if only that was asked for.
    """

    http_method_names = ["post"]
    page: type[View] | None = None
    prefix: str | None = None

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.row()
        if SWITCH in request.POST and self.page:
            return self.show_again(quiet(self.reason_form()))
        try:
            done = self.act(row)
        except ReasonNotRight as error:
            return self.show_again(error.form)
        except REFUSALS as error:
            messages.error(request, explain(error))
        else:
            messages.success(request, done)
        return HttpResponseRedirect(self.back(row))

    def reason_form(self) -> ReasonForm:
        return ReasonForm(self.request.POST, prefix=self.prefix)

    def reason(self) -> str:
        """Return the reason typed. Raises ReasonNotRight."""
        form = self.reason_form()
        if not form.is_valid():
            raise ReasonNotRight(form)
        return str(form.cleaned_data["reason"])

    def show_again(self, form: ReasonForm) -> HttpResponse:
        """Answer with the page the step is on, and what was typed."""
        page = cast(Any, self.page)(reason_form=form)
        page.setup(self.request, pk=self.kwargs["pk"])
        return cast(HttpResponse, page.get(self.request, pk=self.kwargs["pk"]))

    def require_manager(self) -> None:
        """Raise PermissionDenied unless the user may approve."""
        if not may_approve(self.request.user):
            raise PermissionDenied

    def row(self) -> Any:
        raise NotImplementedError

    def act(self, row: Any) -> str:
        """Call the service and return the sentence that says it was done."""
        raise NotImplementedError

    def back(self, row: Any) -> str:
        raise NotImplementedError


def step_named(steps: dict[str, Callable[..., str]], name: str) -> Callable[..., str]:
    """Return the step of this name. Raises Http404 for any other."""
    if name not in steps:
        raise Http404
    return steps[name]


class RefusableForm(KeepTyped, FormView):
    """A form whose service may refuse: the reason appears on the form, with all that was typed."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = self.act(form)
        except REFUSALS as error:
            self.refused(form, error)
            return self.form_invalid(form)
        messages.success(self.request, done)
        return HttpResponseRedirect(self.get_success_url())

    def refused(self, form: Any, error: Exception) -> None:
        """Put the reason where it belongs on the form."""
        form.add_error(None, explain(error))

    def act(self, form: Any) -> str:
        raise NotImplementedError


class RefusableUpdate(KeepTyped, UpdateView):
    """The same for a form about a row. The service saves, not the form."""

    def form_valid(self, form: Any) -> HttpResponse:
        # The form's own copy holds what was typed; the service gets a fresh row.
        row = type(form.instance)._default_manager.get(pk=form.instance.pk)
        try:
            done = self.act(row, form)
        except REFUSALS as error:
            form.add_error(None, explain(error))
            return self.form_invalid(form)
        messages.success(self.request, done)
        return HttpResponseRedirect(self.get_success_url())

    def act(self, row: Any, form: Any) -> str:
        raise NotImplementedError


class OfActivity(Worker):
    """A page under one activity."""

    @cached_property
    def activity(self) -> Activity:
        return get_object_or_404(
            Activity.objects.select_related("entry__request__organisation", "results_pack"),
            pk=self.kwargs["pk"],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(  # type: ignore[misc, no-any-return]
            activity=self.activity,
            # Only those who do office work get in here.
            may_work=True,
            pack=getattr(self.activity, "results_pack", None),
            is_readable=self.activity.status in READABLE,
            **kwargs,
        )


def history(row: models.Model) -> list[dict[str, Any]]:
    """Return who did what to a row, oldest first, in two queries."""
    entries = list(
        Entry.objects.filter(target_type=row._meta.label_lower, target_id=str(row.pk)).order_by(
            "id"
        )
    )
    ids = {entry.actor_id for entry in entries if entry.actor_kind in {"staff", "partner"}}
    names = {str(user.pk): user.name for user in User.objects.filter(pk__in=ids)}
    return [
        {
            "at": entry.at,
            "who": names.get(entry.actor_id) or _("The system"),
            "what": act_label(entry.action),
            "reason": entry.reason,
        }
        for entry in entries
    ]


def act_label(action: str) -> str:
    """Return an audited act in words."""
    labels = {
        "resultspack.created": _("Results pack started"),
        "resultspack.disclosure-checked": _("Checked for small numbers; figures frozen"),
        "resultspack.draft": _("Taken back to draft"),
        "resultspack.approved": _("Approved"),
        "resultspack.delivered": _("Delivered to the partner"),
        "resultspack.received": _("The partner said it has the results"),
        "resultspack.chased": _("Partner reminded"),
        "resultspack.escalated": _("Told to the partner's leads and noted for the board"),
        "resultspack.answered": _("Every finding answered"),
        "outcome.created": _("Outcome started"),
        "outcome.changed": _("Words changed"),
        "outcome.language-checked": _("One language checked"),
        "outcome.languages-checked": _("Both languages checked"),
        "outcome.draft": _("Taken back to draft"),
        "outcome.approved": _("Approved"),
        "outcome.told": _("Told to those who took part"),
        "outcome.published": _("Published"),
        "report.created": _("Report started"),
        "report.section-written": _("Section written"),
        "report.frozen": _("Figures frozen"),
        "report.draft": _("Taken back to draft"),
        "report.signed": _("Signed by the chief officer"),
        "report.approved": _("Approved by the Commissioner"),
        "report.issued": _("Issued"),
        "boardaction.created": _("Action raised"),
        "boardaction.updated": _("Update noted"),
        "boardaction.date-revised": _("Date moved"),
        "boardaction.in-progress": _("In progress"),
        "boardaction.awaiting-evidence": _("Complete, awaiting evidence"),
        "boardaction.closed": _("Closed"),
        "boardaction.superseded": _("Superseded"),
    }
    return labels.get(action, action)
