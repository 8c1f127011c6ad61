"""Encryption of single values, bound to the place they belong to.

A sealed value reads ``1.<base64>``: the master key's version, then nonce and
AES-256-GCM ciphertext. What belongs to a person is sealed with that person's own
key instead and reads ``p.<base64>``; master keys only wrap the people's keys. The
place (table, row, column) is authenticated with it, so a value moved to another
row or column does not open. A wrong key never yields text.
"""

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
# In front of what is sealed with a person's own key.
OWN = "p"


class CannotOpen(Exception):
    """The value was altered, moved from its place, or its key is unknown or destroyed."""


class KeyDestroyed(Exception):
    """Nothing can be sealed for somebody whose key is gone."""


@lru_cache(maxsize=16)
def _master(key: bytes) -> AESGCM:
    return AESGCM(key)


def current_version() -> int:
    return max(settings.FIELD_KEYS)


def version_of(token: str) -> int:
    """Return the version of the master key that sealed a token."""
    return int(token.partition(".")[0])


def _sealed(aead: AESGCM, head: str, text: str, place: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    sealed = aead.encrypt(nonce, text.encode(), f"{place}|{head}".encode())
    return f"{head}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def seal(text: str, *, place: str, own: AESGCM | None = None) -> str:
    """Encrypt ``text`` for ``place``: with a person's ``own`` key, or the newest master key."""
    if own is not None:
        return _sealed(own, OWN, text, place)
    version = current_version()
    return _sealed(_master(settings.FIELD_KEYS[version]), str(version), text, place)


def unseal(token: str, *, place: str, own: AESGCM | None = None) -> str:
    """Decrypt what ``seal`` made for the same place. Raises CannotOpen.

    ``own`` opens what was sealed with it; a value under a master key needs none.
    """
    head, _, body = token.partition(".")
    try:
        aead = own if head == OWN else _master(settings.FIELD_KEYS[int(head)])
        if aead is None:
            raise CannotOpen(place)
        raw = base64.urlsafe_b64decode(body)
        opened = aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{place}|{head}".encode())
    except (InvalidTag, KeyError, ValueError) as error:
        raise CannotOpen(place) from error
    return opened.decode()


def newest_head(*, owned: bool) -> str:
    """Return what a freshly sealed value begins with, dot included."""
    return f"{OWN}." if owned else f"{current_version()}."
