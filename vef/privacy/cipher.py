"""Encryption of single values, bound to the place they belong to.

A sealed value reads ``1.<base64>``: the key's version, then nonce and AES-256-GCM
ciphertext. The place (table, column, row) is authenticated with it, so a value
moved to another row or column does not open. A wrong key never yields text.
"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


class CannotOpen(Exception):
    """The value was altered, moved from its place, or sealed with an unknown key."""


def current_version() -> int:
    return max(settings.FIELD_KEYS)


def seal(text: str, *, place: str) -> str:
    """Encrypt ``text`` for ``place`` with the newest key."""
    version = current_version()
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(settings.FIELD_KEYS[version]).encrypt(
        nonce, text.encode(), f"{place}|{version}".encode()
    )
    return f"{version}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(token: str, *, place: str) -> str:
    """Decrypt what ``seal`` made for the same place. Raises CannotOpen."""
    try:
        head, _, body = token.partition(".")
        version = int(head)
        raw = base64.urlsafe_b64decode(body)
        opened = AESGCM(settings.FIELD_KEYS[version]).decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"{place}|{version}".encode()
        )
    except (InvalidTag, KeyError, ValueError) as error:
        raise CannotOpen(place) from error
    return opened.decode()


def version_of(token: str) -> int:
    return int(token.partition(".")[0])
