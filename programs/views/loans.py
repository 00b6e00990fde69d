"""Policy loans: their list, one of them, a new one, what is still owed."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.loans import loan_of, loans_found
from programs.forms.loans import BalanceForm, LoanForm
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
        "may_write": can(request.user, Act.GIVE_SUPPORT),
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
def loan_balance(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say what is still owed."""
    require(request.user, Act.GIVE_SUPPORT)
    found = loan_of(request.user, pk)
    form = BalanceForm(request.POST or None, initial={"day": timezone.localdate()})
    url = reverse("programs:loan-detail", args=[pk])

    def tell() -> tuple[str, str]:
        services.update_balance(by=request.user, loan=found, **form.cleaned_data)
        return "Đã ghi dư nợ.", url

    words = Words(
        heading="Ghi dư nợ",
        where=found.household.head_name,
        lead=found.programme.name,
        button="Lưu dư nợ",
        back_url=url,
        back_label="Khoản vay",
    )
    return act_page(request, form, words, tell)
