"""Conclusions of a meeting under way: added, changed, taken back, numbered anew."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from povertyportal.accounts.models import Officer
from reports.models import CommitteeMeeting, Conclusion
from reports.services.committee import base

State = CommitteeMeeting.State


@transaction.atomic
def add_conclusion(*, by: Officer, meeting: CommitteeMeeting, text: str) -> Conclusion:
    """The next conclusion; the same words again give the same one. Audited.

    Raises PermissionDenied, CommitteeMeeting.DoesNotExist, ValidationError.
    """
    found = base.locked_meeting(by, meeting)
    base.require_state(found, State.HELD)
    same: Conclusion | None = found.conclusions.filter(text=text).first()
    if same is not None:
        return same
    last = found.conclusions.aggregate(last=Max("number"))["last"] or 0
    made = Conclusion(meeting=found, number=last + 1, text=text, recorded_by=by)
    made.full_clean(exclude=["meeting", "recorded_by"])
    made.save()
    _record(by, made, "added", text=text)
    return made


def mark_of(conclusion: Conclusion) -> str:
    """Known again by its row and moment: a number may be another's by now."""
    return f"{conclusion.pk} {conclusion.recorded_at.isoformat()}"


@transaction.atomic
def change_conclusion(
    *, by: Officer, conclusion: Conclusion, text: str, seen: str
) -> None:
    """Correct a conclusion before the meeting ends; the same again changes nothing.

    `seen` is the mark that it had when the officer opened it. Audited. Raises as adding
    does, and ValidationError (code "version") where somebody else saved meanwhile.
    """
    found = _locked(by, conclusion)
    if found.text == text:
        return
    if mark_of(found) != seen:
        raise ValidationError(
            "Kết luận này vừa được lưu ở cửa sổ khác (của người khác hoặc của bạn). "
            "Nội dung của bạn vẫn ở ô dưới đây, bản đã lưu ghi bên cạnh: hãy so hai "
            "bản rồi lưu lại.",
            code="version",
        )
    found.text, found.recorded_by = text, by
    found.full_clean(exclude=["meeting", "recorded_by"])
    found.save()
    _record(by, found, "changed", text=text)


@transaction.atomic
def drop_conclusion(*, by: Officer, conclusion: Conclusion) -> None:
    """Take a conclusion back before the meeting ends; later ones move up. Audited.

    Raises as adding does, and ValidationError where tasks came from it.
    """
    found = _locked(by, conclusion)
    if count := found.tasks.count():
        raise ValidationError(
            f"Kết luận này đã giao {count} nhiệm vụ: hãy bỏ các nhiệm vụ đó trước.",
            code="tasks",
        )
    _record(by, found, "dropped", text=found.text)
    meeting, number = found.meeting, found.number
    found.delete()
    # One by one, in order: a number is held by one conclusion at any moment.
    for later in meeting.conclusions.filter(number__gt=number).order_by("number"):
        later.number -= 1
        later.save(update_fields=["number"])


def _locked(by: Officer, conclusion: Conclusion) -> Conclusion:
    meeting = base.locked_meeting(by, conclusion.meeting)
    base.require_state(meeting, State.HELD)
    found: Conclusion = meeting.conclusions.get(pk=conclusion.pk)
    found.meeting = meeting
    return found


def _record(by: Officer, conclusion: Conclusion, act: str, **detail: Any) -> None:
    base.record(
        by,
        conclusion.meeting.committee,
        f"conclusion.{act}",
        kind="committee_meeting",
        object_id=conclusion.meeting_id,
        number=conclusion.number,
        **detail,
    )
