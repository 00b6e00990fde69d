"""Pages of complaints: received, re-checked, judged, appealed, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.exports.signed import complaints_found
from households.forms.season.complaints import (
    ComplaintForm,
    JudgementForm,
    WithdrawForm,
)
from households.forms.season.meetings import ScanForm
from households.models import Complaint, RecognitionDecision, Review
from households.services.season import complaints
from households.views.review import review_or_404
from households.views.season.refusals import key_of, place_or_404, problems_of
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer

PAGE = 50
TONES = {
    Complaint.State.OPEN: "warn",
    Complaint.State.RECHECKING: "info",
    Complaint.State.UPHELD: "ok",
    Complaint.State.PARTLY: "ok",
    Complaint.State.REJECTED: "neutral",
    Complaint.State.WITHDRAWN: "neutral",
}


def complaint_or_404(request: OfficerRequest, pk: int, act: Act) -> Complaint:
    """The complaint if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = Complaint.objects.visible_to(request.user).select_related(
        "place__round__procedure",
        "place__commune",
        "review__household",
        "review__village",
        "review__round",
        "recheck__before",
        "recheck__after",
        "appeal_of",
        "scan",
        "judged_by",
        "recorded_by",
    )
    return get_object_or_404(rows, pk=pk)


@require_GET
def complaint_list(request: OfficerRequest, pk: int) -> HttpResponse:
    """A commune's complaints, those that wait first, with their due days."""
    place = place_or_404(request, pk, Act.VIEW_FIGURES)
    form, rows = complaints_found(place, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    dues = complaints.recheck_dues(place, page.object_list)
    context = {
        "place": place,
        "form": form,
        "page_obj": page,
        "rows": [
            (each, dues.get(each.pk), TONES[Complaint.State(each.state)])
            for each in page
        ],
        "today": timezone.localdate(),
    }
    return render(request, "season/complaint_list.html", context)


@require_http_methods(["GET", "POST"])
def complaint_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Receive a complaint about a household's result."""
    review = review_or_404(request, pk, Act.HEAR_COMPLAINTS)
    return _receive(request, review, None)


@require_http_methods(["GET", "POST"])
def complaint_appeal(request: OfficerRequest, pk: int) -> HttpResponse:
    """Receive a complaint against the judgement of a former one."""
    former = complaint_or_404(request, pk, Act.HEAR_COMPLAINTS)
    return _receive(request, former.review, former)


def _receive(
    request: OfficerRequest, review: Review, former: Complaint | None
) -> HttpResponse:
    key, problems = key_of(request), []
    form = _complaint_form(request, review, former)
    if form.is_valid():
        try:
            made = complaints.record_complaint(
                by=request.user,
                review=review,
                key=key,
                said=form.said(),
                upload=form.cleaned_data["scan"],
                appeal_of=former,
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            messages.success(request, "Đã ghi khiếu nại.")
            return redirect("season:complaint-detail", made.pk)
    context = {"review": review, "former": former, "key": key, "form": form}
    return render(
        request, "season/complaint_form.html", {**context, "problems": problems}
    )


def _complaint_form(
    request: OfficerRequest, review: Review, former: Complaint | None
) -> ComplaintForm:
    """Offering what is known: the family itself, or who complained before."""
    initial: dict[str, Any] = {"complainant": review.household.head_name}
    if former is not None:
        names = ("complainant", "is_anonymous")
        initial = {name: getattr(former, name) for name in names}
    return ComplaintForm(
        request.POST or None,
        request.FILES or None,
        levels=complaints.levels_of(request.user, is_appeal=former is not None),
        initial=initial,
    )


@require_GET
def complaint_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A complaint with its re-check, its judgement and what may be done next."""
    found = complaint_or_404(request, pk, Act.VIEW_FIGURES)
    complaints.record_view(request.user, found)
    context = {
        "complaint": found,
        "place": found.place,
        "tone": TONES[Complaint.State(found.state)],
        "due": complaints.recheck_dues(found.place, [found]).get(found.pk),
        "today": timezone.localdate(),
        "appeals": found.appeals.all(),
        "scan_form": ScanForm(),
        "decision": _to_correct(request.user, found),
        **_next_steps(request.user, found),
    }
    return render(request, "season/complaint_detail.html", context)


def _to_correct(officer: Officer, found: Complaint) -> RecognitionDecision | None:
    """The last signed decision on the household, when the complaint was right."""
    was_right = found.state in {Complaint.State.UPHELD, Complaint.State.PARTLY}
    if not was_right or not can(officer, Act.RUN_SEASON):
        return None
    signed = RecognitionDecision.objects.filter(
        rows__review=found.review_id, state=RecognitionDecision.State.SIGNED
    )
    return signed.order_by("-signed_on", "-pk").first()


def _next_steps(officer: Officer, found: Complaint) -> dict[str, bool]:
    """What the officer may do with the complaint as it stands."""
    hears = can(officer, Act.HEAR_COMPLAINTS)
    is_new = found.state == Complaint.State.OPEN
    receives = hears and found.level in complaints.levels_of(officer)
    return {
        "may_recheck": hears and is_new and complaints.may_recheck(found.review),
        "may_fill": can(officer, Act.REVIEW),
        "may_judge": found.is_open and complaints.may_judge(officer, found),
        "may_withdraw": found.is_open and receives,
        "may_appeal": hears and found.state in complaints.JUDGED,
        "may_scan": hears,
    }


@require_POST
def complaint_recheck(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take the household's form up again."""
    found = complaint_or_404(request, pk, Act.HEAR_COMPLAINTS)
    try:
        complaints.open_recheck(by=request.user, complaint=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            "Đã mở phiếu để phúc tra. Câu trả lời trước được giữ lại để đối chiếu.",
        )
    return redirect("season:complaint-detail", found.pk)


@require_http_methods(["GET", "POST"])
def complaint_judge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter how a complaint was decided."""
    found = complaint_or_404(request, pk, Act.HEAR_COMPLAINTS)
    form = JudgementForm(request.POST or None)
    page = _Page(
        "Kết luận khiếu nại", "Kết luận đã ghi thì không sửa được.", "Lưu kết luận"
    )

    def judge() -> None:
        complaints.judge_complaint(by=request.user, complaint=found, given=form.given())

    return _act(request, found, form, page, judge)


@require_http_methods(["GET", "POST"])
def complaint_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """The complainant takes it back."""
    found = complaint_or_404(request, pk, Act.HEAR_COMPLAINTS)
    form = WithdrawForm(request.POST or None)
    page = _Page(
        "Rút khiếu nại",
        "Phúc tra đã mở thì vẫn làm cho xong.",
        "Ghi việc rút khiếu nại",
    )

    def withdraw() -> None:
        complaints.withdraw_complaint(
            by=request.user, complaint=found, **form.cleaned_data
        )

    return _act(request, found, form, page, withdraw)


@dataclass(frozen=True)
class _Page:
    """The words of a page that ends a complaint."""

    heading: str
    lead: str
    button: str


def _act(
    request: OfficerRequest,
    found: Complaint,
    form: forms.Form,
    page: _Page,
    do: Callable[[], None],
) -> HttpResponse:
    """Show the form, or do what it says; a refusal keeps what was typed."""
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            do()
        except ValidationError as error:
            problems = problems_of(error)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("season:complaint-detail", found.pk)
    context = {"complaint": found, "page": page, "form": form, "problems": problems}
    return render(request, "season/complaint_act.html", context)


@require_POST
def complaint_scan(request: OfficerRequest, pk: int) -> HttpResponse:
    """Attach the letter of complaint or of the answer."""
    found = complaint_or_404(request, pk, Act.HEAR_COMPLAINTS)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["scan"]
        complaints.attach_letter(by=request.user, complaint=found, upload=upload)
        messages.success(request, "Đã lưu văn bản.")
    else:
        messages.error(request, " ".join(map(str, form.errors["scan"])))
    return redirect("season:complaint-detail", found.pk)
