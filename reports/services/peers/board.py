"""Areas side by side: the page's rows, what the better ones did, what was published."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import Component
from programs.services.money_figures import Sums
from reports.models import Lesson, ReferenceFigure
from reports.services.peers.asking import Asked, asked
from reports.services.peers.sides import RESIDENTS, Side, sides
from reports.services.peers.veil import HOUSES, NEAR_POOR, POOR
from reports.services.selection import Place

BETTER = 3
_Key = Callable[[Side], Any]
SORTS: Mapping[str, _Key] = {
    "residents": lambda side: side.number(RESIDENTS),
    "poor": lambda side: side.number(POOR),
    "rate": lambda side: side.now and side.now.percent(POOR),
    "change": lambda side: side.change(),
    "near": lambda side: side.now and side.now.percent(NEAR_POOR),
    "paid": lambda side: side.money.rate,
    "lack": lambda side: side.per_lack,
    "houses": lambda side: side.houses,
}


@dataclass(frozen=True)
class Spent:
    """A component's money in each of the areas shown, in their order; None: hidden."""

    name: str
    areas: tuple[Area, ...]
    sums: tuple[Sums | None, ...]


@dataclass(frozen=True)
class Board:
    """Areas side by side in a period, as their reader may see them.

    `rows` are sorted, `above` are their provinces, `references` what was published of
    the country in that year, by figure. `better` are those of the rows whose rate fell
    most, further than the median, of about as many households as the year before, with
    their components (`spent`) and lessons.
    """

    asked: Asked
    rows: list[Side]
    above: list[Side]
    references: Mapping[str, ReferenceFigure]
    better: list[Side]
    spent: list[Spent]
    lessons: list[Lesson]

    @property
    def lines(self) -> list[Side]:
        """All rows, the provinces first."""
        return [*self.above, *self.rows]

    @property
    def as_of(self) -> dt.datetime | None:
        """When the oldest of the lists shown was counted."""
        shown = (each for side in self.lines for each in (side.now, side.before))
        known = (each.as_of for each in shown if each)
        return min((moment for moment in known if moment), default=None)

    @property
    def is_partial(self) -> bool:
        """Whether a row is the sum of some of its communes only."""
        return any(side.coverage for side in self.lines)

    @property
    def hides_components(self) -> bool:
        """Whether one of the better ones shows its money as a sum only."""
        return any(side.components_are_hidden for side in self.better)

    @property
    def documents(self) -> list[str]:
        """Where the country's figures in the table were published."""
        shown = ("poor_rate", "near_rate", "poor", "near_poor")
        found = (self.references.get(name) for name in shown)
        return list(dict.fromkeys(each.document for each in found if each))

    @property
    def has_restated(self) -> bool:
        """Whether a unit is held against what it was made of."""
        return any(side.is_restated for side in self.lines)

    @property
    def has_others(self) -> bool:
        """Whether a row's change is of many more or fewer households."""
        return any(side.is_of_others for side in self.lines)

    @property
    def has_hidden(self) -> bool:
        """Whether any cell shown as a sign is a hidden number."""
        columns = (POOR, NEAR_POOR, HOUSES)
        return any(
            side.lacks_are_hidden or any(side.is_hidden(name) for name in columns)
            for side in self.lines
        )


def board(by: Officer, place: Place, query: Any) -> Board | None:
    """The board that an address asks for; None without official figures.

    Raises Http404 for areas outside without Act.COMPARE_AREAS. The same number of
    queries whatever the size.
    """
    found = asked(by, place, query)
    if found is None:
        return None
    own = sides([*found.rows, *found.above], found.inside, found.period, found.hidden)
    rows, above = own[: len(found.rows)], own[len(found.rows) :]
    better = better_of(rows)
    return Board(
        asked=found,
        rows=ordered(rows, query.get("sort", "")),
        above=above,
        references=_references(found.period.year),
        better=better,
        spent=_spent(better),
        lessons=_lessons([side.area for side in better]),
    )


def tell_of(by: Officer, found: Board) -> None:
    """Leave in the trail that areas outside the scope were looked at, if any were."""
    outside = found.asked.outside
    if not outside:
        return
    trail.record(
        by=by,
        act="reports.areas.compared",
        kind="comparison",
        areas=[area.pk for area in (*found.asked.rows, *found.asked.above)],
        year=found.asked.period.year,
        outside=[area.name for area in outside],
    )


def ordered(rows: Sequence[Side], sort: str) -> list[Side]:
    """Rows by ?sort=rate or ?sort=-rate; hidden and unknown ones last, by name.

    By what is shown only: a hidden number's place in the order would tell of it.
    """
    name = sort.removeprefix("-")
    by_name = sorted(rows, key=lambda side: side.area.sort_key)
    if name not in SORTS:
        return by_name[::-1] if sort == "-name" else by_name
    value = SORTS[name]
    known = [side for side in by_name if value(side) is not None]
    known.sort(key=value, reverse=sort.startswith("-"))
    return [*known, *(side for side in by_name if value(side) is None)]


def better_of(rows: Collection[Side]) -> list[Side]:
    """Those whose rate fell, and fell further than that of the row in the middle.

    Among those with about as many resident households as the year before: a rate falls
    with a larger denominator, too.
    """
    told: list[tuple[Decimal, str, Side]] = []
    for side in rows:
        change = side.change()
        if change is not None and side.is_of_alike:
            told.append((change, side.area.sort_key, side))
    told.sort(key=lambda each: each[:2])
    if len(told) < 2:
        return []
    middle = told[(len(told) - 1) // 2][0]
    first = [side for change, _, side in told if change < 0 and change <= middle]
    return first[: min(BETTER, len(told) - 1)]


def _references(year: int) -> dict[str, ReferenceFigure]:
    nation = ReferenceFigure.Territory.NATION
    found = ReferenceFigure.objects.filter(territory=nation, year=year)
    return {each.figure: each for each in found}


def _spent(better: Sequence[Side]) -> list[Spent]:
    """Each component that any of them was given money for, the dearest first."""
    told = [side for side in better if not side.components_are_hidden]
    ids = {pk for side in told for pk in side.by_component}
    found = Component.objects.in_bulk([pk for pk in ids if pk is not None])
    names: dict[int | None, str] = {pk: str(each) for pk, each in found.items()}
    areas = tuple(side.area for side in better)
    rows = [
        Spent(
            names.get(pk, "Ngoài các dự án của chương trình"),
            areas,
            tuple(
                None
                if side.components_are_hidden
                else side.by_component.get(pk, Sums())
                for side in better
            ),
        )
        for pk in ids
    ]
    return sorted(
        rows,
        key=lambda row: (-sum(each.disbursed for each in row.sums if each), row.name),
    )


def _lessons(areas: Collection[Area]) -> list[Lesson]:
    """What was written down of these areas, or of units below them."""
    inside = Q(pk__in=[])
    for area in areas:
        inside |= Q(area__path__startswith=area.path)
    return list(Lesson.objects.filter(inside).select_related("area", "component")[:10])
