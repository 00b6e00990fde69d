"""Pages about denominators: which communes have one, entering, correcting."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.exports import populations_found, scope_communes
from povertyportal.administration.forms.populations import (
    PopulationCreateForm,
    PopulationForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import populations as services
from povertyportal.areas.models import AreaPopulation

PAGE = 50


@require_GET
def population_list(request: OfficerRequest) -> HttpResponse:
    """Each commune of the scope with its newest number up to the year's end."""
    require(request.user, Act.EDIT_AREAS)
    form, missing, rows = populations_found(request.user, request.GET)
    context = {
        "form": form,
        "year": form.chosen_year(),
        "missing": missing.count(),
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/population_list.html", context)


@require_http_methods(["GET", "POST"])
def population_create(request: OfficerRequest) -> HttpResponse:
    """Enter a commune's number for a day."""
    require(request.user, Act.EDIT_AREAS)
    communes = scope_communes(request.user)
    chosen = {
        "area": request.GET.get("area", communes[0] if len(communes) == 1 else "")
    }
    form = PopulationCreateForm(request.POST or None, communes=communes, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            services.enter_population(by=request.user, population=form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã lưu dân số {form.instance.area}.")
            return redirect("administration:population-list")
    context = {"form": form}
    return render(request, "administration/population_form.html", context)


@require_http_methods(["GET", "POST"])
def population_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a number; its commune and day stay."""
    require(request.user, Act.EDIT_AREAS)
    inside = AreaPopulation.objects.filter(
        area__in=scope_of(request.user).commune_ids
    ).select_related("area", "entered_by")
    population = get_object_or_404(inside, pk=pk)
    entered_by, entered_at = population.entered_by, population.entered_at
    form = PopulationForm(request.POST or None, instance=population)
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_population(by=request.user, population=form.instance)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"Đã sửa dân số {population.area}.")
            return redirect("administration:population-list")
    context = {
        "form": form,
        "population": population,
        "entered_by": entered_by,
        "entered_at": entered_at,
    }
    return render(request, "administration/population_form.html", context)
