"""The order of an inspection's states, and what a later state rests on, are kept.

A sample is drawn once, in the transaction that enters the decision; visits, findings
and minutes are typed while the inspection is open and the minutes are not closed; what
was concluded or judged stays as it was. Nothing of an inspection is deleted but what
was planned or typed before.
"""

from django.db import migrations

KEEP = """
CREATE FUNCTION inspection_refuse(said text, rule text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION inspection_state(which bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT i.state FROM reports_inspection i WHERE i.id = which
$$;

CREATE FUNCTION inspection_keeps_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['state', 'closed_by_id', 'closed_at', 'closing_note'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM inspection_refuse('an inspection is never deleted', 'inspection_stays');
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('draft', 'open'), ('draft', 'cancelled'), ('open', 'concluded'),
        ('concluded', 'closed'))
    THEN
        PERFORM inspection_refuse('states come in their order', 'inspection_order');
    END IF;
    IF OLD.state = 'open' THEN
        later := later || ARRAY['conclusion', 'conclusion_number', 'concluded_on',
            'conclusion_signer', 'conclusion_position', 'concluded_by_id',
            'concluded_at'];
    END IF;
    IF OLD.state IN ('closed', 'cancelled') THEN
        later := ARRAY[]::text[];
    END IF;
    IF OLD.state <> 'draft'
        AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
    THEN
        PERFORM inspection_refuse('what was decided stays', 'inspection_stays');
    END IF;
    IF NEW.state = 'draft' AND NEW.seed <> OLD.seed THEN
        PERFORM inspection_refuse('nobody chooses the seed', 'inspection_seed_stays');
    END IF;
    IF OLD.state = 'open' AND NEW.state = 'concluded' AND EXISTS (
        SELECT 1 FROM reports_inspectionplace p
        WHERE p.inspection_id = NEW.id AND p.closed_at IS NULL)
    THEN
        PERFORM inspection_refuse('minutes are open', 'inspection_minutes_first');
    END IF;
    IF OLD.state = 'concluded' AND NEW.state = 'closed' AND EXISTS (
        SELECT 1 FROM reports_finding f
        JOIN reports_inspectionplace p ON p.id = f.place_id
        WHERE p.inspection_id = NEW.id AND f.state <> 'closed')
    THEN
        PERFORM inspection_refuse('findings are open', 'inspection_findings_first');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspection_keeps_order BEFORE UPDATE OR DELETE ON reports_inspection
FOR EACH ROW EXECUTE FUNCTION inspection_keeps_order();

CREATE FUNCTION inspection_place_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text := inspection_state(
        CASE WHEN TG_OP = 'INSERT' THEN NEW.inspection_id ELSE OLD.inspection_id END);
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        IF state <> 'draft' THEN
            PERFORM inspection_refuse('the communes were decided', 'place_decided');
        END IF;
        RETURN CASE WHEN TG_OP = 'INSERT' THEN NEW ELSE OLD END;
    END IF;
    IF NEW.inspection_id <> OLD.inspection_id OR NEW.commune_id <> OLD.commune_id THEN
        PERFORM inspection_refuse('the communes were decided', 'place_decided');
    END IF;
    IF OLD.closed_at IS NULL AND state <> 'open'
        OR OLD.closed_at IS NOT NULL
            AND to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id'
    THEN
        PERFORM inspection_refuse('the minutes are closed', 'inspection_minutes_stay');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspection_place_stays
BEFORE INSERT OR UPDATE OR DELETE ON reports_inspectionplace
FOR EACH ROW EXECUTE FUNCTION inspection_place_stays();

CREATE FUNCTION inspection_stratum_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' OR 'draft' <> (
        SELECT inspection_state(p.inspection_id) FROM reports_inspectionplace p
        WHERE p.id = NEW.place_id)
    THEN
        PERFORM inspection_refuse('a sample is drawn once', 'sample_drawn_once');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspection_stratum_stays
BEFORE INSERT OR UPDATE OR DELETE ON reports_inspectionstratum
FOR EACH ROW EXECUTE FUNCTION inspection_stratum_stays();

CREATE FUNCTION inspection_visit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    drawn text[] := ARRAY['place_id', 'household_id', 'review_id', 'outcome_id',
        'head_name', 'position', 'risk', 'risks'];
    place reports_inspectionplace;
    state text;
    name text;
BEGIN
    SELECT * INTO place FROM reports_inspectionplace p
    WHERE p.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.place_id ELSE OLD.place_id END;
    state := inspection_state(place.inspection_id);
    IF TG_OP = 'DELETE' OR TG_OP = 'INSERT' AND (state <> 'draft' OR NEW.state <> 'todo')
    THEN
        PERFORM inspection_refuse('a sample is drawn once', 'sample_drawn_once');
    END IF;
    IF TG_OP = 'INSERT' THEN
        RETURN NEW;
    END IF;
    FOREACH name IN ARRAY drawn LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            PERFORM inspection_refuse('a sample is drawn once', 'sample_drawn_once');
        END IF;
    END LOOP;
    IF state <> 'open' OR place.closed_at IS NOT NULL THEN
        PERFORM inspection_refuse('the minutes are closed', 'inspection_minutes_stay');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER inspection_visit_stays
BEFORE INSERT OR UPDATE OR DELETE ON reports_inspectionvisit
FOR EACH ROW EXECUTE FUNCTION inspection_visit_stays();

CREATE FUNCTION finding_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['state', 'closed_at'];
    place reports_inspectionplace;
BEGIN
    SELECT * INTO place FROM reports_inspectionplace p
    WHERE p.id = CASE WHEN TG_OP = 'INSERT' THEN NEW.place_id ELSE OLD.place_id END;
    IF TG_OP <> 'DELETE' AND NEW.visit_id IS NOT NULL AND NEW.place_id <> (
        SELECT v.place_id FROM reports_inspectionvisit v WHERE v.id = NEW.visit_id)
    THEN
        PERFORM inspection_refuse('the visit is another commune''s', 'finding_of_place');
    END IF;
    IF place.closed_at IS NULL THEN
        IF inspection_state(place.inspection_id) <> 'open'
            OR TG_OP <> 'DELETE' AND NEW.state <> 'open'
            OR TG_OP = 'UPDATE' AND NEW.place_id <> OLD.place_id
        THEN
            PERFORM inspection_refuse('minutes come first', 'finding_in_its_time');
        END IF;
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP <> 'UPDATE'
        OR to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
    THEN
        PERFORM inspection_refuse('the minutes are closed', 'inspection_minutes_stay');
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('open', 'answered'), ('answered', 'open'), ('answered', 'closed'))
    THEN
        PERFORM inspection_refuse('states come in their order', 'finding_order');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER finding_stays BEFORE INSERT OR UPDATE OR DELETE ON reports_finding
FOR EACH ROW EXECUTE FUNCTION finding_stays();

CREATE FUNCTION finding_answer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged text[] := ARRAY['verdict', 'comment', 'judged_by_id', 'judged_at'];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.verdict <> '' OR NOT EXISTS (
            SELECT 1 FROM reports_finding f
            JOIN reports_inspectionplace p ON p.id = f.place_id
            WHERE f.id = NEW.finding_id AND f.state <> 'closed'
                AND p.closed_at IS NOT NULL)
        THEN
            PERFORM inspection_refuse('minutes come first', 'answer_in_its_time');
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' OR OLD.verdict <> ''
        OR to_jsonb(NEW) - judged IS DISTINCT FROM to_jsonb(OLD) - judged
    THEN
        PERFORM inspection_refuse('what was reported stays', 'answer_stays');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER finding_answer_stays
BEFORE INSERT OR UPDATE OR DELETE ON reports_findinganswer
FOR EACH ROW EXECUTE FUNCTION finding_answer_stays();
"""
FORGET = """
DROP TRIGGER finding_answer_stays ON reports_findinganswer;
DROP TRIGGER finding_stays ON reports_finding;
DROP TRIGGER inspection_visit_stays ON reports_inspectionvisit;
DROP TRIGGER inspection_stratum_stays ON reports_inspectionstratum;
DROP TRIGGER inspection_place_stays ON reports_inspectionplace;
DROP TRIGGER inspection_keeps_order ON reports_inspection;
DROP FUNCTION finding_answer_stays();
DROP FUNCTION finding_stays();
DROP FUNCTION inspection_visit_stays();
DROP FUNCTION inspection_stratum_stays();
DROP FUNCTION inspection_place_stays();
DROP FUNCTION inspection_keeps_order();
DROP FUNCTION inspection_state(bigint);
DROP FUNCTION inspection_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0007_inspections")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
