from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0002_keep_household_columns"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="draft",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
