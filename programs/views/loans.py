"""Policy loans: their list, one of them, writing and correcting, what is owed."""

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
from programs.exports.loans import loan_of, loans_found
from programs.forms.loans import BalanceForm, LoanCorrectionForm, LoanForm
from programs.forms.support import CancelForm
from programs.models import PolicyLoan
from programs.services import loans as services
from programs.views.home import sections
from programs.views.households_in_sight import household_or_404
from programs.views.questioned import Words, act_page

PAGE = 25


@require_GET
def loan_list(request: OfficerRequest) -> HttpResponse:
    """Loans lent in a year, by filters that live in the URL."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = loans_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "totals": services.totals_of(rows),
        "may_give": can(request.user, Act.GIVE_SUPPORT),
    }
    return render(request, "programs/loan_list.html", context)


@require_GET
def loan_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A loan and what was owed on which day."""
    found = loan_of(request.user, pk)
    context = {
        "sections": sections(request.user),
        "loan": found,
        "balances": services.balances_of(found),
        "may_write": can(request.user, Act.GIVE_SUPPORT) and not found.cancelled_on,
    }
    return render(request, "programs/loan_detail.html", context)


@require_http_methods(["GET", "POST"])
def loan_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down a household's loan."""
    household = household_or_404(request, pk, Act.GIVE_SUPPORT)
    form = LoanForm(request.POST or None, household=household)

    def lend() -> tuple[str, str]:
        made = services.lend(by=request.user, lending=form.lending())
        return "Đã ghi khoản vay.", reverse("programs:loan-detail", args=[made.pk])

    words = Words(
        heading="Ghi khoản vay ưu đãi",
        where=household.head_name,
        button="Lưu khoản vay",
        back_url=reverse("programs:household", args=[household.pk]),
        back_label="Hộ và chương trình",
    )
    return act_page(request, form, words, lend)


@require_http_methods(["GET", "POST"])
def loan_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put a mistyped loan right."""
    require(request.user, Act.GIVE_SUPPORT)
    found = loan_of(request.user, pk)
    form = LoanCorrectionForm(
        request.POST or None,
        household=found.household,
        initial=LoanCorrectionForm.initial_of(found),
    )

    def correct() -> str:
        reason = form.cleaned_data["reason"]
        services.correct_loan(
            by=request.user, loan=found, lending=form.lending(), reason=reason
        )
        return "Đã sửa khoản vay."

    return _act(request, found, form, ("Sửa khoản vay", "Lưu khoản vay"), correct)


@require_http_methods(["GET", "POST"])
def loan_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back a loan that was written by mistake."""
    require(request.user, Act.GIVE_SUPPORT)
    found = loan_of(request.user, pk)
    form = CancelForm(request.POST or None)

    def cancel() -> str:
        services.cancel_loan(by=request.user, loan=found, **form.cleaned_data)
        return "Đã hủy khoản vay."

    words = ("Hủy khoản vay", "Hủy khoản này")
    return _act(request, found, form, words, cancel, is_grave=True)


@require_http_methods(["GET", "POST"])
def loan_balance(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say what is still owed."""
    require(request.user, Act.GIVE_SUPPORT)
    found = loan_of(request.user, pk)
    form = BalanceForm(request.POST or None, initial={"day": timezone.localdate()})

    def tell() -> str:
        services.update_balance(by=request.user, loan=found, **form.cleaned_data)
        return "Đã ghi dư nợ."

    return _act(request, found, form, ("Ghi dư nợ", "Lưu dư nợ"), tell)


def _act(
    request: OfficerRequest,
    loan: PolicyLoan,
    form: Form,
    told: tuple[str, str],
    do: Callable[[], str],
    *,
    is_grave: bool = False,
) -> HttpResponse:
    """One act on its page; then back to the loan."""
    url = reverse("programs:loan-detail", args=[loan.pk])
    words = Words(
        heading=told[0],
        where=loan.household.head_name,
        lead=loan.programme.name,
        button=told[1],
        back_url=url,
        back_label="Khoản vay",
        is_grave=is_grave,
    )
    return act_page(request, form, words, lambda: (do(), url))
