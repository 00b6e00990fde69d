"""Pages of objections raised at a residents' meeting."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from households.forms.season.meetings import ObjectionForm
from households.models import MeetingObjection, Review, VillageMeeting
from households.services.season import objections
from households.services.season.meetings import reviews_of
from households.views.season.meetings import meeting_or_404
from households.views.season.refusals import key_of, problems_of
from povertyportal.accounts.access import Act
from povertyportal.accounts.http import OfficerRequest


@require_http_methods(["GET", "POST"])
def objection_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put an objection into open minutes."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    key, problems = key_of(request), []
    form = ObjectionForm(request.POST or None, reviews=_reviews(meeting))
    if form.is_valid():
        try:
            objections.add_objection(
                by=request.user, meeting=meeting, key=key, said=form.said()
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            return redirect("season:meeting-detail", meeting.pk)
    context = {"meeting": meeting, "key": key, "form": form, "problems": problems}
    return render(request, "season/objection_form.html", context)


@require_http_methods(["GET", "POST"])
def objection_edit(request: OfficerRequest, pk: int, objection_pk: int) -> HttpResponse:
    """Correct an objection, or add the answer, while the minutes are open."""
    meeting = meeting_or_404(request, pk, Act.RUN_SEASON)
    found = get_object_or_404(
        MeetingObjection.objects.filter(meeting=meeting).select_related(
            "meeting__place", "review"
        ),
        pk=objection_pk,
    )
    initial = {name: getattr(found, name) for name in ObjectionForm.base_fields}
    form = ObjectionForm(
        request.POST or None, initial=initial, reviews=_reviews(meeting)
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            objections.change_objection(
                by=request.user, objection=found, said=form.said()
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            return redirect("season:meeting-detail", meeting.pk)
    context = {"meeting": meeting, "form": form, "problems": problems}
    return render(request, "season/objection_form.html", context)


def _reviews(meeting: VillageMeeting) -> QuerySet[Review]:
    rows = reviews_of(meeting.place, meeting.village)
    return rows.order_by("household__head_sort_key", "id")
