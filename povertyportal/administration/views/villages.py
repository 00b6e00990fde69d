"""Pages about villages: list, add, rename, end."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.exports import scope_communes, villages_found
from povertyportal.administration.forms.villages import (
    VillageCreateForm,
    VillageEndForm,
    VillageRenameForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import villages as services
from povertyportal.areas.models import Area

PAGE = 50


def _village_or_404(request: OfficerRequest, pk: int) -> Area:
    require(request.user, Act.EDIT_AREAS)
    inside = Area.objects.villages().filter(
        parent__in=scope_of(request.user).commune_ids
    )
    return get_object_or_404(inside.select_related("parent"), pk=pk)


@require_GET
def village_list(request: OfficerRequest) -> HttpResponse:
    """Villages of the scope, by commune."""
    require(request.user, Act.EDIT_AREAS)
    form, rows = villages_found(request.user, request.GET)
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/village_list.html", context)


@require_http_methods(["GET", "POST"])
def village_create(request: OfficerRequest) -> HttpResponse:
    """Add one village."""
    require(request.user, Act.EDIT_AREAS)
    form = VillageCreateForm(
        request.POST or None, communes=scope_communes(request.user)
    )
    if request.method == "POST" and form.is_valid():
        village = services.NewVillage(**form.cleaned_data)
        try:
            added = services.add_village(by=request.user, village=village)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã thêm {added} ({added.code}).")
            return redirect("administration:village-list")
    context = {"form": form}
    return render(request, "administration/village_create.html", context)


@require_http_methods(["GET", "POST"])
def village_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Rename a village from a day on; its names over time."""
    village = _village_or_404(request, pk)
    form = VillageRenameForm(request.POST or None, initial={"name": village.name})
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_village(
                by=request.user, village=village, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "Đã đổi tên thôn. Tên cũ vẫn được giữ.")
            return redirect("administration:village-edit", pk)
    context = {"form": form, "village": village, "versions": village.versions.all()}
    return render(request, "administration/village_edit.html", context)


@require_http_methods(["GET", "POST"])
def village_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a village, perhaps into another."""
    village = _village_or_404(request, pk)
    form = VillageEndForm(request.POST or None, village=village)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_village(by=request.user, village=village, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{village} đã kết thúc.")
            return redirect("administration:village-list")
    context = {"form": form, "village": village}
    return render(request, "administration/village_end.html", context)
