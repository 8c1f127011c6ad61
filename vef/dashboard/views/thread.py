"""The thread's PDF, for whoever may see the page."""

from typing import Any

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partners.models import TopicRequest
from vef.common import clock
from vef.dashboard.thread import Step, steps_for
from vef.documents.views import pdf_bytes_response


def thread_context(topic: TopicRequest, steps: list[Step]) -> dict[str, Any]:
    return {"topic": topic, "steps": steps, "told_on": clock.today()}


def thread_pdf(topic: TopicRequest, *, for_partner: bool) -> HttpResponse:
    """Make the thread's PDF in the page's language. It is not kept: the rows are the record.

    Files travel, so counts of people in it went through the small-number floor
    for every reader.
    """
    from vef.documents.pdf import render_pdf

    language = get_language() or "en"
    steps = steps_for(topic, for_partner=for_partner, for_board=not for_partner)
    content = render_pdf(
        "dashboard/pdf/thread.html",
        thread_context(topic, steps),
        language=language,
        title=_("The thread of a topic: %(topic)s") % {"topic": topic},
    )
    name = slugify(topic.reference or "draft")
    return pdf_bytes_response(content, name=f"thread-{name}-{language}")
