"""The list of supports as a file: its columns, and how their cells are read."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError

from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.problems import CellProblem
from povertyportal.ui.fields import read_number
from povertyportal.ui.numbers import vietnamese
from programs.imports.support_money import MONEY_COLUMNS

MOST_QUANTITY = Decimal("99999999.99")
MOST_MONEY = 10**14


def _number(raw: object) -> Decimal:
    """A number typed as 1.234,5 or kept as one by Excel. Raises CellProblem."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        try:
            return Decimal(str(raw))
        except InvalidOperation as error:
            raise CellProblem("Ô này không phải là số. Hãy nhập lại.") from error
    try:
        return read_number(cells.as_text(raw))
    except ValidationError as error:
        raise CellProblem(" ".join(error.messages)) from error


def quantity(raw: object) -> str:
    """More than 0, two decimals at most, as text. Raises CellProblem."""
    value = _number(raw)
    if not 0 < value <= MOST_QUANTITY or value != round(value, 2):
        raise CellProblem(
            "Số lượng phải lớn hơn 0 và có nhiều nhất hai chữ số thập phân. Hãy sửa."
        )
    return str(round(value, 2).normalize() + 0)


def money(raw: object) -> int:
    """Whole đồng from 0. Raises CellProblem."""
    value = _number(raw)
    if value != value.to_integral_value() or not 0 <= value <= MOST_MONEY:
        raise CellProblem(
            f"Hãy ghi số tiền bằng đồng, từ 0 đến {vietnamese(MOST_MONEY)}, không có "
            "phần lẻ."
        )
    return int(value)


SUPPORTS = Layout(
    name="supports",
    title="Danh sách hỗ trợ cho hộ",
    aliases=("Danh sách hỗ trợ", "Hỗ trợ"),
    columns=(
        Column(
            "number",
            "Số hộ",
            cells.text(14),
            aliases=("Mã hộ", "Số hộ trên cổng"),
            required=False,
            is_text=True,
        ),
        Column(
            "personal_id",
            "Số định danh chủ hộ",
            cells.personal_id,
            aliases=("Số định danh", "CCCD", "Số CCCD", "Số CCCD chủ hộ"),
            required=False,
            secret=True,
            width=18,
        ),
        Column(
            "head",
            "Chủ hộ",
            cells.person_name,
            aliases=("Họ tên chủ hộ", "Họ và tên chủ hộ"),
            filled=True,
            width=28,
        ),
        Column(
            "person",
            "Người nhận",
            cells.person_name,
            aliases=("Họ tên người nhận",),
            required=False,
            width=26,
        ),
        Column(
            "kind",
            "Loại hỗ trợ",
            cells.text(160),
            aliases=("Nội dung hỗ trợ",),
            filled=True,
            repeats=True,
            width=28,
        ),
        Column("quantity", "Số lượng", quantity, filled=True),
        Column(
            "value",
            "Giá trị (đồng)",
            money,
            aliases=("Giá trị", "Kinh phí", "Số tiền", "Số tiền (đồng)"),
            required=False,
            width=18,
        ),
        Column(
            "planned_for",
            "Dự kiến ngày",
            cells.full_date,
            required=False,
            repeats=True,
        ),
        Column(
            "given_on",
            "Ngày nhận",
            cells.full_date,
            aliases=("Ngày cấp", "Ngày hỗ trợ"),
            required=False,
            repeats=True,
        ),
        *MONEY_COLUMNS,
        Column("note", "Ghi chú", cells.text(400), required=False, width=30),
        Column(
            "exception",
            "Lý do ngoại lệ",
            cells.text(400),
            required=False,
            width=30,
        ),
    ),
    marks=("head", "number"),
)
