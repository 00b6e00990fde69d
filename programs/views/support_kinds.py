"""Kinds of support, loan programmes, house norms: edited by the province."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.support import (
    for_whom,
    kinds_found,
    loan_programmes_found,
    norms_found,
    what_serves,
)
from programs.forms.housing import HouseNormForm
from programs.forms.support import LoanProgrammeForm, SupportKindForm
from programs.models import HouseNorm, LoanProgramme, SupportKind
from programs.services.support_reference import save_reference
from programs.views.home import sections
from programs.views.questioned import Words, act_page


@require_GET
def kind_list(request: OfficerRequest) -> HttpResponse:
    """Kinds of support."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "sections": sections(request.user),
        "rows": [(each, for_whom(each), what_serves(each)) for each in kinds_found()],
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/support_kinds.html", context)


@require_GET
def loan_programme_list(request: OfficerRequest) -> HttpResponse:
    """Loan programmes."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "sections": sections(request.user),
        "rows": [(each, for_whom(each)) for each in loan_programmes_found()],
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/loan_programmes.html", context)


@require_http_methods(["GET", "POST"])
def kind_edit(request: OfficerRequest, pk: int | None = None) -> HttpResponse:
    """Add a kind of support or change one."""
    require(request.user, Act.EDIT_PROGRAMMES)
    row = get_object_or_404(SupportKind, pk=pk) if pk else SupportKind()
    form = SupportKindForm(request.POST or None, instance=row)
    words = Words(
        heading="Sửa loại hỗ trợ" if pk else "Thêm loại hỗ trợ",
        where=row.name,
        button="Lưu loại hỗ trợ",
        back_url=reverse("programs:kind-list"),
        back_label="Các loại hỗ trợ",
    )
    return _edited(request, form, words)


@require_http_methods(["GET", "POST"])
def loan_programme_edit(request: OfficerRequest, pk: int | None = None) -> HttpResponse:
    """Add a loan programme or change one."""
    require(request.user, Act.EDIT_PROGRAMMES)
    row = get_object_or_404(LoanProgramme, pk=pk) if pk else LoanProgramme()
    form = LoanProgrammeForm(request.POST or None, instance=row)
    words = Words(
        heading="Sửa chương trình vay" if pk else "Thêm chương trình vay",
        where=row.name,
        button="Lưu chương trình vay",
        back_url=reverse("programs:loan-programme-list"),
        back_label="Các chương trình vay",
    )
    return _edited(request, form, words)


@require_GET
def norm_list(request: OfficerRequest) -> HttpResponse:
    """What the State gives for a house, by programme, kind and years."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "sections": sections(request.user),
        "rows": norms_found(),
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/house_norms.html", context)


@require_http_methods(["GET", "POST"])
def norm_edit(request: OfficerRequest, pk: int | None = None) -> HttpResponse:
    """Add a norm or change one."""
    require(request.user, Act.EDIT_PROGRAMMES)
    row = get_object_or_404(HouseNorm, pk=pk) if pk else HouseNorm()
    form = HouseNormForm(request.POST or None, instance=row)
    words = Words(
        heading="Sửa mức hỗ trợ nhà ở" if pk else "Thêm mức hỗ trợ nhà ở",
        where=row.name,
        button="Lưu mức hỗ trợ",
        back_url=reverse("programs:house-norm-list"),
        back_label="Các mức hỗ trợ nhà ở",
    )
    return _edited(request, form, words)


def _edited(
    request: OfficerRequest, form: "forms.ModelForm[Any]", words: Words
) -> HttpResponse:
    def save() -> tuple[str, str]:
        save_reference(by=request.user, row=form.instance)
        return f"Đã lưu “{form.instance}”.", words.back_url

    return act_page(request, form, words, save)
