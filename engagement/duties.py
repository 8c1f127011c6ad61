"""What is open for an organisation in the programme: topics without a plan, and activities."""

from django.db.models import Exists, OuterRef
from django.utils.translation import ngettext

from engagement.models import Activity, ActivityStatus, ProgrammeEntry
from partners import duties
from partners.models import Organisation, RequestStatus, TopicRequest

OVER = (ActivityStatus.COMPLETED, ActivityStatus.CANCELLED)


def of_programme(organisation: Organisation) -> list[str]:
    """Say how many accepted topics wait for the programme, and how many activities go on."""
    found = []
    in_programme = Exists(ProgrammeEntry.objects.filter(request=OuterRef("pk")))
    topics = TopicRequest.objects.filter(
        ~in_programme, organisation=organisation, status=RequestStatus.ACCEPTED
    ).count()
    if topics:
        words = ngettext(
            "%(count)s accepted topic is not in the programme yet.",
            "%(count)s accepted topics are not in the programme yet.",
            topics,
        )
        found.append(words % {"count": topics})
    activities = (
        Activity.objects.filter(entry__request__organisation=organisation)
        .exclude(status__in=OVER)
        .count()
    )
    if activities:
        words = ngettext("%(count)s activity goes on.", "%(count)s activities go on.", activities)
        found.append(words % {"count": activities})
    return found


def register_all() -> None:
    """Make the partners' side know these duties. Called once, when the app is ready."""
    duties.offer(of_programme)
