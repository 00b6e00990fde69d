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
from reports.services.room import picture
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
    address = Address(choice.period)
    found = picture(place, choice.period)
    figures = found.overview
    lines = parts.table(figures, address)
    context |= {
        "form": PeriodForm(choice=choice, area=place.area),
        "as_of": found.as_of,
        "found": figures,
        "lines": lines,
        "legend": parts.legend(lines),
        "own_source": sources(figures.total).own,
        "published": [parts.beside(each, figures) for each in figures.published],
        "movement_last": _last_of(choice.period.year, timezone.localdate()),
        "report_url": address.report(place)
        if can(request.user, Act.EXPORT_FORMS)
        else "",
        **room_parts.context(found, address, request.user, request.GET),
    }
    return render(request, "reports/dashboard.html", context)


def _last_of(year: int, today: dt.date) -> dt.date:
    """The last day of a year's movement: the next New Year, this year only today."""
    begun = dt.date(year, 1, 1) < today
    return min(today, dt.date(year + 1, 1, 1)) if begun else dt.date(year + 1, 1, 1)
