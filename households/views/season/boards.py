"""The season board over communes, and one commune's season."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from households.exports.board import board_of, steps_of
from households.exports.cases import dossiers_seen
from households.forms.season.board import season_of
from households.models import CommuneRound, Review, ReviewRound, ReviewState
from households.rules.procedure import StepState
from households.services.season import clock
from households.services.season.terms import rules_of
from households.views.season.refusals import place_or_404
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest

PAGE = 50
# What a commune's season leads to: label, name of the page.
PAGES = (
    ("Danh sách hộ", "list"),
    ("Phân công rà soát", "assignments"),
    ("Họp dân", "meetings"),
    ("Niêm yết công khai", "postings"),
    ("Khiếu nại", "complaints"),
    ("Báo cáo cấp trên", "submissions"),
    ("Quyết định công nhận", "decisions"),
    ("Giấy chứng nhận", "certificates"),
)
# Those that tell of the whole commune: a surveyor, who sees his villages, opens none.
OF_THE_COMMUNE = {"complaints", "submissions", "decisions", "certificates"}
STEP_PAGES = {
    "list": "list",
    "survey": "assignments",
    "meeting": "meetings",
    "posting": "postings",
    "recheck": "complaints",
    "preliminary": "submissions",
    "opinion": "submissions",
    "recognition": "decisions",
    "official": "submissions",
    "monthly": "submissions",
}
ORDER = (
    StepState.LATE,
    StepState.SOON,
    StepState.ON_TIME,
    StepState.DONE_LATE,
    StepState.DONE,
)


@require_GET
def board(request: OfficerRequest) -> HttpResponse:
    """Communes by steps: on time, due soon, late, done."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    found = board_of(request.user, request.GET)
    columns = steps_of(found.found)
    shown = [
        {"found": each, "cells": [each.of(step) for step in columns]}
        for each in found.shown
    ]
    context = {
        "form": found.form,
        "heading": found.form.season_label(),
        "counts": _counts(found.found),
        "columns": [step.label for step in columns],
        "page_obj": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "can_open": can(request.user, Act.OPEN_ROUND),
        "can_open_regular": can(request.user, Act.RUN_SEASON),
        "sees_counts": can(request.user, Act.VIEW_FIGURES),
    }
    return render(request, "season/board.html", context)


def _counts(found: Sequence[clock.PlaceClock]) -> list[dict[str, object]]:
    """How many communes stand how, most pressing first."""
    states = [each.state for each in found]
    return [
        {
            "state": state.value,
            "label": clock.WORDS[state],
            "tone": clock.TONES[state],
            "count": states.count(state),
        }
        for state in ORDER
    ]


@require_GET
def place(request: OfficerRequest, pk: int) -> HttpResponse:
    """A commune's season: its steps in the order of the law."""
    found = place_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    is_regular = found.round.kind == ReviewRound.Kind.REGULAR
    context = {
        "place": found,
        "board_url": f"{reverse('season:board')}?dot={season_of(found.round)}",
        "households_url": _households_url(request, found),
        "steps": [
            {"clock": step, "url": _step_url(request, found, step.step)}
            for step in clock.due_steps(found)
        ],
        "pages": _pages(request, found),
        "villages": _villages(request, found),
        "dossiers": _dossiers(request, found) if is_regular else None,
        "terms": rules_of(found.round.procedure, found.round.kind).values(),
        "sees_counts": can(request.user, Act.VIEW_FIGURES),
        "can_run": can(request.user, Act.RUN_SEASON),
    }
    return render(request, "season/place.html", context)


def _households_url(request: OfficerRequest, found: CommuneRound) -> str:
    """The round's households: of this commune where the officer sees several."""
    url = reverse("households:round-detail", args=[found.round_id])
    several = len(scope_of(request.user).commune_ids) > 1
    return f"{url}?area={found.commune_id}" if several else url


def _opens(request: OfficerRequest, name: str) -> bool:
    return name not in OF_THE_COMMUNE or can(request.user, Act.VIEW_FIGURES)


def _step_url(request: OfficerRequest, found: CommuneRound, step: str) -> str:
    """Where a step is done; empty for who may not open that page."""
    name = STEP_PAGES[step]
    opens = _opens(request, name)
    return reverse(f"season:{name}", args=[found.pk]) if opens else ""


def _pages(request: OfficerRequest, found: CommuneRound) -> list[dict[str, str]]:
    requests = {"label": "Giấy đề nghị", "url": reverse("season:request-list")}
    return [
        {"label": label, "url": reverse(f"season:{name}", args=[found.pk])}
        for label, name in PAGES
        if _opens(request, name)
    ] + [requests]


def _dossiers(request: OfficerRequest, found: CommuneRound) -> object:
    rows = dossiers_seen(request.user, found)
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _villages(request: OfficerRequest, found: CommuneRound) -> list[dict[str, object]]:
    """Villages that the officer sees, with how many of their forms are handed in."""
    rows = (
        Review.objects.visible_to(request.user)
        .filter(round=found.round_id, commune=found.commune_id, corrects__isnull=True)
        .exclude(state=ReviewState.WITHDRAWN)
        .order_by("village__sort_key", "village_id")
        .values("village_id", "village__name")
        .annotate(
            total=Count("id"), done=Count("id", filter=Q(state=ReviewState.SUBMITTED))
        )
    )
    return [
        {
            "name": row["village__name"],
            "total": row["total"],
            "done": row["done"],
            "url": reverse("season:grid", args=[found.pk, row["village_id"]]),
        }
        for row in rows
    ]
