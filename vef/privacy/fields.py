"""A model field kept encrypted in its column and opened only when it is read.

``person.name`` decrypts at that moment. ``values()``, ``iterator()`` over values
and SQL see only the sealed token: closed by default. The row's primary key must
exist before saving, so these models use UUID keys.
"""

from typing import Any

from django.db import models

from vef.privacy import cipher


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
        if isinstance(value, Sealed):
            return cipher.unseal(value, place=self.field.place(row)) if value else ""
        return value

    def __set__(self, row: Any, value: Any) -> None:
        row.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text that only this program, with its keys, can read. Empty stays empty."""

    descriptor_class = _Opener

    def place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}|{row.pk}|{self.column}"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return None if value is None else Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, self.get_default())
        if value is None or value == "":
            return value
        if isinstance(value, Sealed) and cipher.version_of(value) == cipher.current_version():
            return value
        return Sealed(
            cipher.seal(getattr(model_instance, self.attname), place=self.place(model_instance))
        )

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
