"""Equality questions and answers: apart from the record, sealed, with a right of their own."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.models.people import Person
from vef.common import clock
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedTextField


class EqualityQuestion(models.Model):
    """One harmonised question in one version. Answers keep the version they answered."""

    code = models.SlugField(_("code"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    text = models.TextField(_("question"))
    hint = models.TextField(_("hint"), blank=True)
    source = models.CharField(_("where it comes from"), max_length=200)
    takes_several = models.BooleanField(_("several answers"), default=False)
    # The characteristic of the reference figures its answers are set against.
    characteristic = models.CharField(_("characteristic"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        verbose_name = _("equality question")
        verbose_name_plural = _("equality questions")
        ordering = ["order", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="equality_question_once"),
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(is_active=True),
                name="equality_question_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class EqualityOption(models.Model):
    """One answer offered. "Prefer not to say" is offered with every question by itself."""

    question = models.ForeignKey(EqualityQuestion, on_delete=models.CASCADE, related_name="options")
    code = models.SlugField(_("code"))
    label = models.CharField(_("answer"), max_length=160)
    # A heading the options stand under, such as an ethnic group's.
    group = models.CharField(_("group"), max_length=160, blank=True)
    # The category of the reference figures this answer counts towards.
    category = models.CharField(_("category"), max_length=60, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("equality answer offered")
        verbose_name_plural = _("equality answers offered")
        ordering = ["question", "order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="equality_option_once")
        ]

    def __str__(self) -> str:
        return self.code


class EqualityAnswer(models.Model):
    """What somebody answered, or that they would rather not say. Sealed with their own key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="equality_answers")
    question = models.ForeignKey(EqualityQuestion, on_delete=models.PROTECT, related_name="answers")
    # JSON: {"codes": [...]}, {"codes": ["pns"]} for "prefer not to say".
    answer = EncryptedTextField(_("answer"), owner="person.key")
    language = models.CharField(_("language shown"), max_length=2)
    # A ConsentMethod.
    method = models.CharField(_("method"), max_length=10)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("equality answer")
        verbose_name_plural = _("equality answers")
        constraints = [
            models.UniqueConstraint(fields=["person", "question"], name="equality_answered_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Unit(models.TextChoices):
    """What a reference figure counts in. Rounded counts were rounded by whoever published them."""

    COUNT = "count", _("Number")
    ROUNDED = "rounded", _("Number, rounded")
    PERCENT = "percent", _("Percentage")


class Certainty(models.TextChoices):
    """Checked against the publication, taken from memory, or computed from others."""

    VERIFIED = "verified", _("Checked at its source")
    MEMORY = "memory", _("Not checked")
    COMPUTED = "computed", _("Computed")


class ReferenceFigure(models.Model):
    """One published figure to set membership against, such as a census count of adults."""

    Unit = Unit
    Certainty = Certainty

    area_code = models.CharField(_("area code"), max_length=20)
    area_name = models.CharField(_("area"), max_length=120)
    characteristic = models.CharField(_("characteristic"), max_length=40)
    category = models.CharField(_("category"), max_length=60)
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    status = models.CharField(_("how sure"), max_length=10, choices=Certainty.choices)
    loaded_at = models.DateTimeField(_("loaded"), default=clock.now)

    class Meta:
        verbose_name = _("reference figure")
        verbose_name_plural = _("reference figures")
        ordering = ["characteristic", "area_code", "category"]
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "characteristic", "category", "year"],
                name="reference_figure_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.characteristic} {self.category} {self.area_code} {self.year}"


class FigureStatus(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("figures", "Waiting for a second person")
    SIGNED = "signed", pgettext_lazy("figures", "Signed")
    REFUSED = "refused", pgettext_lazy("figures", "Refused")


class FigureReleaseQuerySet(models.QuerySet["FigureRelease"]):
    def out(self) -> "FigureReleaseQuerySet":
        """Return what two people signed: only this is shown to others."""
        return self.filter(status=FigureStatus.SIGNED)

    def waiting(self) -> "FigureReleaseQuerySet":
        """Return what waits for a second person: one at most."""
        return self.filter(status=FigureStatus.PREPARED)


class FigureRelease(models.Model):
    """Figures on who is missing: frozen by one person, let out by another, never counted again.

    The database lets only the second person's decision be added, and that once.
    ``tables`` has passed the floor. ``marks`` tells which people's answers each table was made
    from, as hashes that lead back to nobody: a later table that differs from one already out by
    a few people would tell about those few (docs/decisions/0013).
    """

    Status = FigureStatus
    STEPS: ClassVar[Steps] = {
        FigureStatus.PREPARED: {FigureStatus.SIGNED, FigureStatus.REFUSED},
        FigureStatus.SIGNED: set(),
        FigureStatus.REFUSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=FigureStatus.choices, default=FigureStatus.PREPARED
    )
    made_at = models.DateTimeField(_("prepared"), default=clock.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    tables = models.JSONField(_("figures"), default=list)
    marks = models.JSONField(default=dict, editable=False)
    # SHA-256 of the tables: what was read is what is signed.
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    refused_because = models.TextField(_("why they were refused"), blank=True)

    objects = FigureReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("released figures")
        verbose_name_plural = _("released figures")
        ordering = ["-made_at"]
        constraints = [
            known_values(FigureStatus, name="figures_status_known"),
            models.CheckConstraint(
                name="figures_decided_by_another",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("made_by")),
            ),
            models.CheckConstraint(
                name="figures_decided_with_who_and_when",
                condition=models.Q(
                    status=FigureStatus.PREPARED, decided_by__isnull=True, decided_at__isnull=True
                )
                | models.Q(
                    status=FigureStatus.SIGNED, decided_by__isnull=False, decided_at__isnull=False
                )
                # Nobody refused those that one person had let out before two had to sign.
                | models.Q(status=FigureStatus.REFUSED, decided_at__isnull=False),
            ),
            # What was measured against all that is out stays so until it is decided.
            models.UniqueConstraint(
                name="figures_one_waits",
                fields=["status"],
                condition=models.Q(status=FigureStatus.PREPARED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
