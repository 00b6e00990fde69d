"""The committee's papers; a picture that was frozen and a meeting that ended stay."""

import uuid

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION committee_refuse(said text, rule text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', said USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END $$;

CREATE FUNCTION committee_meeting_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER committee_meeting_stays
BEFORE UPDATE OR DELETE ON reports_committeemeeting
FOR EACH ROW EXECUTE FUNCTION committee_meeting_stays();

CREATE FUNCTION committee_said_in_meeting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    which bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.meeting_id
        ELSE OLD.meeting_id END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.meeting_id <> OLD.meeting_id OR 'held' <> (
        SELECT m.state FROM reports_committeemeeting m WHERE m.id = which)
    THEN
        PERFORM committee_refuse('no meeting is under way', 'said_in_meeting');
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER conclusion_said_in_meeting
BEFORE INSERT OR UPDATE OR DELETE ON reports_conclusion
FOR EACH ROW EXECUTE FUNCTION committee_said_in_meeting();

CREATE TRIGGER task_review_said_in_meeting
BEFORE INSERT OR UPDATE OR DELETE ON reports_taskreview
FOR EACH ROW EXECUTE FUNCTION committee_said_in_meeting();

CREATE FUNCTION task_progress_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM committee_refuse('what was reported stays', 'task_progress_stays');
    RETURN NULL;
END $$;

CREATE TRIGGER task_progress_stays
BEFORE UPDATE OR DELETE ON reports_taskprogress
FOR EACH ROW EXECUTE FUNCTION task_progress_stays();

CREATE FUNCTION committee_task_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given text[] := ARRAY['text', 'seat_id', 'unit_id', 'place_id', 'conclusion_id',
        'letter_id', 'given_on', 'first_due_on', 'committee_id'];
    name text;
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM reports_conclusion c
        JOIN reports_committeemeeting m ON m.id = c.meeting_id
        WHERE c.id = OLD.conclusion_id AND m.state = 'closed')
    THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM committee_refuse('the meeting gave it', 'task_given_stays');
    END IF;
    FOREACH name IN ARRAY given LOOP
        IF to_jsonb(NEW) -> name IS DISTINCT FROM to_jsonb(OLD) -> name THEN
            PERFORM committee_refuse('the meeting gave it', 'task_given_stays');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER committee_task_stays
BEFORE UPDATE OR DELETE ON reports_committeetask
FOR EACH ROW EXECUTE FUNCTION committee_task_stays();
"""
FORGET = """
DROP TRIGGER committee_task_stays ON reports_committeetask;
DROP TRIGGER task_progress_stays ON reports_taskprogress;
DROP TRIGGER task_review_said_in_meeting ON reports_taskreview;
DROP TRIGGER conclusion_said_in_meeting ON reports_conclusion;
DROP TRIGGER committee_meeting_stays ON reports_committeemeeting;
DROP FUNCTION committee_task_stays();
DROP FUNCTION task_progress_stays();
DROP FUNCTION committee_said_in_meeting();
DROP FUNCTION committee_meeting_stays();
DROP FUNCTION committee_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_committee_seats"),
        ("areas", "0005_search_key_in_plpgsql"),
        ("documents", "0003_known_documents"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("reports", "0014_period_report_without_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommitteeMeeting",
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
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("half", "Sơ kết 6 tháng"),
                            ("annual", "Tổng kết năm"),
                            ("monthly", "Giao ban tháng"),
                            ("extra", "Họp đột xuất"),
                        ],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                (
                    "title",
                    models.CharField(max_length=200, verbose_name="nội dung họp"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Dự kiến"),
                            ("held", "Đang họp, chưa kết thúc"),
                            ("closed", "Đã kết thúc"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="ngày họp")),
                (
                    "begins_at",
                    models.TimeField(blank=True, null=True, verbose_name="giờ bắt đầu"),
                ),
                (
                    "venue",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="địa điểm"
                    ),
                ),
                (
                    "agenda",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="chương trình"
                    ),
                ),
                (
                    "present",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="thành phần dự họp"
                    ),
                ),
                (
                    "absent",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="vắng mặt"
                    ),
                ),
                (
                    "minutes",
                    models.TextField(
                        blank=True, max_length=20000, verbose_name="diễn biến cuộc họp"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "picture",
                    models.JSONField(default=dict, verbose_name="số liệu tại cuộc họp"),
                ),
                ("picture_sha256", models.CharField(blank=True, max_length=64)),
                (
                    "opened_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="chốt số liệu lúc"
                    ),
                ),
                (
                    "notice_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="số thông báo"
                    ),
                ),
                (
                    "notice_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="ngày thông báo"
                    ),
                ),
                (
                    "signer_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="người ký"
                    ),
                ),
                (
                    "signer_position",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="chức vụ"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kết thúc lúc"
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "chair",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.committeemember",
                        verbose_name="người chủ trì",
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="accounts.committee",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
            ],
            options={
                "verbose_name": "cuộc họp ban chỉ đạo",
                "verbose_name_plural": "các cuộc họp ban chỉ đạo",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Conclusion",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                ("text", models.TextField(max_length=4000, verbose_name="nội dung")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now=True, verbose_name="ghi lúc"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conclusions",
                        to="reports.committeemeeting",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kết luận cuộc họp",
                "verbose_name_plural": "kết luận cuộc họp",
                "ordering": ["meeting", "number"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeTask",
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
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="nội dung")),
                ("due_on", models.DateField(verbose_name="hạn")),
                (
                    "first_due_on",
                    models.DateField(editable=False, verbose_name="hạn ban đầu"),
                ),
                ("given_on", models.DateField(verbose_name="ngày giao")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang thực hiện"),
                            ("done", "Đã hoàn thành"),
                            ("dropped", "Thôi giao"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "reported_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="báo đã xong ngày"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="kết thúc ngày"
                    ),
                ),
                (
                    "given_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="accounts.committee",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="nơi thực hiện",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="accounts.committeemember",
                        verbose_name="thành viên thực hiện",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="areas.area",
                        verbose_name="đơn vị thực hiện",
                    ),
                ),
                (
                    "conclusion",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="reports.conclusion",
                    ),
                ),
            ],
            options={
                "verbose_name": "nhiệm vụ",
                "verbose_name_plural": "nhiệm vụ",
                "ordering": ["due_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ConclusionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField(verbose_name="số thứ tự")),
                ("text", models.TextField(max_length=4000, verbose_name="nội dung")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now=True, verbose_name="ghi lúc"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reports.committeemeeting",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reports.conclusion",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                (
                    "issuer",
                    models.CharField(max_length=160, verbose_name="cơ quan gửi"),
                ),
                ("issued_on", models.DateField(verbose_name="ngày văn bản")),
                ("received_on", models.DateField(verbose_name="ngày nhận")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn trả lời"),
                ),
                ("subject", models.CharField(max_length=400, verbose_name="trích yếu")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now=True, verbose_name="ghi lúc"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="accounts.committee",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "công văn",
                "verbose_name_plural": "công văn",
                "ordering": ["-received_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeTaskHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("text", models.CharField(max_length=1000, verbose_name="nội dung")),
                ("due_on", models.DateField(verbose_name="hạn")),
                (
                    "first_due_on",
                    models.DateField(editable=False, verbose_name="hạn ban đầu"),
                ),
                ("given_on", models.DateField(verbose_name="ngày giao")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Đang thực hiện"),
                            ("done", "Đã hoàn thành"),
                            ("dropped", "Thôi giao"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "reported_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="báo đã xong ngày"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="kết thúc ngày"
                    ),
                ),
                (
                    "given_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.committee",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reports.committeetask",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.area",
                        verbose_name="nơi thực hiện",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.committeemember",
                        verbose_name="thành viên thực hiện",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="areas.area",
                        verbose_name="đơn vị thực hiện",
                    ),
                ),
                (
                    "conclusion",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reports.conclusion",
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="reports.letter",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="committeetask",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="reports.letter",
            ),
        ),
        migrations.CreateModel(
            name="LetterHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                (
                    "issuer",
                    models.CharField(max_length=160, verbose_name="cơ quan gửi"),
                ),
                ("issued_on", models.DateField(verbose_name="ngày văn bản")),
                ("received_on", models.DateField(verbose_name="ngày nhận")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn trả lời"),
                ),
                ("subject", models.CharField(max_length=400, verbose_name="trích yếu")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now=True, verbose_name="ghi lúc"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.committee",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="reports.letter",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TaskProgress",
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
                (
                    "text",
                    models.TextField(max_length=4000, verbose_name="kết quả thực hiện"),
                ),
                (
                    "is_done",
                    models.BooleanField(default=False, verbose_name="đã làm xong"),
                ),
                (
                    "document",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="số văn bản"
                    ),
                ),
                (
                    "said_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="báo lúc"),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress",
                        to="reports.committeetask",
                    ),
                ),
            ],
            options={
                "verbose_name": "báo cáo nhiệm vụ",
                "verbose_name_plural": "các báo cáo nhiệm vụ",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TaskReminder",
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
                (
                    "kind",
                    models.CharField(
                        choices=[("soon", "Sắp đến hạn"), ("late", "Quá hạn")],
                        max_length=4,
                        verbose_name="loại",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="hạn khi nhắc")),
                (
                    "reminded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="nhắc lúc"),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="reports.committeetask",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần nhắc nhiệm vụ",
                "verbose_name_plural": "các lần nhắc nhiệm vụ",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="TaskReview",
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
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("done", "Đã hoàn thành"),
                            ("not_done", "Chưa hoàn thành, tiếp tục"),
                            ("moved", "Lùi hạn"),
                            ("dropped", "Thôi giao"),
                        ],
                        max_length=8,
                        verbose_name="đánh giá",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="ý kiến"
                    ),
                ),
                ("was_due_on", models.DateField(verbose_name="hạn khi đánh giá")),
                (
                    "was_reported_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="báo đã xong khi đó"
                    ),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="hạn mới"),
                ),
                (
                    "judged_at",
                    models.DateTimeField(auto_now=True, verbose_name="đánh giá lúc"),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reports.committeemeeting",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="reports.committeetask",
                    ),
                ),
            ],
            options={
                "verbose_name": "đánh giá nhiệm vụ",
                "verbose_name_plural": "đánh giá nhiệm vụ",
                "ordering": ["-meeting__held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeDecision",
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
                (
                    "key",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("formed", "Thành lập"), ("renewed", "Kiện toàn")],
                        max_length=8,
                        verbose_name="loại",
                    ),
                ),
                ("number", models.CharField(max_length=60, verbose_name="số, ký hiệu")),
                (
                    "issuer",
                    models.CharField(max_length=160, verbose_name="cơ quan ban hành"),
                ),
                ("decided_on", models.DateField(verbose_name="ngày quyết định")),
                ("effective_on", models.DateField(verbose_name="có hiệu lực từ")),
                (
                    "recorded_at",
                    models.DateTimeField(auto_now_add=True, verbose_name="ghi lúc"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="accounts.committee",
                    ),
                ),
                (
                    "ended",
                    models.ManyToManyField(
                        related_name="ended_by", to="accounts.committeemember"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.attachment",
                    ),
                ),
                (
                    "opened",
                    models.ManyToManyField(
                        related_name="opened_by", to="accounts.committeemember"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "quyết định về ban chỉ đạo",
                "verbose_name_plural": "quyết định về ban chỉ đạo",
                "ordering": ["-decided_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("committee", "number", "issuer"),
                        name="committee_decision_once",
                        violation_error_message="Quyết định này đã ghi cho ban.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="committeemeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("opened_at", None),
                        ("picture_sha256", ""),
                        ("state", "planned"),
                    ),
                    models.Q(
                        ("state__in", ["held", "closed"]),
                        models.Q(("picture_sha256", ""), _negated=True),
                        ("opened_at__isnull", False),
                        ("opened_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="committee_meeting_opened_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeemeeting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(
                        ("closed_at__isnull", False), ("closed_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="committee_meeting_closed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="conclusion",
            constraint=models.UniqueConstraint(
                fields=("meeting", "number"), name="conclusion_numbered_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_conclusionhistory" ("id", "meeting_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "text") SELECT old_values."id", old_values."meeting_id", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."recorded_at", old_values."recorded_by_id", old_values."text" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="541d648fb733c252a016e63409fd1d32cd716b1e",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_198fa",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reports_conclusion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="conclusion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_conclusionhistory" ("id", "meeting_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "text") SELECT old_values."id", old_values."meeting_id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recorded_at", old_values."recorded_by_id", old_values."text" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="399f07b02870134a4238dbfc27503214ff9adf6f",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_16cfc",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="reports_conclusion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(
                fields=("committee", "number", "issuer"),
                name="committee_letter_once",
                violation_error_message="Công văn này đã ghi cho ban.",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("issued_on__lte", models.F("received_on"))),
                name="committee_letter_days",
                violation_error_message="Ngày nhận không trước ngày văn bản.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_letterhistory" ("committee_id", "due_on", "file_id", "id", "issued_on", "issuer", "key", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "subject") SELECT old_values."committee_id", old_values."due_on", old_values."file_id", old_values."id", old_values."issued_on", old_values."issuer", old_values."key", old_values."number", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."received_on", old_values."recorded_at", old_values."recorded_by_id", old_values."subject" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="afc9d50a0296477ae77f24a5c450401d7d536fe7",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_7d5fa",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reports_letter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="letter",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_letterhistory" ("committee_id", "due_on", "file_id", "id", "issued_on", "issuer", "key", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "received_on", "recorded_at", "recorded_by_id", "subject") SELECT old_values."committee_id", old_values."due_on", old_values."file_id", old_values."id", old_values."issued_on", old_values."issuer", old_values."key", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."received_on", old_values."recorded_at", old_values."recorded_by_id", old_values."subject" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="0c6a4769577304a629d3c7e2d4bbd5a133bb8f02",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7cd19",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="reports_letter",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="committeetask",
            index=models.Index(
                fields=["committee", "state", "due_on"],
                name="reports_com_committ_fc7672_idx",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeetask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat__isnull", True), ("unit__isnull", False)),
                    models.Q(("seat__isnull", False), ("unit__isnull", True)),
                    _connector="OR",
                ),
                name="committee_task_given_to_one",
                violation_error_message="Chọn một thành viên hoặc một đơn vị.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeetask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("conclusion__isnull", True), ("letter__isnull", False)),
                    models.Q(("conclusion__isnull", False), ("letter__isnull", True)),
                    _connector="OR",
                ),
                name="committee_task_from_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeetask",
            constraint=models.CheckConstraint(
                condition=models.Q(("given_on__lte", models.F("due_on"))),
                name="committee_task_due_after_given",
                violation_error_message="Hạn không trước ngày giao.",
            ),
        ),
        migrations.AddConstraint(
            model_name="committeetask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("ended_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="committee_task_ended_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="committeetask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_committeetaskhistory" ("committee_id", "conclusion_id", "due_on", "ended_on", "first_due_on", "given_at", "given_by_id", "given_on", "id", "key", "letter_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reported_on", "seat_id", "state", "text", "unit_id") SELECT old_values."committee_id", old_values."conclusion_id", old_values."due_on", old_values."ended_on", old_values."first_due_on", old_values."given_at", old_values."given_by_id", old_values."given_on", old_values."id", old_values."key", old_values."letter_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."place_id", old_values."reported_on", old_values."seat_id", old_values."state", old_values."text", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="f3b3b296ddb4055e345fb796fd67f44a26176bb8",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ce093",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="reports_committeetask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="committeetask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "reports_committeetaskhistory" ("committee_id", "conclusion_id", "due_on", "ended_on", "first_due_on", "given_at", "given_by_id", "given_on", "id", "key", "letter_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reported_on", "seat_id", "state", "text", "unit_id") SELECT old_values."committee_id", old_values."conclusion_id", old_values."due_on", old_values."ended_on", old_values."first_due_on", old_values."given_at", old_values."given_by_id", old_values."given_on", old_values."id", old_values."key", old_values."letter_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place_id", old_values."reported_on", old_values."seat_id", old_values."state", old_values."text", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="95cb4e36ca745a646b2c6e24e1f9a61b4596f45b",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a580d",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="reports_committeetask",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="taskreminder",
            constraint=models.UniqueConstraint(
                fields=("task", "kind", "due_on"), name="task_reminded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskreview",
            constraint=models.UniqueConstraint(
                fields=("task", "meeting"), name="task_judged_once_a_meeting"
            ),
        ),
        migrations.AddConstraint(
            model_name="taskreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("due_on__isnull", False), ("verdict", "moved")),
                    models.Q(
                        models.Q(("verdict", "moved"), _negated=True),
                        ("due_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="task_moved_to_a_day",
            ),
        ),
        migrations.RunSQL(KEEP, FORGET),
    ]
