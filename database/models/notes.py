"""Notes about people, for few readers; and two records that were one person."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.common import clock
from vef.privacy.fields import EncryptedTextField


class Note(models.Model):
    """A note about a person, read only by those it is for. Sealed with the person's key."""

    class Readers(models.TextChoices):
        OFFICE = "office", _("Officers, managers and the data protection lead")
        MANAGERS = "managers", _("Managers and the data protection lead")
        PROTECTION = "protection", _("The data protection lead only")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    text = EncryptedTextField(_("note"), owner="person.key")
    readers = models.CharField(
        _("who may read it"), max_length=10, choices=Readers.choices, default=Readers.OFFICE
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)


class Merge(models.Model):
    """That two records turned out to be one person: which stayed, and what moved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="merged_by")
    reason = models.CharField(_("reason"), max_length=200)
    # {"table": [ids]} of what moved from one to the other.
    moved = models.JSONField(_("what moved"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)
