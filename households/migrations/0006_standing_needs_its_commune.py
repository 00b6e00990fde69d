from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0005_fill_standing_commune")]

    operations = [
        migrations.AddConstraint(
            model_name="standing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__isnull", True),
                    ("commune__isnull", False),
                    _connector="OR",
                ),
                name="standing_of_an_outcome_has_its_commune",
            ),
        ),
    ]
