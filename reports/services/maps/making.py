"""The figures of a map: areas of today, a value for each, classes, what stands out."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.db.models import QuerySet, Sum
from django.utils import timezone

from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area, AreaChange, Kind, Level
from povertyportal.ui.maps.classes import Band, changes, class_of, steps, upward
from programs.models import BudgetLine
from programs.services.money_figures import Sums
from reports.services.maps import measures
from reports.services.maps.measures import Asked, Reading
from reports.services.maps.past import Past, change, is_asked, past_of, read_past
from reports.services.overview import Line, Overview, lines_of
from reports.services.selection import Period, Place

QUARTERS = tuple(Decimal(limit) for limit in (25, 50, 75, 100))
NO_PAST: Mapping[int, Past] = MappingProxyType({})
MOST_PROVINCES = 2  # drawn by commune; more are drawn by province


@dataclass(frozen=True)
class MapRow:
    """An area of the map, its reading and the number of its class (0: not known).

    `past`: figures of former units that the reading is made of.
    """

    area: Area
    line: Line | None
    reading: Reading
    number: int
    past: Past | None = None

    @property
    def is_restated(self) -> bool:
        """Whether the reading is made of former units' figures."""
        return self.line is None and bool(self.past and self.past.now)

    @property
    def is_told(self) -> bool:
        """Whether there are any figures of the area, even if they give no value."""
        return self.line is not None or self.is_restated

    @property
    def is_island(self) -> bool:
        """Whether the area is a special zone, which may lie far from the rest."""
        return self.area.kind == Kind.SPECIAL_ZONE


@dataclass(frozen=True)
class MapFigures:
    """A measure over the areas of a place, the highest first, unknown ones last.

    `as_of`: when the oldest figure was counted; of money, which is live, now.
    """

    place: Place
    period: Period
    asked: Asked
    rows: tuple[MapRow, ...]
    bands: tuple[Band, ...]
    as_of: dt.datetime | None

    @property
    def known(self) -> list[MapRow]:
        """Rows that have a value."""
        return [row for row in self.rows if row.reading.value is not None]

    @property
    def unknown(self) -> list[MapRow]:
        """Rows that have no value."""
        return [row for row in self.rows if row.reading.value is None]

    @property
    def is_money(self) -> bool:
        """Whether money is measured, which no review is asked for."""
        return self.asked.shown.code == measures.MONEY

    @property
    def under_way(self) -> list[MapRow]:
        """Rows without a value since households of theirs are not classed yet."""
        return [
            row
            for row in self.unknown
            if not self.is_money and row.line and row.line.figures.why_open
        ]

    @property
    def apart(self) -> list[MapRow]:
        """Rows whose change may come of the residents' number alone."""
        return [row for row in self.rows if row.reading.is_apart]

    @property
    def counts(self) -> Mapping[int, int]:
        """How many areas each class has."""
        return Counter(row.number for row in self.rows)

    @property
    def is_restated(self) -> bool:
        """Whether former units' figures are shown on today's map."""
        return any(row.is_restated for row in self.rows)

    @property
    def by_province(self) -> bool:
        """Whether the areas are provinces."""
        return any(row.area.level == Level.PROVINCE for row in self.rows)


def figures(
    scope: Scope, place: Place, period: Period, asked: Asked, sort: str = ""
) -> MapFigures:
    """Read what is kept: a constant number of queries, whatever the size."""
    areas = units(scope, place)
    lines = lines_of({area.pk for area in areas}, period)
    past = _past(areas, period, asked, lines)
    return _over(place, period, asked, areas, lines, past, sort)


def of_overview(found: Overview, asked: Asked) -> MapFigures | None:
    """The map beside an overview, from its own lines where they are of its areas.

    None where fewer than two areas are drawn, or none has figures: those of an ended
    unit, or of a year before today's communes. One query, two for a whole province
    and a part of another.
    """
    place, lines = found.place, found.lines
    areas = _drawn(place, in_being(place.communes))
    there = {area.pk for area in areas}
    if not there.issuperset(line.area.pk for line in lines):
        lines = lines_of(there, found.period)
    if len(areas) < 2 or not lines:
        return None
    return _over(place, found.period, asked, areas, lines)


def _over(
    place: Place,
    period: Period,
    asked: Asked,
    areas: Sequence[Area],
    lines: Sequence[Line],
    past: Mapping[int, Past] = NO_PAST,
    sort: str = "",
) -> MapFigures:
    """The map of areas whose lines were read before. No query but for money."""
    by_area = {line.area.pk: line for line in lines}
    is_money = asked.shown.code == measures.MONEY
    money = _money(areas, period.year) if is_money else {}
    read = [
        (area, line, _read(asked, line, money.get(area.pk), past.get(area.pk)))
        for area in areas
        for line in [by_area.get(area.pk)]
    ]
    bands = classes(
        asked, [each.value for _, _, each in read if each.value is not None]
    )
    rows = [
        MapRow(
            area,
            line,
            reading,
            class_of(reading.value, bands),
            None if line else past.get(area.pk),
        )
        for area, line, reading in read
    ]
    as_of = timezone.now() if is_money else min(_moments(rows), default=None)
    return MapFigures(
        place, period, asked, tuple(sorted_rows(rows, sort)), bands, as_of
    )


def _past(
    areas: Sequence[Area], period: Period, asked: Asked, lines: Sequence[Line]
) -> dict[int, Past]:
    communes = [area.pk for area in areas if area.level == Level.COMMUNE]
    is_money = asked.shown.code == measures.MONEY
    if is_money or not communes or not is_asked(asked, period, lines, len(areas)):
        return {}
    return past_of(communes, period)


def _read(
    asked: Asked, line: Line | None, money: Sums | None, past: Past | None
) -> Reading:
    if line is None and past:
        return read_past(asked, past)
    is_change = asked.shown.code == measures.CHANGE
    if is_change and line and line.change.before is None and past and past.before:
        return change(line.figures.rate(measures.POOR), past.before)
    return measures.read(asked, line, money)


def _moments(rows: Sequence[MapRow]) -> Iterator[dt.datetime]:
    """When the figures of each row were counted."""
    for row in rows:
        point = row.past.now if row.past else None
        found = row.line.figures if row.line else point.figures if point else None
        if found and found.as_of:
            yield found.as_of


def units(scope: Scope, place: Place) -> list[Area]:
    """Areas of today that are drawn: communes, or provinces where they are many."""
    return _drawn(place, _today(scope, place))


def _drawn(place: Place, found: "QuerySet[Area]") -> list[Area]:
    communes = list(found.select_related("parent"))
    if len({area.parent_id for area in communes}) <= MOST_PROVINCES:
        return communes
    # A province of which not all communes are answered for is not among the tops.
    provinces = Area.objects.filter(
        pk__in=place.tops, level=Level.PROVINCE, ended__isnull=True
    )
    return list(provinces.order_by("sort_key", "id"))


def _today(scope: Scope, place: Place) -> "QuerySet[Area]":
    """Communes in being that are the place's, or that became of what it was."""
    became = AreaChange.objects.filter(old__in=place.communes).values("new")
    ids = place.communes if _lasts(place) else scope.commune_ids
    found = in_being(ids)
    return found if _lasts(place) else found.filter(pk__in=became)


def in_being(communes: Collection[int]) -> "QuerySet[Area]":
    """Those of communes (ids) that are on today's map, in Vietnamese order."""
    found = Area.objects.communes().filter(
        pk__in=communes, ended__isnull=True, began__isnull=False
    )
    return found.order_by("sort_key", "id")


def _lasts(place: Place) -> bool:
    return place.area is None or place.area.ended is None


def _money(areas: Sequence[Area], year: int) -> dict[int, Sums]:
    """Money of a year by area, of provinces that of everything below too. One query."""
    lines = BudgetLine.objects.filter(year=year).order_by()
    if areas and areas[0].level == Level.PROVINCE:
        lines = lines.filter(area__in=Area.objects.under(*areas).values("pk"))
    else:
        lines = lines.filter(area__in=areas)
    summed = lines.values("area__path").annotate(
        planned_=Sum("planned"), allocated_=Sum("allocated"), paid_=Sum("disbursed")
    )
    found: dict[int, Sums] = {}
    for row in summed:
        own = Sums(row["planned_"], row["allocated_"], row["paid_"])
        for area in areas:
            if row["area__path"].startswith(area.path):
                found[area.pk] = found.get(area.pk, Sums()) + own
    return found


def classes(asked: Asked, known: list[Decimal]) -> tuple[Band, ...]:
    """The classes of a measure for these values."""
    unit = asked.shown.measure.suffix
    if asked.shown.code == measures.MONEY:
        return steps(QUARTERS, unit, max(known, default=Decimal(0)))
    if asked.shown.code == measures.CHANGE:
        return changes(known, " điểm")
    return upward(known, unit, whole=asked.shown.code == measures.COUNT)


def sorted_rows(rows: Sequence[MapRow], sort: str) -> list[MapRow]:
    """By value, the highest first; "value": the lowest first; "name", "-name"."""
    if sort.removeprefix("-") == "name":
        by_name = sorted(rows, key=lambda row: (row.area.sort_key, row.area.pk))
        return by_name[::-1] if sort[0] == "-" else by_name
    known = [row for row in rows if row.reading.value is not None]
    rest = [row for row in rows if row.reading.value is None]
    known.sort(key=_value, reverse=sort != "value")
    return [*known, *rest]


def _value(row: MapRow) -> Decimal:
    return row.reading.value or Decimal(0)
