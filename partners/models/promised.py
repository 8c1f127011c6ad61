"""What the office says it can do in a month, and which painful theme it sees in a request."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from vef.common import clock


class StatedCapacity(models.Model):
    """How much the office says it can do in a month. Only added to: the last one holds."""

    activities = models.PositiveSmallIntegerField(_("activities in a month"))
    messages_each = models.PositiveSmallIntegerField(_("messages to each person in a month"))
    reason = models.TextField(_("why"))
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("stated by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    stated_at = models.DateTimeField(_("stated"), default=clock.now)

    class Meta:
        verbose_name = _("stated capacity")
        verbose_name_plural = _("stated capacities")
        ordering = ["-stated_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="capacity_has_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="capacity_from_one",
                condition=models.Q(activities__gte=1, messages_each__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activities}, {self.stated_at:%Y-%m-%d}"


class RequestTheme(models.Model):
    """The painful theme the office sees in a request, by its code; empty: none.

    A table of its own: the partner's process reads requests and must not read this.
    """

    request = models.OneToOneField(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="office_theme",
    )
    theme = models.SlugField(_("painful theme"), blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("chosen by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    set_at = models.DateTimeField(_("chosen"), default=clock.now)

    class Meta:
        verbose_name = _("theme of a request")
        verbose_name_plural = _("themes of requests")

    def __str__(self) -> str:
        return self.theme
