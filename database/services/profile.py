"""Which optional questions are asked, and why. Switched on and off by the office, with a reason.

What was answered before a question was switched off stays, but is neither asked
nor shown.
"""

from django.db import transaction

from database.models import Adjustment, Person, ProfileField
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import LANGUAGES, set_words, words


class WhyMissing(Exception):
    """Nobody may be asked for something without "why we ask" in both languages."""

    def __init__(self, languages: list[str]) -> None:
        self.languages = languages
        super().__init__(", ".join(languages))


class ReasonMissing(ValueError):
    """A question is switched on and off for a reason only."""


def is_asked(code: str) -> bool:
    """Whether this optional question is asked at present."""
    return ProfileField.objects.filter(code=code, is_on=True).exists()


def why(code: str) -> str:
    """Return why it is asked, in the active language; empty for a question not asked."""
    return asked().get(code, "")


def asked() -> dict[str, str]:
    """Return every question asked at present with its "why we ask"; one query."""
    return {row.code: row.why for row in ProfileField.objects.filter(is_on=True)}


def adjustments_of(person: Person) -> dict[str, list[Adjustment]]:
    """Return what somebody needs, and how they wish to be heard, by kind; one query."""
    found: dict[str, list[Adjustment]] = {kind: [] for kind in Adjustment.Kind.values}
    for row in person.adjustments.all():
        found[row.kind].append(row)
    return found


def _missing(field: ProfileField) -> list[str]:
    return [language for language in LANGUAGES if not words(field, "why", language).strip()]


def _locked(field: ProfileField) -> ProfileField:
    return ProfileField.objects.select_for_update().get(pk=field.pk)


@transaction.atomic
def change_why(field: ProfileField, *, cy: str, en: str, actor: User) -> bool:
    """Word anew why it is asked; say whether anything changed.

    Raises WhyMissing if the question is asked and a language would have no words.
    """
    row = _locked(field)
    before = [words(row, "why", language) for language in LANGUAGES]
    set_words(row, "why", cy=cy.strip(), en=en.strip())
    if before == [words(row, "why", language) for language in LANGUAGES]:
        return False
    if row.is_on and (missing := _missing(row)):
        raise WhyMissing(missing)
    row.changed_by = actor
    row.save()
    record(actor, "profilefield.why-changed", row, data={"field": row.code})
    return True


def switch_on(field: ProfileField, *, reason: str, actor: User) -> bool:
    """Ask this question from today on; twice changes nothing.

    Raises WhyMissing unless both languages say why, and ReasonMissing.
    """
    return _switch(field, is_on=True, reason=reason, actor=actor)


def switch_off(field: ProfileField, *, reason: str, actor: User) -> bool:
    """Ask no longer, and show no longer what was answered; twice changes nothing.

    Raises ReasonMissing.
    """
    return _switch(field, is_on=False, reason=reason, actor=actor)


@transaction.atomic
def _switch(field: ProfileField, *, is_on: bool, reason: str, actor: User) -> bool:
    if not reason.strip():
        raise ReasonMissing(field.code)
    row = _locked(field)
    if row.is_on == is_on:
        return False
    if is_on and (missing := _missing(row)):
        raise WhyMissing(missing)
    row.is_on, row.reason, row.since, row.changed_by = is_on, reason, clock.today(), actor
    row.save()
    word = "on" if is_on else "off"
    record(actor, f"profilefield.switched-{word}", row, reason=reason, data={"field": row.code})
    return True
