"""What a petition is about: a certificate, an instrument."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="about_kind",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="petition",
            name="about_key",
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
