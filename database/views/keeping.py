"""Keeping and clearing: what is due to go, who agreed, and what went."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from database.forms.keeping import AgreeForm, StopForm
from database.models import Person, RetentionRule, RetentionRun, RetentionStatus
from database.permissions import RightsHandlers, RightsReaders, may_handle_rights
from database.services.retention import (
    OPEN,
    AlreadyListed,
    ListChanged,
    NothingDue,
    SamePerson,
    applied,
    approve,
    cancel,
    items_of,
    list_due,
    rule_of,
    standing,
)
from vef.accounts.permissions import signed_in
from vef.audit.services import record
from vef.common.steps import TransitionError
from vef.common.views.pages import KeepTyped

# So many of what went are shown; older ones are in the audit log.
SHOWN = 30
LINES = 500


class Keeping(RightsReaders, TemplateView):
    """How each rule stands, which lists wait, and what went."""

    template_name = "database/keeping.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = RetentionRun.objects.select_related("rule", "listed_by", "approved_by")
        return super().get_context_data(
            rows=standing(),
            waiting=runs.filter(status__in=OPEN).order_by("listed_at"),
            past=runs.exclude(status__in=OPEN)[:SHOWN],
            lists=may_handle_rights(self.request.user),
            **kwargs,
        )


class KeepingList(RightsHandlers, View):
    """Write down what goes by one rule. Nothing goes by that."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(RetentionRule, pk=pk, code__in=[one.code for one in applied()])
        try:
            run = list_due(row, actor=signed_in(request))
        except NothingDue:
            messages.info(request, _("Nothing is due by this rule within a week."))
        except AlreadyListed:
            messages.info(request, _("There is a list by this rule already."))
        else:
            return redirect("database:keeping-run", run.pk)
        return redirect("database:keeping")


class OneRun(RightsReaders, KeepTyped, FormView):
    """A page about one list of what goes."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):
            found = RetentionRun.objects.select_related("rule", "listed_by", "approved_by")
            self.run = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(run=self.run, **kwargs)

    def get_success_url(self) -> str:
        return reverse("database:keeping-run", args=[self.run.pk])

    def refusal(self, error: Exception) -> str:
        """Return the sentence for a step that was refused."""
        if isinstance(error, SamePerson):
            return _("You made this list yourself. Somebody else must agree to it.")
        if isinstance(error, ListChanged):
            return _("This is not the list you read. Read it again and then decide.")
        return _("This is not possible any more. Somebody may have decided meanwhile.")

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            self.take(form.cleaned_data)
        except (SamePerson, ListChanged, TransitionError) as error:
            form.add_error(None, self.refusal(error))
            return self.form_invalid(form)
        return super().form_valid(form)

    def take(self, clean: dict[str, Any]) -> None:
        """Call the service. May raise what ``refusal`` answers."""
        raise NotImplementedError


class KeepingRun(OneRun):
    """What goes by one list, line by line, with its digest. A POST agrees to it."""

    template_name = "database/keeping_run.html"
    form_class = AgreeForm

    def get_initial(self) -> dict[str, Any]:
        return {"digest": self.run.digest}

    def take(self, clean: dict[str, Any]) -> None:
        user = signed_in(self.request)
        if approve(self.run, digest=clean["digest"], actor=user):
            messages.success(self.request, _("Agreed. Everything on the list goes on its own day."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run, user = self.run, signed_in(self.request)
        items = items_of(run)
        if items and rule_of(run.rule).model is Person:
            record(user, "person.listed", data={"ids": run.ids, "where": "keeping"})
        is_listed = run.status == RetentionStatus.LISTED
        may_agree = is_listed and run.listed_by_id != user.pk
        return super().get_context_data(
            keeps_typed=may_agree,
            items=items[:LINES],
            more=max(len(items) - LINES, 0),
            may_agree=may_agree,
            own=is_listed and run.listed_by_id == user.pk,
            may_stop=run.status in OPEN,
            **kwargs,
        )


class KeepingStop(OneRun):
    """Stop a list: what is still there stays."""

    template_name = "database/keeping_stop.html"
    form_class = StopForm
    title = gettext_lazy("Stop this list")
    lead = gettext_lazy(
        "What has not gone yet stays, until somebody lists it again. What went is gone."
    )
    submit = gettext_lazy("Stop it")

    def take(self, clean: dict[str, Any]) -> None:
        cancel(self.run, reason=clean["reason"], actor=signed_in(self.request))
        messages.success(self.request, _("Stopped. Nothing more goes by this list."))
