import hashlib
import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vef.common.clock
from vef.audit.append_only import append_only_trigger, remove_statements

TABLE = "database_figurerelease"
# Only the second person's decision is added, once; what was frozen stays as it is.
DECIDED = (
    "OLD.status = 'prepared' AND NEW.status <> 'prepared' AND NEW.id = OLD.id "
    "AND NEW.made_at = OLD.made_at AND NEW.made_by_id = OLD.made_by_id "
    "AND NEW.tables = OLD.tables AND NEW.marks = OLD.marks AND NEW.digest = OLD.digest"
)
ALONE = "Released by one person, before two had to sign. / Rhyddhawyd gan un person, cyn bod angen dau."


def open_table(apps, editor):
    for statement in remove_statements(editor.connection.vendor, TABLE):
        editor.execute(statement, params=None)


def set_aside(apps, editor):
    """Set aside what one person let out alone: it counts as seen, and is shown no more."""
    for row in apps.get_model("database", "FigureRelease").objects.all():
        plain = json.dumps(row.tables, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        row.status, row.decided_at, row.refused_because = "refused", row.made_at, ALONE
        row.digest = hashlib.sha256(plain.encode()).hexdigest()
        row.save(update_fields=["status", "decided_at", "refused_because", "digest"])


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0011_kept_apart"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(open_table, migrations.RunPython.noop),
        migrations.AddField(
            model_name="figurerelease",
            name="status",
            field=models.CharField(
                choices=[
                    ("prepared", "Waiting for a second person"),
                    ("signed", "Signed"),
                    ("refused", "Refused"),
                ],
                default="prepared",
                max_length=10,
                verbose_name="status",
            ),
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="digest",
            field=models.CharField(
                default="", editable=False, max_length=64, verbose_name="digest"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="figurerelease",
            name="refused_because",
            field=models.TextField(blank=True, verbose_name="why they were refused"),
        ),
        migrations.AlterField(
            model_name="figurerelease",
            name="made_at",
            field=models.DateTimeField(default=vef.common.clock.now, verbose_name="prepared"),
        ),
        migrations.AlterField(
            model_name="figurerelease",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="prepared by",
            ),
        ),
        migrations.RunPython(set_aside, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["prepared", "signed", "refused"])),
                name="figures_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="figures_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("status", "prepared"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("status", "signed"),
                    ),
                    models.Q(("decided_at__isnull", False), ("status", "refused")),
                    _connector="OR",
                ),
                name="figures_decided_with_who_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="figurerelease",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "prepared")),
                fields=("status",),
                name="figures_one_waits",
            ),
        ),
        append_only_trigger(TABLE, unless=DECIDED),
    ]
