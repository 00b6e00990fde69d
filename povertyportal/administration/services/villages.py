"""Villages below communes: added, renamed, ended; their history stays."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ForeignObjectRel
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, AreaChange, AreaVersion, Kind, Level
from povertyportal.areas.names import plain
from povertyportal.audit import trail
from povertyportal.audit.models import AuditEntry
from povertyportal.ui.vi_key import vi_key

MOST_VILLAGES = 999


@dataclass(frozen=True)
class NewVillage:
    """A village to add: its commune, name and first day (None: the commune's)."""

    commune: Area
    name: str
    starts: dt.date | None = None


@transaction.atomic
def add_village(*, by: Officer, village: NewVillage) -> Area:
    """Add one village under the next code of its commune; audited.

    Raises PermissionDenied (role, scope), ValidationError (name taken, dates).
    """
    if village_named(village.commune, village.name):
        raise ValidationError({"name": f"Xã đã có thôn tên “{village.name}”."})
    (added,) = add_villages(by=by, villages=[village])
    return added


@transaction.atomic
def add_villages(*, by: Officer, villages: Iterable[NewVillage]) -> list[Area]:
    """Add villages as a set, in the order given; one audit entry a village.

    Raises PermissionDenied, ValidationError. Names are the caller's to check.
    """
    wanted = list(villages)
    require(by, Act.EDIT_AREAS)
    communes = {item.commune.pk: item.commune for item in wanted}
    _lock(by, communes)
    numbers = {pk: _last_number(commune) for pk, commune in communes.items()}
    areas = []
    for item in wanted:
        numbers[item.commune.pk] += 1
        areas.append(_area(item, numbers[item.commune.pk]))
    # The path holds the id, which the database gives first.
    added = Area.objects.bulk_create(areas)
    for area, item in zip(added, wanted, strict=True):
        area.path = f"{item.commune.path}{area.pk}."
    Area.objects.bulk_update(added, ["path"])
    AreaVersion.objects.bulk_create(_version(area) for area in added)
    for area in added:
        _record(by, "areas.village.added", area, name=area.name)
    return added


def _lock(by: Officer, communes: dict[int, Area]) -> None:
    """Hold the communes, so that two officers do not give the same code."""
    scope = scope_of(by)
    if not all(scope.holds(commune) for commune in communes.values()):
        raise PermissionDenied("Có xã ngoài địa bàn bạn phụ trách.")
    list(Area.objects.select_for_update().filter(pk__in=communes).order_by("pk"))


def _last_number(commune: Area) -> int:
    """The highest number that any village under the commune's code ever had."""
    codes = Area.with_voided.villages().filter(code__startswith=f"{commune.code}-")
    return max(
        (int(code[-3:]) for code in codes.values_list("code", flat=True)), default=0
    )


def _area(item: NewVillage, number: int) -> Area:
    commune = item.commune
    began = item.starts or commune.began
    if number > MOST_VILLAGES:
        raise ValidationError(f"{commune} đã dùng hết {MOST_VILLAGES} mã thôn.")
    if not _within(commune, began):
        raise ValidationError(
            {"starts": f"{commune} có {_time(commune)}: ngày của thôn phải trong đó."}
        )
    return Area(
        level=Level.VILLAGE,
        kind=Kind.VILLAGE,
        code=f"{commune.code}-{number:03d}",
        name=item.name,
        sort_key=vi_key(item.name),
        parent=commune,
        began=began,
        ended=commune.ended,
        path=f"new {commune.pk} {number}",
    )


def _within(commune: Area, began: dt.date | None) -> bool:
    if began is None:
        return commune.began is None
    return commune.is_in_being(began)


def _time(commune: Area) -> str:
    began = f"từ {commune.began:%d/%m/%Y}" if commune.began else "từ trước"
    return f"{began} đến trước {commune.ended:%d/%m/%Y}" if commune.ended else began


def _version(area: Area) -> AreaVersion:
    return AreaVersion(
        area=area,
        kind=area.kind,
        name=area.name,
        parent_id=area.parent_id,
        starts=area.began,
        ends=area.ended,
    )


def village_named(
    commune: Area, name: str, *, other_than: Area | None = None
) -> Area | None:
    """A village of the commune with that name, its accents and case aside."""
    known = Area.objects.villages().filter(parent=commune)
    known = known.filter(ended=commune.ended)
    if other_than is not None:
        known = known.exclude(pk=other_than.pk)
    return next((v for v in known if plain(v.name) == plain(name)), None)


@transaction.atomic
def rename_village(*, by: Officer, village: Area, name: str, on: dt.date) -> Area:
    """Give a village another name from a day on; the former stays as a version.

    On the first day of the present name it is corrected instead. Audited. Raises
    PermissionDenied, ValidationError.
    """
    village = _held(by, village)
    if village.parent and village_named(village.parent, name, other_than=village):
        raise ValidationError({"name": f"Xã đã có thôn tên “{name}”."})
    current = village.versions.order_by("pk").last()
    if current is None or not village.is_in_being(on):
        raise ValidationError({"on": "Thôn không có ở ngày này."})
    former = current.name
    if current.starts == on:
        current.name = name
        current.save(update_fields=["name"])
    elif current.starts and on < current.starts:
        raise ValidationError(
            {"on": f"Tên hiện nay có từ {current.starts:%d/%m/%Y}: chọn ngày sau đó."}
        )
    else:
        current.ends = on
        current.save(update_fields=["ends"])
        village.name = name
        renamed = _version(village)
        renamed.starts = on
        renamed.save()
    village.name, village.sort_key = name, vi_key(name)
    village.save(update_fields=["name", "sort_key"])
    _record(by, "areas.village.renamed", village, name=name, former=former, on=str(on))
    return village


@transaction.atomic
def end_village(
    *, by: Officer, village: Area, on: dt.date, into: Area | None = None
) -> Area:
    """End a village before a day, perhaps into another of its commune; audited.

    Raises PermissionDenied, ValidationError (a day at which it is not in being).
    """
    village = _held(by, village)
    if not village.is_in_being(on) or village.began == on:
        raise ValidationError({"on": "Ngày kết thúc phải sau ngày thôn bắt đầu có."})
    if on > timezone.localdate():
        raise ValidationError({"on": "Ngày kết thúc không được ở tương lai."})
    village.ended = on
    village.save(update_fields=["ended"])
    village.versions.filter(ends__isnull=True).update(ends=on)
    if into is not None:
        if into.parent_id != village.parent_id or into.pk == village.pk:
            raise ValidationError({"into": "Hãy chọn một thôn khác của cùng xã."})
        AreaChange.objects.create(
            old=village,
            new=into,
            effective_on=on,
            extent=AreaChange.Extent.WHOLE,
        )
    _record(by, "areas.village.ended", village, on=str(on), into=into and into.pk)
    return village


@transaction.atomic
def void_village(*, by: Officer, village: Area) -> None:
    """Take back a village that came with a file and in which nothing lies; audited.

    It stays, but is on no list. Raises PermissionDenied, ValidationError.
    """
    village = _held(by, village)
    if _is_used(village):
        raise ValidationError(
            "Đã có hộ, cán bộ hoặc công việc gắn với thôn này nên không hủy được. Nếu "
            "thôn không còn, hãy đặt ngày kết thúc."
        )
    village.voided_at = timezone.now()
    village.save(update_fields=["voided_at"])
    _record(by, "areas.village.voided", village, name=village.name)


def _is_used(village: Area) -> bool:
    """Whether any row of any floor refers to it; not its own names and its trail."""
    return any(
        relation.related_model._base_manager.filter(
            **{relation.field.name: village}
        ).exists()
        for relation in Area._meta.get_fields(include_hidden=True)
        if isinstance(relation, ForeignObjectRel)
        and relation.related_model not in (AreaVersion, AuditEntry)
    )


def _held(by: Officer, village: Area) -> Area:
    """The village, locked, if the officer may change it."""
    require(by, Act.EDIT_AREAS)
    if village.level != Level.VILLAGE or not scope_of(by).holds(village):
        raise PermissionDenied("Thôn ngoài địa bàn bạn phụ trách.")
    return (
        Area.objects.select_for_update(of=("self",))
        .select_related("parent")
        .get(pk=village.pk)
    )


def _record(by: Officer, act: str, village: Area, **detail: Any) -> None:
    trail.record(
        by=by, act=act, kind="area", object_id=village.pk, area=village, **detail
    )
