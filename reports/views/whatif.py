"""What if: the same households under another standard, asked, followed, read."""

from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, can
from povertyportal.accounts.http import OfficerRequest
from povertyportal.jobs.models import JobState
from povertyportal.ui.charts import leading
from reports import tasks
from reports.exports.figures import asked_choice
from reports.exports.whatif import asked_runs, run_or_404, wanted_form
from reports.forms import PeriodForm
from reports.models import WhatIfRun
from reports.services.selection import Choice, Place
from reports.services.whatif.drawing import by_move
from reports.services.whatif.naming import about, place_name, short
from reports.services.whatif.showing import entries, households, transition
from reports.views.places import frame_of_place
from reports.views.room_links import room
from reports.views.whatif_parts import communes_of, notes_of, table_of, tiles_of
from reports.whatif_forms import OtherForm

PAGE = 50
HOME = "analysis:what-if"


@require_http_methods(["GET", "POST"])
def what_if(request: OfficerRequest) -> HttpResponse:
    """Questions asked of the place, and another one."""
    place, runs = asked_runs(request.user, request.GET)
    choice = asked_choice(place, request.GET)
    form = None
    if choice is not None:
        data = request.POST if request.method == "POST" else None
        form = OtherForm(data, period=choice.period)
        if form.is_valid() and (run := _asked(request, form, place, choice)):
            return redirect("analysis:what-if-run", run.pk)
    page = Paginator(runs, PAGE).get_page(request.GET.get("page"))
    context = {
        "place": place,
        "choice": choice,
        "form": form,
        "period_form": PeriodForm(choice=choice, area=place.area) if choice else None,
        "page_obj": page,
        "runs": [(run, short(run.standard), short(run.other)) for run in page],
        "room": room(request.user, HOME),
        **frame_of_place(request, place, partial(_link, choice=choice)),
    }
    return render(request, "whatif/what_if.html", context)


def _link(area_id: int | None, choice: Choice | None) -> str:
    query: dict[str, object] = {"area": area_id} if area_id else {}
    if choice:
        query["year"] = choice.period.year
    return f"{reverse(HOME)}?{urlencode(query)}"


def _asked(
    request: OfficerRequest, form: OtherForm, place: Place, choice: Choice
) -> WhatIfRun | None:
    """The run that a valid form asks for; None with its errors on the form."""
    try:
        return tasks.start_what_if(
            by=request.user,
            place=place,
            period=choice.period,
            other=form.cleaned_data["other"],
        )
    except ValidationError as error:
        form.add_error(None, error)
    return None


@require_GET
def what_if_run(request: OfficerRequest, pk: int) -> HttpResponse:
    """One question and its answer; with ?fragment=1 its progress alone."""
    run = run_or_404(request.user, pk)
    context = {
        "run": run,
        "where": place_name(run),
        "former": short(run.standard),
        "other": short(run.other),
        "about": about(run),
    }
    if "fragment" in request.GET:
        return render(request, "whatif/_progress.html", context)
    if run.state == JobState.DONE:
        found = transition(run)
        linked = can(request.user, Act.VIEW_HOUSEHOLDS)
        context |= {
            "found": found,
            "tiles": tiles_of(run, found, linked=linked),
            "chart": leading(by_move(run, found), QueryDict(f"run={run.pk}")),
            "table": table_of(run, found, linked=linked),
            "communes": communes_of(run, found, linked=linked),
            "notes": notes_of(run),
            "age_days": (timezone.now() - run.as_of).days,
        }
    return render(request, "whatif/what_if_run.html", context)


@require_POST
def what_if_retry(request: OfficerRequest, pk: int) -> HttpResponse:
    """Ask a question that failed once more."""
    run = run_or_404(request.user, pk)
    tasks.retry_what_if(by=request.user, run=run)
    return redirect("analysis:what-if-run", run.pk)


@require_GET
def what_if_households(request: OfficerRequest, pk: int) -> HttpResponse:
    """Exactly the households that a number of the answer counts."""
    run = run_or_404(request.user, pk, state=JobState.DONE)
    form = wanted_form(request.user, run, request.GET)
    rows = households(by=request.user, run=run, wanted=form.wanted())
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "where": place_name(run),
        "former": short(run.standard),
        "other": short(run.other),
        "form": form,
        "page_obj": page,
        "entries": entries(page.object_list),
    }
    return render(request, "whatif/households.html", context)
