"""Supports: their list, one of them, giving, cancelling, judging double ones."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from programs.exports.support import (
    double_of,
    doubles_found,
    support_of,
    supports_found,
)
from programs.forms.support import (
    GIVEN,
    CancelForm,
    DeliverForm,
    DoubleForm,
    SupportForm,
)
from programs.models import DoubleSupport, Support
from programs.services import doubles
from programs.services import support as services
from programs.services.places import asked_year
from programs.views.home import sections
from programs.views.households_in_sight import household_or_404
from programs.views.questioned import Words, act_page
from programs.views.tones import SUPPORT_TONES, VERDICT_TONES

PAGE = 25


@require_GET
def support_list(request: OfficerRequest) -> HttpResponse:
    """Supports of a place and year, by filters that live in the URL."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = supports_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "rows": [(each, SUPPORT_TONES[each.state]) for each in page],
        "may_give": can(request.user, Act.GIVE_SUPPORT),
    }
    return render(request, "programs/support_list.html", context)


@require_GET
def support_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A support, and others that look like it."""
    found = support_of(request.user, pk)
    is_open = found.state != Support.State.CANCELLED
    may = can(request.user, Act.GIVE_SUPPORT)
    context = {
        "sections": sections(request.user),
        "support": found,
        "tone": SUPPORT_TONES[found.state],
        "alike": services.repeated(found) if is_open else [],
        "may_deliver": may and found.state == Support.State.PLANNED,
        "may_cancel": may and is_open,
    }
    return render(request, "programs/support_detail.html", context)


@require_http_methods(["GET", "POST"])
def support_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what a household got or is to get."""
    household = household_or_404(request, pk, Act.GIVE_SUPPORT)
    year = asked_year(request.POST or request.GET)
    form = SupportForm(
        request.POST or None,
        officer=request.user,
        household=household,
        year_=year,
        initial={"year": year},
    )

    def write() -> tuple[str, str]:
        made = _written(request.user, form)
        said = f"Đã ghi: {made.kind.name}, {made.get_state_display().lower()}."
        return said, reverse("programs:household", args=[household.pk])

    words = _words(household, "Ghi hỗ trợ", "Lưu khoản hỗ trợ")
    return act_page(request, form, words, write)


def _written(officer: Officer, form: SupportForm) -> Support:
    """The support that was typed: given on a day, or planned."""
    offer, day = form.offer(), form.cleaned_data["day"]
    if form.cleaned_data["state"] == GIVEN:
        return services.give_support(by=officer, offer=offer, given_on=day)
    return services.plan_support(by=officer, offer=offer, planned_for=day)


def _words(household: Any, heading: str, button: str, **more: Any) -> Words:
    return Words(
        heading=heading,
        where=household.head_name,
        button=button,
        back_url=reverse("programs:household", args=[household.pk]),
        back_label="Hộ và chương trình",
        **more,
    )


@require_http_methods(["GET", "POST"])
def support_deliver(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say when a household received what was planned."""
    require(request.user, Act.GIVE_SUPPORT)
    found = support_of(request.user, pk)
    form = DeliverForm(request.POST or None, initial={"given_on": timezone.localdate()})

    def deliver() -> tuple[str, str]:
        services.deliver_support(by=request.user, support=found, **form.cleaned_data)
        return "Đã ghi ngày nhận.", reverse("programs:support-detail", args=[pk])

    lead = f"{found.kind.name}, năm {found.year}"
    words = _words(found.household, "Ghi đã hỗ trợ", "Lưu ngày nhận", lead=lead)
    return act_page(request, form, words, deliver)


@require_http_methods(["GET", "POST"])
def support_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a support back."""
    require(request.user, Act.GIVE_SUPPORT)
    found = support_of(request.user, pk)
    form = CancelForm(request.POST or None)

    def cancel() -> tuple[str, str]:
        services.cancel_support(by=request.user, support=found, **form.cleaned_data)
        return "Đã hủy khoản hỗ trợ.", reverse("programs:support-detail", args=[pk])

    lead = f"{found.kind.name}, năm {found.year}. Khoản đã hủy vẫn xem được."
    words = _words(
        found.household, "Hủy khoản hỗ trợ", "Hủy khoản này", lead=lead, is_grave=True
    )
    return act_page(request, form, words, cancel)


@require_GET
def double_list(request: OfficerRequest) -> HttpResponse:
    """Supports that look double, those not judged yet."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = doubles_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page,
        "rows": [(each, VERDICT_TONES[each.verdict]) for each in page],
        "may_judge": can(request.user, Act.GIVE_SUPPORT),
    }
    return render(request, "programs/double_list.html", context)


@require_http_methods(["GET", "POST"])
def double_judge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say whether two supports are the same one twice."""
    require(request.user, Act.GIVE_SUPPORT)
    found: DoubleSupport = double_of(request.user, pk)
    kept = {"verdict": found.verdict, "reason": found.reason}
    form = DoubleForm(request.POST or None, initial=kept)

    def judge() -> tuple[str, str]:
        judged = doubles.judge_double(
            by=request.user, double=found, **form.cleaned_data
        )
        if judged.verdict == DoubleSupport.Verdict.WRONG:
            url = reverse("programs:support-detail", args=[judged.second_id])
            return "Đã kết luận trùng. Hãy hủy khoản ghi thừa.", url
        return "Đã kết luận không trùng.", reverse("programs:double-list")

    words = _words_of_double(found)
    pair = [(each, SUPPORT_TONES[each.state]) for each in (found.first, found.second)]
    return act_page(request, form, words, judge, {"pair": pair})


def _words_of_double(double: DoubleSupport) -> Words:
    return Words(
        heading="Kết luận hỗ trợ nghi trùng",
        where=double.first.household.head_name,
        lead=double.first.kind.name,
        button="Lưu kết luận",
        back_url=reverse("programs:double-list"),
        back_label="Hỗ trợ nghi trùng",
    )
