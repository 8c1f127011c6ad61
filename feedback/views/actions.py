"""Office pages of the board's actions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from feedback.errors import ReasonMissing
from feedback.forms import (
    ActionDateForm,
    ActionForm,
    ActionMoveForm,
    ActionUpdateForm,
)
from feedback.models import BoardAction, Rag
from feedback.services import actions
from feedback.views.base import (
    REFUSALS,
    Acting,
    RefusableForm,
    Worker,
    explain,
    history,
    step_named,
)
from vef.accounts.permissions import OfficeOnly, may_do_office_work
from vef.common import clock
from vef.common.views.pages import SWITCH, quiet


class ActionList(OfficeOnly, ListView):
    """The action tracker, with the colour each action has today."""

    template_name = "feedback/action_list.html"
    context_object_name = "actions"
    queryset = BoardAction.objects.select_related("organisation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = clock.today()
        return context | {
            "rows": [(action, Rag(action.rag(today))) for action in context["actions"]],
            "may_edit": may_do_office_work(self.request.user),
        }


class ActionCreate(Worker, RefusableForm):
    template_name = "feedback/action_form.html"
    form_class = ActionForm

    def get_initial(self) -> dict[str, Any]:
        return {"raised_on": clock.today()}

    def act(self, form: ActionForm) -> str:
        self.action = actions.create_action(actor=self.actor, **form.cleaned_data)
        return _("The action has this reference: %(reference)s.") % {
            "reference": self.action.reference
        }

    def get_success_url(self) -> str:
        return reverse("feedback:action-edit", args=[self.action.pk])


class ActionEdit(Acting, OfficeOnly, DetailView):
    """One action: its latest news, its date, its state; each changed by its own form."""

    template_name = "feedback/action_detail.html"
    context_object_name = "action"
    queryset = BoardAction.objects.select_related("organisation", "activity")
    # Forms of a step that was refused, by their names.
    bound: dict[str, Any] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.object
        ended = action.status in actions.ENDED
        return super().get_context_data(
            rag=Rag(action.rag(clock.today())),
            may_edit=may_do_office_work(self.request.user) and not ended,
            history=history(action),
            keeps_typed=self.bound is not None,
            **_action_forms(action) | (self.bound or {}) | kwargs,
        )


def _action_forms(action: BoardAction) -> dict[str, Any]:
    return {
        "update_form": ActionUpdateForm(instance=action, prefix="update"),
        "date_form": ActionDateForm(prefix="date"),
        "move_form": ActionMoveForm(action=action, prefix="move"),
    }


class ActionStep(ActionEdit):
    """Takes one of the three forms; what was typed stays if it is refused."""

    allowed = staticmethod(may_do_office_work)
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        step = step_named(
            {"update": self.update, "date": self.date, "move": self.move}, kwargs["step"]
        )
        form: Any = step()
        if SWITCH in request.POST:
            quiet(form)
        elif form.is_valid() and self._done(form, kwargs["step"]):
            return redirect("feedback:action-edit", pk=self.object.pk)
        self.bound = {f"{kwargs['step']}_form": form, "form": form}
        return self.render_to_response(self.get_context_data())

    def _done(self, form: Any, step: str) -> bool:
        row = BoardAction.objects.get(pk=self.object.pk)
        user = self.actor
        data = form.cleaned_data
        try:
            if step == "update":
                actions.update_action(row, actor=user, **form.words())
            elif step == "date":
                actions.revise_date(row, due_on=data["due_on"], reason=data["reason"], actor=user)
            else:
                actions.move_action(row, to=data["status"], reason=data["reason"], actor=user)
        except ReasonMissing as error:
            form.add_error("reason", explain(error))
            return False
        except REFUSALS as error:
            form.add_error(None, explain(error))
            return False
        messages.success(self.request, _("The action is saved."))
        return True

    def update(self) -> Any:
        return ActionUpdateForm(
            self.request.POST, instance=BoardAction(pk=self.object.pk), prefix="update"
        )

    def date(self) -> Any:
        return ActionDateForm(self.request.POST, prefix="date")

    def move(self) -> Any:
        return ActionMoveForm(self.request.POST, action=self.object, prefix="move")
