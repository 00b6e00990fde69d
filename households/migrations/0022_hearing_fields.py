import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0021_items_of_the_quick_screen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="postedoutcome",
            name="posted_once_a_posting",
        ),
        migrations.AddField(
            model_name="meetingobjection",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="villagemeeting",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="villagemeeting",
            name="saved_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="lưu lúc"),
        ),
        migrations.AddField(
            model_name="villagemeeting",
            name="saved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="postedoutcome",
            constraint=models.UniqueConstraint(
                fields=("posting", "outcome"), name="posted_once_a_posting"
            ),
        ),
    ]
