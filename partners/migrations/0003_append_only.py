from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_partner_wishes")]

    # A decision, what was weighed and the avenues named in it are for good.
    operations = [
        append_only_trigger("partners_decision"),
        append_only_trigger("partners_decisionscore"),
        append_only_trigger("partners_decision_avenues"),
    ]
