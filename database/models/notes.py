"""Notes about people, for few readers; and two records that were one person."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.accounts.models import Role
from vef.common import clock
from vef.privacy.fields import EncryptedTextField


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: Any) -> "NoteQuerySet":
        """Notes this user is among the readers of. The only way a page gets at notes."""
        return self.filter(readers__in=self.readable_by(user))

    @staticmethod
    def readable_by(user: Any) -> set[str]:
        """Return for which readers a note must be written so that this user may read it."""
        if not (user.is_authenticated and user.is_active):
            return set()
        may_read: dict[str, set[str]] = {
            Role.OFFICER: {Note.Readers.OFFICE},
            Role.MANAGER: {Note.Readers.OFFICE, Note.Readers.MANAGERS},
            Role.DATA_PROTECTION: set(Note.Readers.values),
        }
        return may_read.get(user.role, set())


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

    objects = NoteQuerySet.as_manager()

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
    # {"channel": blind index} of the record that went: suppressed once the person is erased.
    addresses = models.JSONField(default=dict, editable=False)
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


class KeptApart(models.Model):
    """Two records that look alike and are two people: whoever compared them said so.

    ``first`` is the one whose id is smaller, so that a pair is kept once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("pair of two people")
        verbose_name_plural = _("pairs of two people")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="kept_apart_once")]

    def __str__(self) -> str:
        return str(self.pk)
