import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vef.common.clock
from vef.audit.append_only import append_only_trigger

ASK_STATUSES = [
    ("prepared", "Not asked yet"),
    ("queued", "On its way"),
    ("asked", "Asked, no reply"),
    ("gave", "Gave an answer"),
    ("declined", "Declined"),
    ("withheld", "Could not be asked"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("database", "0007_rights_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FigureRelease",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "made_at",
                    models.DateTimeField(default=vef.common.clock.now, verbose_name="released"),
                ),
                ("tables", models.JSONField(default=list, verbose_name="figures")),
                ("marks", models.JSONField(default=dict, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "released figures",
                "verbose_name_plural": "released figures",
                "ordering": ["-made_at"],
            },
        ),
        append_only_trigger("database_figurerelease"),
        migrations.RemoveConstraint(model_name="campaignask", name="campaign_ask_status_known"),
        migrations.AlterField(
            model_name="campaignask",
            name="status",
            field=models.CharField(
                choices=ASK_STATUSES, default="prepared", max_length=10, verbose_name="status"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignask",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", [code for code, _label in ASK_STATUSES])),
                name="campaign_ask_status_known",
            ),
        ),
        migrations.AddField(
            model_name="area",
            name="reference_code",
            field=models.CharField(blank=True, max_length=20, verbose_name="official code"),
        ),
        migrations.AddField(
            model_name="referencefigure",
            name="area_name_cy",
            field=models.CharField(max_length=120, null=True, verbose_name="area"),
        ),
        migrations.AddField(
            model_name="referencefigure",
            name="area_name_en",
            field=models.CharField(max_length=120, null=True, verbose_name="area"),
        ),
        migrations.AlterField(
            model_name="referencefigure",
            name="unit",
            field=models.CharField(
                choices=[
                    ("count", "Number"),
                    ("rounded", "Number, rounded"),
                    ("percent", "Percentage"),
                ],
                max_length=10,
                verbose_name="unit",
            ),
        ),
    ]
