"""Codes by which one organisation may submit one request after a window has closed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from partners.models.requests import TopicRequest
from partners.models.windows import RequestWindow
from vef.common import clock


class LateCodeQuerySet(models.QuerySet["LateCode"]):
    def usable(self) -> "LateCodeQuerySet":
        """Codes that would be taken now."""
        return self.unused().filter(expires_at__gt=clock.now())

    def unused(self) -> "LateCodeQuerySet":
        return self.filter(used_at=None, taken_back_at=None)


class LateCode(models.Model):
    """An officer's leave for one organisation to submit late, once. Only a keyed hash is kept."""

    class State(models.TextChoices):
        USABLE = "usable", _("Can be used")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        TAKEN_BACK = "taken-back", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("request window"),
        on_delete=models.PROTECT,
        related_name="late_codes",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="late_codes",
    )
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    # The partner reads it too.
    reason = models.TextField(_("reason"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("given by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    given_at = models.DateTimeField(_("given"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("used by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    request = models.OneToOneField(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="late_code",
        null=True,
        blank=True,
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = LateCodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("late code")
        verbose_name_plural = _("late codes")
        ordering = ["-given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "organisation"],
                name="one_unused_late_code",
                condition=models.Q(used_at=None, taken_back_at=None),
            ),
            models.CheckConstraint(
                name="late_code_used_for_a_request",
                condition=models.Q(used_at=None, used_by=None, request=None)
                | models.Q(
                    used_at__isnull=False,
                    used_by__isnull=False,
                    request__isnull=False,
                    taken_back_at=None,
                ),
            ),
            models.CheckConstraint(name="late_code_has_a_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.window}"

    @property
    def state(self) -> "LateCode.State":
        if self.used_at:
            return self.State.USED
        if self.taken_back_at:
            return self.State.TAKEN_BACK
        return self.State.USABLE if self.expires_at > clock.now() else self.State.EXPIRED

    @property
    def is_unused(self) -> bool:
        return self.used_at is None and self.taken_back_at is None
