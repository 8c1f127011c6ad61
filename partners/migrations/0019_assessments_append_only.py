from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("partners", "0018_assessments_and_interests")]

    operations = [
        append_only_trigger("partners_assessmentscore"),
        append_only_trigger("partners_interest"),
        # Again: its table was altered.
        append_only_trigger("partners_decision"),
    ]
