from django.db import migrations

from vef.audit.append_only import append_only_trigger


class Migration(migrations.Migration):
    dependencies = [("partners", "0013_request_comments")]

    operations = [
        append_only_trigger("partners_requestcomment"),
        append_only_trigger("partners_commentsettled"),
    ]
