"""Exemplary models, and commendations."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.documents.attachments import visible_attachments
from povertyportal.documents.models import Attachment
from programs.exports.aims import commendations_found, models_found
from programs.forms.aims import CommendationForm, ModelForm
from programs.models import Activity, ExemplaryModel, MovementUnit
from programs.services.aims import COMMENDATION, MODEL, keep_model
from programs.services.places import asked_place, asked_year
from programs.services.records import add_record, change_record
from programs.views.home import sections
from programs.views.records import drop_page, page_of, record_or_404, write_page


@require_GET
def model_list(request: OfficerRequest) -> HttpResponse:
    """Examples of a place and year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = models_found(request.user, request.GET)
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page_of(request, rows),
        "place": asked_place(scope_of(request.user), request.GET),
        "year": asked_year(request.GET),
        "may_edit": can(request.user, MODEL.act),
    }
    return render(request, "programs/aims/models.html", context)


@require_GET
def model_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """An example: how it is done, what it brought, who was commended for it."""
    require(request.user, Act.VIEW_PROGRAMMES)
    rows = ExemplaryModel.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("area", "activity", "photo"), pk=pk)
    commended = COMMENDATION.rows(request.user).filter(model=found)
    context = {
        "model": found,
        "photo": _photo(request, found),
        "commendations": commended.select_related("area"),
        "may_edit": can(request.user, MODEL.act),
    }
    return render(request, "programs/aims/model.html", context)


def _tied(request: OfficerRequest, name: str, rows: Any) -> Any:
    """What ?name= names, to tie a new record to; 404 out of scope, None unasked."""
    asked = request.GET.get(name, "")
    if not asked:
        return None
    pk = int(asked) if asked.isdecimal() and len(asked) < 10 else 0
    return get_object_or_404(rows.visible_to(request.user), pk=pk)


def _photo(request: OfficerRequest, model: ExemplaryModel) -> Attachment | None:
    if model.photo_id is None:
        return None
    return visible_attachments(request.user).filter(pk=model.photo_id).first()


@require_http_methods(["GET", "POST"])
def model_create(request: OfficerRequest) -> HttpResponse:
    """Tell of an example."""
    require(request.user, MODEL.act)
    year = asked_year(request.POST or request.GET)
    form = ModelForm(
        request.POST or None,
        files=request.FILES or None,
        scope=scope_of(request.user),
        for_year=year,
        activity=_tied(request, "activity", Activity.objects),
    )

    def add() -> str:
        upload = form.cleaned_data["upload"]
        keep_model(by=request.user, values=form.values(), upload=upload)
        return "Đã ghi điển hình."

    back = f"{reverse('programs:model-list')}?year={year}"
    return write_page(
        request, form, add, heading="Ghi mô hình, gương điển hình", back=back
    )


@require_http_methods(["GET", "POST"])
def model_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change an example."""
    found = record_or_404(request, MODEL, pk)
    form = ModelForm(
        request.POST or None,
        files=request.FILES or None,
        scope=scope_of(request.user),
        for_year=found.year,
        row=found,
    )

    def change() -> str:
        upload = form.cleaned_data["upload"]
        keep_model(by=request.user, values=form.values(), upload=upload, row=found)
        return "Đã lưu điển hình."

    back = reverse("programs:model-detail", args=[found.pk])
    return write_page(request, form, change, heading="Sửa điển hình", back=back)


@require_http_methods(["GET", "POST"])
def model_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a mistaken example away."""
    found = record_or_404(request, MODEL, pk)
    back = f"{reverse('programs:model-list')}?year={found.year}"
    return drop_page(request, MODEL, found, back=back)


@require_GET
def commendation_list(request: OfficerRequest) -> HttpResponse:
    """Commendations of a place, decided in a year."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, rows = commendations_found(request.user, request.GET)
    context = {
        "sections": sections(request.user),
        "form": form,
        "page_obj": page_of(request, rows),
        "place": asked_place(scope_of(request.user), request.GET),
        "year": asked_year(request.GET),
        "may_edit": can(request.user, COMMENDATION.act),
    }
    return render(request, "programs/aims/commendations.html", context)


def _commended(year: int) -> str:
    return f"{reverse('programs:commendation-list')}?year={year}"


@require_http_methods(["GET", "POST"])
def commendation_create(request: OfficerRequest) -> HttpResponse:
    """Enter a commendation."""
    require(request.user, COMMENDATION.act)
    form = CommendationForm(
        request.POST or None,
        scope=scope_of(request.user),
        model=_tied(request, "model", ExemplaryModel.objects),
        unit=_tied(request, "unit", MovementUnit.objects),
    )
    year = asked_year(request.GET)

    def add() -> str:
        add_record(by=request.user, kind=COMMENDATION, values=form.values())
        return "Đã ghi khen thưởng."

    return write_page(
        request, form, add, heading="Ghi khen thưởng", back=_commended(year)
    )


@require_http_methods(["GET", "POST"])
def commendation_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a commendation."""
    found = record_or_404(request, COMMENDATION, pk)
    form = CommendationForm(
        request.POST or None, scope=scope_of(request.user), row=found
    )

    def change() -> str:
        values = form.values()
        change_record(by=request.user, kind=COMMENDATION, row=found, values=values)
        return "Đã lưu khen thưởng."

    back = _commended(found.decided_on.year)
    return write_page(request, form, change, heading="Sửa khen thưởng", back=back)


@require_http_methods(["GET", "POST"])
def commendation_drop(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a mistaken commendation away."""
    found = record_or_404(request, COMMENDATION, pk)
    back = _commended(found.decided_on.year)
    return drop_page(request, COMMENDATION, found, back=back)
