"""Turn the fixed list of relationships into rows, and point people at them.

Only rows that somebody uses are made here; the seed adds the others. "Not said" is
no row any more but an empty value.
"""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

# As they stood when the list became rows: code, English, Welsh.
WORDS = (
    ("direct", "It happened to me", "Fe ddigwyddodd i mi"),
    (
        "witness",
        "I saw or heard it, or was directly affected at the time",
        "Fe welais neu fe glywais i beth ddigwyddodd, neu cefais fy effeithio'n uniongyrchol "
        "ar y pryd",
    ),
    (
        "bereaved",
        "A close family member died because of a crime",
        "Bu farw aelod agos o fy nheulu oherwydd trosedd",
    ),
    (
        "spokesperson",
        "I am the nominated spokesperson for a family or a victim",
        "Fi yw'r llefarydd enwebedig dros deulu neu ddioddefwr",
    ),
    (
        "parent",
        "I am a parent or guardian of someone under 18 it happened to",
        "Rwy'n rhiant neu'n warcheidwad i rywun o dan 18 oed y digwyddodd hyn iddo",
    ),
    (
        "child-da",
        "I lived with domestic abuse as a child",
        "Roeddwn i'n byw gyda cham-drin domestig pan oeddwn i'n blentyn",
    ),
    ("supporter", "I supported someone close to me", "Fe wnes i gefnogi rhywun agos ataf"),
    (
        "business",
        "It affected a business or organisation I run or work for",
        "Fe effeithiodd ar fusnes neu sefydliad rwy'n ei redeg neu'n gweithio iddo",
    ),
    ("other", "Something else", "Rhywbeth arall"),
)
UNSAID = "unsaid"


def to_rows(apps: Any, editor: Any) -> None:
    person_model = apps.get_model("database", "Person")
    relationship_model = apps.get_model("database", "Relationship")
    for order, (code, en, cy) in enumerate(WORDS):
        people = person_model.objects.filter(relationship_code=code)
        if people.exists():
            row = relationship_model.objects.create(
                code=code, name=en, name_en=en, name_cy=cy, order=order
            )
            people.update(relationship=row)


def to_codes(apps: Any, editor: Any) -> None:
    person_model = apps.get_model("database", "Person")
    person_model.objects.update(relationship_code=UNSAID)
    known = [code for code, _en, _cy in WORDS]
    for row in apps.get_model("database", "Relationship").objects.all():
        # Before, nobody could choose anything else.
        code = row.code if row.code in known else UNSAID
        person_model.objects.filter(relationship=row).update(relationship_code=code)


class Migration(migrations.Migration):
    dependencies = [("database", "0004_keys_for_people")]

    operations = [
        migrations.CreateModel(
            name="Relationship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                ("name_en", models.CharField(max_length=160, null=True, verbose_name="name")),
                ("name_cy", models.CharField(max_length=160, null=True, verbose_name="name")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="hint")),
                (
                    "hint_en",
                    models.CharField(blank=True, max_length=300, null=True, verbose_name="hint"),
                ),
                (
                    "hint_cy",
                    models.CharField(blank=True, max_length=300, null=True, verbose_name="hint"),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "relationship to what happened",
                "verbose_name_plural": "relationships to what happened",
                "ordering": ["order", "code"],
            },
        ),
        migrations.RenameField("person", "relationship", "relationship_code"),
        migrations.AddField(
            "person",
            "relationship",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="database.relationship",
                verbose_name="relationship to what happened",
            ),
        ),
        migrations.RunPython(to_rows, to_codes),
        migrations.RemoveField("person", "relationship_code"),
    ]
