"""What every act of an inspection begins with: its rows, locked, and who may."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from households.services.season import base as season
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from reports.models import Inspection, InspectionPlace

State = Inspection.State
not_future, not_before = season.not_future, season.not_before


def locked(by: Officer, inspection: Inspection, act: Act) -> Inspection:
    """The inspection, locked: two officers act one after the other.

    Who plans answers for its every commune; an inspector sees it as one of its team.
    Raises PermissionDenied, Inspection.DoesNotExist.
    """
    require(by, act)
    found = (
        Inspection.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("round")
        .get(pk=inspection.pk)
    )
    if not holds_all(by, found):
        raise PermissionDenied("Bạn không phụ trách mọi xã của cuộc kiểm tra này.")
    return found


def holds_all(by: Officer, inspection: Inspection) -> bool:
    """Whether every inspected commune is in the officer's scope today."""
    communes = set(inspection.places.values_list("commune_id", flat=True))
    return communes <= scope_of(by).commune_ids


def locked_place(by: Officer, place: InspectionPlace, act: Act) -> InspectionPlace:
    """A commune under inspection, locked after its inspection.

    Raises PermissionDenied, InspectionPlace.DoesNotExist.
    """
    require(by, act)
    found = InspectionPlace.objects.visible_to(by).get(pk=place.pk)
    inspection = Inspection.objects.select_for_update().get(pk=found.inspection_id)
    found = (
        InspectionPlace.objects.select_for_update(of=("self",))
        .select_related("commune")
        .get(pk=found.pk)
    )
    found.inspection = inspection
    return found


def require_typing(place: InspectionPlace) -> None:
    """Refuse what belongs before the minutes. Raises ValidationError."""
    if place.inspection.state != State.OPEN:
        raise ValidationError(
            "Cuộc kiểm tra không ở bước kiểm tra tại xã: chỉ còn xem được.",
            code="state",
        )
    if place.closed_at is not None:
        raise ValidationError(
            f"Biên bản kiểm tra {place.commune.name} đã chốt: không sửa được nữa.",
            code="closed",
        )


def within(inspection: Inspection, day: dt.date, what: str) -> None:
    """Refuse a day before the inspection or in the future. Raises ValidationError."""
    not_future(day, what)
    not_before(day, what, inspection.starts_on, "ngày bắt đầu kiểm tra")


def may_see_visits(officer: Officer, place: InspectionPlace) -> bool:
    """Whether the sample is shown: to who inspects and plans, else after the minutes.

    A commune that knew beforehand could prepare the households.
    """
    knows = can(officer, Act.INSPECT) or can(officer, Act.PLAN_INSPECTIONS)
    return knows or place.closed_at is not None


def record(
    by: Officer,
    inspection: Inspection,
    act: str,
    *,
    kind: str = "inspection",
    object_id: int | None = None,
    communes: Iterable[int] | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Enter an act into the trail: of all its communes, or of those named."""
    if communes is None:
        communes = inspection.places.values_list("commune_id", flat=True)
    trail.record(
        by=by,
        act=act,
        kind=kind,
        object_id=object_id or inspection.pk,
        areas=communes,
        reason=reason,
        inspection=inspection.pk,
        **detail,
    )
