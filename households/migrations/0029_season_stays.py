"""Triggers keep what else the season must be able to prove a year later.

A decision's rows are of its own commune, round and standard, and a result is signed
once a standard; certificates are of a signed decision and its household. What a
review was before it was taken up again, an answered request, an answered comment
and the reason of a delay are never changed.
"""

from django.db import migrations

DECISIONS = """
CREATE FUNCTION decision_row_of_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM households_recognitiondecision d
        JOIN households_communeround p ON p.id = d.place_id
        JOIN households_review r
            ON (r.round_id, r.commune_id) = (p.round_id, p.commune_id)
        JOIN households_outcome o ON o.review_id = r.id AND o.standard = d.standard
        WHERE d.id = NEW.decision_id AND r.id = NEW.review_id
          AND o.id = NEW.outcome_id AND r.household_id = NEW.household_id)
    THEN
        RAISE EXCEPTION 'row of decision %: review %, its household or result is of '
            'another', NEW.decision_id, NEW.review_id
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'decision_row_of_its_place';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER decision_row_of_its_place
BEFORE INSERT OR UPDATE OF decision_id, household_id, review_id, outcome_id
ON households_decisionrow FOR EACH ROW EXECUTE FUNCTION decision_row_of_its_place();

CREATE FUNCTION decision_signs_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM households_decisionrow mine
        JOIN households_decisionrow other
            ON other.review_id = mine.review_id AND other.decision_id <> NEW.id
        JOIN households_recognitiondecision d
            ON d.id = other.decision_id AND d.state = 'signed'
            AND d.standard = NEW.standard
        WHERE mine.decision_id = NEW.id)
    THEN
        RAISE EXCEPTION 'decision %: another signed one holds a review of it', NEW.id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'decision_signs_once';
    END IF;
    IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM households_recognitiondecision d
        WHERE d.id = NEW.supersedes_id AND d.state = 'signed'
          AND (d.place_id, d.standard) = (NEW.place_id, NEW.standard))
    THEN
        RAISE EXCEPTION 'decision % supersedes one of another commune or unsigned',
            NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_signs_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER decision_signs_once BEFORE INSERT OR UPDATE OF state
ON households_recognitiondecision FOR EACH ROW WHEN (NEW.state = 'signed')
EXECUTE FUNCTION decision_signs_once();

CREATE FUNCTION certificate_of_its_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM households_recognitiondecision d
        JOIN households_standing s ON s.id = NEW.standing_id
        WHERE d.id = NEW.decision_id AND d.state = 'signed'
          AND d.commune_id = NEW.commune_id AND s.household_id = NEW.household_id)
    THEN
        RAISE EXCEPTION 'certificate %/%: not by a signed decision on its household',
            NEW.number, NEW.year
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'certificate_of_its_decision';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER certificate_of_its_decision BEFORE INSERT ON households_certificate
FOR EACH ROW EXECUTE FUNCTION certificate_of_its_decision();
"""
NO_DECISIONS = """
DROP TRIGGER certificate_of_its_decision ON households_certificate;
DROP FUNCTION certificate_of_its_decision();
DROP TRIGGER decision_signs_once ON households_recognitiondecision;
DROP FUNCTION decision_signs_once();
DROP TRIGGER decision_row_of_its_place ON households_decisionrow;
DROP FUNCTION decision_row_of_its_place();
"""

KEPT = """
-- Re-checks: the answers of before stay beside the new ones; only what the review
-- led to is written, once.
CREATE TRIGGER reopening_stays BEFORE UPDATE ON households_reopening
FOR EACH ROW WHEN (
    to_jsonb(NEW) - 'after_id' IS DISTINCT FROM to_jsonb(OLD) - 'after_id'
    OR OLD.after_id IS NOT NULL AND NEW.after_id IS DISTINCT FROM OLD.after_id)
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER reopening_not_deleted BEFORE DELETE ON households_reopening
FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER request_answered_stays BEFORE UPDATE ON households_reviewrequest
FOR EACH ROW WHEN (
    OLD.state <> 'received'
    AND to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id')
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER request_not_deleted BEFORE DELETE ON households_reviewrequest
FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER comment_answered_stays BEFORE UPDATE OR DELETE
ON households_reviewcomment FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL)
EXECUTE FUNCTION signed_refuse_change();

CREATE TRIGGER delay_stays BEFORE UPDATE OR DELETE ON households_delayreason
FOR EACH ROW EXECUTE FUNCTION signed_refuse_change();
"""
LET_GO = """
DROP TRIGGER delay_stays ON households_delayreason;
DROP TRIGGER comment_answered_stays ON households_reviewcomment;
DROP TRIGGER request_not_deleted ON households_reviewrequest;
DROP TRIGGER request_answered_stays ON households_reviewrequest;
DROP TRIGGER reopening_not_deleted ON households_reopening;
DROP TRIGGER reopening_stays ON households_reopening;
"""
EMPTIED = ("submission", "reviewcomment", "complaint", "reopening", "delayreason")
EMPTIED += ("reviewrequest",)


def _never_emptied(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON households_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION signed_refuse_change();",
        f"DROP TRIGGER {table}_no_truncate ON households_{table};",
    )


class Migration(migrations.Migration):
    dependencies = [("households", "0028_posted_name")]

    operations = [
        migrations.RunSQL(DECISIONS, NO_DECISIONS),
        migrations.RunSQL(KEPT, LET_GO),
        *(_never_emptied(table) for table in EMPTIED),
    ]
