"""Needs against help: of a place, and household by household."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from programs.exports.need import behind_found, needs_found
from programs.services import need_figures, need_households
from programs.services.need_sql import (
    HELPED,
    PLANNED,
    STATES,
    UNCOVERED,
    day_of,
)
from programs.services.need_topics import topic_name
from programs.views.home import sections

PAGE = 50
TONES = {HELPED: "ok", PLANNED: "info", UNCOVERED: "warn"}
# What is shown of suggestions: more would hide the numbers.
MOST_SUGGESTED = 3


@require_GET
def need(request: OfficerRequest) -> HttpResponse:
    """How many households need what, and how many of them are helped."""
    found = needs_found(request.user, request.GET)
    rows = found.topics()
    suggested = need_figures.suggestions(found.year)
    context = {
        "sections": sections(request.user),
        "form": found.form,
        "place": found.place,
        "year": found.year,
        "day": day_of(found.year),
        "rows": [(row, suggested.get(row.topic, [])[:MOST_SUGGESTED]) for row in rows],
        "units": found.units(),
        "topic_name": topic_name(found.form.asked("topic")),
        "built_at": need_figures.built_at(found.homes, found.year),
        "covered": need_figures.covered(found.homes, found.year),
        "waiting": need_figures.waiting(found.homes, found.year),
    }
    return render(request, "programs/need/need.html", context)


@require_GET
def need_households_list(request: OfficerRequest) -> HttpResponse:
    """The households behind a number, each with its needs and what it got."""
    found = behind_found(request.user, request.GET)
    page = Paginator(found.paged(), PAGE).get_page(request.GET.get("page"))
    page.object_list = need_households.dressed(list(page.object_list), found.year)
    form = found.form
    context = {
        "sections": sections(request.user),
        "form": form,
        "place": found.place,
        "year": found.year,
        "page_obj": page,
        "rows": [(row, STATES[row.state], TONES[row.state]) for row in page],
        "topic_name": topic_name(form.asked("topic"), form.asked("standard")),
    }
    return render(request, "programs/need/households.html", context)
