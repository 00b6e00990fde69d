"""Each commune of a place over the years, by either map: lines of a table or a map."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from povertyportal.areas.models import Area
from reports.figures import BY_PART, Figures
from reports.models import AreaSummary, RestatedSummary
from reports.services.series import Map, Point, Series, left_over, point_of, year_end
from reports.services.series_sums import Key
from reports.territory import Reach, reach

_COLUMNS = (
    "area_id",
    "year",
    "standard",
    "basis",
    "communes",
    "resident_households",
    "resident_persons",
    "listed",
    "reviewed",
    "poor",
    "near_poor",
    "average",
    "not_poor",
    "undetermined",
    "poor_persons",
    "near_poor_persons",
    "average_persons",
    "built_at",
    *BY_PART,
)


@dataclass(frozen=True)
class Unit:
    """A commune and its point of each year of the series, None where it has none."""

    area: Area
    points: tuple[Point | None, ...]

    @property
    def name(self) -> str:
        """The commune, until when if it is no more: names come again."""
        ended = self.area.ended
        last = f" (đến {ended - dt.timedelta(days=1):%d/%m/%Y})" if ended else ""
        return f"{self.area.name}{last}"


def units_of(series: Series) -> list[Unit]:
    """The communes of a series, in Vietnamese order, along its line. Three queries.

    On today's map those of today; by the units of then each that has figures.
    """
    keys = [key_of(point) for point in series.line]
    if series.map == Map.TODAY:
        found = on_today(series.ground.today, keys, series.ground)
    else:
        found = _as_it_was({pk for point in series.line for pk in point.units}, keys)
    areas = Area.objects.filter(pk__in={pk for pk, _ in found})
    return [
        Unit(area, tuple(found.get((area.pk, key)) for key in keys))
        for area in areas.order_by("sort_key", "id")
    ]


def key_of(point: Point) -> Key:
    """The period of a point."""
    return point.year, point.standard, point.basis


def on_today(
    communes: Collection[int], keys: Collection[Key], ground: Reach | None = None
) -> dict[tuple[int, Key], Point]:
    """Points of communes of today (ids) in some periods, on today's map, by commune.

    `ground` is where they came from, as far as it was read before. Four queries.
    """
    ground = ground or reach(communes, timezone.localdate())
    sure, open_ = left_over(frozenset(communes))
    wanted = {"area__in": communes, "year__in": {year for year, _, _ in keys}}
    own = AreaSummary.objects.filter(**wanted).values_list(*_COLUMNS)
    came = RestatedSummary.objects.filter(**wanted, is_remainder=False)
    points = {}
    # To some a former commune came: that row stands for theirs.
    for pk, key, figures in _rows([*own, *came.values_list(*_COLUMNS)], keys):
        left = tuple(each for each in open_.get(key, ()) if pk in each.homes)
        # Wholly in the place, but nobody knows in which of its communes.
        left += tuple(each for each in sure.get(key, ()) if pk in each.homes)
        absent = _absent(ground, pk, key, (figures.communes or 0) + len(left))
        points[pk, key] = point_of(key, figures, absent, left=left)
    return points


def _absent(ground: Reach, commune: int, key: Key, counted: int) -> int:
    return ground.there(year_end(key), commune) - counted


def _as_it_was(
    communes: Collection[int], keys: Collection[Key]
) -> dict[tuple[int, Key], Point]:
    rows = AreaSummary.objects.filter(area__in=communes).values_list(*_COLUMNS)
    return {
        (pk, key): point_of(key, figures, 0, units=frozenset({pk}))
        for pk, key, figures in _rows(rows, keys)
    }


def _rows(
    rows: Iterable[tuple[Any, ...]], keys: Collection[Key]
) -> Iterable[tuple[int, Key, Figures]]:
    wanted = set(keys)
    for row in rows:
        found = dict(zip(_COLUMNS, row, strict=True))
        key = (found.pop("year"), found.pop("standard"), found.pop("basis"))
        if key in wanted:
            pk, as_of = found.pop("area_id"), found.pop("built_at")
            poor, near_poor = (tuple(found.pop(name)) for name in BY_PART)
            yield pk, key, Figures(found, {"poor": poor, "near_poor": near_poor}, as_of)
