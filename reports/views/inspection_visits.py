"""The visit form: at a desk, or on a phone at the household's door."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.rules.standards import STANDARDS
from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from reports.inspection_forms import VisitForm
from reports.models import Inspection, InspectionVisit
from reports.sampling import Risk
from reports.services import risk
from reports.services.inspections import visits
from reports.views.inspection_places import version_of


def visit_or_404(request: OfficerRequest, pk: int) -> InspectionVisit:
    """The visit of a commune of the inspector's, in an inspection of his team."""
    require(request.user, Act.INSPECT)
    rows = InspectionVisit.objects.visible_to(request.user).select_related(
        "place__inspection__round",
        "place__commune",
        "household__village",
        "outcome__village",
        "review",
        "saved_by",
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def visit_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the portal has of a household, and what the team found there."""
    visit = visit_or_404(request, pk)
    form = _form(request, visit)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            visits.save_visit(
                by=request.user,
                visit=visit,
                version=version_of(request),
                seen=form.seen(),
            )
        except ValidationError as error:
            problems = explain(form, error)
        else:
            return _saved(request, visit)
    if request.method == "GET":
        visits.record_view(request.user, visit)
    context = {"form": form, "problems": problems, **_known(visit)}
    context["version"] = request.POST.get("version", visit.version)
    return render(request, "inspections/visit.html", context)


def _form(request: OfficerRequest, visit: InspectionVisit) -> VisitForm:
    if visit.state == InspectionVisit.State.TODO:
        initial = {"visited_on": timezone.localdate()}
    else:
        initial = VisitForm.initial_of(visits.seen_of(visit))
    data = request.POST if request.method == "POST" else None
    return VisitForm(data, indicators=visits.indicators_of(visit), initial=initial)


def _known(visit: InspectionVisit) -> dict[str, object]:
    """What the portal says of the household."""
    told = visits.told(visit)
    place = visit.place
    return {
        "visit": visit,
        "place": place,
        "inspection": place.inspection,
        "was": visit.outcome.get_poverty_class_display(),
        "standard": STANDARDS[visit.outcome.standard].title,
        "deprived": [each.name for each, lacks in told if lacks],
        "unknown": sum(lacks is None for _, lacks in told),
        "signs": [risk.LABELS[Risk(sign)] for sign in visit.risks],
        "may_type": place.inspection.state == Inspection.State.OPEN
        and place.closed_at is None,
    }


def _saved(request: OfficerRequest, visit: InspectionVisit) -> HttpResponse:
    """Back to the list, or on to the next household when asked so."""
    messages.success(request, f"Đã lưu phiếu của hộ {visit.head_name}.")
    following = visits.next_after(visit) if "next" in request.POST else None
    if following is not None:
        return redirect("inspections:visit", following.pk)
    return redirect("inspections:place", visit.place_id)
