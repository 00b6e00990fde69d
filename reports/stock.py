"""What the stock forms count: a year's list or the households of a day, by commune.

The year's list counts the same outcomes as figures.outcomes; a day's the standings
and homes of reports.as_of. A test compares every cell with the dashboard's.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from households.rules.children import RULES
from households.rules.standards import STANDARDS, standard_in_force
from households.services.as_of import Moment, homes, large_statement
from povertyportal.areas.models import Area, AreaPopulation
from povertyportal.ui.templatetags.vn import moment as in_words
from reports import as_of
from reports.figures import PARTS, Basis, outcomes
from reports.models import FormEthnicity
from reports.services.selection import Period
from reports.stock_sql import LISTED, MORE, NUMBERS, OF_DAY, OF_YEAR, PEOPLE, people_sql


@dataclass(frozen=True)
class YearList:
    """The list of a year's annual review under a standard, on a basis.

    `instant`: counted inside audit.as_known(instant); the kept figures, which know
    only today, are left aside.
    """

    period: Period
    instant: dt.datetime | None = None

    @property
    def standard(self) -> str:
        """Code of the standard."""
        return self.period.standard

    @property
    def map_day(self) -> dt.date:
        """The day whose units and residents it tells of."""
        return dt.date(self.period.year, 12, 31)

    @property
    def starts(self) -> dt.date:
        """The first day its list is in force."""
        return dt.date(self.period.year + 1, 1, 1)

    @property
    def moment(self) -> Moment:
        """The day and knowledge by which what the review does not tell is read."""
        return Moment(self.map_day)

    @property
    def is_official(self) -> bool:
        """Whether it counts what was recognised."""
        return self.period.basis == Basis.OFFICIAL

    @property
    def words(self) -> tuple[str, ...]:
        """The period under the title."""
        return f"Năm {self.period.year}. {self.period.standard_name}", *_known(self)


@dataclass(frozen=True)
class DayList:
    """The households of a day by their standings, as known then or now.

    `instant`: counted inside audit.as_known(instant).
    """

    day: dt.date
    known: dt.date | None = None
    instant: dt.datetime | None = None
    is_official = True

    @property
    def standard(self) -> str:
        """Code of the standard in force on the day. Raises NoStandard."""
        return standard_in_force(self.day).code

    @property
    def map_day(self) -> dt.date:
        """The day whose units and residents it tells of."""
        return self.day

    @property
    def starts(self) -> dt.date:
        """The first day of the list in force on the day."""
        return dt.date(self.day.year, 1, 1)

    @property
    def moment(self) -> Moment:
        """The day and what of it was known."""
        return Moment.at(self.day, self.known)

    @property
    def words(self) -> tuple[str, ...]:
        """The day under the title."""
        title = STANDARDS[self.standard].title
        return f"Tại ngày {self.day:%d/%m/%Y}. {title}", *_known(self)


Listing = YearList | DayList


def _known(listing: Listing) -> tuple[str, ...]:
    if listing.instant is not None:
        return (f"Như đã biết lúc {in_words(listing.instant)}",)
    known = listing.moment.known
    return (f"Như đã biết ngày {known:%d/%m/%Y}",) if known else ()


@dataclass
class Stock:
    """Numbers of an area: "poor", "poor_persons", "poor.deprived-3", "poor.female"…

    `by_ethnicity`: households of ethnic minorities, by class and the head's ethnicity.
    """

    of: Counter[str] = field(default_factory=Counter)
    by_ethnicity: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __getitem__(self, code: str) -> int:
        return self.of[code]

    def __add__(self, other: "Stock") -> "Stock":
        total = Stock(Counter(self.of), Counter(self.by_ethnicity))
        total.of.update(other.of)
        total.by_ethnicity.update(other.by_ethnicity)
        return total


@dataclass(frozen=True)
class Residents:
    """All residents of an area; None where a commune's were never entered."""

    households: int | None = None
    persons: int | None = None
    minority_households: int | None = None
    minority_persons: int | None = None
    local_households: int | None = None
    local_persons: int | None = None


RESIDENTS = tuple(Residents.__dataclass_fields__)


@dataclass(frozen=True)
class Counted:
    """A list's numbers and residents, by commune."""

    listing: Listing
    stocks: dict[int, Stock]
    residents: dict[int, Residents]

    def total(self, communes: Iterable[int]) -> Stock:
        """The sum of communes (ids)."""
        found = (self.stocks[pk] for pk in communes if pk in self.stocks)
        return sum(found, Stock())

    def residents_of(self, communes: Collection[int]) -> Residents:
        """Residents of communes; a number is None where one of them has none."""
        rows = [self.residents.get(pk, Residents()) for pk in communes]
        sums: dict[str, int | None] = {}
        for name in RESIDENTS:
            found = [getattr(row, name) for row in rows]
            known = [each for each in found if each is not None]
            sums[name] = sum(known) if found and len(known) == len(found) else None
        return Residents(**sums)


def count(communes: Collection[int], listing: Listing) -> Counted:
    """Count a list in communes (ids). Raises NoStandard."""
    stocks: dict[int, Stock] = {}
    listed = listed_sql(communes, listing)
    with large_statement() as cursor:
        cursor.execute(NUMBERS.format(listed=listed), {})
        numbers = cursor.fetchall()
        rules = RULES[listing.standard]
        cursor.execute(people_sql(listed, listing.moment, rules), {})
        people = cursor.fetchall()
    for commune, kind, households, persons, parts, *more in numbers:
        found = stocks.setdefault(commune, Stock()).of
        found[kind], found[f"{kind}_persons"] = households, persons
        for name, number in zip((*PARTS, *MORE), (*parts, *more), strict=True):
            found[f"{kind}.{name}"] = number
    local = local_ethnicities(communes)
    for commune, kind, ethnicity, minority, said, *counts in people:
        stock = stocks[commune]
        households, persons, *rest = counts
        for name, number in zip(PEOPLE, rest, strict=True):
            stock.of[f"{kind}.{name}"] += number
        if minority:
            stock.by_ethnicity[kind, ethnicity] += households
        if minority and (ethnicity in local[commune] if said is None else said):
            stock.of[f"{kind}.local"] += households
            stock.of[f"{kind}.local_persons"] += persons
    return Counted(listing, stocks, _residents(communes, listing))


def listed_sql(communes: Collection[int], listing: Listing) -> str:
    """The beginning of a statement on a list's households (see stock_sql.LISTED)."""
    if isinstance(listing, YearList):
        return LISTED.format(rows=_year_rows(communes, listing))
    tables = as_of.households_sql(listing.moment)
    rows = _filled_in(OF_DAY.format(tables=tables), homes(communes, listing.day))
    return LISTED.format(rows=rows)


def _filled_in(sql: str, params: Any) -> str:
    """Values put in by the driver; what is left may stand in another statement."""
    with connection.cursor() as cursor:
        return str(cursor.mogrify(sql, params).decode()).replace("%", "%%")


_STAGED = ("pk", "review__household_id", "commune_id", "village_id", "kind", "persons")


def _year_rows(communes: Collection[int], listing: YearList) -> str:
    """SQL of the rows that figures.outcomes counts."""
    period = listing.period
    found = outcomes(period.basis, period.year, communes)
    rows = found.filter(Q(under=period.standard)).order_by()
    sql, params = rows.values_list(*_STAGED).query.sql_with_params()
    return OF_YEAR.format(rows=_filled_in(sql, params))


def local_ethnicities(communes: Collection[int]) -> dict[int, frozenset[str]]:
    """Local ethnicities of each commune's province."""
    provinces: dict[int, set[str]] = {}
    for row in FormEthnicity.objects.filter(is_local=True):
        provinces.setdefault(row.province_id, set()).add(row.ethnicity)
    paths = Area.objects.filter(pk__in=communes).values_list("pk", "path")
    return {
        pk: frozenset(provinces.get(int(path.split(".")[0]), ())) for pk, path in paths
    }


def _residents(communes: Collection[int], listing: Listing) -> dict[int, Residents]:
    rows = AreaPopulation.objects.filter(area__in=communes)
    return {
        row.area_id: Residents(*(getattr(row, name) for name in RESIDENTS))
        for row in rows.latest_on(listing.map_day)
    }
