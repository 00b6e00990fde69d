"""What the year did to the lists of a place, from what is kept by commune."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils import timezone

from households.rules.outcome import PovertyClass
from povertyportal.areas.models import Area
from reports.models import YearMovement
from reports.movement import COLUMN_TITLES, FORMS, IN_COLUMNS
from reports.services.selection import Place
from reports.services.targets import years
from reports.services.targets.years import Told, YearFigures
from reports.together import Read, Row, day

KINDS = (PovertyClass.POOR, PovertyClass.NEAR_POOR)
_ROW = ("area_id", "poor", "near_poor", "last", "built_at")
_AREA = ("area__path", "area__began", "area__ended")


@dataclass(frozen=True)
class Column:
    """A column of official form 2 or 3: its number, title and households.

    `change` is what it adds to the list (below zero: takes away); None for the opening
    and the closing.
    """

    number: int
    title: str
    households: int
    change: int | None


@dataclass(frozen=True)
class ClassMovement:
    """A class over the year: the nine columns of its form."""

    kind: str
    form: str
    columns: tuple[Column, ...]

    @property
    def is_closed(self) -> bool:
        """Whether opening and changes add up to the closing."""
        opening, *changes, closing = self.columns
        moved = sum(each.change or 0 for each in changes)
        return opening.households + moved == closing.households


@dataclass(frozen=True)
class YearMoved:
    """The year of a place: from its first day to `last`, class by class.

    `is_final`: `last` is the day of the next year's list. `told` of `communes` have
    kept movements up to `last`; the others are not in the sums. `is_whole`: no other
    has a list of the year, so that the lists of the place's households are these sums.
    `has_new_map`: communes began within the year, whose opening is their ground's.
    """

    first: dt.date
    last: dt.date
    is_final: bool
    as_of: dt.datetime
    told: int
    communes: int
    classes: tuple[ClassMovement, ...]
    is_whole: bool = True
    has_new_map: bool = False

    def of(self, kind: str, column: int) -> int:
        """Households of a column."""
        found = next(each for each in self.classes if each.kind == kind)
        return found.columns[column - 1].households


def reads(place: Place, year: int) -> dict[str, Read]:
    """What the movement asks: kept rows, lists known, resident households."""
    rows = YearMovement.objects.filter(area__in=place.communes, year=year)
    first, last = dt.date(year, 1, 1), _end(year)
    return {
        "moved": Read(rows.order_by("area"), (*_ROW, *_AREA)),
        "listed": Read(
            years.with_list(place.communes, year).order_by().distinct("area_id"),
            ("area_id",),
        ),
        "residents_first": _residents(rows, first),
        "residents_last": _residents(rows, last),
    }


def _end(year: int) -> dt.date:
    return min(timezone.localdate(), dt.date(year + 1, 1, 1))


def _residents(rows: QuerySet[YearMovement], on: dt.date) -> Read:
    newest = years.newest_residents(rows.order_by().values("area_id"), on)
    return Read(newest, ("area_id", "households"))


def told_of(year: int, told: Mapping[str, list[Row]]) -> Told:
    """The kept rows of the place, from its `reads`."""
    rows = [_row(row, year) for row in told["moved"]]
    return Told(
        rows,
        frozenset(pk for (pk,) in told["listed"]),
        _there(rows, dt.date(year, 1, 1), told["residents_first"]),
        _there(rows, _end(year), told["residents_last"]),
    )


def _there(
    rows: Iterable[YearMovement], on: dt.date, told: list[Row]
) -> dict[int, int | None]:
    newest: dict[int, int | None] = dict(told)
    return {
        row.area_id: newest.get(row.area_id) for row in rows if row.area.is_in_being(on)
    }


def _row(told: Row, year: int) -> YearMovement:
    pk, poor, near_poor, last, built_at, path, began, ended = told
    area = Area(pk=pk, path=path, began=day(began), ended=day(ended))
    return YearMovement(
        area=area,
        year=year,
        poor=poor,
        near_poor=near_poor,
        last=dt.date.fromisoformat(last),
        built_at=dt.datetime.fromisoformat(built_at),
    )


def moved(year: int, told: Told, communes: int) -> YearMoved | None:
    """The year's movement of all `communes` of a place, on the map of its last day.

    None while nothing is kept, and as long as only communes that ended within the year
    are: their households are those of the communes that took their place. Where some
    have the next list and others do not, only the former: one day closes all.
    """
    end = dt.date(year, 12, 31)
    there = [
        row for row in told.rows if row.area.is_in_being(end) and told.is_known(row)
    ]
    last = max((row.last for row in there), default=end)
    counted = [row for row in there if row.last == last]
    is_whole = len(counted) == len(there)
    rows = told.rows if is_whole else counted
    figures = replace(told, rows=rows).within(year, [""])
    if figures is None or not there:
        return None
    return YearMoved(
        figures.first,
        figures.last,
        figures.is_final,
        figures.as_of,
        len(counted),
        communes,
        tuple(_class(kind, figures) for kind in KINDS),
        is_whole,
        any(not row.area.is_in_being(figures.first) for row in counted),
    )


def _class(kind: PovertyClass, figures: YearFigures) -> ClassMovement:
    numbers = figures.columns[kind]
    last = len(numbers)
    columns = []
    for column, households in enumerate(numbers, start=1):
        sign = 1 if column in IN_COLUMNS else -1
        change = None if column in {1, last} else sign * households
        columns.append(
            Column(column, COLUMN_TITLES[kind][column - 1], households, change)
        )
    return ClassMovement(kind.value, FORMS[kind], tuple(columns))
