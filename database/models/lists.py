"""The lists to choose from. Rows in both languages, so that another force fits."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Setting(models.TextChoices):
    URBAN = "urban", _("Town")
    RURAL = "rural", _("Countryside")


class Area(models.Model):
    """A county, or a neighbourhood within one. Rows, so that another force fits."""

    Setting = Setting

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT
    )
    # The official code under which figures about this area are published.
    reference_code = models.CharField(_("official code"), max_length=20, blank=True)
    # Left empty, an area is what the one around it is.
    setting = models.CharField(
        _("town or countryside"), max_length=5, choices=Setting.choices, blank=True
    )
    is_hotspot = models.BooleanField(_("hotspot of anti-social behaviour"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="area_setting_known", condition=models.Q(setting__in=["", "urban", "rural"])
            )
        ]

    def __str__(self) -> str:
        return self.name


class Experience(models.Model):
    """What somebody was affected by: crime and anti-social behaviour alike."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Relationship(models.Model):
    """How somebody relates to what happened, in words they would use themselves."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    hint = models.CharField(_("hint"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("relationship to what happened")
        verbose_name_plural = _("relationships to what happened")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class CaseStage(models.Model):
    """Where a case stands. ``is_finalised`` is None where that can't be said."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    is_finalised = models.BooleanField(_("finalised"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("case stage")
        verbose_name_plural = _("case stages")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Adjustment(models.Model):
    """Something that makes taking part possible, or a way in which somebody wishes to be heard.

    Sign language, easy read, large print; in writing, by voice alone, through a support worker.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("What they need to take part")
        HEARD = "heard", _("How they wish to be heard")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ACCESS)
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.name


class VictimDefinition(models.Model):
    """What "victim" means, as law or the terms of reference say it at the time.

    The definition has changed before and will again (terms of reference §8), so it is
    content with versions; old versions stay readable.
    """

    version = models.PositiveSmallIntegerField(_("version"), unique=True)
    text = models.TextField(_("definition"))
    source = models.CharField(_("where it comes from"), max_length=300)
    in_use_from = models.DateField(_("in use from"))

    class Meta:
        verbose_name = _("definition of victim")
        verbose_name_plural = _("definitions of victim")
        ordering = ["-version"]

    def __str__(self) -> str:
        return str(self.version)


class ProfileField(models.Model):
    """An optional question about a person, asked only while the office has a reason to.

    Every field beyond a name and one way of contact starts switched off (practice note:
    data is gathered for targeting and representativeness under an updated DPIA).
    """

    class Code(models.TextChoices):
        RELATIONSHIP = "relationship", _("Relationship to what happened")
        EXPERIENCES = "experiences", _("Experiences")
        STAGE = "stage", _("Case stage")
        AREA = "area", _("Area")
        ADJUSTMENTS = "adjustments", _("Adjustments")
        WELSH_SKILLS = "welsh-skills", _("Welsh they understand, speak, read or write")
        COMPLAINT = "complaint", _("Complaint outstanding")
        EQUALITY = "equality", _("Equality answers")

    code = models.CharField(_("field"), max_length=20, choices=Code.choices, unique=True)
    is_on = models.BooleanField(_("asked"), default=False)
    # Shown beside the question, in both languages.
    why = models.TextField(_("why we ask"), blank=True)
    reason = models.TextField(_("the office's reason"), blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("optional field")
        verbose_name_plural = _("optional fields")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="profile_field_on_has_reason",
                condition=models.Q(is_on=False)
                | (models.Q(since__isnull=False) & ~models.Q(reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.get_code_display()
