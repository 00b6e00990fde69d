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
from reports.services.overview import overview
from reports.views import overview_parts as parts
from reports.views.overview_chart import chart
from reports.views.places import Address, frame


@require_GET
def dashboard(request: OfficerRequest) -> HttpResponse:
    """Figures of the officer's area: where, when, on which basis, how they moved."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(scope_of(request.user), request.GET)
    choice = asked_choice(place, request.GET)
    context = {"place": place, "choice": choice, **frame(request, place, choice)}
    if choice is None:
        return render(request, "reports/dashboard_empty.html", context)
    found = overview(place, choice.period)
    address = Address(choice.period)
    lines = parts.table(found, address)
    context |= {
        "form": PeriodForm(choice=choice, area=place.area),
        "as_of": found.total.as_of,
        "found": found,
        "tiles": list(parts.tiles(found, address)),
        "lines": lines,
        "legend": parts.legend(lines),
        "own_source": sources(found.total).own,
        "deprivations": parts.deprivations(found, address),
        "groups": parts.groups(found, address),
        "published": [parts.beside(each, found) for each in found.published],
        "chart": chart(found, request.GET),
        "movement_last": _last_of(choice.period.year, timezone.localdate()),
        "report_url": address.report(place)
        if can(request.user, Act.EXPORT_FORMS)
        else "",
    }
    return render(request, "reports/dashboard.html", context)


def _last_of(year: int, today: dt.date) -> dt.date:
    """The last day of a year's movement: the next New Year, this year only today."""
    begun = dt.date(year, 1, 1) < today
    return min(today, dt.date(year + 1, 1, 1)) if begun else dt.date(year + 1, 1, 1)
