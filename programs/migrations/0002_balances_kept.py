"""Balances are kept by the database: of money in a line, of work in an activity.

Entries, payments and progress are only ever added. Statement-level triggers lock the
lines they touch in one order and add up; the line's own constraint then refuses what
is not there. So of two payments at the same moment the second waits for the first and
sees what it left.
"""

from django.db import migrations

MONEY = """
CREATE FUNCTION programs_refuse(said text, rule text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION programs_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM programs_refuse(
        TG_TABLE_NAME || ': rows are only added', TG_TABLE_NAME || '_only_added');
    RETURN NULL;
END $$;

CREATE FUNCTION budget_entries_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added WHERE pair IS NOT NULL
        GROUP BY pair HAVING count(*) <> 2 OR sum(amount) <> 0)
    THEN
        PERFORM programs_refuse(
            'what leaves a line arrives in another', 'entry_pair_balances');
    END IF;
    PERFORM 1 FROM programs_budgetline
    WHERE id IN (SELECT line_id FROM added) ORDER BY id FOR NO KEY UPDATE;
    UPDATE programs_budgetline l SET
        planned = l.planned + s.planned, allocated = l.allocated + s.allocated
    FROM (
        SELECT line_id,
            coalesce(sum(amount) FILTER (
                WHERE kind IN ('plan', 'plan_correction')), 0) AS planned,
            coalesce(sum(amount) FILTER (
                WHERE kind NOT IN ('plan', 'plan_correction')), 0) AS allocated
        FROM added GROUP BY line_id) s
    WHERE l.id = s.line_id;
    RETURN NULL;
END $$;

CREATE FUNCTION payments_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added n JOIN programs_disbursement d ON d.id = n.corrects_id
        WHERE d.line_id <> n.line_id OR d.amount <> -n.amount OR d.amount <= 0)
    THEN
        PERFORM programs_refuse(
            'a payment is taken back whole, from its own line', 'payment_back_whole');
    END IF;
    PERFORM 1 FROM programs_budgetline
    WHERE id IN (SELECT line_id FROM added) ORDER BY id FOR NO KEY UPDATE;
    UPDATE programs_budgetline l SET disbursed = l.disbursed + s.amount
    FROM (SELECT line_id, sum(amount) AS amount FROM added GROUP BY line_id) s
    WHERE l.id = s.line_id;
    RETURN NULL;
END $$;

CREATE FUNCTION budget_line_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF (NEW.planned, NEW.allocated, NEW.disbursed) <> (0, 0, 0) THEN
            PERFORM programs_refuse('a line begins empty', 'budget_line_kept');
        END IF;
    ELSIF pg_trigger_depth() < 2 AND to_jsonb(NEW) <> to_jsonb(OLD) THEN
        PERFORM programs_refuse('only its rows change a line', 'budget_line_kept');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER budget_line_kept BEFORE INSERT OR UPDATE ON programs_budgetline
FOR EACH ROW EXECUTE FUNCTION budget_line_kept();
CREATE TRIGGER budget_entries_added AFTER INSERT ON programs_budgetentry
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION budget_entries_added();
CREATE TRIGGER payments_added AFTER INSERT ON programs_disbursement
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION payments_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON programs_budgetentry
FOR EACH STATEMENT EXECUTE FUNCTION programs_only_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON programs_disbursement
FOR EACH STATEMENT EXECUTE FUNCTION programs_only_added();
"""
NO_MONEY = """
DROP TRIGGER only_added ON programs_disbursement;
DROP TRIGGER only_added ON programs_budgetentry;
DROP TRIGGER payments_added ON programs_disbursement;
DROP TRIGGER budget_entries_added ON programs_budgetentry;
DROP TRIGGER budget_line_kept ON programs_budgetline;
DROP FUNCTION budget_line_kept();
DROP FUNCTION payments_added();
DROP FUNCTION budget_entries_added();
DROP FUNCTION programs_only_added();
DROP FUNCTION programs_refuse(text, text);
"""
WORK = """
CREATE FUNCTION progress_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM programs_activity
    WHERE id IN (SELECT activity_id FROM added) ORDER BY id FOR NO KEY UPDATE;
    UPDATE programs_activity a SET quantity_done = a.quantity_done + s.quantity
    FROM (SELECT activity_id, sum(quantity) AS quantity FROM added GROUP BY 1) s
    WHERE a.id = s.activity_id;
    RETURN NULL;
END $$;

CREATE FUNCTION participants_counted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT activity_id) INTO touched FROM added;
    ELSE
        SELECT array_agg(DISTINCT activity_id) INTO touched FROM gone;
    END IF;
    PERFORM 1 FROM programs_activity
    WHERE id = ANY(touched) ORDER BY id FOR NO KEY UPDATE;
    UPDATE programs_activity a SET participant_count = (
        SELECT count(DISTINCT p.household_id) FROM programs_participant p
        WHERE p.activity_id = a.id)
    WHERE a.id = ANY(touched);
    RETURN NULL;
END $$;

CREATE FUNCTION activity_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.quantity_done <> 0 OR NEW.participant_count <> 0 THEN
            PERFORM programs_refuse('an activity begins undone', 'activity_kept');
        END IF;
    ELSIF pg_trigger_depth() < 2 THEN
        -- A form that was open while others added rows must not undo their sums.
        NEW.quantity_done := OLD.quantity_done;
        NEW.participant_count := OLD.participant_count;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER activity_kept BEFORE INSERT OR UPDATE ON programs_activity
FOR EACH ROW EXECUTE FUNCTION activity_kept();
CREATE TRIGGER progress_added AFTER INSERT ON programs_activityprogress
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION progress_added();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE
ON programs_activityprogress
FOR EACH STATEMENT EXECUTE FUNCTION programs_only_added();
CREATE TRIGGER participants_added AFTER INSERT ON programs_participant
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION participants_counted();
CREATE TRIGGER participants_gone AFTER DELETE ON programs_participant
REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION participants_counted();
"""
NO_WORK = """
DROP TRIGGER participants_gone ON programs_participant;
DROP TRIGGER participants_added ON programs_participant;
DROP TRIGGER only_added ON programs_activityprogress;
DROP TRIGGER progress_added ON programs_activityprogress;
DROP TRIGGER activity_kept ON programs_activity;
DROP FUNCTION activity_kept();
DROP FUNCTION participants_counted();
DROP FUNCTION progress_added();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [
        migrations.RunSQL(MONEY, NO_MONEY),
        migrations.RunSQL(WORK, NO_WORK),
    ]
