"""Reading a report's figures: all its tables, as JSON, with the day they tell of."""

from collections.abc import Sequence
from typing import Any

from programs.models import Commendation, MovementUnit
from reports.models import PeriodReport
from reports.services.periods import gathering, lists, people, programme, slow
from reports.services.periods.parts import TEXT, Column, Part
from reports.services.periods.subject import Subject, subject_of


def read(report: PeriodReport) -> dict[str, Any]:
    """The tables of a report now, and what the units below said: {"last", "parts",
    "gathered"}; the day ISO, the rest as parts.Part.as_json and gathering.Said."""
    subject = subject_of(report)
    found = [
        *lists.parts(subject),
        *programme.parts(subject),
        *slow.parts(subject),
        *people.parts(subject),
        *_movement(subject),
    ]
    return {
        "last": subject.last.isoformat(),
        "parts": [part.as_json() for part in found],
        "gathered": gathering.kept(report),
    }


def parts_of(report: PeriodReport) -> list[Part]:
    """The tables as they were read."""
    return [Part.of_json(each) for each in report.figures.get("parts", ())]


def _movement(subject: Subject) -> Sequence[Part]:
    """Units registered for the movements in the year, and who was commended."""
    rows = []
    units = MovementUnit.objects.filter(
        subject.place.rows(), year=subject.year, registered_on__lte=subject.last
    )
    for movement in MovementUnit.Movement:
        own = units.filter(movement=movement)
        registered = own.count()
        if registered:
            reached = own.filter(reached_on__lte=subject.last).count()
            lost = own.filter(lost_on__lte=subject.last).count()
            rows.append((movement.label, registered, reached, lost))
    commended = Commendation.objects.filter(
        subject.place.rows(), decided_on__range=(subject.starts, subject.last)
    ).count()
    columns = (
        Column("Phong trào", TEXT, 0),
        Column("Đăng ký"),
        Column("Đạt"),
        Column("Mất danh hiệu", width=28),
    )
    told = (f"Khen thưởng trong kỳ: {commended}.",) if commended else ()
    part = Part("movements", "Phong trào", columns, tuple(rows), told)
    return [part] if rows or commended else []
