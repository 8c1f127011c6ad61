"""Files beside a request, which its partner adds and removes while it may still write, and
beside a decision, which the office adds for good."""

import hashlib
from typing import Any

from django.db import transaction

from partners.models import Decision, TopicRequest
from partners.services.assessing import Recused, has_interest
from partners.services.requests import NotEditable
from vef.accounts.models import User
from vef.documents import attachments
from vef.documents.models import Attachment
from vef.documents.sniffing import Checked


@transaction.atomic
def add_attachment(topic: TopicRequest, *, actor: User, file: Checked, title: str) -> Attachment:
    """Keep a file that was looked at. Raises NotEditable, or TooMany (``vef.documents``)."""
    fresh = _writable(topic)
    return attachments.attach(fresh, file=file, title=title, actor=actor)


@transaction.atomic
def remove_attachment(topic: TopicRequest, *, actor: User, pk: Any) -> bool:
    """Delete a file for good; False if it is gone already. Raises NotEditable."""
    fresh = _writable(topic)
    row = attachments.attachments_of(fresh).filter(pk=pk).first()
    if row is None:
        return False
    attachments.detach(row, about=fresh, actor=actor)
    return True


@transaction.atomic
def add_to_decision(
    decision: Decision, *, actor: User, file: Checked, title: str, reason: str
) -> Attachment:
    """Keep a file beside a decision: evidence, advice, a note. Nobody can take it away again.

    The same file under the same title is kept once. Told in the request's trail. Raises
    ValueError without a reason, Recused for somebody with an interest, or TooMany.
    """
    if not reason.strip():
        raise ValueError("reason")
    topic = TopicRequest.objects.select_for_update().get(pk=decision.request_id)
    if has_interest(topic, actor):
        raise Recused(actor.pk)
    digest = hashlib.sha256(file.content).hexdigest()
    kept = attachments.attachments_of(decision).filter(digest=digest, title=title.strip())
    return kept.first() or attachments.attach(
        decision, file=file, title=title, actor=actor, reason=reason, trail=topic
    )


def _writable(topic: TopicRequest) -> TopicRequest:
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not fresh.may_be_changed:
        raise NotEditable(fresh.status)
    return fresh
