"""A place over the years, by the map of then or of today, and the households behind."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.charts import leading
from reports.exports.series import SeriesAsked, list_asked, series_asked, units_asked
from reports.series_forms import SeriesForm
from reports.services.grounds import alike, by_code, sources
from reports.services.series import Map, Point
from reports.services.series_areas import Unit
from reports.services.series_lines import Kind, YearLine, chart, kinds_of, year_lines
from reports.views.places import Count, frame_of_place
from reports.views.room_links import room

PAGE = 50
HOME = "analysis:series"
LIST = "analysis:series-list"


@require_GET
def series_page(request: OfficerRequest) -> HttpResponse:
    """The years of a place, and of each of its communes."""
    asked = series_asked(request.user, request.GET)
    kind = asked.kind
    link = partial(_link, HOME, map=asked.series.map, measure=kind.code)
    units = units_asked(asked, request.GET.get("sort", ""))
    page = Paginator(units, PAGE).get_page(request.GET.get("page"))
    context = {
        "place": asked.place,
        "kind": kind,
        "form": _form(asked),
        **_of_place(request, asked),
        "page_obj": page,
        "units": list(_units(asked, page)),
        "room": room(request.user, HOME),
        "sort": "name",
        **frame_of_place(request, asked.place, link),
        "period": _years(asked),
    }
    return render(request, "analysis/series.html", context)


def _of_place(request: OfficerRequest, asked: SeriesAsked) -> dict[str, object]:
    """The whole place over the years: chart, table, what was published."""
    found = asked.series
    lines, drawn = year_lines(found), chart(found, asked.kind)
    return {
        "series": found,
        "chart": leading(drawn, request.GET) if drawn else None,
        "lines": [_row(request, asked, line) for line in lines],
        "legend": _legend(lines),
        "published": sorted(found.published, key=lambda each: -each.year),
        "heads": [point.year for point in found.line],
        "on_today": found.map == Map.TODAY,
    }


def _form(asked: SeriesAsked) -> SeriesForm:
    return SeriesForm(
        area=asked.place.area,
        on=asked.series.map,
        measure=asked.kind.code,
        kinds=kinds_of(asked.series).values(),
    )


def _units(asked: SeriesAsked, units: Iterable[Unit]) -> Iterator[dict[str, object]]:
    """Communes, each with its value of each year."""
    for unit in units:
        yield {
            "name": unit.name,
            "url": _link(HOME, unit.area.pk, map=asked.series.map),
            "cells": [point and _cell(asked.kind, point) for point in unit.points],
        }


def _cell(kind: Kind, point: Point) -> dict[str, object]:
    """A commune's value of a year, or between what it must lie."""
    return {"value": kind.value(point), "bounds": kind.bounds(point)}


def _years(asked: SeriesAsked) -> str:
    line = asked.series.line
    return f"Năm {line[0].year}–{line[-1].year}" if line else ""


def _link(name: str, area_id: int | None, **query: object) -> str:
    area = {"area": area_id} if area_id else {}
    return f"{reverse(name)}?{urlencode(area | query)}"


def _row(
    request: OfficerRequest, asked: SeriesAsked, line: YearLine
) -> dict[str, object]:
    """A year of the table: its numbers lead to their households."""
    point = line.point
    link = _to_households(asked, point)
    may = can(request.user, Act.VIEW_HOUSEHOLDS)
    return {
        "line": line,
        "point": point,
        "figures": point.figures,
        "counts": [
            Count(point.told(kind), link(of=kind) if may else "")
            for kind in ("poor", "near_poor")
        ],
        "rates": {kind: point.rate(kind) for kind in ("poor", "near_poor")},
        "bounds": {kind: point.bounds(kind) for kind in ("poor", "near_poor")},
        "left": list(_left(point, link if may else None)),
    }


def _to_households(asked: SeriesAsked, point: Point) -> Callable[..., str]:
    """Links to the lists behind a year's numbers."""
    return partial(
        _link,
        LIST,
        asked.place.area.pk if asked.place.area else None,
        map=asked.series.map,
        year=point.year,
        standard=point.standard,
        basis=point.basis,
    )


def _left(point: Point, link: Callable[..., str] | None) -> Iterator[dict[str, object]]:
    """Divided communes of the past whose poor households are placed nowhere today."""
    for left in point.left:
        if left.figures.poor:
            url = link(of="poor", left=left.commune.pk) if link else ""
            yield {"commune": left.commune, "poor": left.figures.poor, "url": url}


def _legend(lines: list[YearLine]) -> list[dict[str, object]]:
    """Where the numbers come from: of which years ("" for all), by code."""
    named = ((str(line.point.year), sources(line.point.figures)) for line in lines)
    return [
        {"where": ", ".join(dict.fromkeys(names)), "parts": by_code(source)}
        for names, source in alike(named)
    ]


@require_GET
def series_list(request: OfficerRequest) -> HttpResponse:
    """Exactly the households that a number of the series counts."""
    require(request.user, Act.VIEW_FIGURES)
    asked = list_asked(request.user, request.GET)
    if asked is None:
        return redirect(HOME)
    page = Paginator(asked.behind.rows, PAGE).get_page(request.GET.get("page"))
    area_id = asked.place.area.pk if asked.place.area else None
    link = partial(_link, HOME, map=asked.series.map)
    context = {
        "place": asked.place,
        "found": asked.behind,
        "period_of": asked.period,
        "map_words": Map(asked.series.map).label,
        "page_obj": page,
        "entries": asked.behind.entries(list(page.object_list)),
        "back_url": link(area_id),
        **frame_of_place(request, asked.place, link),
        "period": f"Năm {asked.period.year}",
        "basis": asked.period.basis_name,
    }
    return render(request, "analysis/series_list.html", context)
