"""A place over the years: by the units of then, or on today's map.

Figures of a year, a standard and a basis each; which of them can be set in one line,
and where the line breaks. On today's map a divided commune's households are counted
where they are known to lie; those of whom it is not known stand beside, and since
nobody knows on which side a divided commune's other residents live, its parts have no
rate but the bounds between which it must lie.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextChoices
from django.utils import timezone

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import scope_over
from povertyportal.areas.models import Area, Level
from reports.figures import BROKEN_DOWN, Basis, Figures, Rate
from reports.models import PublishedFigure, RestatedSummary
from reports.services.selection import Place
from reports.services.series_sums import THEN, TODAY, Key, kept, origins_of, sum_of
from reports.territory import Reach, reach, times_of, were_there

FEW = 3  # former districts whose own numbers a page can still show


class Map(TextChoices):
    """Địa giới."""

    TODAY = "today", "Theo địa giới hiện nay"
    THEN = "then", "Theo đơn vị lúc đó"


@dataclass(frozen=True)
class Left:
    """A divided commune of which the place may hold a part, and what is left over.

    `figures`: its households of whom it is not known where they lived, by today's map,
    and all its resident households. `homes`: communes (ids) that may hold it.
    """

    commune: Area
    figures: Figures
    homes: frozenset[int]


@dataclass(frozen=True)
class Point:
    """Figures of a place in a year, under a standard, on a basis.

    `units`: communes (ids) of that time that were counted, by which two years can be
    compared, and `since` when the newest of them began; neither on today's map.
    `left`: divided communes that lie here in part.
    """

    year: int
    standard: str
    basis: str
    figures: Figures
    units: frozenset[int] = frozenset()
    since: dt.date | None = None
    left: tuple[Left, ...] = ()

    @property
    def unplaced(self) -> Figures | None:
        """Households that may have lived here, added up; None when all is known."""
        if not self.left:
            return None
        return sum_of([each.figures for each in self.left])

    @property
    def is_settled(self) -> bool:
        """Whether the year is counted to its end, of every commune and household."""
        found = self.figures
        done = self.basis == Basis.OFFICIAL or found.is_complete
        return done and not found.missing and not found.undetermined

    def number(self, kind: str) -> int | None:
        """Households of a class; None while some left over may have lived here."""
        left = self.unplaced
        is_exact = left is None or not left.counts[kind]
        return self.told(kind) if is_exact else None

    def told(self, name: str) -> int | None:
        """A count without those left over: nobody in a class is no finding while
        households wait for theirs."""
        counted = self.figures.counts[name]
        is_open = name in BROKEN_DOWN and bool(self.figures.undetermined)
        return None if is_open and not counted else counted

    def rate(self, kind: str) -> Rate:
        """The share of a class; not to be said while a divided commune lies here."""
        found = self.figures.rate(kind)
        return Rate(found.part, None) if self.left else found

    def bounds(self, kind: str) -> tuple[Decimal, Decimal] | None:
        """Between which rates (%, two decimals) the true one lies; None if unknown.

        At least: none of the households left over lived here, all other residents of
        the divided communes did. At most: all of those, none of these.
        """
        left = self.unplaced
        inside = self.figures.resident_households
        outside = left.resident_households if left else None
        if left is None or not inside or outside is None or not self.is_settled:
            return None
        sure, perhaps = self.figures.counts[kind] or 0, left.counts[kind] or 0
        low = Rate(sure, inside + outside).value
        high = Rate(sure + perhaps, inside + perhaps).value
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True)
class Series:
    """A place over the years on a map: every year, standard and basis there is.

    `line` is one point a year, oldest first. `outside`: communes of then that were
    divided, of which the place holds a part that the map of then cannot show.
    `ground`: the communes of today, and all that lie or lay there.
    """

    place: Place
    map: str
    points: tuple[Point, ...]
    line: tuple[Point, ...]
    outside: tuple[Area, ...]
    ground: Reach
    published: tuple[PublishedFigure, ...]

    @property
    def shown(self) -> tuple[Point, ...]:
        """A point for each year and standard, the most complete one, oldest first."""
        best: dict[tuple[int, str], Point] = {}
        for point in self.points:
            key = (point.year, point.standard)
            best[key] = min(best.get(key, point), point, key=_completest)
        return tuple(best.values())

    @property
    def breaks(self) -> dict[int, str]:
        """What changed before a year of the line, in words, by year."""
        found = {}
        for former, point in zip(self.line, self.line[1:], strict=False):
            if words := why_broken(former, point):
                found[point.year] = words
        return found

    def told(self, year: int) -> list[PublishedFigure]:
        """What others published of the place, or of a district it was, for a year."""
        return [each for each in self.published if each.year == year]


def series(
    place: Place, years: Collection[int] | None = None, on: str = Map.TODAY
) -> Series:
    """Read the kept figures of a place in these years (None: all), by a map.

    A constant number of queries, whatever the register and the place hold.
    """
    ground = reach(place.communes, timezone.localdate())
    then = _communes_of_then(place)
    on_today = on == Map.TODAY
    points = _points_today(ground) if on_today else _points_then(then)
    wanted = [each for each in points if years is None or each.year in years]
    told = _published(place, ground)
    dressed = _with_grounds(
        wanted, place, frozenset(ground.times) if on_today else then, told
    )
    return Series(
        place=place,
        map=on,
        points=dressed,
        line=tuple(_line(dressed)),
        outside=() if on_today else _parted(place, ground, then),
        ground=ground,
        published=told,
    )


def _parted(place: Place, ground: Reach, then: frozenset[int]) -> tuple[Area, ...]:
    """Divided communes of which a living place holds a part that is in none of then."""
    if place.area and place.area.ended:
        return ()
    parted = set(ground.times) - then - ground.today
    return tuple(Area.objects.filter(pk__in=parted)) if parted else ()


def why_broken(former: Point, point: Point) -> str:
    """Why two years cannot be set in one line; empty when they can."""
    words = []
    if former.standard != point.standard:
        words.append("Đổi chuẩn nghèo")
    if former.units != point.units:
        day = f" từ {point.since:%d/%m/%Y}" if point.since else ""
        words.append(f"Đổi đơn vị hành chính{day}")
    return ", ".join(words)


def _order(point: Point) -> tuple[int, int, bool]:
    codes = list(STANDARDS)
    return point.year, codes.index(point.standard), point.basis == Basis.OFFICIAL


def _line(points: Iterable[Point]) -> list[Point]:
    """One point a year: the standard of the year before as long as there is one, the
    official list unless the preliminary figures tell of more communes."""
    by_year: dict[int, list[Point]] = defaultdict(list)
    for point in points:
        by_year[point.year].append(point)
    line: list[Point] = []
    for year in sorted(by_year):
        offered = by_year[year]
        former = line[-1].standard if line else offered[0].standard
        same = [each for each in offered if each.standard == former]
        line.append(min(same or offered, key=_completest))
    return line


def _completest(point: Point) -> tuple[int, bool]:
    return point.figures.missing, point.basis != Basis.OFFICIAL


def _communes_of_then(place: Place) -> frozenset[int]:
    """All communes whose former figures are wholly the place's."""
    if place.area is None or place.area.ended:
        return place.communes
    return place.communes | scope_over([place.area]).commune_ids


def _points_today(ground: Reach) -> list[Point]:
    sure, open_ = left_over(ground.today)
    points = []
    for key, (figures, _) in kept(TODAY, ground.today).items():
        total = sum_of([figures, *(each.figures for each in sure.get(key, ()))])
        left = tuple(open_.get(key, ()))
        counted = (total.communes or 0) + len(left)
        absent = ground.there(year_end(key)) - counted
        points.append(point_of(key, total, absent, left=left))
    return points


def _points_then(then: frozenset[int]) -> list[Point]:
    times = times_of(then)
    points = []
    for key, (figures, units) in kept(THEN, then).items():
        begun = [began for began, _ in (times[pk] for pk in units) if began]
        absent = were_there(times, year_end(key)) - len(units)
        points.append(
            point_of(key, figures, absent, units=units, since=max(begun, default=None))
        )
    return points


def point_of(key: Key, figures: Figures, absent: int, **more: Any) -> Point:
    """A point of figures that tell of all communes but some."""
    year, standard, basis = key
    is_preliminary = basis == Basis.PRELIMINARY
    told = replace(figures, missing=max(0, absent), is_preliminary=is_preliminary)
    return Point(year, standard, basis, told, **more)


def year_end(key: Key) -> dt.date:
    """The last day of a period's year."""
    return dt.date(key[0], 12, 31)


def left_over(
    today: frozenset[int],
) -> tuple[dict[Key, list[Left]], dict[Key, list[Left]]]:
    """What is left over of divided communes that today's communes (ids) may hold: of
    those that lie wholly in them, and of others."""
    sure: dict[Key, list[Left]] = defaultdict(list)
    open_: dict[Key, list[Left]] = defaultdict(list)
    rows = RestatedSummary.objects.filter(
        is_remainder=True, homes__overlap=sorted(today)
    )
    for row in rows.select_related("area").order_by("area__sort_key", "area_id"):
        found = sure if today.issuperset(row.homes) else open_
        left = Left(row.area, Figures.of([row]), frozenset(row.homes))
        found[row.year, row.standard, row.basis].append(left)
    return sure, open_


def _with_grounds(
    points: Iterable[Point],
    place: Place,
    communes: frozenset[int],
    published: Sequence[PublishedFigure],
) -> tuple[Point, ...]:
    """The points in order, with the provenance of their denominators and what others
    published of the very same area."""
    found = sorted(points, key=_order)
    origins = origins_of(communes, {point.year for point in found})
    own = [each for each in published if place.area and each.area == place.area]
    return tuple(
        replace(
            point,
            figures=replace(
                point.figures,
                origins=origins.get(point.year, frozenset()),
                told=tuple(
                    {
                        "figure": each.figure,
                        "value": each.value,
                        "provenance": each.provenance,
                    }
                    for each in own
                    if each.year == point.year
                ),
            ),
        )
        for point in found
    )


def _published(place: Place, ground: Reach) -> tuple[PublishedFigure, ...]:
    """What others published of the place, or of the few former districts that had a
    part of it: a district's number belongs beside the communes that it became."""
    parts = Area.objects.communes().filter(parent=OuterRef("area"))
    wanted = Q(Exists(parts.filter(pk__in=sorted(ground.times))))
    wanted &= Q(area__level=Level.DISTRICT)
    if place.area:
        wanted |= Q(area=place.area)
    rows = PublishedFigure.objects.filter(wanted).select_related("area")
    found = list(rows.order_by("area__sort_key", "area_id", "year", "figure"))
    is_few = len({each.area_id for each in found}) <= FEW
    return tuple(each for each in found if is_few or each.area == place.area)
