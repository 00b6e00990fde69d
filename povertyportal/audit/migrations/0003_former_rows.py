"""Tables may be kept: what their rows were, and since when they are there.

`SELECT audit_keep('table', 'column', ...)` in a migration of the table's own floor, or
of one above, keeps a table from then on; the columns named are not kept. Two triggers
a table, once a statement: a load of 100,000 rows leaves one row of ids.
"""

import django.contrib.postgres.fields
from django.db import migrations, models

KEEP = """
-- Long lists of ids are neither compressed nor searched.
ALTER TABLE audit_addedrows ALTER COLUMN ids SET STORAGE EXTERNAL;

CREATE FUNCTION audit_keep_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_addedrows (at, "table", ids)
    SELECT statement_timestamp(), TG_TABLE_NAME, array_agg(n.id)
    FROM added n HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_keep_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    unkept text[] := coalesce(TG_ARGV, '{}');
BEGIN
    INSERT INTO audit_formerrow (at, "table", row_id, "row")
    SELECT statement_timestamp(), TG_TABLE_NAME, f.id, to_jsonb(f) - unkept
    FROM former f JOIN later l ON l.id = f.id
    WHERE to_jsonb(f) - unkept IS DISTINCT FROM to_jsonb(l) - unkept;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_keep_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_formerrow (at, "table", row_id, "row")
    SELECT statement_timestamp(), TG_TABLE_NAME, f.id,
        to_jsonb(f) - coalesce(TG_ARGV, '{}')
    FROM former f;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_keep(kept regclass, VARIADIC unkept text[] DEFAULT '{}')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    given text := (SELECT coalesce(string_agg(quote_literal(u), ', '), '')
        FROM unnest(unkept) u);
BEGIN
    EXECUTE format('CREATE TRIGGER keep_added AFTER INSERT ON %s '
        'REFERENCING NEW TABLE AS added FOR EACH STATEMENT '
        'EXECUTE FUNCTION audit_keep_added()', kept);
    EXECUTE format('CREATE TRIGGER keep_changed AFTER UPDATE ON %s '
        'REFERENCING OLD TABLE AS former NEW TABLE AS later FOR EACH STATEMENT '
        'EXECUTE FUNCTION audit_keep_changed(%s)', kept, given);
    EXECUTE format('CREATE TRIGGER keep_deleted AFTER DELETE ON %s '
        'REFERENCING OLD TABLE AS former FOR EACH STATEMENT '
        'EXECUTE FUNCTION audit_keep_deleted(%s)', kept, given);
END $$;

CREATE FUNCTION audit_keep_no_more(kept regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER keep_added ON %s', kept);
    EXECUTE format('DROP TRIGGER keep_changed ON %s', kept);
    EXECUTE format('DROP TRIGGER keep_deleted ON %s', kept);
END $$;

-- Here the history begins: nothing before can be read back.
INSERT INTO audit_addedrows (at, "table", ids)
VALUES (statement_timestamp(), 'audit_addedrows', '{}');

CREATE TRIGGER added_rows_stay BEFORE UPDATE OR DELETE ON audit_addedrows
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER added_rows_no_truncate BEFORE TRUNCATE ON audit_addedrows
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER former_rows_stay BEFORE UPDATE OR DELETE ON audit_formerrow
FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER former_rows_no_truncate BEFORE TRUNCATE ON audit_formerrow
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
LET_GO = """
DROP FUNCTION audit_keep_no_more(regclass);
DROP FUNCTION audit_keep(regclass, text[]);
DROP FUNCTION audit_keep_deleted() CASCADE;
DROP FUNCTION audit_keep_changed() CASCADE;
DROP FUNCTION audit_keep_added() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_areas_concerned")]

    operations = [
        migrations.CreateModel(
            name="AddedRows",
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
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("table", models.CharField(max_length=63, verbose_name="bảng")),
                (
                    "ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        size=None,
                        verbose_name="mã các dòng",
                    ),
                ),
            ],
            options={
                "verbose_name": "dòng được thêm",
                "verbose_name_plural": "dòng được thêm",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["table", "at"], name="audit_added_since")
                ],
            },
        ),
        migrations.CreateModel(
            name="FormerRow",
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
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("table", models.CharField(max_length=63, verbose_name="bảng")),
                ("row_id", models.BigIntegerField(verbose_name="mã dòng")),
                ("row", models.JSONField(verbose_name="dòng trước đó")),
            ],
            options={
                "verbose_name": "dòng trước khi đổi",
                "verbose_name_plural": "dòng trước khi đổi",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["table", "at"], name="audit_former_since")
                ],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
