"""Handing a line's money on to the communes below its unit, many at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from povertyportal.accounts.access import Act
from povertyportal.accounts.http import OfficerRequest
from programs.forms.money_down import HandDownForm
from programs.services.money_base import dong
from programs.services.money_down import communes_below, hand_down
from programs.views.money_acts import acted, line_or_404


@require_http_methods(["GET", "POST"])
def share_out(request: OfficerRequest, pk: int) -> HttpResponse:
    """Transfer a line's money to communes by one decision."""
    line = line_or_404(request, pk, Act.ALLOCATE_MONEY)
    form = HandDownForm(
        request.POST or None, communes=communes_below(request.user, line)
    )

    def share() -> tuple[str, int]:
        sum_ = hand_down(
            by=request.user, line=line, shares=form.shares(), decision=form.decision()
        )
        return f"Đã phân bổ {dong(sum_)} xuống {len(form.shares())} xã.", pk

    if (answer := acted(request, form, share)) is not None:
        return answer
    context = {
        "line": line,
        "form": form,
        "left": str(line.left),  # for the script, without dots
        "back": reverse("programs:money-line", args=[pk]),
    }
    return render(request, "programs/money/share_out.html", context)
