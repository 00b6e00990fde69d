"""What the dashboard shows, ready for its template: tiles, table, breakdowns."""

from dataclasses import dataclass

from povertyportal.ui.numbers import Number
from reports.figures import Cell, Figures, Rate
from reports.models import PublishedFigure
from reports.services.grounds import alike, by_code, sources
from reports.services.overview import Change, Overview
from reports.views.places import Address, Count


def _area_id(found: Overview) -> int | None:
    return found.place.area.pk if found.place.area else None


@dataclass(frozen=True)
class Row:
    """A row of the table by area."""

    name: str
    url: str
    figures: Figures
    counts: dict[str, Count]
    rates: dict[str, Rate]
    change: int | None
    reason: str


def table(found: Overview, address: Address) -> list[Row]:
    """The total first, then each area."""
    total = _row(
        found.place.name, "", found.total, found.change, _area_id(found), address
    )
    if len(found.lines) == 1 and found.lines[0].area == found.place.area:
        return [total]
    rows = [
        _row(
            line.area.name,
            address.page(line.area.pk),
            line.figures,
            line.change,
            line.area.pk,
            address,
        )
        for line in found.lines
    ]
    return [total, *rows]


def _row(
    name: str,
    url: str,
    figures: Figures,
    change: Change,
    area_id: int | None,
    address: Address,
) -> Row:
    kinds = ("poor", "near_poor", "average", "undetermined")
    counts = {kind: address.count(area_id, figures, Cell(kind)) for kind in kinds}
    for name_of in ("listed", "reviewed"):
        counts[name_of] = Count(
            figures.counts[name_of] or 0, address.households(area_id, name_of)
        )
    return Row(
        name,
        url,
        figures,
        counts,
        {kind: figures.rate(kind) for kind in kinds[:2]},
        change.of(figures, "poor"),
        change.reason,
    )


def legend(rows: list[Row]) -> list[dict[str, object]]:
    """Where the table's numbers come from: of which rows ("" for all), by code."""
    return [
        {"where": ", ".join(names), "parts": by_code(source)}
        for names, source in alike((row.name, sources(row.figures)) for row in rows)
    ]


def beside(published: PublishedFigure, found: Overview) -> dict[str, object]:
    """A published figure and, where we count the same thing, ours.

    Where the officer answers for a part of the area only, ours is of that part. Of an
    area that the page is not about, ours is there where the place holds all of it; its
    own page tells more.
    """
    figure = PublishedFigure.Figure(published.figure)
    is_here = found.place.area == published.area
    counted: tuple[Figures, Change] | None = (found.total, found.change)
    if not is_here:
        counted = found.districts.get(published.area_id)
    return {
        "published": published,
        "ours": _ours(*counted).get(figure) if counted else None,
        "url": "" if is_here else Address(found.period).page(published.area_id),
        "is_rate": figure == figure.POOR_RATE,
        "is_change": figure in {figure.POOR_CHANGE, figure.RATE_CHANGE},
    }


def _ours(total: Figures, change: Change) -> dict[str, Number | None]:
    """What we count of the figures that others publish."""
    kinds = PublishedFigure.Figure
    return {
        kinds.POOR: total.shown(Cell("poor")),
        kinds.HOUSEHOLDS: total.resident_households,
        kinds.POOR_RATE: total.rate("poor").value,
        kinds.POOR_CHANGE: change.of(total, "poor"),
        kinds.RATE_CHANGE: change.of_rate(total, "poor"),
    }
