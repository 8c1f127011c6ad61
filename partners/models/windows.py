"""The set times in which partners may ask."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.steps import Steps, known_values


class WindowStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RequestWindowQuerySet(models.QuerySet["RequestWindow"]):
    def accepting(self) -> "RequestWindowQuerySet":
        """The window partners may submit to now (there is at most one)."""
        today = clock.today()
        return self.filter(status=WindowStatus.OPEN, opens_on__lte=today, closes_on__gte=today)

    def still_to_come(self) -> "RequestWindowQuerySet":
        return self.filter(status=WindowStatus.PLANNED, closes_on__gte=clock.today()).order_by(
            "opens_on"
        )


class RequestWindow(models.Model):
    """A set time in which partners may ask for topics. The closing date is its last day."""

    Status = WindowStatus
    STEPS: ClassVar[Steps] = {
        WindowStatus.PLANNED: {WindowStatus.OPEN},
        WindowStatus.OPEN: {WindowStatus.CLOSED},
        WindowStatus.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    status = models.CharField(
        _("status"), max_length=10, choices=WindowStatus.choices, default=WindowStatus.PLANNED
    )
    # When it really did: an officer may open it late or close it early.
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = RequestWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("request window")
        verbose_name_plural = _("request windows")
        ordering = ["-opens_on"]
        constraints = [
            known_values(WindowStatus, name="window_status_known"),
            models.CheckConstraint(
                name="window_closes_after_opening",
                condition=models.Q(closes_on__gte=models.F("opens_on")),
            ),
            models.UniqueConstraint(
                fields=["status"], name="one_open_window", condition=models.Q(status="open")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_accepting(self) -> bool:
        """Whether a request may be submitted now, by the server's clock."""
        return self.status == WindowStatus.OPEN and self.opens_on <= clock.today() <= self.closes_on
