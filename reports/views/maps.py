"""The map: areas painted by a measure, and the same numbers as a table."""

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.charts.links import leading
from reports.exports.maps import asked_map
from reports.figures import Cell
from reports.map_forms import MapForm
from reports.services.drawings.maps import heads, map_of
from reports.services.maps.making import MapFigures, MapRow
from reports.services.maps.measures import Asked
from reports.services.maps.words import legend, written
from reports.services.selection import Choice
from reports.services.series import Map
from reports.views.places import Address, Count, frame_of_place
from reports.views.room_links import room

HOME = "analysis:map"


@require_GET
def area_map(request: OfficerRequest) -> HttpResponse:
    """A measure of the areas of today, on a map and beside it."""
    place, choice, found = asked_map(request.user, request.GET)
    context: dict[str, object] = {"place": place, "room": room(request.user, HOME)}
    if choice is None or found is None:
        context |= frame_of_place(request, place, _empty_link)
        return render(request, "maps/map_empty.html", context)
    links = {each.area.pk: _leads(found, each) for each in found.rows}
    chart = map_of(found, links.__getitem__)
    context |= {
        **frame_of_place(request, place, partial(_link, choice, found.asked)),
        "period": f"Năm {choice.period.year}",
        "basis": choice.period.basis_name,
        "choice": choice,
        "found": found,
        "form": MapForm(choice=choice, area=place.area, asked=found.asked),
        "chart": leading(chart, request.GET) if chart else None,
        "heads": heads(found),
        "rows": _rows(found),
        "live": _live(request, found),
        "sort": "-value",
    }
    return render(request, "maps/map.html", context)


def _rows(found: MapFigures) -> list[dict[str, object]]:
    meaning = {number: words for number, words, _ in legend(found)}
    return [_row(found, row, meaning) for row in found.rows]


def _row(
    found: MapFigures, row: MapRow, meaning: Mapping[int, str]
) -> dict[str, object]:
    """A row of the table: its counts lead to their households.

    `meaning`: the words of each class.
    """
    address = Address(found.period)
    reading = row.reading
    return {
        "row": row,
        "url": _leads(found, row),
        "value": written(found, row),
        "parts": _parts(found, row, address),
        "band": meaning.get(row.number, ""),
        "note": reading.note or (reading.why if _adds(found, row) else ""),
    }


def _adds(found: MapFigures, row: MapRow) -> bool:
    """Whether why there is no value says more than the name of the class."""
    if found.is_money:
        return len({each.reading.why for each in found.unknown}) > 1
    return row.is_told


def _live(request: OfficerRequest, found: MapFigures) -> str:
    """The way to the money of this year, where that of the year shown is none."""
    this = timezone.localdate().year
    if not found.is_money or found.known or found.period.year == this:
        return ""
    kept = {name: request.GET[name] for name in ("area", "xem") if name in request.GET}
    return f"{reverse(HOME)}?{urlencode(kept)}"


def _leads(found: MapFigures, row: MapRow) -> str:
    """To the overview of the area, or to its years where it was not there yet."""
    if row.is_restated:
        return f"{reverse('analysis:series')}?{urlencode({'area': row.area.pk})}"
    return Address(found.period).page(row.area.pk)


def _parts(found: MapFigures, row: MapRow, address: Address) -> list[Count]:
    """The numerator, by class, each with the way to its households."""
    cells = found.asked.cells
    if row.line is not None:
        return [address.count(row.area.pk, row.line.figures, cell) for cell in cells]
    if row.past is None or row.past.now is None:
        return []
    figures = row.past.now.figures
    return [
        Count(figures.number(cell), _behind_past(found, row, cell)) for cell in cells
    ]


def _behind_past(found: MapFigures, row: MapRow, cell: Cell) -> str:
    """The households of a former year that lie in a commune of today."""
    period = found.period
    query = {
        "area": row.area.pk,
        "map": Map.TODAY,
        "year": period.year,
        "standard": period.standard,
        "basis": period.basis,
        "of": cell.code,
    }
    return f"{reverse('analysis:series-list')}?{urlencode(query)}"


def _link(choice: Choice, asked: Asked, area_id: int | None) -> str:
    period = choice.period
    query: dict[str, object] = {"area": area_id} if area_id else {}
    query |= {"xem": asked.shown.code}
    if asked.indicator:
        query |= {"chi_so": asked.indicator}
    query |= {"year": period.year, "standard": period.standard, "basis": period.basis}
    return f"{reverse(HOME)}?{urlencode(query)}"


def _empty_link(area_id: int | None) -> str:
    return reverse(HOME) + (f"?area={area_id}" if area_id else "")
