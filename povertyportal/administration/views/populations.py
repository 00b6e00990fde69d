"""Pages about denominators: which communes have one, entering, correcting."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.forms.populations import (
    PopulationCreateForm,
    PopulationFilterForm,
    PopulationForm,
)
from povertyportal.administration.sections import sections_for
from povertyportal.administration.services import populations as services
from povertyportal.administration.views.villages import scope_communes
from povertyportal.areas.models import AreaPopulation

PAGE = 50


@require_GET
def population_list(request: OfficerRequest) -> HttpResponse:
    """Each commune of the scope with its newest number up to the year's end."""
    require(request.user, Act.EDIT_AREAS)
    form = PopulationFilterForm(
        {"year": timezone.localdate().year, **request.GET.dict()}
    )
    year = form.chosen_year()
    until = AreaPopulation.objects.filter(counted_on__lte=dt.date(year, 12, 31))
    of_year = until.filter(area=OuterRef("pk"), counted_on__gte=dt.date(year, 1, 1))
    communes = scope_communes(request).annotate(has_year=Exists(of_year))
    missing = communes.filter(has_year=False)
    rows = missing if form.is_valid() and form.cleaned_data["missing"] else communes
    newest = until.order_by("-counted_on").select_related("entered_by")
    rows = rows.prefetch_related(Prefetch("populations", newest, to_attr="numbers"))
    context = {
        "form": form,
        "year": year,
        "missing": missing.count(),
        "page_obj": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/population_list.html", context)


@require_http_methods(["GET", "POST"])
def population_create(request: OfficerRequest) -> HttpResponse:
    """Enter a commune's number for a day."""
    require(request.user, Act.EDIT_AREAS)
    communes = scope_communes(request)
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
