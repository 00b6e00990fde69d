"""Households that lack a job, matched to classes and jobs."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from households.models import Household, Person
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import number_or_zero
from programs.exports.jobless import jobless_found
from programs.models import Activity
from programs.services import jobless
from programs.services.activities.participants import Joining, add_participant
from programs.views.acts import pressed
from programs.views.home import sections

PAGE = 25
OFFERED = 10


@require_GET
def jobless_list(request: OfficerRequest) -> HttpResponse:
    """Households with labour that lack a job, by filters that live in the URL."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = jobless_found(request.user, request.GET)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "sections": sections(request.user),
        "form": found.form,
        "page_obj": page,
        "rows": jobless.dress(page.object_list, today),
        "activity": found.activity,
        "offered": found.open_ones[:OFFERED],
        "standard": found.standard,
        "as_of": today,
        "may_run": can(request.user, Act.RUN_ACTIVITIES),
    }
    return render(request, "programs/jobless_list.html", context)


@require_POST
def jobless_join(request: OfficerRequest) -> HttpResponse:
    """Put a member into a class or a job, from today."""
    require(request.user, Act.RUN_ACTIVITIES)

    def asked(name: str) -> int:
        return number_or_zero(request.POST.get(name))

    activity = get_object_or_404(
        Activity.objects.visible_to(request.user), pk=asked("activity")
    )
    homes = Household.objects.visible_to(request.user)
    household = get_object_or_404(homes, pk=asked("household"))
    person = get_object_or_404(Person, pk=asked("person"))
    joining = Joining(household, person, timezone.localdate())

    def join() -> str:
        add_participant(by=request.user, activity=activity, joining=joining)
        return f"Đã đưa {person.name} vào {activity.name}."

    pressed(request, join)
    query = request.GET.urlencode()
    return redirect(f"{reverse('programs:jobless-list')}?{query}")
