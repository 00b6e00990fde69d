"""Years before today's communes were: their figures on today's map, as far as known."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from povertyportal.areas.unit_files import REFORM
from povertyportal.ui.numbers import vietnamese
from reports.figures import Basis, Rate
from reports.models import RestatedSummary
from reports.services.maps.measures import (
    CHANGE,
    COUNT,
    DEPRIVED,
    POOR,
    Asked,
    Reading,
    changed,
    deprived,
)
from reports.services.overview import Line
from reports.services.selection import Period
from reports.services.series import Point
from reports.services.series_areas import on_today

_BEST_FIRST = (Basis.OFFICIAL.value, Basis.PRELIMINARY.value)


@dataclass(frozen=True)
class Past:
    """A commune of today in the year shown and in the one before, on today's map."""

    now: Point | None
    before: Point | None


def is_asked(asked: Asked, period: Period, lines: Collection[Line], there: int) -> bool:
    """Whether some of the areas of `there` need figures of former units."""
    if period.year > REFORM.year:
        return False
    lost = any(line.change.before is None for line in lines)
    return len(lines) < there or (asked.shown.code == CHANGE and lost)


def periods_of(
    communes: Collection[int],
) -> "QuerySet[RestatedSummary, tuple[int, str, str]]":
    """Periods (year, standard, basis) of communes of today (ids) before they were."""
    rows = RestatedSummary.objects.filter(
        area__in=communes, is_remainder=False, year__lt=REFORM.year
    )
    return rows.order_by().values_list("year", "standard", "basis")


def past_of(communes: Collection[int], period: Period) -> dict[int, Past]:
    """Communes of today (ids) in a period and the year before. Four queries."""
    now = (period.year, period.standard, period.basis)
    last = period.year - 1
    former = [(last, period.standard, basis) for basis in _BEST_FIRST]
    found = on_today(communes, [now, *former])
    return {
        pk: Past(
            found.get((pk, now)),
            next((found[pk, key] for key in former if (pk, key) in found), None),
        )
        for pk in communes
    }


def read_past(asked: Asked, past: Past) -> Reading:
    """A measure of a commune of today in a year before it was."""
    point, code = past.now, asked.shown.code
    if point is None:
        return Reading(None, why="chưa có số liệu của năm này")
    if code == CHANGE:
        return change(point.rate(POOR), past.before)
    if point.figures.why_open:
        return Reading(None, why=point.figures.why_open)
    numbers = [point.number(kind) for kind in asked.shown.kinds]
    if code == DEPRIVED:
        if None in numbers:
            return Reading(None, why=_unplaced(point))
        return deprived(point.figures, asked.indicator)
    part = sum(each or 0 for each in numbers)
    if code == COUNT:
        why = _unplaced(point) if None in numbers else _absent(point)
        return Reading(None if why else Decimal(part), part, why=why)
    rates = [point.rate(kind).value for kind in asked.shown.kinds]
    whole = None if point.left else point.figures.resident_households
    value = None if None in rates else Rate(part, whole).value
    return Reading(value, part, whole, _why(point) if value is None else "")


def change(now: Rate, before: Point | None) -> Reading:
    """Points more or fewer than the year before, by today's map."""
    then = before.rate(POOR) if before else None
    if now.value is None or then is None or then.value is None:
        return Reading(
            None, why="không tính được tỷ lệ của cả hai năm theo xã hiện nay"
        )
    return changed(now.value - then.value, now, then, " (tính lại theo xã hiện nay)")


def _why(point: Point) -> str:
    if point.left:
        bounds = point.bounds(POOR)
        return _unplaced(point) + (
            f"; tỷ lệ hộ nghèo từ {vietnamese(bounds[0], 2)} đến "
            f"{vietnamese(bounds[1], 2)}%"
            if bounds
            else ""
        )
    if point.figures.missing:
        return _absent(point)
    return "chưa nhập đủ tổng số hộ dân cư của các xã cũ"


def _absent(point: Point) -> str:
    missing = point.figures.missing
    return f"còn {vietnamese(missing)} xã cũ chưa có số liệu" if missing else ""


def _unplaced(point: Point) -> str:
    names = ", ".join(each.commune.name for each in point.left)
    left = point.unplaced
    listed = (
        f" và nơi ở của {vietnamese(left.listed)} hộ" if left and left.listed else ""
    )
    return f"{names} đã chia: chưa rõ số hộ dân cư từng phần{listed}"
