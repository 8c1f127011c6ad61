"""Seal what was noted as evidence of consent with the person's own key.

The table is append-only, so the note of somebody erased can't be emptied; destroying the
key closes it.
"""

from collections.abc import Callable
from typing import Any

from django.db import migrations

import vef.privacy.fields
from vef.audit.append_only import append_only_trigger
from vef.privacy import cipher
from vef.privacy.models import DataKey

trigger = append_only_trigger("database_consent")


def key_of(row: Any) -> Any:
    """Return the person's cipher; the models of a migration know columns only."""
    key = row.person.key
    return DataKey.unwrap(key.wrapped) if key else None


def rewrite(apps: Any, editor: Any, turn: Callable[[str, str, Any], str]) -> None:
    consents = apps.get_model("database", "Consent")
    field = consents._meta.get_field("evidence")
    for row in consents.objects.select_related("person__key").iterator(chunk_size=500):
        found = str(row.__dict__["evidence"] or "")
        if not found:
            continue
        own = key_of(row)
        anew = turn(found, field.place(row), own) if own else ""
        # Not through the field, which lets no plain text in on the way back.
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE database_consent SET evidence = %s WHERE id = %s",
                [anew, consents._meta.pk.get_db_prep_value(row.pk, editor.connection)],
            )


def seal(apps: Any, editor: Any) -> None:
    rewrite(apps, editor, lambda text, place, own: cipher.seal(text, place=place, own=own))


def unseal(apps: Any, editor: Any) -> None:
    rewrite(
        apps, editor, lambda token, place, own: cipher.unseal(token, place=place, own=own)[:200]
    )


class Migration(migrations.Migration):
    dependencies = [("database", "0005_relationship_rows"), ("privacy", "0001_data_keys")]

    operations = [
        # Off while the rows change; the other way round on the way back.
        migrations.RunPython(trigger.reverse_code, trigger.code),
        migrations.AlterField(
            model_name="consent",
            name="evidence",
            field=vef.privacy.fields.EncryptedTextField(
                blank=True, default="", owner="person.key", verbose_name="evidence"
            ),
        ),
        migrations.RunPython(seal, unseal),
        trigger,
    ]
