"""What the gate may say, and why."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from vef.outbox import kinds


class GateReason(TextChoices):
    """Why somebody may not be contacted. Codes are kept in rows; labels are for staff."""

    ERASED = "erased", _("Erased, or not on the database")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_CONFIRMED = "not-confirmed", _("Not confirmed yet")
    PAUSED = "paused", _("Paused")
    RESTRICTED = "restricted", _("Use of their data is restricted")
    DO_NOT_CONTACT = "do-not-contact", _("Do not contact")
    NO_CONSENT = "no-consent", _("No consent")
    CONSENT_OUT_OF_DATE = "consent-out-of-date", _("Consent out of date")
    PROVISIONAL = "provisional", _("Consent by link, still to be confirmed another way")
    STOPPED = "stopped", _("They stopped this way of contact")
    NO_SAFE_CHANNEL = "no-safe-channel", _("This way of contact is not known to be safe")
    ASK_FIRST = "ask-first", _("Must be asked first")
    NO_ADDRESS = "no-address", _("No address or number")
    BOUNCED = "bounced", _("The email address does not work")
    FAMILY = "family", _("Their family's spokesperson is written to for them")
    FAMILY_UNHEARD = (
        "family-unheard",
        _("Nobody who speaks for their family can be reached: ask the family first"),
    )
    LIVE_CASE = "live-case", _("Case not finished, or not known to be")
    COMPLAINT = "complaint", _("Complaint outstanding")
    THEME_REST = "theme-rest", _("Asked about the same painful theme lately")
    CONTACT_LOAD = "contact-load", _("Has had enough messages lately")
    UNSAFE_TIME = "unsafe-time", _("Not at this time")


def reason_label(code: str) -> str:
    """Say a reason in words for staff; a code that isn't the gate's comes back as it is."""
    return str(GateReason(code).label) if code in GateReason.values else code


@dataclass(frozen=True)
class Verdict(kinds.Verdict):
    """What the gate says. The outbox understands it as it stands.

    ``not_before`` is set only with ``UNSAFE_TIME`` and ``CONTACT_LOAD``: everything else
    allows the message, which must wait until then. ``risk_flag`` asks that a
    person releases each message; ``shares_mailbox`` that it shows no topic.
    """

    risk_flag: bool = False
    shares_mailbox: bool = False

    @property
    def only_waits(self) -> bool:
        """Whether nothing but the time stands in the way."""
        return not self.allowed and self.not_before is not None

    @property
    def label(self) -> str:
        """The reason in words, for staff; empty if contact is allowed."""
        return reason_label(self.reason)
