"""Payments from lines, and taking them back: never beyond what the line holds."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.services.season.base import not_future
from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from programs.models import Activity, BudgetLine, Disbursement
from programs.rules.payment_days import first_short, is_late, is_too_early, last_day
from programs.services import money_base as base
from programs.services.money_base import dong


@dataclass(frozen=True)
class Payment:
    """What is paid: đồng, when, by which voucher, for what; for which activity.

    `reason` says why it lies outside its year, or before its money was allocated.
    """

    amount: int
    paid_on: dt.date
    voucher: str
    content: str
    activity: Activity | None = None
    reason: str = ""


@transaction.atomic
def pay(
    *, by: Officer, line: BudgetLine, payment: Payment, batch: int | None = None
) -> Disbursement:
    """Pay from a line. Audited.

    Raises PermissionDenied, BudgetLine.DoesNotExist, ValidationError (more than is
    left, the voucher stands already; without a reason a day outside the line's year,
    or before the decisions that its money comes from).
    """
    found = base.locked(by, line, Act.SPEND_MONEY)
    base.check_amount(payment.amount)
    check_day(found.year, payment)
    _check_activity(found, payment.activity)
    _check_voucher(found, payment.voucher)
    base.check_left(found, payment.amount, "chi")
    check_money_there(base.moves(found), payment)
    made = Disbursement.objects.create(
        line=found,
        activity=payment.activity,
        amount=payment.amount,
        paid_on=payment.paid_on,
        voucher=payment.voucher,
        content=payment.content,
        reason=payment.reason,
        batch=batch,
        recorded_by=by,
    )
    base.record(
        by,
        found,
        "money.paid",
        object_id=made.pk,
        reason=payment.reason,
        amount=payment.amount,
        voucher=payment.voucher,
    )
    return made


def check_day(year: int, payment: Payment) -> None:
    """Refuse a day outside the money's year; late ones without a reason.

    Raises ValidationError at the field.
    """
    try:
        not_future(payment.paid_on, "Ngày giải ngân")
    except ValidationError as error:
        raise ValidationError({"paid_on": error}) from None
    if is_too_early(year, payment.paid_on):
        raise ValidationError(
            {
                "paid_on": f"Vốn của năm {year} không chi được trước năm đó: hãy "
                "kiểm tra ngày giải ngân."
            }
        )
    ends = last_day(year)
    if is_late(year, payment.paid_on) and not payment.reason.strip():
        raise ValidationError(
            {
                "reason": f"Vốn năm {year} chi sau ngày {ends:%d/%m/%Y}: hãy ghi "
                "lý do, hoặc chuyển nguồn sang năm sau rồi chi từ dòng vốn của năm đó."
            },
            code="late",
        )


def check_money_there(moves: Iterable[tuple[dt.date, int]], payment: Payment) -> None:
    """Ask why money is paid before a decision gave it. Raises ValidationError.

    `moves` as services.money_base.moves gives them.
    """
    short = first_short(moves, payment.paid_on, payment.amount)
    if short is None or payment.reason.strip():
        return
    day, there = short
    raise ValidationError(
        {
            "reason": f"Đến ngày {day:%d/%m/%Y} dòng vốn chỉ còn {dong(max(there, 0))} "
            "theo các quyết định và chứng từ đến ngày đó. Hãy kiểm tra ngày giải "
            "ngân; nếu đúng là chi trước quyết định giao vốn thì ghi lý do."
        },
        code="before_money",
    )


def _check_activity(line: BudgetLine, activity: Activity | None) -> None:
    if activity is None:
        return
    own, other = line.area.path, activity.area.path
    is_near = own.startswith(other) or other.startswith(own)
    if not is_near or activity.component_id != line.component_id:
        raise ValidationError(
            {
                "activity": f"“{activity.name}” không thuộc dự án hoặc địa bàn của "
                "dòng vốn này: hãy chọn hoạt động khác."
            }
        )


def standing(line: BudgetLine, voucher: str) -> Disbursement | None:
    """The payment of a voucher that stands in a line."""
    rows = line.disbursements.filter(voucher=voucher, corrects__isnull=True)
    return rows.filter(corrected_by__isnull=True).first()


def _check_voucher(line: BudgetLine, voucher: str) -> None:
    there = standing(line, voucher)
    if there is not None:
        raise ValidationError(
            {
                "voucher": f"Chứng từ {voucher} đã ghi {dong(there.amount)} ngày "
                f"{there.paid_on:%d/%m/%Y} ở dòng vốn này. Nếu khoản đó sai thì hủy "
                "trước rồi ghi lại."
            },
            code="twice",
        )


@transaction.atomic
def take_payment_back(
    *, by: Officer, payment: Disbursement, reason: str, batch: int | None = None
) -> Disbursement:
    """Take a payment back whole by a row of its own; its voucher is free again.

    Audited. Raises PermissionDenied, BudgetLine.DoesNotExist, ValidationError.
    """
    line = base.locked(by, payment.line, Act.SPEND_MONEY)
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do hủy khoản giải ngân."})
    is_back = payment.corrects_id is not None
    if is_back or Disbursement.objects.filter(corrects=payment).exists():
        raise ValidationError("Khoản này đã hủy, hoặc là bút toán hủy: không hủy nữa.")
    made = Disbursement.objects.create(
        line=line,
        activity=payment.activity,
        amount=-payment.amount,
        paid_on=timezone.localdate(),
        voucher=payment.voucher,
        content=payment.content,
        corrects=payment,
        reason=reason,
        batch=batch,
        recorded_by=by,
    )
    base.record(
        by,
        line,
        "money.taken_back",
        object_id=made.pk,
        reason=reason,
        amount=payment.amount,
        voucher=payment.voucher,
    )
    return made
