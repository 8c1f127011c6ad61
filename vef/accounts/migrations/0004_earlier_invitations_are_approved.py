from django.db import migrations, models


def approve(apps, schema_editor):
    """Every invitation so far was made by the office, and so approved by being made."""
    invitations = apps.get_model("accounts", "UserInvitation").objects
    invitations.filter(approved_at=None).update(
        approved_at=models.F("created_at"), approved_by=models.F("invited_by")
    )


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_invitations_wait_for_approval"),
    ]

    operations = [migrations.RunPython(approve, migrations.RunPython.noop)]
