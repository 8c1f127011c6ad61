"""What came by somebody's own link: applied at once, or waiting until it is sure to be theirs."""

import json
import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.common import clock
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedTextField


class ChangeKind(models.TextChoices):
    EMAIL = "email", _("A new email address")
    CONTACT = "contact", _("A new name, phone number or postal address")
    CHANNELS = "channels", _("More ways to be contacted")
    TIMES = "times", _("More times to be contacted at")
    PAUSE = "pause", _("An earlier end of a pause")
    LIFT = "lift", _("Taking back a stop")
    BACK = "back", _("Coming back after leaving")


class ChangeStatus(models.TextChoices):
    STAFF = "staff", _("Waiting for us to make sure")
    PROOF = "proof", _("Waiting for the link in the new mailbox")
    APPLIED = "applied", _("Applied")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Replaced by a later one")
    UNDONE = "undone", _("Put back")
    OVERTAKEN = "overtaken", _("Settled another way")


class ProposedChange(models.Model):
    """One change of contact that came by link. A link proves a mailbox, not a person.

    What may reach a person more than before waits for staff where somebody is at risk; a new
    email address always waits for proof. See docs/decisions/0011.
    """

    Kind = ChangeKind
    Status = ChangeStatus
    STEPS: ClassVar[Steps] = {
        ChangeStatus.STAFF: {
            ChangeStatus.PROOF,
            ChangeStatus.APPLIED,
            ChangeStatus.REFUSED,
            ChangeStatus.REPLACED,
            ChangeStatus.OVERTAKEN,
        },
        ChangeStatus.PROOF: {
            ChangeStatus.APPLIED,
            ChangeStatus.REFUSED,
            ChangeStatus.REPLACED,
        },
        ChangeStatus.APPLIED: {ChangeStatus.UNDONE},
        ChangeStatus.REFUSED: set(),
        ChangeStatus.REPLACED: set(),
        ChangeStatus.UNDONE: set(),
        ChangeStatus.OVERTAKEN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes_by_link")
    kind = models.CharField(_("what it is about"), max_length=10, choices=ChangeKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=ChangeStatus.choices)
    # JSON: what is to be, and what it replaced so that it can be put back.
    values = EncryptedTextField(_("what is to be"), owner="person.key")
    before = EncryptedTextField(_("what was"), blank=True, default="", owner="person.key")
    language = models.CharField(_("language it came in"), max_length=2)
    at = models.DateTimeField(_("when"), default=clock.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("change by link")
        verbose_name_plural = _("changes by link")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "status"], name="change_by_link_waiting")]
        constraints = [
            known_values(ChangeStatus, name="change_by_link_status_known"),
            models.CheckConstraint(
                name="change_by_link_settled_has_time",
                condition=models.Q(status__in=["staff", "proof"])
                | models.Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # PRIVACY: never what it says.
        return str(self.pk)

    @property
    def said(self) -> dict[str, Any]:
        """What is to be."""
        return json.loads(self.values)  # type: ignore[no-any-return]

    @property
    def was(self) -> dict[str, Any]:
        """What it replaced; empty if that can't be put back."""
        return json.loads(self.before) if self.before else {}

    @property
    def is_waiting(self) -> bool:
        return self.status == ChangeStatus.STAFF

    @property
    def can_be_put_back(self) -> bool:
        return self.status == ChangeStatus.APPLIED and bool(self.before)
