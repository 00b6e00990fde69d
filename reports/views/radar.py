"""What is unusual: communes at a glance, households near a line, surveyors."""

import datetime as dt
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from households.rules.outcome import PovertyClass
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.charts import leading
from reports.exports.radar import (
    Asked,
    asked_period,
    communes_asked,
    fall_of,
    households_of,
    near_asked,
    others_of,
    share_of,
    share_or_404,
    surveyors_asked,
)
from reports.falls import FAST
from reports.models import RadarCount
from reports.services.radar import near, shown, turning
from reports.services.selection import Period, Place
from reports.views.places import FIGURE_LIST, frame_of_place
from reports.views.room_links import room

PAGE = 50
HOME = "analysis:radar"


@require_GET
def radar(request: OfficerRequest) -> HttpResponse:
    """The signs of the place and of each commune, with their thresholds."""
    place, choice = asked_period(request.user, request.GET)
    if choice is None:
        return _empty(request, place)
    asked = communes_asked(place, choice, request.GET)
    page = _page(request, asked)
    context = _context(request, asked, page) | {
        "signs": shown.signs(place, choice.period),
        "links": _links(place, choice.period),
        "rows": [_row(row, choice.period) for row in page],
        "rules": shown,
        "sort": "name",
    }
    return render(request, "radar/radar.html", context)


@require_GET
def radar_near(request: OfficerRequest) -> HttpResponse:
    """Exactly the households near a line, and what would change their class."""
    place, choice = asked_period(request.user, request.GET)
    if choice is None:
        return _empty(request, place)
    asked = near_asked(request.user, place, choice, request.GET)
    page = _page(request, asked)
    entries = near.entries(page.object_list, choice.period.standard)
    context = _context(request, asked, page) | {"entries": entries}
    wanted = asked.form.wanted()
    first = page.number == 1 and not (wanted.indicator or wanted.kind)
    if first and wanted.sign == near.BY_INDICATOR:
        context |= _turning(request, place, choice.period)
    return render(request, "radar/near.html", context)


def _turning(
    request: OfficerRequest, place: Place, period: Period
) -> dict[str, object]:
    """Which indicators would move most of the households."""
    found = turning.by_indicator(place, period)
    drawn = turning.chart(place, period, found)
    area_id = place.area.pk if place.area else None
    to = partial(_link, area_id, "analysis:radar-near", period, dau=near.BY_INDICATOR)
    return {
        "chart": leading(drawn, request.GET) if drawn else None,
        "turning": [
            {
                "each": each,
                "out_url": to(chi_so=each.number, dien=PovertyClass.POOR.value),
                "into_url": to(chi_so=each.number, dien=PovertyClass.NEAR_POOR.value),
            }
            for each in found
        ],
    }


@require_GET
def radar_surveyors(request: OfficerRequest) -> HttpResponse:
    """Surveyors and what share of their households is listed."""
    place, choice = asked_period(request.user, request.GET)
    if choice is None:
        return _empty(request, place)
    asked = surveyors_asked(place, choice, request.GET)
    page = _page(request, asked)
    context = _context(request, asked, page) | {
        "rows": [(row, share_of(row), others_of(row)) for row in page],
        "rule": shown.SURVEYOR_RULE,
    }
    return render(request, "radar/surveyors.html", context)


@require_GET
def surveyor_households(request: OfficerRequest, pk: int) -> HttpResponse:
    """Exactly the households that a surveyor's share counts."""
    share = share_or_404(request.user, pk)
    rows = households_of(request.user, share)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "share": share,
        "page_obj": page,
        "entries": near.plain_entries(page.object_list),
    }
    return render(request, "radar/surveyor_households.html", context)


def _empty(request: OfficerRequest, place: Place) -> HttpResponse:
    """No figures yet."""
    link = partial(_link, name=HOME, period=None)
    context = {
        "place": place,
        "room": room(request.user, HOME),
        **frame_of_place(request, place, link),
    }
    return render(request, "radar/empty.html", context)


def _page(request: OfficerRequest, asked: Asked) -> Page:
    return Paginator(asked.rows, PAGE).get_page(request.GET.get("page"))


def _context(request: OfficerRequest, asked: Asked, page: Page) -> dict[str, Any]:
    """What every page of signs shows: where, when, its filter, its rows."""
    name = request.resolver_match.view_name if request.resolver_match else HOME
    period = asked.choice.period
    link = partial(_link, name=name, period=period)
    return {
        "place": asked.place,
        "choice": asked.choice,
        "form": asked.form,
        "page_obj": page,
        "period": f"Năm {period.year}",
        "basis": period.basis_name,
        "clear_url": link(asked.place.area.pk if asked.place.area else None),
        "room": room(request.user, HOME),
        **frame_of_place(request, asked.place, link),
    }


def _link(area_id: int | None, name: str, period: Period | None, **more: object) -> str:
    query: dict[str, object] = {"area": area_id} if area_id else {}
    if period is not None:
        query |= {
            "year": period.year,
            "standard": period.standard,
            "basis": period.basis,
        }
    return f"{reverse(name)}?{urlencode(query | more)}"


def _links(place: Place, period: Period) -> dict[str, str]:
    """Where the tiles lead: each to the list that it counts."""
    area_id = place.area.pk if place.area else None
    to = partial(_link, area_id, period=period)
    return {
        "near": to(name="analysis:radar-near"),
        "flips": to(name="analysis:radar-near", dau=near.BY_INDICATOR),
        "surveyors": to(name="analysis:radar-surveyors", loc="khac-thuong"),
        "fast": to(name=HOME, loc="giam-nhanh"),
    }


def _row(row: RadarCount, period: Period) -> dict[str, Any]:
    """A commune of the table: numbers with the lists behind them."""
    figures = partial(_figures, row.area_id)
    is_fast = row.score is not None and row.score >= FAST
    return {
        "count": row,
        "fall": fall_of(row),
        "is_fast": is_fast and (row.now or 0) < (row.before or 0),
        "links": _links_of(row, period),
        "before_url": _restated(row, period.year)
        or figures(period.year - 1, period.standard),
        "now_url": figures(period.year, period.standard, basis=period.basis),
        "movement_url": _movement(row.area_id, period.year),
    }


def _restated(row: RadarCount, year: int) -> str:
    """Where the former number of a commune stands that was not there then."""
    began = row.area.began
    if began is None or began <= dt.date(year - 1, 12, 31):
        return ""
    return f"{reverse('analysis:series')}?{urlencode({'area': row.area_id})}"


def _links_of(row: RadarCount, period: Period) -> dict[str, str]:
    to = partial(_link, row.area_id, period=period)
    return {
        "near": to(name="analysis:radar-near"),
        "flips": to(name="analysis:radar-near", dau=near.BY_INDICATOR),
        "surveyors": to(name="analysis:radar-surveyors", loc="khac-thuong"),
    }


def _figures(area_id: int, year: int, standard: str, **more: str) -> str:
    query = {"area": area_id, "year": year, "standard": standard, "of": "poor"} | more
    return f"{reverse(FIGURE_LIST)}?{urlencode(query)}"


def _movement(area_id: int, year: int) -> str:
    """Who left and who came between the lists of two years."""
    days = (dt.date(year, 1, 1), dt.date(year + 1, 1, 1))
    first, last = (f"{day:%d/%m/%Y}" for day in days)
    query = urlencode({"area": area_id, "first": first, "last": last})
    return f"{reverse('reports:movement')}?{query}"
