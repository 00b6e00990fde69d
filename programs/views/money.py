"""Money: the lines of a year, one line, what is paid slowly and why."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from programs.exports.money import (
    blockages_found,
    entries_of,
    line_of,
    lines_found,
    payments_of,
    row_of,
)
from programs.models import BudgetLine
from programs.services.line_use import written
from programs.services.money_base import sources_of
from programs.services.money_figures import Sums, calendars
from programs.views.home import sections

PAGE = 50


@require_GET
def line_list(request: OfficerRequest) -> HttpResponse:
    """Lines of a year in a place, with their sums and how they lie."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = lines_found(request.user, request.GET)
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    sums = found.plain.order_by().aggregate(
        planned=Sum("planned"), allocated=Sum("allocated"), disbursed=Sum("disbursed")
    )
    context = {
        "form": found.form,
        "place": found.place,
        "year": found.known.year,
        "page_obj": page,
        "rows": found.dressed(page),
        "total": Sums(**{name: value or 0 for name, value in sums.items()}),
        "sort": "area",
        "as_of": found.known.day,
        "may_enter": can(request.user, Act.ALLOCATE_MONEY),
        "sections": sections(request.user),
    }
    return render(request, "programs/money/line_list.html", context)


@require_GET
def line_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A line: what was put into it, paid from it, what holds it up."""
    line = line_of(request.user, pk)
    known = calendars(line.year, timezone.localdate())
    page = Paginator(payments_of(line), PAGE).get_page(request.GET.get("page"))
    context = {
        "line": line,
        "row": row_of(line, known),
        "written": written([line])[line.pk],
        "calendar": known.of(line.component_id),
        "as_of": known.day,
        "entries": entries_of(line),
        "page_obj": page,
        "blockages": line.blockages.order_by("resolved_on", "-since", "-pk"),
        "sections": sections(request.user),
        **_may(request.user, line),
    }
    return render(request, "programs/money/line_detail.html", context)


def _may(officer: Officer, line: BudgetLine) -> dict[str, bool]:
    gives = can(officer, Act.ALLOCATE_MONEY) and line.source in sources_of(officer)
    return {
        "may_give": gives,
        "may_move": gives and line.left > 0,
        "may_spend": can(officer, Act.SPEND_MONEY),
        "may_pay": can(officer, Act.SPEND_MONEY) and line.left > 0,
    }


@require_GET
def blockage_list(request: OfficerRequest) -> HttpResponse:
    """What holds a year's money up, the longest first."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, place, rows = blockages_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "place": place,
        "page_obj": page,
        "may_spend": can(request.user, Act.SPEND_MONEY),
    }
    return render(request, "programs/money/blockage_list.html", context)
