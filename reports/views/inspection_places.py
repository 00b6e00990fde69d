"""A commune under inspection: its sample, error rate, findings and minutes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.forms.season.meetings import ScanForm
from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from reports.exports.inspections import (
    findings_of,
    found_class,
    signs_of,
    visits_of,
)
from reports.inspection_forms import MinutesForm
from reports.models import Finding, Inspection, InspectionPlace, InspectionVisit
from reports.sampling import Risk
from reports.services import risk
from reports.services.inspections import figures, minutes
from reports.services.inspections.base import may_see_visits

PAGE = 100
VISIT_TONES = {
    InspectionVisit.State.TODO: "neutral",
    InspectionVisit.State.MET: "ok",
    InspectionVisit.State.ABSENT: "warn",
    InspectionVisit.State.GONE: "warn",
}
FINDING_TONES = {
    Finding.State.OPEN: "bad",
    Finding.State.ANSWERED: "info",
    Finding.State.CLOSED: "ok",
}


def place_or_404(request: OfficerRequest, pk: int, act: Act) -> InspectionPlace:
    """The commune if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = InspectionPlace.objects.visible_to(request.user).select_related(
        "inspection__round", "commune", "scan", "closed_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def place_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A commune's visits, findings and minutes, as far as the officer may see them."""
    place = place_or_404(request, pk, Act.VIEW_FIGURES)
    is_shown, today = may_see_visits(request.user, place), timezone.localdate()
    (found,) = figures.figures_of([place])
    page = _page(request, place) if is_shown else None
    context = {
        "place": place,
        "inspection": place.inspection,
        "is_shown": is_shown,
        "figures": found,
        "strata": [(risk.LABELS[Risk(each.risk)], each) for each in found.strata],
        "how": figures.METHOD,
        "page_obj": page,
        "visits": _lines(page) if page else [],
        "findings": [
            (each, FINDING_TONES[Finding.State(each.state)], each.is_late(today))
            for each in findings_of(request.user, place)
        ],
        "scan_form": ScanForm(),
        **_next_steps(request.user, place),
    }
    return render(request, "inspections/place_detail.html", context)


def _page(request: OfficerRequest, place: InspectionPlace) -> Page:
    return Paginator(visits_of(place), PAGE).get_page(request.GET.get("page"))


def _lines(rows: Iterable[InspectionVisit]) -> list[dict[str, Any]]:
    """Lines of the table: the visit, why it was drawn, what was found."""
    return [
        {
            "visit": each,
            "tone": VISIT_TONES[InspectionVisit.State(each.state)],
            "signs": signs_of(each),
            "was": each.outcome.get_poverty_class_display(),
            "found": found_class(each),
        }
        for each in rows
    ]


def _next_steps(officer: Officer, place: InspectionPlace) -> dict[str, bool]:
    inspects = can(officer, Act.INSPECT)
    is_open = place.inspection.state == Inspection.State.OPEN
    types = inspects and is_open and place.closed_at is None
    return {"may_type": types, "may_scan": inspects and place.closed_at is not None}


@require_http_methods(["GET", "POST"])
def minutes_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Type the minutes; closing them is a step of its own."""
    place = place_or_404(request, pk, Act.INSPECT)
    names = ("met_on", "venue", "present", "notes", "opinion")
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(place, name) for name in names},
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            minutes.save_minutes(
                by=request.user,
                place=place,
                version=version_of(request),
                text=form.text(),
            )
        except ValidationError as error:
            problems = explain(form, error)
        else:
            messages.success(request, "Đã lưu biên bản.")
            return redirect("inspections:place", place.pk)
    context = {"place": place, "inspection": place.inspection, "form": form}
    context["version"] = request.POST.get("version", place.version)
    return render(
        request, "inspections/minutes_form.html", {**context, "problems": problems}
    )


def version_of(request: OfficerRequest) -> int:
    """The version that the form was drawn from; 0, which none is, for anything odd."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


@require_POST
def minutes_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close the minutes: nothing of them changes from then on."""
    place = place_or_404(request, pk, Act.INSPECT)
    try:
        minutes.close_minutes(by=request.user, place=place)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã chốt biên bản. In, ký rồi tải bản quét lên.")
    return redirect("inspections:place", place.pk)


@require_POST
def minutes_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the signed minutes."""
    place = place_or_404(request, pk, Act.INSPECT)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["scan"])))
        return redirect("inspections:place", place.pk)
    try:
        minutes.attach_minutes(
            by=request.user, place=place, upload=form.cleaned_data["scan"]
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã lưu bản quét biên bản.")
    return redirect("inspections:place", place.pk)
