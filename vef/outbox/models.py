"""Every outgoing message is a row, written with the act that causes it.

The row is the truth; the broker is only a doorbell. A message holds ids, never
an address or a text: both are read and written at the moment of sending.
"""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedTextField


class MessageStatus(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    WITHHELD = "withheld", _("Withheld")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    UNKNOWN = "unknown", _("In doubt")
    CANCELLED = "cancelled", _("Cancelled")


class Phase(models.TextChoices):
    PRE = "pre", _("Before the final dot")
    DOT = "dot", _("The final dot may have been sent")


class Priority(models.IntegerChoices):
    """Somebody who waits for a code in front of a page comes before a batch."""

    AT_ONCE = 0, _("At once")
    ORDINARY = 5, _("In turn")


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        return self.filter(status=MessageStatus.QUEUED, not_before__lte=clock.now())

    def in_doubt(self) -> "MessageQuerySet":
        return self.filter(status=MessageStatus.UNKNOWN)

    def with_secret(self) -> "MessageQuerySet":
        return self.annotate(sealed=Cast("secret", models.TextField())).exclude(sealed="")

    def overdue(self, by: timedelta) -> "MessageQuerySet":
        """Messages that should have left by now: a sign that no worker is running."""
        return self.filter(status=MessageStatus.QUEUED, not_before__lt=clock.now() - by)

    def not_gone(self) -> "MessageQuerySet":
        """Messages of which the final dot was certainly not sent, and may still be."""
        return self.filter(
            models.Q(status=MessageStatus.QUEUED)
            | models.Q(status=MessageStatus.SENDING, phase=Phase.PRE)
        )


class Message(models.Model):
    """One message to one reader, once per ``unique_key`` whatever crashes."""

    Status = MessageStatus
    STEPS: ClassVar[Steps] = {
        MessageStatus.QUEUED: {
            MessageStatus.SENDING,
            MessageStatus.WITHHELD,
            MessageStatus.CANCELLED,
            MessageStatus.FAILED,
        },
        MessageStatus.SENDING: {
            MessageStatus.SENT,
            MessageStatus.QUEUED,
            MessageStatus.WITHHELD,
            MessageStatus.FAILED,
            MessageStatus.UNKNOWN,
            MessageStatus.CANCELLED,
        },
        MessageStatus.SENT: {MessageStatus.BOUNCED},
        # A person decides: treat it as sent, or send it again.
        MessageStatus.UNKNOWN: {MessageStatus.SENT, MessageStatus.QUEUED, MessageStatus.BOUNCED},
        MessageStatus.WITHHELD: set(),
        MessageStatus.FAILED: set(),
        MessageStatus.BOUNCED: set(),
        MessageStatus.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    # What may happen only once: "<kind>:<subject>:<recipient>:<number>".
    unique_key = models.CharField(_("unique key"), max_length=200, unique=True)
    recipient_kind = models.CharField(
        _("recipient"),
        max_length=10,
        choices=[("person", _("Person")), ("user", _("User")), ("address", _("Address"))],
    )
    recipient_id = models.CharField(_("recipient id"), max_length=64)
    # What the message is about, for lists: "engagement.activity" and its id.
    about_type = models.CharField(_("about"), max_length=60, blank=True)
    about_id = models.CharField(_("about id"), max_length=64, blank=True)
    context = models.JSONField(_("ids for the template"), default=dict, blank=True)
    # PRIVACY: one-time codes of service mail, sealed, and emptied once settled.
    secret = EncryptedTextField(_("sealed part"), blank=True, default="")
    wording_version = models.PositiveSmallIntegerField(_("wording version"), default=1)
    languages = models.CharField(_("languages"), max_length=8, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=MessageStatus.choices, default=MessageStatus.QUEUED
    )
    phase = models.CharField(_("phase"), max_length=3, choices=Phase.choices, default=Phase.PRE)
    reason_code = models.CharField(_("reason"), max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.ORDINARY
    )
    not_before = models.DateTimeField(_("not before"), default=clock.now)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    claimed_by = models.CharField(_("claimed by"), max_length=64, blank=True)
    created_at = models.DateTimeField(_("created"), default=clock.now)
    dot_at = models.DateTimeField(_("final dot"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    # How each try ended: [{"at", "to", "reason", "attempt"}]. See docs/decisions/0003.
    trail = models.JSONField(_("what happened"), default=list, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["status", "priority", "not_before"], name="message_due"),
            models.Index(fields=["about_type", "about_id", "status"], name="message_about"),
            models.Index(fields=["recipient_kind", "recipient_id"], name="message_recipient"),
            # What went to people lately, which the gate counts.
            models.Index(
                fields=["dot_at"],
                name="message_to_people",
                condition=models.Q(recipient_kind="person", dot_at__isnull=False),
            ),
        ]
        constraints = [
            known_values(MessageStatus, name="message_status_known"),
            models.CheckConstraint(
                name="message_sent_has_time",
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_sending_has_lease",
                condition=~models.Q(status="sending") | models.Q(lease_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_settled(self) -> bool:
        """Whether nothing happens to it any more unless a person decides something."""
        return self.status not in (MessageStatus.QUEUED, MessageStatus.SENDING)

    @property
    def is_held_before_dot(self) -> bool:
        """Whether a worker has it in hand and has not let it go yet."""
        return self.status == MessageStatus.SENDING and self.phase == Phase.PRE

    @property
    def is_in_doubt(self) -> bool:
        return self.status == MessageStatus.UNKNOWN
