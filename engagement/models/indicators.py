"""What support is meant to change for people, asked alike wherever it is asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Indicator(models.Model):
    """One outcome of support, such as feeling safer, with the question that tells of it.

    The words are the office's rows. Every activity that asks takes them as they stand, so that
    answers can be put side by side (the outcomes of domain/capabilities.md, C28).
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("outcome"), max_length=160)
    question = models.TextField(_("question"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("outcome indicator")
        verbose_name_plural = _("outcome indicators")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


BETTER = ("much-better", "bit-better")
# Whoever had no support can't say what it changed.
NO_SUPPORT = "none"
# The answers to every such question, the best first; two languages, since they are kept so.
SCALE = (
    ("much-better", "Much better", "Llawer gwell"),
    ("bit-better", "A little better", "Ychydig yn well"),
    ("same", "About the same", "Tua'r un fath"),
    ("bit-worse", "A little worse", "Ychydig yn waeth"),
    ("much-worse", "Much worse", "Llawer gwaeth"),
    (NO_SUPPORT, "I had no support", "Ni chefais gymorth"),
)
