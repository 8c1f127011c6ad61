"""The people who sign in: the office's staff, partners' staff and board members."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
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
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
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
