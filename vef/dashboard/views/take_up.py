"""Who uses the forum and who does not, by year."""

from typing import Any

from django.views.generic import TemplateView

from vef.accounts.permissions import OfficeOnly, may_do_office_work
from vef.dashboard.take_up import take_up

# Years a number in the address may mean; anything else shows the present one.
YEARS = range(2000, 2200)


class TakeUpPage(OfficeOnly, TemplateView):
    """Requests and activities by partner, windows, and whose wish activities were."""

    template_name = "dashboard/take_up.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET.get("year", "")
        year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
        return super().get_context_data(
            found=take_up(year if year in YEARS else None),
            may_work=may_do_office_work(self.request.user),
            **kwargs,
        )
