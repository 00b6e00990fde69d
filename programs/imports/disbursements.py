"""Payments from a file: entered by their vouchers, taken back by rows of their own."""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow, Verdict
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values
from programs.imports import money_lines as shared
from programs.imports.money_lines import LINE_COLUMNS, Lines, Named, text_column
from programs.models import BudgetLine, Disbursement
from programs.services import money_base as base
from programs.services import payments
from programs.services.money_base import dong
from programs.services.payments import Payment

DISBURSEMENTS = Layout(
    name="disbursements",
    title="Các khoản giải ngân",
    aliases=("Giải ngân", "Danh sách giải ngân"),
    columns=(
        *LINE_COLUMNS,
        shared.money_column("Số tiền (đồng)", "Số tiền", "Số giải ngân"),
        Column(
            "paid_on",
            "Ngày giải ngân",
            cells.full_date,
            ("Ngày chi", "Ngày"),
            filled=True,
            repeats=True,
        ),
        text_column("voucher", "Số chứng từ", 60, "Chứng từ", filled=True),
        text_column("content", "Nội dung chi", 300, "Nội dung", filled=True),
        text_column("reason", "Lý do chi ngoài thời hạn", 400, "Lý do chi sau niên độ"),
    ),
    marks=("unit_code", "amount"),
)


class DisbursementKind(SmallKind):
    """Payments from budget lines, a voucher a row."""

    code = "disbursements"
    title = "Các khoản giải ngân"
    lead = "Các khoản chi theo chứng từ, của từng nơi, dự án, nguồn vốn."
    act = Act.SPEND_MONEY
    form_class = forms.Form
    layout = DISBURSEMENTS
    template_name = "mau-giai-ngan.xlsx"
    notes = (
        "Vốn phải được giao trước: tổng các khoản không vượt số còn lại của dòng vốn.",
        "Khoản chi trước ngày quyết định giao vốn, hoặc sau 31/01 năm sau, phải có lý "
        "do.",
        "Hoàn lại lần nhập là ghi bút toán hủy từng khoản.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """Nothing is asked beside the file."""
        return {}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """None."""
        return []

    def prepare(
        self, batch: ImportBatch, by: Officer, lines: Sequence[Line]
    ) -> tuple[Lines, Mapping[Named, Disbursement]]:
        """Units, components, lines, and the payments that stand by their vouchers."""
        known = shared.known_lines(by, lines)
        rows = Disbursement.objects.filter(
            line__in=[each.pk for each in known.lines.values()],
            voucher__in={line.values["voucher"] for line in lines},
        )
        return known, _standing(rows)

    def compare(
        self, line: Line, known: tuple[Lines, Mapping[Named, Disbursement]]
    ) -> Found | None:
        """The voucher's payment: missing, or the same; another one is wrong."""
        lines, standing = known
        told = line.values
        key = shared.key_in(line, lines, told["paid_on"])
        if key is None or line.is_wrong:
            _check_alone(line)
            return None
        after = shared.kept(key) | {
            "amount": told["amount"],
            "paid_on": told["paid_on"].isoformat(),
            "voucher": told["voucher"],
            "content": told["content"],
            "reason": told["reason"] or "",
        }
        budget = lines.lines.get(shared.named(after))
        if budget is None:
            line.wrong(
                "amount",
                "Nơi này chưa được giao vốn của dự án, năm, nguồn và loại vốn đó. Hãy "
                "ghi quyết định giao vốn trước.",
            )
            return None
        there = standing.get((budget.pk, told["voucher"]))
        self._judge_payment(line, budget, there, lines)
        return Found(
            identity=(budget.pk, told["voucher"]),
            title=f"{key.area.name}, {dong(told['amount'])}, {told['voucher']}",
            after=after,
            now=_now(there, after) if there else None,
            area_id=key.area.pk if key.area.level == Level.COMMUNE else None,
        )

    def _judge_payment(
        self, line: Line, budget: BudgetLine, there: Disbursement | None, known: Lines
    ) -> None:
        told = line.values
        if there is not None:
            if (there.amount, there.paid_on) != (told["amount"], told["paid_on"]):
                line.wrong(
                    "voucher",
                    f"Chứng từ {there.voucher} đã ghi {dong(there.amount)} ngày "
                    f"{there.paid_on:%d/%m/%Y}. Nếu khoản đó sai thì hủy ở trang dòng "
                    "vốn rồi nhập lại.",
                )
            return
        try:
            payments.check_day(budget.year, _payment(told))
        except ValidationError as error:
            shared.note(line, error)
        spent = known.spent.get(budget.pk, 0) + told["amount"]
        if spent > budget.left:
            line.wrong(
                "amount",
                f"Dòng vốn còn {dong(budget.left)}, các dòng của tệp đến đây chi "
                f"{dong(spent)}. Hãy kiểm tra số tiền, hoặc ghi giao thêm vốn trước.",
            )
            return
        known.spent[budget.pk] = spent
        _ask_of_days(line, budget, known)

    def tell(self, name: str, value: object) -> str:
        """Codes of choices in words."""
        return shared.told_of(name, value)

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """The payments of the rows' vouchers that stand by now."""
        values = [row.after for row in rows]
        vouchers = {each["voucher"] for each in values}
        found = Disbursement.objects.filter(
            shared.at_lines(values), voucher__in=vouchers
        )
        by_name = {
            (shared.named(vars(each.line)), each.voucher): each
            for each in _standing(found.select_related("line")).values()
        }
        return {
            row.number: _now(there, row.after)
            for row in rows
            for there in [by_name.get((shared.named(row.after), row.after["voucher"]))]
            if there is not None
        }

    def fingerprint(self, batch: ImportBatch) -> str:
        """Also of what the lines hold: money spent elsewhere asks for a new check."""
        rows = batch.small_rows.exclude(verdict=Verdict.WRONG).order_by("number")
        values = [row.after for row in rows]
        lines = BudgetLine.objects.filter(shared.at_lines(values, path=""))
        wanted = {shared.named(each) for each in values}
        left = sorted(
            (each.pk, each.left) for each in lines if shared.named(vars(each)) in wanted
        )
        basis = f"{super().fingerprint(batch)} {left}"
        return hashlib.sha256(basis.encode()).hexdigest()

    def write(self, by: Officer, row: ImportRow) -> int:
        """Pay; see services.payments."""
        line = _line(row.after)
        made = payments.pay(
            by=by, line=line, payment=_payment(row.after), batch=row.batch_id
        )
        return made.pk

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """Take the payment back by a row of its own."""
        payment = Disbursement.objects.select_related("line").get(pk=row.object_id or 0)
        payments.take_payment_back(
            by=by,
            payment=payment,
            reason=f"Hoàn lại lần nhập số {row.batch_id}.",
            batch=row.batch_id,
        )


def _check_alone(line: Line) -> None:
    """What can be said of a payment's day, whatever its line."""
    told = line.values
    if None in (told["year"], told["amount"], told["paid_on"], told["voucher"]):
        return
    try:
        payments.check_day(told["year"], _payment(told))
    except ValidationError as error:
        shared.note(line, error)


def _ask_of_days(line: Line, budget: BudgetLine, known: Lines) -> None:
    """Whether the money was there on the day; rows of the file count as paid."""
    payment = _payment(line.values)
    moves = known.moves.get(budget.pk)
    if moves is None:
        moves = known.moves[budget.pk] = base.moves(budget)
    try:
        payments.check_money_there(moves, payment)
    except ValidationError as error:
        shared.note(line, error)
    moves.append((payment.paid_on, -payment.amount))


def _line(values: Values) -> BudgetLine:
    columns = {name: values[name] for name in shared.KEY}
    if columns["component_id"] is None:
        columns["component_id__isnull"] = columns.pop("component_id") is None
    return BudgetLine.objects.get(**columns)


def _payment(values: Values) -> Payment:
    day = values["paid_on"]
    return Payment(
        amount=values["amount"],
        paid_on=dt.date.fromisoformat(day) if isinstance(day, str) else day,
        voucher=values["voucher"],
        content=values["content"],
        reason=values["reason"] or "",
    )


def _standing(rows: Any) -> dict[Named, Disbursement]:
    """(line, voucher) -> the payment that stands."""
    alive = rows.filter(corrects__isnull=True, corrected_by__isnull=True)
    return {(each.line_id, each.voucher): each for each in alive}


def _now(there: Disbursement, after: Values) -> Now:
    """The payment as it stands: what else the file says of it does not count."""
    values = {**after, "amount": there.amount, "paid_on": there.paid_on.isoformat()}
    return Now(there.pk, values, str(there.pk))
