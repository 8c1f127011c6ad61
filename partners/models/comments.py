"""What the office and a partner say to each other about a request."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from vef.common import clock
from vef.common.forms import LONGEST_REASON


class Side(models.TextChoices):
    OFFICE = "office", _("The office")
    PARTNER = "partner", _("The partner")


class RequestCommentQuerySet(models.QuerySet["RequestComment"]):
    def waiting_for(self, side: str) -> "RequestCommentQuerySet":
        """Those of the other side that nobody has answered or put aside yet."""
        other = Side.PARTNER if side == Side.OFFICE else Side.OFFICE
        return self.filter(side=other, among_colleagues=False, settled=None)

    def read_by(self, side: str) -> "RequestCommentQuerySet":
        """What this side may read: all of it, but not, for the office, what was said in a draft."""
        return self.filter(among_colleagues=False) if side == Side.OFFICE else self.all()


class RequestComment(models.Model):
    """A few sentences about a request, with who and when. Only ever added, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="comments",
    )
    side = models.CharField(_("side"), max_length=8, choices=Side.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    text = models.TextField(_("text"), max_length=LONGEST_REASON)
    at = models.DateTimeField(_("when"), default=clock.now)
    # PRIVACY: said in a draft the office has not got; it is never shown there, later either.
    among_colleagues = models.BooleanField(_("among colleagues only"), default=False)

    objects = RequestCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="comment_side_known", condition=models.Q(side__in=Side.values)
            ),
            models.CheckConstraint(
                name="comment_only_partners_have_colleagues",
                condition=models.Q(among_colleagues=False) | models.Q(side=Side.PARTNER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.at:%Y-%m-%d %H:%M}"


class CommentSettled(models.Model):
    """A comment waits no more: the other side answered, or says that it needs no answer."""

    comment = models.OneToOneField(
        RequestComment,
        verbose_name=_("comment"),
        on_delete=models.PROTECT,
        related_name="settled",
        primary_key=True,
    )
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("comment that waits no more")
        verbose_name_plural = _("comments that wait no more")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.comment_id)
