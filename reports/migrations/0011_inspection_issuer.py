"""Who issued the decision to inspect: a department, or the province's committee."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0010_pack_method"),
    ]

    operations = [
        migrations.AddField(
            model_name="inspection",
            name="issuer",
            field=models.CharField(
                blank=True, max_length=160, verbose_name="cơ quan ban hành"
            ),
        ),
    ]
