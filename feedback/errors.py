"""Why a use case of this app can't go on. Each says so in the reader's language."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Something that may not be done (yet). ``message`` is a sentence for the user."""

    message: Any = ""

    def __str__(self) -> str:
        return str(self.message)


class NotReady(Refused):
    """Something is still missing; ``reasons`` says what, one sentence each."""

    message = _("This is not ready yet.")

    def __init__(self, reasons: Iterable[Any]) -> None:
        self.reasons = list(reasons)
        super().__init__(*self.reasons)

    def __str__(self) -> str:
        return " ".join(str(reason) for reason in self.reasons)


class OwnWork(Refused):
    """Nobody approves what they wrote or checked themselves."""

    message = _("Somebody else must approve this, because you wrote or checked it.")


class ActivityStillOpen(Refused):
    """Answers are read once nobody can change them any more."""

    message = _("Answers can be read once the activity has closed.")


class WordsMissing(Refused):
    """An answer in somebody's own words was not gone through."""

    message = _("Go through every answer in people's own words before you go on.")


class ReasonMissing(Refused):
    message = _("Say why.")


class PackFrozen(Refused):
    """Findings don't change once the figures are frozen; take the pack back first."""

    message = _("The findings are frozen. Take the results pack back to draft to change them.")


class NotYours(Refused):
    """The user does not belong to the organisation that must answer."""

    message = _("Only the organisation that asked can do this.")


class AgreementMissing(Refused):
    """The partner has not signed what it must before it gets results. Says which."""

    def __init__(self, sentence: str) -> None:
        self.message = sentence
        super().__init__(sentence)


class AnswerIncomplete(Refused):
    """An accepted finding needs an action, an owner and a date; a refused one a reason."""

    def __init__(self, missing: dict[str, Any]) -> None:
        self.missing = missing
        super().__init__(missing)

    def __str__(self) -> str:
        return " ".join(str(sentence) for sentence in self.missing.values())


class Locked(Refused):
    """Words that were approved, signed or told are not edited any more."""

    message = _("This can't be changed any more.")
