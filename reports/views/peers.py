"""Areas side by side, and the figures published of the country."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area
from povertyportal.ui.charts import leading
from reports.comparable import MOST_CHANGE
from reports.exports.peers import board_asked, references_of
from reports.likeness import MOST_POINTS, MOST_TIMES
from reports.peer_forms import CompareForm
from reports.services.grounds import alike, by_code
from reports.services.peers.asking import ALIKE, offered
from reports.services.peers.board import Board, tell_of
from reports.services.peers.drawing import by_rate
from reports.suppression import THRESHOLD
from reports.views.places import frame_of_place
from reports.views.room_links import room

PAGE = 50
COMPARE = "analysis:compare"


def _link(area_id: int | None, year: int | None) -> str:
    query: dict[str, object] = {"area": area_id} if area_id else {}
    query |= {"year": year} if year else {}
    return f"{reverse(COMPARE)}?{urlencode(query)}"


@require_GET
def compare(request: OfficerRequest) -> HttpResponse:
    """Areas of the same kind against each other, their province and the country."""
    place, found = board_asked(request.user, request.GET)
    year = found.asked.period.year if found else None
    context = {
        "place": place,
        "board": found,
        "room": list(room(request.user, COMPARE)),
        **frame_of_place(request, place, partial(_link, year=year)),
    }
    if found is None:
        return render(request, "analysis/compare_empty.html", context)
    tell_of(request.user, found)
    return render(request, "analysis/compare.html", context | _shown(request, found))


def _shown(request: OfficerRequest, found: Board) -> dict[str, Any]:
    period = found.asked.period
    others = offered(found.asked, request.GET.get("tinh", ""))
    chart = by_rate(found)
    return {
        "period": f"Năm {period.year}",
        "basis": period.basis_name,
        "period_of": period,
        "choice": found.asked.choice,
        "form": CompareForm(found=found.asked, others=others),
        "chosen": _chosen(request, found),
        "by_likeness": found.asked.way == ALIKE,
        "rule": {
            "points": MOST_POINTS,
            "times": MOST_TIMES,
            "few": THRESHOLD,
            "more": MOST_CHANGE,
        },
        "lines": found.lines,
        "spent": found.spent,
        "legend": _legend(found),
        "chart": leading(chart, request.GET) if chart else None,
        "sort": request.GET.get("sort", "name"),
        "may_write": can(request.user, Act.WRITE_LESSONS),
    }


def _chosen(request: OfficerRequest, found: Board) -> list[dict[str, object]]:
    """The areas asked for one by one, each with the address without it."""
    return [
        {"area": area, "without": _without(request, area, found)}
        for area in found.asked.chosen
    ]


def _without(request: OfficerRequest, area: Area, found: Board) -> str:
    query = request.GET.copy()
    rest = [str(each.pk) for each in found.asked.chosen if each != area]
    query.pop("them", None)
    query.setlist("voi", rest)
    return f"{request.path}?{query.urlencode()}"


def _legend(found: Board) -> list[dict[str, object]]:
    told = [(side.name, side.now.sources) for side in found.lines if side.now]
    return [
        {"where": ", ".join(names), "parts": by_code(source)}
        for names, source in alike(told)
    ]


@require_GET
def reference_list(request: OfficerRequest) -> HttpResponse:
    """What was published of the country and its regions, with where it comes from."""
    rows = references_of(request.user)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "room": list(room(request.user, COMPARE))}
    return render(request, "analysis/references.html", context)
