from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("database", "0001_initial")]

    operations = [append_only_trigger("database_consent")]
