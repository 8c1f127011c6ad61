"""Questions and the answers they offer. None is required."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.activity import Activity
from engagement.models.indicators import Indicator
from vef.common.bilingual import Bilingual
from vef.common.steps import known_values


class QuestionKind(models.TextChoices):
    INFO = "info", _("Text to read")
    SINGLE = "single", _("One answer")
    MULTI = "multi", _("Several answers")
    SCALE = "scale", _("Scale")
    TEXT = "text", _("Own words")


class Question(Bilingual):
    """One question (or text to read) of an activity's survey. None is required."""

    BILINGUAL_OPTIONAL = ("hint",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=6, choices=QuestionKind.choices)
    text = models.TextField(_("question"), blank=True)
    hint = models.TextField(_("hint"), blank=True)
    max_choices = models.PositiveSmallIntegerField(_("most answers allowed"), null=True, blank=True)

    # Set where it is the office's standing question about an outcome, whose words stay.
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("outcome indicator"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="questions",
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="question_number_once"),
            known_values(QuestionKind, name="question_kind_known", field="kind"),
            models.UniqueConstraint(fields=["activity", "indicator"], name="indicator_asked_once"),
        ]

    def __str__(self) -> str:
        return self.text

    def clean(self) -> None:
        super().clean()
        _refuse_if_frozen(self.activity)

    @property
    def is_asked(self) -> bool:
        return self.kind != QuestionKind.INFO

    @property
    def is_standing(self) -> bool:
        """Whether its words are the office's for every activity, and not this one's."""
        return self.indicator_id is not None

    @property
    def offers_choices(self) -> bool:
        return self.kind in {QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.SCALE}


def _refuse_if_frozen(activity: Activity) -> None:
    if activity.is_frozen:
        raise ValidationError(
            _("This activity is open or over. Its questions can't be changed any more."),
            code="frozen",
        )


class Choice(Bilingual):
    """One answer offered. Its label belongs to its question: Welsh has no single "yes"."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(_("code"), max_length=30)
    label = models.CharField(_("label"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("answer offered")
        verbose_name_plural = _("answers offered")
        ordering = ["question", "order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="choice_code_once")
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        _refuse_if_frozen(self.question.activity)
