"""Visits to the households of the sample, typed at home or on a phone at the door."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.rules.standards import STANDARDS
from households.rules.standards.base import Indicator
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from reports.models import InspectionVisit
from reports.services.inspections import base

State = InspectionVisit.State


@dataclass(frozen=True)
class Seen:
    """What a visit found; `deprived` are numbers of the standard's indicators."""

    state: str
    visited_on: dt.date
    met_whom: str = ""
    surveyor_came: bool | None = None
    meeting_held: bool | None = None
    list_posted: bool | None = None
    found_persons: int | None = None
    deprived: tuple[int, ...] = ()
    found_class: str = ""
    note: str = ""


def indicators_of(visit: InspectionVisit) -> tuple[Indicator, ...]:
    """The indicators of the standard whose result is being checked."""
    return STANDARDS[visit.outcome.standard].indicators


def told(visit: InspectionVisit) -> list[tuple[Indicator, bool | None]]:
    """Each indicator with what the portal says of it; None where nobody knows, as of
    results that came in by a list."""
    outcome = visit.outcome
    return [
        (
            each,
            bool(outcome.deprived_mask >> each.number - 1 & 1)
            if outcome.known_mask >> each.number - 1 & 1
            else None,
        )
        for each in indicators_of(visit)
    ]


def numbers(mask: int) -> list[int]:
    """Numbers of the indicators whose bits are set."""
    return [at + 1 for at in range(mask.bit_length()) if mask >> at & 1]


def mask_of(found: Collection[int]) -> int:
    """The bits of these indicators."""
    return sum(1 << (number - 1) for number in set(found))


def next_after(visit: InspectionVisit) -> InspectionVisit | None:
    """The next household of the commune that nobody went to yet."""
    waiting = visit.place.visits.filter(state=State.TODO).exclude(pk=visit.pk)
    return (
        waiting.filter(position__gt=visit.position).order_by("position").first()
        or waiting.order_by("position").first()
    )


def record_view(by: Officer, visit: InspectionVisit) -> None:
    """Who opened a household's visit form."""
    _record(by, visit, "reports.inspection.visit_viewed")


@transaction.atomic
def save_visit(
    *, by: Officer, visit: InspectionVisit, version: int, seen: Seen
) -> InspectionVisit:
    """Keep what a visit found; the same once more changes nothing. Audited.

    Raises PermissionDenied, InspectionPlace.DoesNotExist, ValidationError (minutes
    closed, saved by somebody else meanwhile, day out of order, answers missing).
    """
    place = base.locked_place(by, visit.place, Act.INSPECT)
    rows = InspectionVisit.objects.select_for_update(of=("self",))
    found = rows.select_related("outcome", "household").get(pk=visit.pk)
    found.place = place
    if _is_same(found, seen):
        return found
    base.require_typing(place)
    if found.version != version:
        raise ValidationError(
            f"{found.saved_by} đã lưu phiếu này trong lúc bạn nhập. Hãy mở lại phiếu "
            "để xem, rồi nhập phần của bạn.",
            code="version",
        )
    base.within(place.inspection, seen.visited_on, "Ngày đến hộ")
    _check(found, seen)
    _write(by, found, seen)
    _record(
        by,
        found,
        "reports.inspection.visit_saved",
        state=seen.state,
        wrong=found.is_wrong,
    )
    return found


def _is_same(visit: InspectionVisit, seen: Seen) -> bool:
    return visit.state != State.TODO and seen == seen_of(visit)


def seen_of(visit: InspectionVisit) -> Seen:
    """What is kept of a visit that took place."""
    return Seen(
        state=visit.state,
        visited_on=visit.visited_on or timezone.localdate(),
        met_whom=visit.met_whom,
        surveyor_came=visit.surveyor_came,
        meeting_held=visit.meeting_held,
        list_posted=visit.list_posted,
        found_persons=visit.found_persons,
        deprived=tuple(numbers(visit.found_mask)),
        found_class=visit.found_class,
        note=visit.note,
    )


def _check(visit: InspectionVisit, seen: Seen) -> None:
    if seen.state not in {State.MET, State.ABSENT, State.GONE}:
        raise ValidationError({"state": "Hãy chọn kết quả đi xác minh."})
    if seen.state != State.MET:
        if not seen.note:
            raise ValidationError(
                {"note": "Không gặp hộ thì ghi rõ vì sao, đã hỏi ai."}
            )
        return
    missing = {
        "met_whom": "Hãy ghi tên người trả lời.",
        "found_persons": "Hãy ghi số nhân khẩu thực tế.",
        "found_class": "Hãy chọn phân loại theo kết quả xác minh.",
    }
    empty = {name: said for name, said in missing.items() if not getattr(seen, name)}
    if empty:
        raise ValidationError(empty)
    known = {each.number for each in indicators_of(visit)}
    if not known.issuperset(seen.deprived):
        raise ValidationError({"deprived": "Có chỉ số không thuộc chuẩn của đợt."})


def _write(by: Officer, found: InspectionVisit, seen: Seen) -> None:
    """The answers; of a household that was not met only when and why."""
    is_met = seen.state == State.MET
    found.state, found.visited_on, found.note = seen.state, seen.visited_on, seen.note
    found.met_whom = seen.met_whom if is_met else ""
    found.surveyor_came = seen.surveyor_came if is_met else None
    found.meeting_held = seen.meeting_held if is_met else None
    found.list_posted = seen.list_posted if is_met else None
    found.found_persons = seen.found_persons if is_met else None
    found.found_mask = mask_of(seen.deprived) if is_met else 0
    found.found_class = seen.found_class if is_met else ""
    found.saved_by, found.saved_at = by, timezone.now()
    found.version += 1
    found.save()


def _record(by: Officer, visit: InspectionVisit, act: str, **detail: Any) -> None:
    base.record(
        by,
        visit.place.inspection,
        act,
        kind="household",
        object_id=visit.household_id,
        communes=[visit.place.commune_id],
        visit=visit.pk,
        **detail,
    )
