"""Who wrote in a request, and when. Never what: words taken out are gone."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from vef.common import clock


class RequestSave(models.Model):
    """One saving that changed something: who, when, and which questions. Only ever added.

    PRIVACY: the words themselves are not kept here, so that a detail a partner takes out
    before submitting is nowhere any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="saves",
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    saved_at = models.DateTimeField(_("when"), default=clock.now)
    fields: Any = models.JSONField(_("questions"), default=list)

    class Meta:
        verbose_name = _("saving of a request")
        verbose_name_plural = _("savings of requests")
        ordering = ["-saved_at"]
        indexes = [models.Index(fields=["request", "-saved_at"], name="request_saves_newest")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.saved_at:%Y-%m-%d %H:%M}"
