from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("households", "0008_review_withdrawn")]

    operations = [
        migrations.AddField(
            model_name="review",
            name="annual_year",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
    ]
