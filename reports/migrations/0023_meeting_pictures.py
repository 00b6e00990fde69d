"""A meeting's picture is a row of its own: lists of meetings do not read it."""

import django.db.models.deletion
from django.db import migrations, models

COPY = """
INSERT INTO reports_meetingpicture (meeting_id, period, kept)
SELECT id, coalesce(picture ->> 'period', ''), picture
FROM reports_committeemeeting WHERE picture_sha256 <> '';
SET CONSTRAINTS ALL IMMEDIATE;
"""
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
    IF OLD.state = 'closed'
        AND to_jsonb(NEW) - later IS DISTINCT FROM to_jsonb(OLD) - later
    THEN
        PERFORM committee_refuse('the meeting has ended', 'meeting_stays');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION meeting_picture_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM committee_refuse('the picture is frozen', 'meeting_picture_stays');
    RETURN NULL;
END $$;

CREATE TRIGGER meeting_picture_stays
BEFORE UPDATE OR DELETE ON reports_meetingpicture
FOR EACH ROW EXECUTE FUNCTION meeting_picture_stays();
"""
FORGET = """
DROP TRIGGER meeting_picture_stays ON reports_meetingpicture;
DROP FUNCTION meeting_picture_stays();
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
        NEW.picture, NEW.picture_sha256, NEW.opened_at, NEW.opened_by_id)
        IS DISTINCT FROM (
        OLD.picture, OLD.picture_sha256, OLD.opened_at, OLD.opened_by_id)
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
    dependencies = [
        ("reports", "0022_surveyor_shares"),
    ]

    operations = [
        migrations.CreateModel(
            name="MeetingPicture",
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
                ("period", models.CharField(max_length=300, verbose_name="kỳ số liệu")),
                ("kept", models.JSONField(verbose_name="số liệu tại cuộc họp")),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="picture",
                        to="reports.committeemeeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "số liệu tại cuộc họp",
                "verbose_name_plural": "số liệu tại các cuộc họp",
            },
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name="committeemeeting",
            name="picture",
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
