"""What every act with money begins with: who may, which line, locked, what is left."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, Sum

from households.services.season.base import not_future
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from povertyportal.audit import trail
from povertyportal.ui.numbers import vietnamese
from programs.models import MOBILISED, BudgetEntry, BudgetLine, Component, Source
from programs.models.money import LAST_DISTRICT_YEAR

MOST = 10**15  # đồng in one row: a million tỷ, twice a whole programme
# What an officer without the programme in hand may put into lines: the money of his
# own budget and what people, enterprises and households bring.
OWN_SOURCES = MOBILISED | {Source.COMMUNE}
# Payments that stand: neither taken back nor the taking back of another.
STANDS = Q(corrects__isnull=True, corrected_by__isnull=True)
PLANS = frozenset({BudgetEntry.Kind.PLAN, BudgetEntry.Kind.PLAN_CORRECTION})


@dataclass(frozen=True)
class LineKey:
    """What makes a line one: whose money, for what, of which year, source and kind."""

    component: Component | None
    purpose: str
    area: Area
    year: int
    source: str
    capital: str


@dataclass(frozen=True)
class Decision:
    """The paper by which money is given: its number and day, who issued it, why.

    `exception` is the officer's answer to what a rule asks.
    """

    number: str
    decided_on: dt.date
    issuer: str = ""
    reason: str = ""
    scan: UploadedFile | None = None
    exception: str = ""


def dong(amount: int) -> str:
    """An amount in words of a message: 1.500.000 đồng."""
    return f"{vietnamese(amount)} đồng"


def sources_of(officer: Officer) -> list[Source]:
    """Sources whose money the officer may plan, allocate, move and correct."""
    if can(officer, Act.EDIT_PROGRAMMES):
        return list(Source)
    return [each for each in Source if each in OWN_SOURCES]


def require_source(by: Officer, source: str) -> None:
    """Refuse another's money. Raises PermissionDenied."""
    if source not in sources_of(by):
        raise PermissionDenied(
            f"Nguồn “{Source(source).label}” do cấp trên giao: xã chỉ ghi ngân sách xã "
            "và vốn huy động."
        )


def line_for(by: Officer, key: LineKey, *, carried: bool = False) -> BudgetLine:
    """The line of a key, not locked; made when there is none.

    Raises PermissionDenied (not his area or source), ValidationError. `carried`: of
    money that comes from the year before.
    """
    require(by, Act.ALLOCATE_MONEY)
    if not scope_of(by).holds_unit(key.area):
        raise PermissionDenied(f"{key.area.name} ngoài địa bàn bạn phụ trách.")
    require_source(by, key.source)
    check_key(key, carried=carried)
    line, _ = BudgetLine.objects.get_or_create(
        component=key.component,
        purpose=key.purpose,
        area=key.area,
        year=key.year,
        source=key.source,
        capital=key.capital,
    )
    return line


def check_key(key: LineKey, *, carried: bool = False) -> None:
    """Refuse a line that cannot be. Raises ValidationError at its fields."""
    if (key.component is None) == (not key.purpose):
        raise ValidationError(
            {
                "purpose": "Hãy chọn dự án thành phần, hoặc ghi nội dung nếu tiền nằm "
                "ngoài chương trình (không ghi cả hai)."
            }
        )
    if key.source == Source.DISTRICT and key.year > LAST_DISTRICT_YEAR:
        raise ValidationError(
            {"source": f"Ngân sách huyện chỉ có đến năm {LAST_DISTRICT_YEAR}."}
        )
    first, after = dt.date(key.year, 1, 1), dt.date(key.year + 1, 1, 1)
    began, ended = key.area.began, key.area.ended
    is_there = (began is None or began < after) and (ended is None or ended > first)
    if key.area.level == Level.VILLAGE or not is_there:
        raise ValidationError(
            {
                "area": f"{key.area.name} không nhận vốn của năm {key.year}: hãy chọn "
                "tỉnh, huyện hoặc xã có trong năm đó."
            }
        )
    _check_period(key, carried=carried)


def _check_period(key: LineKey, *, carried: bool) -> None:
    if key.component is None:
        return
    programme = key.component.programme
    if not programme.runs_in(key.year - 1 if carried else key.year):
        raise ValidationError(
            {
                "year": f"{programme.name} chạy từ {programme.starts_year} đến "
                f"{programme.ends_year}: hãy chọn năm hoặc dự án khác."
            }
        )


def locked(by: Officer, line: BudgetLine, act: Act) -> BudgetLine:
    """A line locked: of two officers the second sees what the first left.

    Raises PermissionDenied, BudgetLine.DoesNotExist (out of scope).
    """
    return locked_lines(by, [line], act)[line.pk]


def locked_lines(
    by: Officer, lines: Iterable[BudgetLine], act: Act
) -> dict[int, BudgetLine]:
    """Lines by id, locked in one order. Raises as `locked` does."""
    require(by, act)
    wanted = {line.pk for line in lines}
    rows = (
        BudgetLine.objects.filter(pk__in=wanted)
        .select_related("area", "component__programme")
        .order_by("pk")
        .select_for_update(of=("self",), no_key=True)
    )
    # Asked here and not in SQL: a list of thousands asks for each of its rows.
    scope = scope_of(by)
    found = {row.pk: row for row in rows if scope.holds_unit(row.area)}
    if found.keys() != wanted:
        raise BudgetLine.DoesNotExist
    return found


def check_amount(amount: int) -> None:
    """Refuse nothing, less than nothing and what cannot be. Raises ValidationError."""
    if not 0 < amount <= MOST:
        raise ValidationError({"amount": f"Hãy ghi số tiền từ 1 đến {dong(MOST)}."})


def check_decision(decision: Decision) -> None:
    """Refuse money without a decision, or of a day to come. Raises ValidationError."""
    if not decision.number.strip():
        raise ValidationError(
            {"number": "Chưa có số quyết định: không ghi vốn khi chưa có quyết định."}
        )
    try:
        not_future(decision.decided_on, "Ngày quyết định")
    except ValidationError as error:
        raise ValidationError({"decided_on": error}) from None


def check_left(line: BudgetLine, amount: int, what: str) -> None:
    """Refuse more than the line still holds; `what` is the act. ValidationError."""
    if amount > line.left:
        raise ValidationError(
            {
                "amount": f"Dòng vốn còn {dong(line.left)} (được giao "
                f"{dong(line.allocated)}, đã giải ngân {dong(line.disbursed)}): không "
                f"{what} được {dong(amount)}. Hãy kiểm tra số tiền, hoặc ghi quyết "
                "định giao thêm vốn trước."
            },
            code="beyond",
        )


def moves(line: BudgetLine) -> list[tuple[dt.date, int]]:
    """What went into a line and out of it, by day (đồng). Two queries.

    A payment that was taken back was none: its voucher may be written anew.
    """
    entries = line.entries.exclude(kind__in=PLANS).order_by()
    paid = line.disbursements.filter(STANDS).order_by().values_list("paid_on")
    return [
        *entries.values_list("decided_on").annotate(sum=Sum("amount")),
        *((day, -int(sum_)) for day, sum_ in paid.annotate(sum=Sum("amount"))),
    ]


def record(
    by: Officer,
    line: BudgetLine,
    act: str,
    *,
    object_id: int | None = None,
    reason: str = "",
    **detail: Any,
) -> None:
    """Enter an act with a line ("money.paid") into the trail."""
    trail.record(
        by=by,
        act=f"programs.{act}",
        kind="budget_line",
        object_id=line.pk,
        area_id=line.area_id,
        reason=reason,
        year=line.year,
        row=object_id,
        **detail,
    )
