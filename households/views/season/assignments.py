"""Pages of assigning villages to surveyors, and how far they are."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.exports.season_work import survey_of, villages_of
from households.forms.season.assignments import AssignForm, EndAssignmentForm
from households.models import CommuneRound, ReviewRound, SurveyAssignment
from households.services.season import assignments, workload
from households.views.season.refusals import explain, place_or_404
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer, Role


@require_GET
def assignment_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """Villages and surveyors of the commune with their progress, and the history."""
    place = place_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    survey = survey_of(request.user, place)
    total = workload.Load()
    for row in survey.rows:
        total.add(row.load)
    context = {
        "place": place,
        "rows": survey.rows,
        "total": total,
        "surveyors": workload.by_surveyor(survey.rows, survey.reviews),
        "history": survey.history,
        "today": timezone.localdate(),
        "can_assign": can(request.user, Act.RUN_SEASON)
        and place.round.state == ReviewRound.State.OPEN,
    }
    return render(request, "season/assignment_list.html", context)


def _surveyors_of(place: CommuneRound) -> QuerySet[Officer]:
    """Surveyors who have, or had, an area of the commune."""
    known = Q(scopes__area=place.commune_id) | Q(scopes__area__parent=place.commune_id)
    known |= Q(assignments__place__commune=place.commune_id)
    rows = Officer.objects.filter(known, role=Role.SURVEYOR, is_active=True)
    return rows.distinct().order_by("full_name", "username")


@require_http_methods(["GET", "POST"])
def assignment_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give a surveyor a village of the commune."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    form = AssignForm(
        request.POST or None,
        request.FILES or None,
        villages=villages_of(place).order_by("sort_key"),
        surveyors=_surveyors_of(place),
        initial={"starts": timezone.localdate(), "village": request.GET.get("thon")},
    )
    context: dict[str, Any] = {"place": place, "form": form}
    if form.is_valid():
        try:
            made = _assign(request.user, place, form.cleaned_data)
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(
                request, f"Đã phân công {made.surveyor} ở {made.village.name}."
            )
            return redirect("season:assignments", place.pk)
    return render(request, "season/assignment_create.html", context)


def _assign(by: Officer, place: CommuneRound, data: dict[str, Any]) -> SurveyAssignment:
    names = ("village", "surveyor", "starts", "ends", "document", "document_on")
    return assignments.assign(
        by=by,
        place=place,
        appointment=assignments.Appointment(**{name: data[name] for name in names}),
        scan=data["scan"],
    )


def _assignment_or_404(officer: Officer, pk: int) -> SurveyAssignment:
    places = CommuneRound.objects.visible_to(officer)
    rows = SurveyAssignment.objects.filter(place__in=places)
    return get_object_or_404(
        rows.select_related("place__round", "place__commune", "village", "surveyor"),
        pk=pk,
    )


@require_http_methods(["GET", "POST"])
def assignment_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a surveyor off a village; the row stays as history."""
    require(request.user, Act.RUN_SEASON)
    found = _assignment_or_404(request.user, pk)
    form = EndAssignmentForm(request.POST or None, initial={"on": timezone.localdate()})
    context: dict[str, Any] = {"found": found, "place": found.place, "form": form}
    if form.is_valid():
        try:
            assignments.end_assignment(
                by=request.user, assignment=found, **form.cleaned_data
            )
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, "Đã ghi thôi phân công.")
            return redirect("season:assignments", found.place_id)
    return render(request, "season/assignment_end.html", context)
