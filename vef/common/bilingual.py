"""Text that exists in both languages, and how complete each language is.

The state of a language is computed from the words and from what somebody
checked, never stored by hand: editing one language marks the other out of date
whatever way the edit came, by page, admin, command or task.
"""

import hashlib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import NotRegistered, translator

from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

LANGUAGES = ("cy", "en")
OTHER = {"cy": "en", "en": "cy"}


class LanguageState(models.TextChoices):
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    OUT_OF_DATE = "out-of-date", _("Out of date")
    CHECKED = "checked", _("Checked")


class Reading(models.TextChoices):
    """The language a person reads in. Unknown means both, Welsh first."""

    CY = "cy", _("Welsh")
    EN = "en", _("English")
    BOTH = "both", _("Both languages")
    UNKNOWN = "unknown", _("Not asked yet")


def languages_for(reading: str) -> tuple[str, ...]:
    """Return the languages a message to this reader is written in, in order.

    Welsh comes first where both are sent (Welsh Language Standard 5).
    """
    return (reading,) if reading in LANGUAGES else LANGUAGES


def in_language(language: str) -> AbstractContextManager[Any]:
    """Render what is inside in this language, then put the old one back."""
    return translation.override(language)


class Bilingual(models.Model):
    """A row with words in both languages, each checked by a person before use."""

    language_checks = models.JSONField(
        _("language checks"), default=dict, editable=False, blank=True
    )

    class Meta:
        abstract = True

    # Fields that may stay empty in both languages; empty in one only is missing.
    BILINGUAL_OPTIONAL: tuple[str, ...] = ()

    @classmethod
    def bilingual_fields(cls) -> list[str]:
        try:
            return sorted(translator.get_options_for_model(cls).get_field_names())
        except NotRegistered:
            return []

    def words(self, language: str) -> list[str]:
        return [getattr(self, f"{name}_{language}") or "" for name in self.bilingual_fields()]

    def missing_fields(self, language: str) -> list[str]:
        """Name the fields that have no words in this language."""
        return [
            name
            for name in self.bilingual_fields()
            if not (getattr(self, f"{name}_{language}") or "").strip()
            and (
                name not in self.BILINGUAL_OPTIONAL
                or (getattr(self, f"{name}_{OTHER[language]}") or "").strip()
            )
        ]

    def digest(self, language: str) -> str:
        return hashlib.sha256("\x1f".join(self.words(language)).encode()).hexdigest()

    def language_state(self, language: str) -> LanguageState:
        """Say how complete one language is: missing, draft, out of date or checked."""
        if self.missing_fields(language):
            return LanguageState.MISSING
        check = self.language_checks.get(language)
        if not check or check["own"] != self.digest(language):
            return LanguageState.DRAFT
        if check["other"] != self.digest(OTHER[language]):
            return LanguageState.OUT_OF_DATE
        return LanguageState.CHECKED

    @property
    def language_states(self) -> dict[str, LanguageState]:
        return {language: self.language_state(language) for language in LANGUAGES}

    @property
    def publishable(self) -> bool:
        """Whether both languages are complete and checked against each other."""
        return all(state == LanguageState.CHECKED for state in self.language_states.values())


def words(row: models.Model, name: str, language: str) -> str:
    """Return a translated field's words in one language; empty if there are none."""
    return getattr(row, f"{name}_{language}") or ""


def set_words(row: models.Model, name: str, *, cy: str, en: str) -> None:
    """Put a translated field's words in both languages; the row is not saved."""
    setattr(row, f"{name}_cy", cy)
    setattr(row, f"{name}_en", en)


class LanguageIncomplete(Exception):
    """A language has no words yet, so nobody can check it."""


def check_language(row: Bilingual, language: str, *, actor: Actor) -> None:
    """Record that somebody read one language against the other and found it right.

    Raises LanguageIncomplete if words are missing. Saves the row; audited.
    """
    if row.missing_fields(language):
        raise LanguageIncomplete(language)
    row.language_checks = {
        **row.language_checks,
        language: {
            "own": row.digest(language),
            "other": row.digest(OTHER[language]),
            "by": actor.actor_id,
            "at": clock.now().isoformat(),
        },
    }
    row.save(update_fields=["language_checks"])
    record(actor, f"{row._meta.model_name}.language-checked", row, data={"language": language})


def all_publishable(rows: Iterable[Bilingual]) -> bool:
    return all(row.publishable for row in rows)
