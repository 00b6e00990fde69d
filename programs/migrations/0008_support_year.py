"""An index for the list of a year's supports, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_percent_in_words")]

    operations = [
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["year", "-id"], name="support_year"),
        ),
    ]
