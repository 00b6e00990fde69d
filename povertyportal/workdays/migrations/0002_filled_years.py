"""Which years of the calendar are entered whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="FilledYear",
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
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        error_messages={"unique": "Năm này đã được ghi là đủ lịch."},
                        unique=True,
                        verbose_name="năm",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="căn cứ")),
            ],
            options={
                "verbose_name": "năm đã đủ lịch",
                "verbose_name_plural": "các năm đã đủ lịch",
                "ordering": ["year"],
            },
        ),
    ]
