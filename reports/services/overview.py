"""The committee's overview of a place in a period: figures, changes, provenance."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from households.models import ReviewRound, StaleArea
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area, Level
from povertyportal.ui.numbers import vietnamese
from reports.figures import BROKEN_DOWN, Basis, Cell, Figures, Rate
from reports.models import AreaSummary, PublishedFigure
from reports.services import restated_before
from reports.services.grounds import communes_there, without_figures
from reports.services.restated_before import Before
from reports.services.selection import Period, Place, rows_of
from reports.together import Read, Row, counted, day, number, read_together

_PROGRESS = ("reviewed", "listed")


@dataclass(frozen=True)
class Change:
    """Against last year: the former figures, or the reason why there is no change.

    `restated`: where the units are others than last year, what is known of the
    households then on the ground of today's.
    """

    before: Figures | None
    reason: str = ""
    basis: str = ""
    restated: Before | None = None

    def number(self, cell: Cell) -> int | None:
        """The count of a cell last year, of the same ground; None if not known."""
        if self.before is not None:
            return self.before.number(cell)
        return self.restated.number(cell) if self.restated else None

    def of(self, now: Figures, kind: str) -> int | None:
        """Households more (or, below zero, fewer) in a class than last year."""
        then, today = self.number(Cell(kind)), now.shown(Cell(kind))
        return None if then is None or today is None else today - then

    def deprivation(self, indicator: int) -> Rate | None:
        """Last year's share of both classes deprived in it, of those known."""
        counted = [
            [self.number(Cell(kind, f"{part}-{indicator}")) for kind in BROKEN_DOWN]
            for part in ("deprived", "known")
        ]
        lacking, known = (
            None if None in each else sum(filter(None, each)) for each in counted
        )
        return None if lacking is None or not known else Rate(lacking, known)

    def of_rate(self, now: Figures, kind: str) -> Decimal | None:
        """Points of per cent more (or fewer) than last year, of the rates as shown."""
        then = self.before.rate(kind).value if self.before else None
        today = now.rate(kind).value
        return None if then is None or today is None else today - then


@dataclass(frozen=True)
class Line:
    """One area of the table."""

    area: Area
    figures: Figures
    change: Change


@dataclass(frozen=True)
class Deprivation:
    """One indicator: shares of poor and of near-poor households deprived in it."""

    number: int
    name: str
    poor: Rate
    near_poor: Rate
    both: Rate


@dataclass(frozen=True)
class Overview:
    """Everything the page shows of a place in a period.

    `communes_of_area` are those in being then, within the scope or not.
    `in_force_from` is the first day of the recognised lists that official figures tell
    of; None for preliminary ones. `years` are the kept figures of the place's parts of
    every year, standard and basis there are. `absent` names the communes that have no
    figures of the period, `divided_communes` counts former ones of which only a part
    came to the place: what it was then does not hold them. `lives` says when communes
    of the place began and ended, and how many of each. `districts` are the figures and
    changes of former districts (ids) that the place holds wholly.
    """

    place: Place
    period: Period
    total: Figures
    change: Change
    lines: tuple[Line, ...]
    deprivations: tuple[Deprivation, ...]
    stale_communes: int
    communes_of_area: int
    published: tuple[PublishedFigure, ...]
    in_force_from: dt.date | None = None
    years: tuple[AreaSummary, ...] = ()
    absent: tuple[str, ...] = ()
    divided_communes: int = 0
    lives: tuple[Row, ...] = ()
    districts: Mapping[int, tuple[Figures, Change]] = field(default_factory=dict)

    def communes_in(self, year: int) -> int:
        """Communes of the place in being at a year's end."""
        end = dt.date(year, 12, 31)
        return sum(
            many
            for began, ended, many in self.lives
            if Area(began=day(began), ended=day(ended)).is_in_being(end)
        )


def overview(place: Place, period: Period) -> Overview:
    """Read the kept figures: two queries, whatever the size."""
    return overview_of(place, period, read_together(reads(place, period)))


def overview_of(
    place: Place, period: Period, told: Mapping[str, list[Row]]
) -> Overview:
    """The overview once its `reads` are there. One query."""
    kept, children = _kept_of(place, period)
    tops = [row for row in kept[period.year] if row.area_id in place.tops]
    # Of former years the rows of all standards are there: those of the period count.
    shown = [row for row in tops if _is_of(row, period)]
    absent = tuple(name for (name,) in told["absent"])
    total = Figures.of(shown, len(absent))
    split = place.area is not None and not place.whole
    of_then = partial(_on_todays_map, told=told)
    communes = {
        row.area_id
        for row in kept[period.year]
        if row.area.level == Level.COMMUNE and _is_of(row, period)
    }
    change = _change(total, kept, set(place.tops), period)
    return Overview(
        place=place,
        period=period,
        total=total,
        change=of_then(change, total, communes),
        lines=tuple(
            replace(line, change=of_then(line.change, line.figures, {line.area.pk}))
            for line in _lines(children, kept, period)
        ),
        deprivations=deprivations(total, period.standard),
        stale_communes=number(told["stale"]),
        communes_of_area=number(told["communes"]) if split else total.there,
        published=tuple(_published(row) for row in told["published"]),
        in_force_from=day(told["in_force"][0][0]) if told["in_force"] else None,
        years=tuple(
            row for rows in kept.values() for row in rows if row.area_id in place.tops
        ),
        absent=absent,
        divided_communes=len(told["parted"]),
        lives=tuple(told["lives"]),
        districts=dict(_former_districts(kept, told["districts"], period)),
    )


def _former_districts(
    kept: dict[int, list[AreaSummary]], told: list[Row], period: Period
) -> Iterator[tuple[int, tuple[Figures, Change]]]:
    """Districts, all of whose communes (so many) have figures of the period here."""
    for district, many in told:
        inside = [
            row
            for row in kept[period.year]
            if row.area.level == Level.COMMUNE and row.area.parent_id == district
        ]
        shown = [row for row in inside if _is_of(row, period)]
        if len(shown) == many:
            now = Figures.of(shown)
            communes = {row.area_id for row in shown}
            yield district, (now, _change(now, kept, communes, period))


def _on_todays_map(
    change: Change,
    now: Figures,
    communes: Collection[int],
    told: Mapping[str, list[Row]],
) -> Change:
    """The change of communes (ids) that were others last year, where it is known.

    Not of figures of other communes too, nor while the review goes on.
    """
    if change.before is not None or now.why_open or now.communes != len(communes):
        return change
    found = restated_before.before(told, communes)
    if found is None:
        return change
    return replace(change, restated=found, basis=found.basis)


_PUBLISHED = ("year", "figure", "value", "provenance", "note")


def _published(row: Row) -> PublishedFigure:
    pk, name, *told = row
    area = Area(pk=pk, name=name)
    return PublishedFigure(area=area, **dict(zip(_PUBLISHED, told, strict=True)))


def reads(place: Place, period: Period) -> dict[str, Read]:
    """What an overview asks besides the kept figures."""
    year, area = period.year, place.area
    absent = without_figures(
        place.communes, year=year, standard=period.standard, basis=period.basis
    )
    below = Area.objects.under(area) if area else Area.objects.none()
    # Figures that others published are of the whole area, whatever the scope; of a
    # place of several parts, those of the districts that its communes were.
    of = Q(area=area) if area else Q(area__in=_districts(place))
    published = PublishedFigure.objects.filter(of, year=year).order_by(
        "area__sort_key", "area_id", "figure"
    )
    annual = ReviewRound.objects.filter(kind=ReviewRound.Kind.ANNUAL, year=year)
    if period.basis != Basis.OFFICIAL:
        annual = annual.none()
    return {
        **restated_before.reads(place, period),
        "absent": Read(absent.order_by("sort_key", "pk"), ("name",)),
        "stale": counted(_stale(place, year), "commune"),
        "communes": counted(communes_there(below.values("pk"), year)),
        "lives": Read(
            Area.objects.filter(pk__in=place.communes)
            .order_by()
            .values("began", "ended")
            .annotate(many=Count("pk")),
            ("began", "ended", "many"),
        ),
        "districts": Read(
            communes_there(_all_of(_districts(place)), year)
            .order_by()
            .values("parent")
            .annotate(many=Count("pk")),
            ("parent", "many"),
        ),
        "published": Read(published, ("area_id", "area__name", *_PUBLISHED)),
        "in_force": Read(
            annual.order_by().values("year").annotate(first=Min("list_valid_from")),
            ("first",),
        ),
    }


def _districts(place: Place) -> QuerySet[Area, Any]:
    """Districts (ids) that communes of the place lie, or lay, in."""
    communes = Area.objects.filter(pk__in=place.communes)
    return communes.filter(parent__level=Level.DISTRICT).values("parent")


def _all_of(districts: QuerySet[Area, Any]) -> QuerySet[Area, Any]:
    """Communes (ids) that lie, or lay, in districts, of any time."""
    inside = Area.objects.filter(parent__in=districts, level=Level.COMMUNE)
    return inside.values("pk")


def _stale(place: Place, year: int) -> QuerySet[StaleArea]:
    return StaleArea.objects.filter(commune__in=place.communes, year=year)


def stale_communes(place: Place, year: int) -> int:
    """How many of the place's communes wait to be counted again."""
    return _stale(place, year).values("commune").distinct().count()


def deprivations(figures: Figures, standard: str) -> tuple[Deprivation, ...]:
    """Indicators of a standard, the most widespread first, unknown ones last."""
    found = []
    for indicator in STANDARDS[standard].indicators:
        poor, near = (
            figures.deprivation(kind, indicator.number) for kind in BROKEN_DOWN
        )
        whole = (poor.whole or 0) + (near.whole or 0)
        both = Rate(poor.part + near.part, whole or None)
        found.append(Deprivation(indicator.number, indicator.name, poor, near, both))
    return tuple(
        sorted(found, key=lambda each: (each.both.value is None, -_share(each.both)))
    )


def _share(rate: Rate) -> float:
    return rate.part / rate.whole if rate.whole else 0.0


def _kept_of(
    place: Place, period: Period
) -> tuple[dict[int, list[AreaSummary]], set[int]]:
    """Figures of a place, and ids of the areas of its table: its children, or the parts
    it is made of. One query."""
    tops = set(place.tops)
    if place.area is None or not place.whole or place.area.level == Level.COMMUNE:
        return _kept(period, tops, tops), tops
    inside = Q(parent=place.area) | Q(pk__in=tops)
    areas = Area.objects.filter(inside).exclude(level=Level.VILLAGE)
    kept = _kept(period, areas.values("pk"), tops)
    found = {row.area_id for rows in kept.values() for row in rows}
    return kept, (found - tops) or tops


def lines_of(areas: Collection[int], period: Period) -> tuple[Line, ...]:
    """Those of areas (ids) that have figures of the period, by name. One query."""
    return _lines(areas, _kept(period, areas), period)


def _is_of(row: AreaSummary, period: Period) -> bool:
    return (row.standard, row.basis) == (period.standard, period.basis)


def _lines(
    areas: Collection[int], kept: dict[int, list[AreaSummary]], period: Period
) -> tuple[Line, ...]:
    return tuple(
        Line(row.area, figures, _change(figures, kept, {row.area_id}, period))
        for row in kept[period.year]
        if row.area_id in areas and _is_of(row, period)
        for figures in [Figures.of([row])]
    )


def _kept(
    period: Period,
    areas: Collection[int] | QuerySet[Area, Any],
    of_all_years: Collection[int] = (),
) -> dict[int, list[AreaSummary]]:
    shown = Q(year=period.year, standard=period.standard, basis=period.basis)
    wanted = shown | Q(year=period.year - 1) | Q(area__in=of_all_years)
    kept: dict[int, list[AreaSummary]] = defaultdict(list)
    for row in rows_of(areas).filter(wanted):
        kept[row.year].append(row)
    return kept


def _change(
    now: Figures,
    kept: dict[int, list[AreaSummary]],
    areas: Collection[int],
    period: Period,
) -> Change:
    """Last year's figures of the same areas, if the two years can be compared."""
    last = period.year - 1
    former = [row for row in kept[last] if row.area_id in areas]
    if not former:
        return Change(None, f"chưa có số liệu năm {last}")
    same = [row for row in former if row.standard == period.standard]
    if not same:
        return Change(None, f"đổi chuẩn nghèo so với năm {last}")
    official = [row for row in same if row.basis == Basis.OFFICIAL]
    basis = Basis.OFFICIAL if official else Basis.PRELIMINARY
    before = Figures.of(official or same)
    reason = _why_not(now, before, period, basis, last)
    return Change(None if reason else before, reason, basis)


def _why_not(
    now: Figures, before: Figures, period: Period, basis: str, last: int
) -> str:
    if period.basis == Basis.PRELIMINARY and not now.is_complete:
        reviewed, listed = (vietnamese(now.counts[name] or 0) for name in _PROGRESS)
        return f"mới rà soát {reviewed}/{listed} hộ"
    if basis == Basis.PRELIMINARY and not before.is_complete:
        return f"năm {last} chưa rà soát xong"
    if now.communes != before.communes:
        return f"số xã có số liệu khác năm {last} ({now.communes} và {before.communes})"
    return ""
