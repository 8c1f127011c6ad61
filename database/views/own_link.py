"""People's own links, stops and one-time codes, as the office deals with them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from database import gate
from database.forms.own_link import CodeForm, StopAddForm, WhyForm
from database.models import ChangeStatus, ProposedChange
from database.own_panel import Line, in_words, visible_changes
from database.permissions import PeopleOnly, may_see_risk
from database.services import changes, self_service, stops
from database.services.own_link import send_own_link
from database.views.people import record_list
from database.views.steps import StepView
from vef.accounts.permissions import signed_in
from vef.common.steps import TransitionError


class OwnLinkSend(StepView):
    """The link to their own page, by mail, as far as the gate allows."""

    template_name = "database/own_link_send.html"
    title = gettext_lazy("Send them the link to their own page")
    lead = gettext_lazy(
        "The mail is neutral. With the link they can change how we contact them, pause or "
        "leave, and ask about their data; the page shows nothing that we hold."
    )
    submit = gettext_lazy("Send the link")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        verdict = gate.check(self.person.pk, is_asked_for=True, allow_out_of_date=True)
        return super().get_context_data(verdict=verdict, **kwargs)

    def take(self, form: Any) -> None:
        send_own_link(self.person, actor=signed_in(self.request))

    def sentence(self) -> str:
        return _("The link goes to them as soon as we may write to them.")


class StopAdd(StepView):
    form_class = StopAddForm
    title = gettext_lazy("Stop a way of contact")
    lead = gettext_lazy(
        "It works at once, also on messages that are waiting. Their consent stays as it is."
    )
    submit = gettext_lazy("Stop it")
    tone = "warning"

    def take(self, form: StopAddForm) -> None:
        clean = form.cleaned_data
        stops.stop_channel(
            self.person,
            channel=clean["channel"],
            method=clean["method"],
            reason=clean["reason"],
            address_only=clean["where"] == "this",
            actor=signed_in(self.request),
        )

    def sentence(self) -> str:
        return _("Stopped. What was waiting to go out this way is cancelled.")


class StopLift(StepView):
    form_class = WhyForm
    title = gettext_lazy("Lift a stop")
    lead = gettext_lazy(
        "Do this only if they asked for it, or it came about by mistake. Be sure that it was them."
    )
    submit = gettext_lazy("Lift the stop")

    def take(self, form: WhyForm) -> None:
        stop = get_object_or_404(self.person.stops, pk=self.kwargs["stop_pk"])
        stops.lift_stop(stop, actor=signed_in(self.request), reason=form.cleaned_data["reason"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        get_object_or_404(self.person.stops, pk=self.kwargs["stop_pk"])
        return super().get_context_data(**kwargs)

    def sentence(self) -> str:
        return _("The stop is lifted.")


class CodeMake(StepView):
    """A one-time code, shown once in the answer and kept nowhere in clear."""

    form_class = CodeForm
    title = gettext_lazy("Make a one-time code")
    lead = gettext_lazy(
        "With it they can see what we hold on their own page. First make sure that it is them, "
        "in another way than the one their link came by."
    )
    submit = gettext_lazy("Make a code")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"person": self.person}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        clean = form.cleaned_data
        try:
            code = self_service.send_code(
                self.person,
                clean["channel"],
                actor=signed_in(self.request),
                reason=clean["reason"],
            )
        except self_service.ChannelNotSafe:
            form.add_error("channel", _("This is not known to be safe any more."))
            return self.form_invalid(form)
        context = {
            "person": self.person,
            "code": f"{code[:3]} {code[3:]}",
            "minutes": int(self_service.CODE_TIME.total_seconds() // 60),
            "tries": self_service.CODE_TRIES,
        }
        return render(self.request, "database/own_code.html", context)


STEPS = {
    "confirm": (
        gettext_lazy("Let the change go ahead"),
        gettext_lazy(
            "It came by a link, which proves a mailbox and not a person. Write down how you made "
            "sure that it was them, in another way that is safe."
        ),
    ),
    "refuse": (
        gettext_lazy("Refuse the change"),
        gettext_lazy("Everything stays as it is. They are not told by mail."),
    ),
    "put-back": (
        gettext_lazy("Put the old details back"),
        gettext_lazy("What the change replaced counts again."),
    ),
}
SERVICES = {
    "confirm": changes.confirm_change,
    "refuse": changes.refuse_change,
    "put-back": changes.put_back,
}
FROM = {
    "confirm": {ChangeStatus.STAFF},
    "refuse": {ChangeStatus.STAFF, ChangeStatus.PROOF},
    "put-back": {ChangeStatus.APPLIED},
}


class ChangeList(PeopleOnly, TemplateView):
    """Changes by link that wait until somebody made sure; for those who may know of risk."""

    allowed = staticmethod(may_see_risk)
    template_name = "database/change_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = list(
            ProposedChange.objects.filter(status=ChangeStatus.STAFF)
            .select_related("person__key")
            .order_by("at")
        )
        people = {change.person_id: change.person for change in waiting}
        record_list(signed_in(self.request), list(people.values()), where="changes-by-link")
        lines = [Line(change, in_words(change)) for change in waiting]
        return super().get_context_data(lines=lines, **kwargs)


class ChangeDecide(StepView):
    """Whether a change that came by link goes ahead, or is taken back."""

    form_class = WhyForm
    template_name = "database/change_decide.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if kwargs["step"] not in STEPS:
            raise Http404
        self.step = kwargs["step"]
        self.title, self.lead = STEPS[self.step]
        self.submit = self.title
        return super().dispatch(request, *args, **kwargs)

    def change(self) -> ProposedChange:
        seen = visible_changes(self.person, signed_in(self.request))
        return get_object_or_404(seen, pk=self.kwargs["change_pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        change = self.change()
        return super().get_context_data(
            change=change,
            says=in_words(change),
            is_open=change.status in FROM[self.step],
            **kwargs,
        )

    def take(self, form: WhyForm) -> None:
        change, actor = self.change(), signed_in(self.request)
        if change.status not in FROM[self.step]:
            raise TransitionError(change, change.status, self.step)
        SERVICES[self.step](change, actor=actor, reason=form.cleaned_data["reason"])
