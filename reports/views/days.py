"""Movement between two days and classes on a day, with the lists behind them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from households.rules.outcome import PovertyClass
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from reports import as_of, movement
from reports.day_forms import DayForm, SpanForm
from reports.services import day_lists
from reports.services.day_lines import day_lines, movement_lines
from reports.services.selection import Place
from reports.views.day_links import DayLinks, SpanLinks
from reports.views.places import asked_place, frame_of_place

PAGE = 50


@require_GET
def movement_page(request: OfficerRequest) -> HttpResponse:
    """Who escaped, fell, relapsed, came and went, by commune, in both forms."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(request, scope_of(request.user))
    form = SpanForm(request.GET, area=place.area)
    context: dict[str, object] = {"place": place, "form": form}
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
    place, form = _asked(request)
    kind, column = _asked_column(request)
    rows = day_lists.of_column(
        scope=scope_of(request.user),
        communes=place.communes,
        span=form.span(),
        kind=kind,
        column=column,
    )
    if kind is None:
        label = "Hộ tăng, giảm chưa có căn cứ"
    else:
        label = movement.COLUMN_TITLES[kind][column - 1]
    links = SpanLinks.of(form)
    context = {
        "place": place,
        "label": label,
        "span": form.span(),
        "back_url": links.page(place.area.pk if place.area else None),
        "back_label": "Diễn biến",
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    context |= frame_of_place(request, place, links.page)
    return render(request, "reports/day_list.html", context)


def _asked(request: OfficerRequest) -> tuple[Place, SpanForm]:
    require(request.user, Act.VIEW_FIGURES)
    require(request.user, Act.VIEW_HOUSEHOLDS)
    place = asked_place(request, scope_of(request.user))
    form = SpanForm(request.GET, area=place.area)
    if not form.is_valid():
        raise Http404
    return place, form


def _asked_column(request: OfficerRequest) -> tuple[PovertyClass | None, int]:
    kind, column = request.GET.get("kind", "poor"), request.GET.get("column", "1")
    if kind == "untold":
        return None, movement.OTHER_OUT
    wanted = {str(number): number for number in movement.COLUMNS}
    found = {each.value: each for each in movement.FORMS}
    if kind not in found or column not in wanted:
        raise Http404
    return found[kind], wanted[column]


@require_GET
def as_of_page(request: OfficerRequest) -> HttpResponse:
    """Households of each class by commune as they stood on a day."""
    require(request.user, Act.VIEW_FIGURES)
    place = asked_place(request, scope_of(request.user))
    form = DayForm(request.GET, area=place.area)
    links = DayLinks.of(form)
    context: dict[str, object] = {"place": place, "form": form}
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
    require(request.user, Act.VIEW_FIGURES)
    require(request.user, Act.VIEW_HOUSEHOLDS)
    place = asked_place(request, scope_of(request.user))
    form = DayForm(request.GET, area=place.area)
    kind = request.GET.get("of", "poor")
    if not form.is_valid() or kind not in as_of.CLASSES:
        raise Http404
    moment = form.moment()
    rows = day_lists.of_class(
        scope=scope_of(request.user),
        communes=place.communes,
        moment=moment,
        kind=kind,
    )
    links = DayLinks.of(form)
    context = {
        "place": place,
        "label": PovertyClass(kind).label.capitalize(),
        "moment": moment,
        "today": timezone.localdate(),
        "back_url": links.page(place.area.pk if place.area else None),
        "back_label": "Số liệu tại ngày",
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    context |= frame_of_place(request, place, links.page)
    return render(request, "reports/day_list.html", context)
