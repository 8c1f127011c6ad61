"""What stands beside each question of a request: advice and an example, for the office to word."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.questions import QUESTIONS


class QuestionHelp(models.Model):
    """Advice on one question, and what a good answer looks like, in both languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.CharField(_("question"), max_length=30, unique=True, choices=QUESTIONS)
    advice = models.TextField(_("advice"), blank=True)
    example = models.TextField(_("what good looks like"), blank=True)
    # Advice, never a limit: nothing refuses an answer for its length.
    words_from = models.PositiveSmallIntegerField(_("usual length from (words)"), default=0)
    words_to = models.PositiveSmallIntegerField(
        _("usual length up to (words)"), default=0, help_text=_("0: no advice on the length.")
    )

    class Meta:
        verbose_name = _("help with a question")
        verbose_name_plural = _("help with questions")
        ordering = ["question"]

    def __str__(self) -> str:
        return str(self.get_question_display())
