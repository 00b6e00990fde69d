"""A due day says whether the text that it rests on was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0023_hearing_stays")]

    operations = [
        migrations.AddField(
            model_name="roundstep",
            name="is_verified",
            field=models.BooleanField(
                default=False, verbose_name="đã đối chiếu văn bản"
            ),
        ),
    ]
