from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("database", "0013_overtaken_changes")]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="addresses",
            field=models.JSONField(default=dict, editable=False),
        ),
    ]
