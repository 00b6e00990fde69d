"""A meeting's way: planned, opened with its picture, written down, closed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from povertyportal.accounts.models import Committee, CommitteeMember, Officer
from reports.models import (
    CommitteeMeeting,
    CommitteeTask,
    MeetingPicture,
    TaskReview,
)
from reports.services.committee import base
from reports.services.committee.picturing import pictured, sha_of

State = CommitteeMeeting.State
NOTICE_TOO_EARLY = "Ngày thông báo không trước ngày họp (%s)."


@dataclass(frozen=True)
class Planned:
    """What is known of a meeting before it begins."""

    kind: str
    title: str
    held_on: dt.date
    begins_at: dt.time | None = None
    venue: str = ""
    chair: CommitteeMember | None = None
    agenda: str = ""


@dataclass(frozen=True)
class Noticed:
    """The notice of conclusions: number, day, who signed; all may come later."""

    number: str = ""
    signed_on: dt.date | None = None
    signer_name: str = ""
    signer_position: str = ""


@transaction.atomic
def plan_meeting(
    *, by: Officer, committee: Committee, key: uuid.UUID, planned: Planned
) -> CommitteeMeeting:
    """A new meeting; a repeated key gives the same. Audited.

    Raises PermissionDenied, Committee.DoesNotExist, ValidationError (the chair).
    """
    found = base.locked_committee(by, committee)
    made = CommitteeMeeting.objects.filter(key=key, recorded_by=by).first()
    if made is not None:
        return made
    made = CommitteeMeeting(key=key, committee=found, recorded_by=by)
    _write(made, planned)
    _record(by, made, "planned", held_on=str(made.held_on))
    return made


@transaction.atomic
def change_meeting(*, by: Officer, meeting: CommitteeMeeting, planned: Planned) -> None:
    """Change what was planned, before the meeting begins. Audited.

    Raises PermissionDenied, CommitteeMeeting.DoesNotExist, ValidationError.
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.PLANNED)
    _write(found, planned)
    _record(by, found, "changed", held_on=str(found.held_on))


def _write(made: CommitteeMeeting, planned: Planned) -> None:
    base.require_founded(made.committee, planned.held_on)
    made.kind, made.title = planned.kind, planned.title
    made.held_on, made.begins_at = planned.held_on, planned.begins_at
    made.venue, made.agenda = planned.venue, planned.agenda
    made.chair = planned.chair
    if planned.chair is not None:
        seats = CommitteeMember.objects.on(planned.held_on)
        if not seats.filter(pk=planned.chair.pk, committee=made.committee).exists():
            raise ValidationError(
                {
                    "chair": f"{planned.chair.who} không là thành viên của ban vào "
                    f"ngày {planned.held_on:%d/%m/%Y}: hãy chọn người khác."
                }
            )
    made.full_clean(exclude=["recorded_by"])
    made.save()


@transaction.atomic
def drop_meeting(*, by: Officer, meeting: CommitteeMeeting, reason: str) -> None:
    """Give a planned meeting up; the trail keeps what it was and why.

    Raises as changing does.
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.PLANNED)
    was = {"title": found.title, "held_on": str(found.held_on)}
    _record(by, found, "dropped", **was, reason=reason)
    found.delete()


@transaction.atomic
def open_meeting(
    *, by: Officer, meeting: CommitteeMeeting, asked: Mapping[str, str]
) -> CommitteeMeeting:
    """Begin a meeting: its picture is taken and never changes again. Audited.

    `asked` says of which year, standard and basis. A meeting that is under way stays
    as it is. Raises PermissionDenied, CommitteeMeeting.DoesNotExist, ValidationError
    (its day has not come, closed, another one under way, no figures).
    """
    base.locked_committee(by, meeting.committee)
    found = base.locked_meeting(by, meeting)
    if found.state == State.HELD:
        return found
    base.require_state(found, State.PLANNED)
    _refuse_second(found)
    if found.held_on > timezone.localdate():
        raise ValidationError(
            f"Ngày họp là {found.held_on:%d/%m/%Y}, chưa đến: sửa ngày họp trước, hoặc "
            "mở cuộc họp đúng ngày.",
            code="early",
        )
    kept = pictured(found.committee, asked, found.held_on)
    found.picture_sha256 = sha_of(kept)
    found.state, found.opened_by, found.opened_at = State.HELD, by, timezone.now()
    found.save()
    MeetingPicture.objects.create(meeting=found, period=kept["period"], kept=kept)
    _record(by, found, "opened", picture=found.picture_sha256)
    return found


def _refuse_second(meeting: CommitteeMeeting) -> None:
    """One at a time: two would judge the same tasks. Raises ValidationError."""
    others = CommitteeMeeting.objects.filter(
        committee=meeting.committee, state=State.HELD
    )
    if other := others.first():
        raise ValidationError(
            f"Cuộc họp “{other.title}” ngày {other.held_on:%d/%m/%Y} của ban chưa kết "
            "thúc: hãy kết thúc cuộc họp đó trước.",
            code="held",
        )


@transaction.atomic
def save_minutes(
    *, by: Officer, meeting: CommitteeMeeting, version: int, words: Mapping[str, str]
) -> CommitteeMeeting:
    """Keep who was there and what was said ("present", "absent", "minutes"). Audited.

    The same once more changes nothing. Raises PermissionDenied,
    CommitteeMeeting.DoesNotExist, ValidationError (not under way, or saved by somebody
    else since `version` was opened).
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.HELD)
    if all(getattr(found, name) == said for name, said in words.items()):
        return found
    if found.version != version:
        raise ValidationError(
            "Biên bản vừa được lưu ở cửa sổ khác (của người khác hoặc của bạn). Nội "
            "dung của bạn vẫn ở các ô dưới đây: hãy so với bản đã lưu ghi bên cạnh rồi "
            "lưu lại.",
            code="version",
        )
    for name, said in words.items():
        setattr(found, name, said)
    found.version += 1
    found.full_clean(exclude=["opened_by", "recorded_by"])
    found.save(update_fields=[*words, "version"])
    _record(by, found, "minutes_saved", version=found.version)
    return found


def hindrances(meeting: CommitteeMeeting) -> list[ValidationError]:
    """All that keeps a meeting under way from ending, by code ("conclusions",
    "tasks")."""
    problems = []
    if not meeting.conclusions.exists():
        told = "Cuộc họp chưa có kết luận nào: hãy ghi kết luận trước khi kết thúc."
        problems.append(ValidationError(told, code="conclusions"))
    if left := unjudged(meeting).count():
        told = f"Còn {left} nhiệm vụ đến hạn hoặc báo đã xong chưa đánh giá."
        problems.append(ValidationError(told, code="tasks"))
    return problems


@transaction.atomic
def close_meeting(*, by: Officer, meeting: CommitteeMeeting, notice: Noticed) -> None:
    """End a meeting: its conclusions and judgements stay from now on. Audited.

    Raises PermissionDenied, CommitteeMeeting.DoesNotExist, ValidationError (not under
    way, no conclusion, tasks whose day had come unjudged).
    """
    found = base.locked_meeting(by, meeting)
    if found.state == State.CLOSED and found.notice_number == notice.number:
        return
    base.require_state(found, State.HELD)
    if problems := hindrances(found):
        raise ValidationError(problems)
    found.state, found.closed_by, found.closed_at = State.CLOSED, by, timezone.now()
    _note(found, notice)
    found.save()
    _record(by, found, "closed", number=found.notice_number)


@transaction.atomic
def record_notice(*, by: Officer, meeting: CommitteeMeeting, notice: Noticed) -> None:
    """Enter the notice that was signed after the meeting had ended, once. Audited.

    Raises PermissionDenied, CommitteeMeeting.DoesNotExist, ValidationError.
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.CLOSED)
    if found.notice_number == notice.number:
        return
    if found.notice_number:
        raise ValidationError(
            f"Cuộc họp đã có thông báo số {found.notice_number}: không đổi được.",
            code="state",
        )
    _note(found, notice)
    found.save()
    _record(by, found, "noticed", number=found.notice_number)


def _note(found: CommitteeMeeting, notice: Noticed) -> None:
    if notice.signed_on is not None and notice.signed_on < found.held_on:
        told = NOTICE_TOO_EARLY % f"{found.held_on:%d/%m/%Y}"
        raise ValidationError({"signed_on": told})
    found.notice_number, found.notice_on = notice.number, notice.signed_on
    found.signer_name = notice.signer_name
    found.signer_position = notice.signer_position
    found.full_clean(exclude=["opened_by", "closed_by", "recorded_by"])


def to_judge(meeting: CommitteeMeeting) -> Any:
    """Tasks that were open when the meeting began, those that it judged included.

    Without those that only a later meeting judged: that stands.
    """
    before = CommitteeTask.objects.filter(
        committee=meeting.committee_id, given_on__lte=meeting.held_on
    ).exclude(conclusion__meeting=meeting)
    judged = TaskReview.objects.filter(meeting=meeting).values("task")
    still = before.filter(state=CommitteeTask.State.OPEN).exclude(
        pk__in=judged_later(meeting).values("task")
    )
    return still | before.filter(pk__in=judged)


def judged_later(meeting: CommitteeMeeting) -> "QuerySet[TaskReview]":
    """Judgements of the committee's meetings of a later day, or opened later."""
    rows = TaskReview.objects.filter(meeting__committee=meeting.committee_id)
    later = Q(meeting__held_on__gt=meeting.held_on)
    if meeting.opened_at is not None:
        same_day = Q(meeting__held_on=meeting.held_on)
        later |= same_day & Q(meeting__opened_at__gt=meeting.opened_at)
    return rows.filter(later).exclude(meeting=meeting)


def unjudged(meeting: CommitteeMeeting) -> Any:
    """Tasks whose day has come, or that are said to be done, without a judgement."""
    judged = TaskReview.objects.filter(meeting=meeting).values("task")
    rows = to_judge(meeting).exclude(pk__in=judged)
    due = rows.filter(due_on__lte=meeting.held_on)
    return due | rows.filter(reported_on__isnull=False)


@transaction.atomic
def attach_scan(
    *, by: Officer, meeting: CommitteeMeeting, upload: UploadedFile
) -> None:
    """Attach the signed notice or minutes to a closed meeting. Audited."""
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.CLOSED)
    found.scan = base.keep_file(by, found.committee, upload)
    found.save(update_fields=["scan"])
    _record(by, found, "scanned")


def _record(by: Officer, meeting: CommitteeMeeting, act: str, **detail: Any) -> None:
    base.record(
        by,
        meeting.committee,
        f"committee_meeting.{act}",
        kind="committee_meeting",
        object_id=meeting.pk,
        **detail,
    )
