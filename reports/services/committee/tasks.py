"""Tasks: given from a conclusion or a letter, reported, judged at a meeting."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.models import CommitteeMember, Officer
from povertyportal.areas.models import Area
from povertyportal.documents.attachments import attach, sha256_of
from reports.models import (
    CommitteeMeeting,
    CommitteeTask,
    Conclusion,
    Letter,
    TaskProgress,
    TaskReview,
    visible_committees,
)
from reports.services.committee import base
from reports.services.committee.meetings import judged_later, to_judge

State, Verdict = CommitteeTask.State, TaskReview.Verdict
Held = CommitteeMeeting.State.HELD
NOBODY = "Chưa chọn ai thực hiện: chọn một thành viên hoặc một đơn vị."
BOTH = (
    "Đang chọn cả thành viên và đơn vị: giao cho một thành viên hoặc một đơn vị, bỏ "
    "chọn bên kia."
)


@dataclass(frozen=True)
class Given:
    """What a task says: what, who (a seat or a unit), where, by when."""

    text: str
    due_on: dt.date
    seat: CommitteeMember | None = None
    unit: Area | None = None
    place: Area | None = None


@dataclass(frozen=True)
class Judged:
    """How the meeting judges one task; a new day where it is moved."""

    task: CommitteeTask
    verdict: str
    text: str = ""
    due_on: dt.date | None = None


@transaction.atomic
def give_task(
    *, by: Officer, key: uuid.UUID, source: Conclusion | Letter, given: Given
) -> CommitteeTask:
    """Give a task from a conclusion of a meeting under way, or from a letter. Audited.

    A repeated key gives the same. Raises PermissionDenied, DoesNotExist,
    ValidationError (the meeting is over, who has it, the day).
    """
    made = CommitteeTask(key=key, given_by=by)
    _from(by, made, source)
    same = CommitteeTask.objects.filter(key=key, given_by=by).first()
    if same is not None:
        return same
    _write(made, given)
    made.first_due_on = made.due_on
    _save(made)
    _record(by, made, "given", due_on=str(made.due_on), who=made.who)
    return made


@transaction.atomic
def give_tasks(
    *,
    by: Officer,
    key: uuid.UUID,
    source: Conclusion | Letter,
    given: Given,
    units: Sequence[Area],
) -> list[CommitteeTask]:
    """Give the same to several units, a task each, or none at all. Audited.

    Without units to whom `given` says. A repeated key gives the same; raises as giving
    one does.
    """
    if not units:
        return [give_task(by=by, key=key, source=source, given=given)]
    return [
        give_task(
            by=by,
            key=uuid.uuid5(key, str(unit.pk)),
            source=source,
            given=replace(given, unit=unit),
        )
        for unit in units
    ]


def _from(by: Officer, made: CommitteeTask, source: Conclusion | Letter) -> None:
    """Lock what the task comes from, and take its day."""
    if isinstance(source, Conclusion):
        meeting = base.locked_meeting(by, source.meeting)
        base.require_state(meeting, Held)
        made.conclusion, made.committee = source, meeting.committee
        made.given_on = meeting.held_on
        return
    made.committee = base.locked_committee(by, source.committee)
    made.letter, made.given_on = source, source.received_on


def _write(made: CommitteeTask, given: Given) -> None:
    if given.seat is None and given.unit is None:
        raise ValidationError({"unit": NOBODY})
    if given.seat is not None and given.unit is not None:
        raise ValidationError({"unit": BOTH})
    units = base.units_of(made.committee)
    for name, area in (("unit", given.unit), ("place", given.place)):
        if area is not None and not units.filter(pk=area.pk).exists():
            raise ValidationError({name: f"{area} không thuộc địa bàn của ban."})
    seat = given.seat
    if seat is not None and seat.committee_id != made.committee.pk:
        raise ValidationError({"seat": f"{seat.who} không là thành viên của ban."})
    made.text, made.due_on = given.text, given.due_on
    made.seat, made.unit, made.place = seat, given.unit, given.place
    if given.due_on < made.given_on:
        raise ValidationError(
            {"due_on": f"Hạn không trước ngày giao ({made.given_on:%d/%m/%Y})."}
        )


def _save(made: CommitteeTask) -> None:
    made.full_clean(exclude=["committee", "conclusion", "letter", "given_by"])
    made.save()


@transaction.atomic
def change_task(*, by: Officer, task: CommitteeTask, given: Given) -> None:
    """Correct a task before its meeting ends, or one of a letter that nobody has
    reported on. Audited. Raises PermissionDenied, DoesNotExist, ValidationError."""
    found = _changeable(by, task)
    _write(found, given)
    found.first_due_on = found.due_on
    _save(found)
    _record(by, found, "changed", due_on=str(found.due_on), who=found.who)


@transaction.atomic
def drop_task(*, by: Officer, task: CommitteeTask) -> None:
    """Take a task back that was given by mistake; the trail keeps its words.

    Audited. Raises as changing does.
    """
    found = _changeable(by, task)
    _record(by, found, "taken_back", text=found.text, who=found.who)
    found.delete()


def _changeable(by: Officer, task: CommitteeTask) -> CommitteeTask:
    found = locked_task(task)
    if not may_change(by, found):
        base.require_run(by, found.committee)
        raise ValidationError(
            "Nhiệm vụ đã được báo cáo hoặc cuộc họp giao việc đã kết thúc: không sửa "
            "được. Cuộc họp sau có thể lùi hạn hoặc thôi giao.",
            code="state",
        )
    return found


def locked_task(task: CommitteeTask) -> CommitteeTask:
    """The task, locked, with its committee and what it comes from."""
    rows = CommitteeTask.objects.select_for_update(of=("self",))
    return rows.select_related(
        "committee", "seat__officer", "unit", "place", "letter", "conclusion__meeting"
    ).get(pk=task.pk)


def may_change(officer: Officer, task: CommitteeTask) -> bool:
    """Whether the officer may correct the task's words, or take it back."""
    if not base.may_run(officer, task.committee) or task.progress.exists():
        return False
    if task.conclusion is not None:
        return task.conclusion.meeting.state == Held
    return task.state == State.OPEN and not task.reviews.exists()


def may_report(officer: Officer, task: CommitteeTask) -> bool:
    """Whether the officer says what was done: the commune that has it, whose seat it is
    today, and who keeps the committee's papers, for members without an account."""
    if not can(officer, Act.REPORT_TASKS) or task.state != State.OPEN:
        return False
    if base.has_unit(officer, task.unit_id):
        return True
    own = CommitteeMember.objects.on(timezone.localdate()).filter(officer=officer)
    if own.filter(pk=task.seat_id).exists():
        return True
    known = visible_committees(officer).filter(pk=task.committee_id).exists()
    return known and base.may_run(officer, task.committee)


@transaction.atomic
def report_task(
    *,
    by: Officer,
    task: CommitteeTask,
    text: str,
    is_done: bool,
    document: str = "",
    upload: UploadedFile | None = None,
) -> TaskProgress:
    """Say what was done, with evidence. Audited.

    The same by the same officer on one day, while no meeting judged it and nobody else
    said anything, gives the same: a form that was sent twice.
    Raises PermissionDenied, ValidationError (judged already).
    """
    require(by, Act.REPORT_TASKS)
    found = locked_task(task)
    if found.state != State.OPEN:
        raise ValidationError(
            f"Nhiệm vụ này: {found.get_state_display().lower()}. Không báo cáo thêm "
            "được.",
            code="state",
        )
    if not may_report(by, found):
        raise PermissionDenied("Nhiệm vụ này không giao cho bạn hoặc địa bàn của bạn.")
    made = TaskProgress(
        task=found, text=text, is_done=is_done, document=document, said_by=by
    )
    last = found.progress.select_related("evidence").order_by("-pk").first()
    if last is not None and _is_sent_twice(last, made, upload):
        return last
    made.full_clean(exclude=["task", "said_by", "evidence"])
    made.evidence = _evidence(by, found, upload)
    made.save()
    found.reported_on = timezone.localdate() if is_done else None
    found.save(update_fields=["reported_on"])
    _record(by, found, "reported", is_done=is_done, progress=made.pk)
    return made


def _is_sent_twice(
    last: TaskProgress, made: TaskProgress, upload: UploadedFile | None
) -> bool:
    """Whether a report says nothing beyond the last one: nothing is lost without it."""
    names = ("text", "is_done", "document", "said_by_id")
    today, said_on = timezone.localdate(), timezone.localdate(last.said_at)
    if any(getattr(last, each) != getattr(made, each) for each in names):
        return False
    if said_on != today or made.task.reported_on != (said_on if last.is_done else None):
        return False
    if made.task.reviews.filter(judged_at__gt=last.said_at).exists():
        return False
    sent = sha256_of(upload) if upload is not None else None
    return sent == (last.evidence.sha256 if last.evidence is not None else None)


def _evidence(by: Officer, task: CommitteeTask, upload: UploadedFile | None) -> Any:
    """Kept where the unit and its committee both see it: in the unit's own area."""
    if upload is None:
        return None
    if task.unit is not None:
        return attach(by=by, area=task.unit, upload=upload)
    return base.keep_file(by, task.committee, upload)


@transaction.atomic
def judge_tasks(
    *, by: Officer, meeting: CommitteeMeeting, judged: Iterable[Judged]
) -> int:
    """Write down how the meeting judges tasks of before; again replaces. Audited.

    Returns how many were judged anew or otherwise. Raises PermissionDenied,
    DoesNotExist, ValidationError (the meeting is over, a task that is not before it or
    that a later meeting judged).
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, Held)
    known = set(to_judge(found).values_list("pk", flat=True))
    changed = 0
    for each in sorted(judged, key=lambda one: one.task.pk):
        if each.task.pk not in known:
            raise ValidationError(
                "Có nhiệm vụ không thuộc các kỳ trước của ban, hoặc cuộc họp sau đã "
                "đánh giá: hãy tải lại trang.",
                code="tasks",
            )
        changed += _judge(by, found, each)
    return changed


def _judge(by: Officer, meeting: CommitteeMeeting, judged: Judged) -> bool:
    task = locked_task(judged.task)
    former = TaskReview.objects.filter(task=task, meeting=meeting).first()
    said = (judged.verdict, judged.text, judged.due_on)
    if former is not None and (former.verdict, former.text, former.due_on) == said:
        return False
    if judged_later(meeting).filter(task=task).exists():
        raise ValidationError(
            f"Nhiệm vụ “{task.text}”: cuộc họp sau đã đánh giá, không đổi được ở cuộc "
            "họp này.",
            code="later",
        )
    made = former or TaskReview(
        task=task,
        meeting=meeting,
        was_due_on=task.due_on,
        was_reported_on=task.reported_on,
    )
    made.verdict, made.text, made.due_on = said
    made.judged_by = by
    if judged.verdict == Verdict.MOVED and (
        judged.due_on is None or judged.due_on <= meeting.held_on
    ):
        raise ValidationError(
            f"Nhiệm vụ “{task.text}”: hạn mới phải sau ngày họp "
            f"({meeting.held_on:%d/%m/%Y}).",
            code="due",
        )
    made.full_clean(exclude=["task", "meeting", "judged_by"])
    made.save()
    _carry_out(task, made)
    _record(by, task, "judged", verdict=made.verdict, meeting=meeting.pk)
    return True


def _carry_out(task: CommitteeTask, review: TaskReview) -> None:
    """The task as the judgement leaves it."""
    ends = review.verdict in {Verdict.DONE, Verdict.DROPPED}
    states = {Verdict.DONE: State.DONE, Verdict.DROPPED: State.DROPPED}
    task.state = states.get(Verdict(review.verdict), State.OPEN)
    task.ended_on = review.meeting.held_on if ends else None
    task.reported_on = review.was_reported_on if ends else None
    task.due_on = review.due_on or review.was_due_on
    task.save(update_fields=["state", "ended_on", "reported_on", "due_on"])


def _record(by: Officer, task: CommitteeTask, act: str, **detail: Any) -> None:
    base.record(
        by,
        task.committee,
        f"committee_task.{act}",
        kind="committee_task",
        object_id=task.pk,
        also=[task.unit_id] if task.unit_id else [],
        **detail,
    )
