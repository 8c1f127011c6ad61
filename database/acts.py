"""What the audit log calls an act on somebody's record, and what a person calls it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_acts: dict[str, str] = {
    "person.viewed": gettext_noop("The record was looked at"),
    "person.listed": gettext_noop("Shown in a list of people"),
    "export.taken": gettext_noop("Taken out of the system in a list"),
    "person.registered": gettext_noop("The record was added"),
    "person.edited": gettext_noop("The record was changed"),
    "person.contact-changed": gettext_noop("Contact details were changed"),
    "person.active": gettext_noop("Active on the database"),
    "person.paused": gettext_noop("Paused"),
    "person.pause-changed": gettext_noop("The pause was changed"),
    "person.withdrawn": gettext_noop("Withdrawn"),
    "person.erased": gettext_noop("Erased"),
    "person.merged": gettext_noop("Another record of the same person was joined to this one"),
    "person.restricted": gettext_noop("Use of the record was restricted"),
    "person.restriction-lifted": gettext_noop("The restriction was lifted"),
    "person.email-bounced": gettext_noop("The email address did not work"),
    "person.email-works": gettext_noop("The email address works"),
    "person.family-joined": gettext_noop("Written down as one of a family"),
    "person.family-agreed": gettext_noop("An agreement about the family was recorded"),
    "person.family-spokesperson": gettext_noop("Named to be written to for the family"),
    "person.family-spokesperson-ended": gettext_noop("No longer written to for the family"),
    "person.family-writes-too": gettext_noop("The wish to be written to as well was recorded"),
    "person.family-left": gettext_noop("No longer one of the family"),
    "person.family-each-again": gettext_noop("Each of the family is written to again"),
    "safe-contact.changed": gettext_noop("The safe contact was changed"),
    "consent.given": gettext_noop("An agreement was recorded"),
    "consent.renewed": gettext_noop("A renewed agreement was recorded"),
    "consent.refused": gettext_noop("A refusal was recorded"),
    "consent.withdrawn": gettext_noop("A withdrawal was recorded"),
    "contact.stopped": gettext_noop("A way of contact was stopped"),
    "contact.stop-lifted": gettext_noop("A way of contact was opened again"),
    "change-by-link.taken": gettext_noop("A change by your link was taken in"),
    "proposedchange.staff": gettext_noop("A change by your link waits for us to make sure"),
    "proposedchange.proof": gettext_noop("A new address by your link waits to be confirmed"),
    "proposedchange.applied": gettext_noop("A change by your link was made"),
    "proposedchange.refused": gettext_noop("A change by your link was not made"),
    "proposedchange.replaced": gettext_noop("A change by your link was replaced by another"),
    "proposedchange.overtaken": gettext_noop("A change by your link was settled another way"),
    "proposedchange.undone": gettext_noop("A change by your link was taken back"),
    "self-service.link-sent": gettext_noop("The link to your own page was sent"),
    "self-service.code-made": gettext_noop("A one-time code was made for you"),
    "self-service.seen": gettext_noop("What is held was shown on your own page"),
    "self-service.refused": gettext_noop("A wrong code word or code was given on your own page"),
    "equality.recorded": gettext_noop("Your answers about yourself were kept"),
    "equality.deleted": gettext_noop("Your answers about yourself were deleted"),
    "evidence.added": gettext_noop("A file that shows an agreement was kept"),
    "evidence.removed": gettext_noop("A file that shows an agreement was deleted"),
    "join.taken-in": gettext_noop("You asked to hear from us"),
    "join.known": gettext_noop("You asked to hear from us again"),
    "join.confirmed": gettext_noop("You confirmed that you want to hear from us"),
    "join.provisional": gettext_noop("What you confirmed counts once we have made sure"),
    "join.declined": gettext_noop("What was asked for was not confirmed"),
    "join.dropped": gettext_noop("What was asked for could not be taken in"),
    "campaignask.prepared": gettext_noop("A question to you was prepared"),
    "campaignask.queued": gettext_noop("A question to you was released"),
    "campaignask.asked": gettext_noop("You were asked a question about yourself"),
    "campaignask.gave": gettext_noop("You answered a question about yourself"),
    "campaignask.declined": gettext_noop("You left a question about yourself unanswered"),
    "campaignask.withheld": gettext_noop("A question to you was not sent"),
    "rightsrequest.received": gettext_noop("You asked about your data"),
    "rightsrequest.identity-failed": gettext_noop("A wrong code word was given"),
}


def register_acts(acts: Mapping[str, str]) -> None:
    """Add the words of another app's acts; called once the app is ready."""
    _acts.update(acts)


def known(action: str) -> bool:
    """Say whether there are words for an act."""
    return action in _acts


def in_words(action: str) -> str:
    """Say what was done, in the active language; something vague for an act without words."""
    return _(_acts[action]) if known(action) else _("Something else was done with the record")
