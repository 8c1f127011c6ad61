"""The public pages for joining. Nothing is looked up, nothing is kept before the last step.

No cookie and no form token: they would be a trace on somebody's device, and joining uses
nobody's authority.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from database.forms.joining import ConfirmForm, JoinForm
from database.gate.joining import MAY_JOIN
from database.joining import Said, said_in
from database.models import ConsentWording, JoinRequest
from database.services.confirming import JoinOver, confirm_join, decline_join
from database.services.joining import CONFIRM_SCOPE, ask_to_join
from database.services.source_codes import usable_code
from vef.common import limits
from vef.common.actors import PersonByLink
from vef.common.links import LinkUnusable, open_link
from vef.common.views.errors import gone
from vef.common.views.pages import KeepTyped

# A whole room may join over one connection, at an event or in a refuge.
MOST_FROM_ONE_PLACE = 60
ONE_HOUR = timedelta(hours=1)


@method_decorator([login_not_required, csrf_exempt], name="dispatch")
class JoinPage(KeepTyped, FormView):
    """One calm page. The address may carry a code of whoever handed it out, and no more.

    An unknown code, or one that is over, makes no difference to whoever joins.
    """

    template_name = "database/person/join.html"
    form_class = JoinForm
    helping = False

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"helping": self.helping}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.kwargs.get("code", "")
        return super().get_context_data(
            code=code,
            helping=self.helping,
            unconfirmed_days=settings.UNCONFIRMED_DAYS,
            **kwargs,
        )

    def form_valid(self, form: JoinForm) -> HttpResponse:
        here = limits.caller(self.request)
        if not limits.allowed("join", here, most=MOST_FROM_ONE_PLACE, per=ONE_HOUR):
            form.add_error(
                None,
                _(
                    "Many people have sent this page from the same place just now. Nothing you "
                    "typed is lost. Wait a little, then send it again."
                ),
            )
            answer = self.form_invalid(form)
            answer.status_code = 429
            return answer
        code = self.kwargs.get("code")
        ask_to_join(
            details=form.details(),
            said=form.said(),
            wordings=[wording.pk for wording in form.wordings.values()],
            language=get_language() or "en",
            source=usable_code(code) if code else None,
            nonce=form.used_nonce,
        )
        return redirect("database:join-sent")


@method_decorator(login_not_required, name="dispatch")
class JoinSent(TemplateView):
    """What happens next: the same words for everybody."""

    template_name = "database/person/join_sent.html"


@method_decorator(login_not_required, name="dispatch")
class JoinConfirm(KeepTyped, FormView):
    """Behind the link in the mail: shows what was agreed to; a POST with a choice confirms.

    PRIVACY: shows no name and no address; a mailbox that others read sees even less.
    """

    template_name = "database/person/join_confirm.html"
    form_class = ConfirmForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        found = _behind(kwargs["token"])
        if found is None:
            return gone(request)
        self.join_request = found
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def said(self) -> Said:
        return said_in(self.join_request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agreed = ConsentWording.objects.filter(
            pk__in=self.join_request.wordings, purpose__in=self.said.purposes
        )
        return super().get_context_data(
            wordings=[] if self.said.shares_mailbox else agreed.order_by("pk"), **kwargs
        )

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        actor = PersonByLink(str(self.join_request.person_id))
        agrees = form.cleaned_data["choice"] == "yes"
        try:
            if agrees:
                confirm_join(self.join_request, actor=actor)
            else:
                decline_join(self.join_request, actor=actor)
        except JoinOver:
            return gone(self.request)
        return redirect("database:join-done", what="yes" if agrees else "no")


def _behind(token: str) -> JoinRequest | None:
    """Return the request a link opens, or None if it opens nothing (any more)."""
    try:
        target = open_link(scope=CONFIRM_SCOPE, token=token)
    except LinkUnusable:
        return None
    return JoinRequest.objects.filter(
        pk=target, declined_at=None, waits_for_staff=False, person__status__in=MAY_JOIN
    ).first()


@method_decorator(login_not_required, name="dispatch")
class JoinDone(TemplateView):
    """What the choice means. The same for whoever opens it: it tells nothing about anybody."""

    template_name = "database/person/join_done.html"
    WORDS = ("yes", "no")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.kwargs["what"] not in self.WORDS:
            raise Http404
        return super().get_context_data(**kwargs)
