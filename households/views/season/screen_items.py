"""Pages of the items of the quick screen (Phiếu A)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from households.forms.season.screens import ItemForm, NewItemForm
from households.models import ScreenItem
from households.rules.quick_screen import SURELY_NOT_POOR_FROM
from households.rules.standards import STANDARDS
from households.services.season import screen_items
from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest


@require_GET
def screen_item_list(request: OfficerRequest) -> HttpResponse:
    """Items by standard, with the points from which a household is surely not poor."""
    require(request.user, Act.EDIT_PROCEDURE)
    by_standard: dict[str, list[ScreenItem]] = {code: [] for code in STANDARDS}
    for item in ScreenItem.objects.all():
        by_standard.setdefault(item.standard, []).append(item)
    groups = [
        {
            "standard": STANDARDS[code],
            "items": by_standard[code],
            "bound": SURELY_NOT_POOR_FROM.get(code),
        }
        for code in STANDARDS
    ]
    return render(request, "season/screen_item_list.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def screen_item_create(request: OfficerRequest) -> HttpResponse:
    """A further item of a standard."""
    require(request.user, Act.EDIT_PROCEDURE)
    form = NewItemForm(
        request.POST or None,
        initial={"standard": request.GET.get("chuan"), "points": 1, "is_active": True},
    )
    context: dict[str, Any] = {"form": form, "heading": "Thêm mục của Phiếu A"}
    if form.is_valid():
        data = form.cleaned_data
        try:
            screen_items.add_item(
                by=request.user,
                standard=data["standard"],
                code=data["code"],
                item=form.item(),
            )
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, "Đã thêm mục của Phiếu A.")
            return redirect("season:screen-items")
    return render(request, "season/screen_item_form.html", context)


@require_http_methods(["GET", "POST"])
def screen_item_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct an item; screens filled in before stay as they were."""
    require(request.user, Act.EDIT_PROCEDURE)
    found = get_object_or_404(ScreenItem, pk=pk)
    held = {name: getattr(found, name) for name in screen_items.FIELDS}
    form = ItemForm(request.POST or None, initial=held)
    context: dict[str, Any] = {"form": form, "heading": "Sửa mục của Phiếu A"}
    if form.is_valid():
        try:
            screen_items.change_item(by=request.user, item=found, to=form.item())
        except ValidationError as error:
            context["problems"] = explain(form, error)
        else:
            messages.success(request, "Đã lưu mục của Phiếu A.")
            return redirect("season:screen-items")
    return render(request, "season/screen_item_form.html", context)
