"""Finding an encrypted address without decrypting: a keyed hash of its normal form.

Only for values that are unique by nature. Fields with few possible values never
get one: equal values would show.
"""

import contextlib
import hashlib
import hmac
import unicodedata

from django.conf import settings


def normal_email(address: str) -> str:
    """Return the address as it is compared: NFKC, case-folded, trimmed, IDNA domain."""
    address = unicodedata.normalize("NFKC", address).strip().casefold()
    local, at, domain = address.rpartition("@")
    with contextlib.suppress(UnicodeError):
        domain = domain.encode("idna").decode()
    return f"{local}{at}{domain}"


def normal_phone(number: str) -> str:
    """Return the digits of a telephone number, with a leading +44 made 0."""
    number = unicodedata.normalize("NFKC", number).strip()
    digits = "".join(c for c in number if c.isdigit())
    return "0" + digits[2:] if number.startswith("+44") else digits


def index(value: str, *, purpose: str) -> str:
    """Return the keyed hash (64 hex digits) of an already normal value."""
    if not value:
        return ""
    return hmac.new(settings.INDEX_KEY, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def email_index(address: str) -> str:
    return index(normal_email(address), purpose="email")


def phone_index(number: str) -> str:
    return index(normal_phone(number), purpose="phone")
