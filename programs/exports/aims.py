"""The movements, examples and commendations: what screens show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.aims import (
    STATE_WORDS,
    CommendationFilterForm,
    MovementFilterForm,
)
from programs.forms.places import PlaceFilterForm
from programs.models import Commendation, ExemplaryModel, MovementUnit
from programs.services.aims import IN_STATE, YearTotals, state_of, totals_by_year
from programs.services.places import Place, asked_place, asked_year

UNIT_SORTS = {
    "name": "name",
    "area": "area__sort_key",
    "registered": "registered_on",
    "households": "households",
}


@dataclass(frozen=True)
class UnitsFound:
    """Units of the movements by the filters of an address, and totals by year.

    The totals follow every filter but year and state.
    """

    form: MovementFilterForm
    rows: "QuerySet[MovementUnit]"
    totals: list[YearTotals]
    place: Place
    year: int


def units_found(officer: Officer, query: QueryDict) -> UnitsFound:
    """Units of a place and year. Raises Http404 for a place outside the scope."""
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form = MovementFilterForm(query, place, year)
    data = form.cleaned_data if form.is_valid() else {}
    rows = MovementUnit.objects.visible_to(officer).filter(place.rows())
    for name in ("movement", "kind"):
        if data.get(name):
            rows = rows.filter(**{name: data[name]})
    totals = totals_by_year(rows)
    rows = rows.filter(year=year).select_related("area")
    if data.get("state"):
        rows = rows.filter(IN_STATE[data["state"]])
    return UnitsFound(form, _in_order(rows, query), totals, place, year)


def _in_order(
    rows: "QuerySet[MovementUnit]", query: QueryDict
) -> "QuerySet[MovementUnit]":
    sort = query.get("sort", "")
    order = UNIT_SORTS.get(sort.removeprefix("-"), "name")
    return rows.order_by(f"-{order}" if sort.startswith("-") else order, "pk")


def models_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlaceFilterForm, QuerySet[ExemplaryModel]]":
    """Examples of a place and year. Raises Http404 for a place outside the scope."""
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    rows = ExemplaryModel.objects.visible_to(officer).filter(place.rows(), year=year)
    rows = rows.select_related("area", "activity")
    return PlaceFilterForm(query, place, year), rows.order_by("name", "pk")


def commendations_found(
    officer: Officer, query: QueryDict
) -> "tuple[CommendationFilterForm, QuerySet[Commendation]]":
    """Commendations decided in a year. Raises Http404 for a place outside."""
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form = CommendationFilterForm(query, place, year)
    rows = Commendation.objects.visible_to(officer)
    rows = rows.filter(place.rows(), decided_on__year=year)
    if form.is_valid() and form.cleaned_data["level"]:
        rows = rows.filter(level=form.cleaned_data["level"])
    rows = rows.select_related("area", "model", "unit")
    return form, rows.order_by("-decided_on", "-pk")


def _state(unit: MovementUnit) -> str:
    return STATE_WORDS[state_of(unit)]


def _collective(row: Commendation) -> str:
    return "tập thể" if row.is_collective else "cá nhân, hộ"


def _places(rows: "QuerySet[Any]") -> Sequence[int]:
    return list(rows.order_by().values_list("area_id", flat=True).distinct())


class MovementUnitExport(RowExport):
    """The units of the movements."""

    code = "movement-units"
    title = "Đơn vị đăng ký phong trào"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tên", "name", 36),
        column("Địa bàn", "area.name", 28),
        column("Phong trào", "get_movement_display", 32),
        column("Loại", "get_kind_display", 20),
        column("Số hộ", "households", 10, "whole"),
        column("Đăng ký ngày", "registered_on", 12, "date"),
        column("Đạt ngày", "reached_on", 12, "date"),
        column("Mất danh hiệu ngày", "lost_on", 14, "date"),
        column("Lý do mất", "lost_reason", 36),
        column("Tình trạng", _state, 22),
        column("Ghi chú", "note", 36),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = units_found(by, query)
        return Found(found.rows, filters_of(found.form), communes=_places(found.rows))


class ExemplaryModelExport(RowExport):
    """The examples of a place and year."""

    code = "exemplary-models"
    title = "Mô hình, gương điển hình"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tên", "name", 48),
        column("Địa bàn", "area.name", 28),
        column("Từ hoạt động", "activity.name", 36),
        column("Cách làm", "what", 60),
        column("Kết quả", "result", 48),
        column("Bài học", "lesson", 48),
        column("Đã nhân rộng ở", "replicated_in", 32),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = models_found(by, query)
        return Found(rows, filters_of(form), communes=_places(rows))


class CommendationExport(RowExport):
    """The commendations of a place and year."""

    code = "commendations"
    title = "Khen thưởng"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Tập thể, cá nhân, hộ", "recipient", 36),
        column("Loại", _collective, 14),
        column("Địa bàn", "area.name", 28),
        column("Cấp khen", "get_level_display", 24),
        column("Hình thức", "form", 24),
        column("Thành tích", "reason", 48),
        column("Số quyết định", "number", 18),
        column("Ngày quyết định", "decided_on", 14, "date"),
        column("Mô hình, điển hình", "model.name", 36),
        column("Đơn vị của phong trào", "unit.name", 28),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = commendations_found(by, query)
        return Found(rows, filters_of(form), communes=_places(rows))
