"""Keys of their own: one for each person, so that forgetting a key forgets the person."""

import base64
import os
import uuid
from functools import cached_property

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.privacy.fields import EncryptedTextField

KEY_BYTES = 32


class DataKey(models.Model):
    """The key that seals what is held about one person, wrapped by a master key.

    Deleting the row makes everything it sealed unreadable, also in copies of the
    database made earlier, as soon as no copy of this table holds it any more. Back
    this table up apart, and keep those copies for a shorter time (docs/runbook.md).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # PRIVACY: never shown, exported or logged.
    wrapped = EncryptedTextField(editable=False)

    class Meta:
        verbose_name = _("key of a person")
        verbose_name_plural = _("keys of people")

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def make(cls) -> "DataKey":
        """Return a new random key, not saved yet."""
        return cls(wrapped=base64.b64encode(os.urandom(KEY_BYTES)).decode())

    @cached_property
    def aead(self) -> AESGCM:
        """The cipher made with this key. Raises CannotOpen if no master key unwraps it."""
        return self.unwrap(self.wrapped)

    @staticmethod
    def unwrap(text: str) -> AESGCM:
        """Return the cipher of a key that the master key has opened already."""
        return AESGCM(base64.b64decode(text))
