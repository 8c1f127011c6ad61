"""The places whose words rest on what "victim" means, and against which meaning they were read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.lists import VictimDefinition


class DefinitionQuote(models.Model):
    """A place that quotes the definition: a page, a wording, a paper, a leaflet.

    Whoever reads it over says so here; a newer definition in use asks for it again.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("place"), max_length=160)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("quotes the definition"), default=True)
    # None: nobody has read it against any definition.
    checked_against = models.ForeignKey(
        VictimDefinition,
        verbose_name=_("read against"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    note = models.CharField(_("what was changed"), max_length=300, blank=True, editable=False)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("read by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    checked_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("place that quotes the definition")
        verbose_name_plural = _("places that quote the definition")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name
