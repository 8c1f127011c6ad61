"""The people who sign in: the office's staff, partners' staff and board members."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.steps import known_values


class Role(models.TextChoices):
    OFFICER = "officer", _("Engagement officer")
    MANAGER = "manager", _("Engagement manager")
    DATA_PROTECTION = "data-protection", _("Data protection lead")
    ADMINISTRATOR = "administrator", _("Administrator")
    PARTNER = "partner", _("Partner user")
    PARTNER_LEAD = "partner-lead", _("Partner lead")
    BOARD = "board", _("Board member")


OFFICE_ROLES = frozenset({Role.OFFICER, Role.MANAGER, Role.DATA_PROTECTION, Role.ADMINISTRATOR})
PARTNER_ROLES = frozenset({Role.PARTNER, Role.PARTNER_LEAD})


class UserManager(BaseUserManager["User"]):
    @transaction.atomic
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user whose address somebody has already vouched for: it counts as verified."""
        from allauth.account.models import EmailAddress  # models of another app

        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make the first administrator, from the command line."""
        return self.create_user(email, password, role=Role.ADMINISTRATOR, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account, in exactly one role. People on the database have none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(
        _("language for mail"),
        max_length=2,
        choices=[("cy", _("Welsh")), ("en", _("English"))],
        default="en",
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=clock.now)
    # Raised by one to end every session this user has, wherever it is.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name"]
        constraints = [known_values(Role, name="user_role_known", field="role")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and the epoch: changing either ends them."""
        return salted_hmac(
            "vef.accounts.models.User.session",
            f"{self.password}|{self.session_epoch}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()

    @property
    def actor_kind(self) -> str:
        return "staff" if self.is_office else "board" if self.role == Role.BOARD else "partner"

    @property
    def actor_id(self) -> str:
        return str(self.pk)

    @property
    def is_office(self) -> bool:
        return self.role in OFFICE_ROLES

    @property
    def is_partner(self) -> bool:
        return self.role in PARTNER_ROLES

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin's door is this user's door."""
        return self.is_active and self.is_office


class UserInvitationQuerySet(models.QuerySet["UserInvitation"]):
    def waiting(self) -> "UserInvitationQuerySet":
        """Return those neither accepted nor taken back, whether or not they have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def to_approve(self) -> "UserInvitationQuerySet":
        """Return those a partner's lead made, which wait for the office."""
        return self.waiting().filter(approved_at=None)

    def sent(self) -> "UserInvitationQuerySet":
        """Return those that went out and wait for whoever was invited."""
        return self.waiting().filter(approved_at__isnull=False)


class UserInvitation(models.Model):
    """The one way to an account: somebody was asked, by name, to be in one role."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # Accounts know nothing of organisations; partners make the membership of it.
    for_organisation = models.UUIDField(_("organisation"), null=True, blank=True)
    language = models.CharField(
        _("language for mail"),
        max_length=2,
        choices=[("cy", _("Welsh")), ("en", _("English"))],
        default="en",
    )
    invited_by = models.ForeignKey(
        User,
        verbose_name=_("invited by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    created_at = models.DateTimeField(_("created"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    # How often it was sent; each sending makes a new link and closes the last.
    sendings = models.PositiveSmallIntegerField(_("times sent"), default=1)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.OneToOneField(
        User,
        verbose_name=_("accepted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitation",
    )
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    # The office's own invitations are approved by being made.
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        verbose_name=_("approved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    refused_because = models.TextField(_("why it was not approved"), blank=True)

    objects = UserInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to an account")
        verbose_name_plural = _("invitations to accounts")
        ordering = ["-created_at"]
        constraints = [
            known_values(Role, name="user_invitation_role_known", field="role"),
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="user_invitation_one_waiting",
            ),
            models.CheckConstraint(
                name="user_invitation_organisation_for_partners",
                condition=models.Q(role__in=sorted(PARTNER_ROLES), for_organisation__isnull=False)
                | (~models.Q(role__in=sorted(PARTNER_ROLES)) & models.Q(for_organisation=None)),
            ),
            models.CheckConstraint(
                name="user_invitation_accepted_by_somebody",
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="user_invitation_approved_by_somebody",
                condition=models.Q(approved_at=None, approved_by=None)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="user_invitation_accepted_was_approved",
                condition=models.Q(accepted_at=None) | models.Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_run_out(self) -> bool:
        return self.expires_at <= clock.now()

    @property
    def is_open(self) -> bool:
        """Whether somebody may still become a user with it."""
        over = self.accepted_at or self.withdrawn_at or self.has_run_out
        return self.approved_at is not None and not over
