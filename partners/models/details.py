"""What a partner says is nobody's detail, though it looks like one."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from vef.common import clock


class NotPersonal(models.Model):
    """These words in this answer are not about a person: who said so, and when.

    PRIVACY: the words are kept as a keyed digest only. If they were somebody's after all
    and are taken out, they are nowhere any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="not_personal",
    )
    field = models.CharField(_("question"), max_length=30)
    digest = models.CharField(_("digest of the words"), max_length=64)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("said by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("words that are nobody's detail")
        verbose_name_plural = _("words that are nobody's detail")
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "field", "digest"], name="not_personal_said_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.field}"
