"""Lines of money, their entries, payments and blockages: what screens list."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import NullIf
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from programs.forms.money import OUTSIDE, BlockageFilterForm, MoneyFilterForm
from programs.models import Blockage, BudgetEntry, BudgetLine, Disbursement
from programs.rules.pace import Pace
from programs.services.money_figures import (
    FOLLOWS,
    HAS_MONEY,
    IS_SLOW,
    IS_WAITING,
    PACES,
    Calendars,
    calendars,
    with_pace,
)
from programs.services.places import Place, asked_place, asked_year

SORTS = {
    "area": ("area__sort_key",),
    "component": ("component__programme__name", "component__position", "purpose"),
    **{name: (name,) for name in ("planned", "allocated", "disbursed")},
    "rate": ("rate_",),
}
_PACE: dict[str, Q] = {
    "alarm": IS_SLOW | IS_WAITING,
    "slow": IS_SLOW,
    "waiting": IS_WAITING,
    "on_way": FOLLOWS & ~(IS_SLOW | IS_WAITING) & Q(allocated__gt=0),
    "free": ~FOLLOWS & HAS_MONEY,
}


@dataclass(frozen=True)
class LineRow:
    """A line as lists show it: its rate, the rate expected by now, how it lies.

    Nothing is expected of a line that follows no calendar.
    """

    line: BudgetLine
    rate: Fraction | None
    expected: Fraction | None
    pace: Pace

    @property
    def label(self) -> str:
        """How it lies, in words."""
        return PACES[self.pace][0]

    @property
    def tone(self) -> str:
        """The tone of how it lies."""
        return PACES[self.pace][1]

    @property
    def expected_rate(self) -> Fraction | None:
        """What is expected; nothing of a line without money."""
        return self.expected if self.line.allocated or self.line.planned else None


@dataclass(frozen=True)
class LinesFound:
    """Lines by the filters of an address; `plain` are the same, not yet sorted."""

    form: MoneyFilterForm
    place: Place
    known: Calendars
    plain: "QuerySet[BudgetLine]"
    rows: "QuerySet[BudgetLine]"

    def dressed(self, lines: Iterable[BudgetLine]) -> list[LineRow]:
        """What a page shows of its lines."""
        return [row_of(line, self.known) for line in lines]


def row_of(line: BudgetLine, known: Calendars) -> LineRow:
    """A line with what the calendar says of it."""
    rate = Fraction(100 * line.disbursed, line.allocated) if line.allocated else None
    follows = known.follows(line.component_id, line.source)
    expected = known.expected(line.component_id) if follows else None
    return LineRow(line, rate, expected, known.pace(line))


def lines_found(officer: Officer, query: QueryDict) -> LinesFound:
    """Lines of one year by the filters of an address. Raises Http404 (area)."""
    scope = scope_of(officer)
    place, year = asked_place(scope, query), asked_year(query)
    form = MoneyFilterForm(query, place, year)
    data = form.cleaned_data if form.is_valid() else {}
    known = calendars(year, timezone.localdate())
    rows = with_pace(BudgetLine.objects.filter(place.rows(), year=year), known)
    rows = _narrowed(rows, data)
    wanted = query.get("sort", "")
    keys = SORTS.get(wanted.removeprefix("-"), SORTS["area"])
    order = [
        F(key).desc(nulls_last=True)
        if wanted.startswith("-")
        else F(key).asc(nulls_last=True)
        for key in keys
    ]
    sorted_ = rows.annotate(rate_=F("disbursed") * 1.0 / NullIf("allocated", 0))
    sorted_ = sorted_.select_related("area", "component__programme").order_by(
        *order, "area__sort_key", "component__position", "source", "capital", "pk"
    )
    return LinesFound(form, place, known, rows, sorted_)


def _narrowed(
    rows: "QuerySet[BudgetLine]", data: dict[str, Any]
) -> "QuerySet[BudgetLine]":
    if data.get("programme") == OUTSIDE:
        rows = rows.filter(component__isnull=True)
    elif data.get("programme"):
        rows = rows.filter(component__programme=data["programme"])
    for name in ("component", "source", "capital"):
        if data.get(name):
            rows = rows.filter(**{name: data[name]})
    return rows.filter(_PACE[data["pace"]]) if data.get("pace") else rows


def line_of(officer: Officer, pk: int | None) -> BudgetLine:
    """A line that the officer sees. Raises PermissionDenied, Http404."""
    require(officer, Act.VIEW_PROGRAMMES)
    rows = BudgetLine.objects.visible_to(officer)
    return get_object_or_404(rows.select_related("area", "component__programme"), pk=pk)


def entries_of(line: BudgetLine) -> "QuerySet[BudgetEntry]":
    """A line's entries by the days of their decisions."""
    rows = line.entries.select_related("scan", "recorded_by")
    return rows.order_by("decided_on", "pk")


def payments_of(line: BudgetLine) -> "QuerySet[Disbursement]":
    """A line's payments, the newest first."""
    rows = line.disbursements.select_related("activity", "corrected_by", "recorded_by")
    return rows.order_by("-paid_on", "-pk")


def blockages_found(
    officer: Officer, query: QueryDict
) -> "tuple[BlockageFilterForm, Place, QuerySet[Blockage]]":
    """Blockages of a year's lines by the filters of an address. Raises Http404."""
    scope = scope_of(officer)
    place, year = asked_place(scope, query), asked_year(query)
    asked = query.copy()
    asked.setdefault("state", "open")
    form = BlockageFilterForm(asked, place, year)
    data = form.cleaned_data if form.is_valid() else {}
    rows = Blockage.objects.filter(place.rows("line__area"), line__year=year)
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("state"):
        rows = rows.filter(resolved_on__isnull=data["state"] == "open")
    rows = rows.select_related("line__area", "line__component__programme")
    return form, place, rows.order_by("since", "pk")


def what_for(line: BudgetLine) -> str:
    """The component with its programme's code, or the purpose outside any."""
    return line.purpose or str(line.component)


def _seen(rows: "QuerySet[BudgetLine]") -> Sequence[int]:
    return list(rows.order_by().values_list("area_id", flat=True).distinct())


class BudgetLineExport(RowExport):
    """Lines of money of a year."""

    code = "money-lines"
    title = "Vốn chương trình"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Địa bàn", "line.area.name", 26),
        column("Chương trình", "line.component.programme.name", 36),
        column("Dự án, nội dung", lambda row: what_for(row.line), 44),
        column("Năm", "line.year", 8),
        column("Nguồn vốn", "line.get_source_display", 24),
        column("Loại vốn", "line.get_capital_display", 24),
        column("Kế hoạch vốn (đồng)", "line.planned", 20, "money"),
        column("Được giao (đồng)", "line.allocated", 20, "money"),
        column("Đã giải ngân (đồng)", "line.disbursed", 20, "money"),
        column("Còn lại (đồng)", "line.left", 20, "money"),
        column("Tỷ lệ giải ngân (%)", lambda row: share(row.rate), 12, "share"),
        column(
            "Phải đạt đến nay (%)", lambda row: share(row.expected_rate), 12, "share"
        ),
        column("Tiến độ", "label", 16),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        found = lines_found(by, query)
        return Found(
            found.rows,
            filters_of(found.form),
            where=found.place.name,
            communes=_seen(found.plain),
            dress=found.dressed,
        )


def share(value: Fraction | None) -> float | None:
    """A rate as a cell of the workbook takes it."""
    return None if value is None else float(value)


class BudgetEntryExport(RowExport):
    """The entries of a line."""

    code = "money-entries"
    title = "Kế hoạch, giao và điều chỉnh vốn"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Loại", "get_kind_display", 28),
        column("Số tiền (đồng)", "amount", 20, "money"),
        column("Số quyết định", "number", 22),
        column("Ngày quyết định", "decided_on", 14, "date"),
        column("Cơ quan ban hành", "issuer", 30),
        column("Ghi chú, lý do", "reason", 40),
        column("Người ghi", "recorded_by.full_name", 24),
        column("Ghi lúc", "recorded_at", 18, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        line = line_of(by, object_id)
        return Found(entries_of(line), where=_named(line), communes=[line.area_id])


def _named(line: BudgetLine) -> str:
    return f"{line.area.name}, {what_for(line)}, {line.year}"


def cancelled(payment: Disbursement) -> dt.date | None:
    """The day on which a payment was taken back."""
    back = getattr(payment, "corrected_by", None)
    return back.paid_on if back else None


class DisbursementExport(RowExport):
    """The payments from a line."""

    code = "money-payments"
    title = "Các khoản giải ngân"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Ngày", "paid_on", 12, "date"),
        column("Số chứng từ", "voucher", 20),
        column("Nội dung", "content", 44),
        column("Số tiền (đồng)", "amount", 20, "money"),
        column("Hoạt động", "activity.name", 40),
        column("Đã hủy ngày", cancelled, 14, "date"),
        column("Lý do", "reason", 36),
        column("Người ghi", "recorded_by.full_name", 24),
        column("Ghi lúc", "recorded_at", 18, "moment"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        line = line_of(by, object_id)
        return Found(payments_of(line), where=_named(line), communes=[line.area_id])


class BlockageExport(RowExport):
    """What holds the money of a year up."""

    code = "money-blockages"
    title = "Vướng mắc giải ngân"
    act = Act.VIEW_PROGRAMMES
    columns = (
        column("Địa bàn", "line.area.name", 26),
        column("Dự án, nội dung", lambda row: what_for(row.line), 44),
        column("Loại", "get_kind_display", 28),
        column("Vướng mắc", "text", 50),
        column("Từ ngày", "since", 12, "date"),
        column("Tháo gỡ ngày", "resolved_on", 12, "date"),
        column("Cách tháo gỡ", "how", 40),
        column("Còn chưa chi (đồng)", "line.left", 20, "money"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        require(by, self.act)
        form, place, rows = blockages_found(by, query)
        communes = list(rows.order_by().values_list("line__area_id", flat=True))
        return Found(rows, filters_of(form), where=place.name, communes=communes)
