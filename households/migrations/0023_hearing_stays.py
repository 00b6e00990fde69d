"""Triggers keep what the village said: minutes, postings, complaints.

A vote is of its meeting (village, number of people) and about a result of its own
household; after the minutes are closed nothing of them changes but the scan, and a
posted list and a judgement never change at all.
"""

from django.db import migrations

# The meeting is locked against its own change while a vote of it is judged.
MEETINGS = """
CREATE FUNCTION hearing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: it was closed or hung', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'hearing_stays';
END $$;

CREATE FUNCTION hearing_of_meeting(which bigint, whose bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE met record;
BEGIN
    SELECT m.attended, m.closed_at, m.village_id, p.round_id, p.commune_id INTO met
    FROM households_villagemeeting m
    JOIN households_communeround p ON p.id = m.place_id
    WHERE m.id = which FOR SHARE OF m;
    IF met.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the minutes of meeting % are closed', which
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'hearing_stays';
    END IF;
    IF whose IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM households_review r WHERE r.id = whose
        AND (r.round_id, r.commune_id, r.village_id)
            = (met.round_id, met.commune_id, met.village_id))
    THEN
        RAISE EXCEPTION 'review % is not of the village of meeting %', whose, which
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'hearing_review_of_its_village';
    END IF;
    RETURN met.attended;
END $$;

CREATE FUNCTION vote_of_its_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM hearing_of_meeting(OLD.meeting_id, NULL);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF hearing_of_meeting(NEW.meeting_id, NEW.review_id) <> NEW.attended THEN
        RAISE EXCEPTION 'vote on review %: another number of people', NEW.review_id
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'vote_attended_is_the_meetings';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM households_outcome o
        WHERE o.id = NEW.outcome_id AND o.review_id = NEW.review_id)
    THEN
        RAISE EXCEPTION 'vote on review %: a result of another', NEW.review_id
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'vote_outcome_of_its_review';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION objection_of_its_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM hearing_of_meeting(OLD.meeting_id, NULL);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM hearing_of_meeting(NEW.meeting_id, NEW.review_id);
    RETURN NEW;
END $$;

CREATE FUNCTION meeting_counts_its_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM households_meetingvote v
        WHERE v.meeting_id = NEW.id AND v.attended <> NEW.attended)
    THEN
        RAISE EXCEPTION 'meeting %: votes count another number of people', NEW.id
            USING ERRCODE = 'check_violation',
                CONSTRAINT = 'vote_attended_is_the_meetings';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER vote_of_its_meeting
BEFORE INSERT OR UPDATE OR DELETE ON households_meetingvote
FOR EACH ROW EXECUTE FUNCTION vote_of_its_meeting();

CREATE TRIGGER objection_of_its_meeting
BEFORE INSERT OR UPDATE OR DELETE ON households_meetingobjection
FOR EACH ROW EXECUTE FUNCTION objection_of_its_meeting();

CREATE TRIGGER meeting_counts_its_votes
BEFORE UPDATE OF attended ON households_villagemeeting
FOR EACH ROW EXECUTE FUNCTION meeting_counts_its_votes();

-- Whole rows are compared, so that a column to come is kept as well.
CREATE TRIGGER meeting_closed_stays BEFORE UPDATE ON households_villagemeeting
FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL
    AND to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id')
EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER meeting_closed_not_deleted BEFORE DELETE ON households_villagemeeting
FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER meeting_no_truncate BEFORE TRUNCATE ON households_villagemeeting
FOR EACH STATEMENT EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER vote_no_truncate BEFORE TRUNCATE ON households_meetingvote
FOR EACH STATEMENT EXECUTE FUNCTION hearing_refuse_change();
"""
NO_MEETINGS = """
DROP TRIGGER vote_no_truncate ON households_meetingvote;
DROP TRIGGER meeting_no_truncate ON households_villagemeeting;
DROP TRIGGER meeting_closed_not_deleted ON households_villagemeeting;
DROP TRIGGER meeting_closed_stays ON households_villagemeeting;
DROP TRIGGER meeting_counts_its_votes ON households_villagemeeting;
DROP TRIGGER objection_of_its_meeting ON households_meetingobjection;
DROP TRIGGER vote_of_its_meeting ON households_meetingvote;
DROP FUNCTION meeting_counts_its_votes();
DROP FUNCTION objection_of_its_meeting();
DROP FUNCTION vote_of_its_meeting();
DROP FUNCTION hearing_of_meeting(bigint, bigint);
DROP FUNCTION hearing_refuse_change();
"""

POSTINGS = """
CREATE FUNCTION posted_of_its_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM households_publicposting h
        JOIN households_communeround p ON p.id = h.place_id
        JOIN households_review r
            ON (r.round_id, r.commune_id) = (p.round_id, p.commune_id)
        JOIN households_outcome o ON o.review_id = r.id
        WHERE h.id = NEW.posting_id AND r.id = NEW.review_id
            AND o.id = NEW.outcome_id)
    THEN
        RAISE EXCEPTION 'posting %: review % is of another commune, or its result',
            NEW.posting_id, NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'posted_of_its_place';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER posted_of_its_place BEFORE INSERT ON households_postedoutcome
FOR EACH ROW EXECUTE FUNCTION posted_of_its_place();

CREATE TRIGGER posted_stays BEFORE UPDATE OR DELETE ON households_postedoutcome
FOR EACH ROW EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER posted_no_truncate BEFORE TRUNCATE ON households_postedoutcome
FOR EACH STATEMENT EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER posting_stays BEFORE UPDATE ON households_publicposting
FOR EACH ROW
WHEN (to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id')
EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER posting_not_deleted BEFORE DELETE ON households_publicposting
FOR EACH ROW EXECUTE FUNCTION hearing_refuse_change();
"""
NO_POSTINGS = """
DROP TRIGGER posting_not_deleted ON households_publicposting;
DROP TRIGGER posting_stays ON households_publicposting;
DROP TRIGGER posted_no_truncate ON households_postedoutcome;
DROP TRIGGER posted_stays ON households_postedoutcome;
DROP TRIGGER posted_of_its_place ON households_postedoutcome;
DROP FUNCTION posted_of_its_place();
"""

COMPLAINTS = """
CREATE FUNCTION complaint_of_its_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM households_communeround p JOIN households_review r
            ON (r.round_id, r.commune_id) = (p.round_id, p.commune_id)
        WHERE p.id = NEW.place_id AND r.id = NEW.review_id)
    THEN
        RAISE EXCEPTION 'complaint: review % is of another commune', NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_of_its_place';
    END IF;
    IF NEW.appeal_of_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM households_complaint c
        WHERE c.id = NEW.appeal_of_id AND c.review_id = NEW.review_id)
    THEN
        RAISE EXCEPTION 'complaint: goes on about another review than %',
            NEW.review_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_of_its_place';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION complaint_recheck_of_its_review() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM households_reopening o
        WHERE o.id = NEW.recheck_id AND o.review_id = NEW.review_id)
    THEN
        RAISE EXCEPTION 'complaint: the re-check is of another review'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'complaint_of_its_place';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER complaint_of_its_review BEFORE INSERT ON households_complaint
FOR EACH ROW EXECUTE FUNCTION complaint_of_its_review();

CREATE TRIGGER complaint_recheck_of_its_review
BEFORE INSERT OR UPDATE OF recheck_id ON households_complaint
FOR EACH ROW WHEN (NEW.recheck_id IS NOT NULL)
EXECUTE FUNCTION complaint_recheck_of_its_review();

-- What was received stays; what came of it is written once.
CREATE TRIGGER complaint_received_stays BEFORE UPDATE ON households_complaint
FOR EACH ROW WHEN (
    to_jsonb(NEW) - '{scan_id,state,recheck_id,judgement,judged_on,judged_by_id,document}'::text[]
    IS DISTINCT FROM
    to_jsonb(OLD) - '{scan_id,state,recheck_id,judgement,judged_on,judged_by_id,document}'::text[])
EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER complaint_judged_stays BEFORE UPDATE ON households_complaint
FOR EACH ROW WHEN (OLD.state NOT IN ('open', 'rechecking')
    AND to_jsonb(NEW) - 'scan_id' IS DISTINCT FROM to_jsonb(OLD) - 'scan_id')
EXECUTE FUNCTION hearing_refuse_change();

CREATE TRIGGER complaint_not_deleted BEFORE DELETE ON households_complaint
FOR EACH ROW EXECUTE FUNCTION hearing_refuse_change();
"""
NO_COMPLAINTS = """
DROP TRIGGER complaint_not_deleted ON households_complaint;
DROP TRIGGER complaint_judged_stays ON households_complaint;
DROP TRIGGER complaint_received_stays ON households_complaint;
DROP TRIGGER complaint_recheck_of_its_review ON households_complaint;
DROP TRIGGER complaint_of_its_review ON households_complaint;
DROP FUNCTION complaint_recheck_of_its_review();
DROP FUNCTION complaint_of_its_review();
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0022_hearing_fields")]

    operations = [
        migrations.RunSQL(MEETINGS, NO_MEETINGS),
        migrations.RunSQL(POSTINGS, NO_POSTINGS),
        migrations.RunSQL(COMPLAINTS, NO_COMPLAINTS),
    ]
