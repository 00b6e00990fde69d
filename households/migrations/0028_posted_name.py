from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0027_reopened_after_move"),
    ]

    operations = [
        migrations.AddField(
            model_name="postedoutcome",
            name="head_name",
            field=models.CharField(default="", max_length=120, verbose_name="chủ hộ"),
        ),
    ]
