"""A seat is somebody's name first: an account is what may be added."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_ends_of_seats_and_inspections"),
    ]

    operations = [
        migrations.AddField(
            model_name="committeemember",
            name="agency",
            field=models.CharField(blank=True, max_length=160, verbose_name="cơ quan"),
        ),
        migrations.AddField(
            model_name="committeemember",
            name="duty",
            field=models.CharField(
                choices=[
                    ("head", "Trưởng ban"),
                    ("deputy", "Phó Trưởng ban"),
                    ("standing", "Ủy viên Thường trực"),
                    ("secretary", "Thư ký"),
                    ("member", "Ủy viên"),
                ],
                default="member",
                max_length=10,
                verbose_name="vai trò trong ban",
            ),
        ),
        migrations.AddField(
            model_name="committeemember",
            name="name",
            field=models.CharField(
                blank=True, max_length=120, verbose_name="họ và tên"
            ),
        ),
        migrations.AddField(
            model_name="committeemember",
            name="outside",
            field=models.CharField(blank=True, max_length=120, verbose_name="chức vụ"),
        ),
        migrations.AlterField(
            model_name="committeemember",
            name="officer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="seats",
                to=settings.AUTH_USER_MODEL,
                verbose_name="cán bộ",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("officer__isnull", False),
                    models.Q(("name", ""), _negated=True),
                    _connector="OR",
                ),
                name="committee_member_is_somebody",
                violation_error_message="Ghi họ và tên của thành viên.",
            ),
        ),
    ]
