"""A committee has one meeting under way at a time: two would judge the same tasks."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_system_tokens"),
        ("documents", "0003_known_documents"),
        ("reports", "0024_notice_after_meeting"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="committeemeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "held")),
                fields=("committee",),
                name="committee_meets_once_at_a_time",
                violation_error_message="Ban đang có một cuộc họp chưa kết thúc.",
            ),
        ),
    ]
