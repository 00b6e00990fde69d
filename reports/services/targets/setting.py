"""Giving targets: one for a unit, or all units' parts of the one above at once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from povertyportal.audit import trail
from povertyportal.ui.numbers import vietnamese
from programs.models import Target
from reports.services.targets.lines import Key
from reports.services.targets.places import units_below


@dataclass(frozen=True)
class Given:
    """What a decision says: how much, and its number and day."""

    value: Decimal
    number: str = ""
    decided_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def set_target(*, by: Officer, area: Area, year: int, key: Key, given: Given) -> Target:
    """Give a unit a target, or change the one that it has. Audited.

    Raises PermissionDenied, ValidationError (shares above 100%, no such component).
    """
    _require(by, area)
    # Two who give the same target at once: the second changes what the first gave.
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)
    found = _locked(area, year, key)
    before = None if found is None else found.value
    target = found or _new(area, year, key)
    _write(by, target, given)
    act = "reports.target.set" if before is None else "reports.target.changed"
    _record(by, target, act, before=None if before is None else str(before))
    return target


def _require(by: Officer, area: Area) -> None:
    require(by, Act.SET_TARGETS)
    if not scope_of(by).holds_unit(area):
        raise PermissionDenied("Bạn không phụ trách toàn bộ đơn vị này.")


def _locked(area: Area, year: int, key: Key) -> Target | None:
    rows = Target.objects.select_for_update(of=("self",)).select_related("component")
    return rows.filter(
        area=area,
        year=year,
        measure=key.measure,
        component=key.component_id,
        activity_kind=key.activity_kind,
    ).first()


def _new(area: Area, year: int, key: Key) -> Target:
    return Target(
        area=area,
        year=year,
        measure=key.measure,
        component_id=key.component_id,
        activity_kind=key.activity_kind,
    )


def _write(by: Officer, target: Target, given: Given) -> None:
    target.value, target.number = given.value, given.number
    target.decided_on, target.note = given.decided_on, given.note
    target.recorded_by, target.provenance = by, Provenance.ENTERED
    target.full_clean()
    target.save()


@transaction.atomic
def change_target(*, by: Officer, target: Target, given: Given) -> None:
    """Correct a target of one's area. Audited.

    Raises PermissionDenied, Target.DoesNotExist, ValidationError.
    """
    require(by, Act.SET_TARGETS)
    rows = Target.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("area", "component").get(pk=target.pk)
    before = found.value
    _write(by, found, given)
    _record(by, found, "reports.target.changed", before=str(before))


@transaction.atomic
def drop_target(*, by: Officer, target: Target, reason: str) -> None:
    """Take a target back that was typed by mistake. Audited, the row is kept in its
    history. Raises PermissionDenied, Target.DoesNotExist, ValidationError."""
    require(by, Act.SET_TARGETS)
    rows = Target.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("area").get(pk=target.pk)
    if not reason:
        raise ValidationError({"reason": "Hãy ghi lý do bỏ chỉ tiêu."})
    before = str(found.value)
    _record(by, found, "reports.target.dropped", reason=reason, before=before)
    found.delete()


@transaction.atomic
def apportion_target(
    *, by: Officer, target: Target, parts: Mapping[int, Decimal | None], given: Given
) -> int:
    """Give the units below a target their parts (by id of the unit); None takes a part
    back. The decision's number and day are those in `given`. Audited once.

    The parts need not add up to the target: a reserve, or more than was asked, is
    shown beside it. Returns how many parts changed. Raises PermissionDenied,
    Target.DoesNotExist, ValidationError.
    """
    require(by, Act.SET_TARGETS)
    rows = Target.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("area", "component").get(pk=target.pk)
    units = {each.pk: each for each in units_below(found.area, found.year)}
    if not set(parts) <= set(units):
        raise ValidationError(
            "Có đơn vị không còn trực thuộc trong năm này. Hãy mở lại trang phân bổ."
        )
    key = Key.of(found)
    old = _parts_of(found, units)
    changed = [pk for pk in parts if parts[pk] != _value(old.get(pk))]
    for pk in changed:
        _put(by, units[pk], found, key, parts[pk], old.get(pk), given)
    if changed:
        total = sum((each for each in parts.values() if each is not None), Decimal(0))
        _record(
            by,
            found,
            "reports.target.apportioned",
            units=len(changed),
            total=str(total),
        )
    return len(changed)


def _parts_of(target: Target, units: Mapping[int, Area]) -> dict[int, Target]:
    rows = Target.objects.select_for_update().filter(
        area__in=units,
        year=target.year,
        measure=target.measure,
        component=target.component_id,
        activity_kind=target.activity_kind,
    )
    return {each.area_id: each for each in rows}


def _value(target: Target | None) -> Decimal | None:
    return None if target is None else target.value


def _put(
    by: Officer,
    unit: Area,
    whole: Target,
    key: Key,
    value: Decimal | None,
    old: Target | None,
    given: Given,
) -> None:
    if value is None:
        if old is not None:
            old.delete()
        return
    row = old or _new(unit, whole.year, key)
    told = Given(value, given.number, given.decided_on, row.note)
    try:
        _write(by, row, told)
    except ValidationError as error:
        said = " ".join(error.messages)
        raise ValidationError(
            f"{unit.name}: không ghi được {vietnamese(value)}. {said}"
        ) from error


def _record(
    by: Officer, target: Target, act: str, *, reason: str = "", **detail: Any
) -> None:
    trail.record(
        by=by,
        act=act,
        kind="target",
        object_id=target.pk,
        area=target.area,
        reason=reason,
        year=target.year,
        measure=target.measure,
        value=str(target.value),
        **detail,
    )
