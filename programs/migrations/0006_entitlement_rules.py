"""The rules of benefits that are known, each with its mark; a right after leaving.

Where no day of force was read, a rule begins with the lists that the portal holds; its
citation says so. Shares and ages that were not read are marked as recalled.
"""

import datetime as dt

import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

LISTS_BEGIN = dt.date(2016, 1, 1)
UNREAD = "Chưa đọc được ngày áp dụng: tính từ danh sách đầu tiên của cổng."
HEALTH = "Pháp luật về bảo hiểm y tế. "
# Schooling ages: how the portal picks pupils, no number of law.
PUPILS = {"age_from": 3, "age_to": 18}
BY_AGE = "Độ tuổi 3 đến dưới 18 là cách cổng lọc người học, không phải quy định. "
RULES = (
    {
        "benefit": "health_insurance",
        "name": "Người thuộc hộ nghèo",
        "classes": ["poor"],
        "share": 100,
        "citation": HEALTH + UNREAD,
    },
    {
        "benefit": "health_insurance",
        "name": "Người thuộc hộ cận nghèo (mức tối thiểu)",
        "classes": ["near_poor"],
        "share": 70,
        "citation": HEALTH + UNREAD,
        "mark": "found",
    },
    {
        "benefit": "health_insurance",
        "name": "Người thuộc hộ cận nghèo mới thoát nghèo, tối đa 5 năm",
        "classes": ["poor"],
        "share": 100,
        "months_after_leaving": 60,
        "after_classes": ["near_poor"],
        "citation": HEALTH + UNREAD,
        "mark": "found",
    },
    {
        "benefit": "electricity",
        "name": "Hộ nghèo: tiền điện tương đương 30 kWh/tháng",
        "classes": ["poor"],
        "per_person": False,
        "citation": UNREAD,
    },
    {
        "benefit": "tuition",
        "name": "Người học thuộc hộ nghèo: miễn học phí, hỗ trợ chi phí học tập",
        "classes": ["poor"],
        "citation": "Nghị định 81/2021/NĐ-CP, 97/2023/NĐ-CP, 238/2025/NĐ-CP. " + BY_AGE,
        **PUPILS,
    },
    {
        "benefit": "tuition",
        "name": "Người học thuộc hộ cận nghèo: giảm học phí",
        "classes": ["near_poor"],
        "ends": dt.date(2025, 9, 1),
        "citation": "Nghị định 81/2021/NĐ-CP, 97/2023/NĐ-CP; từ năm học 2025-2026 học "
        "sinh công lập không phải đóng. " + BY_AGE,
        **PUPILS,
    },
)


def fill(apps, schema_editor):
    """Add what is known."""
    rules = apps.get_model("programs", "EntitlementRule")
    for rule in RULES:
        rules.objects.create(starts=LISTS_BEGIN, **rule)


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0005_need_marks"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="entitlementrule",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="entitlementrule",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="entitlementrule",
            name="after_classes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                size=None,
                verbose_name="trong thời gian đó phải thuộc diện",
            ),
        ),
        migrations.AddField(
            model_name="entitlementrulehistory",
            name="after_classes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                size=None,
                verbose_name="trong thời gian đó phải thuộc diện",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entitlementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_entitlementrulehistory" ("after_classes", "age_from", "age_to", "benefit", "citation", "classes", "ends", "id", "mark", "months_after_leaving", "name", "per_person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "starts") SELECT old_values."after_classes", old_values."age_from", old_values."age_to", old_values."benefit", old_values."citation", old_values."classes", old_values."ends", old_values."id", old_values."mark", old_values."months_after_leaving", old_values."name", old_values."per_person", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."share", old_values."starts" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="bb5dbde713af4714dfcf1b1bb00faf79003de23a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_76445",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="programs_entitlementrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entitlementrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "programs_entitlementrulehistory" ("after_classes", "age_from", "age_to", "benefit", "citation", "classes", "ends", "id", "mark", "months_after_leaving", "name", "per_person", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "share", "starts") SELECT old_values."after_classes", old_values."age_from", old_values."age_to", old_values."benefit", old_values."citation", old_values."classes", old_values."ends", old_values."id", old_values."mark", old_values."months_after_leaving", old_values."name", old_values."per_person", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."share", old_values."starts" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="8e3c630335a2a1062471c0983e873c7974973624",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_27f71",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="programs_entitlementrule",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="entitlementrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("age_from__isnull", True),
                    ("age_to__isnull", True),
                    ("age_from__lt", models.F("age_to")),
                    _connector="OR",
                ),
                name="entitlement_rule_ages",
                violation_error_message="Tuổi kết thúc phải lớn hơn tuổi bắt đầu.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="entitlementrule",
            name="entitlement_rule_dates",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends__isnull", True),
                    ("starts__lt", models.F("ends")),
                    _connector="OR",
                ),
                name="entitlement_rule_dates",
                violation_error_message="Ngày hết áp dụng phải sau ngày áp dụng.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="entitlementrule",
            name="entitlement_rule_share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share__isnull", True),
                    models.Q(("share__gte", 0), ("share__lte", 100)),
                    _connector="OR",
                ),
                name="entitlement_rule_share",
                violation_error_message="Tỷ lệ chi trả từ 0 đến 100%.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
