"""The households behind a number of the dashboard."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from reports.exports.figures import asked_choice, asked_place, behind_asked
from reports.services.overview import stale_communes
from reports.views.places import Address, frame

PAGE = 50


@require_GET
def household_figure_list(request: OfficerRequest) -> HttpResponse:
    """Exactly the households that a number counts, by the address's parameters."""
    require(request.user, Act.VIEW_FIGURES)
    require(request.user, Act.VIEW_HOUSEHOLDS)
    place = asked_place(scope_of(request.user), request.GET)
    choice = asked_choice(place, request.GET)
    if choice is None:
        context = {"place": place, **frame(request, place, None)}
        return render(request, "reports/dashboard_empty.html", context)
    found = behind_asked(request.user, place, choice, request.GET)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "choice": choice,
        "found": found,
        "page_obj": page,
        "entries": found.entries(list(page.object_list)),
        "stale": stale_communes(place, choice.period.year),
        "back_url": Address(choice.period).page(place.area.pk if place.area else None),
    }
    context |= frame(request, place, choice)
    return render(request, "reports/household_figure_list.html", context)
