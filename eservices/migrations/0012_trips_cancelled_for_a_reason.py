from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("eservices", "0011_refusal_reasons_and_repayments"),
    ]

    operations = [
        migrations.AddField(
            model_name="fieldtrip",
            name="cancel_reason_mn",
            field=models.CharField(
                blank=True,
                default="",
                max_length=300,
                verbose_name="why it is cancelled (Mongolian)",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="fieldtrip",
            name="cancel_reason_en",
            field=models.CharField(
                blank=True,
                default="",
                max_length=300,
                verbose_name="why it is cancelled (English)",
            ),
            preserve_default=False,
        ),
    ]
