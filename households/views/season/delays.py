"""Telling why a step was late."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from households.forms.season.delays import DelayReasonForm
from households.models import CommuneRound, DelayReason, Review, Step
from households.services.season import clock, delays
from households.views.season.refusals import place_or_404
from povertyportal.accounts.access import Act
from povertyportal.accounts.http import OfficerRequest


@require_http_methods(["GET", "POST"])
def delay_reason(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say why a step (or, with ?phieu=, a household's dossier) was late."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    review = _review(request, place.round_id)
    steps = _late(place, review)
    chosen = {"step": request.GET.get("buoc", steps[0][0] if steps else "")}
    form = DelayReasonForm(request.POST or None, steps=steps, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            delays.tell_delay(
                by=request.user, place=place, review=review, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã lưu lý do chậm.")
            return redirect("season:place", place.pk)
    told = DelayReason.objects.filter(place=place).select_related(
        "told_by", "review__household"
    )
    context = {"place": place, "form": form, "steps": steps, "told": told}
    return render(request, "season/delay_reason.html", context)


def _late(place: CommuneRound, review: Review | None) -> list[tuple[str, str]]:
    """What a reason may be told for: (step, its name)."""
    if review is not None:
        name = f"Hồ sơ của hộ {review.household.head_name}"
        return [(Step.RECOGNITION.value, name)]
    late = [step for step in clock.due_steps(place) if step.was_late]
    return [(step.step, step.label) for step in late]


def _review(request: OfficerRequest, round_pk: int) -> Review | None:
    asked = request.GET.get("phieu", "")
    if not asked.isdecimal():
        return None
    mine = Review.objects.visible_to(request.user).select_related("household")
    return get_object_or_404(mine, pk=int(asked), round_id=round_pk)
