"""In which order the office means to take the requests of a window."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from partners.models.windows import RequestWindow
from vef.common import clock


class Placing(models.Model):
    """A request's place in its window's order, with who put it there and why.

    A table of its own: the partner's process reads requests and must not read this.
    """

    request = models.OneToOneField(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="placing",
    )
    window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("request window"),
        on_delete=models.PROTECT,
        related_name="placings",
    )
    place = models.PositiveSmallIntegerField(_("place"))
    reason = models.TextField(_("why"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("placed by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    placed_at = models.DateTimeField(_("placed"), default=clock.now)

    class Meta:
        verbose_name = _("place in the order")
        verbose_name_plural = _("places in the order")
        ordering = ["window", "place"]
        constraints = [
            models.CheckConstraint(name="placing_from_one", condition=models.Q(place__gte=1)),
            models.CheckConstraint(name="placing_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.place}. {self.request_id}"
