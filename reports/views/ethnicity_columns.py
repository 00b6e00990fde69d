"""The page on which ethnicities have columns of their own in a province's forms."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from reports.ethnicity_forms import columns_form
from reports.models import FormEthnicity
from reports.services.ethnicity_columns import provinces_of, set_columns


@require_http_methods(["GET", "POST"])
def ethnicity_columns(request: OfficerRequest) -> HttpResponse:
    """The columns of a province; who keeps the procedure may change them."""
    require(request.user, Act.EXPORT_FORMS)
    scope = scope_of(request.user)
    provinces = provinces_of(scope)
    asked = request.GET.get("province", "")
    chosen = [each for each in provinces if not asked or str(each.pk) == asked]
    if not chosen:
        raise Http404
    province = chosen[0]
    rows = list(FormEthnicity.objects.filter(province=province))
    may_change = can(request.user, Act.EDIT_PROCEDURE) and scope.holds(province)
    form = columns_form(request.POST if request.method == "POST" else None, rows)
    context = {
        "province": province,
        "provinces": provinces,
        "rows": rows,
        "form": form if may_change else None,
    }
    if request.method == "POST" and form.is_valid():
        try:
            set_columns(by=request.user, province=province, columns=form.columns())
        except ValidationError as error:
            context["problems"] = error.messages
        else:
            messages.success(request, "Đã lưu các cột dân tộc của biểu.")
            return redirect(f"{reverse('reports:ethnicities')}?province={province.pk}")
    return render(request, "reports/ethnicity_columns.html", context)
