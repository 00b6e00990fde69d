"""Programmes of every period, their components, and who leads them."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from programs.exports.programmes import (
    components_of,
    leads_of,
    programmes_found,
    topics_of,
)
from programs.forms.programmes import (
    ComponentForm,
    LeadEndForm,
    LeadForm,
    ProgrammeForm,
)
from programs.models import Component, Programme
from programs.services.programmes import (
    COMPONENT,
    LEAD,
    PROGRAMME,
    leads_kept,
    leads_seen,
)
from programs.services.records import add_record, change_record
from programs.views.home import sections
from programs.views.records import record_or_404, write_page


@require_GET
def programme_list(request: OfficerRequest) -> HttpResponse:
    """The programmes, the newest period first."""
    require(request.user, Act.VIEW_PROGRAMMES)
    context = {
        "sections": sections(request.user),
        "rows": programmes_found(),
        "year": timezone.localdate().year,
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/programmes/list.html", context)


@require_GET
def programme_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A programme: its paper, its components, what they serve, who leads them."""
    require(request.user, Act.VIEW_PROGRAMMES)
    rows = Programme.objects.select_related("document")
    found = get_object_or_404(rows, pk=pk)
    today = timezone.localdate()
    leads: dict[int, list[str]] = {}
    for lead in leads_seen(scope_of(request.user)).filter(component__programme=found):
        if lead.starts <= today and (lead.ends is None or lead.ends > today):
            where = f" ({lead.area.name})" if lead.area else ""
            leads.setdefault(lead.component_id, []).append(lead.agency + where)
    context = {
        "programme": found,
        "rows": [
            (each, topics_of(each), "; ".join(leads.get(each.pk, [])))
            for each in components_of(found)
        ],
        "may_edit": can(request.user, Act.EDIT_PROGRAMMES),
    }
    return render(request, "programs/programmes/detail.html", context)


@require_http_methods(["GET", "POST"])
def programme_create(request: OfficerRequest) -> HttpResponse:
    """Enter a programme."""
    require(request.user, Act.EDIT_PROGRAMMES)
    form = ProgrammeForm(request.POST or None)

    def add() -> str:
        add_record(by=request.user, kind=PROGRAMME, values=form.values())
        return "Đã thêm chương trình."

    return write_page(
        request,
        form,
        add,
        heading="Thêm chương trình",
        back=reverse("programs:programme-list"),
    )


@require_http_methods(["GET", "POST"])
def programme_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a programme."""
    found = record_or_404(request, PROGRAMME, pk)
    form = ProgrammeForm(request.POST or None, row=found)

    def change() -> str:
        values = form.values()
        change_record(by=request.user, kind=PROGRAMME, row=found, values=values)
        return "Đã lưu chương trình."

    return write_page(
        request,
        form,
        change,
        heading="Sửa chương trình",
        back=reverse("programs:programme-detail", args=[found.pk]),
    )


@require_http_methods(["GET", "POST"])
def component_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter a component of a programme."""
    programme = record_or_404(request, PROGRAMME, pk)
    last = programme.components.count() + 1
    form = ComponentForm(
        request.POST or None, programme=programme, initial={"position": last}
    )

    def add() -> str:
        add_record(by=request.user, kind=COMPONENT, values=form.values())
        return "Đã thêm dự án thành phần."

    return write_page(
        request,
        form,
        add,
        heading="Thêm dự án thành phần",
        lead=programme.name,
        back=reverse("programs:programme-detail", args=[programme.pk]),
    )


@require_http_methods(["GET", "POST"])
def component_edit(request: OfficerRequest, pk: int) -> HttpResponse:
    """Change a component."""
    found = record_or_404(request, COMPONENT, pk)
    form = ComponentForm(request.POST or None, programme=found.programme, row=found)

    def change() -> str:
        values = form.values()
        change_record(by=request.user, kind=COMPONENT, row=found, values=values)
        return "Đã lưu dự án thành phần."

    return write_page(
        request,
        form,
        change,
        heading="Sửa dự án thành phần",
        lead=found.programme.name,
        back=reverse("programs:component-detail", args=[found.pk]),
    )


@require_GET
def component_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A component: what it serves, its parts, who leads it where and since when."""
    require(request.user, Act.VIEW_PROGRAMMES)
    rows = Component.objects.select_related("programme", "parent")
    found = get_object_or_404(rows, pk=pk)
    may_edit = can(request.user, Act.EDIT_PROGRAMMES)
    scope = scope_of(request.user)
    leads = [
        (each, may_edit and (each.area is None or scope.holds_unit(each.area)))
        for each in leads_of(request.user, found)
    ]
    context = {
        "component": found,
        "topics": topics_of(found),
        "parts": found.children.order_by("position", "code"),
        "leads": leads,
        "year": _year_of(found.programme),
        "may_edit": may_edit,
    }
    return render(request, "programs/programmes/component.html", context)


def _year_of(programme: Programme) -> int:
    """This year, or the programme's nearest to it."""
    year = timezone.localdate().year
    return min(max(year, programme.starts_year), programme.ends_year)


@require_http_methods(["GET", "POST"])
def lead_create(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter who leads a component."""
    component = record_or_404(request, COMPONENT, pk)
    scope = scope_of(request.user)
    form = LeadForm(request.POST or None, scope=scope, component=component)

    def add() -> str:
        add_record(by=request.user, kind=LEAD, values=form.values())
        return "Đã thêm cơ quan chủ trì."

    return write_page(
        request,
        form,
        add,
        heading="Thêm cơ quan chủ trì",
        lead=str(component),
        back=reverse("programs:component-detail", args=[component.pk]),
    )


@require_http_methods(["GET", "POST"])
def lead_end(request: OfficerRequest, pk: int) -> HttpResponse:
    """Enter since when an agency leads no more."""
    require(request.user, Act.EDIT_PROGRAMMES)
    found = get_object_or_404(leads_kept(scope_of(request.user)), pk=pk)
    form = LeadEndForm(request.POST or None, initial={"ends": found.ends})

    def end() -> str:
        values = {"ends": form.cleaned_data["ends"]}
        change_record(by=request.user, kind=LEAD, row=found, values=values)
        return "Đã ghi ngày thôi chủ trì."

    return write_page(
        request,
        form,
        end,
        heading="Thôi chủ trì",
        lead=f"{found.agency}, {found.component}",
        back=reverse("programs:component-detail", args=[found.component_id]),
    )
