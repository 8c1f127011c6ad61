"""The registers a request may refer to: boards, strategies, priorities, duties and scrutiny.

One model with a kind, not one each: all are a name and words in both languages, an
owner, dates and something they are part of, and a request refers to all of them in
the same way. What a kind needs besides would be a reason to split it off.
"""

import uuid
from datetime import date

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from vef.common.steps import known_values


class RegisterKind(models.TextChoices):
    BOARD = "board", _("Board or group")
    STRATEGY = "strategy", _("Policy or strategy")
    PRIORITY = "priority", _("Priority of a plan")
    OBJECTIVE = "objective", _("Objective of a board")
    DUTY = "duty", _("Statutory duty")
    SCRUTINY = "scrutiny", _("Scrutiny topic")


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def of_kind(self, *kinds: str) -> "RegisterEntryQuerySet":
        return self.filter(kind__in=kinds)

    def current(self, on: date) -> "RegisterEntryQuerySet":
        """Those that hold on a day; one without dates always does."""
        begun = models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=on)
        going = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on)
        return self.filter(begun & going)


class RegisterEntry(models.Model):
    """One board, strategy, priority, duty or scrutiny topic, from a day until a day."""

    Kind = RegisterKind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=RegisterKind.choices)
    # "2" where people speak of "the second priority".
    number = models.CharField(_("number"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    # A sub-group's board, a priority's plan, an objective's board.
    part_of = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        verbose_name=_("whose it is"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="register_entries",
    )
    reference = models.CharField(
        _("reference"),
        max_length=200,
        blank=True,
        help_text=_("A section of an Act, a file number or an address on the web."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("registers of boards, strategies and duties")
        ordering = ["kind", "order", "code"]
        constraints = [
            known_values(RegisterKind, name="register_kind_known", field="kind"),
            models.CheckConstraint(
                name="register_ends_after_start",
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="register_not_part_of_itself",
                condition=models.Q(part_of__isnull=True) | ~models.Q(part_of=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}" if self.number else self.name

    @property
    def full_name(self) -> str:
        """Its name with what it is part of. Reads ``part_of``."""
        return f"{self} ({self.part_of.name})" if self.part_of else str(self)

    def name_on(self, day: date) -> str:
        """Its full name, with a word if it had ended by that day."""
        if self.ends_on is None or self.ends_on >= day:
            return self.full_name
        return _("%(name)s, ended on %(date)s") % {
            "name": self.full_name,
            "date": date_format(self.ends_on, "DATE_FORMAT"),
        }

    @property
    def rank(self) -> int:
        """Where its kind comes among the kinds."""
        return RegisterKind.values.index(self.kind)

    def is_current(self, on: date) -> bool:
        """Whether it holds on a day."""
        return not (
            (self.starts_on and self.starts_on > on) or (self.ends_on and self.ends_on < on)
        )
