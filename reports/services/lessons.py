"""Lessons: what an area did well, for every other to read."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from programs.services.records import (
    RecordKind,
    add_record,
    change_record,
    drop_record,
)
from reports.models import Lesson


def _check(row: Any, by: Officer) -> None:
    today = timezone.localdate()
    if row.year > today.year:
        raise ValidationError(
            {"year": f"Năm {row.year} chưa đến: bài học ghi việc đã làm."}
        )
    if row.area.level == Level.VILLAGE:
        raise ValidationError({"area": "Bài học ghi cho xã, huyện hoặc tỉnh."})


# Not placed: one learns from areas that one does not answer for.
LESSON = RecordKind(
    Lesson, "lesson", Act.WRITE_LESSONS, _check, is_placed=False, app="reports"
)


def editable(by: Officer) -> QuerySet[Lesson]:
    """Lessons that the officer may change: his own, and those of areas he answers for.

    Raises PermissionDenied.
    """
    require(by, LESSON.act)
    return Lesson.objects.filter(Q(recorded_by=by) | scope_of(by).units())


def write_lesson(*, by: Officer, values: Mapping[str, Any]) -> Lesson:
    """Write a lesson down. Audited.

    Raises PermissionDenied (the role, or an area outside without Act.COMPARE_AREAS),
    ValidationError.
    """
    _require_area(by, values)
    lesson: Lesson = add_record(by=by, kind=LESSON, values=values)
    return lesson


def change_lesson(*, by: Officer, lesson: Lesson, values: Mapping[str, Any]) -> Lesson:
    """Change a lesson; its history keeps what it was. Audited.

    Raises PermissionDenied, Lesson.DoesNotExist (not the officer's), ValidationError.
    """
    _require_area(by, values)
    found = editable(by).get(pk=lesson.pk)
    changed: Lesson = change_record(by=by, kind=LESSON, row=found, values=values)
    return changed


def drop_lesson(*, by: Officer, lesson: Lesson, reason: str) -> None:
    """Take a mistaken lesson away. Audited with the reason.

    Raises PermissionDenied, Lesson.DoesNotExist (not the officer's), ValidationError.
    """
    found = editable(by).get(pk=lesson.pk)
    drop_record(by=by, kind=LESSON, row=found, reason=reason)


def _require_area(by: Officer, values: Mapping[str, Any]) -> None:
    area = values.get("area")
    if area is None or can(by, Act.COMPARE_AREAS) or scope_of(by).holds_unit(area):
        return
    raise PermissionDenied("Địa bàn này không thuộc phạm vi bạn phụ trách.")
