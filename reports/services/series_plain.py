"""A series as plain rows: for other systems, for files, for a frozen picture."""

from reports.services.series import Point, Series

Plain = int | float | str | bool | None


def rows(found: Series) -> list[dict[str, Plain]]:
    """A row for each year and standard, oldest first; rates in per cent.

    Where a rate cannot be said, `*_rate_low` and `*_rate_high` bound it. `unplaced_*`
    count households of divided communes that may have lived here. `changed` says in
    words why the row before cannot be set beside it, `why_no_rate` why none of the
    year's rates can be said (other than divided communes).
    """
    return [
        {
            "year": point.year,
            "standard": point.standard,
            "basis": point.basis,
            "map": found.map,
            "in_line": point in found.line,
            "changed": found.breaks.get(point.year, "") if point in found.line else "",
            "is_settled": point.is_settled,
            "resident_households": _residents(point),
            **_of_class(point, "poor"),
            **_of_class(point, "near_poor"),
            "communes_missing": point.figures.missing,
            "why_no_rate": point.figures.why_no_rate,
            "divided_communes": ", ".join(each.commune.name for each in point.left),
        }
        for point in found.shown
    ]


def _residents(point: Point) -> int | None:
    return None if point.left else point.figures.resident_households


def _of_class(point: Point, kind: str) -> dict[str, Plain]:
    rate, bounds, left = point.rate(kind).value, point.bounds(kind), point.unplaced
    low, high = bounds or (None, None)
    return {
        kind: point.told(kind),
        f"unplaced_{kind}": left.counts[kind] if left else 0,
        f"{kind}_rate": None if rate is None else float(rate),
        f"{kind}_rate_low": None if low is None else float(low),
        f"{kind}_rate_high": None if high is None else float(high),
    }
