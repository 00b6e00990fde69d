"""Inspections, their communes, households and findings: what screens show."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.models import CommuneRound, Outcome, ReviewRound
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from reports.inspection_forms import InspectionFilterForm
from reports.models import Finding, Inspection, InspectionPlace, InspectionVisit
from reports.sampling import Risk
from reports.services import risk
from reports.services.inspections import figures
from reports.services.inspections.base import may_see_visits
from reports.services.inspections.figures import PlaceFigures


def rounds_of(officer: Officer) -> "QuerySet[ReviewRound]":
    """Rounds that hold a commune of the officer's, a year's annual ones first."""
    places = CommuneRound.objects.visible_to(officer)
    return ReviewRound.objects.filter(pk__in=places.values("round")).order_by(
        "-year", "kind", "-opens_on", "-pk"
    )


def inspections_found(
    officer: Officer, query: QueryDict
) -> "tuple[InspectionFilterForm, QuerySet[Inspection]]":
    """Inspections by the filters of an address, newest first."""
    form = InspectionFilterForm(query, rounds=rounds_of(officer))
    rows = Inspection.objects.visible_to(officer).select_related("round")
    data = form.cleaned_data if form.is_valid() else {}
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    if data.get("round"):
        rows = rows.filter(round=data["round"])
    rows = rows.annotate(
        communes=Count("places", distinct=True),
        households=Count("places__visits", distinct=True),
    )
    return form, rows.order_by("-starts_on", "-pk")


def places_of(officer: Officer, inspection: Inspection) -> list[PlaceFigures]:
    """The inspected communes that the officer sees, with their figures."""
    places = inspection.places.visible_to(officer).select_related("commune")
    return figures.figures_of(places.annotate(open_findings=figures.OPEN_FINDINGS))


def visits_of(place: InspectionPlace) -> "QuerySet[InspectionVisit]":
    """The households of a commune's sample, in the order of the way."""
    rows = place.visits.select_related("household__village", "outcome")
    return rows.order_by("position")


def findings_of(officer: Officer, place: InspectionPlace) -> "QuerySet[Finding]":
    """A commune's findings that the officer sees, as they were written down."""
    rows = Finding.objects.visible_to(officer).filter(place=place)
    return rows.select_related("visit").order_by("pk")


def signs_of(visit: InspectionVisit) -> str:
    """The signs of risk that a household shows, in words."""
    return "; ".join(risk.LABELS[Risk(sign)] for sign in visit.risks)


def found_class(visit: InspectionVisit) -> str:
    """The class that the team found, in words; empty before."""
    return Outcome.Class(visit.found_class).label if visit.found_class else ""


def _place(by: Officer, object_id: int | None) -> InspectionPlace:
    require(by, Act.VIEW_FIGURES)
    rows = InspectionPlace.objects.visible_to(by)
    return get_object_or_404(rows.select_related("inspection", "commune"), pk=object_id)


def _communes(rows: "QuerySet[Inspection]") -> Collection[int]:
    places = InspectionPlace.objects.filter(inspection__in=rows.order_by())
    return set(places.values_list("commune_id", flat=True))


class InspectionExport(RowExport):
    """The inspections of an area."""

    code = "inspections"
    title = "Các cuộc kiểm tra"
    act = Act.VIEW_FIGURES
    columns = (
        column("Cuộc kiểm tra", "title", 48),
        column("Đợt rà soát", "round.name", 32),
        column("Số quyết định", "number", 18),
        column("Từ ngày", "starts_on", 12, "date"),
        column("Đến ngày", "ends_on", 12, "date"),
        column("Số xã", "communes", 10, "whole"),
        column("Số hộ chọn mẫu", "households", 14, "whole"),
        column("Tình trạng", "get_state_display", 26),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = inspections_found(by, query)
        return Found(rows, filters_of(form), communes=_communes(rows))


def _percent(name: str) -> Any:
    """A rate of a commune's estimate in per cent, None while it is unknown."""

    def read(row: PlaceFigures) -> float | None:
        value = getattr(row.estimate, name)
        return None if value is None else float(value)

    return read


class InspectedPlaceExport(RowExport):
    """The communes of an inspection with their error rates."""

    code = "inspected-places"
    title = "Các xã được kiểm tra"
    act = Act.VIEW_FIGURES
    columns = (
        column("Xã", "place.commune.name", 28),
        column("Số hộ có kết quả", "estimate.population", 14, "whole"),
        column("Chọn mẫu", "counts.drawn", 12, "whole"),
        column("Chưa đến", "counts.todo", 12, "whole"),
        column("Đã xác minh", "counts.met", 12, "whole"),
        column("Không gặp", "counts.missed", 12, "whole"),
        column("Sai phân loại", "counts.wrong", 12, "whole"),
        column("Tỷ lệ sai ước tính (%)", _percent("rate_percent"), 14, "share"),
        column("Khoảng tin cậy 95%: từ (%)", _percent("low_percent"), 14, "share"),
        column("Khoảng tin cậy 95%: đến (%)", _percent("high_percent"), 14, "share"),
        column("Phát hiện chưa khắc phục", "place.open_findings", 14, "whole"),
        column("Chốt biên bản lúc", "place.closed_at", 18, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = get_object_or_404(Inspection.objects.visible_to(by), pk=object_id)
        rows = places_of(by, found)
        communes = {each.place.commune_id for each in rows}
        return Found(rows, where=found.title, communes=communes)


class InspectedHouseholdExport(RowExport):
    """The households of a commune's sample, to whoever may see them."""

    code = "inspected-households"
    title = "Hộ được chọn xác minh"
    act = Act.VIEW_FIGURES
    columns = (
        column("Thứ tự", "position", 8, "whole"),
        column("Chủ hộ", "head_name", 28),
        column("Kết quả", "get_state_display", 20),
        column("Thôn", "household.village.name", 24),
        column("Số hộ", "household.number", 12),
        column("Phân loại trên cổng", "outcome.get_poverty_class_display", 24),
        column("Theo xác minh", found_class, 24),
        column("Dấu hiệu rủi ro", signs_of, 40),
        column("Ngày đến", "visited_on", 12, "date"),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = _place(by, object_id)
        if not may_see_visits(by, place):
            raise Http404
        return Found(
            visits_of(place), where=place.commune.name, communes=[place.commune_id]
        )


def _about(finding: Finding) -> str:
    return finding.visit.head_name if finding.visit else ""


class FindingExport(RowExport):
    """The findings of an inspection in a commune."""

    code = "inspection-findings"
    title = "Phát hiện và kiến nghị"
    act = Act.VIEW_FIGURES
    columns = (
        column("Nội dung", "text", 48),
        column("Loại", "get_kind_display", 24),
        column("Về hộ", _about, 28),
        column("Kiến nghị", "demand", 48),
        column("Hạn khắc phục", "due_on", 14, "date"),
        column("Tình trạng", "get_state_display", 26),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place = _place(by, object_id)
        rows = findings_of(by, place)
        return Found(rows, where=place.commune.name, communes=[place.commune_id])
