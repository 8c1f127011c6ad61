from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("partners", "0024_promised")]

    operations = [append_only_trigger("partners_statedcapacity")]
