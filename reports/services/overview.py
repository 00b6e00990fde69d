"""The committee's overview of a place in a period: figures, changes, provenance."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min, Q

from households.models import ReviewRound, StaleArea
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area
from povertyportal.ui.numbers import vietnamese
from reports.figures import BROKEN_DOWN, Basis, Cell, Figures, Rate
from reports.models import AreaSummary, PublishedFigure
from reports.services.grounds import communes_there, without_figures
from reports.services.selection import Period, Place, rows_of

_PROGRESS = ("reviewed", "listed")


@dataclass(frozen=True)
class Change:
    """Against last year: the former figures, or the reason why there is no change."""

    before: Figures | None
    reason: str = ""
    basis: str = ""

    def of(self, now: Figures, kind: str) -> int | None:
        """Households more (or, below zero, fewer) in a class than last year."""
        if self.before is None:
            return None
        return now.number(Cell(kind)) - self.before.number(Cell(kind))

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
    of; None for preliminary ones.
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


def overview(place: Place, period: Period) -> Overview:
    """Read the kept figures: the same number of queries whatever the size."""
    children = _lines_of(place)
    kept = _kept(period, {*place.tops, *children})
    tops = [row for row in kept[period.year] if row.area_id in place.tops]
    total = _total(place, period, tops)
    return Overview(
        place=place,
        period=period,
        total=total,
        change=_change(total, kept, set(place.tops), period),
        lines=_lines(children, kept, period),
        deprivations=deprivations(total, period.standard),
        stale_communes=stale_communes(place, period.year),
        communes_of_area=_communes_of_area(place, period.year, total),
        published=_published(place, period.year),
        in_force_from=_in_force_from(period),
    )


def _total(place: Place, period: Period, rows: list[AreaSummary]) -> Figures:
    absent = without_figures(
        place.communes, year=period.year, standard=period.standard, basis=period.basis
    )
    return Figures.of(rows, absent.count())


def _communes_of_area(place: Place, year: int, total: Figures) -> int:
    if place.area is None or place.whole:
        return total.there
    below = Area.objects.under(place.area).values("pk")
    return communes_there(below, year).count()


def stale_communes(place: Place, year: int) -> int:
    """How many of the place's communes wait to be counted again."""
    marks = StaleArea.objects.filter(commune__in=place.communes, year=year)
    return marks.values("commune").distinct().count()


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


def _lines_of(place: Place) -> set[int]:
    """Areas of the table: a place's children, or the parts it is made of."""
    if place.area is None or not place.whole:
        return set(place.tops)
    children = Area.objects.filter(parent=place.area).exclude(level="village")
    return set(children.values_list("pk", flat=True)) or set(place.tops)


def lines_of(areas: Collection[int], period: Period) -> tuple[Line, ...]:
    """Those of areas (ids) that have figures of the period, by name. One query."""
    return _lines(areas, _kept(period, areas), period)


def _lines(
    areas: Collection[int], kept: dict[int, list[AreaSummary]], period: Period
) -> tuple[Line, ...]:
    return tuple(
        Line(row.area, figures, _change(figures, kept, {row.area_id}, period))
        for row in kept[period.year]
        if row.area_id in areas
        for figures in [Figures.of([row])]
    )


def _kept(period: Period, areas: Collection[int]) -> dict[int, list[AreaSummary]]:
    shown = Q(year=period.year, standard=period.standard, basis=period.basis)
    kept: dict[int, list[AreaSummary]] = defaultdict(list)
    for row in rows_of(areas).filter(shown | Q(year=period.year - 1)):
        kept[row.year].append(row)
    return kept


def _in_force_from(period: Period) -> dt.date | None:
    if period.basis != Basis.OFFICIAL:
        return None
    annual = ReviewRound.objects.filter(kind=ReviewRound.Kind.ANNUAL, year=period.year)
    first: dt.date | None = annual.aggregate(first=Min("list_valid_from"))["first"]
    return first


def _published(place: Place, year: int) -> tuple[PublishedFigure, ...]:
    """Figures that others published: of the whole area, whatever the scope."""
    if place.area is None:
        return ()
    return tuple(PublishedFigure.objects.filter(area=place.area, year=year))


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
