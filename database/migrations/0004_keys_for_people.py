"""Give everybody already on the database a key of their own.

Their values stay readable under the master key until ``manage.py rotate_keys`` has
sealed them anew with it.
"""

import base64
import os
from typing import Any

from django.db import migrations

from vef.audit.append_only import append_only_trigger


def make_keys(apps: Any, editor: Any) -> None:
    person_model = apps.get_model("database", "Person")
    key_model = apps.get_model("privacy", "DataKey")
    keyless = person_model.objects.filter(key=None).exclude(status="erased")
    for pk in list(keyless.values_list("pk", flat=True)):
        key = key_model(wrapped=base64.b64encode(os.urandom(32)).decode())
        key.save(force_insert=True)
        person_model.objects.filter(pk=pk).update(key=key)


class Migration(migrations.Migration):
    dependencies = [("database", "0003_the_people"), ("privacy", "0001_data_keys")]

    # Nothing to undo: dropping the column drops the keys, which must not be needed then.
    operations = [
        migrations.RunPython(make_keys, migrations.RunPython.noop),
        append_only_trigger("database_consent"),
    ]
