"""What partners ask the forum to look at."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from partners.models.registers import RegisterEntry
from partners.models.windows import RequestWindow
from vef.common import clock
from vef.common.steps import Steps, known_values


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under-review", _("Under review")
    MORE_INFORMATION = "more-information", _("More information asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    DEFERRED = "deferred", _("Deferred to a later window")
    MERGED = "merged", _("Merged into another request")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# The one question that is answered by ticking.
TICKED = "register_entries"
# In these the partner may still write.
EDITABLE = (RequestStatus.DRAFT, RequestStatus.MORE_INFORMATION)
# In these a decision stands. Another may supersede it.
DECIDED = (
    RequestStatus.ACCEPTED,
    RequestStatus.DECLINED,
    RequestStatus.DEFERRED,
    RequestStatus.MERGED,
)


def _decided_but(status: str) -> frozenset[str]:
    return frozenset(DECIDED) - {status}


class TopicRequestQuerySet(models.QuerySet["TopicRequest"]):
    def visible_to(self, user: Any) -> "TopicRequestQuerySet":
        """The office sees what was ever submitted; a partner its own organisation's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self.filter(submitted_at__isnull=False)
        if user.is_partner:
            return self.filter(organisation__memberships__user=user)
        return self.none()

    def waiting(self) -> "TopicRequestQuerySet":
        """Those that wait for the office."""
        return self.filter(status__in=[RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW])

    def accepted(self) -> "TopicRequestQuerySet":
        """Those that are accepted, and their partner knows: nothing is planned before."""
        taken = RequestStatus.ACCEPTED
        return self.filter(status=taken, told_status=taken)

    def unfinished(self) -> "TopicRequestQuerySet":
        """Those that wait for the partner."""
        return self.filter(status__in=EDITABLE)


class TopicRequest(models.Model):
    """What a partner asks the forum to look at. Written in one language or both."""

    Status = RequestStatus
    STEPS: ClassVar[Steps] = {
        RequestStatus.DRAFT: {RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN},
        RequestStatus.SUBMITTED: {RequestStatus.UNDER_REVIEW, RequestStatus.WITHDRAWN},
        RequestStatus.UNDER_REVIEW: {
            RequestStatus.ACCEPTED,
            RequestStatus.DECLINED,
            RequestStatus.DEFERRED,
            RequestStatus.MERGED,
            RequestStatus.MORE_INFORMATION,
            RequestStatus.WITHDRAWN,
        },
        RequestStatus.MORE_INFORMATION: {RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN},
        # From one to another by a decision that supersedes the first.
        RequestStatus.ACCEPTED: _decided_but(RequestStatus.ACCEPTED),
        RequestStatus.DECLINED: _decided_but(RequestStatus.DECLINED),
        # What was deferred comes back when its window opens.
        RequestStatus.DEFERRED: _decided_but(RequestStatus.DEFERRED) | {RequestStatus.SUBMITTED},
        RequestStatus.MERGED: _decided_but(RequestStatus.MERGED),
        RequestStatus.WITHDRAWN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Given at submission: TR-<year>-<number>.
    reference = models.CharField(_("reference"), max_length=14, unique=True, null=True, blank=True)
    window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("request window"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    # Who asked, where another organisation has taken over since.
    asked_as = models.ForeignKey(
        Organisation,
        verbose_name=_("asked by, before another took over"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="handed_on",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        _("status"), max_length=20, choices=RequestStatus.choices, default=RequestStatus.DRAFT
    )
    # What the partner was told by the last letter that was sent; until then it is under review.
    told_status = models.CharField(
        _("decision the partner knows of"),
        max_length=20,
        choices=[(status.value, status.label) for status in DECIDED],
        blank=True,
    )
    # The language the partner's own words are in, so that they are read out rightly.
    written_in = models.CharField(
        _("language it is written in"),
        max_length=2,
        choices=[("cy", _("Welsh")), ("en", _("English"))],
        default="en",
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    problem = models.TextField(_("the problem"), blank=True)
    objectives = models.TextField(_("aim and objectives"), blank=True)
    outputs = models.TextField(_("intended outputs"), blank=True)
    decision_to_inform = models.TextField(_("decision it will inform"), blank=True)
    decision_on = models.DateField(_("when that decision is made"), null=True, blank=True)
    already_asked = models.TextField(_("who has been asked already"), blank=True)
    audience = models.TextField(_("who should be asked"), blank=True)
    methods_wished = models.TextField(_("methods wished for"), blank=True)
    sensitivity = models.TextField(_("what may be sensitive"), blank=True)
    welsh_needs = models.TextField(_("Welsh language needs"), blank=True)
    officers = models.TextField(_("who will attend and act"), blank=True)
    resources = models.TextField(_("resources and funding offered"), blank=True)
    strategy_links = models.TextField(_("policy and strategy links"), blank=True)
    # What the registers hold of it: boards, strategies, priorities, duties, scrutiny topics.
    register_entries = models.ManyToManyField(
        RegisterEntry,
        verbose_name=_("boards, strategies and duties it refers to"),
        blank=True,
        related_name="requests",
    )
    raised_at = models.CharField(_("board or forum that raised it"), max_length=200, blank=True)
    promises_feedback = models.BooleanField(_("promises to report back"), default=False)
    feedback_by = models.DateField(_("will report back by"), null=True, blank=True)
    # "This is not about one person's case", with why, where the guard stopped it.
    not_a_case_because = models.TextField(_("why this is not one person's case"), blank=True)
    # The earlier request of the same organisation whose words it began with.
    based_on = models.ForeignKey(
        "self",
        verbose_name=_("begun from"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("started"), default=clock.now)
    saved_at = models.DateTimeField(_("last saved"), default=clock.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("last saved by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    deferred_to = models.ForeignKey(
        RequestWindow,
        verbose_name=_("deferred to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="coming",
    )
    # Where it was first asked, and since when it waits again, if it was deferred and came back.
    first_window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("first asked in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    came_back_at = models.DateTimeField(_("came back"), null=True, blank=True)

    objects = TopicRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic request")
        verbose_name_plural = _("topic requests")
        ordering = ["-created_at"]
        constraints = [
            known_values(RequestStatus, name="request_status_known"),
            models.CheckConstraint(
                name="request_submitted_has_reference",
                condition=models.Q(status__in=["draft", "withdrawn"])
                | models.Q(reference__isnull=False, submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="request_told_of_a_decision",
                condition=models.Q(told_status__in=["", *DECIDED]),
            ),
            models.CheckConstraint(
                name="request_came_back_from_a_window",
                condition=models.Q(came_back_at__isnull=True)
                | models.Q(first_window__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or ''} {self.title}".strip()

    @property
    def title_language(self) -> str:
        """Say which language ``title`` is in when read now; it falls back to the other."""
        wanted = "cy" if get_language() == "cy" else "en"
        other = "en" if wanted == "cy" else "cy"
        return wanted if getattr(self, f"title_{wanted}") else other

    def answer(self, name: str) -> Any:
        """Return what is stored for one question; ticks as a tuple, in one query."""
        if name != TICKED:
            return getattr(self, name)
        return tuple(self.register_entries.select_related("part_of"))

    @property
    def is_editable(self) -> bool:
        """Whether the partner may still write in it."""
        return self.status in EDITABLE

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for the office."""
        return self.status in (RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW)

    @property
    def may_be_changed(self) -> bool:
        """Whether the partner may write in it: also in what came back, until it is reviewed."""
        came_back = self.status == RequestStatus.SUBMITTED and self.came_back_at is not None
        return self.is_editable or came_back

    @property
    def waiting_since(self) -> datetime | None:
        """Return since when it waits for the office."""
        return self.came_back_at or self.submitted_at

    @property
    def is_decided(self) -> bool:
        return self.status in DECIDED

    @property
    def shown_status(self) -> str:
        """Return the status as its partner may know it: no decision before its letter is sent."""
        if not self.is_decided:
            return self.status
        return self.told_status or RequestStatus.UNDER_REVIEW

    def get_shown_status_display(self) -> str:
        return str(RequestStatus(self.shown_status).label)

    @property
    def is_shown_waiting(self) -> bool:
        """Whether its partner is told that it waits for the office."""
        return self.shown_status in (RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW)

    @property
    def is_told(self) -> bool:
        """Whether it is decided, and the partner knows how."""
        return self.is_decided and self.status == self.told_status

    @property
    def may_be_withdrawn(self) -> bool:
        return RequestStatus.WITHDRAWN in self.STEPS[RequestStatus(self.status)]

    @property
    def is_late(self) -> bool:
        """Whether it came into its window by a late code; one that came back is in another."""
        return hasattr(self, "late_code") and self.came_back_at is None

    @property
    def looks_withdrawable(self) -> bool:
        """Whether the partner is offered to take it back.

        PRIVACY: the offer stays until they are told, or its going would tell that it is decided.
        """
        return RequestStatus.WITHDRAWN in self.STEPS[RequestStatus(self.shown_status)]

    @property
    def is_accepted(self) -> bool:
        """Whether it is accepted, and its partner knows."""
        return self.is_told and self.status == RequestStatus.ACCEPTED
