"""Pages about accounts: list, create, change, areas, password, lock-out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.administration.exports import officers_found
from povertyportal.administration.forms.officers import (
    EndForm,
    OfficerCreateForm,
    OfficerEditForm,
    ScopeForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import officers as services

PAGE = 50


def officer_or_404(request: OfficerRequest, pk: int) -> Officer:
    """An account, for those who manage accounts."""
    require(request.user, Act.MANAGE_OFFICERS)
    return get_object_or_404(Officer, pk=pk)


@require_GET
def officer_list(request: OfficerRequest) -> HttpResponse:
    """Accounts with their areas of today."""
    require(request.user, Act.MANAGE_OFFICERS)
    form, rows = officers_found(request.GET)
    context = {
        "form": form,
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/officer_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def officer_create(request: OfficerRequest) -> HttpResponse:
    """A new account; its one-time password is shown once."""
    require(request.user, Act.MANAGE_OFFICERS)
    form = OfficerCreateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            officer, password = services.create_officer(
                by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _made(request, officer, password)
    context = {"form": form}
    return render(request, "administration/officer_create.html", context)


def _made(request: OfficerRequest, officer: Officer, password: str) -> HttpResponse:
    if not officer.is_system:
        return _password_page(request, officer, password)
    messages.success(
        request, "Đã tạo tài khoản của hệ thống: giao địa bàn rồi cấp mã truy cập."
    )
    return redirect("administration:officer-edit", officer.pk)


def _password_page(
    request: OfficerRequest, officer: Officer, password: str
) -> HttpResponse:
    context = {"officer": officer, "password": password}
    return render(request, "administration/officer_password.html", context)


@require_http_methods(["GET", "POST"])
def officer_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """An account: who, which role, which areas, whether locked out."""
    officer = officer_or_404(request, pk)
    known = {name: getattr(officer, name) for name in services.PROFILE}
    form = OfficerEditForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_officer(
                by=request.user, officer=officer, **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu tài khoản.")
            return redirect("administration:officer-edit", pk)
    context = {
        "form": form,
        "officer": officer,
        "scopes": officer.scopes.select_related("area__parent"),
        "seats": officer.seats.select_related("committee"),
        "is_locked": services.is_locked(officer),
        "is_self": officer.pk == request.user.pk,
        "today": timezone.localdate(),
    }
    return render(request, "administration/officer_edit.html", context)


@require_http_methods(["GET", "POST"])
def scope_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give an officer an area for a time."""
    officer = officer_or_404(request, pk)
    form = ScopeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("area", "starts", "ends")}
        try:
            services.add_scope(by=request.user, officer=officer, **data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã giao {data['area']} cho {officer}.")
            return redirect("administration:officer-edit", pk)
    context = {"form": form, "officer": officer}
    return render(request, "administration/scope_add.html", context)


@require_http_methods(["GET", "POST"])
def scope_end(request: OfficerRequest, pk: int, scope_pk: int) -> HttpResponse:
    """Take an area away from an officer from a day on."""
    officer = officer_or_404(request, pk)
    scope = get_object_or_404(officer.scopes.select_related("area"), pk=scope_pk)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_scope(by=request.user, scope=scope, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã đặt ngày kết thúc cho {scope.area}.")
            return redirect("administration:officer-edit", pk)
    context = {"form": form, "officer": officer, "scope": scope}
    return render(request, "administration/scope_end.html", context)


@never_cache
@require_POST
def officer_reset_password(request: OfficerRequest, pk: int) -> HttpResponse:
    """Another one-time password, shown once."""
    officer = officer_or_404(request, pk)
    try:
        password = services.reset_password(by=request.user, officer=officer)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("administration:officer-edit", pk)
    return _password_page(request, officer, password)


@require_POST
def officer_unlock(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let an officer who was locked out try again."""
    officer = officer_or_404(request, pk)
    services.unlock(by=request.user, officer=officer)
    messages.success(request, f"Đã mở khóa cho {officer}.")
    return redirect("administration:officer-edit", pk)
