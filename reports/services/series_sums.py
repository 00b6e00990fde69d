"""Sums of kept figures by year, standard and basis, for series: a query each."""

from collections.abc import Collection, Sequence
from itertools import zip_longest

from django.db import connection

from reports.counting import FIGURES, part_sums, resident_sums
from reports.figures import BY_PART, RESIDENTS, SUMMED, Figures

Key = tuple[int, str, str]  # year, standard, basis
THEN, TODAY = "then", "today"


def kept(
    on: str, communes: Collection[int]
) -> dict[Key, tuple[Figures, frozenset[int]]]:
    """Kept rows of communes (ids) added up, and which communes have any, by period."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS[on], {"communes": sorted(communes)})
        rows = cursor.fetchall()
    found = {}
    for year, standard, basis, units, as_of, *numbers in rows:
        names = (*SUMMED, *RESIDENTS)
        counts = dict(zip(names, numbers[: len(names)], strict=True))
        poor, near_poor = (tuple(each) for each in numbers[len(names) :])
        figures = Figures(counts, {"poor": poor, "near_poor": near_poor}, as_of)
        found[(year, standard, basis)] = (figures, frozenset(units))
    return found


def sum_of(parts: Sequence[Figures]) -> Figures:
    """Figures that share no commune, added up: unknown where one of them is."""
    names = (*SUMMED, *RESIDENTS)
    columns = {name: [each.counts[name] for each in parts] for name in names}
    times = [each.as_of for each in parts if each.as_of]
    return Figures(
        counts={
            name: None if None in column else sum(each or 0 for each in column)
            for name, column in columns.items()
        },
        parts={
            kind: tuple(
                sum(column)
                for column in zip_longest(
                    *(each.parts[kind] for each in parts), fillvalue=0
                )
            )
            for kind in ("poor", "near_poor")
        },
        as_of=min(times, default=None),
    )


def origins_of(
    communes: Collection[int], years: Collection[int]
) -> dict[int, frozenset[str]]:
    """Provenances of the newest denominators of communes (ids) at each year's end."""
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS, {"communes": sorted(communes), "years": sorted(years)})
        return {year: frozenset(found) for year, found in cursor.fetchall()}


_SUM = """
SELECT s.year, s.standard, s.basis, array_agg(s.area_id), min(s.built_at),
    {sums}, {resident_sums}, {part_sums}
FROM ({rows}) s GROUP BY s.year, s.standard, s.basis
"""
_COLUMNS = "area_id, year, standard, basis, built_at, " + ", ".join(FIGURES)
_ROWS_THEN = """
SELECT {columns} FROM reports_areasummary a WHERE area_id = ANY(%(communes)s)
"""
# A commune to which nothing came in a year has no row on today's map.
_ROWS_TODAY = """
SELECT {columns} FROM reports_restatedsummary
WHERE area_id = ANY(%(communes)s) AND NOT is_remainder
UNION ALL
SELECT {columns} FROM reports_areasummary a
WHERE area_id = ANY(%(communes)s) AND NOT EXISTS (
    SELECT 1 FROM reports_restatedsummary r
    WHERE r.area_id = a.area_id AND r.year = a.year AND r.standard = a.standard
        AND r.basis = a.basis AND NOT r.is_remainder)
"""
_SUMS = {
    on: _SUM.format(
        rows=rows.format(columns=_COLUMNS),
        sums=", ".join(f"sum(s.{name})" for name in SUMMED),
        resident_sums=resident_sums(),
        part_sums=", ".join(part_sums(name) for name in BY_PART),
    )
    for on, rows in ((THEN, _ROWS_THEN), (TODAY, _ROWS_TODAY))
}
_ORIGINS = """
SELECT y.year, array_agg(DISTINCT p.provenance)
FROM unnest(%(years)s::int[]) AS y (year)
CROSS JOIN LATERAL (
    SELECT DISTINCT ON (area_id) provenance FROM areas_areapopulation
    WHERE area_id = ANY(%(communes)s) AND voided_at IS NULL
        AND counted_on <= make_date(y.year, 12, 31)
    ORDER BY area_id, counted_on DESC
) p
GROUP BY y.year
"""
