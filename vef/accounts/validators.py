"""Passwords may not be made of the words everybody here would try first."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vef.common.models import HostBody

# OWASP ASVS 5.0, 6.1.2 and 6.2.11: words of the organisation, its work and its product.
CONTEXT_WORDS = (
    "opcc",
    "schth",
    "dyfed",
    "powys",
    "police",
    "heddlu",
    "commissioner",
    "comisiynydd",
    "crime",
    "trosedd",
    "victim",
    "dioddefwr",
    "dioddefwyr",
    "witness",
    "forum",
    "fforwm",
    "engagement",
    "ymgysylltu",
    "goleudy",
)
# Signs people write for letters; i and l count as one, as 1 stands for both.
LOOKALIKES = str.maketrans("013457@$!|l", "oieastasiii")
# What must be left of a password when such words are taken out of it.
LEFT_OVER = 8


class ContextWordValidator:
    """Refuse a password that is little more than words of this work.

    Such a word may be part of a long passphrase: what is left without it must
    still have some length of its own.
    """

    def validate(self, password: str, user: Any = None) -> None:
        plain = _plain(password)
        left = plain
        words = {_plain(word) for word in CONTEXT_WORDS} | _host_words()
        for word in sorted(words, key=len, reverse=True):
            left = left.replace(word, "")
        if left != plain and len(left) < LEFT_OVER:
            raise ValidationError(self.get_error_message(), code="password_of_context_words")

    def get_error_message(self) -> str:
        return _(
            "This password uses a word that is easy to guess here, such as the name of the "
            "organisation. Choose other words."
        )

    def get_help_text(self) -> str:
        return _(
            "Your password must not be made of words that are easy to guess here, such as the "
            "name of the organisation."
        )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "", bare.translate(LOOKALIKES))


def _host_words() -> set[str]:
    host = HostBody.current()
    fields = ("name_en", "name_cy", "short_name_en", "short_name_cy")
    names = [getattr(host, field) for field in fields]
    words = {_plain(word) for name in names for word in (name or "").split()}
    return {word for word in words if len(word) >= 4}
