"""Files beside a request. Its partner adds and removes them while it may still write."""

from typing import Any

from django.db import transaction

from partners.models import TopicRequest
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


def _writable(topic: TopicRequest) -> TopicRequest:
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not fresh.may_be_changed:
        raise NotEditable(fresh.status)
    return fresh
