"""Triggers keep what was signed: reviews, results, decisions, certificates, standings.

They ask nobody: only the tables' owner can drop them. Whole rows are compared, so
that a column to come is kept as well.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION signed_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: a signed decision rests on it',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_stays';
END $$;

-- Reviews: nothing of a sealed one changes; a correction is of a sealed one.
CREATE TRIGGER review_sealed_stays BEFORE UPDATE ON households_review
FOR EACH ROW WHEN (
    OLD.sealed_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER review_sealed_not_deleted BEFORE DELETE ON households_review
FOR EACH ROW WHEN (OLD.sealed_at IS NOT NULL)
EXECUTE FUNCTION signed_refuse_change();

CREATE FUNCTION review_corrects_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM households_review r
        WHERE r.id = NEW.corrects_id AND r.sealed_at IS NOT NULL
          AND (r.household_id, r.round_id, r.commune_id)
            = (NEW.household_id, NEW.round_id, NEW.commune_id))
    THEN
        RAISE EXCEPTION 'review % is not a signed one of household %',
            NEW.corrects_id, NEW.household_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_corrects_sealed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER review_corrects_sealed
BEFORE INSERT OR UPDATE OF corrects_id, household_id, round_id, commune_id
ON households_review FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL)
EXECUTE FUNCTION review_corrects_sealed();

-- Outcomes: a sealed review gets no other, and its own stay current until a
-- correction is signed.
CREATE FUNCTION outcome_of_sealed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM households_review r
        WHERE r.id = OLD.review_id AND r.sealed_at IS NOT NULL
          AND NOT EXISTS (
            SELECT 1 FROM households_review c
            WHERE c.corrects_id = r.id AND c.sealed_at IS NOT NULL))
    THEN
        RAISE EXCEPTION 'outcome % stands: no signed correction replaces it', OLD.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_stays';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER outcome_of_sealed_stays BEFORE UPDATE OF is_current
ON households_outcome FOR EACH ROW WHEN (OLD.is_current AND NOT NEW.is_current)
EXECUTE FUNCTION outcome_of_sealed_stays();

CREATE FUNCTION outcomes_not_of_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added a JOIN households_review r ON r.id = a.review_id
        WHERE r.sealed_at IS NOT NULL)
    THEN
        RAISE EXCEPTION 'a signed review gets no other outcome'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_stays';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER outcome_not_of_sealed AFTER INSERT ON households_outcome
REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION outcomes_not_of_sealed();

-- Decisions: once signed only the scan may be added; a dropped draft stays dropped.
CREATE TRIGGER decision_signed_stays BEFORE UPDATE ON households_recognitiondecision
FOR EACH ROW WHEN (
    OLD.state <> 'draft' AND (
        to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id'
        OR OLD.state = 'signed' AND OLD.scan_id IS NOT NULL
            AND NEW.scan_id IS DISTINCT FROM OLD.scan_id))
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER decision_signed_not_deleted BEFORE DELETE
ON households_recognitiondecision FOR EACH ROW WHEN (OLD.state = 'signed')
EXECUTE FUNCTION signed_refuse_change();

-- The decision is held against being signed while a row of it changes.
CREATE FUNCTION decision_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.decision_id
        ELSE OLD.decision_id END;
    stands text;
BEGIN
    SELECT state INTO stands FROM households_recognitiondecision
    WHERE id = which FOR SHARE;
    IF stands = 'signed' OR TG_OP = 'UPDATE' AND NEW.decision_id <> which THEN
        RAISE EXCEPTION '% of a row of decision % refused', TG_OP, which
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'signed_stays';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER decision_row_stays BEFORE INSERT OR UPDATE OR DELETE
ON households_decisionrow FOR EACH ROW EXECUTE FUNCTION decision_rows_stay();

-- Workers' standings: only an end may be put to one that has none.
CREATE TRIGGER worker_standing_stays BEFORE UPDATE ON households_workerstanding
FOR EACH ROW WHEN (
    to_jsonb(NEW) - 'ends' IS DISTINCT FROM to_jsonb(OLD) - 'ends'
    OR NEW.ends IS NULL OR NEW.ends > OLD.ends)
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER worker_standing_not_deleted BEFORE DELETE
ON households_workerstanding FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();

-- Certificates: what is printed on them stays; they lose their value once.
CREATE TRIGGER certificate_stays BEFORE UPDATE ON households_certificate
FOR EACH ROW WHEN (
    to_jsonb(NEW) - 'state' - 'ended_on'
        IS DISTINCT FROM to_jsonb(OLD) - 'state' - 'ended_on'
    OR OLD.state <> 'valid' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD))
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER certificate_not_deleted BEFORE DELETE ON households_certificate
FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();

-- Standings by a decision: what was known once is only known to have been replaced.
CREATE TRIGGER standing_decided_stays BEFORE UPDATE ON households_standing
FOR EACH ROW WHEN (
    OLD.decision_number <> '' AND (
        to_jsonb(NEW) - 'recorded_to' IS DISTINCT FROM to_jsonb(OLD) - 'recorded_to'
        OR OLD.recorded_to IS NOT NULL
            AND NEW.recorded_to IS DISTINCT FROM OLD.recorded_to))
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER standing_decided_not_deleted BEFORE DELETE ON households_standing
FOR EACH ROW WHEN (OLD.decision_number <> '')
EXECUTE FUNCTION signed_refuse_change();

-- Submissions: what was handed up stays, and is answered once.
CREATE TRIGGER submission_stays BEFORE UPDATE ON households_submission
FOR EACH ROW WHEN (
    OLD.state <> 'submitted' AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD)
    OR (NEW.place_id, NEW.kind, NEW.turn, NEW.figures, NEW.changes, NEW.note,
        NEW.submitted_by_id, NEW.submitted_at)
        IS DISTINCT FROM
        (OLD.place_id, OLD.kind, OLD.turn, OLD.figures, OLD.changes, OLD.note,
        OLD.submitted_by_id, OLD.submitted_at))
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER submission_not_deleted BEFORE DELETE ON households_submission
FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();
"""
LET_GO = """
DROP TRIGGER submission_not_deleted ON households_submission;
DROP TRIGGER submission_stays ON households_submission;
DROP TRIGGER standing_decided_not_deleted ON households_standing;
DROP TRIGGER standing_decided_stays ON households_standing;
DROP TRIGGER certificate_not_deleted ON households_certificate;
DROP TRIGGER certificate_stays ON households_certificate;
DROP TRIGGER worker_standing_not_deleted ON households_workerstanding;
DROP TRIGGER worker_standing_stays ON households_workerstanding;
DROP TRIGGER decision_row_stays ON households_decisionrow;
DROP FUNCTION decision_rows_stay();
DROP TRIGGER decision_signed_not_deleted ON households_recognitiondecision;
DROP TRIGGER decision_signed_stays ON households_recognitiondecision;
DROP TRIGGER outcome_not_of_sealed ON households_outcome;
DROP FUNCTION outcomes_not_of_sealed();
DROP TRIGGER outcome_of_sealed_stays ON households_outcome;
DROP FUNCTION outcome_of_sealed_stays();
DROP TRIGGER review_corrects_sealed ON households_review;
DROP FUNCTION review_corrects_sealed();
DROP TRIGGER review_sealed_not_deleted ON households_review;
DROP TRIGGER review_sealed_stays ON households_review;
DROP FUNCTION signed_refuse_change();
"""
EMPTIED = ("recognitiondecision", "decisionrow", "certificate", "workerstanding")


def _never_emptied(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON households_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION signed_refuse_change();",
        f"DROP TRIGGER {table}_no_truncate ON households_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0025_procedures")]

    operations = [
        migrations.RunSQL(KEEP, LET_GO),
        *(_never_emptied(table) for table in EMPTIED),
    ]
