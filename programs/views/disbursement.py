"""Where money is slow, and why: by component, area or source."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.charts import leading
from programs.exports.disbursement import WAYS, disbursed
from programs.exports.disbursement_chart import MILLION, disbursement_chart
from programs.services.money_figures import Group
from programs.views.home import sections


@require_GET
def overview(request: OfficerRequest) -> HttpResponse:
    """Paid of what was allocated, beside what the calendar asks for by today."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = disbursed(request.user, request.GET)
    chart = disbursement_chart(found)
    context = {
        "form": found.form,
        "place": found.place,
        "year": found.known.year,
        "as_of": found.known.day,
        "rows": found.rows,
        "total": found.total,
        "what": WAYS[found.by][1],
        "chart": leading(chart, request.GET) if chart else "",
        **_in_millions(found.total),
        "sections": sections(request.user),
    }
    return render(request, "programs/money/disbursement.html", context)


def _in_millions(total: Group) -> dict[str, int]:
    names = ("planned", "allocated", "disbursed", "left")
    return {name: _millions(getattr(total, name)) for name in names}


def _millions(amount: int) -> int:
    return round(amount / MILLION)
