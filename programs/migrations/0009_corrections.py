"""Loans and visits may be taken back, participants answered for; house norms."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0005_search_key_in_plpgsql"),
        ("households", "0039_keys_as_arrays"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("programs", "0008_support_year"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HouseNorm",
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
                    "name",
                    models.CharField(max_length=200, verbose_name="nguồn của mức"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("new", "Xây mới"), ("repair", "Sửa chữa")],
                        max_length=6,
                        verbose_name="hình thức",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="mức (đồng)")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="từ năm")),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="đến hết năm"
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("found", "đã đối chiếu văn bản"),
                            ("recalled", "chưa đối chiếu văn bản"),
                        ],
                        default="recalled",
                        max_length=8,
                        verbose_name="đối chiếu",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="ghi chú"
                    ),
                ),
            ],
            options={
                "verbose_name": "mức hỗ trợ nhà ở",
                "verbose_name_plural": "các mức hỗ trợ nhà ở",
                "ordering": ["first_year", "name", "kind"],
            },
        ),
        migrations.CreateModel(
            name="HouseNormHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "name",
                    models.CharField(max_length=200, verbose_name="nguồn của mức"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("new", "Xây mới"), ("repair", "Sửa chữa")],
                        max_length=6,
                        verbose_name="hình thức",
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="mức (đồng)")),
                ("first_year", models.PositiveSmallIntegerField(verbose_name="từ năm")),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="đến hết năm"
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        choices=[
                            ("found", "đã đối chiếu văn bản"),
                            ("recalled", "chưa đối chiếu văn bản"),
                        ],
                        default="recalled",
                        max_length=8,
                        verbose_name="đối chiếu",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="ghi chú"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="participant",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="participant",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="policyloan",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="policyloan",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="helpervisit",
            name="withdraw_reason",
            field=models.CharField(
                blank=True, max_length=400, verbose_name="lý do rút"
            ),
        ),
        migrations.AddField(
            model_name="helpervisit",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
        ),
        migrations.AddField(
            model_name="participant",
            name="exception",
            field=models.CharField(
                blank=True, max_length=400, verbose_name="lý do ngoại lệ"
            ),
        ),
        migrations.AddField(
            model_name="participanthistory",
            name="exception",
            field=models.CharField(
                blank=True, max_length=400, verbose_name="lý do ngoại lệ"
            ),
        ),
        migrations.AddField(
            model_name="policyloan",
            name="cancel_reason",
            field=models.CharField(
                blank=True, max_length=400, verbose_name="lý do hủy"
            ),
        ),
        migrations.AddField(
            model_name="policyloan",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True, verbose_name="hủy ngày"),
        ),
        migrations.AddField(
            model_name="policyloanhistory",
            name="cancel_reason",
            field=models.CharField(
                blank=True, max_length=400, verbose_name="lý do hủy"
            ),
        ),
        migrations.AddField(
            model_name="policyloanhistory",
            name="cancelled_on",
            field=models.DateField(blank=True, null=True, verbose_name="hủy ngày"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_participanthistory" ("activity_id", "exception", "household_id", "id", "joined_on", "matching", "note", "outcome", "outcome_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") SELECT old_values."activity_id", old_values."exception", old_values."household_id", old_values."id", old_values."joined_on", old_values."matching", old_values."note", old_values."outcome", old_values."outcome_on", old_values."person_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."recorded_at", old_values."recorded_by_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a42eaefb483e3223c6a01129c5b10ac7b44813fb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_19412",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="programs_participant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="participant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_participanthistory" ("activity_id", "exception", "household_id", "id", "joined_on", "matching", "note", "outcome", "outcome_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id") SELECT old_values."activity_id", old_values."exception", old_values."household_id", old_values."id", old_values."joined_on", old_values."matching", old_values."note", old_values."outcome", old_values."outcome_on", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recorded_at", old_values."recorded_by_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="ded0e89a5fc655827924f61d2cb9581213e4615b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f12ea",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="programs_participant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyloan",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_policyloanhistory" ("amount", "area_id", "balance", "balance_on", "cancel_reason", "cancelled_on", "class_then", "exception", "household_id", "id", "lent_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "purpose", "rate", "recorded_at", "recorded_by_id", "term_months") SELECT old_values."amount", old_values."area_id", old_values."balance", old_values."balance_on", old_values."cancel_reason", old_values."cancelled_on", old_values."class_then", old_values."exception", old_values."household_id", old_values."id", old_values."lent_on", old_values."person_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."programme_id", old_values."purpose", old_values."rate", old_values."recorded_at", old_values."recorded_by_id", old_values."term_months" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="dcbb36956c9fe1c1c9d9bef172b5c7dd4f17c712",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4b949",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="programs_policyloan",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="policyloan",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_policyloanhistory" ("amount", "area_id", "balance", "balance_on", "cancel_reason", "cancelled_on", "class_then", "exception", "household_id", "id", "lent_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id", "purpose", "rate", "recorded_at", "recorded_by_id", "term_months") SELECT old_values."amount", old_values."area_id", old_values."balance", old_values."balance_on", old_values."cancel_reason", old_values."cancelled_on", old_values."class_then", old_values."exception", old_values."household_id", old_values."id", old_values."lent_on", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."programme_id", old_values."purpose", old_values."rate", old_values."recorded_at", old_values."recorded_by_id", old_values."term_months" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="4eddb3f93edb65fdf7076ea4896ebf42b2f62cb6",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_8716b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="programs_policyloan",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="helpervisit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdraw_reason", ""), ("withdrawn_at__isnull", True)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdraw_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="visit_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyloan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancel_reason", ""), ("cancelled_on__isnull", True)),
                    models.Q(
                        ("cancelled_on__isnull", False),
                        models.Q(("cancel_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="loan_cancelled_with_reason",
            ),
        ),
        migrations.AddField(
            model_name="housenorm",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="house_norms",
                to="programs.programme",
                verbose_name="chương trình",
            ),
        ),
        migrations.AddField(
            model_name="housenormhistory",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="housenormhistory",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="programs.housenorm",
            ),
        ),
        migrations.AddField(
            model_name="housenormhistory",
            name="programme",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="programs.programme",
                verbose_name="chương trình",
            ),
        ),
        migrations.AddConstraint(
            model_name="housenorm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__gt", 0),
                    models.Q(
                        ("last_year__isnull", True),
                        ("last_year__gte", models.F("first_year")),
                        _connector="OR",
                    ),
                ),
                name="house_norm_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="housenorm",
            constraint=models.UniqueConstraint(
                fields=("programme", "kind", "first_year"),
                name="house_norm_once",
                nulls_distinct=False,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="housenorm",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_housenormhistory" ("amount", "first_year", "id", "kind", "last_year", "mark", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") SELECT old_values."amount", old_values."first_year", old_values."id", old_values."kind", old_values."last_year", old_values."mark", old_values."name", old_values."note", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."programme_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="a4e141aec853a92fe8bd2108d1c4c4d438d173c8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4158c",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="programs_housenorm",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="housenorm",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_housenormhistory" ("amount", "first_year", "id", "kind", "last_year", "mark", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "programme_id") SELECT old_values."amount", old_values."first_year", old_values."id", old_values."kind", old_values."last_year", old_values."mark", old_values."name", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."programme_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="19e79ca8e77165d22ba89558c7f314a5e936d0ed",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1bb08",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="programs_housenorm",
                    when="AFTER",
                ),
            ),
        ),
    ]
