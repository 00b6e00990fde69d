"""The village's grid: a page of all its households, and the saving of one row.

Scripts save cells through the review form's own address; a row is posted here
without them, and to be submitted.
"""

import json

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from households.models import CommuneRound, Review
from households.rules.form_2022 import Kind, Problem
from households.services import review as reviews
from households.services.review_basis import basis_of
from households.services.review_fields import Sheet, Typed
from households.services.season.progress import in_place
from households.views.review import clashes_of, is_open, review_or_404
from households.views.review_form import problem_href, row_context
from households.views.season.grid_rows import (
    Trouble,
    codes_of,
    grid_of,
    questions_of,
)
from households.views.season.refusals import place_or_404
from povertyportal.accounts.access import Act, can, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail
from povertyportal.ui.templatetags.vn import clock


@require_GET
def grid(request: OfficerRequest, pk: int, village_pk: int) -> HttpResponse:
    """The households of a village in a round, a row each, a column a question."""
    place = place_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    village = _village_or_404(request, place, village_pk)
    trail.record(
        by=request.user,
        act="households.grid.viewed",
        kind="season",
        object_id=place.pk,
        area=village,
    )
    return _page(request, place, village)


@require_POST
def grid_row(request: OfficerRequest, pk: int) -> HttpResponse:
    """Save what a row holds; with "nop" also submit it. Answers scripts in JSON."""
    review = review_or_404(request, pk, Act.REVIEW)
    place = get_object_or_404(
        CommuneRound.objects.select_related("round", "commune__parent"),
        round=review.round_id,
        commune=review.commune_id,
    )
    if not is_open(review):
        return _closed(request, review, place)
    saved = reviews.save_answers(
        by=request.user, review=review, changes=_posted(request, review)
    )
    problems: tuple[Problem, ...] = ()
    is_done = False
    if "nop" in request.POST and not saved.conflicts and not saved.refused:
        try:
            reviews.submit_review(
                by=request.user, review=review, surveyed_on=saved.review.surveyed_on
            )
            is_done = True
        except reviews.IncompleteReview as error:
            problems = error.problems
    return _answer(request, place, saved, problems, is_done)


def _village_or_404(
    request: OfficerRequest, place: CommuneRound, village_pk: int
) -> Area:
    """A village of the commune that the officer answers for."""
    villages = Area.objects.filter(level=Level.VILLAGE, parent=place.commune_id)
    village = get_object_or_404(villages, pk=village_pk)
    if not scope_of(request.user).holds(village):
        raise Http404
    return village


def _listed(request: OfficerRequest, place: CommuneRound) -> QuerySet[Review]:
    rows = in_place(place.round_id, place.commune_id)
    return rows & Review.objects.visible_to(request.user)


def _page(
    request: OfficerRequest,
    place: CommuneRound,
    village: Area,
    troubles: dict[int, Trouble] | None = None,
) -> HttpResponse:
    listed = _listed(request, place)
    rows = (
        listed.filter(village=village)
        .select_related("household", "round")
        .prefetch_related("outcomes")
        .order_by("household__head_sort_key", "id")
    )
    may_review = can(request.user, Act.REVIEW)
    columns, lines = grid_of(rows, may_review=may_review, troubles=troubles)
    places = Area.objects.filter(pk__in=listed.values("village"))
    context = {
        "place": place,
        "village": village,
        "villages": places.order_by("sort_key"),
        "columns": columns,
        "rows": lines,
        "done": sum(not each.review.is_editable for each in lines),
        "can_type": any(each.is_open for each in lines),
        "stops": [
            problem for each in (troubles or {}).values() for problem in each.problems
        ],
    }
    return render(request, "season/grid.html", context)


def _posted(request: OfficerRequest, review: Review) -> list[reviews.Change]:
    """Cells of an ordinary post that differ from what the row began with."""
    try:
        base = json.loads(request.POST.get("base", "{}"))
    except ValueError:
        base = {}
    was = base if isinstance(base, dict) else {}
    changes = []
    for path, question in questions_of(review.answers, basis_of(review)).items():
        if path not in request.POST:
            continue
        typed: Typed = request.POST[path]
        empty: Typed = [] if question.kind is Kind.MULTI else ""
        if question.kind is Kind.MULTI:
            typed = codes_of(question, str(typed))
        if typed != was.get(path, empty):
            changes.append({"path": path, "value": typed, "was": was.get(path, empty)})
    return [reviews.Change.from_json(each) for each in changes]


def _closed(
    request: OfficerRequest, review: Review, place: CommuneRound
) -> HttpResponse:
    """Somebody has submitted it meanwhile, or the round is closed."""
    detail = "Phiếu này đã nộp hoặc đợt đã đóng: chỉ còn xem được."
    if _wants_json(request):
        return JsonResponse({"code": "closed", "detail": detail}, status=409)
    messages.info(request, detail)
    return redirect(_address(place, review))


def _address(place: CommuneRound, review: Review) -> str:
    page = reverse("season:grid", args=[place.pk, review.village_id])
    return f"{page}#h-{review.pk}"


def _wants_json(request: OfficerRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _answer(
    request: OfficerRequest,
    place: CommuneRound,
    saved: reviews.Saved,
    problems: tuple[Problem, ...],
    is_done: bool,
) -> HttpResponse:
    review = saved.review
    told = _problems_told(review, saved, problems)
    if _wants_json(request):
        return JsonResponse(_row_told(saved, told, is_done))
    if is_done or not (told or saved.conflicts):
        done = "Đã nộp phiếu" if is_done else "Đã lưu nháp"
        messages.success(request, f"{done} của hộ {review.household.head_name}.")
        return redirect(_address(place, review))
    sheet = Sheet(review, saved.evaluation.basis)
    trouble = Trouble(
        mine={each.path: each.mine for each in saved.conflicts},
        errors={**saved.unread, **{each.path: each.message for each in problems}},
        clashes=clashes_of(saved, sheet, request.user),
        problems=tuple(told),
    )
    return _page(request, place, review.village, {review.pk: trouble})


def _problems_told(
    review: Review, saved: reviews.Saved, problems: tuple[Problem, ...]
) -> list[dict[str, str]]:
    """What stands in the way of the row, each with where to mend it."""
    who = review.household.head_name
    form = reverse("households:review-detail", args=[review.pk])
    told = [
        {"path": path, "href": f"#h-{review.pk}", "message": f"{who}: {message}"}
        for path, message in {**saved.refused, **saved.unread}.items()
    ]
    told += [
        {
            "path": each.path,
            "href": _where(each, review, form),
            "message": f"{who}: {each.message}",
        }
        for each in problems
        if each.path not in saved.unread
    ]
    return told


def _where(problem: Problem, review: Review, form: str) -> str:
    """The row itself, or the full form for what only that asks."""
    href = problem_href(problem, review)
    if not problem.path.startswith("members"):
        return f"#h-{review.pk}"
    return f"{form}{href}" if href.startswith("#") else href


def _row_told(
    saved: reviews.Saved, told: list[dict[str, str]], is_done: bool
) -> dict[str, object]:
    review = saved.review
    if is_done:
        found = saved.evaluation.decisions
        laws = saved.evaluation.basis.standards
        results = [
            (each.poverty_class, law) for each, law in zip(found, laws, strict=True)
        ]
        live = render_to_string("season/_grid_fixed.html", {"results": results})
    else:
        context = row_context(review, saved.evaluation)
        live = render_to_string("households/_review_live_row.html", context)
    return {
        "is_done": is_done,
        "saved_at": clock(review.saved_at),
        "problems": told,
        "row": live,
    }
