"""By what an audience may be narrowed, and the words that would give each criterion away."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common.steps import known_values


class CriterionKind(models.TextChoices):
    """What is looked at. A criterion is a kind and the code of a row (or value) of that kind."""

    AREA = "area", _("Area")
    SETTING = "setting", _("Town or countryside")
    HOTSPOT = "hotspot", _("Hotspot of anti-social behaviour")
    EXPERIENCE = "experience", _("Experience")
    RELATIONSHIP = "relationship", _("Relationship to what happened")
    STAGE = "stage", _("Case stage")
    READING = "reading", _("Language wished for")
    # "<question>:<answer>" of the equality questions.
    ANSWER = "answer", _("Characteristic")


class TellingWord(models.Model):
    """A word that would tell by what an audience was narrowed, beside the criterion's own names.

    Whoever reads an invitation must not learn from its words why it came to this person.
    """

    kind = models.CharField(_("kind of criterion"), max_length=12, choices=CriterionKind.choices)
    code = models.CharField(_("code"), max_length=100)
    language = models.CharField(
        _("language"), max_length=2, choices=[("cy", _("Welsh")), ("en", _("English"))]
    )
    word = models.CharField(_("word"), max_length=80)

    class Meta:
        verbose_name = _("telling word")
        verbose_name_plural = _("telling words")
        ordering = ["kind", "code", "language", "word"]
        constraints = [
            known_values(CriterionKind, name="telling_word_kind_known", field="kind"),
            models.UniqueConstraint(
                fields=["kind", "code", "language", "word"], name="telling_word_once"
            ),
        ]

    def __str__(self) -> str:
        return self.word
