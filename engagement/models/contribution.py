"""What people said: by name, or through the mix box without any trace."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.activity import Activity
from engagement.models.invitation import Invitation
from engagement.models.survey import Question
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedTextField


class ContributionStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked")
    CODED = "coded", _("Coded")
    EXCLUDED = "excluded", _("Excluded")


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def counted(self) -> "ContributionQuerySet":
        """Finished and not excluded: what figures and findings rest on."""
        return self.filter(is_finished=True).exclude(status=ContributionStatus.EXCLUDED)


class Contribution(models.Model):
    """One person's answers to an activity, with a link to the invitation or without any.

    PRIVACY: an anonymous contribution has no invitation, no time and no language,
    and reaches this table only through the mix box, in a shuffled batch.
    """

    Status = ContributionStatus
    STEPS: ClassVar[Steps] = {
        ContributionStatus.RECEIVED: {ContributionStatus.CHECKED, ContributionStatus.EXCLUDED},
        # Until the activity closes the person may change the answers: then they are new again.
        ContributionStatus.CHECKED: {
            ContributionStatus.CODED,
            ContributionStatus.EXCLUDED,
            ContributionStatus.RECEIVED,
        },
        ContributionStatus.CODED: {ContributionStatus.EXCLUDED, ContributionStatus.RECEIVED},
        ContributionStatus.EXCLUDED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="contributions")
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="contribution"
    )
    is_anonymous = models.BooleanField(_("anonymous"))
    # Saved for later by the person; not an answer yet.
    is_finished = models.BooleanField(_("finished"), default=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ContributionStatus.choices,
        default=ContributionStatus.RECEIVED,
    )
    excluded_because = models.TextField(_("why excluded"), blank=True)
    # Which form was sent last and what it said (keyed hashes): the same form sent
    # twice counts once, and an old page can't overwrite newer answers.
    form_nonce = models.CharField(max_length=64, blank=True, default="", editable=False)
    form_digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            known_values(ContributionStatus, name="contribution_status_known"),
            models.CheckConstraint(
                name="anonymous_has_no_trace",
                condition=models.Q(is_anonymous=False)
                | models.Q(
                    invitation__isnull=True,
                    received_at__isnull=True,
                    language="",
                    form_nonce="",
                    form_digest="",
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Answer(models.Model):
    """What a contribution says to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    codes = models.JSONField(_("answers chosen"), default=list, blank=True)
    text = EncryptedTextField(_("own words"), blank=True, default="")
    # The words after personal details were taken out by a person; what others read.
    redacted = EncryptedTextField(_("own words, redacted"), blank=True, default="")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="answered_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MixBox(models.Model):
    """Anonymous answers waiting to be shuffled. Sealed, without time or order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    sealed = EncryptedTextField()

    def __str__(self) -> str:
        return "sealed"


class SpentNonce(models.Model):
    """A form of the shared anonymous page that was sent, so that twice counts once.

    PRIVACY: holds nothing of the answers, and is emptied when the activity closes.
    """

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, primary_key=True)

    def __str__(self) -> str:
        return self.digest[:8]


class Helpline(models.Model):
    """Somebody to talk to. Shown to people only once the number was verified."""

    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("who it is for and when"), max_length=200, blank=True)
    number = models.CharField(_("number"), max_length=40)
    verified_on = models.DateField(_("number verified on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("helpline")
        verbose_name_plural = _("helplines")
        ordering = ["order", "number"]

    def __str__(self) -> str:
        return self.name
