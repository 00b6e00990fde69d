"""The way into the administration, and the public facts about areas."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from povertyportal.accounts.http import OfficerRequest
from povertyportal.administration.forms.areas import AreaSearchForm
from povertyportal.administration.sections import sections_for
from povertyportal.areas.finding import describe

PAGE = 25


@require_GET
def administration_home(request: OfficerRequest) -> HttpResponse:
    """The parts that the officer's role may use."""
    context = {"sections": sections_for(request.user)}
    return render(request, "administration/home.html", context)


@require_GET
def area_search(request: OfficerRequest) -> HttpResponse:
    """Units by a name of any time: areas are public facts, for every role."""
    form = AreaSearchForm(request.GET)
    page = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "asked": request.GET.get("q", "").strip(),
        "page_obj": page,
        "found": describe(page.object_list),
        "sections": sections_for(request.user),
    }
    return render(request, "administration/area_search.html", context)
