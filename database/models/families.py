"""Bereaved families: who belongs to one, and the one of them who is written to for all."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.consent import ConsentWording
from database.models.people import Person
from vef.common import clock


class Family(models.Model):
    """People on the database who belong together. A reference, and no name.

    ``speaks_as_one`` holds from the day a spokesperson is named until staff write to each
    again; it outlives the spokesperson, so that nobody hears from us because that one left.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    speaks_as_one = models.BooleanField(_("one is written to for all"), default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=clock.now)

    class Meta:
        verbose_name = _("family")
        verbose_name_plural = _("families")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class FamilyMember(models.Model):
    """That somebody belongs to a family. It keeps no mail from them before they agreed to it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    family = models.ForeignKey(
        Family, verbose_name=_("family"), on_delete=models.CASCADE, related_name="members"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="in_families"
    )
    # What they were shown when they agreed, in which language, and how they told us.
    agreed_at = models.DateTimeField(_("they agreed"), null=True, blank=True)
    wording = models.ForeignKey(
        ConsentWording,
        verbose_name=_("wording"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(_("language shown"), max_length=4, blank=True)
    method = models.CharField(_("method"), max_length=10, blank=True)
    is_spokesperson = models.BooleanField(_("family spokesperson"), default=False)
    writes_too = models.BooleanField(_("wishes to be written to as well"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a family")
        verbose_name_plural = _("members of families")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["family"],
                condition=models.Q(is_spokesperson=True, ended_at=None),
                name="family_has_one_spokesperson",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(ended_at=None),
                name="person_in_one_family",
            ),
            models.CheckConstraint(
                name="spokesperson_agreed",
                condition=models.Q(is_spokesperson=False) | models.Q(agreed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
