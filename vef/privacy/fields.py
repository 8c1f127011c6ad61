"""A model field kept encrypted in its column and opened only when it is read.

``person.name`` decrypts at that moment. ``values()``, ``iterator()`` over values
and SQL see only the sealed token: closed by default. The row's primary key must
exist before saving, so these models use UUID keys.

With ``owner`` the value is sealed with the key of the person it belongs to:
``EncryptedTextField(owner="person.key")`` names the way from the row to its
``DataKey``. Load that way with the rows (``select_related``) where there are many.
"""

import base64
from typing import TYPE_CHECKING, Any

from django.db import models

from vef.privacy import cipher

if TYPE_CHECKING:
    from vef.privacy.models import DataKey


class Sealed(str):
    """A sealed token as it lies in the column."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<sealed>"


class _Opener:
    """Opens the column's token on reading the attribute."""

    def __init__(self, field: "EncryptedTextField") -> None:
        self.field = field

    def __get__(self, row: Any, owner: Any = None) -> Any:
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        return self.field.opened(row, value) if isinstance(value, Sealed) else value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that only this program, with its keys, can read. Empty stays empty."""

    descriptor_class = _Opener

    def __init__(self, *args: Any, owner: str = "", **kwargs: Any) -> None:
        self.owner = owner
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.owner:
            kwargs["owner"] = self.owner
        return name, path, args, kwargs

    @property
    def owner_lookup(self) -> str:
        """The way to the row's key as a query lookup; empty for what master keys seal."""
        return self.owner.replace(".", "__")

    def place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}|{row.pk}|{self.column}"

    def key_of(self, row: models.Model) -> "DataKey | None":
        """Return the key of the person the row belongs to; None once it is destroyed."""
        if not self.owner:
            return None
        found: Any = row
        for step in self.owner.split("."):
            found = getattr(found, step)
            if found is None:
                return None
        return found  # type: ignore[no-any-return]

    def sealed(self, row: models.Model, text: str) -> Sealed:
        """Seal ``text`` for this column of this row. Raises KeyDestroyed."""
        own = None
        if self.owner:
            key = self.key_of(row)
            if key is None:
                raise cipher.KeyDestroyed(self.place(row))
            own = key.aead
        return Sealed(cipher.seal(text, place=self.place(row), own=own))

    def opened(self, row: models.Model, token: Sealed) -> Any:
        """Return what a token says. Raises CannotOpen."""
        if not token:
            return self.from_text("")
        key = self.key_of(row) if token.startswith(f"{cipher.OWN}.") else None
        own = key.aead if key else None
        return self.from_text(cipher.unseal(token, place=self.place(row), own=own))

    def from_text(self, text: str) -> Any:
        return text

    def to_text(self, value: Any) -> str:
        return str(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, self.get_default())
        if value is None or len(value) == 0:
            return value if value is None else ""
        if isinstance(value, Sealed) and value.startswith(
            cipher.newest_head(owned=bool(self.owner))
        ):
            return value
        plain = getattr(model_instance, self.attname)
        return self.sealed(model_instance, self.to_text(plain))

    def get_prep_value(self, value: Any) -> Any:
        # PRIVACY: nothing but a sealed token or emptiness may reach the column,
        # which also keeps update() and bulk_update() from writing plain text.
        if value in (None, "") or isinstance(value, Sealed):
            return value if value is None else str(value)
        raise TypeError(f"{self.name} can only be written by saving the row")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in {"isnull"}:
            return super().get_lookup(lookup_name)
        raise TypeError(f"{self.name} is encrypted and can't be searched; use its blind index")


class EncryptedBytesField(EncryptedTextField):
    """The bytes of a small file, sealed in the row: nothing of it lies on a disk by itself."""

    def from_text(self, text: str) -> bytes:
        return base64.b64decode(text)

    def to_text(self, value: Any) -> str:
        return base64.b64encode(value).decode()

    def get_default(self) -> Any:
        return b"" if self.has_default() else super().get_default()
