"""The procedure as data: its versions and terms, and correcting them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from households.forms.season.procedures import ProcedureForm, RuleForm
from households.models import Procedure, ProcedureRule
from households.services.season import procedures as services
from povertyportal.accounts.access import Act, can, require
from povertyportal.accounts.http import OfficerRequest
from povertyportal.ui.numbers import vietnamese


@require_GET
def procedure_list(request: OfficerRequest) -> HttpResponse:
    """Versions of the procedure with their terms, sources and marks."""
    require(request.user, Act.VIEW_HOUSEHOLDS)
    context = {
        "procedures": Procedure.objects.prefetch_related("rules"),
        "can_edit": can(request.user, Act.EDIT_PROCEDURE),
    }
    return render(request, "season/procedure_list.html", context)


@require_http_methods(["GET", "POST"])
def procedure_rule(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct a term."""
    require(request.user, Act.EDIT_PROCEDURE)
    rule = get_object_or_404(ProcedureRule.objects.select_related("procedure"), pk=pk)
    form = RuleForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            changed = services.correct_rule(by=request.user, rule=rule, reason=reason)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            told = f" {vietnamese(changed)} hạn của các đợt đang mở thay đổi theo."
            messages.success(request, "Đã sửa thời hạn." + (told if changed else ""))
            return redirect("season:procedure-list")
    context = {"form": form, "procedure": rule.procedure, "rule": rule}
    return render(request, "season/procedure_form.html", context)


@require_http_methods(["GET", "POST"])
def procedure_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct whose opinion a version asks for."""
    require(request.user, Act.EDIT_PROCEDURE)
    found = get_object_or_404(Procedure, pk=pk)
    form = ProcedureForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        services.correct_procedure(by=request.user, procedure=found, reason=reason)
        messages.success(request, f"Đã sửa {found.title}.")
        return redirect("season:procedure-list")
    context = {"form": form, "procedure": found, "rule": None}
    return render(request, "season/procedure_form.html", context)
