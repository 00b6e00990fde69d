"""Supports, double ones, kinds: what screens show."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.http import QueryDict
from django.shortcuts import get_object_or_404

from households.models import Household
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from povertyportal.ui.numbers import vietnamese
from programs.forms.places import PlaceFilterForm
from programs.forms.support import (
    DoubleFilterForm,
    SupportFilterForm,
    filter_form,
    topic_choices,
)
from programs.models import (
    DoubleSupport,
    HouseNorm,
    LoanProgramme,
    Support,
    SupportKind,
)
from programs.services.places import Place, asked_place, asked_year
from programs.services.support_questions import entitled_words

FEW_COMMUNES = 20
SORTS = {
    "household": "household__head_sort_key",
    "area": "area__sort_key",
    "kind": "kind__name",
    "value": "value",
    "given": "given_on",
}


def ordered(rows: Any, sort: str, sorts: dict[str, str]) -> Any:
    """By a key of `sorts` ("-value" downward), by default the newest entry first."""
    name = sorts.get(sort.removeprefix("-"))
    if name is None:
        return rows.order_by("-pk")
    down = sort.startswith("-")
    order = F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
    return rows.order_by(order, "-pk")


def at_place(rows: Any, place: Place) -> Any:
    """Rows by the area that they name; of all that one sees when none is asked for."""
    return rows if place.area is None else rows.filter(place.rows())


def of_named(rows: Any, officer: Officer, text: str) -> Any:
    """Rows of households by a member's name, a number or a personal id."""
    is_wide = len(scope_of(officer).commune_ids) > FEW_COMMUNES
    named = Household.objects.visible_to(officer).matching(text, is_wide=is_wide)
    return rows.filter(household__in=named.values("pk"))


def supports_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlaceFilterForm, QuerySet[Support]]":
    """Supports by place, year and the other filters of an address, in its order.

    Raises Http404 for a place outside the scope.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form, data = filter_form(SupportFilterForm, query, place, year)
    rows = at_place(Support.objects.visible_to(officer), place).filter(year=year)
    for name in ("kind", "state"):
        if data.get(name):
            rows = rows.filter(**{name: data[name]})
    if data.get("asked"):
        none = Q(exception="")
        rows = rows.filter(none if data["asked"] == "no" else ~none)
    if data.get("q"):
        rows = of_named(rows, officer, str(data["q"]))
    rows = rows.select_related(
        "household__village", "area", "kind", "person", "line__component"
    )
    return form, ordered(rows, query.get("sort", ""), SORTS)


def support_of(officer: Officer, pk: int | None) -> Support:
    """A support of a household in scope. Raises Http404, PermissionDenied (role)."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = Support.objects.visible_to(officer).select_related(
        "household__village", "area", "kind", "person", "recorded_by", "activity__area"
    )
    return get_object_or_404(
        rows.select_related("line__component", "line__area"), pk=pk
    )


def doubles_found(
    officer: Officer, query: QueryDict
) -> "tuple[PlaceFilterForm, QuerySet[DoubleSupport]]":
    """Supports that look double, of a place and a year, those not judged first seen.

    One whose half is cancelled since is no question any more. Raises Http404.
    """
    place, year = asked_place(scope_of(officer), query), asked_year(query)
    form, data = filter_form(DoubleFilterForm, query, place, year)
    rows = DoubleSupport.objects.filter(
        scope_of(officer).rows("first__household__"), second__year=year
    )
    if place.area is not None:
        rows = rows.filter(place.rows("second__area"))
    verdict = data.get("verdict") or "open"
    if verdict == "open":
        rows = rows.filter(verdict="").exclude(first__state="cancelled")
        rows = rows.exclude(second__state="cancelled")
    elif verdict != "all":
        rows = rows.filter(verdict=verdict)
    return form, rows.select_related(
        "first__household", "first__area", "first__kind", "second", "judged_by"
    ).order_by("-pk")


def double_of(officer: Officer, pk: int | None) -> DoubleSupport:
    """A pair in scope. Raises Http404, PermissionDenied (role)."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = DoubleSupport.objects.filter(scope_of(officer).rows("first__household__"))
    return get_object_or_404(
        rows.select_related(
            "first__household",
            "first__kind",
            "first__area",
            "second__area",
            "judged_by",
        ),
        pk=pk,
    )


def kinds_found() -> "QuerySet[SupportKind]":
    """Kinds of support, those in use first."""
    return SupportKind.objects.order_by("-is_active", "name")


def loan_programmes_found() -> "QuerySet[LoanProgramme]":
    """Loan programmes by name."""
    return LoanProgramme.objects.order_by("name")


def norms_found() -> "QuerySet[HouseNorm]":
    """Norms for houses, the newest first."""
    rows = HouseNorm.objects.select_related("programme")
    return rows.order_by("-first_year", "name", "kind")


def for_whom(row: SupportKind | LoanProgramme) -> str:
    """Whom something is for, in words."""
    return entitled_words(row.classes) or "mọi hộ"


def what_serves(kind: SupportKind) -> str:
    """The indicators that a kind serves, in words."""
    labels = dict(topic_choices())
    return ", ".join(labels.get(each, each) for each in kind.topics)


def _worth(row: Support) -> int | None:
    """The value; one that was left blank is not known."""
    return row.value or None


def totals_told(rows: "QuerySet[Support]") -> str:
    """What supports are worth together, those cancelled and those unknown apart."""
    valid = ~Q(state=Support.State.CANCELLED)
    found = rows.order_by().aggregate(
        given=Sum("value", filter=Q(state=Support.State.GIVEN), default=0),
        planned=Sum("value", filter=Q(state=Support.State.PLANNED), default=0),
        blank=Count("pk", filter=valid & Q(value=0)),
        cancelled=Count("pk", filter=~valid),
    )
    told = {name: vietnamese(number) for name, number in found.items()}
    return (
        f". Giá trị đã hỗ trợ: {told['given']} đồng; dự kiến: {told['planned']} đồng "
        f"(chưa ghi giá trị: {told['blank']} khoản). Đã hủy, không tính: "
        f"{told['cancelled']} khoản"
    )


class SupportExport(RowExport):
    """Supports of a place and year."""

    code = "supports"
    title = "Hỗ trợ cho hộ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "household.head_name", 28),
        column("Số hộ", "household.number", 12),
        column("Thôn", "household.village.name", 22),
        column("Xã (lúc hỗ trợ)", "area.name", 22),
        column("Người nhận", "person.name", 26),
        column("Loại hỗ trợ", "kind.name", 28),
        column("Số lượng", "quantity", 10, "share"),
        column("Đơn vị tính", "kind.unit", 10),
        column("Giá trị (đồng)", _worth, 16, "money"),
        column("Năm", "year", 8),
        column("Tình trạng", "get_state_display", 14),
        column("Dự kiến ngày", "planned_for", 12, "date"),
        column("Ngày nhận", "given_on", 12, "date"),
        column("Diện lúc đó", "get_class_then_display", 18),
        column("Nguồn vốn", "line.get_source_display", 26),
        column("Lý do ngoại lệ", "exception", 36),
        column("Lý do hủy", "cancel_reason", 30),
        column("Ghi chú", "note", 30),
        column("Nguồn số liệu", "get_provenance_display", 18),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = supports_found(by, query)
        return Found(
            rows,
            filters_of(form),
            communes=scope_of(by).commune_ids,
            foot=totals_told(rows),
        )


class DoubleExport(RowExport):
    """Supports that look double."""

    code = "double-supports"
    title = "Hỗ trợ nghi trùng"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chủ hộ", "first.household.head_name", 28),
        column("Số hộ", "first.household.number", 12),
        column("Xã", "first.area.name", 22),
        column("Loại hỗ trợ", "first.kind.name", 28),
        column("Khoản trước: năm", "first.year", 10),
        column("Khoản trước: ngày nhận", "first.given_on", 12, "date"),
        column("Khoản sau: năm", "second.year", 10),
        column("Khoản sau: ngày nhận", "second.given_on", 12, "date"),
        column("Lý do ngoại lệ", "second.exception", 36),
        column("Kết luận", "get_verdict_display", 14),
        column("Lý do kết luận", "reason", 36),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, rows = doubles_found(by, query)
        return Found(rows, filters_of(form), communes=scope_of(by).commune_ids)


class SupportKindExport(RowExport):
    """Kinds of support."""

    code = "support-kinds"
    title = "Các loại hỗ trợ"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Loại hỗ trợ", "name", 36),
        column("Mã", "code", 16),
        column("Đơn vị tính", "unit", 12),
        column("Dành cho", for_whom, 36),
        column("Chỉ số được hỗ trợ", what_serves, 36),
        column("Một lần trong (năm)", "once_in_years", 12, "whole"),
        column("Đang dùng", lambda row: "Có" if row.is_active else "Không", 10),
        column("Đối chiếu", "get_mark_display", 24),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(kinds_found())


class LoanProgrammeExport(RowExport):
    """Loan programmes of the policy bank."""

    code = "loan-programmes"
    title = "Các chương trình vay"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Chương trình vay", "name", 36),
        column("Mã", "code", 18),
        column("Dành cho", for_whom, 36),
        column("Mức vay tối đa (đồng)", "ceiling", 16, "money"),
        column("Lãi suất (%/năm)", "rate", 10, "share"),
        column("Thời hạn dài nhất (tháng)", "longest_months", 12, "whole"),
        column("Áp dụng từ", "starts", 12, "date"),
        column("Áp dụng đến trước", "ends", 12, "date"),
        column("Đối chiếu", "get_mark_display", 24),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(loan_programmes_found())


class HouseNormExport(RowExport):
    """What the State gives for a house."""

    code = "house-norms"
    title = "Các mức hỗ trợ nhà ở"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Nguồn của mức", "name", 40),
        column("Chương trình", "programme.name", 40),
        column("Hình thức", "get_kind_display", 16),
        column("Mức (đồng)", "amount", 16, "money"),
        column("Từ năm", "first_year", 10),
        column("Đến hết năm", "last_year", 10),
        column("Đối chiếu", "get_mark_display", 24),
        column("Ghi chú", "note", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        return Found(norms_found())
