from django.db import migrations, models

STATUSES = [
    ("staff", "Waiting for us to make sure"),
    ("proof", "Waiting for the link in the new mailbox"),
    ("applied", "Applied"),
    ("refused", "Refused"),
    ("replaced", "Replaced by a later one"),
    ("undone", "Put back"),
    ("overtaken", "Settled another way"),
]


class Migration(migrations.Migration):
    dependencies = [("database", "0012_figures_signed_by_two")]

    operations = [
        migrations.RemoveConstraint(
            model_name="proposedchange", name="change_by_link_status_known"
        ),
        migrations.AlterField(
            model_name="proposedchange",
            name="status",
            field=models.CharField(choices=STATUSES, max_length=10, verbose_name="status"),
        ),
        migrations.AddConstraint(
            model_name="proposedchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [code for code, _label in STATUSES])),
                name="change_by_link_status_known",
            ),
        ),
    ]
