"""The letters of decisions: written by one, approved by another, sent once."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.decisions import Avenue, Decision, LetterStatus
from vef.common import clock
from vef.common.steps import Steps, known_values

# Decisions made before a second person approved letters: theirs went at once.
AT_ONCE = 0


class DecisionLetterQuerySet(models.QuerySet["DecisionLetter"]):
    def waiting(self) -> "DecisionLetterQuerySet":
        return self.filter(status=LetterStatus.WAITING)

    def sent(self) -> "DecisionLetterQuerySet":
        return self.filter(status=LetterStatus.SENT)

    def unsettled(self) -> "DecisionLetterQuerySet":
        """Those that may still be sent, as they are or in other words."""
        newer = DecisionLetter.objects.filter(
            decision=models.OuterRef("decision"), version__gt=models.OuterRef("version")
        )
        return self.filter(
            ~models.Exists(newer), status__in=[LetterStatus.WAITING, LetterStatus.RETURNED]
        )


class DecisionLetter(models.Model):
    """One version of the words that tell a partner what was decided.

    The words of a version never change: whoever changes them offers the next one, so that
    what was sent back stays beside what was sent.
    """

    Status = LetterStatus
    STEPS: ClassVar[Steps] = {
        LetterStatus.WAITING: {LetterStatus.SENT, LetterStatus.RETURNED, LetterStatus.SET_ASIDE},
        LetterStatus.RETURNED: {LetterStatus.SET_ASIDE},
        LetterStatus.SENT: set(),
        LetterStatus.SET_ASIDE: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.PROTECT, related_name="letters"
    )
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    status = models.CharField(
        _("status"), max_length=10, choices=LetterStatus.choices, default=LetterStatus.WAITING
    )
    letter_cy = models.TextField(_("words to the partner, in Welsh"))
    letter_en = models.TextField(_("words to the partner, in English"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    written_at = models.DateTimeField(_("written"), default=clock.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent back by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    returned_because = models.TextField(_("why it was sent back"), blank=True)

    objects = DecisionLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter of a decision")
        verbose_name_plural = _("letters of decisions")
        ordering = ["written_at", "version"]
        constraints = [
            known_values(LetterStatus, name="letter_status_known"),
            models.UniqueConstraint(fields=["decision", "version"], name="letter_version_once"),
            models.UniqueConstraint(
                fields=["decision"],
                condition=models.Q(status=LetterStatus.SENT),
                name="decision_told_once",
            ),
            models.CheckConstraint(
                name="letter_sent_by_another",
                condition=~models.Q(status=LetterStatus.SENT)
                | models.Q(version=AT_ONCE, sent_at__isnull=False)
                | (
                    models.Q(approved_by__isnull=False, sent_at__isnull=False)
                    & ~models.Q(approved_by=models.F("written_by"))
                ),
            ),
            models.CheckConstraint(
                name="letter_returned_with_reason",
                condition=~models.Q(status=LetterStatus.RETURNED)
                | (models.Q(returned_by__isnull=False) & ~models.Q(returned_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.version}"

    def words(self, language: str) -> str:
        """Return the words to the partner in the reader's language."""
        return self.letter_cy if language == "cy" else self.letter_en

    def avenues_beside(self, language: str) -> list[Avenue]:
        """Return the avenues that the letter in this language does not name itself."""
        words = self.words(language)
        return [
            row
            for row in self.decision.avenues.all()
            if getattr(row, f"name_{language}") not in words
        ]

    @property
    def is_waiting(self) -> bool:
        return self.status == LetterStatus.WAITING

    @property
    def is_returned(self) -> bool:
        return self.status == LetterStatus.RETURNED
