"""Who was asked, who was left out and why, and what they replied."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models import Person
from engagement.models.activity import Activity
from vef.common import clock
from vef.common.steps import Steps, known_values


class BatchStatus(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


class InvitationBatch(models.Model):
    """Invitations prepared together by one person and released by another."""

    Status = BatchStatus
    STEPS: ClassVar[Steps] = {
        BatchStatus.PREPARED: {BatchStatus.RELEASED, BatchStatus.CANCELLED},
        BatchStatus.RELEASED: {BatchStatus.CANCELLED},
        BatchStatus.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="batches")
    status = models.CharField(
        _("status"), max_length=10, choices=BatchStatus.choices, default=BatchStatus.PREPARED
    )
    # Everybody by default; narrowing needs a reason (terms of reference §5).
    audience_reason = models.TextField(_("why not everybody"), blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("prepared"), default=clock.now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of invitations")
        verbose_name_plural = _("batches of invitations")
        ordering = ["-prepared_at"]
        constraints = [
            known_values(BatchStatus, name="batch_status_known"),
            models.CheckConstraint(
                name="batch_released_by_another",
                condition=~models.Q(status="released")
                | (
                    models.Q(released_by__isnull=False)
                    & ~models.Q(released_by=models.F("prepared_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity.code} {self.prepared_at:%Y-%m-%d %H:%M}"


class InvitationStatus(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    WITHHELD = "withheld", _("Withheld")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    UNKNOWN = "unknown", _("In doubt")
    CANCELLED = "cancelled", _("Cancelled")


class ReplyChoice(models.TextChoices):
    NONE = "none", _("No reply yet")
    TAKING_PART = "taking-part", _("Taking part")
    NOT_THIS_TIME = "not-this-time", _("Not this time")
    STOP = "stop", _("Stop contacting me")


class Invitation(models.Model):
    """One person asked once to one activity. Delivery and reply are told apart."""

    Status = InvitationStatus
    Reply = ReplyChoice
    STEPS: ClassVar[Steps] = {
        InvitationStatus.PREPARED: {InvitationStatus.QUEUED, InvitationStatus.CANCELLED},
        InvitationStatus.QUEUED: {
            InvitationStatus.SENDING,
            InvitationStatus.WITHHELD,
            InvitationStatus.CANCELLED,
            InvitationStatus.FAILED,
        },
        InvitationStatus.SENDING: {
            InvitationStatus.SENT,
            InvitationStatus.QUEUED,
            InvitationStatus.WITHHELD,
            InvitationStatus.FAILED,
            InvitationStatus.UNKNOWN,
            InvitationStatus.CANCELLED,
        },
        InvitationStatus.UNKNOWN: {
            InvitationStatus.SENT,
            InvitationStatus.QUEUED,
            InvitationStatus.BOUNCED,
        },
        InvitationStatus.SENT: {InvitationStatus.BOUNCED},
        InvitationStatus.WITHHELD: set(),
        InvitationStatus.FAILED: set(),
        InvitationStatus.BOUNCED: set(),
        InvitationStatus.CANCELLED: set(),
    }
    REPLY_STEPS: ClassVar[Steps] = {
        ReplyChoice.NONE: {ReplyChoice.TAKING_PART, ReplyChoice.NOT_THIS_TIME, ReplyChoice.STOP},
        ReplyChoice.TAKING_PART: {ReplyChoice.NOT_THIS_TIME, ReplyChoice.STOP},
        ReplyChoice.NOT_THIS_TIME: {ReplyChoice.TAKING_PART, ReplyChoice.STOP},
        ReplyChoice.STOP: {ReplyChoice.TAKING_PART, ReplyChoice.NOT_THIS_TIME},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(InvitationBatch, on_delete=models.PROTECT, related_name="invitations")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=InvitationStatus.choices,
        default=InvitationStatus.PREPARED,
    )
    reason_code = models.CharField(_("reason"), max_length=60, blank=True)
    reply = models.CharField(
        _("reply"), max_length=14, choices=ReplyChoice.choices, default=ReplyChoice.NONE
    )
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["activity", "person"]
        indexes = [
            models.Index(fields=["batch", "status"], name="invitation_progress"),
            models.Index(fields=["person", "status"], name="invitation_of_person"),
        ]
        constraints = [
            known_values(InvitationStatus, name="invitation_status_known"),
            known_values(ReplyChoice, name="invitation_reply_known", field="reply"),
            # One that never left (cancelled, withheld) may be followed by another.
            models.UniqueConstraint(
                fields=["activity", "person"],
                name="invited_once_per_activity",
                condition=~models.Q(status__in=["cancelled", "withheld"]),
            ),
            models.CheckConstraint(
                name="invitation_sent_has_time",
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # PRIVACY: shown in admin history and selects; never who it is.
        return str(self.pk)


class Exclusion(models.Model):
    """Somebody who was not invited when a batch was prepared, and why."""

    batch = models.ForeignKey(InvitationBatch, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason_code = models.CharField(_("reason"), max_length=60)

    class Meta:
        verbose_name = _("person left out")
        verbose_name_plural = _("people left out")
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="left_out_once_per_batch")
        ]
