"""What support changed for people, for the office's own evaluation."""

from datetime import date
from typing import Any

from django.views.generic import TemplateView

from feedback import indicators
from vef.accounts.permissions import OfficeOnly
from vef.common import clock

# Years a number in the address may mean; anything else shows the present one.
YEARS = range(2000, 2200)
SHOWN_YEARS = 5


class IndicatorPage(OfficeOnly, TemplateView):
    """Each outcome in one year, from the numbers that packs gave away."""

    template_name = "feedback/indicators.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = clock.today().year
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else present
        year = year if year in YEARS else present
        return super().get_context_data(
            year=year,
            years=range(present, present - SHOWN_YEARS, -1),
            lines=indicators.lines(since=date(year, 1, 1), until=date(year, 12, 31)),
            asking=indicators.asking(),
            **kwargs,
        )
