"""The office's page on which a manager replaces the decision that stands by another."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from partners import services
from partners.forms.office import DecisionForm, SupersedeForm
from partners.models import Decision, Outcome
from partners.views.office import RequestDecide
from vef.accounts.permissions import may_approve, signed_in


class RequestSupersede(RequestDecide):
    """The whole form of a decision again, and why the earlier one no longer stands."""

    allowed = staticmethod(may_approve)
    form_class = SupersedeForm

    @property
    def is_due(self) -> bool:
        return self.topic.is_decided

    @property
    def not_due(self) -> str:
        return _("There is no decision that another could replace.")

    @cached_property
    def outcome(self) -> Outcome:
        outcome = super().outcome
        if outcome == Outcome.MORE_INFORMATION:
            raise Http404
        return outcome

    @cached_property
    def standing(self) -> Decision | None:
        return services.standing_decision(self.topic)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"standing": self.standing.pk if self.standing else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        replaced = None
        if self.standing is not None:
            sent = self.standing.letters.sent().exists()
            replaced = self.standing if sent else self.standing.told_before()
        return super().get_context_data(
            standing=self.standing,
            replaced=replaced,
            in_the_way=services.in_the_way(self.topic),
            **kwargs,
        )

    def decide(self, form: DecisionForm, **parts: Any) -> None:
        seen = self.topic.decisions.filter(pk=form.cleaned_data.get("standing")).first()
        if seen is None:
            raise services.AlreadyDecided(self.topic.pk)
        services.supersede_decision(
            self.topic,
            actor=signed_in(self.request),
            standing=seen,
            because=form.cleaned_data["because"],
            **parts,
        )
