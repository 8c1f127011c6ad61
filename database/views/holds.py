"""Legal holds, and restrictions of one person's record."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from database.forms.rights import HoldForm, ReviewForm, WhyForm
from database.models import LegalHold
from database.permissions import RightsHandlers, RightsReaders, may_handle_rights
from database.services.holds import (
    lift_hold,
    lift_restriction,
    review_hold,
    set_hold,
    set_restriction,
)
from database.views.people import OnePerson
from vef.accounts.permissions import signed_in
from vef.common import clock
from vef.common.views.pages import KeepTyped


class HoldList(RightsReaders, TemplateView):
    """The holds that stand, soonest to review first; those lifted below."""

    template_name = "database/hold_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        holds = list(
            LegalHold.objects.select_related("person", "set_by", "lifted_by").order_by("review_on")
        )
        return super().get_context_data(
            standing=[hold for hold in holds if hold.lifted_at is None],
            lifted=[hold for hold in holds if hold.lifted_at],
            today=clock.today(),
            handles=may_handle_rights(self.request.user),
            **kwargs,
        )


class PersonStep(OnePerson, KeepTyped, FormView):
    """A step of the desk about one person's record."""

    template_name = "database/form.html"
    allowed = staticmethod(may_handle_rights)
    sentence: Any = ""

    def form_valid(self, form: Any) -> HttpResponse:
        self.take(form.cleaned_data)
        messages.success(self.request, str(self.sentence))
        return super().form_valid(form)

    def take(self, clean: dict[str, Any]) -> None:
        """Call the service."""
        raise NotImplementedError


class HoldAdd(PersonStep):
    form_class = HoldForm
    title = gettext_lazy("Set a legal hold")
    lead = gettext_lazy(
        "While it stands, the record is not erased: neither because somebody asks nor because its "
        "time is up."
    )
    submit = gettext_lazy("Set the hold")
    sentence = gettext_lazy("The hold stands from now on.")

    def take(self, clean: dict[str, Any]) -> None:
        set_hold(self.person, actor=signed_in(self.request), **clean)


class Restrict(PersonStep):
    form_class = WhyForm
    title = gettext_lazy("Restrict the record")
    lead = gettext_lazy(
        "It is kept, and used for nothing: nothing is sent to them until this is lifted."
    )
    submit = gettext_lazy("Restrict it")
    sentence = gettext_lazy("Their record is restricted.")

    def take(self, clean: dict[str, Any]) -> None:
        set_restriction(self.person, reason=clean["reason"], actor=signed_in(self.request))


class LiftRestriction(PersonStep):
    form_class = WhyForm
    title = gettext_lazy("Lift the restriction")
    lead = gettext_lazy("Tell them first: they hear of it before their record is used again.")
    submit = gettext_lazy("Lift it")
    sentence = gettext_lazy("The restriction is lifted.")

    def take(self, clean: dict[str, Any]) -> None:
        lift_restriction(self.person, reason=clean["reason"], actor=signed_in(self.request))


class HoldStep(RightsHandlers, KeepTyped, FormView):
    """A step of one hold."""

    template_name = "database/hold_step.html"
    form_class = WhyForm
    sentence: Any = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and type(self).allowed(request.user):
            found = LegalHold.objects.select_related("person")
            self.hold = get_object_or_404(found, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if not self.take(form.cleaned_data):
            form.add_error(None, _("This hold was lifted meanwhile."))
            return self.form_invalid(form)
        messages.success(self.request, str(self.sentence))
        return redirect("database:hold-list")

    def take(self, clean: dict[str, Any]) -> bool:
        """Call the service, and say whether it changed anything."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = reverse("database:hold-list")
        return super().get_context_data(hold=self.hold, back=back, **kwargs)


class HoldLift(HoldStep):
    title = gettext_lazy("Lift the hold")
    lead = gettext_lazy("From then on the record goes its way: it may be erased when it is due.")
    submit = gettext_lazy("Lift the hold")
    sentence = gettext_lazy("The hold is lifted.")

    def take(self, clean: dict[str, Any]) -> bool:
        return lift_hold(self.hold, reason=clean["reason"], actor=signed_in(self.request))


class HoldReview(HoldStep):
    form_class = ReviewForm
    title = gettext_lazy("Keep the hold")
    lead = gettext_lazy("You looked at it again, and it is still needed.")
    submit = gettext_lazy("Keep it")
    sentence = gettext_lazy("The hold stands until you look at it again.")

    def take(self, clean: dict[str, Any]) -> bool:
        return review_hold(self.hold, actor=signed_in(self.request), **clean)
