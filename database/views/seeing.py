"""Seeing what is held, after a check; asking for the link; proving a new address.

The proof of who somebody is lives for one answer: no cookie, no session, no redirect. The
page that shows what is held is the answer to the POST that proved it.
"""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from database.forms import mine as forms
from database.links import PROOF_SCOPE
from database.models import ChangeStatus, ProposedChange
from database.own_page import what_is_held
from database.services import by_link, changes, self_service
from database.services.own_link import ask_for_link
from database.views.mine import ByMineLink
from vef.common import limits
from vef.common.links import LinkUnusable, open_link
from vef.common.steps import TransitionError
from vef.common.views.errors import gone, too_many
from vef.common.views.pages import KeepTyped

# A household or an office may ask from one place; a machine that tries addresses may not.
MOST_FROM_ONE_PLACE = 20
AN_HOUR = timedelta(hours=1)


class See(ByMineLink, KeepTyped, FormView):
    """What is held, for whoever knows the code word or a one-time code."""

    template_name = "database/person/see.html"
    form_class = forms.WordForm

    def form_valid(self, form: forms.WordForm) -> HttpResponse:
        actor = by_link.actor_of(self.person)
        try:
            proved = self_service.prove(self.person, form.cleaned_data["code_word"], actor=actor)
        except self_service.LockedOut:
            return render(
                self.request, "database/person/rest.html", {"token": self.token}, status=429
            )
        if not proved:
            form.add_error(
                "code_word",
                _("That is not the word or the code that we know. Please check it."),
            )
            return self.form_invalid(form)
        context = {"token": self.token, "held": what_is_held(self.person)}
        return render(self.request, "database/person/seen.html", context)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class Find(KeepTyped, FormView):
    """Asking for the link by an email address. The same answer for every address.

    Nothing is looked up here and no cookie is set: the worker finds out later.
    """

    template_name = "database/person/find.html"
    form_class = forms.FindForm

    def form_valid(self, form: forms.FindForm) -> HttpResponse:
        here = limits.caller(self.request)
        if not limits.allowed("own-link", here, most=MOST_FROM_ONE_PLACE, per=AN_HOUR):
            return too_many(self.request)
        ask_for_link(form.cleaned_data["email"])
        return redirect("database:mine-found")


@method_decorator(login_not_required, name="dispatch")
class Found(TemplateView):
    """What follows; the same for everybody."""

    template_name = "database/person/found.html"


@method_decorator(login_not_required, name="dispatch")
class Prove(KeepTyped, FormView):
    """A new mailbox says whether it is theirs. Says nothing of whom."""

    template_name = "database/person/prove.html"
    form_class = forms.AddressIsMineForm
    title = gettext_lazy("Is this email address yours?")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            pk = open_link(scope=PROOF_SCOPE, token=kwargs["token"])
        except LinkUnusable:
            return gone(request)
        waiting = ProposedChange.objects.select_related("person").filter(
            pk=pk, status=ChangeStatus.PROOF
        )
        change = waiting.first()
        if change is None:
            return gone(request)
        self.change = change
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.AddressIsMineForm) -> HttpResponse:
        actor = by_link.actor_of(self.change.person)
        try:
            if form.is_yes:
                changes.prove_address(self.change, actor=actor)
            else:
                changes.refuse_change(self.change, actor=actor)
        except TransitionError:
            return gone(self.request)
        return redirect("database:mine-proved", what="yes" if form.is_yes else "no")


@method_decorator(login_not_required, name="dispatch")
class Proved(TemplateView):
    """What follows. Holds nothing about anybody."""

    template_name = "database/person/proved.html"
