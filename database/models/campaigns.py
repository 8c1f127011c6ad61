"""Campaigns: asking people on the database for more, or telling them of new terms; each once."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.equality import EqualityQuestion
from database.models.people import Person
from vef.common import clock
from vef.common.steps import known_values
from vef.documents.models import GovernanceDocument


class CampaignStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    RELEASED = "released", _("Released")
    CLOSED = "closed", _("Closed")


class Campaign(models.Model):
    """Asking people already on the database for more, or to renew their consent; once each.

    One that tells of new terms of reference asks nothing: there is only a page to read.
    """

    class Kind(models.TextChoices):
        EQUALITY = "equality", _("Equality questions")
        RENEWAL = "renewal", _("Renewal of consent")
        TERMS = "terms", _("News of our terms of reference")

    Status = CampaignStatus
    STEPS = {
        CampaignStatus.DRAFT: {CampaignStatus.RELEASED, CampaignStatus.CLOSED},
        CampaignStatus.RELEASED: {CampaignStatus.CLOSED},
        CampaignStatus.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what it asks for"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160)
    status = models.CharField(
        _("status"), max_length=10, choices=CampaignStatus.choices, default=CampaignStatus.DRAFT
    )
    questions = models.ManyToManyField(
        EqualityQuestion, verbose_name=_("questions"), blank=True, related_name="campaigns"
    )
    # The version of the terms it tells of.
    terms = models.ForeignKey(
        GovernanceDocument,
        verbose_name=_("terms of reference"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("why we ask"))
    closes_on = models.DateField(_("closes on"))
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
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-prepared_at"]
        constraints = [
            known_values(CampaignStatus, name="campaign_status_known"),
            models.CheckConstraint(
                name="campaign_released_by_another",
                condition=models.Q(released_by__isnull=True)
                | ~models.Q(released_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="campaign_tells_of_terms",
                condition=models.Q(kind="terms", terms__isnull=False)
                | (~models.Q(kind="terms") & models.Q(terms__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def only_tells(self) -> bool:
        """Whether nobody has anything to answer."""
        return self.kind == self.Kind.TERMS


class AskStatus(models.TextChoices):
    PREPARED = "prepared", _("Not asked yet")
    QUEUED = "queued", _("On its way")
    ASKED = "asked", _("Asked, no reply")
    GAVE = "gave", _("Gave an answer")
    DECLINED = "declined", _("Declined")
    WITHHELD = "withheld", _("Could not be asked")


class CampaignAsk(models.Model):
    """One person asked once by one campaign, and what came of it."""

    Status = AskStatus
    STEPS = {
        AskStatus.PREPARED: {AskStatus.QUEUED, AskStatus.WITHHELD},
        AskStatus.QUEUED: {AskStatus.ASKED, AskStatus.WITHHELD},
        AskStatus.ASKED: {AskStatus.GAVE, AskStatus.DECLINED, AskStatus.WITHHELD},
        AskStatus.GAVE: {AskStatus.DECLINED},
        AskStatus.DECLINED: {AskStatus.GAVE},
        AskStatus.WITHHELD: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="asks")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="asks")
    status = models.CharField(
        _("status"), max_length=10, choices=AskStatus.choices, default=AskStatus.PREPARED
    )
    asked_at = models.DateTimeField(_("asked"), null=True, blank=True)
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            known_values(AskStatus, name="campaign_ask_status_known"),
            models.UniqueConstraint(fields=["campaign", "person"], name="asked_once_per_campaign"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
