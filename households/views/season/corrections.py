"""Pages of correcting a signed decision: households, their forms, the next decision."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from households.exports.signed import filtered
from households.forms.season.decisions import (
    CorrectForm,
    RowFilterForm,
    SupersedeForm,
)
from households.models import CommuneRound, RecognitionDecision, Review
from households.services.season import correction
from households.views.season.decisions import decision_or_404, refused
from households.views.season.refusals import key_of
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest

MOST_SHOWN = 50


@require_http_methods(["GET", "POST"])
def decision_correct(request: OfficerRequest, pk: int) -> HttpResponse:
    """Find households of a signed decision; POST opens their correcting forms."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    if decision.state != RecognitionDecision.State.SIGNED:
        messages.error(request, "Quyết định chưa ký: hãy sửa phiếu của hộ.")
        return redirect("season:decision-detail", pk)
    form = CorrectForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        chosen = request.POST.getlist("household")
        try:
            made = correction.begin(
                by=request.user,
                decision=decision,
                household_ids=[int(each) for each in chosen if each.isdecimal()],
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, f"Đã mở {len(made)} phiếu sửa.")
            return redirect("season:decision-detail", pk)
    search = RowFilterForm(request.GET)
    rows = filtered(decision, search).select_related("review__village")
    context = {
        "decision": decision,
        "form": form,
        "problems": problems,
        "search": search,
        "rows": rows.order_by("household__head_sort_key", "pk")[:MOST_SHOWN],
        "most": MOST_SHOWN,
    }
    return render(request, "season/decision_correct.html", context)


@require_http_methods(["GET", "POST"])
def decision_supersede(request: OfficerRequest, pk: int) -> HttpResponse:
    """Draft the decision that replaces results of a signed one."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    form = SupersedeForm(request.POST or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            made = correction.supersede(
                by=request.user,
                decision=decision,
                key=key_of(request),
                reason=form.cleaned_data["reason"],
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, "Đã lập dự thảo quyết định thay thế.")
            return redirect("season:decision-detail", made.pk)
    context = {
        "decision": decision,
        "form": form,
        "problems": problems,
        "corrections": correction.under_way(decision),
        "key": key_of(request),
    }
    return render(request, "season/decision_supersede.html", context)


@require_POST
def correction_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give up a correction: what was signed stands."""
    require(request.user, Act.RUN_SEASON)
    rows = Review.objects.visible_to(request.user).filter(corrects__isnull=False)
    review = get_object_or_404(rows.select_related("round"), pk=pk)
    places = CommuneRound.objects.visible_to(request.user)
    place = get_object_or_404(places, round=review.round_id, commune=review.commune_id)
    try:
        correction.drop(by=request.user, place=place, review=review)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã bỏ phiếu sửa: kết quả đã ký giữ nguyên.")
    signed = RecognitionDecision.objects.filter(rows__review=review.corrects_id)
    return redirect("season:decision-detail", signed.latest("pk").pk)
