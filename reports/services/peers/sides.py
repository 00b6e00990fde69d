"""Units of any area in a year, as far as their reader may see them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Q, Sum

from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area, AreaChange, Level
from povertyportal.ui.numbers import vietnamese
from programs.models import BudgetLine
from programs.services.money_figures import Sums
from reports.comparable import residents_alike, residents_change
from reports.figures import KNOWN, Basis, Figures, Rate
from reports.models import AreaSummary, RestatedSummary
from reports.services.grounds import Sources, sources
from reports.services.peers.veil import (
    COUNTED,
    HOUSES,
    LACKS,
    NEAR_POOR,
    POOR,
    Veil,
    answers_known,
    houses_by_unit,
    numbers_of,
    within,
)
from reports.services.selection import Period, rows_of

RESIDENTS = "residents"


@dataclass(frozen=True)
class Shown:
    """A unit's official numbers of a year; hidden ones are None and named.

    Whatever is computed here is computed from numbers that are shown, so that nothing
    computed can tell a hidden one.
    """

    numbers: Mapping[str, int | None]
    hidden: frozenset[str]
    residents: int | None
    missing: int
    communes: int
    sources: Sources
    as_of: dt.datetime | None = None

    @property
    def coverage(self) -> str:
        """Of how many of its communes the numbers tell; empty where of all."""
        if not self.missing:
            return ""
        there = vietnamese(self.communes + self.missing)
        return f"{vietnamese(self.communes)} trên {there} xã, phường"

    def rate(self, column: str) -> Rate | None:
        """Households of a class among all resident ones; None where hidden."""
        part = self.numbers[column]
        if part is None:
            return None
        return Rate(part, None if self.missing else self.residents)

    def percent(self, column: str) -> Decimal | None:
        """That rate in per cent."""
        rate = self.rate(column)
        return rate.value if rate else None


@dataclass(frozen=True)
class Side:
    """A unit beside others: its lists of two years, its money, its houses.

    `before` is the year before under the same standard; of a unit that did not exist
    then, of what it was made of (`is_restated`). Money and houses are those of the
    year. `is_inside`: whether the reader answers for the unit; `holds_own`: for some
    of it only.
    """

    area: Area
    is_inside: bool
    now: Shown | None
    before: Shown | None
    money: Sums = field(default_factory=Sums)
    by_component: Mapping[int | None, Sums] = field(default_factory=dict)
    houses: int | None = None
    is_restated: bool = False
    holds_own: bool = False

    @property
    def name(self) -> str:
        """The unit."""
        return str(self.area.name)

    @property
    def where(self) -> str:
        """How far it lies outside what the reader answers for, if it does."""
        if self.is_inside:
            return ""
        if self.holds_own:
            return "gồm cả xã, phường ngoài địa bàn"
        return "ngoài địa bàn"

    def number(self, column: str) -> int | None:
        """A number of the year; None where hidden or not there."""
        if column == HOUSES:
            return self.houses
        if self.now is None:
            return None
        return self.now.residents if column == RESIDENTS else self.now.numbers[column]

    @property
    def coverage(self) -> str:
        """Of how many communes the year's list tells; empty where of all."""
        return self.now.coverage if self.now else ""

    def is_hidden(self, column: str) -> bool:
        """Whether the number is there and the reader may not see it."""
        if column == HOUSES:
            return self.houses is None
        return self.now is not None and column in self.now.hidden

    def rate(self, column: str = POOR) -> Rate | None:
        """The rate of the year; None where hidden or without a list."""
        return self.now.rate(column) if self.now else None

    @property
    def near_rate(self) -> Rate | None:
        """The rate of near-poor households."""
        return self.rate(NEAR_POOR)

    @property
    def poor_is_hidden(self) -> bool:
        """Whether the number of poor households is hidden."""
        return self.is_hidden(POOR)

    @property
    def near_is_hidden(self) -> bool:
        """Whether that of near-poor households is."""
        return self.is_hidden(NEAR_POOR)

    @property
    def houses_are_hidden(self) -> bool:
        """Whether the number of houses is."""
        return self.is_hidden(HOUSES)

    @property
    def components_are_hidden(self) -> bool:
        """Whether its money is shown as one sum only.

        A house has a fixed norm, so that the money of a housing component tells how
        many there are; and the sum less all other components tells that money.
        """
        return self.houses_are_hidden

    @property
    def lacks_are_hidden(self) -> bool:
        """Whether the number of deprivations at the year's beginning is."""
        return self.before is not None and LACKS in self.before.hidden

    def change(self, column: str = POOR) -> Decimal | None:
        """Points of per cent more (or, below zero, fewer) than the year before."""
        if self.now is None or self.before is None or self.why_no_change:
            return None
        now, then = self.now.percent(column), self.before.percent(column)
        return None if now is None or then is None else now - then

    @property
    def residents_change(self) -> Decimal | None:
        """Per cent more (below zero: fewer) resident households; beside `change`."""
        if self.change() is None or self.now is None or self.before is None:
            return None
        return residents_change(self.before.residents, self.now.residents)

    @property
    def is_of_alike(self) -> bool:
        """Whether its change is told of about as many households as the year before."""
        if self.now is None or self.before is None:
            return False
        return residents_alike(self.before.residents, self.now.residents)

    @property
    def is_of_others(self) -> bool:
        """Whether it has a change that is not."""
        return self.change() is not None and not self.is_of_alike

    @property
    def why_no_change(self) -> str:
        """What keeps the two years from being compared; empty where nothing does."""
        if self.now is None:
            return "chưa có số liệu"
        if self.before is None:
            return "chưa có số liệu năm trước theo cùng chuẩn"
        if {POOR} & (self.now.hidden | self.before.hidden):
            return "ẩn vì ít hộ"
        if partly := self.now.coverage or self.before.coverage:
            return f"một trong hai năm mới có số liệu của {partly}"
        if not self.is_restated and self.now.communes != self.before.communes:
            return "số xã có số liệu khác năm trước"
        return ""

    @property
    def per_lack(self) -> Fraction | None:
        """Đồng paid out in the year for each deprivation at its beginning.

        None where no money was allocated: the portal then knows of none.
        """
        lacks = self.before.numbers[LACKS] if self.before else None
        if not lacks or not self.money.allocated:
            return None
        return Fraction(self.money.disbursed, lacks)


def sides(
    areas: Collection[Area], inside: Collection[int], period: Period, hidden: Veil
) -> list[Side]:
    """Units in the order given, as the reader sees them. Seven queries."""
    years = (period.year - 1, period.year)
    rows = rows_of([area.pk for area in areas]).filter(
        year__in=years, standard=period.standard, basis=Basis.OFFICIAL
    )
    by_unit = {(row.area_id, row.year): _shown(row, hidden) for row in rows}
    restated = _restated([area for area in areas if area.pk in inside], period)
    money = _money(areas, period.year)
    houses = dict(houses_by_unit(areas, period.year))
    holding = _holding(areas, inside)
    return [
        Side(
            area=area,
            is_inside=area.pk in inside,
            now=by_unit.get((area.pk, period.year)),
            before=by_unit.get((area.pk, period.year - 1), restated.get(area.pk)),
            money=_together(money[area.pk].values()),
            by_component=money[area.pk],
            houses=None
            if hidden.covers(HOUSES, period.year, area.pk)
            else houses.get(area.path, 0 if area.pk in inside else None),
            is_restated=(area.pk, period.year - 1) not in by_unit
            and area.pk in restated,
            holds_own=area.pk in holding,
        )
        for area in areas
    ]


def _holding(areas: Collection[Area], inside: Collection[int]) -> set[int]:
    """Ids of all units that hold one of the reader's. At most one query."""
    wide = [
        area for area in areas if area.pk not in inside and area.level != Level.COMMUNE
    ]
    if not wide:
        return set()
    held = Q()
    for area in wide:
        held |= Q(path__startswith=area.path)
    own = Area.objects.filter(held, pk__in=inside).order_by()
    return {
        int(pk)
        for path in own.values_list("path", flat=True)
        for pk in path.split(".")
        if pk
    }


def _restated(areas: Collection[Area], period: Period) -> dict[int, Shown]:
    """The year before of communes that began since, from all that went into them.

    The reader's own only: what former communes add up to could tell what one of them
    hides. Not of those that took in a part of a divided commune. Two queries.
    """
    rows = RestatedSummary.objects.filter(
        area__in=areas, year=period.year - 1, standard=period.standard,
        basis=Basis.OFFICIAL, is_remainder=False,
    )  # fmt: skip
    changes = AreaChange.objects.filter(new__in=areas).order_by()
    is_part = Q(extent=AreaChange.Extent.PARTIAL)
    made_of = changes.values_list("new_id").annotate(
        whole=Count("old", filter=~is_part), parts=Count("old", filter=is_part)
    )
    whole = {pk: count for pk, count, parts in made_of if not parts}
    return {
        row.area_id: _shown(row, Veil())
        for row in rows
        if whole.get(row.area_id) == row.communes
    }


def _shown(row: AreaSummary | RestatedSummary, hidden: Veil) -> Shown:
    figures = Figures.of([row])
    numbers = numbers_of(row.poor, row.near_poor, (row.poor_parts, row.near_poor_parts))
    unknown = set() if _knows_lacks(row) else {LACKS}
    covered = frozenset(
        column for column in COUNTED if hidden.covers(column, row.year, row.area_id)
    )
    return Shown(
        numbers={
            column: None if column in covered | unknown else number
            for column, number in numbers.items()
        },
        hidden=covered - unknown,
        residents=figures.resident_households,
        missing=figures.missing,
        communes=figures.communes or 0,
        sources=sources(figures),
        as_of=figures.as_of,
    )


def _knows_lacks(row: AreaSummary | RestatedSummary) -> bool:
    """Whether nearly all deprivations are known: lists often tell of classes only."""
    indicators = len(STANDARDS[row.standard].indicators)
    asked = (row.poor + row.near_poor) * indicators
    return answers_known((row.poor_parts, row.near_poor_parts)) >= KNOWN * asked


def _money(areas: Iterable[Area], year: int) -> dict[int, dict[int | None, Sums]]:
    """Each unit's money of a year by component (id; None: outside any)."""
    found: dict[int, dict[int | None, Sums]] = defaultdict(lambda: defaultdict(Sums))
    lines = BudgetLine.objects.filter(within(areas), year=year).order_by()
    keys = lines.values_list("area__path", "component_id")
    for path, component, *sums in keys.annotate(
        planned_=Sum("planned"), allocated_=Sum("allocated"), paid_=Sum("disbursed")
    ):
        for area in areas:
            if path.startswith(area.path):
                found[area.pk][component] += Sums(*sums)
    return found


def _together(parts: Iterable[Sums]) -> Sums:
    return sum(parts, Sums())
