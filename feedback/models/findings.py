"""Themes in what people said, and the findings drawn from them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity, Answer
from vef.common import clock
from vef.common.bilingual import Bilingual


class Theme(models.Model):
    """A recurring subject in what people say."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """An officer's reading: this answer speaks of this theme."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    coded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        constraints = [models.UniqueConstraint(fields=["answer", "theme"], name="coded_once")]


class Finding(Bilingual):
    """Something the answers show, which the partner must answer."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("Worked well")
        IMPROVE = "improve", _("Could be better")
        GAP = "gap", _("A gap in the service")

    BILINGUAL_OPTIONAL = ("recommendation",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.IMPROVE)
    text = models.TextField(_("finding"), blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"
