"""Calendars of payments: what part of a year's money should be paid by when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.pace import pace_rules
from programs.forms.pace import NewPaceForm, PaceForm
from programs.models import Component, PaceRule
from programs.services import pace


@require_GET
def pace_list(request: OfficerRequest) -> HttpResponse:
    """The calendar for all components, and those of single ones."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "rules": pace_rules(),
        "months": range(1, 13),
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/money/pace_list.html", context)


@require_http_methods(["GET", "POST"])
def pace_create(request: OfficerRequest) -> HttpResponse:
    """Give a component a calendar of its own, begun from the one for all."""
    require(request.user, Act.EDIT_PROGRAMMES)
    common = PaceRule.objects.get(component=None)
    form = NewPaceForm(request.POST or None, initial=PaceForm.values(common))
    if form.is_valid() and _saved(request, form, form.cleaned_data["component"]):
        return redirect("programs:pace-list")
    context = {"form": form, "rule": None}
    return render(request, "programs/money/pace_form.html", context)


@require_http_methods(["GET", "POST"])
def pace_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a calendar."""
    require(request.user, Act.EDIT_PROGRAMMES)
    rule = get_object_or_404(PaceRule.objects.select_related("component"), pk=pk)
    form = PaceForm(request.POST or None, initial=PaceForm.values(rule))
    if form.is_valid() and _saved(request, form, rule.component):
        return redirect("programs:pace-list")
    context = {"form": form, "rule": rule}
    return render(request, "programs/money/pace_form.html", context)


def _saved(
    request: OfficerRequest, form: PaceForm, component: Component | None
) -> bool:
    try:
        pace.set_pace(by=request.user, component=component, **form.pace())
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return False
    messages.success(request, "Đã lưu lịch giải ngân.")
    return True


@require_POST
def pace_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a component's own calendar away."""
    require(request.user, Act.EDIT_PROGRAMMES)
    rule = get_object_or_404(PaceRule, pk=pk)
    try:
        pace.drop_pace(by=request.user, rule=rule)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "Đã bỏ lịch riêng: dự án theo lịch chung.")
    return redirect("programs:pace-list")
