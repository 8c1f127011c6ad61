"""Partner agencies, who belongs to them, and who took over from one that closed."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def partners(self) -> "OrganisationQuerySet":
        """Partner agencies at work now; the host body is none."""
        return self.filter(is_active=True).exclude(kind=Organisation.Kind.HOST)

    def hosted(self) -> "OrganisationQuerySet":
        """Every partner there is or was; the host body is none."""
        return self.exclude(kind=Organisation.Kind.HOST)

    def invitable(self) -> list[tuple[uuid.UUID, str]]:
        """Return those a new user may be invited for, by id and name."""
        return [(row.pk, row.name) for row in self.partners()]


class Organisation(models.Model):
    """A partner agency. Its users see its own business and nobody else's."""

    class Kind(models.TextChoices):
        HOST = "host", _("Host body")
        POLICE = "police", _("Police")
        JUSTICE = "justice", _("Criminal justice, prisons and probation")
        COUNCIL = "council", _("Local authority")
        HEALTH = "health", _("Health")
        GOVERNMENT = "government", _("Government department")
        SAFETY = "safety", _("Community safety partnership")
        COMMISSIONED = "commissioned", _("Commissioned service")
        THIRD_SECTOR = "third-sector", _("Third sector")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    is_active = models.BooleanField(_("active"), default=True)
    # Some bodies want every request to go through their lead; most do not.
    contributors_may_submit = models.BooleanField(
        _("partner users may submit requests"),
        default=True,
        help_text=_("If not, they write the request and a partner lead submits it."),
    )
    # Hears of results and of what is asked of the organisation; its leads always do besides.
    update_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("update contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    remit = models.TextField(_("what it does"), blank=True)
    referral = models.TextField(_("how somebody is referred"), blank=True)
    boards = models.ManyToManyField(
        "partners.RegisterEntry",
        verbose_name=_("boards it sits on"),
        blank=True,
        related_name="members",
        limit_choices_to={"kind": "board"},
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_because = models.TextField(_("why it closed"), blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="taken_over",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="organisation_closed_is_not_active",
                condition=models.Q(closed_on__isnull=True) | models.Q(is_active=False),
            ),
            models.CheckConstraint(
                name="organisation_successor_of_closed",
                condition=models.Q(successor__isnull=True)
                | (models.Q(closed_on__isnull=False) & ~models.Q(successor=models.F("id"))),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def users(self) -> models.QuerySet[Any]:
        """Return those who can sign in for the organisation now."""
        return get_user_model().objects.filter(membership__organisation=self, is_active=True)


class Membership(models.Model):
    """Which organisation a partner user belongs to. Set by the office, one each."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="membership",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )
    # Access ends with the account; the row stays, and says who carries on.
    left_on = models.DateField(_("left on"), null=True, blank=True)
    handed_over_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handed over to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user__name"]
        constraints = [
            models.CheckConstraint(
                name="membership_handed_over_when_left",
                condition=models.Q(handed_over_to__isnull=True)
                | (models.Q(left_on__isnull=False) & ~models.Q(handed_over_to=models.F("user"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.organisation_id}"
