"""Pages that answer a request: quick screen, into a round, refusal, taken back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from households.forms.season.requests import AcceptForm, RefuseForm, WithdrawForm
from households.forms.season.screens import ScreenForm
from households.models import CommuneRound, ReviewRequest
from households.rules import quick_screen
from households.rules.standards import STANDARDS
from households.services.season import answers, requests, screens
from households.views.season.refusals import explain, problems_of
from households.views.season.requests import detail, request_or_404
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest


@require_http_methods(["GET", "POST"])
def request_screen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Phiếu A of a household that asks to be reviewed."""
    found = request_or_404(request, pk)
    require(request.user, Act.REVIEW)
    code = screens.standard_to_screen(found)
    items = screens.items_of(code)
    held = {"screened_on": found.screened_on or timezone.localdate()}
    form = ScreenForm(
        request.POST or None, items=items, initial=held | ScreenForm.held(found.screen)
    )
    context = {
        "found": found,
        "form": form,
        "standard": STANDARDS.get(code or ""),
        "items": items,
        "bound": quick_screen.SURELY_NOT_POOR_FROM.get(code or ""),
    }
    if form.is_valid():
        try:
            screens.screen(by=request.user, request=found, filled=form.filled())
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, "Đã lưu Phiếu A.")
            return redirect("season:request-detail", found.pk)
    return render(request, "season/request_screen.html", context)


@require_POST
def request_accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put the household of a request into a round."""
    found = request_or_404(request, pk)
    require(request.user, Act.RUN_SEASON)
    try:
        place = _chosen_place(request, found)
        review = answers.accept(by=request.user, request=found, place=place)
    except ValidationError as error:
        return detail(request, request_or_404(request, pk), problems_of(error))
    messages.success(request, f"Đã đưa hộ vào {review.round.name}.")
    return redirect("season:request-detail", found.pk)


def _chosen_place(request: OfficerRequest, found: ReviewRequest) -> CommuneRound:
    """The round chosen; for an answered request its own, so that nothing happens."""
    rows = CommuneRound.objects.visible_to(request.user).select_related("round")
    if found.review is not None:
        place = rows.filter(
            round=found.review.round_id, commune=found.review.commune_id
        ).first()
        if place is None:
            raise Http404
        return place
    places = rows.filter(commune=found.household.commune_id)
    form = AcceptForm(request.POST, places=list(places))
    if not form.is_valid():
        raise ValidationError("Hãy chọn đợt rà soát để đưa hộ vào.", code="place")
    return places.get(pk=form.cleaned_data["place"])


@require_http_methods(["GET", "POST"])
def request_refuse(request: OfficerRequest, pk: int) -> HttpResponse:
    """Answer in writing that the household is not reviewed."""
    form = RefuseForm(
        request.POST or None, initial={"answered_on": timezone.localdate()}
    )

    def save(found: ReviewRequest) -> None:
        refusal = answers.Refusal(**form.cleaned_data)
        answers.refuse(by=request.user, request=found, refusal=refusal)

    words = {
        "heading": "Trả lời không đưa vào rà soát",
        "lead": "Hộ nhận được văn bản có số, ngày và lý do.",
        "button": "Ghi văn bản trả lời",
        "done": "Đã ghi văn bản trả lời.",
    }
    return _answer(request, pk, form, save, words)


@require_http_methods(["GET", "POST"])
def request_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """The household takes its request back."""
    form = WithdrawForm(request.POST or None, initial={"on": timezone.localdate()})

    def save(found: ReviewRequest) -> None:
        requests.withdraw(by=request.user, request=found, **form.cleaned_data)

    words = {
        "heading": "Hộ rút giấy đề nghị",
        "lead": "Giấy đề nghị được giữ lại trong hồ sơ.",
        "button": "Ghi hộ rút đề nghị",
        "done": "Đã ghi hộ rút đề nghị.",
    }
    return _answer(request, pk, form, save, words)


def _answer(
    request: OfficerRequest,
    pk: int,
    form: forms.Form,
    save: Callable[[ReviewRequest], None],
    words: dict[str, str],
) -> HttpResponse:
    found = request_or_404(request, pk)
    require(request.user, Act.RUN_SEASON)
    context: dict[str, Any] = {"found": found, "form": form, "words": words}
    if request.method == "POST" and form.is_valid():
        try:
            save(found)
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, words["done"])
            return redirect("season:request-detail", found.pk)
    return render(request, "season/request_answer.html", context)
