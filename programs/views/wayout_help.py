"""Helpers, whom they help, visits, and what befell households."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from households.models import Household
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.exports.wayout import helpers_named, households_named
from programs.exports.wayout_one import helper_of, tasks_of, visits_of
from programs.forms.support import CancelForm
from programs.forms.wayout import (
    AreaTaskForm,
    EndForm,
    FindForm,
    HelperForm,
    HouseholdTaskForm,
    ShockForm,
    TaskForm,
    VisitForm,
)
from programs.models import Helper, HelperAssignment, HelperVisit, Shock
from programs.services.wayout import helpers, visits
from programs.services.wayout import household as one
from programs.views.acts import done
from programs.views.wayout_plans import form_page, household_or_404

SHOWN = 30


def _helper(request: OfficerRequest, pk: int, act: Act) -> Helper:
    require(request.user, act)
    return helper_of(request.user, pk)


def _back(helper: Helper) -> tuple[str, str]:
    return reverse("programs:helper-detail", args=[helper.pk]), helper.name


@require_http_methods(["GET", "POST"])
def helper_create(request: OfficerRequest) -> HttpResponse:
    """Write down somebody who helps."""
    require(request.user, Act.HELP_HOUSEHOLDS)
    form = HelperForm(request.POST or None, scope=scope_of(request.user))
    made: list[Helper] = []

    def add() -> str:
        made.append(helpers.add_helper(by=request.user, facts=form.facts()))
        return f"Đã thêm {made[0].name}."

    if done(request, form, add):
        return redirect("programs:helper-detail", made[0].pk)
    back = reverse("programs:helper-list"), "Người, đơn vị giúp đỡ"
    return form_page(request, form, "Thêm người, đơn vị giúp đỡ", None, back)


@require_http_methods(["GET", "POST"])
def helper_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change what is known of a helper."""
    helper = _helper(request, pk, Act.HELP_HOUSEHOLDS)
    names = ("area", "kind", "name", "organisation", "phone")
    initial = {name: getattr(helper, name) for name in names}
    form = HelperForm(
        request.POST or None, scope=scope_of(request.user), initial=initial
    )

    def change() -> str:
        helpers.change_helper(by=request.user, helper=helper, facts=form.facts())
        return "Đã lưu."

    if done(request, form, change):
        return redirect("programs:helper-detail", pk)
    return form_page(request, form, "Sửa thông tin", None, _back(helper))


@require_http_methods(["GET", "POST"])
def helper_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Let a helper go, with all his tasks."""
    helper = _helper(request, pk, Act.HELP_HOUSEHOLDS)
    initial = {"ends": timezone.localdate()}
    form = EndForm(request.POST or None, initial=initial)

    def end() -> str:
        data = form.cleaned_data
        count = helpers.end_helper(
            by=request.user,
            helper=helper,
            ended_on=data["ends"],
            outcome=data["outcome"],
        )
        return f"Đã ghi thôi giúp và kết thúc {count} phân công."

    if done(request, form, end):
        return redirect("programs:helper-detail", pk)
    lead = "Mọi phân công đang có của người, đơn vị này sẽ kết thúc cùng ngày."
    heading = f"{helper.name} thôi giúp"
    return form_page(request, form, heading, None, _back(helper), lead=lead)


@require_GET
def helper_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A helper: whom he helps, and households to name him for."""
    helper = _helper(request, pk, Act.VIEW_PROGRAMMES)
    may_help = can(request.user, Act.HELP_HOUSEHOLDS)
    form = FindForm(request.GET or None)
    text = form.cleaned_data["q"] if "q" in request.GET and form.is_valid() else ""
    context = {
        "helper": helper,
        "tasks": tasks_of(request.user, helper),
        "may_help": may_help,
        "may_assign": may_help and helper.ended_on is None,
        "form": form,
        "asked": text,
        "rows": households_named(request.user, text)[:SHOWN] if may_help else (),
    }
    return render(request, "programs/wayout/helper_detail.html", context)


@require_http_methods(["GET", "POST"])
def area_assign(request: OfficerRequest, pk: int) -> HttpResponse:
    """Name a helper for a village or a wider area."""
    helper = _helper(request, pk, Act.HELP_HOUSEHOLDS)
    form = AreaTaskForm(
        request.POST or None,
        scope=scope_of(request.user),
        initial={"starts": timezone.localdate()},
    )

    def assign() -> str:
        task = helpers.Task(**form.cleaned_data)
        helpers.assign(by=request.user, helper=helper, task=task)
        return "Đã phân công giúp đỡ địa bàn."

    if done(request, form, assign):
        return redirect("programs:helper-detail", pk)
    return form_page(request, form, "Giúp đỡ một địa bàn", None, _back(helper))


@require_http_methods(["GET", "POST"])
def household_assign(request: OfficerRequest, pk: int) -> HttpResponse:
    """Name a helper for a household."""
    household = household_or_404(request, pk, Act.HELP_HOUSEHOLDS)
    initial = {"starts": timezone.localdate(), "helper": request.GET.get("helper")}
    form = HouseholdTaskForm(
        request.POST or None, helpers=helpers_named(request.user), initial=initial
    )

    def assign() -> str:
        data = form.cleaned_data
        task = helpers.Task(data["starts"], data["content"], household)
        helpers.assign(by=request.user, helper=data["helper"], task=task)
        return f"Đã phân công {data['helper'].name} giúp hộ {household.head_name}."

    if done(request, form, assign):
        return redirect("programs:household-visits", pk)
    more = {
        "lead": "Người, đơn vị chưa có trong danh sách thì thêm vào trước.",
        "more_url": reverse("programs:helper-create"),
        "more_label": "Thêm người, đơn vị giúp đỡ",
    }
    heading, back = "Phân công giúp đỡ", _home(household)
    return form_page(request, form, heading, household, back, **more)


def _home(household: Household) -> tuple[str, str]:
    url = reverse("programs:household-visits", args=[household.pk])
    return url, f"Giúp đỡ hộ {household.head_name}"


def _task(request: OfficerRequest, pk: int) -> HelperAssignment:
    require(request.user, Act.HELP_HOUSEHOLDS)
    rows = helpers.assignments_of(request.user)
    return get_object_or_404(
        rows.select_related("helper", "household__village", "area"), pk=pk
    )


@require_http_methods(["GET", "POST"])
def assignment_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put right since when a helper helps, and with what."""
    task = _task(request, pk)
    initial = {"starts": task.starts, "content": task.content}
    form = TaskForm(request.POST or None, initial=initial)

    def change() -> str:
        data = form.cleaned_data
        helpers.change_assignment(by=request.user, assignment=task, **data)
        return "Đã sửa phân công."

    back = _home(task.household) if task.household else _back(task.helper)
    if done(request, form, change):
        return redirect(back[0])
    heading = f"Sửa phân công {task.helper.name}"
    return form_page(request, form, heading, task.household, back)


@require_http_methods(["GET", "POST"])
def assignment_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """End a task with what came of it."""
    task = _task(request, pk)
    initial = {"ends": timezone.localdate()}
    form = EndForm(request.POST or None, initial=initial)

    def end() -> str:
        helpers.end_assignment(by=request.user, assignment=task, **form.cleaned_data)
        return "Đã kết thúc phân công."

    back = _home(task.household) if task.household else _back(task.helper)
    if done(request, form, end):
        return redirect(back[0])
    heading = f"Kết thúc phân công {task.helper.name}"
    return form_page(request, form, heading, task.household, back)


@require_http_methods(["GET", "POST"])
def household_visits(request: OfficerRequest, pk: int) -> HttpResponse:
    """A household's helpers and visits, and the form of the next visit."""
    household = household_or_404(request, pk, Act.VIEW_HOUSEHOLDS)
    if request.method == "POST":
        require(request.user, Act.VISIT_HOUSEHOLDS)
    tasks = visits.tasks_for(household)
    form = VisitForm(request.POST or None, tasks=tasks, initial=_usual(tasks))

    def write() -> str:
        visits.visit(by=request.user, household=household, **form.cleaned_data)
        return "Đã ghi lần thăm hộ."

    if done(request, form, write):
        return redirect("programs:household-visits", pk)
    _seen(request.user, household)
    context = {
        "household": household,
        "form": form if can(request.user, Act.VISIT_HOUSEHOLDS) and tasks else None,
        "visits": visits_of(household),
        **household_part(request.user, household),
    }
    return render(request, "programs/wayout/household_visits.html", context)


@require_http_methods(["GET", "POST"])
def visit_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take back a visit that was written by mistake."""
    require(request.user, Act.VISIT_HOUSEHOLDS)
    rows = HelperVisit.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("household__village"), pk=pk)
    form = CancelForm(request.POST or None)

    def withdraw() -> str:
        visits.withdraw_visit(by=request.user, visit=found, **form.cleaned_data)
        return "Đã hủy lần thăm."

    if done(request, form, withdraw):
        return redirect("programs:household-visits", found.household_id)
    heading, back = f"Hủy lần thăm ngày {found.day:%d/%m/%Y}", _home(found.household)
    return form_page(
        request, form, heading, found.household, back, button="Hủy lần thăm"
    )


def _seen(officer: Officer, household: Household) -> None:
    """Enter into the trail who looked at what the programmes know of a household."""
    trail.record(
        by=officer,
        act="programs.household.viewed",
        kind="household",
        object_id=household.pk,
        area_id=household.commune_id,
    )


def household_part(officer: Officer, household: Household) -> dict[str, object]:
    """The way out on the household's page of the programmes."""
    return {
        "way_out": one.way_out_of(household),
        "may_visit": can(officer, Act.VISIT_HOUSEHOLDS),
        "may_help": can(officer, Act.HELP_HOUSEHOLDS),
    }


def _usual(tasks: "QuerySet[HelperAssignment]") -> dict[str, object]:
    """Today, by the only one who helps if there is only one."""
    only = tasks[0].pk if len(tasks) == 1 else None
    return {"day": timezone.localdate(), "assignment": only}


@require_http_methods(["GET", "POST"])
def shock_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what befell a household."""
    household = household_or_404(request, pk, Act.VISIT_HOUSEHOLDS)
    form = ShockForm(request.POST or None)

    def write() -> str:
        visits.record_shock(by=request.user, household=household, **form.cleaned_data)
        return "Đã ghi biến cố của hộ."

    if done(request, form, write):
        return redirect("programs:household-visits", pk)
    return form_page(request, form, "Ghi biến cố", household, _home(household))


@require_http_methods(["GET", "POST"])
def shock_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Put right what was written of a shock."""
    require(request.user, Act.VISIT_HOUSEHOLDS)
    rows = Shock.objects.visible_to(request.user)
    row = get_object_or_404(rows.select_related("household__village"), pk=pk)
    names = ("kind", "happened_on", "note")
    form = ShockForm(
        request.POST or None, initial={name: getattr(row, name) for name in names}
    )

    def write() -> str:
        visits.change_shock(by=request.user, shock=row, **form.cleaned_data)
        return "Đã lưu biến cố."

    if done(request, form, write):
        return redirect("programs:household-visits", row.household_id)
    back = _home(row.household)
    return form_page(request, form, "Sửa biến cố", row.household, back)
