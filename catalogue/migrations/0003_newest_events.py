from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_history_of_edits"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lifecycleevent",
            index=models.Index(fields=["-day", "-id"], name="catalogue_event_newest"),
        ),
    ]
