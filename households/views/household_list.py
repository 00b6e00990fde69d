"""The list of households: search and filters, as of today or of another day."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from households.exports.households import (
    Households,
    households_found,
    in_order,
    with_standings,
)
from households.models import Household
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest

PAGE = 25
COUNTED = 1_000  # beyond this a list says "more than" instead of counting on


@require_GET
def household_list(request: OfficerRequest) -> HttpResponse:
    """Households of one's scope, by filters that live in the URL."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    found = households_found(request.user, request.GET)
    page, total_text = _page(request, found)
    context = {
        "form": found.form,
        "page_obj": page,
        "total_text": total_text,
        "moment": found.moment,
        "q": request.GET.get("q", ""),
        "can_edit": can(request.user, Act.EDIT_HOUSEHOLDS),
    }
    return render(request, "households/household_list.html", context)


def _page(request: OfficerRequest, found: Households) -> tuple[object, str]:
    """A page with each household's `standing`; wide lists end at COUNTED."""
    households, total_text = found.rows, ""
    if not found.is_narrow and households[COUNTED : COUNTED + 1].exists():
        households, total_text = (
            households[:COUNTED],
            f"hơn {COUNTED:,}".replace(",", "."),
        )
        ids = list(households.values_list("pk", flat=True))
        households = Household.objects.filter(pk__in=ids)
    rows = in_order(households)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = with_standings(page.object_list, found.moment)
    return page, total_text
