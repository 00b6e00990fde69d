"""Movement between two days and classes on a day, with the lists behind them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from reports import as_of, movement
from reports.day_forms import DayForm, SpanForm
from reports.exports.figures import asked_place, class_rows, column_rows
from reports.services.day_lines import day_lines, movement_lines
from reports.views.day_links import DayLinks, SpanLinks
from reports.views.places import frame_of_place
from reports.views.room_links import room

PAGE = 50


@require_GET
def movement_page(request: OfficerRequest) -> HttpResponse:
    """Who escaped, fell, relapsed, came and went, by commune, in both forms."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(scope_of(request.user), request.GET)
    form = SpanForm(request.GET, area=place.area)
    context: dict[str, object] = {"place": place, "form": form}
    context["room"] = list(room(request.user, "reports:movement"))
    links = SpanLinks.of(form)
    context |= frame_of_place(request, place, links.page)
    if form.is_valid():
        span = form.span()
        counted = movement.count(place.communes, span)
        lines = movement_lines(counted, place)
        context |= {
            "span": span,
            "is_ahead": span.last > timezone.localdate(),
            "tables": [links.table(kind, lines, place) for kind in movement.FORMS],
            "untold": counted.untold,
            "untold_url": links.untold(place),
            "report_url": links.report(place)
            if can(request.user, Act.EXPORT_FORMS)
            else "",
        }
    return render(request, "reports/movement.html", context)


@require_GET
def movement_list(request: OfficerRequest) -> HttpResponse:
    """The households behind a column, or those that nothing tells the reason of."""
    found = column_rows(request.user, request.GET)
    place, links = found.place, SpanLinks.of(found.form)
    context = {
        "place": place,
        "label": found.label,
        "span": found.form.span(),
        "back_url": links.page(place.area.pk if place.area else None),
        "back_label": "Diễn biến",
        "page_obj": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "export": "movement-list",
    }
    context |= frame_of_place(request, place, links.page)
    return render(request, "reports/day_list.html", context)


@require_GET
def as_of_page(request: OfficerRequest) -> HttpResponse:
    """Households of each class by commune as they stood on a day."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(scope_of(request.user), request.GET)
    form = DayForm(request.GET, area=place.area)
    links = DayLinks.of(form)
    context: dict[str, object] = {"place": place, "form": form}
    context["room"] = list(room(request.user, "reports:as-of"))
    context |= frame_of_place(request, place, links.page)
    if form.is_valid():
        moment = form.moment()
        lines = day_lines(as_of.count(place.communes, moment), place, moment.day)
        context |= {
            "moment": moment,
            "lines": [links.line(line, place) for line in lines],
        }
    return render(request, "reports/as_of.html", context)


@require_GET
def as_of_list(request: OfficerRequest) -> HttpResponse:
    """The households of a class on a day."""
    found = class_rows(request.user, request.GET)
    place, links = found.place, DayLinks.of(found.form)
    context = {
        "place": place,
        "label": found.label,
        "moment": found.form.moment(),
        "today": timezone.localdate(),
        "back_url": links.page(place.area.pk if place.area else None),
        "back_label": "Số liệu tại ngày",
        "page_obj": Paginator(found.rows, PAGE).get_page(request.GET.get("page")),
        "export": "as-of-list",
    }
    context |= frame_of_place(request, place, links.page)
    return render(request, "reports/day_list.html", context)
