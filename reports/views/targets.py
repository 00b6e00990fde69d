"""Targets: the board of a place, giving one, sharing one among the units below."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Level
from programs.models import Target
from programs.services.places import asked_year, units_of
from programs.services.programmes import component_choices
from programs.views.home import sections
from reports.exports.targets import board_found
from reports.services.targets import setting
from reports.services.targets.apportioning import parts_of
from reports.services.targets.board import Board
from reports.services.targets.lines import PACE, RATES, Key, name_of, unit_of
from reports.target_forms import (
    ApportionForm,
    DropForm,
    TargetChangeForm,
    TargetForm,
)
from reports.tasks import count_year
from reports.views.places import frame_of_place

PAGE = 50


def _address(area_id: int | None, year: int, **more: str) -> str:
    query = {"area": area_id} if area_id else {}
    return f"{reverse('targets:list')}?{urlencode(query | {'year': year} | more)}"


@require_GET
def target_list(request: OfficerRequest) -> HttpResponse:
    """A place's targets of a year, and one of them across the units below."""
    found = board_found(request.user, request.GET)
    may_set = can(request.user, Act.SET_TARGETS)
    context = {
        "board": found,
        "form": _filter_form(found),
        "may_set": may_set and found.place.area is not None,
        "rows": [(line, name_of(line.target)) for line in found.lines if line.target],
        "chosen_name": dict(found.keys).get(found.chosen) if found.chosen else "",
        "counted_in": _counted_in(found),
        "page_obj": Paginator(found.units, PAGE).get_page(request.GET.get("page")),
        "sort": "name",
        "may_apportion": may_set and bool(found.units) and found.own is not None,
        "pace": PACE,
        "sections": sections(request.user),
        **frame_of_place(request, found.place, partial(_address, year=found.year)),
        "period": f"Năm {found.year}",
    }
    return render(request, "targets/target_list.html", context)


def _counted_in(found: Board) -> str:
    unit = unit_of(found.chosen.measure) if found.chosen else ""
    return f" ({unit})" if unit else ""


def _filter_form(found: Board) -> forms.Form:
    """Year and measure; the area is chosen in the line above."""
    today = timezone.localdate().year
    years = range(max(today + 1, found.year), 2015, -1)
    form = forms.Form(
        initial={
            "year": found.year,
            "chi_tieu": found.chosen.code if found.chosen else "",
            "area": found.place.area.pk if found.place.area else "",
        }
    )
    form.fields["area"] = forms.CharField(required=False, widget=forms.HiddenInput)
    form.fields["year"] = forms.ChoiceField(
        label="Năm", choices=[(str(each), str(each)) for each in years]
    )
    if len(found.keys) > 1 and found.units:
        form.fields["chi_tieu"] = forms.ChoiceField(
            label="Chỉ tiêu theo đơn vị",
            choices=[(key.code, name) for key, name in found.keys],
        )
    return form


@require_http_methods(["GET", "POST"])
def target_create(request: OfficerRequest) -> HttpResponse:
    """Give a unit a target."""
    require(request.user, Act.SET_TARGETS)
    scope, year = scope_of(request.user), asked_year(request.POST or request.GET)
    form = TargetForm(
        request.POST or None,
        units=units_of(scope, year),
        components=component_choices(year),
        for_year=year,
        initial={"area": request.GET.get("area"), "year": year},
    )

    def give() -> Target:
        where = {name: form.cleaned_data[name] for name in ("area", "year")}
        return setting.set_target(
            by=request.user, key=form.key(), given=form.given(), **where
        )

    if form.is_valid() and (made := _try(form, give)) is not None:
        messages.success(request, f"Đã giao chỉ tiêu cho {made.area.name}.")
        return _counted(request, made)
    context = {"form": form, "heading": "Giao chỉ tiêu", "button": "Giao chỉ tiêu"}
    context["back"] = _address(None, year)
    return render(request, "targets/target_form.html", context)


def _try(form: forms.Form, act: Any) -> Target | None:
    """What the act made; None with the refusals put into the form."""
    try:
        made: Target = act()
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return None
    return made


def _counted(request: OfficerRequest, target: Target) -> HttpResponse:
    """Back to the board where the target stands among others, if the officer sees that;
    its figures are on their way."""
    count_year.delay_on_commit(target.area_id, target.year)
    area, above = target.area, target.area.parent
    among = area.level == Level.COMMUNE and above is not None
    if among and above and scope_of(request.user).holds_unit(above):
        area = above
    return redirect(_address(area.pk, target.year, chi_tieu=Key.of(target).code))


def _target_or_404(request: OfficerRequest, pk: int) -> Target:
    require(request.user, Act.SET_TARGETS)
    rows = Target.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("area", "component"), pk=pk)


@require_http_methods(["GET", "POST"])
def target_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a target."""
    found = _target_or_404(request, pk)
    form = TargetChangeForm(
        request.POST or None, measure=found.measure, initial=_initial_of(found)
    )

    def change() -> Target:
        setting.change_target(by=request.user, target=found, given=form.given())
        return found

    if form.is_valid() and _try(form, change) is not None:
        messages.success(request, "Đã lưu chỉ tiêu.")
        return redirect(_address(found.area_id, found.year))
    context = {
        "form": form,
        "drop_form": DropForm(),
        "target": found,
        "heading": "Sửa chỉ tiêu",
        "where": found.area.name,
        "lead": f"{name_of(found)}, năm {found.year}",
        "button": "Lưu chỉ tiêu",
        "back": _address(found.area_id, found.year),
    }
    return render(request, "targets/target_form.html", context)


def _initial_of(target: Target) -> dict[str, Any]:
    names = ("value", "number", "decided_on", "note")
    return {name: getattr(target, name) for name in names}


@require_POST
def target_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a target back, with a reason."""
    found = _target_or_404(request, pk)
    form = DropForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Chưa bỏ chỉ tiêu: {_why_not(form)}")
        return redirect("targets:edit", found.pk)
    reason = form.cleaned_data["reason"]
    setting.drop_target(by=request.user, target=found, reason=reason)
    messages.success(request, f"Đã bỏ chỉ tiêu của {found.area.name}.")
    return redirect(_address(found.area_id, found.year))


def _why_not(form: DropForm) -> str:
    if form.has_error("reason", "required"):
        return "hãy ghi lý do ở cuối trang."
    return " ".join(str(each) for each in form.errors["reason"])


@require_http_methods(["GET", "POST"])
def target_apportion(request: OfficerRequest, pk: int) -> HttpResponse:
    """Share a target among the units below: proposed, changed, shown beside it."""
    found = _target_or_404(request, pk)
    parts = parts_of(found)
    initial = {"number": found.number, "decided_on": found.decided_on}
    form = ApportionForm(
        request.POST or None, measure=found.measure, parts=parts, initial=initial
    )
    if parts and form.is_valid() and "check" not in request.POST:
        data = form.cleaned_data
        given = setting.Given(found.value, data["number"], data["decided_on"])

        def share() -> Target:
            setting.apportion_target(
                by=request.user, target=found, parts=form.values(), given=given
            )
            return found

        if _try(form, share) is not None:
            messages.success(request, "Đã giao chỉ tiêu cho các đơn vị.")
            return _counted(request, found)
    context = {"target": found, "form": form, "rows": form.rows()}
    return render(request, "targets/apportion.html", context | _sum_shown(found, form))


def _sum_shown(found: Target, form: ApportionForm) -> dict[str, Any]:
    total = form.total()
    return {
        "name": name_of(found),
        "measured_in": unit_of(found.measure),
        "total": total,
        "spare": None if total is None else found.value - total,
        "target_number": str(found.value),  # for the script, with a point
        "is_rate": found.measure in RATES,
        "weight_total": sum(part.weight for part, _ in form.rows()),
        "back": _address(found.area_id, found.year),
    }
