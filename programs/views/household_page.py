"""What a household received or will: every part of the programmes shows its own.

A part is a template and what gives its context; the page includes them in order.
"""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from households.models import Household
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.forms.support import FindHouseholdForm
from programs.services.situations import situation_on
from programs.views import activity_people, household_rights, wayout_help
from programs.views.home import sections
from programs.views.households_in_sight import household_or_404
from programs.views.housing import stage_of
from programs.views.tones import SUPPORT_TONES

FEW_COMMUNES = 20
FOUND_AT_MOST = 50
Context = dict[str, Any]


def _support(officer: Officer, household: Household) -> Context:
    rows = household.supports.select_related("kind", "area", "person")
    return {"supports": [(each, SUPPORT_TONES[each.state]) for each in rows]}


def _houses(officer: Officer, household: Household) -> Context:
    rows = household.houses.select_related("area")
    return {"houses": [(each, *stage_of(each)) for each in rows]}


def _loans(officer: Officer, household: Household) -> Context:
    return {"loans": household.loans.select_related("programme", "person")}


# template, what gives its context; in the order of the page
PARTS: tuple[tuple[str, Callable[[Officer, Household], Context]], ...] = (
    ("programs/_household_support.html", _support),
    ("programs/_household_houses.html", _houses),
    ("programs/_household_loans.html", _loans),
    ("programs/_household_activities.html", activity_people.household_part),
    ("programs/_household_rights.html", household_rights.household_part),
    ("programs/_household_wayout.html", wayout_help.household_part),
)


@require_GET
def household(request: OfficerRequest, pk: int) -> HttpResponse:
    """A household and all that the programmes did, do and plan for it."""
    found = household_or_404(request, pk, Act.VIEW_PROGRAMMES)
    trail.record(
        by=request.user,
        act="programs.household.viewed",
        kind="household",
        object_id=found.pk,
        area_id=found.commune_id,
    )
    context: Context = {
        "sections": sections(request.user),
        "household": found,
        "situation": situation_on(found, timezone.localdate()),
        "may_give": can(request.user, Act.GIVE_SUPPORT),
        "templates": [template for template, _ in PARTS],
    }
    for _, tell in PARTS:
        context |= tell(request.user, found)
    return render(request, "programs/household.html", context)


@require_GET
def household_find(request: OfficerRequest) -> HttpResponse:
    """Look for the household that something is to be written for."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form = FindHouseholdForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    rows = Household.objects.none()
    if text:
        is_wide = len(scope_of(request.user).commune_ids) > FEW_COMMUNES
        seen = Household.objects.visible_to(request.user).active()
        rows = seen.matching(text, is_wide=is_wide).select_related("village", "commune")
    page = Paginator(rows.order_by("head_sort_key", "pk"), FOUND_AT_MOST)
    context = {
        "sections": sections(request.user),
        "form": form,
        "text": text,
        "page_obj": page.get_page(request.GET.get("page")),
    }
    return render(request, "programs/household_find.html", context)
