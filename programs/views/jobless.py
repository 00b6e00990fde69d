"""Households that lack a job, matched to classes and jobs."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from households.models import Household
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import vietnamese
from programs.exports.jobless import in_order, jobless_found
from programs.services import jobless
from programs.services.activities.participants import (
    Joining,
    add_participant,
    members_of,
)
from programs.services.questions import Questioned
from programs.views.activity_work import runs
from programs.views.acts import pressed
from programs.views.home import sections

PAGE = 25
OFFERED = 10
COUNTED = 1_000  # beyond this a wide list says "more than" instead of counting on


@require_GET
def jobless_list(request: OfficerRequest) -> HttpResponse:
    """Households with labour that lack a job, by filters that live in the URL."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = jobless_found(request.user, request.GET)
    rows = None if found.is_narrow else jobless.first_of(found.rows, COUNTED)
    ordered = in_order(found.rows if rows is None else rows)
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "sections": sections(request.user),
        "form": found.form,
        "page_obj": page,
        "total_text": "" if rows is None else f"hơn {vietnamese(COUNTED)}",
        "rows": jobless.dress(page.object_list, today),
        "activity": found.activity,
        "offered": found.open_ones[:OFFERED],
        "standard": found.standard,
        "unknown": found.unknown,
        "as_of": today,
        "may_run": can(request.user, Act.RUN_ACTIVITIES),
    }
    return render(request, "programs/jobless_list.html", context)


@require_POST
def jobless_join(
    request: OfficerRequest, pk: int, household_pk: int, person_pk: int
) -> HttpResponse:
    """Put a member into a class or a job, from today; back to the list as it was.

    Where the rules ask something, on to the form that has room for the answer.
    """
    activity = runs(request, pk)
    homes = Household.objects.visible_to(request.user)
    household = get_object_or_404(homes, pk=household_pk)
    person = get_object_or_404(members_of(household), person=person_pk).person
    joining = Joining(household, person, timezone.localdate())

    def join() -> str:
        add_participant(by=request.user, activity=activity, joining=joining)
        return f"Đã đưa {person.name} vào {activity.name}."

    try:
        pressed(request, join)
    except Questioned as error:
        messages.warning(request, f"{' '.join(error.messages)} Hãy ghi lý do ngoại lệ.")
        url = reverse("programs:activity-participant-add", args=[pk, household_pk])
        return redirect(f"{url}?person={person_pk}")
    query = request.GET.urlencode()
    return redirect(f"{reverse('programs:jobless-list')}?{query}")
