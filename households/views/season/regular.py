"""A commune opens its regular round of a month."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from households.forms.season.regular import RegularRoundForm
from households.services import regular_rounds
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.areas.models import Area


@require_http_methods(["GET", "POST"])
def regular_open(request: OfficerRequest) -> HttpResponse:
    """Open this (or last) month's regular round; take up what was left undone."""
    require(request.user, Act.RUN_SEASON)
    communes = (
        Area.objects.communes()
        .on(timezone.localdate())
        .filter(pk__in=scope_of(request.user).commune_ids)
    )
    form = RegularRoundForm(
        request.POST or None,
        communes=communes,
        undone=regular_rounds.left_undone(communes),
    )
    if request.method == "POST" and form.is_valid():
        try:
            place = regular_rounds.open_regular_round(
                by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã mở {place.round.name}.")
            return redirect("season:place", place.pk)
    return render(request, "season/regular_open.html", {"form": form})
