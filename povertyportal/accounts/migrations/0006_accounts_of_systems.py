"""Accounts made for other systems; keys that stood on a person's account end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_system_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="officer",
            name="is_system",
            field=models.BooleanField(
                default=False, verbose_name="tài khoản của hệ thống"
            ),
        ),
        migrations.AddConstraint(
            model_name="officer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_system", False), ("password__startswith", "!"), _connector="OR"
                ),
                name="officer_system_has_no_password",
                violation_error_message="Tài khoản của hệ thống không có mật khẩu.",
            ),
        ),
        # No account has been marked as a system's yet.
        migrations.RunSQL(
            "UPDATE accounts_systemtoken SET revoked_at = now() "
            "WHERE revoked_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="systemtoken",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at__isnull", True)),
                fields=("officer", "name"),
                name="system_token_name_once",
                violation_error_message="Tài khoản này đã có mã tên này.",
            ),
        ),
    ]
