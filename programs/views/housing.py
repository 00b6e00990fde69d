"""Houses: their list and counts, one of them, and its stages."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.housing import (
    house_of,
    houses_carried,
    houses_found,
    stage_code,
    stage_words,
)
from programs.forms.housing import (
    PARTS,
    AcceptanceForm,
    ApprovalForm,
    DayForm,
    ReopenForm,
    SharesForm,
    StopForm,
)
from programs.models import HousingCase
from programs.services import housing as services
from programs.services.house_norms import norm_of
from programs.services.housing_figures import counts_of
from programs.services.places import asked_year
from programs.views.home import sections
from programs.views.households_in_sight import household_or_404
from programs.views.questioned import Words, act_page
from programs.views.tones import STAGE_TONES

PAGE = 25


def stage_of(house: HousingCase) -> tuple[str, str]:
    """How far a house is: words and tone."""
    return stage_words(house), STAGE_TONES[stage_code(house)]


@require_GET
def house_list(request: OfficerRequest) -> HttpResponse:
    """Houses of a place and year, and how many are how far."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = houses_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request.user),
        "form": form,
        "counts": counts_of(rows),
        "carried": houses_carried(request.user, request.GET),
        "page_obj": page,
        "rows": [(each, *stage_of(each)) for each in page],
        "may_give": can(request.user, Act.GIVE_SUPPORT),
    }
    return render(request, "programs/house_list.html", context)


@require_GET
def house_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A house: its approval, stages and who paid."""
    found = house_of(request.user, pk)
    words, tone = stage_of(found)
    code = stage_code(found)
    may = can(request.user, Act.GIVE_SUPPORT)
    total = (
        found.from_state + found.from_community + found.from_household + found.from_loan
    )
    context = {
        "sections": sections(request.user),
        "house": found,
        "stage": words,
        "tone": tone,
        "parts": [(label, getattr(found, name)) for name, label in PARTS.items()],
        "total": total,
        "norm": norm_of(found),
        "may_correct": may and code == "accepted",
        "may_write": may and code not in {"accepted", "cancelled"},
        "next_step": code if may else "",
    }
    return render(request, "programs/house_detail.html", context)


@require_http_methods(["GET", "POST"])
def house_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down the approval of a household's house."""
    household = household_or_404(request, pk, Act.GIVE_SUPPORT)
    year = asked_year(request.POST or request.GET)
    form = ApprovalForm(
        request.POST or None,
        officer=request.user,
        household=household,
        year_=year,
        initial={"year": year, "has_house": "yes", "kind": HousingCase.Kind.NEW},
    )

    def approve() -> tuple[str, str]:
        made = services.approve_house(by=request.user, approval=form.approval())
        url = reverse("programs:house-detail", args=[made.pk])
        return "Đã ghi nhà được duyệt.", url

    words = Words(
        heading="Ghi nhà được duyệt",
        where=household.head_name,
        button="Lưu",
        back_url=reverse("programs:household", args=[household.pk]),
        back_label="Hộ và chương trình",
    )
    return act_page(request, form, words, approve)


@require_http_methods(["GET", "POST"])
def house_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct what was approved."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = ApprovalForm(
        request.POST or None,
        officer=request.user,
        household=found.household,
        year_=found.year,
        initial=ApprovalForm.initial_of(found),
    )

    def change() -> str:
        services.change_approval(by=request.user, house=found, approval=form.approval())
        return "Đã sửa."

    return _act(request, found, form, ("Sửa phê duyệt", "Lưu"), change)


@require_http_methods(["GET", "POST"])
def house_start(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say when the work began."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = DayForm(
        request.POST or None,
        label="Ngày khởi công",
        initial={"day": found.started_on or timezone.localdate()},
    )

    def start() -> str:
        services.start_house(by=request.user, house=found, **form.cleaned_data)
        return "Đã ghi ngày khởi công."

    return _act(request, found, form, ("Ghi khởi công", "Lưu ngày khởi công"), start)


@require_http_methods(["GET", "POST"])
def house_finish(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say when the work ended."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = DayForm(
        request.POST or None,
        label="Ngày hoàn thành",
        initial={"day": found.finished_on or timezone.localdate()},
    )

    def finish() -> str:
        services.finish_house(by=request.user, house=found, **form.cleaned_data)
        return "Đã ghi ngày hoàn thành."

    words = ("Ghi hoàn thành", "Lưu ngày hoàn thành")
    return _act(request, found, form, words, finish)


@require_http_methods(["GET", "POST"])
def house_accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """Accept the finished house."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = AcceptanceForm(
        request.POST or None,
        request.FILES or None,
        initial={"accepted_on": timezone.localdate()},
    )

    def accept() -> str:
        services.accept_house(
            by=request.user, house=found, acceptance=form.acceptance()
        )
        return "Đã ghi nghiệm thu."

    return _act(request, found, form, ("Ghi nghiệm thu", "Lưu nghiệm thu"), accept)


@require_http_methods(["GET", "POST"])
def house_pay(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say who paid how much."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = SharesForm(
        request.POST or None,
        norm=norm_of(found),
        is_accepted=found.accepted_on is not None,
        initial={name: getattr(found, name) for name in SharesForm.units},
    )

    def pay() -> str:
        reason = form.cleaned_data.get("reason", "")
        services.set_shares(
            by=request.user, house=found, shares=form.shares(), reason=reason
        )
        return "Đã ghi các nguồn đóng góp."

    return _act(request, found, form, ("Các nguồn đóng góp", "Lưu"), pay)


@require_http_methods(["GET", "POST"])
def house_reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back an acceptance that was written by mistake."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = ReopenForm(request.POST or None)

    def reopen() -> str:
        services.undo_acceptance(by=request.user, house=found, **form.cleaned_data)
        return "Đã bỏ nghiệm thu."

    words = ("Bỏ nghiệm thu", "Bỏ nghiệm thu")
    return _act(request, found, form, words, reopen, is_grave=True)


@require_http_methods(["GET", "POST"])
def house_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Stop a house that is not accepted."""
    require(request.user, Act.GIVE_SUPPORT)
    found = house_of(request.user, pk)
    form = StopForm(request.POST or None, initial={"day": timezone.localdate()})

    def cancel() -> str:
        services.cancel_house(by=request.user, house=found, **form.cleaned_data)
        return "Đã dừng."

    words = ("Dừng hỗ trợ nhà", "Dừng")
    return _act(request, found, form, words, cancel, is_grave=True)


def _act(
    request: OfficerRequest,
    house: HousingCase,
    form: Form,
    told: tuple[str, str],
    do: Callable[[], str],
    *,
    is_grave: bool = False,
) -> HttpResponse:
    """One stage on its page; then back to the house."""
    url = reverse("programs:house-detail", args=[house.pk])
    words = Words(
        heading=told[0],
        where=house.household.head_name,
        lead=f"{house.get_kind_display()}, quyết định số {house.decision_number}",
        button=told[1],
        back_url=url,
        back_label="Nhà được hỗ trợ",
        is_grave=is_grave,
    )
    return act_page(request, form, words, lambda: (do(), url))
