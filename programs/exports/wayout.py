"""The way out: households that may leave or fall back, plans, helpers, visits."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils import timezone

from households.models import Household, Standing
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.places import PlaceFilterForm
from programs.forms.wayout import (
    LATE,
    HelperFilterForm,
    LeaverFilterForm,
    PlanFilterForm,
    RelapseFilterForm,
    UnhelpedFilterForm,
    VisitFilterForm,
)
from programs.models import EscapeMeasure, EscapePlan, Helper
from programs.services.homes import living_in
from programs.services.places import Place, asked_place, asked_year
from programs.services.wayout import listed, relapse, visits
from programs.services.wayout.plans import late_measures

NAME = "household__head_sort_key"
LISTED_SORTS = {
    "name": NAME,
    "village": "household__village__sort_key",
    "b1": "outcome__b1",
    "deprived": "deprived",
}


@dataclass(frozen=True)
class Asked:
    """What an address asks for: its form, place, year and rows in order."""

    form: PlaceFilterForm
    place: Place
    year: int
    rows: "QuerySet[Any] | Sequence[Any]"


def _place(officer: Officer, query: QueryDict) -> tuple[Place, int]:
    return asked_place(scope_of(officer), query), asked_year(query)


def _in_order(
    rows: "QuerySet[Any]", sort: str, sorts: dict[str, str], usual: str = NAME
) -> "QuerySet[Any]":
    """By a key of `sorts` ("-b1" downward), else by `usual`."""
    name = sorts.get(sort.removeprefix("-"), usual)
    order = F(name).desc(nulls_last=True)
    if not sort.startswith("-"):
        order = F(name).asc(nulls_last=True)
    return rows.order_by(order, usual, "pk")


def _listed(rows: "QuerySet[Standing]", sort: str) -> "QuerySet[Standing]":
    rows = rows.select_related(
        "household__village", "household__commune", "outcome__commune"
    )
    return _in_order(rows, sort, LISTED_SORTS)


def _data(form: PlaceFilterForm) -> dict[str, Any]:
    return form.cleaned_data if form.is_valid() else {}


def leavers_found(officer: Officer, query: QueryDict) -> Asked:
    """Standings of households that may leave. Raises Http404."""
    place, year = _place(officer, query)
    form = LeaverFilterForm(query, place, year)
    data = _data(form)
    rows = listed.leavers(listed.listed(place, year), data.get("sign", ""))
    if data.get("poverty_class"):
        rows = rows.filter(poverty_class=data["poverty_class"])
    if data.get("plan"):
        rows = listed.by_plan(rows, year, has_plan=data["plan"] == "yes")
    return Asked(form, place, year, _listed(rows, query.get("sort", "")))


def unhelped_found(officer: Officer, query: QueryDict) -> Asked:
    """Listed households without a helper. Raises Http404."""
    place, year = _place(officer, query)
    form = UnhelpedFilterForm(query, place, year)
    rows = listed.without_helper(listed.listed(place, year))
    if _data(form).get("poverty_class"):
        rows = rows.filter(poverty_class=_data(form)["poverty_class"])
    return Asked(form, place, year, _listed(rows, query.get("sort", "")))


def plans_found(officer: Officer, query: QueryDict) -> Asked:
    """Escape plans of a year, each with counts of measures. Raises Http404."""
    place, year = _place(officer, query)
    form = PlanFilterForm(query, place, year)
    rows = EscapePlan.objects.filter(living_in(place, "household__"), target_year=year)
    state = _data(form).get("state")
    if state == LATE:
        late = EscapeMeasure.objects.filter(late_measures(), plan=OuterRef("pk"))
        rows = rows.filter(Exists(late))
    elif state:
        rows = rows.filter(result="" if state == "open" else state)
    return Asked(form, place, year, _with_measures(rows, query.get("sort", "")))


def _with_measures(rows: "QuerySet[EscapePlan]", sort: str) -> "QuerySet[EscapePlan]":
    rows = rows.select_related("household__village", "household__commune").annotate(
        measure_count=_measures(~Q(state="dropped")),
        done_count=_measures(Q(state="done")),
        late_count=_measures(late_measures()),
    )
    sorts = {
        "name": NAME,
        "village": "household__village__sort_key",
        "late": "late_count",
        "responsible": "responsible",
    }
    return _in_order(rows, sort, sorts)


def _measures(which: Q) -> Coalesce:
    """How many measures of a plan: asked of a page's plans alone, not of all."""
    rows = EscapeMeasure.objects.filter(which, plan=OuterRef("pk")).order_by()
    counted = rows.values("plan").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def relapse_found(officer: Officer, query: QueryDict) -> Asked:
    """Ids of households that may fall back, most signs first. Raises Http404."""
    place, year = _place(officer, query)
    form = RelapseFilterForm(query, place, year)
    sign = _data(form).get("sign", "")
    return Asked(form, place, year, relapse.at_risk(place, sign, query.get("sort", "")))


def helpers_found(officer: Officer, query: QueryDict) -> Asked:
    """Helpers of a place, each with how much they do. Raises Http404."""
    place, year = _place(officer, query)
    form = HelperFilterForm(query, place, year)
    data = _data(form)
    rows = Helper.objects.visible_to(officer)
    if place.area is not None:
        rows = rows.filter(place.rows())
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("state", "") != "all":
        rows = rows.filter(ended_on__isnull=data.get("state", "") != "ended")
    today = timezone.localdate()
    now = Q(assignments__starts__lte=today) & (
        Q(assignments__ends__isnull=True) | Q(assignments__ends__gt=today)
    )
    of_household = now & Q(assignments__household__isnull=False)
    counted: QuerySet[Any] = rows.select_related("area").annotate(
        households=Count("assignments", filter=of_household),
        areas=Count("assignments", filter=now & Q(assignments__area__isnull=False)),
    )
    sorts = {"name": "name", "kind": "kind", "area": "area__sort_key"}
    sorts["households"] = "households"
    wanted = query.get("sort", "")
    return Asked(form, place, year, _in_order(counted, wanted, sorts, "name"))


def visits_found(officer: Officer, query: QueryDict) -> Asked:
    """Households with a helper, each with `last_visit`. Raises Http404."""
    place, year = _place(officer, query)
    form = VisitFilterForm(query, place, year)
    rows = visits.helped(place)
    if _data(form).get("state") == LATE:
        rows = visits.unvisited(rows)
    rows = rows.select_related("village", "commune")
    sorts = {
        "name": "head_sort_key",
        "village": "village__sort_key",
        "last": "last_visit",
    }
    wanted = query.get("sort", "")
    return Asked(form, place, year, _in_order(rows, wanted, sorts, "head_sort_key"))


def _communes(place: Place) -> Collection[int]:
    return place.scope.commune_ids if place.area is None else {place.area.pk}


def _exported(asked: Asked, **more: Any) -> Found:
    return Found(
        asked.rows,
        filters_of(asked.form),
        where=asked.place.name,
        communes=_communes(asked.place),
        **more,
    )


_HOUSEHOLD = (
    column("Chủ hộ", "household.head_name", 26),
    column("Số hộ", "household.number", 12),
    column("Thôn", "household.village.name", 22),
    column("Xã", "household.commune.name", 20),
)
_RESULT = (
    column("Diện", "get_poverty_class_display", 16),
    column("Điểm B1", "outcome.b1", 10, "whole"),
    column("Số chỉ số thiếu hụt", "deprived", 12, "whole"),
)


class LeaverExport(RowExport):
    """Households that may leave poverty in a year."""

    code = "leavers"
    title = "Hộ có khả năng thoát nghèo, thoát cận nghèo"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "standing.household.head_name", 26),
        column("Số hộ", "standing.household.number", 12),
        column("Thôn", "standing.household.village.name", 22),
        column("Xã", "standing.household.commune.name", 20),
        column("Diện", "standing.get_poverty_class_display", 16),
        column("Điểm B1", "standing.outcome.b1", 10, "whole"),
        column("Số chỉ số thiếu hụt", "standing.deprived", 12, "whole"),
        column("Dấu hiệu", "signs", 30),
        column("Kế hoạch", lambda row: "Đã có" if row.plan else "Chưa có", 12),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        asked = leavers_found(by, query)
        year = asked.year
        return _exported(asked, dress=lambda rows: listed.with_plans(rows, year))


class UnhelpedExport(RowExport):
    """Poor and near-poor households without a helper."""

    code = "unhelped"
    title = "Hộ nghèo, hộ cận nghèo chưa có người giúp đỡ"
    act = Act.VIEW_PROGRAMMES
    columns = (*_HOUSEHOLD, *_RESULT)

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return _exported(unhelped_found(by, query))


class EscapePlanExport(RowExport):
    """The escape plans of a year."""

    code = "escape-plans"
    title = "Kế hoạch thoát nghèo"
    act = Act.VIEW_PROGRAMMES
    columns = (
        *_HOUSEHOLD,
        column("Năm phấn đấu", "target_year", 10, "whole"),
        column("Vì sao có thể thoát", "reason", 40),
        column("Người phụ trách", "responsible", 26),
        column("Số biện pháp", "measure_count", 10, "whole"),
        column("Đã làm", "done_count", 10, "whole"),
        column("Quá hạn", "late_count", 10, "whole"),
        column("Kết quả", "get_result_display", 24),
        column("Ngày ghi kết quả", "result_on", 14, "date"),
        column("Nhận xét", "result_note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return _exported(plans_found(by, query))


class RelapseExport(RowExport):
    """Households that may fall back into poverty."""

    code = "relapse-risks"
    title = "Hộ có nguy cơ tái nghèo, tái cận nghèo"
    act = Act.VIEW_PROGRAMMES
    columns = (
        *_HOUSEHOLD,
        column("Diện hiện nay", lambda row: class_words(row.result.poverty_class), 22),
        column("Dấu hiệu", "words", 60),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return _exported(relapse_found(by, query), dress=relapse.told_of)


class HelperExport(RowExport):
    """Who helps households."""

    code = "helpers"
    title = "Người, đơn vị giúp đỡ hộ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Họ tên, tên đơn vị", "name", 32),
        column("Loại", "get_kind_display", 24),
        column("Cơ quan, chi bộ", "organisation", 28),
        column("Điện thoại", "phone", 14),
        column("Nơi quản lý", "area.name", 22),
        column("Số hộ đang giúp", "households", 12, "whole"),
        column("Số địa bàn đang giúp", "areas", 12, "whole"),
        column("Thôi giúp từ ngày", "ended_on", 14, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return _exported(helpers_found(by, query))


class VisitExport(RowExport):
    """Households with a helper and when somebody came last."""

    code = "helped-households"
    title = "Hộ được phân công giúp đỡ"
    act = Act.VIEW_HOUSEHOLDS
    columns = (
        column("Chủ hộ", "head_name", 26),
        column("Số hộ", "number", 12),
        column("Thôn", "village.name", 22),
        column("Xã", "commune.name", 20),
        column("Lần thăm gần nhất", "last_visit", 16, "date"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return _exported(visits_found(by, query))


def class_words(code: str) -> str:
    """A class in words; empty without one."""
    return Standing(poverty_class=code).get_poverty_class_display() if code else ""


def helpers_named(officer: Officer) -> "QuerySet[Helper]":
    """Helpers that can be named for a household."""
    rows = Helper.objects.visible_to(officer).filter(ended_on__isnull=True)
    return rows.order_by("name", "pk")


def households_named(officer: Officer, text: str) -> "QuerySet[Household]":
    """Households of the scope by a name or number; none without one."""
    rows = Household.objects.visible_to(officer).active()
    if not text:
        return rows.none()
    is_wide = len(scope_of(officer).commune_ids) > 1
    rows = rows.matching(text, is_wide=is_wide).select_related("village", "commune")
    return rows.order_by("head_sort_key", "pk")
