"""What may be done with people on the database. Every verb takes an ``actor``."""

from database.services.consents import (
    ConsentInTheFuture,
    NoWording,
    RecordClosed,
    current_wording,
    record_consent,
    record_consents,
)
from database.services.people import (
    AlreadyOnDatabase,
    ConsentMissing,
    NoAddressGiven,
    PauseInThePast,
    TooYoung,
    change_contact,
    confirm_person,
    note_bounce,
    note_delivered,
    pause_person,
    register_person,
    resume_person,
    withdraw_person,
)
from database.services.safe_contact import (
    NothingChanged,
    check_code_word,
    latest_safe_contact,
    set_code_word,
    set_safe_contact,
)

__all__ = [
    "AlreadyOnDatabase",
    "ConsentInTheFuture",
    "ConsentMissing",
    "NoAddressGiven",
    "NoWording",
    "NothingChanged",
    "PauseInThePast",
    "RecordClosed",
    "TooYoung",
    "change_contact",
    "check_code_word",
    "confirm_person",
    "current_wording",
    "latest_safe_contact",
    "note_bounce",
    "note_delivered",
    "pause_person",
    "record_consent",
    "record_consents",
    "register_person",
    "resume_person",
    "set_code_word",
    "set_safe_contact",
    "withdraw_person",
]
