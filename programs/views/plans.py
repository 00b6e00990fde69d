"""The year's plan: indicators, who answers for them, what came of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from programs.exports.programmes import plan_found
from programs.forms.programmes import IndicatorForm
from programs.services.places import asked_place, asked_year
from programs.services.plans import INDICATOR, with_results
from programs.services.records import add_record, change_record
from programs.views.home import sections
from programs.views.records import drop_page, page_of, record_or_404, write_page


@require_GET
def plan_list(request: OfficerRequest) -> HttpResponse:
    """Indicators of a place and year with their results."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = plan_found(request.user, request.GET)
    page = page_of(request, rows)
    year = asked_year(request.GET)
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "rows": with_results(page.object_list),
        "year": year,
        "lead": f"Năm {year}",
        "place": asked_place(scope_of(request.user), request.GET),
        "may_edit": can(request.user, INDICATOR.act),
    }
    return render(request, "programs/programmes/plan.html", context)


@require_http_methods(["GET", "POST"])
def plan_create(request: OfficerRequest) -> HttpResponse:
    """Enter an indicator; ?year= says of which plan."""
    require(request.user, INDICATOR.act)
    year = asked_year(request.POST or request.GET)
    scope = scope_of(request.user)
    place = asked_place(scope, request.GET)
    initial = {"area": place.area.pk} if place.area else None
    form = IndicatorForm(
        request.POST or None, scope=scope, for_year=year, initial=initial
    )

    def add() -> str:
        add_record(by=request.user, kind=INDICATOR, values=form.values())
        return "Đã thêm chỉ tiêu kế hoạch."

    return write_page(
        request, form, add, heading=f"Thêm chỉ tiêu năm {year}", back=_back(year)
    )


def _back(year: int) -> str:
    return f"{reverse('programs:plan-list')}?year={year}"


@require_http_methods(["GET", "POST"])
def plan_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change an indicator or enter its result."""
    found = record_or_404(request, INDICATOR, pk)
    year = asked_year(request.POST) if request.POST else found.year
    form = IndicatorForm(
        request.POST or None, scope=scope_of(request.user), for_year=year, row=found
    )

    def change() -> str:
        values = form.values()
        change_record(by=request.user, kind=INDICATOR, row=found, values=values)
        return "Đã lưu chỉ tiêu kế hoạch."

    return write_page(
        request, form, change, heading="Sửa chỉ tiêu kế hoạch", back=_back(found.year)
    )


@require_http_methods(["GET", "POST"])
def plan_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a mistaken indicator away."""
    found = record_or_404(request, INDICATOR, pk)
    return drop_page(request, INDICATOR, found, back=_back(found.year))
