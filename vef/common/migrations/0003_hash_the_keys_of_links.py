"""Keep the hash of a link's key, where the key itself was kept.

The key is what the public pages show to the database to be shown the rows behind a
link; whoever reads the table must not learn it. Links that were sent go on working.
"""

import hashlib
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CHUNK = 1000


def hash_keys(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(
            "UPDATE common_link SET token_hash = "
            "encode(sha256(convert_to(token_hash, 'UTF8')), 'hex')"
        )
        return
    links = apps.get_model("common", "Link").objects.all()
    waiting = list(links)
    for link in waiting:
        link.token_hash = hashlib.sha256(link.token_hash.encode()).hexdigest()
    links.bulk_update(waiting, ["token_hash"], batch_size=CHUNK)


class Migration(migrations.Migration):
    dependencies = [("common", "0002_alter_hostbody_logo")]
    # There is no way back: links sent before would have to be sent again.
    operations = [migrations.RunPython(hash_keys, migrations.RunPython.noop)]
