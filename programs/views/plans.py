"""The year's plan: indicators, who answers for them, what came of them."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from programs.exports.programmes import plan_found
from programs.forms.activities import own_commune
from programs.forms.programmes import IndicatorForm
from programs.services.places import Place, asked_place, asked_year
from programs.services.plans import INDICATOR, copy_plan, to_copy, with_results
from programs.services.records import add_record, change_record
from programs.views.acts import pressed
from programs.views.home import sections
from programs.views.records import drop_page, page_of, record_or_404, write_page


@require_GET
def plan_list(request: OfficerRequest) -> HttpResponse:
    """Indicators of a place and year with their results."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = plan_found(request.user, request.GET)
    page = page_of(request, rows)
    year = asked_year(request.GET)
    place = asked_place(scope_of(request.user), request.GET)
    may_edit = can(request.user, INDICATOR.act)
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "rows": with_results(page.object_list),
        "year": year,
        "lead": f"Năm {year}",
        "place": place,
        "may_edit": may_edit,
        "to_copy": _copyable(place, year) if may_edit else 0,
    }
    return render(request, "programs/programmes/plan.html", context)


def _copyable(place: Place, year: int) -> int:
    area = place.area or own_commune(place.scope)
    return to_copy(area, year).count() if area else 0


@require_POST
def plan_copy(request: OfficerRequest) -> HttpResponse:
    """Plan again for ?area= and ?year= what was planned the year before."""
    require(request.user, INDICATOR.act)
    year = asked_year(request.GET)
    scope = scope_of(request.user)
    area = asked_place(scope, request.GET).area or own_commune(scope)

    def copy() -> str:
        if area is None:
            raise ValidationError("Hãy chọn một địa bàn rồi chép kế hoạch.")
        count = copy_plan(by=request.user, area=area, year=year)
        return f"Đã chép {count} chỉ tiêu từ năm {year - 1}. Hãy sửa số kế hoạch."

    pressed(request, copy)
    chosen = f"&area={area.pk}" if area else ""
    return redirect(f"{_back(year)}{chosen}")


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
