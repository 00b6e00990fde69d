"""Activities: their list, counts by kind, page, and the plan of one."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from programs.exports.activities import (
    activities_carried,
    activities_found,
    activity_of,
    figures_found,
    progress_of,
    stages_of,
)
from programs.forms.activities import ActivityForm, own_commune
from programs.models import Activity
from programs.services import activity_figures as figures
from programs.services import jobless
from programs.services.activities import editing
from programs.services.activities.participants import participants_of
from programs.services.activity_states import (
    LATE_WORDS,
    TONES,
    is_late,
    is_over,
    state_of,
)
from programs.services.places import asked_place, asked_year
from programs.views.acts import done
from programs.views.home import sections

PAGE = 25
PEOPLE = 50


@require_GET
def activity_list(request: OfficerRequest) -> HttpResponse:
    """Activities of a place and year, by filters that live in the URL."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = activities_found(request.user, request.GET)
    carried = activities_carried(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "carried": carried,
        "rows": [(each, *signs_of(each)) for each in page],
        "may_run": can(request.user, Act.RUN_ACTIVITIES),
    }
    return render(request, "programs/activity_list.html", context)


def signs_of(activity: Activity) -> tuple[str, str, str]:
    """The state in words and its tone, and what to say of being late."""
    state = state_of(activity)
    late = LATE_WORDS if is_late(activity, timezone.localdate()) else ""
    return str(state.label), TONES[state], late


@require_GET
def activity_figures(request: OfficerRequest) -> HttpResponse:
    """How many activities of each kind a place has in a year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = figures_found(request.user, request.GET)
    context = {
        "sections": sections(request.user),
        "form": found.form,
        "rows": found.rows,
        "outcomes": found.outcomes,
        "place": found.place,
        "year": found.year,
        "as_of": timezone.localdate(),
    }
    return render(request, "programs/activity_figures.html", context)


@require_http_methods(["GET", "POST"])
def activity_create(request: OfficerRequest) -> HttpResponse:
    """Enter an activity."""
    require(request.user, Act.RUN_ACTIVITIES)
    scope, year = scope_of(request.user), asked_year(request.POST or request.GET)
    place = asked_place(scope, request.GET)
    form = ActivityForm(
        request.POST or None,
        scope=scope,
        for_year=year,
        initial={"year": year, "area": place.area or own_commune(scope)},
    )
    made: list[Activity] = []

    def create() -> str:
        made.append(editing.create_activity(by=request.user, plan=form.plan()))
        return "Đã thêm hoạt động."

    if done(request, form, create):
        return redirect("programs:activity-detail", made[0].pk)
    return render(request, "programs/activity_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def activity_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change the plan of an activity."""
    require(request.user, Act.RUN_ACTIVITIES)
    found = activity_of(request.user, pk)
    year = asked_year(request.POST) if request.POST else found.year
    form = ActivityForm(
        request.POST or None,
        scope=scope_of(request.user),
        for_year=year,
        own=found.area,
        initial={name: getattr(found, name) for name in editing.PLAN},
    )

    def change() -> str:
        editing.change_activity(by=request.user, activity=found, plan=form.plan())
        return "Đã lưu hoạt động."

    if done(request, form, change):
        return redirect("programs:activity-detail", found.pk)
    context = {"form": form, "activity": found}
    return render(request, "programs/activity_form.html", context)


@require_GET
def activity_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """An activity: how far it is, its stages, work, participants, result."""
    found = activity_of(request.user, pk)
    people = participants_of(request.user, found)
    page = Paginator(people, PEOPLE).get_page(request.GET.get("page"))
    state, tone, late = signs_of(found)
    shown = people.values("household").distinct().count()
    context = {
        "activity": found,
        "state": state,
        "tone": tone,
        "late": late,
        "share": 100 * found.quantity_done / found.quantity,
        "given": figures.given_by(found),
        "stages": stages_of(found),
        "progress": progress_of(found),
        "page_obj": page,
        "elsewhere": found.participant_count - shown,
        "may_run": can(request.user, Act.RUN_ACTIVITIES),
        "goes_on": found.cancelled_on is None,
        "may_judge": found.finished_on is not None,
        "may_match": found.kind in jobless.KINDS and not is_over(found),
    }
    return render(request, "programs/activity_detail.html", context)
