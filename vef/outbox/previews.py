"""What a mail will read like to each kind of reader, for whoever releases it."""

from collections.abc import Callable
from typing import Any

from vef.common.bilingual import LANGUAGES
from vef.common.models import HostBody
from vef.outbox.kinds import Wording

# Stands in a preview where each reader's own link will be.
SAMPLE = "x" * 16


def mail_previews(write: Callable[[str], Wording]) -> dict[str, Any]:
    """Return the mail as each kind of reader will get it: in one language, or in both.

    ``write`` writes one language's words and must issue no link. Drawn by
    ``components/previews.html``.
    """
    wordings = {language: write(language) for language in LANGUAGES}
    host = HostBody.current()
    senders = {language: getattr(host, f"neutral_name_{language}") for language in LANGUAGES}
    return {
        "single": [
            {"language": language, "wording": wording, "sender": senders[language]}
            for language, wording in wordings.items()
        ],
        # Each half by itself: a page must say which language it is in.
        "both_subject": [(language, wordings[language].subject) for language in LANGUAGES],
        "both_sender": list(senders.items()),
        "both": [wordings[language].text for language in LANGUAGES],
    }
