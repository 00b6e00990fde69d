"""Findings: written by the team, answered by the commune, judged."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.views.season.refusals import explain, problems_of
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from reports.inspection_forms import AnswerForm, FindingForm, JudgeForm
from reports.models import Finding, InspectionPlace, InspectionVisit
from reports.services.inspections import findings
from reports.views.inspection_places import FINDING_TONES, place_or_404


def finding_or_404(request: OfficerRequest, pk: int, act: Act) -> Finding:
    """The finding if the role allows `act` (403) and it is in scope (404)."""
    require(request.user, act)
    rows = Finding.objects.visible_to(request.user).select_related(
        "place__inspection", "place__commune", "visit__household", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def finding_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what is wrong; ?ho= names the visit that showed it."""
    place = place_or_404(request, pk, Act.INSPECT)
    asked = request.GET.get("ho", "")
    initial = {"visit": asked if asked.isdecimal() else None, "kind": "result"}
    data = request.POST or None
    form = FindingForm(data, visits=_visits(place), initial=initial)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            findings.add_finding(by=request.user, place=place, said=form.said())
        except ValidationError as error:
            problems = explain(form, error)
        else:
            messages.success(request, "Đã ghi phát hiện.")
            return redirect("inspections:place", place.pk)
    context = {"place": place, "form": form, "problems": problems}
    return render(request, "inspections/finding_form.html", context)


def _visits(place: InspectionPlace) -> "QuerySet[InspectionVisit]":
    return place.visits.select_related("household")


@require_http_methods(["GET", "POST"])
def finding_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a finding before the minutes are closed."""
    found = finding_or_404(request, pk, Act.INSPECT)
    names = ("kind", "visit", "text", "demand", "due_on")
    form = FindingForm(
        request.POST or None,
        visits=_visits(found.place),
        initial={name: getattr(found, name) for name in names},
    )
    problems: list[dict[str, str]] = []
    if form.is_valid():
        try:
            findings.change_finding(by=request.user, finding=found, said=form.said())
        except ValidationError as error:
            problems = explain(form, error)
        else:
            messages.success(request, "Đã sửa phát hiện.")
            return redirect("inspections:finding-detail", found.pk)
    context = {"place": found.place, "finding": found, "form": form}
    return render(
        request, "inspections/finding_form.html", {**context, "problems": problems}
    )


@require_POST
def finding_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a finding back before the minutes are closed."""
    found = finding_or_404(request, pk, Act.INSPECT)
    try:
        findings.drop_finding(by=request.user, finding=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã bỏ phát hiện.")
    return redirect("inspections:place", found.place_id)


@require_GET
def finding_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A finding with every report on it and its judgement."""
    found = finding_or_404(request, pk, Act.VIEW_FIGURES)
    return _shown(request, found, JudgeForm())


def _shown(
    request: OfficerRequest, found: Finding, form: JudgeForm, status: int = 200
) -> HttpResponse:
    answers = found.answers.select_related("answered_by", "judged_by", "scan")
    context = {
        "finding": found,
        "place": found.place,
        "tone": FINDING_TONES[Finding.State(found.state)],
        "is_late": found.is_late(timezone.localdate()),
        "answers": answers,
        "waiting": next((each for each in answers if not each.verdict), None),
        "form": form,
        **_next_steps(request.user, found),
    }
    return render(request, "inspections/finding_detail.html", context, status=status)


def _next_steps(officer: Officer, found: Finding) -> dict[str, bool]:
    typing = found.place.closed_at is None
    answers = can(officer, Act.ANSWER_FINDINGS)
    whole = answers and scope_of(officer).holds(found.place.commune)
    return {
        "may_change": typing and can(officer, Act.INSPECT),
        "may_answer": whole and not typing and found.state == Finding.State.OPEN,
        "may_judge": findings.may_judge(officer, found),
    }


@require_http_methods(["GET", "POST"])
def finding_answer(request: OfficerRequest, pk: int) -> HttpResponse:
    """The commune reports how a finding was put right."""
    found = finding_or_404(request, pk, Act.ANSWER_FINDINGS)
    form = AnswerForm(request.POST or None, request.FILES or None)
    problems: list[dict[str, str]] = []
    if form.is_valid():
        data = form.cleaned_data
        try:
            findings.answer_finding(
                by=request.user,
                finding=found,
                text=data["text"],
                document=data["document"],
                upload=data["scan"],
            )
        except ValidationError as error:
            problems = problems_of(error)
        else:
            messages.success(request, "Đã gửi báo cáo khắc phục.")
            return redirect("inspections:finding-detail", found.pk)
    context = {"finding": found, "place": found.place, "form": form}
    return render(
        request, "inspections/finding_answer.html", {**context, "problems": problems}
    )


@require_POST
def finding_judge(request: OfficerRequest, pk: int) -> HttpResponse:
    """Close a finding or send its report back."""
    team = can(request.user, Act.INSPECT)
    act = Act.INSPECT if team else Act.PLAN_INSPECTIONS
    found = finding_or_404(request, pk, act)
    answer = found.answers.order_by("-pk").first()
    form = JudgeForm(request.POST)
    if answer is None or not form.is_valid():
        return _shown(request, found, form, 200 if answer else 409)
    try:
        findings.judge_answer(by=request.user, answer=answer, **form.cleaned_data)
    except ValidationError as error:
        explain(form, error)
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã lưu đánh giá.")
    return redirect("inspections:finding-detail", found.pk)
