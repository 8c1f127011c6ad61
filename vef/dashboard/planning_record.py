"""The planning record: the whole trail of a request, and why it was or wasn't taken.

Here and not among the partners, because the programme entry is known further up.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import ProgrammeEntry
from partners import guard, services
from partners.models import Assessment, Side, TopicRequest
from partners.reports import RECORD_TAKEN, decisions_of, trail_of
from partners.services.assessing import current_round
from partners.views.answers import answers_of, comments_of
from vef.accounts.models import User
from vef.audit.services import record
from vef.common.bilingual import in_language
from vef.documents.attachments import attachments_of
from vef.documents.models import RenderedDocument
from vef.documents.services import make_documents

KIND = "planning-record"
READ_WITH = (
    "window",
    "first_window",
    "organisation",
    "asked_as",
    "author",
    "merged_into",
    "deferred_to",
    "based_on",
    "late_code__given_by",
    "placing__placed_by",
)


@transaction.atomic
def take_planning_record(topic: TopicRequest, *, actor: User) -> dict[str, RenderedDocument]:
    """Make the record in both languages, keep both with their digests, and note who took it.

    The same trail gives the same documents. It holds nothing of a partner's that the office
    may not read, and no assessment that colleagues may not see yet.
    """
    documents = make_documents(
        kind=KIND,
        about=topic,
        template="dashboard/pdf/planning_record.html",
        context_for=lambda language: record_context(topic, language),
        title_for=lambda language: title_in(topic, language),
        file_name=f"record-{topic.reference}",
    )
    digests = {language: document.digest for language, document in documents.items()}
    record(actor, RECORD_TAKEN, topic, data=digests)
    return documents


def title_in(topic: TopicRequest, language: str) -> str:
    with in_language(language):
        return _("Planning record %(reference)s") % {"reference": topic.reference}


def record_context(topic: TopicRequest, language: str) -> dict[str, Any]:
    """Return what the record shows in one language."""
    submitted = TopicRequest.objects.filter(submitted_at__isnull=False).order_by("submitted_at")
    with in_language(language):
        topic = submitted.select_related(*READ_WITH).get(pk=topic.pk)
        trail = trail_of(topic, without=RECORD_TAKEN)
        sections = answers_of(topic)
        decisions = decisions_of(topic)
        return {
            "topic": topic,
            "as_of": max((act.at for act in trail), default=topic.submitted_at),
            "last": decisions[-1].decision if decisions else None,
            "merged_here": list(submitted.filter(merged_into=topic)),
            "begun_from_it": list(submitted.filter(based_on=topic)),
            "sections": sections,
            "unanswered": [
                answer.label
                for section in sections
                for answer in section.answers
                if not answer.shown
            ],
            "files": list(attachments_of(topic)),
            "details": services.noticed_in(topic),
            "cases": guard.case_signs(guard.texts_of(topic)),
            "comments": comments_of(topic, Side.OFFICE),
            "interests": list(topic.interests.select_related("declared_by")),
            "round": current_round(topic),
            "assessments": list(
                Assessment.objects.opened()
                .filter(request=topic)
                .select_related("assessor")
                .prefetch_related("scores__criterion")
            ),
            "decisions": decisions,
            "entry": ProgrammeEntry.objects.filter(request=topic)
            .select_related("programme")
            .first(),
            "trail": trail,
        }
