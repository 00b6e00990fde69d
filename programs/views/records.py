"""Pages of rows that are typed one by one: write, change, drop."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from povertyportal.accounts.access import require
from povertyportal.accounts.http import OfficerRequest
from programs.forms.laid_out import laid_out
from programs.forms.records import DropForm
from programs.services.records import RecordKind, drop_record
from programs.views.acts import done
from programs.views.home import sections

PAGE = 25
_USUAL: dict[str, Any] = {"button": "Lưu"}


def page_of(request: OfficerRequest, rows: Any) -> "Page[Any]":
    """The page of a list that the address asks for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def record_or_404(request: OfficerRequest, kind: RecordKind, pk: int) -> Any:
    """The row that is to be changed: role first (403), then scope (404)."""
    require(request.user, kind.act)
    return get_object_or_404(kind.rows(request.user), pk=pk)


def write_page(
    request: OfficerRequest,
    form: forms.Form,
    do: Callable[[], str],
    *,
    heading: str,
    back: str,
    **more: Any,
) -> HttpResponse:
    """A form's page, or back to where it came from once it is done.

    `more` may hold lead, back_label, button, units (by field) and is_danger.
    """
    if done(request, form, do):
        return redirect(back)
    units: Mapping[str, str] = more.pop("units", {})
    context = {
        "sections": sections(request.user),
        "form": form,
        "fields": list(laid_out(form, units)),
        "heading": heading,
        "back_url": back,
    }
    return render(request, "programs/record_form.html", _USUAL | context | more)


def drop_page(
    request: OfficerRequest, kind: RecordKind, row: Any, *, back: str
) -> HttpResponse:
    """Ask why a row goes away, and drop it."""
    form = DropForm(request.POST or None)

    def drop() -> str:
        reason = form.cleaned_data["reason"]
        drop_record(by=request.user, kind=kind, row=row, reason=reason)
        return "Đã xóa."

    lead = (
        f"Xóa “{row}”. Chỉ xóa dòng ghi nhầm: nhật ký giữ lại ai xóa, lúc nào, vì sao."
    )
    return write_page(
        request,
        form,
        drop,
        heading=f"Xóa {kind.model._meta.verbose_name}",
        back=back,
        lead=lead,
        button="Xóa",
        is_danger=True,
    )
