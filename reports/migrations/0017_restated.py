"""Former years on today's map, and where reviews of divided communes belong."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def _count(label, **options):
    return models.PositiveIntegerField(label, default=0, **options)


def _parts():
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.PositiveIntegerField(), default=list, size=None
    )


ID = (
    "id",
    models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    ),
)
FIGURES = [
    ID,
    ("year", models.PositiveSmallIntegerField("năm")),
    ("standard", models.CharField("chuẩn", max_length=12)),
    (
        "basis",
        models.CharField(
            "cơ sở",
            choices=[
                ("preliminary", "Sơ bộ (kết quả rà soát)"),
                ("official", "Chính thức (danh sách công nhận)"),
            ],
            max_length=12,
        ),
    ),
    ("communes", models.PositiveIntegerField("số xã có số liệu", default=1)),
    ("resident_households", models.PositiveIntegerField("tổng số hộ", null=True)),
    ("resident_persons", models.PositiveIntegerField("tổng số nhân khẩu", null=True)),
    ("listed", _count("hộ trong danh sách rà soát")),
    ("reviewed", _count("hộ đã rà soát")),
    ("poor", _count("hộ nghèo")),
    ("near_poor", _count("hộ cận nghèo")),
    ("average", _count("hộ mức sống trung bình")),
    ("not_poor", _count("hộ không nghèo")),
    ("undetermined", _count("hộ chưa xác định")),
    ("poor_persons", _count("khẩu nghèo")),
    ("near_poor_persons", _count("khẩu cận nghèo")),
    ("average_persons", _count("khẩu trung bình")),
    ("poor_parts", _parts()),
    ("near_poor_parts", _parts()),
    (
        "built_at",
        models.DateTimeField("tổng hợp lúc", default=django.utils.timezone.now),
    ),
    (
        "changed_at",
        models.DateTimeField("đổi số lúc", default=django.utils.timezone.now),
    ),
    ("version", models.PositiveIntegerField(default=1)),
    ("is_remainder", models.BooleanField("phần chưa xác định", default=False)),
    (
        "homes",
        django.contrib.postgres.fields.ArrayField(
            base_field=models.BigIntegerField(), default=list, size=None
        ),
    ),
]


def _to_area(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="areas.area",
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0005_search_key_in_plpgsql"),
        ("households", "0040_listed_deprivations"),
        ("reports", "0016_more_groups"),
    ]

    operations = [
        migrations.CreateModel(
            name="RestatedSummary",
            fields=[*FIGURES, ("area", _to_area())],
            options={
                "verbose_name": "số liệu theo địa giới hiện nay",
                "verbose_name_plural": "số liệu theo địa giới hiện nay",
                "ordering": ["area", "-year", "standard", "basis"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["homes"],
                        condition=models.Q(is_remainder=True),
                        name="restated_remainder_homes",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["area", "year", "standard", "basis", "is_remainder"],
                        name="restated_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PastHome",
            fields=[
                ID,
                ("year", models.PositiveSmallIntegerField("năm")),
                (
                    "told_by",
                    models.CharField(
                        "căn cứ",
                        blank=True,
                        choices=[
                            ("village", "Thôn của hộ đã chuyển cả thôn"),
                            ("residence", "Nơi hộ ở tiếp ngay sau khi chia xã"),
                            ("", "Chưa xác định được"),
                        ],
                        max_length=10,
                    ),
                ),
                ("commune", _to_area()),
                ("home", _to_area(null=True)),
                (
                    "review",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="past_home",
                        to="households.review",
                    ),
                ),
            ],
            options={
                "verbose_name": "xã hiện nay của kết quả cũ",
                "verbose_name_plural": "xã hiện nay của các kết quả cũ",
                "ordering": ["commune", "year", "review"],
                "indexes": [
                    models.Index(fields=["commune", "year"], name="past_home_commune"),
                    models.Index(fields=["home", "year"], name="past_home_home"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="past_home_is_told",
                        condition=models.Q(home__isnull=True, told_by="")
                        | (models.Q(home__isnull=False) & ~models.Q(told_by="")),
                    ),
                ],
            },
        ),
    ]
