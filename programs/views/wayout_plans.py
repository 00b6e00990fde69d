"""Escape plans: made, changed, done measure by measure, judged."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.models import Household
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.wayout_one import measures_of, plan_of, topic_of
from programs.forms.wayout import (
    MeasureForm,
    MeasureProgressForm,
    PlanChangeForm,
    PlanForm,
    ResultForm,
)
from programs.models import EscapeMeasure, EscapePlan
from programs.services.need_figures import suggestions
from programs.services.need_topics import topic_name
from programs.services.wayout import household as one
from programs.services.wayout import plans
from programs.views.acts import done
from programs.views.wayout_lists import TONES

STATE_TONES = {
    EscapeMeasure.State.PLANNED: "info",
    EscapeMeasure.State.DONE: "ok",
    EscapeMeasure.State.DROPPED: "neutral",
}


def household_or_404(request: OfficerRequest, pk: int, act: Act) -> Household:
    """The household if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = Household.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("village", "commune"), pk=pk)


def _plan(request: OfficerRequest, pk: int, act: Act) -> EscapePlan:
    require(request.user, act)
    return plan_of(request.user, pk)


def form_page(
    request: OfficerRequest,
    form: forms.Form,
    heading: str,
    household: Household | None,
    back: tuple[str, str],
    **more: Any,
) -> HttpResponse:
    """One form on a page; `back` is an address with its label."""
    context = {
        "form": form,
        "heading": heading,
        "household": household,
        "back_url": back[0],
        "back_label": back[1],
        "button": "Lưu",
        **more,
    }
    return render(request, "programs/wayout/form.html", context)


@require_http_methods(["GET", "POST"])
def escape_plan_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Plan a household's way out, with measures that its needs suggest."""
    household = household_or_404(request, pk, Act.HELP_HOUSEHOLDS)
    basis = one.basis_of(household)
    year = timezone.localdate().year
    form = PlanForm(
        request.POST or None,
        topics=basis.offered,
        standard=basis.result.standard,
        initial={"target_year": year, "reason": basis.reason},
    )
    made: list[EscapePlan] = []

    def make() -> str:
        plan = form.plan()
        made.append(plans.make_plan(by=request.user, household=household, plan=plan))
        return "Đã lập kế hoạch thoát nghèo."

    if done(request, form, make):
        return redirect("programs:escape-plan-detail", made[0].pk)
    back = reverse("programs:leaver-list"), "Hộ có khả năng thoát"
    heading = "Lập kế hoạch thoát nghèo"
    needs = _needs(basis, year)
    return form_page(request, form, heading, household, back, basis=basis, needs=needs)


@require_GET
def escape_plan_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A plan with its measures, those late marked."""
    plan = _plan(request, pk, Act.VIEW_PROGRAMMES)
    today = timezone.localdate()
    basis = one.basis_of(plan.household)
    may_help = can(request.user, Act.HELP_HOUSEHOLDS)
    rows = [(each, topic_of(each), *_state(each, today)) for each in measures_of(plan)]
    context = {
        "plan": plan,
        "household": plan.household,
        "tone": TONES[EscapePlan.Result(plan.result)],
        "rows": rows,
        "basis": basis,
        "needs": _needs(basis, plan.target_year),
        "way_out": one.way_out_of(plan.household),
        "may_help": may_help,
        "may_change": may_help and plan.result == EscapePlan.Result.OPEN,
    }
    return render(request, "programs/wayout/plan_detail.html", context)


def _needs(basis: one.Basis, year: int) -> list[tuple[str, str]]:
    """A household's needs by name, each with what could serve it in the year."""
    serving = suggestions(year)
    return [(name, "; ".join(serving.get(code, ()))) for code, name in basis.topics]


def _state(measure: EscapeMeasure, today: dt.date) -> tuple[str, str]:
    """How far a measure is: in words, and their tone."""
    if measure.state == EscapeMeasure.State.PLANNED and measure.due_on < today:
        return "Quá hạn", "bad"
    words = measure.get_state_display()
    return words, STATE_TONES[EscapeMeasure.State(measure.state)]


def _back(plan: EscapePlan) -> tuple[str, str]:
    url = reverse("programs:escape-plan-detail", args=[plan.pk])
    return url, f"Kế hoạch năm {plan.target_year}"


@require_http_methods(["GET", "POST"])
def escape_plan_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change why and who."""
    plan = _plan(request, pk, Act.HELP_HOUSEHOLDS)
    initial = {"reason": plan.reason, "responsible": plan.responsible}
    form = PlanChangeForm(request.POST or None, initial=initial)

    def change() -> str:
        plans.change_plan(by=request.user, plan=plan, **form.cleaned_data)
        return "Đã lưu kế hoạch."

    if done(request, form, change):
        return redirect("programs:escape-plan-detail", pk)
    return form_page(request, form, "Sửa kế hoạch", plan.household, _back(plan))


@require_http_methods(["GET", "POST"])
def escape_plan_result(request: OfficerRequest, pk: int) -> HttpResponse:
    """What came of a plan."""
    plan = _plan(request, pk, Act.HELP_HOUSEHOLDS)
    initial = {
        "result": plan.result,
        "result_on": plan.result_on or timezone.localdate(),
        "result_note": plan.result_note,
    }
    form = ResultForm(request.POST or None, initial=initial)

    def judge() -> str:
        data = form.cleaned_data
        plans.set_result(
            by=request.user,
            plan=plan,
            result=data["result"],
            day=data["result_on"],
            note=data["result_note"],
        )
        return "Đã ghi kết quả kế hoạch."

    if done(request, form, judge):
        return redirect("programs:escape-plan-detail", pk)
    return form_page(request, form, "Ghi kết quả", plan.household, _back(plan))


@require_http_methods(["GET", "POST"])
def measure_add(request: OfficerRequest, pk: int) -> HttpResponse:
    """Add a measure to a plan."""
    plan = _plan(request, pk, Act.HELP_HOUSEHOLDS)
    topics = one.basis_of(plan.household).topics
    initial = {"who": plan.responsible}
    form = MeasureForm(request.POST or None, plan=plan, topics=topics, initial=initial)

    def add() -> str:
        plans.add_measure(by=request.user, plan=plan, measure=form.measure())
        return "Đã thêm biện pháp."

    if done(request, form, add):
        return redirect("programs:escape-plan-detail", pk)
    return form_page(request, form, "Thêm biện pháp", plan.household, _back(plan))


@require_http_methods(["GET", "POST"])
def measure_edit(request: OfficerRequest, pk: int, measure_pk: int) -> HttpResponse:
    """Change a measure, say how far it is."""
    plan = _plan(request, pk, Act.HELP_HOUSEHOLDS)
    row = get_object_or_404(plan.measures.select_related("plan"), pk=measure_pk)
    form = MeasureProgressForm(
        request.POST or None,
        plan=plan,
        topics=_topics_with(plan.household, row.topic),
        initial=MeasureProgressForm.initial_of(row),
    )

    def change() -> str:
        plans.change_measure(
            by=request.user,
            measure=row,
            said=form.measure(),
            progress=form.progress(),
        )
        return "Đã lưu biện pháp."

    if done(request, form, change):
        return redirect("programs:escape-plan-detail", pk)
    return form_page(request, form, "Biện pháp", plan.household, _back(plan))


def _topics_with(household: Household, topic: str) -> list[tuple[str, str]]:
    """The household's needs, and the measure's own although a review took it away."""
    topics = list(one.basis_of(household).topics)
    if topic and topic not in dict(topics):
        topics.append((topic, topic_name(topic)))
    return topics
