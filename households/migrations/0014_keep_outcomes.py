"""Triggers of our own keep outcomes and their grounds.

The triggers before could be switched off by a plain setting of the session
(pgtrigger.ignore). These ask nobody: only the tables' owner can drop them.
"""

import pgtrigger.migrations
from django.db import migrations

KEEP = """
CREATE FUNCTION households_refuse_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'outcomes are only added and superseded: % of % refused',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

-- Whole rows are compared, so that a column to come is kept as well.
CREATE TRIGGER outcome_only_superseded
BEFORE UPDATE ON households_outcome
FOR EACH ROW WHEN (
    NEW.is_current AND NOT OLD.is_current
    OR to_jsonb(NEW) - 'is_current' IS DISTINCT FROM to_jsonb(OLD) - 'is_current')
EXECUTE FUNCTION households_refuse_change();

CREATE TRIGGER outcome_never_deleted
BEFORE DELETE ON households_outcome
FOR EACH ROW EXECUTE FUNCTION households_refuse_change();

CREATE TRIGGER outcome_no_truncate
BEFORE TRUNCATE ON households_outcome
FOR EACH STATEMENT EXECUTE FUNCTION households_refuse_change();

CREATE TRIGGER grounds_never_change
BEFORE UPDATE OR DELETE ON households_outcomegrounds
FOR EACH ROW EXECUTE FUNCTION households_refuse_change();

CREATE TRIGGER grounds_no_truncate
BEFORE TRUNCATE ON households_outcomegrounds
FOR EACH STATEMENT EXECUTE FUNCTION households_refuse_change();
"""
LET_GO = """
DROP TRIGGER grounds_no_truncate ON households_outcomegrounds;
DROP TRIGGER grounds_never_change ON households_outcomegrounds;
DROP TRIGGER outcome_no_truncate ON households_outcome;
DROP TRIGGER outcome_never_deleted ON households_outcome;
DROP TRIGGER outcome_only_superseded ON households_outcome;
DROP FUNCTION households_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("households", "0013_homes_and_lifetimes"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="outcome", name="only_superseded"
        ),
        pgtrigger.migrations.RemoveTrigger(model_name="outcome", name="never_deleted"),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outcomegrounds", name="grounds_never_change"
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
