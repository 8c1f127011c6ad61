"""The board of one window, and a request's place in the office's order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView

from partners import promised, services, triage
from partners.forms.triage import SORTS, BoardFilter, DeferSeveralForm, PlaceForm
from partners.models import RequestStatus, RequestWindow, TopicRequest, WindowStatus
from partners.views.office import OfficeTopic
from vef.accounts.permissions import OfficeOnly, may_approve, may_do_office_work, signed_in
from vef.common import clock
from vef.common.views.pages import KeepTyped
from vef.common.welsh_order import order_key


class WindowBoard(OfficeOnly, TemplateView):
    """All requests of a window on one page, so that one can be weighed against another."""

    template_name = "partners/office/window_board.html"

    @cached_property
    def window(self) -> RequestWindow:
        return get_object_or_404(RequestWindow, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topics = TopicRequest.objects.visible_to(self.request.user).filter(window=self.window)
        lines = triage.lines_of(topics, today=clock.today())
        names = {str(line.organisation_id): line.organisation for line in lines}
        key = order_key()
        form = BoardFilter(
            self.request.GET,
            organisations=sorted(names.items(), key=lambda pair: key(pair[1])),
        )
        form.is_valid()
        chosen = form.cleaned_data
        shown = [line for line in lines if self._fits(line, chosen)]
        sort = chosen.get("sort") or "place"
        return super().get_context_data(
            window=self.window,
            lines=triage.in_order(shown, sort),
            filter=form,
            sort=sort,
            columns=dict(SORTS),
            coming=self.window.coming.filter(status=RequestStatus.DEFERRED)
            .select_related("organisation", "window")
            .order_by("submitted_at"),
            counts={
                name: sum(line.status in group for line in lines)
                for name, group in triage.GROUPS.items()
            }
            | {"all": len(lines)},
            may_work=may_do_office_work(self.request.user),
            may_defer=may_do_office_work(self.request.user)
            and self.window.status == WindowStatus.CLOSED
            and any(line.status == RequestStatus.UNDER_REVIEW for line in lines),
            calendar=promised.calendar(self.request.user, clock.today()),
            **kwargs,
        )

    @staticmethod
    def _fits(line: triage.Line, chosen: dict[str, Any]) -> bool:
        if (show := chosen.get("show")) and line.status not in triage.GROUPS[show]:
            return False
        if (partner := chosen.get("organisation")) and str(line.organisation_id) != partner:
            return False
        weighed = chosen.get("weighed")
        return not weighed or bool(line.score) == (weighed == "yes")


class RequestPlace(OfficeTopic, KeepTyped, FormView):
    """Put a request at a place of the office's order, with why."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/request_place.html"
    form_class = PlaceForm

    def get_initial(self) -> dict[str, Any]:
        placing = getattr(self.topic, "placing", None)
        return {"place": placing.place} if placing else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topic=self.topic, **kwargs)

    def form_valid(self, form: PlaceForm) -> HttpResponse:
        try:
            place = services.place_request(
                self.topic, actor=signed_in(self.request), **form.cleaned_data
            )
        except services.NotWaiting:
            form.add_error(None, _("It does not wait for us any more, so it has no place."))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("%(reference)s now stands at place %(place)s.")
            % {"reference": self.topic.reference, "place": place},
        )
        return redirect("partners:window-board", self.topic.window_id)


class WindowDefer(OfficeOnly, KeepTyped, FormView):
    """Defer several requests that a window left over, with one reason and a letter each."""

    allowed = staticmethod(may_do_office_work)
    template_name = "partners/office/window_defer.html"
    form_class = DeferSeveralForm

    @cached_property
    def window(self) -> RequestWindow:
        return get_object_or_404(RequestWindow, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        user = signed_in(self.request)
        return super().get_form_kwargs() | {
            "window": self.window,
            "topics": services.left_over(self.window, user),
            "alone": may_approve(user),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_any = services.left_over(self.window, signed_in(self.request)).exists()
        # Where there is no form, there is nothing typed to keep.
        return super().get_context_data(
            window=self.window, is_any=is_any, keeps_typed=is_any, **kwargs
        )

    def form_valid(self, form: DeferSeveralForm) -> HttpResponse:
        cleaned = form.cleaned_data
        try:
            made = services.defer_several(
                cleaned["topics"],
                actor=signed_in(self.request),
                deferred_to=cleaned["deferred_to"],
                reason=cleaned["reason"],
                alone_because=cleaned.get("alone_because", ""),
            )
        except services.NotDeferred as error:
            form.add_error(None, self._why_not(error))
            return self.form_invalid(form)
        text = ngettext(
            "%(count)s request is deferred. Its letter waits for a colleague.",
            "%(count)s requests are deferred. Their letters wait for a colleague.",
            len(made),
        )
        messages.success(self.request, text % {"count": len(made)})
        return redirect("partners:window-board", self.window.pk)

    @staticmethod
    def _why_not(error: services.NotDeferred) -> str:
        words = {"reference": error.topic.reference}
        if "assessments" in error.missing:
            return (
                _(
                    "None was deferred. Two people assess a request before it is decided, unless "
                    "a manager says why: %(reference)s"
                )
                % words
            )
        return _("None was deferred. A colleague has decided it meanwhile: %(reference)s") % words
