"""What everybody may read: outcomes; and the page that those who took part read first.

PRIVACY: nothing here says who took part, how many under the floor, or that the
reader did.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView, TemplateView

from feedback.models import Outcome, OutcomeStatus
from feedback.outcome_links import outcome_of
from vef.common.links import LinkUnusable
from vef.common.views.errors import gone


def parts_of(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the outcome's headings and words in the active language, empty ones left out."""
    parts = [
        (_("What you told us"), outcome.told_us),
        (_("What has changed"), outcome.changed),
        (_("What happens next"), outcome.next),
        (_("What cannot change, and why"), outcome.cannot_change),
    ]
    return [(heading, words) for heading, words in parts if words]


@method_decorator([login_not_required, require_safe], name="dispatch")
class OutcomeList(ListView):
    template_name = "feedback/public_list.html"
    context_object_name = "outcomes"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Outcome]:
        return Outcome.objects.filter(status=OutcomeStatus.PUBLISHED).order_by("-published_at")


@method_decorator([login_not_required, require_safe], name="dispatch")
class OutcomePublic(DetailView):
    """A published outcome. Before that its address is as good as none."""

    template_name = "feedback/public_outcome.html"
    context_object_name = "outcome"

    def get_queryset(self) -> QuerySet[Outcome]:
        return Outcome.objects.filter(status=OutcomeStatus.PUBLISHED)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(parts=parts_of(self.object), **kwargs)


@method_decorator([login_not_required, require_safe], name="dispatch")
class OutcomeTold(TemplateView):
    """The same words by link, before everybody else may read them.

    The link names no person: the page is the same for whoever opens it.
    """

    template_name = "feedback/told_outcome.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            outcome = outcome_of(kwargs["token"])
        except LinkUnusable:
            return gone(request)
        return self.render_to_response(
            self.get_context_data(outcome=outcome, parts=parts_of(outcome))
        )
