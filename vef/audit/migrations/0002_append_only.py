from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        append_only_trigger("audit_entry"),
        append_only_trigger("audit_seal"),
    ]
