"""Where money is slow, and why: by component, area or source."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import truncatechars
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.charts import Bar, Mark, bar_chart
from povertyportal.ui.numbers import vietnamese
from programs.exports.disbursement import WAYS, Disbursed, disbursed
from programs.services.money_figures import Group
from programs.views.home import sections

BARS = 20
LABEL = 24  # characters: what a phone shows beside the amounts
MILLION = 1_000_000


@require_GET
def overview(request: OfficerRequest) -> HttpResponse:
    """Paid of what was allocated, beside what the calendar asks for by today."""
    require(request.user, Act.VIEW_PROGRAMMES)
    found = disbursed(request.user, request.GET)
    context = {
        "form": found.form,
        "place": found.place,
        "year": found.known.year,
        "as_of": found.known.day,
        "rows": found.rows,
        "total": found.total,
        "what": WAYS[found.by][1],
        "chart": _chart(found),
        **_in_millions(found.total),
        "sections": sections(request.user),
    }
    return render(request, "programs/money/disbursement.html", context)


def _chart(found: Disbursed) -> SafeString | str:
    """Rates of the groups, the slowest first; nothing where there is one or none."""
    known = [row for row in found.rows if row.group.rate is not None]
    if len(known) < 2:
        return ""
    slowest = sorted(known, key=lambda row: (row.group.rate or 0, row.name))
    bars = [
        Bar(
            truncatechars(row.name, LABEL),
            row.group.rate,
            f"{vietnamese(_millions(row.group.disbursed))}/"
            f"{vietnamese(_millions(row.group.allocated))}",
            strong=row.tone == "bad",
        )
        for row in slowest[:BARS]
    ]
    expected = found.total.expected_rate
    first = slowest[0]
    return bar_chart(
        bars,
        key="disbursement",
        title=f"Giải ngân thấp nhất: {first.name} "
        f"({vietnamese(first.group.rate or 0, 2)}%)",
        unit="%",
        places=2,
        note="Sau tên: đã giải ngân/được giao, triệu đồng.",
        mark=Mark(expected, "Phải đạt đến nay") if expected else None,
    )


def _in_millions(total: Group) -> dict[str, int]:
    names = ("planned", "allocated", "disbursed", "left")
    return {name: _millions(getattr(total, name)) for name in names}


def _millions(amount: int) -> int:
    return round(amount / MILLION)
