"""Which year's work a picture tells of beside its figures, and which review goes on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet, Value

from programs.models import BudgetLine, HousingCase
from reports.figures import Basis
from reports.models import AreaSummary
from reports.services.overview import Overview
from reports.services.room import aims, season
from reports.services.selection import Period, Place
from reports.together import Read, Row

_PREFIX = "newest_"


@dataclass(frozen=True)
class GoingOn:
    """A review of a newer year than the picture's that goes on: how far it is."""

    period: Period
    reviewed: int
    listed: int


def reads(place: Place, units: Q, day: dt.date) -> dict[str, Read]:
    """The newest year, up to that of a day, with each kind of work in the place."""
    return {
        f"{_PREFIX}{number}": Read(
            rows.filter(**{f"{year}__lte": day.year})
            .order_by()
            .values(one_=Value(1))
            .annotate(newest=Max(year)),
            ("newest",),
        )
        for number, (rows, year) in enumerate(_kinds(place, units))
    }


def _kinds(place: Place, units: Q) -> Iterator[tuple[QuerySet[Any, Any], str]]:
    yield aims.of_place(place), "year"
    yield season.of_place(place), "place__round__year"
    yield BudgetLine.objects.filter(units), "year"
    yield HousingCase.objects.filter(units), "year"


def work_year(period: Period, told: Mapping[str, list[Row]]) -> int:
    """The newest year of the `reads`; the period's own without them."""
    rows = [row for name in told if name.startswith(_PREFIX) for row in told[name]]
    return max((year for (year,) in rows if year), default=period.year)


def going_on(found: Overview) -> GoingOn | None:
    """The newest year's review, where it is later than the overview's and some of its
    communes have no recognised list yet."""
    rows: dict[tuple[int, str], list[AreaSummary]] = defaultdict(list)
    told: dict[tuple[int, str, str], int] = defaultdict(int)
    for row in found.years:
        told[row.year, row.standard, row.basis] += row.communes
        if row.basis == Basis.PRELIMINARY and row.year > found.period.year:
            rows[row.year, row.standard].append(row)
    if not rows:
        return None
    year, standard = max(rows)
    recognised = told[year, standard, Basis.OFFICIAL]
    if recognised >= told[year, standard, Basis.PRELIMINARY]:
        return None
    newest = rows[year, standard]
    return GoingOn(
        Period(year, standard, Basis.PRELIMINARY.value),
        sum(row.reviewed for row in newest),
        sum(row.listed for row in newest),
    )
