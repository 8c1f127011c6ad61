"""How it is safe to reach people, what they stopped, and who stands by them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.consent import ConsentWording
from database.models.people import Person
from vef.common import clock
from vef.privacy.fields import EncryptedTextField


class Safety(models.TextChoices):
    SAFE = "safe", _("Safe")
    ASK = "ask", _("Ask first")
    UNSAFE = "unsafe", _("Not safe")
    UNKNOWN = "unknown", _("Not known, so not used")


class RiskKind(models.TextChoices):
    DOMESTIC = "domestic", _("Domestic abuse")
    STALKING = "stalking", _("Stalking or harassment")
    OTHER = "other", _("Another risk")


class Channel(models.TextChoices):
    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")


class SafeContact(models.Model):
    """One version of how it is safe to reach a person. The latest one rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safe_contacts")
    version = models.PositiveIntegerField(_("version"))
    email = models.CharField(
        _("email"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    phone = models.CharField(
        _("phone"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    sms = models.CharField(
        _("text message"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    post = models.CharField(_("post"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN)
    # [{"day": 1, "from": "10:00", "to": "12:00"}], Monday is 1; empty means any time.
    safe_times = models.JSONField(_("safe times"), default=list, blank=True)
    may_leave_voicemail = models.BooleanField(_("voicemail may be left"), default=False)
    # Neutral unless somebody said that we may say who we are.
    may_say_who = models.BooleanField(_("a message may say who we are"), default=False)
    shares_mailbox = models.BooleanField(_("shares the mailbox or device"), default=False)
    code_word_hash = models.CharField(max_length=200, blank=True, editable=False)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    do_not_contact_until = models.DateField(_("do not contact until"), null=True, blank=True)
    risk_flag = models.BooleanField(_("at risk"), default=False)
    risk_kind = models.CharField(
        _("kind of risk"), max_length=16, choices=RiskKind.choices, blank=True
    )
    address_protected = models.BooleanField(_("address protected"), default=False)
    note = EncryptedTextField(_("note"), blank=True, default="", owner="person.key")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        ordering = ["person", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="safe_contact_version_once")
        ]


class StopReason(models.TextChoices):
    ASKED = "asked", _("They asked us to stop")
    WRONG_PERSON = "wrong-person", _("It reaches somebody else")
    UNSAFE = "unsafe", _("It is not safe")


class ContactStop(models.Model):
    """A stop of one channel, at one address or at any: undone by lifting it, never by editing.

    With an empty ``address_index`` it holds whatever the address is.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="stops")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    address_index = models.CharField(max_length=64, blank=True, default="", editable=False)
    reason = models.CharField(
        _("reason"), max_length=16, choices=StopReason.choices, default=StopReason.ASKED
    )
    # How it came: a ConsentMethod.
    method = models.CharField(_("method"), max_length=10)
    at = models.DateTimeField(_("when"), default=clock.now)
    until = models.DateField(_("until"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lifted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("stop of a channel")
        verbose_name_plural = _("stops of channels")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "channel"], name="stop_of_person")]


class Suppression(models.Model):
    """An address nobody may be added with by an import again. Holds no address and no person.

    Survives erasure: the keyed hash is all that is kept (product.md, promise 11).
    """

    class Reason(models.TextChoices):
        ERASED = "erased", _("Erased")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        STOPPED = "stopped", _("Stopped")
        BOUNCED = "bounced", _("Does not work")

    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    address_index = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_index", "reason"], name="suppressed_once"
            )
        ]


class Supporter(models.Model):
    """Somebody who stands by a person: with the person's agreement and their own consent.

    A support worker may speak for the person, once both agreed, and is known by a pass
    phrase. Recorded apart from the person (Essex panel: feedback through support workers).
    """

    class Kind(models.TextChoices):
        SUPPORT_WORKER = "support-worker", _("Support worker")
        SPOKESPERSON = "spokesperson", _("Family spokesperson")
        TRUSTED = "trusted", _("Somebody they trust")

    class When(models.TextChoices):
        BEFORE = "before", _("Before they take part")
        AFTER = "after", _("After they took part")
        BOTH = "both", _("Before and after")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="supporters")
    kind = models.CharField(_("who they are"), max_length=16, choices=Kind.choices)
    name = EncryptedTextField(_("name"), owner="person.key")
    organisation = EncryptedTextField(_("organisation"), blank=True, default="", owner="person.key")
    email = EncryptedTextField(_("email address"), blank=True, default="", owner="person.key")
    phone = EncryptedTextField(_("phone number"), blank=True, default="", owner="person.key")
    # Empty: nobody asked for support around taking part.
    supports = models.CharField(
        _("support around taking part"), max_length=8, choices=When.choices, blank=True
    )
    # Both must have said yes before anything is done with the row.
    person_agreed_at = models.DateTimeField(_("the person agreed"), null=True, blank=True)
    consented_at = models.DateTimeField(_("they agreed themselves"), null=True, blank=True)
    wording = models.ForeignKey(
        ConsentWording,
        verbose_name=_("wording"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    language = models.CharField(_("language shown"), max_length=4, blank=True)
    method = models.CharField(_("method"), max_length=10, blank=True)
    pass_phrase_hash = models.CharField(max_length=200, blank=True, editable=False)
    may_speak_for = models.BooleanField(_("may speak for the person"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("added"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        ordering = ["added_at"]

    def __str__(self) -> str:
        # PRIVACY: never the name.
        return str(self.pk)

    @property
    def is_agreed(self) -> bool:
        """Whether both the person and the supporter agreed, and nobody ended it."""
        return bool(self.person_agreed_at and self.consented_at and not self.ended_at)
