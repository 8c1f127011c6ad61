"""What becomes of each table when somebody is erased.

Every table with a way to a person is named here, by hand; a test walks the models and
fails for one that is not. ``database.services.erasure`` does it for this app's tables,
the apps above for theirs when they hear ``person_erased``.
"""

from dataclasses import dataclass
from enum import StrEnum


class Does(StrEnum):
    """What erasing somebody does to a table's rows about them."""

    EMPTY = "emptied"
    DELETE = "deleted"
    KEEP = "kept"


@dataclass(frozen=True)
class Fate:
    """What is done, and why so."""

    does: Does
    why: str
    # The ways from a row to the person, where rows are deleted.
    ways: tuple[str, ...] = ("person",)


def _delete(why: str, *ways: str) -> Fate:
    return Fate(Does.DELETE, why, ways or ("person",))


def _empty(why: str) -> Fate:
    return Fate(Does.EMPTY, why)


def _keep(why: str) -> Fate:
    return Fate(Does.KEEP, why)


FATES: dict[str, Fate] = {
    # --- This app -----------------------------------------------------------------
    "database.Person": _empty("the reference and the dates stay, so that counts stay right"),
    "privacy.DataKey": _delete("what it sealed opens no more, in whatever copy"),
    "database.SafeContact": _delete("only about the person"),
    "database.ContactStop": _delete("a keyed hash of each address stays suppressed"),
    "database.ProposedChange": _delete("what the person typed, and what it replaced"),
    "database.Supporter": _delete("known only through the person"),
    "database.FamilyMember": _delete("says who belongs together"),
    "database.Note": _delete("only about the person"),
    "database.EqualityAnswer": _delete("given for as long as the person takes part"),
    "database.ConsentEvidence": _delete("a scan or a note names the person"),
    "database.JoinRequest": _delete("what the person typed"),
    "database.SelfServiceCode": _delete("opens what is gone"),
    "database.AccessPack": _delete("a copy of all that is gone"),
    "database.RightsRequest": _empty("that it was asked and answered stays; their words go"),
    "database.Consent": _keep(
        "shows for six years that we acted lawfully; names nobody once the key is gone"
    ),
    "database.CampaignAsk": _keep("a campaign's totals; says only whether somebody replied"),
    "database.LegalHold": _keep("shows why an erasure once had to wait"),
    "database.Merge": _keep("two empty records were one; keyed hashes of addresses"),
    "database.KeptApart": _delete("says only that two records were compared", "first", "second"),
    "database.Incident": _keep("the record of what went wrong names nobody"),
    "database.Erasure": _keep("that it was done, by the record's random id"),
    "database.RetentionRun": _keep("holds ids only until it is done"),
    "database.Suppression": _keep("keyed hashes of addresses; no tie to a record"),
    # --- Apps above -----------------------------------------------------------------
    "engagement.Invitation": _keep("how many were asked and replied; the record is empty"),
    "engagement.Exclusion": _keep("how many were left out, and why"),
    "engagement.Contribution": _empty("loses its tie, its time and its language"),
    "engagement.Answer": _empty("own words go; answers chosen stay, as published figures do"),
    "feedback.Coding": _keep("which theme an answer without its words spoke of"),
    # --- By id, without a foreign key ---------------------------------------------------
    "outbox.Message": _empty("sealed parts go, what has not left is cancelled; ids stay"),
    "common.Link": _empty("revoked; keyed hashes that open nothing"),
    "audit.Entry": _keep("append-only; the id leads to an empty record"),
    "admin.LogEntry": _keep("the reference only"),
}


def deleted_here() -> dict[str, tuple[str, ...]]:
    """Return this app's tables whose rows go, each with the ways to the person."""
    return {
        label: fate.ways
        for label, fate in FATES.items()
        if fate.does == Does.DELETE and label.startswith("database.")
    }
