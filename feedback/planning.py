"""How many partner answers fall due in the months to come."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from engagement.models import ProgrammeEntry
from feedback.models import PackStatus, ResultsPack
from partners import promised
from partners.promised import Figure, Promised


def in_months(firsts: Sequence[date]) -> Promised:
    """Return how many answers fall due in each month, in two queries.

    Of results that were delivered, their deadline; of a topic whose results are still to
    come, the day the programme names.
    """
    end = (firsts[-1] + timedelta(days=32)).replace(day=1)
    delivered = ResultsPack.objects.filter(
        status=PackStatus.DELIVERED, answer_due_on__gte=firsts[0], answer_due_on__lt=end
    )
    planned = ProgrammeEntry.objects.filter(
        answer_due_on__gte=firsts[0], answer_due_on__lt=end
    ).exclude(activities__results_pack__status__in=[PackStatus.DELIVERED, PackStatus.ANSWERED])
    due: Counter[date] = Counter()
    for rows in (delivered, planned):
        days = rows.order_by().values_list("answer_due_on", flat=True)
        due.update(day.replace(day=1) for day in days if day)
    return Promised({Figure.ANSWERS: due})


def register_all() -> None:
    """Make the partners' side know these. Called once, when the app is ready."""
    promised.offer_months(in_months)
