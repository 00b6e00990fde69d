"""The notice of conclusions is often signed days after the meeting: entered once."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION committee_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['scan_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'planned' THEN
            PERFORM committee_refuse('the meeting was held', 'meeting_stays');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('planned', 'held'), ('held', 'closed'))
    THEN
        PERFORM committee_refuse('states come in their order', 'meeting_order');
    END IF;
    IF NEW.committee_id <> OLD.committee_id OR OLD.picture_sha256 <> '' AND (
        NEW.picture_sha256, NEW.opened_at, NEW.opened_by_id)
        IS DISTINCT FROM (
        OLD.picture_sha256, OLD.opened_at, OLD.opened_by_id)
    THEN
        PERFORM committee_refuse('the picture is frozen', 'meeting_picture_stays');
    END IF;
    IF OLD.notice_number = '' THEN
        later := later || ARRAY['notice_number', 'notice_on', 'signer_name',
            'signer_position'];
    END IF;
    IF OLD.state = 'closed'
        AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
    THEN
        PERFORM committee_refuse('the meeting has ended', 'meeting_stays');
    END IF;
    RETURN NEW;
END $$;
"""
FORGET = """
CREATE OR REPLACE FUNCTION committee_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    later text[] := ARRAY['scan_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'planned' THEN
            PERFORM committee_refuse('the meeting was held', 'meeting_stays');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('planned', 'held'), ('held', 'closed'))
    THEN
        PERFORM committee_refuse('states come in their order', 'meeting_order');
    END IF;
    IF NEW.committee_id <> OLD.committee_id OR OLD.picture_sha256 <> '' AND (
        NEW.picture_sha256, NEW.opened_at, NEW.opened_by_id)
        IS DISTINCT FROM (
        OLD.picture_sha256, OLD.opened_at, OLD.opened_by_id)
    THEN
        PERFORM committee_refuse('the picture is frozen', 'meeting_picture_stays');
    END IF;
    IF OLD.state = 'closed'
        AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
    THEN
        PERFORM committee_refuse('the meeting has ended', 'meeting_stays');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0023_meeting_pictures")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
