"""The years of a place, as its units were then: rates, and where they break."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from households.rules.standards import STANDARDS
from reports.figures import Basis, Figures, Rate
from reports.models import AreaSummary
from reports.services.grounds import sources
from reports.services.overview import Overview

REFORM_YEAR = 2025  # the first list of the communes that began on 01/07/2025


@dataclass(frozen=True)
class YearPoint:
    """A year under a standard: the rates, on what basis, of how many communes.

    `missing` communes of the place have no figures of the year: no rate of it is said.
    `breaks` says what changed since the point before, in words; empty: nothing, the
    two can be compared. `sources` are provenances of the rates (grounds.Sources).
    """

    year: int
    standard: str
    standard_name: str
    basis: str
    communes: int
    poor: Rate
    near_poor: Rate
    breaks: tuple[str, ...] = ()
    as_of: dt.datetime | None = None
    sources: tuple[str, ...] = ()
    missing: int = 0


def trend(found: Overview) -> tuple[YearPoint, ...]:
    """A point a year and standard up to the period's, official figures where there are.

    The period shown stands on its own basis, whatever else is known of its year. A
    review that goes on gives no point: its numbers only grow.
    """
    rows: dict[tuple[int, str], list[AreaSummary]] = defaultdict(list)
    for row in found.years:
        if row.year <= found.period.year:
            rows[row.year, row.standard].append(row)
    order = list(STANDARDS)
    keys = sorted(rows, key=lambda key: (key[0], order.index(key[1])))
    points: list[YearPoint] = []
    for year, standard in keys:
        shown = _of_one_basis(rows[year, standard], found)
        if not shown or not _is_counted(shown):
            continue
        now = _point(year, standard, shown, found.communes_in(year))
        points.append(_with_breaks(now, points[-1] if points else None))
    return tuple(points)


def _of_one_basis(rows: list[AreaSummary], found: Overview) -> list[AreaSummary]:
    period = found.period
    first = rows[0]
    if (first.year, first.standard) == (period.year, period.standard):
        return [row for row in rows if row.basis == period.basis]
    official = [row for row in rows if row.basis == Basis.OFFICIAL]
    return official or rows


def _is_counted(rows: list[AreaSummary]) -> bool:
    """Whether the year is recognised, or everybody on its lists reviewed."""
    return rows[0].basis == Basis.OFFICIAL or Figures.of(rows).is_complete


def _point(year: int, standard: str, rows: list[AreaSummary], there: int) -> YearPoint:
    told = sum(row.communes for row in rows)
    figures = Figures.of(rows, max(there - told, 0))
    source = sources(figures)
    return YearPoint(
        year,
        standard,
        STANDARDS[standard].title,
        rows[0].basis,
        figures.communes or 0,
        figures.rate("poor"),
        figures.rate("near_poor"),
        as_of=figures.as_of,
        sources=tuple(filter(None, (source.poor_rate, source.near_poor_rate))),
        missing=figures.missing,
    )


def _with_breaks(now: YearPoint, before: YearPoint | None) -> YearPoint:
    found = tuple(_breaks(now, before)) if before else ()
    return YearPoint(**{**vars(now), "breaks": found})


def _breaks(now: YearPoint, before: YearPoint) -> Iterable[str]:
    if now.standard != before.standard:
        yield "đổi chuẩn nghèo"
    if before.year < REFORM_YEAR <= now.year:
        yield "sắp xếp đơn vị hành chính 01/07/2025"
    elif now.communes != before.communes:
        yield f"số xã có số liệu: {before.communes} rồi {now.communes}"
