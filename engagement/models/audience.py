"""An activity that asks some people only: by what, why, and who said so."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models import CriterionKind
from engagement.models.activity import Activity
from vef.common.steps import known_values


def _by(label: Any, **options: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        **options,
    )


class Narrowing(models.Model):
    """Everybody is asked unless an activity has one of these, with criteria and their reason.

    Characteristics have a reason, an author and a second person of their own: whoever may
    not see equality data learns that there are some, and not which.
    """

    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="narrowing")
    reason = models.TextField(_("why not everybody"), blank=True)
    narrowed_by = _by(_("narrowed by"))
    narrowed_at = models.DateTimeField(_("narrowed"), null=True, blank=True)
    characteristics_reason = models.TextField(_("why by characteristics"), blank=True)
    characteristics_by = _by(_("characteristics chosen by"))
    characteristics_at = models.DateTimeField(_("characteristics chosen"), null=True, blank=True)
    approved_by = _by(_("characteristics approved by"))
    approved_at = models.DateTimeField(_("characteristics approved"), null=True, blank=True)
    # Telling words that a second person found safe where they stand, and why.
    safe_words = models.JSONField(_("words said to be safe"), default=list, blank=True)
    safe_because = models.TextField(_("why the words are safe"), blank=True)
    safe_by = _by(_("words read by"))
    safe_at = models.DateTimeField(_("words read"), null=True, blank=True)

    class Meta:
        verbose_name = _("narrowed audience")
        verbose_name_plural = _("narrowed audiences")
        constraints = [
            models.CheckConstraint(
                name="narrowing_has_reason",
                condition=models.Q(narrowed_by__isnull=True) | ~models.Q(reason=""),
            ),
            models.CheckConstraint(
                name="narrowing_characteristics_have_reason",
                condition=models.Q(characteristics_by__isnull=True)
                | ~models.Q(characteristics_reason=""),
            ),
            models.CheckConstraint(
                name="narrowing_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | (
                    models.Q(characteristics_by__isnull=False)
                    & ~models.Q(approved_by=models.F("characteristics_by"))
                ),
            ),
            models.CheckConstraint(
                name="narrowing_words_read_by_another",
                condition=models.Q(safe_by__isnull=True)
                | (
                    ~models.Q(safe_because="")
                    & (
                        models.Q(narrowed_by__isnull=True)
                        | ~models.Q(safe_by=models.F("narrowed_by"))
                    )
                    & (
                        models.Q(characteristics_by__isnull=True)
                        | ~models.Q(safe_by=models.F("characteristics_by"))
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity_id)

    @property
    def authors(self) -> Collection[Any]:
        """The ids of those who narrowed it: none of them says that the words are safe."""
        return {one for one in (self.narrowed_by_id, self.characteristics_by_id) if one}

    @property
    def has_characteristics(self) -> bool:
        return self.characteristics_by_id is not None

    @property
    def waits_for_approval(self) -> bool:
        return self.has_characteristics and self.approved_by_id is None


class NarrowingCriterion(models.Model):
    """One criterion by its code. A row of a list that is reworded stays what it was."""

    narrowing = models.ForeignKey(Narrowing, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(_("kind"), max_length=12, choices=CriterionKind.choices)
    code = models.CharField(_("code"), max_length=100)

    class Meta:
        verbose_name = _("criterion of an audience")
        verbose_name_plural = _("criteria of audiences")
        ordering = ["kind", "code"]
        constraints = [
            known_values(CriterionKind, name="narrowing_kind_known", field="kind"),
            models.UniqueConstraint(
                fields=["narrowing", "kind", "code"], name="narrowed_once_by_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"
