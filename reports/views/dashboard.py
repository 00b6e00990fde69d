"""The committee's dashboard."""

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from reports.exports.figures import asked_choice, asked_place
from reports.forms import PeriodForm
from reports.services.grounds import sources
from reports.services.room import Picture, picture
from reports.views import overview_parts as parts
from reports.views import room_parts
from reports.views.places import Address, frame
from reports.views.room_links import room

HOME = "reports:dashboard"


@require_GET
def dashboard(request: OfficerRequest) -> HttpResponse:
    """A place on one screen: where, when, on which basis, how it moved, what is due."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(scope_of(request.user), request.GET)
    choice = asked_choice(place, request.GET)
    context = {
        "place": place,
        "choice": choice,
        "room": room(request.user, HOME),
        **frame(request, place, choice),
    }
    if choice is None:
        return render(request, "reports/dashboard_empty.html", context)
    today = timezone.localdate()
    found = picture(place, choice.period, choice.work_day(today))
    context |= {
        "form": PeriodForm(choice=choice, area=place.area),
        "movement_last": _last_of(choice.period.year, today),
        **_figures(request, found),
        **room_parts.context(found, request.user, request.GET),
    }
    return render(request, "reports/dashboard.html", context)


def _figures(request: OfficerRequest, found: Picture) -> dict[str, object]:
    """The table of areas, what others published, and the way to the official form."""
    figures = found.overview
    address = Address(figures.period)
    lines = parts.table(figures, address)
    may_export = can(request.user, Act.EXPORT_FORMS)
    return {
        "as_of": found.as_of,
        "found": figures,
        "lines": lines,
        "legend": parts.legend(lines),
        "own_source": sources(figures.total).own,
        "published": [parts.beside(each, figures) for each in figures.published],
        "report_url": address.report(figures.place) if may_export else "",
    }


def _last_of(year: int, today: dt.date) -> dt.date:
    """The last day of a year's movement: the next New Year, this year only today."""
    begun = dt.date(year, 1, 1) < today
    return min(today, dt.date(year + 1, 1, 1)) if begun else dt.date(year + 1, 1, 1)
