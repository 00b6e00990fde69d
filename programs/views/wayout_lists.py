"""The way out: lists of households, plans, helpers, visits."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.models import Household
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports import wayout as found
from programs.forms.wayout import ManyTaskForm
from programs.models import EscapePlan
from programs.rules.wayout import (
    LEAVE_CRITERIA,
    LEAVE_WORDS,
    OWN_CRITERIA,
    RELAPSE_CRITERIA,
    RELAPSE_WORDS,
)
from programs.services.wayout import helpers, listed, relapse
from programs.views.acts import done
from programs.views.home import sections

PAGE = 25
TONES = {
    EscapePlan.Result.OPEN: "info",
    EscapePlan.Result.LEFT: "ok",
    EscapePlan.Result.NOT_YET: "warn",
    EscapePlan.Result.DROPPED: "neutral",
}


def _listing(request: OfficerRequest, asked: found.Asked) -> dict[str, Any]:
    page = Paginator(asked.rows, PAGE).get_page(request.GET.get("page"))
    return {
        "form": asked.form,
        "place": asked.place,
        "year": asked.year,
        "page_obj": page,
        "sort": "name",
        "may_help": can(request.user, Act.HELP_HOUSEHOLDS),
        "sections": sections(request.user),
    }


@require_GET
def leaver_list(request: OfficerRequest) -> HttpResponse:
    """Poor and near-poor households that may leave the lists this year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    asked = found.leavers_found(request.user, request.GET)
    context = _listing(request, asked)
    context["rows"] = listed.with_plans(context["page_obj"], asked.year)
    context["criteria"] = [
        (LEAVE_WORDS[sign], said) for sign, said in LEAVE_CRITERIA.items()
    ]
    context["own"] = OWN_CRITERIA
    return render(request, "programs/wayout/leaver_list.html", context)


@require_GET
def escape_plan_list(request: OfficerRequest) -> HttpResponse:
    """Escape plans of a year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    asked = found.plans_found(request.user, request.GET)
    context = _listing(request, asked)
    context["totals"] = listed.plan_totals(asked.place, asked.year)
    context["rows"] = [
        (each, TONES[EscapePlan.Result(each.result)]) for each in context["page_obj"]
    ]
    return render(request, "programs/wayout/plan_list.html", context)


@require_GET
def helper_list(request: OfficerRequest) -> HttpResponse:
    """Who helps, and how many households have somebody."""
    require(request.user, Act.VIEW_PROGRAMMES)
    asked = found.helpers_found(request.user, request.GET)
    context = _listing(request, asked)
    context["coverage"] = listed.coverage(asked.place, asked.year)
    return render(request, "programs/wayout/helper_list.html", context)


@require_http_methods(["GET", "POST"])
def unhelped_list(request: OfficerRequest) -> HttpResponse:
    """Poor and near-poor households whom nobody helps; named for several at once."""
    require(request.user, Act.VIEW_PROGRAMMES)
    if request.method == "POST":
        require(request.user, Act.HELP_HOUSEHOLDS)
    form = ManyTaskForm(
        request.POST or None,
        helpers=found.helpers_named(request.user),
        homes=Household.objects.visible_to(request.user).active(),
        initial={"starts": timezone.localdate()},
    )

    def assign() -> str:
        data = form.cleaned_data
        count = helpers.assign_all(by=request.user, homes=data.pop("who"), **data)
        return f"Đã phân công {data['helper'].name} giúp {count} hộ."

    if done(request, form, assign):
        return redirect(request.get_full_path())
    context = _listing(request, found.unhelped_found(request.user, request.GET))
    context["act_form"] = form if context["may_help"] else None
    context["ticked"] = request.POST.getlist("who")
    return render(request, "programs/wayout/unhelped_list.html", context)


@require_GET
def visit_list(request: OfficerRequest) -> HttpResponse:
    """Households with a helper, and when somebody came last."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    context = _listing(request, found.visits_found(request.user, request.GET))
    context["may_visit"] = can(request.user, Act.VISIT_HOUSEHOLDS)
    return render(request, "programs/wayout/visit_list.html", context)


@require_GET
def relapse_list(request: OfficerRequest) -> HttpResponse:
    """Households that left a list and may fall back onto it."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = _listing(request, found.relapse_found(request.user, request.GET))
    context["rows"] = relapse.told_of(list(context["page_obj"]))
    context["sort"] = ""
    context["criteria"] = [
        (RELAPSE_WORDS[sign], said) for sign, said in RELAPSE_CRITERIA.items()
    ]
    context["own"] = OWN_CRITERIA
    return render(request, "programs/wayout/relapse_list.html", context)
