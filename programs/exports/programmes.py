"""Programmes, components, leads and the year's plan: what screens show."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.programmes import NOWHERE, PlanFilterForm
from programs.models import Component, ComponentLead, PlanIndicator, Programme
from programs.services.need_topics import topic_name
from programs.services.places import asked_place, asked_year
from programs.services.plans import with_results
from programs.services.programmes import leads_seen, parts_of

PLAN_SORTS = {
    "name": "name",
    "area": "area__sort_key",
    "component": "component__position",
    "planned": "planned",
    "responsible": "responsible",
}


def programmes_found() -> "QuerySet[Programme]":
    """Every programme, the newest period first, with how many components it has."""
    rows = Programme.objects.select_related("document")
    counted = rows.annotate(component_count=Count("components"))
    # Said again: rows that are counted do not keep the model's own order.
    return counted.order_by("-starts_year", "-ends_year", "name")


def components_of(programme: Programme) -> list[Component]:
    """A programme's components, each followed by its parts; `depth` says how deep."""
    rows = list(programme.components.order_by("position", "code"))
    below: dict[int | None, list[Component]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)

    def walk(parent: int | None, depth: int) -> list[Component]:
        found = []
        for row in below.get(parent, []):
            row.depth = depth  # type: ignore[attr-defined]
            found += [row, *walk(row.pk, depth + 1)]
        return found

    return walk(None, 0)


def topics_of(component: Component) -> str:
    """The needs that a component serves, in words."""
    return "; ".join(topic_name(code) for code in component.topics)


def leads_of(officer: Officer, component: Component) -> "QuerySet[ComponentLead]":
    """Who leads a component in the country and in the officer's units."""
    rows = leads_seen(scope_of(officer)).filter(component=component)
    return rows.order_by("area__sort_key", "-starts", "-pk")


def plan_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlanFilterForm, QuerySet[PlanIndicator]]":
    """Indicators of a place and year by the filters of an address.

    Raises Http404 for a place outside the scope.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form = PlanFilterForm(query, place, year)
    rows = PlanIndicator.objects.visible_to(officer).filter(place.rows(), year=year)
    if form.is_valid() and form.cleaned_data["component"]:
        chosen = form.cleaned_data["component"].pk
        rows = rows.filter(component__in=parts_of({chosen})[chosen])
    sort = query.get("sort", "")
    order = PLAN_SORTS.get(sort.removeprefix("-"), "component__position")
    first = f"-{order}" if sort.startswith("-") else order
    rows = rows.select_related("component__programme", "area")
    return form, rows.order_by(first, "component__position", "area__sort_key", "pk")


def _lead_place(lead: ComponentLead) -> str:
    return lead.area.name if lead.area else NOWHERE


class ProgrammeExport(RowExport):
    """The programmes of every period."""

    code = "programmes"
    title = "Các chương trình"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chương trình", "name", 60),
        column("Từ năm", "starts_year", 10),
        column("Đến năm", "ends_year", 10),
        column("Văn bản phê duyệt", "document.number", 24),
        column("Số dự án, tiểu dự án", "component_count", 12, "whole"),
        column("Đối chiếu", "get_mark_display", 24),
        column("Ghi chú", "note", 60),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(programmes_found())


class ComponentExport(RowExport):
    """The components of a programme."""

    code = "components"
    title = "Dự án thành phần"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Mã", "code", 10),
        column("Tên", "name", 70),
        column("Thuộc dự án", "parent.code", 12),
        column("Thiếu hụt, nguyên nhân được hỗ trợ", topics_of, 48),
        column("Đối chiếu", "get_mark_display", 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        programme = get_object_or_404(Programme, pk=object_id)
        return Found(components_of(programme), where=programme.name)


class LeadExport(RowExport):
    """Who leads a component."""

    code = "component-leads"
    title = "Cơ quan chủ trì"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Địa bàn", _lead_place, 28),
        column("Cơ quan chủ trì", "agency", 48),
        column("Từ ngày", "starts", 12, "date"),
        column("Đến trước ngày", "ends", 14, "date"),
        column("Đối chiếu", "get_mark_display", 24),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        component = get_object_or_404(Component, pk=object_id)
        rows = leads_of(by, component)
        return Found(rows, where=str(component), communes=_places(rows))


class PlanExport(RowExport):
    """The year's plan of a place, with results."""

    code = "plan-indicators"
    title = "Kế hoạch năm"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Địa bàn", "indicator.area.name", 28),
        column("Dự án thành phần", "indicator.component", 48),
        column("Chỉ tiêu", "indicator.name", 48),
        column("Đơn vị tính", "indicator.unit", 14),
        column("Kế hoạch", "indicator.planned", 14, "share"),
        column("Kết quả", "result", 14, "share"),
        column("Đạt (%)", "percent", 10, "share"),
        column("Nguồn kết quả", "basis", 40),
        column("Chịu trách nhiệm", "indicator.responsible", 36),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = plan_found(by, query)
        return Found(rows, filters_of(form), communes=_places(rows), dress=with_results)


def _places(rows: "QuerySet[Any]") -> Sequence[int]:
    return list(rows.order_by().values_list("area_id", flat=True).distinct())
