"""The movements: who registered, reached, lost; totals by year."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from programs.exports.aims import units_found
from programs.forms.aims import STATE_TONES, STATE_WORDS, MovementUnitForm
from programs.services.aims import UNIT, state_of
from programs.services.places import asked_place, asked_year
from programs.services.records import add_record, change_record
from programs.views.home import sections
from programs.views.records import drop_page, page_of, record_or_404, write_page


@require_GET
def movement_list(request: OfficerRequest) -> HttpResponse:
    """Units of the movements of a place and year, with the totals of every year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = units_found(request.user, request.GET)
    page = page_of(request, found.rows)
    context = {
        "sections": sections(request.user),
        "form": found.form,
        "page_obj": page,
        "rows": [
            (each, STATE_WORDS[state_of(each)], STATE_TONES[state_of(each)])
            for each in page
        ],
        "totals": found.totals,
        "place": found.place,
        "year": found.year,
        "may_edit": can(request.user, UNIT.act),
    }
    return render(request, "programs/aims/movements.html", context)


def _back(year: int) -> str:
    return f"{reverse('programs:movement-list')}?year={year}"


@require_http_methods(["GET", "POST"])
def movement_create(request: OfficerRequest) -> HttpResponse:
    """Enter a unit that registered."""
    require(request.user, UNIT.act)
    year = asked_year(request.POST or request.GET)
    scope = scope_of(request.user)
    asked_place(scope, request.GET)
    form = MovementUnitForm(request.POST or None, scope=scope, for_year=year)

    def add() -> str:
        add_record(by=request.user, kind=UNIT, values=form.values())
        return "Đã ghi đơn vị đăng ký."

    return write_page(
        request,
        form,
        add,
        heading="Ghi đơn vị đăng ký phong trào",
        back=_back(year),
        units={"households": "hộ"},
    )


@require_http_methods(["GET", "POST"])
def movement_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter that a unit reached or lost it, or correct it."""
    found = record_or_404(request, UNIT, pk)
    form = MovementUnitForm(
        request.POST or None,
        scope=scope_of(request.user),
        for_year=found.year,
        row=found,
    )

    def change() -> str:
        change_record(by=request.user, kind=UNIT, row=found, values=form.values())
        return "Đã lưu đơn vị đăng ký."

    return write_page(
        request,
        form,
        change,
        heading="Sửa đơn vị đăng ký phong trào",
        back=_back(found.year),
        units={"households": "hộ"},
    )


@require_http_methods(["GET", "POST"])
def movement_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a mistaken unit away."""
    found = record_or_404(request, UNIT, pk)
    return drop_page(request, UNIT, found, back=_back(found.year))
