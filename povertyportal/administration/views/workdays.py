"""Pages about the calendar of days off and swapped days."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.exports import workdays_found
from povertyportal.administration.forms.workdays import (
    DeletionForm,
    FilledYearForm,
    SpecialDayForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import workdays as services
from povertyportal.workdays.calendar import filled_span, filled_years
from povertyportal.workdays.models import FilledYear, SpecialDay


@require_GET
def workday_list(request: OfficerRequest) -> HttpResponse:
    """A year's days off and swapped days, and for which years all are entered."""
    require(request.user, Act.EDIT_PROCEDURE)
    form, days = workdays_found(request.GET)
    year = form.chosen_year()
    context = {
        "form": form,
        "year": year,
        "days": days,
        "filled": FilledYear.objects.filter(year=year).first(),
        "span": filled_span(filled_years()),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/workday_list.html", context)


@require_http_methods(["GET", "POST"])
def workday_create(request: OfficerRequest) -> HttpResponse:
    """Add a day."""
    require(request.user, Act.EDIT_PROCEDURE)
    return _form_page(request, SpecialDayForm(request.POST or None))


@require_http_methods(["GET", "POST"])
def workday_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a day."""
    require(request.user, Act.EDIT_PROCEDURE)
    special = get_object_or_404(SpecialDay, pk=pk)
    return _form_page(request, SpecialDayForm(request.POST or None, instance=special))


def _form_page(request: OfficerRequest, form: SpecialDayForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_special_day(by=request.user, special=form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã lưu ngày {saved.day:%d/%m/%Y}.")
            return _to_year(saved.day.year)
    context = {"form": form, "special": form.instance if form.instance.pk else None}
    return render(request, "administration/workday_form.html", context)


@require_http_methods(["GET", "POST"])
def workday_delete(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a day out, with the reason."""
    require(request.user, Act.EDIT_PROCEDURE)
    special = get_object_or_404(SpecialDay, pk=pk)
    form = DeletionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.delete_special_day(by=request.user, pk=pk, **form.cleaned_data)
        messages.success(request, f"Đã xóa ngày {special.day:%d/%m/%Y} khỏi lịch.")
        return _to_year(special.day.year)
    context = {"form": form, "special": special}
    return render(request, "administration/workday_delete.html", context)


@require_http_methods(["GET", "POST"])
def workday_year(request: OfficerRequest, year: int) -> HttpResponse:
    """Say whether a year's days are all entered."""
    require(request.user, Act.EDIT_PROCEDURE)
    known = FilledYear.objects.filter(year=year).first()
    initial = {"source": known.source if known else ""}
    form = FilledYearForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.set_year(by=request.user, year=year, **form.cleaned_data)
        messages.success(request, f"Đã lưu tình trạng lịch năm {year}.")
        return _to_year(year)
    context = {"form": form, "year": year}
    return render(request, "administration/workday_year.html", context)


def _to_year(year: int) -> HttpResponse:
    return redirect(f"{reverse('administration:workday-list')}?year={year}")
