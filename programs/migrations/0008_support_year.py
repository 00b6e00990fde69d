"""An index for the list of a year's supports, newest first."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0005_search_key_in_plpgsql"),
        ("households", "0039_keys_as_arrays"),
        ("programs", "0007_percent_in_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="support",
            index=models.Index(fields=["year", "-id"], name="support_year"),
        ),
    ]
