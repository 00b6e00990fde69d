"""The lists of poor and near-poor households over a year, by unit: kept or counted."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import ExtractYear
from django.utils import timezone

from households.rules.movement import CLOSING, OPENING
from households.rules.outcome import PovertyClass
from households.rules.standards import NoStandard
from povertyportal.areas.models import Area, AreaChange, AreaPopulation, Level
from programs.models import Target
from reports import movement
from reports.figures import Basis, Rate
from reports.models import AreaSummary, YearMovement

AT_ONCE = 300  # communes in one statement
KINDS = (PovertyClass.POOR, PovertyClass.NEAR_POOR)
# Columns of forms 2 and 3 that are a way out of the class.
LEAVING = {PovertyClass.POOR: (2, 3), PovertyClass.NEAR_POOR: (2,)}


@dataclass(frozen=True)
class YearFigures:
    """What a year did to the lists of a unit.

    `columns`: columns 1-9 of form 2 and form 3, by class. `residents`: all resident
    households at the year's start and at `last`, None where a commune's are not
    known. `is_final`: `last` is the day of the next year's list.
    """

    year: int
    last: dt.date
    is_final: bool
    columns: Mapping[PovertyClass, tuple[int, ...]]
    residents: tuple[int | None, int | None]
    as_of: dt.datetime

    @property
    def first(self) -> dt.date:
        """The day of the year's own list."""
        return dt.date(self.year, 1, 1)

    def opening(self, kind: PovertyClass) -> int:
        """Households of the class at the year's start."""
        return self.columns[kind][OPENING - 1]

    def closing(self, kind: PovertyClass) -> int:
        """Households of the class on the last day."""
        return self.columns[kind][CLOSING - 1]

    def left(self, kind: PovertyClass) -> int:
        """Households that left the class."""
        return sum(self.columns[kind][column - 1] for column in LEAVING[kind])

    def rates(self) -> tuple[Decimal | None, Decimal | None]:
        """The poverty rate (%, two decimals) at the start and on the last day."""
        start, now = self.residents
        kind = PovertyClass.POOR
        return Rate(self.opening(kind), start).value, Rate(
            self.closing(kind), now
        ).value


def last_day(year: int, has_next_list: bool, today: dt.date) -> dt.date:
    """Up to when the year is counted: the next list, else today or its last day."""
    if has_next_list:
        return dt.date(year + 1, 1, 1)
    return min(today, dt.date(year, 12, 31))


def build(communes: Collection[int], year: int) -> int:
    """Count the year in these communes (ids) and keep it; returns how many rows.

    A year outside the portal's standards, or not begun yet, keeps nothing.
    """
    found = sorted(communes)
    rows = []
    for at in range(0, len(found), AT_ONCE):
        rows += _counted(found[at : at + AT_ONCE], year)
    YearMovement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["area", "year"],
        update_fields=["last", "poor", "near_poor", "built_at"],
    )
    return len(rows)


def _counted(communes: Sequence[int], year: int) -> list[YearMovement]:
    today = timezone.localdate()
    listed = AreaSummary.objects.filter(
        area__in=communes, year=year, basis=Basis.OFFICIAL
    )
    # A list that comes into force later tells nothing of the year that goes on.
    over = today > dt.date(year, 12, 31)
    done = set(listed.values_list("area_id", flat=True)) if over else set()
    if over:  # one that ended has no list to wait for
        ended = Area.objects.filter(pk__in=communes, ended__lte=dt.date(year, 12, 31))
        done |= set(ended.values_list("pk", flat=True))
    rows = []
    for has_next in (True, False):
        some = [pk for pk in communes if (pk in done) is has_next]
        last = last_day(year, has_next, today)
        if some and last > dt.date(year, 1, 1):
            rows += _count(some, year, last)
    return rows


def _count(communes: list[int], year: int, last: dt.date) -> list[YearMovement]:
    try:
        span = movement.Span(dt.date(year, 1, 1), last)
        counted = movement.count(_with_successors(communes), span).by_commune
    except NoStandard:
        return []
    at, nothing = timezone.now(), {kind: movement.Table() for kind in KINDS}
    return [
        YearMovement(
            area_id=pk,
            year=year,
            last=last,
            poor=tables[PovertyClass.POOR].households[1:],
            near_poor=tables[PovertyClass.NEAR_POOR].households[1:],
            built_at=at,
        )
        for pk in communes
        for tables in [counted.get(pk, nothing)]
    ]


def _with_successors(communes: Collection[int]) -> set[int]:
    """Communes (ids) and those that their ground came to.

    Counted alone, a commune that was divided would keep the households of villages that
    went to another, which counts them too.
    """
    came = AreaChange.objects.filter(old__in=communes, new__level=Level.COMMUNE)
    return {*communes, *came.values_list("new_id", flat=True)}


def build_all() -> int:
    """Build every year that has targets, in the communes of the areas that have them.

    Returns how many rows. By night: what changed unmarked is seen then.
    """
    years = set(Target.objects.order_by().values_list("year", flat=True).distinct())
    built = 0
    for year in sorted(years):
        built += build(_communes_with_targets(year), year)
    return built


def build_missing() -> int:
    """Build the year after each official list where it is not kept, or was counted
    before a figure of its lists changed; the present year is counted anew.

    A commune's own first year too, from the lists of those that it was made of. Returns
    how many rows. By night, so that the overview finds every year of a place.
    """
    this_year = timezone.localdate().year
    changed = _lists_changed()
    rows = YearMovement.objects.values_list("area_id", "year", "built_at")
    kept = {(pk, year): at for pk, year, at in rows}
    waiting: dict[int, set[int]] = defaultdict(set)
    for (pk, year), former in _years_after(changed).items():
        newest = max(changed.get((pk, year), former), former)
        counted = kept.get((pk, year))
        is_stale = counted is None or counted < newest
        if year == this_year or (year < this_year and is_stale):
            waiting[year].add(pk)
    return sum(build(waiting[year], year) for year in sorted(waiting))


_Changed = dict[tuple[int, int], dt.datetime]  # (commune id, year): when


def _lists_changed() -> _Changed:
    """When the official figures of communes' years last changed."""
    lists = AreaSummary.objects.filter(
        area__level=Level.COMMUNE, basis=Basis.OFFICIAL
    ).values_list("area_id", "year", "changed_at")
    return {(pk, year): at for pk, year, at in lists}


def _years_after(changed: _Changed) -> _Changed:
    """Years that a known list opens, and when that list changed.

    The year in which a commune began is opened by the lists of those that it was made
    of.
    """
    found = {(pk, former + 1): at for (pk, former), at in changed.items()}
    made = AreaChange.objects.filter(new__level=Level.COMMUNE).exclude(new__began=None)
    year = ExtractYear("new__began")
    for old, new, began in made.values_list("old_id", "new_id", year):
        at = changed.get((old, began - 1))
        if at is not None:
            key = new, began
            found[key] = max(at, found.get(key, at))
    return found


def _communes_with_targets(year: int) -> set[int]:
    """Communes under an area that has a target of the year."""
    areas = Area.objects.filter(pk__in=Target.objects.filter(year=year).values("area"))
    return communes_under(areas)


def communes_under(areas: Iterable[Area]) -> set[int]:
    """Ids of the communes of areas, of any time."""
    found = Area.objects.under(*areas).communes().values_list("pk", flat=True)
    return set(found)


def build_again(communes: Collection[int]) -> int:
    """Count those of these communes whose present year is kept; returns rows."""
    year = timezone.localdate().year
    kept = YearMovement.objects.filter(area__in=communes, year=year)
    found = set(kept.values_list("area_id", flat=True))
    return build(found, year) if found else 0


def figures_of(
    units: Iterable[Area], communes: Collection[int], year: int
) -> dict[int, YearFigures]:
    """The year of each unit (by id) from its communes among `communes` (ids).

    Kept rows are read; communes that have none are counted now. Units of which no
    commune has a list are missing. Four queries when all is kept.
    """
    rows = list(
        YearMovement.objects.filter(area__in=communes, year=year).select_related("area")
    )
    rest = set(communes) - {row.area_id for row in rows}
    if rest:
        rows += _now(rest, year)
    areas = [row.area for row in rows]
    start, now = (_residents(areas, day) for day in _days(rows, year))
    listed = with_list([row.area_id for row in rows], year)
    told = Told(rows, frozenset(listed.values_list("area_id", flat=True)), start, now)
    each = ((unit.pk, told.within(year, [unit.path])) for unit in units)
    return {pk: figures for pk, figures in each if figures is not None}


def with_list(communes: Any, year: int) -> "QuerySet[AreaSummary]":
    """Official figures of a year of communes (ids, or a query of them)."""
    return AreaSummary.objects.filter(
        area__in=communes, year=year, basis=Basis.OFFICIAL
    )


@dataclass(frozen=True)
class Told:
    """Communes' kept rows of a year (with their areas) and what their sums need.

    `listed`: ids of those with a known list; `start` and `now`: resident households by
    id, of those in being on the first and on the last day.
    """

    rows: Sequence[YearMovement]
    listed: frozenset[int]
    start: Mapping[int, int | None]
    now: Mapping[int, int | None]

    def within(self, year: int, paths: Iterable[str]) -> YearFigures | None:
        """The sum of the communes below any of the paths; None without any list."""
        begins = tuple(paths)
        inside = [row for row in self.rows if row.area.path.startswith(begins)]
        if not any(self.is_known(row) for row in inside):
            return None
        own = [row.area for row in inside]
        return _sum(year, inside, (_total(own, self.start), _total(own, self.now)))

    def is_known(self, row: YearMovement) -> bool:
        """Whether households are on a list of the year, or none on a known one."""
        return any(row.poor) or any(row.near_poor) or row.area_id in self.listed


def residents_of(
    communes: Collection[int], first: dt.date, last: dt.date
) -> tuple[int | None, int | None]:
    """Resident households of communes (ids) on two days; None unless all are known."""
    areas = list(Area.objects.filter(pk__in=communes))
    told = (_residents(areas, day) for day in (first, last))
    start, now = (_total(areas, each) for each in told)
    return start, now


def _now(communes: Collection[int], year: int) -> list[YearMovement]:
    rows = _counted(sorted(communes), year)
    areas = Area.objects.in_bulk([row.area_id for row in rows])
    for row in rows:
        row.area = areas[row.area_id]
    return rows


def _sum(
    year: int, rows: list[YearMovement], residents: tuple[int | None, int | None]
) -> YearFigures:
    """The sum of communes. One that ended has no list to wait for."""
    next_list, end = dt.date(year + 1, 1, 1), dt.date(year, 12, 31)
    alive = [row for row in rows if row.area.is_in_being(end)] or rows
    is_final = all(row.last == next_list for row in alive)
    return YearFigures(
        year=year,
        last=next_list if is_final else min(row.last for row in alive),
        is_final=is_final,
        columns={
            PovertyClass.POOR: _columns([row.poor for row in rows]),
            PovertyClass.NEAR_POOR: _columns([row.near_poor for row in rows]),
        },
        residents=residents,
        as_of=min(row.built_at for row in rows),
    )


def _columns(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(each) for each in zip(*rows, strict=True))


def _days(rows: Sequence[YearMovement], year: int) -> tuple[dt.date, dt.date]:
    first = dt.date(year, 1, 1)
    return first, max((row.last for row in rows), default=first)


def _residents(areas: Iterable[Area], day: dt.date) -> dict[int, int | None]:
    """Resident households of the communes that were in being on a day; None where
    nobody entered them."""
    there = [area.pk for area in areas if area.is_in_being(day)]
    newest = newest_residents(there, day).values_list("area_id", "households")
    return dict.fromkeys(there) | dict(newest)


def newest_residents(communes: Any, day: dt.date) -> "QuerySet[AreaPopulation]":
    """The newest entry of each commune (ids, or a query of them) up to a day."""
    entered = AreaPopulation.objects.filter(
        area__in=communes, counted_on__lte=day, voided_at=None
    )
    return entered.order_by("area_id", "-counted_on").distinct("area_id")


def _total(areas: Iterable[Area], residents: Mapping[int, int | None]) -> int | None:
    """The sum of the communes there; None without any or where one is not known."""
    told = [residents[area.pk] for area in areas if area.pk in residents]
    known = [each for each in told if each is not None]
    return sum(known) if known and len(known) == len(told) else None
