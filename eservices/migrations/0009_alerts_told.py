"""Which alerts of standards their holders have been told of."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eservices", "0008_payments_settled")]

    operations = [
        migrations.AddField(
            model_name="standardalert",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="told"),
        ),
        migrations.AddIndex(
            model_name="standardalert",
            index=models.Index(
                condition=models.Q(("told_at__isnull", True)),
                fields=["certificate"],
                name="eservices_alerts_untold",
            ),
        ),
    ]
