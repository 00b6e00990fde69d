"""Pages of requests: recorded, listed, one with what may be done about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.exports.season_list import requests_found
from households.forms.season.requests import (
    AcceptForm,
    RequestForm,
)
from households.models import Household, Person, ReviewRequest
from households.rules.procedure import regular_start
from households.services.rounds import current_class
from households.services.season import answers, requests, screens, workers
from households.views.register import household_or_404
from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer

PAGE = 50
Kind = ReviewRequest.Kind


@require_http_methods(["GET", "POST"])
def request_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Record a request of a household or of one of its members."""
    household = household_or_404(request, pk)
    require(request.user, Act.RUN_SEASON)
    form = RequestForm(
        request.POST or None,
        request.FILES or None,
        people=_people(household),
        initial=RequestForm.usual(household.head_name, _likely(household)),
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            made = _receive(request.user, household, form.cleaned_data)
        except ValidationError as error:
            problems = explain(form, error)
        else:
            messages.success(request, "Đã ghi giấy đề nghị.")
            return redirect("season:request-detail", made.pk)
    context = {"household": household, "form": form, "problems": problems}
    return render(request, "season/request_create.html", context)


def _people(household: Household) -> QuerySet[Person]:
    """Who lives in the household, or lived there when an older paper came."""
    return Person.objects.filter(memberships__household=household).distinct()


def _likely(household: Household) -> str:
    """The kind that the household most likely hands in."""
    listed = current_class(household, timezone.localdate()) in requests.LISTED
    return Kind.LEAVE if listed else Kind.ENTER


def _receive(by: Officer, household: Household, data: dict[str, Any]) -> ReviewRequest:
    names = ("kind", "applicant", "channel", "received_on", "reason", "person")
    return requests.receive(
        by=by,
        household=household,
        key=data["key"],
        application=requests.Application(**{name: data[name] for name in names}),
        scan=data["scan"],
    )


@require_GET
def request_list(request: OfficerRequest) -> HttpResponse:
    """Requests of one's area, newest first, by filters that live in the URL."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    form, rows = requests_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "season/request_list.html", {"form": form, "page_obj": page})


def request_or_404(request: OfficerRequest, pk: int) -> ReviewRequest:
    """A request of a household that the officer sees, else 404."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    rows = ReviewRequest.objects.visible_to(request.user).select_related(
        "household__village",
        "household__commune",
        "person",
        "review__round",
        "scan",
        "recorded_by",
        "screened_by",
        "answered_by",
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def request_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A request with its screen, its answer, and what may be done."""
    found = request_or_404(request, pk)
    requests.log(request.user, found, "viewed")
    return detail(request, found)


def detail(
    request: OfficerRequest,
    found: ReviewRequest,
    problems: list[dict[str, str]] | None = None,
) -> HttpResponse:
    """The page of one request, perhaps with why an act was refused."""
    is_waiting = found.state == ReviewRequest.State.RECEIVED
    can_run = is_waiting and can(request.user, Act.RUN_SEASON)
    places = answers.places_to_enter(found) if can_run else []
    can_review = can(request.user, Act.REVIEW)
    screened = found.screen.get("standard")
    context = {
        "found": found,
        "problems": problems or [],
        "can_run": can_run,
        "needs_screen": found.kind == Kind.ENTER and not found.screen_passed,
        "can_review": can_review,
        "can_screen": is_waiting and found.kind == Kind.ENTER and can_review,
        "accept_form": AcceptForm(places=places) if places else None,
        "regular_from": regular_start(found.received_on),
        "screening": screens.screening(screened, found.screen["lines"])
        if screened and found.screen["lines"]
        else None,
        "worker_results": _judged(found),
    }
    return render(request, "season/request_detail.html", context)


def _judged(found: ReviewRequest) -> list[tuple[str, workers.WorkerJudgement]]:
    """(standard, judgement) of a worker's request, one a result of his household."""
    if found.kind != Kind.WORKER or found.review is None:
        return []
    outcomes = found.review.outcomes.current().select_related("grounds")
    return [(each.standard, workers.judge_outcome(each)) for each in outcomes]
