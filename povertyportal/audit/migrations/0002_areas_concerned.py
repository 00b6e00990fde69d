"""Entries name all areas they concern; triggers of our own keep the trail.

The triggers before could be switched off by a plain setting of the session
(pgtrigger.ignore). These ask nobody: only the table's owner can drop them.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import pgtrigger.migrations
from django.db import migrations, models

KEEP = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only added to: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_append_only
BEFORE UPDATE OR DELETE ON audit_auditentry
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();

CREATE TRIGGER audit_no_truncate
BEFORE TRUNCATE ON audit_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
LET_GO = """
DROP TRIGGER audit_no_truncate ON audit_auditentry;
DROP TRIGGER audit_append_only ON audit_auditentry;
DROP FUNCTION audit_refuse_change();
"""
# What was written before: its area (a village with its commune) and the communes
# that rounds and lists have in their detail.
FILL = """
UPDATE audit_auditentry e SET area_ids = f.ids
FROM (
    SELECT k.id, array_agg(DISTINCT k.area_id ORDER BY k.area_id) AS ids
    FROM (
        SELECT e.id, e.area_id FROM audit_auditentry e
        UNION ALL
        SELECT e.id, a.parent_id FROM audit_auditentry e
        JOIN areas_area a ON a.id = e.area_id AND a.level = 'village'
        UNION ALL
        SELECT e.id, c.commune::bigint FROM audit_auditentry e
        CROSS JOIN LATERAL jsonb_array_elements_text(e.detail -> 'communes')
            AS c (commune)
        WHERE jsonb_typeof(e.detail -> 'communes') = 'array'
    ) k
    WHERE k.area_id IS NOT NULL
    GROUP BY k.id
) f
WHERE f.id = e.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("areas", "0001_initial"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="auditentry", name="append_only"),
        pgtrigger.migrations.RemoveTrigger(model_name="auditentry", name="no_truncate"),
        migrations.AddField(
            model_name="auditentry",
            name="area_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(),
                default=list,
                size=None,
                verbose_name="các nơi liên quan",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="auditentry", name="audit_area"),
        migrations.AddIndex(
            model_name="auditentry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["area_ids"], name="audit_area_ids"
            ),
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
