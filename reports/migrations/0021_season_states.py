import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0020_what_if_and_radar"),
        ("households", "0041_who_heads_whose_children"),
    ]

    operations = [
        migrations.CreateModel(
            name="SeasonState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("state", models.CharField(max_length=10, verbose_name="tình trạng")),
                (
                    "late",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        default=list,
                        size=None,
                        verbose_name="bước quá hạn",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="hạn")),
                (
                    "listed",
                    models.PositiveIntegerField(
                        default=0, verbose_name="hộ trong danh sách"
                    ),
                ),
                (
                    "surveyed",
                    models.PositiveIntegerField(
                        default=0, verbose_name="hộ đã rà soát"
                    ),
                ),
                (
                    "recognised",
                    models.PositiveIntegerField(
                        default=0, verbose_name="hộ đã công nhận"
                    ),
                ),
                (
                    "built_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="tính lúc"
                    ),
                ),
                (
                    "place",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="season_state",
                        to="households.communeround",
                    ),
                ),
            ],
            options={
                "verbose_name": "tình trạng mùa rà soát của xã",
                "verbose_name_plural": "tình trạng mùa rà soát của các xã",
                "ordering": ["place"],
            },
        ),
    ]
