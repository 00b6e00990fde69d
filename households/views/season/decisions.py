"""Pages of recognition decisions: which there are, drafting, reading, signing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.signed import decisions_of, rows_found
from households.forms.season.decisions import (
    ScanForm,
    SignForm,
)
from households.models import (
    CommuneRound,
    DecisionRow,
    RecognitionDecision,
    ReviewRound,
)
from households.rules.standards import standard as standard_of
from households.services.season import recognition, signing
from households.services.season.certificates import due
from households.services.season.correction import under_way
from households.services.season.decision_rows import READY, flagged
from households.services.season.decision_rows import waiting as waiting_reviews
from households.services.season.readiness import (
    Missing,
    asks_opinion,
    left_unknown,
    opinion_given,
    readiness,
    standards_of,
)
from households.views.season.refusals import key_of, place_or_404
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer

PAGE = 50
State = RecognitionDecision.State
TONES = {State.DRAFT: "warn", State.SIGNED: "ok", State.CANCELLED: "neutral"}


def linked(problems: list[Missing]) -> list[dict[str, str]]:
    """What is missing as lines for the error summary, each with its page."""
    return [
        {"href": reverse(each.page, args=each.args), "message": each.text}
        for each in problems
    ]


def refused(error: ValidationError) -> list[dict[str, str]]:
    """A refusal as lines for the error summary."""
    if isinstance(error, recognition.NotReady):
        return linked(error.problems)
    return [{"href": "", "message": message} for message in error.messages]


def decision_or_404(request: OfficerRequest, pk: int, act: Act) -> RecognitionDecision:
    """The decision if the role allows `act` (403) and its commune is in scope."""
    require(request.user, act)
    rows = recognition.visible(request.user).select_related(
        "place__round__procedure",
        "place__commune",
        "prepared_by",
        "supersedes",
        "scan",
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def decision_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """The decisions of a commune in a round, and what waits under each standard."""
    place = place_or_404(request, pk, Act.VIEW_FIGURES)
    context = {
        "place": place,
        "standards": [
            (code, title, waiting_reviews(place, code).count())
            for code, title in standards_of(place)
        ],
        "decisions": [_shown(each) for each in decisions_of(place)],
        "may_prepare": can(request.user, Act.RUN_SEASON)
        and place.round.state == ReviewRound.State.OPEN,
    }
    return render(request, "season/decision_list.html", context)


def _shown(decision: RecognitionDecision) -> dict[str, Any]:
    return {
        "decision": decision,
        "standard": standard_of(decision.standard).title,
        "tone": TONES[State(decision.state)],
    }


@require_http_methods(["GET", "POST"])
def decision_create(request: OfficerRequest, pk: int, standard: str) -> HttpResponse:
    """What is missing, which households wait; POST drafts the decision."""
    place = place_or_404(request, pk, Act.RUN_SEASON)
    if standard not in place.round.standards:
        raise Http404
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = _prepared(request, place, standard)
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, "Đã lập dự thảo quyết định.")
            return redirect("season:decision-detail", made.pk)
    context = {
        **_choice(place, standard),
        "problems": problems,
        "key": key_of(request),
    }
    return render(request, "season/decision_create.html", context)


def _prepared(
    request: OfficerRequest, place: CommuneRound, standard: str
) -> RecognitionDecision:
    chosen = [int(pk) for pk in request.POST.getlist("review") if pk.isdecimal()]
    return recognition.prepare(
        by=request.user,
        place=place,
        standard=standard,
        key=key_of(request),
        review_ids=chosen or None,
    )


def _choice(place: CommuneRound, standard: str) -> dict[str, Any]:
    """An annual round's missing things; a regular one's dossiers, ready or not."""
    today = timezone.localdate()
    reviews = waiting_reviews(place, standard)
    context: dict[str, Any] = {
        "place": place,
        "standard": standard_of(standard),
        "waiting": reviews.count(),
        "left_unknown": left_unknown(place, standard),
        "is_annual": place.round.kind == ReviewRound.Kind.ANNUAL,
    }
    if context["is_annual"]:
        missing = readiness(place, standard, today)
        context["missing"] = linked(missing)
        context["is_blocked"] = bool(recognition.blocking(missing))
        return context
    rows = flagged(reviews, standard, today)
    context["ready"] = rows.filter(READY).select_related("household", "village")
    context["not_ready"] = rows.exclude(READY).select_related("household", "village")
    return context


@require_GET
def decision_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A decision: its lists and what may be done with it."""
    decision = decision_or_404(request, pk, Act.VIEW_FIGURES)
    context = _page(request, decision) | _acts(request.user, decision)
    return render(request, "season/decision_detail.html", context)


def _page(request: OfficerRequest, decision: RecognitionDecision) -> dict[str, Any]:
    form, rows = rows_found(decision, request.GET)
    return {
        "decision": decision,
        "place": decision.place,
        "standard": standard_of(decision.standard),
        "tone": TONES[State(decision.state)],
        "lists": _lists(decision),
        "workers": decision.workers.select_related("person").order_by("pk"),
        "left_unknown": left_unknown(decision.place, decision.standard),
        "asks_opinion": asks_opinion(decision.place),
        "opinion": opinion_given(decision.place),
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }


def _lists(decision: RecognitionDecision) -> list[tuple[str, str, int]]:
    """(code, words, households) of each list, empty ones too."""
    found = dict(decision.rows.order_by().values_list("list").annotate(n=Count("pk")))
    return [(each.value, each.label, found.get(each, 0)) for each in DecisionRow.List]


def _acts(officer: Officer, decision: RecognitionDecision) -> dict[str, Any]:
    """What the officer may do with it, by role and state."""
    runs = can(officer, Act.RUN_SEASON)
    is_signed = decision.state == State.SIGNED
    context: dict[str, Any] = {
        "may_edit": runs and decision.state == State.DRAFT,
        "may_sign": can(officer, Act.SIGN_DECISIONS) and decision.state == State.DRAFT,
        "may_correct": runs and is_signed,
        "later": decision.superseded_by.exclude(state=State.CANCELLED),
    }
    if is_signed:
        context["certificates_due"] = due(decision).count()
        context["corrections"] = under_way(decision)
        context["may_scan"] = runs and decision.scan_id is None
    return context


@require_http_methods(["GET", "POST"])
def decision_sign(request: OfficerRequest, pk: int) -> HttpResponse:
    """What the leader signs, and what is missing; POST signs."""
    decision = decision_or_404(request, pk, Act.SIGN_DECISIONS)
    if decision.state != State.DRAFT:
        return redirect("season:decision-detail", pk)
    sign_form = SignForm(request.POST or None, initial=SignForm.usual())
    problems: list[dict[str, str]] = []
    if sign_form.is_valid():
        try:
            signing.sign(
                by=request.user, decision=decision, signature=sign_form.signature()
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, "Đã ký quyết định. Kết quả đã được khóa.")
            return redirect("season:decision-detail", pk)
    context = _page(request, decision) | {
        "sign_form": sign_form,
        "problems": problems,
        "missing": _missing(decision),
    }
    return render(request, "season/decision_sign.html", context)


def _missing(decision: RecognitionDecision) -> list[dict[str, str]]:
    """What would refuse a signature of today."""
    if decision.supersedes_id is not None:
        return []
    place = decision.place
    is_annual = place.round.kind == ReviewRound.Kind.ANNUAL
    ids = None if is_annual else list(decision.rows.values_list("review", flat=True))
    today = timezone.localdate()
    return linked(readiness(place, decision.standard, today, ids))


@require_POST
def decision_refresh(request: OfficerRequest, pk: int) -> HttpResponse:
    """Draw the draft again from the results of now."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    try:
        recognition.refresh(by=request.user, decision=decision)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã cập nhật dự thảo theo kết quả hiện nay.")
    return redirect("season:decision-detail", pk)


@require_POST
def decision_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Drop a draft."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    try:
        recognition.cancel(by=request.user, decision=decision)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("season:decision-detail", pk)
    messages.success(request, "Đã bỏ dự thảo.")
    return redirect("season:decisions", decision.place_id)


@require_http_methods(["GET", "POST"])
def decision_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the signed paper."""
    decision = decision_or_404(request, pk, Act.RUN_SEASON)
    form = ScanForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            signing.add_scan(
                by=request.user, decision=decision, upload=form.cleaned_data["scan"]
            )
        except ValidationError as error:
            problems = refused(error)
        else:
            messages.success(request, "Đã đính kèm bản quét.")
            return redirect("season:decision-detail", pk)
    context = {"decision": decision, "form": form, "problems": problems}
    return render(request, "season/decision_scan.html", context)
