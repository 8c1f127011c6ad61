"""Whom the forum is for, as the law and the terms of reference say it. For everybody."""

from typing import Any

from django.conf import settings

from database.models import VictimDefinition
from vef.common import clock
from vef.common.views.public import PublicPage
from vef.documents.views import blocks


class WhoThisIsFor(PublicPage):
    """The definition in use, and below it what applied before, newest first."""

    template_name = "database/who_this_is_for.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        used = VictimDefinition.objects.filter(in_use_from__lte=clock.today())
        versions = [(row, blocks(row.text)) for row in used.order_by("-in_use_from", "-version")]
        return super().get_context_data(
            present=versions[:1],
            earlier=versions[1:],
            minimum_age=settings.MINIMUM_AGE,
            **kwargs,
        )
