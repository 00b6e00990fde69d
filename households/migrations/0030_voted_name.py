from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0029_season_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="meetingvote",
            name="head_name",
            field=models.CharField(default="", max_length=120, verbose_name="chủ hộ"),
        ),
    ]
