"""Official forms 2 and 3: movement of poor and near-poor households by area.

Two rows an area ("phân tổ"): households and persons; across a change of standard a
third one tells what of columns 4 and 8 comes from it. Column 9 is a real formula.
"""

from decimal import Decimal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from households.rules.movement import CLOSING, OTHER_IN, OTHER_OUT
from households.rules.outcome import PovertyClass
from povertyportal.sheets import writing
from povertyportal.ui.templatetags.vn import moment
from reports import movement
from reports.services.movement_form import MovementContent, MovementLine
from reports.workbooks import parts

WIDTH = 12
FIRST = 3  # column 1 of the form stands in D
NUMBERS = (
    "A", "B", "C", "1", "2", "3", "4", "5", "6", "7", "8", "9=1-2-3-4+5+6+7+8",
)  # fmt: skip
OUT = "Số hộ khác: thay đổi nhân khẩu, hộ đơn thân chết, chuyển đi nơi khác, tách, nhập"
IN = "Số hộ khác: thay đổi nhân khẩu, chuyển đến, tách hộ"
NOTE_LETTERS = 150

# Heading, first and last cell as (row, column), rows from 0, columns of the form.
Head = tuple[str, tuple[int, int], tuple[int, int]]
HEADS: dict[PovertyClass, tuple[Head, ...]] = {
    PovertyClass.POOR: (
        ("Số hộ thoát nghèo", (1, 2), (1, 3)),
        ("Trở thành hộ cận nghèo", (2, 2), (2, 2)),
        ("Vượt chuẩn cận nghèo", (2, 3), (2, 3)),
        ("Số hộ cận nghèo trở thành hộ nghèo", (1, 5), (2, 5)),
        ("Số hộ nghèo bổ sung trong kỳ", (1, 6), (1, 7)),
        ("Tái nghèo", (2, 6), (2, 6)),
    ),
    PovertyClass.NEAR_POOR: (
        ("Số hộ thoát cận nghèo", (1, 2), (2, 2)),
        ("Số hộ cận nghèo trở thành hộ nghèo", (1, 3), (2, 3)),
        ("Số hộ nghèo trở thành hộ cận nghèo", (1, 5), (2, 5)),
        ("Số hộ cận nghèo bổ sung trong kỳ", (1, 6), (1, 7)),
        ("Tái cận nghèo", (2, 6), (2, 6)),
    ),
}


def write(
    sheet: Worksheet, heading: parts.Heading, content: MovementContent
) -> dict[str, Decimal]:
    """Write form 2 or, by the content's class, form 3 into an empty sheet; returns
    the results of its formulas."""
    form = movement.FORMS[content.kind]
    row = parts.header(sheet, WIDTH, heading)
    title = f"Tổng hợp diễn biến {content.kind.label}"
    row = writing.title(sheet, row, WIDTH, title, *_subtitles(form, content))
    first, row = row, _head(sheet, row, content.kind)
    results: dict[str, Decimal] = {}
    for line in content.lines:
        row = _line(sheet, row, line, content.span.crosses_standards, results)
    told = (*content.notes, parts.UNCONFIRMED)
    row = parts.notes(sheet, row + 1, WIDTH, told, NOTE_LETTERS)
    parts.signatures(sheet, row + 1, WIDTH)
    writing.set_widths(sheet, (6, 26, 18, *(11 for _ in range(WIDTH - 3))))
    last_head = first + 3
    writing.set_print(sheet, header_rows=(first, last_head))
    sheet.freeze_panes = f"D{last_head + 1}"
    return results


def _subtitles(form: str, content: MovementContent) -> tuple[str, str]:
    span = content.span
    known = f", như đã biết ngày {span.known:%d/%m/%Y}" if span.known else ""
    return (
        f"Từ ngày {span.first:%d/%m/%Y} đến ngày {span.last:%d/%m/%Y}{known}",
        f"(Biểu {form}; số liệu tính đến {moment(content.as_of)})",
    )


def _head(sheet: Worksheet, row: int, kind: PovertyClass) -> int:
    """The three rows of headings and the row of numbers; returns the next row."""
    put = writing.header_cell
    for column, words in enumerate(("TT", "Phường/ Xã", "Phân tổ"), start=1):
        put(sheet, words, (row, column), (row + 2, column))
    heads = (
        (f"Tổng số {kind.label} đầu kỳ", (0, 1), (2, 1)),
        (f"Diễn biến giảm số {kind.label}", (0, 2), (0, 4)),
        (OUT, (1, OTHER_OUT), (2, OTHER_OUT)),
        (f"Diễn biến tăng số {kind.label}", (0, 5), (0, 8)),
        ("Phát sinh mới", (2, 7), (2, 7)),
        (IN, (1, OTHER_IN), (2, OTHER_IN)),
        (f"Tổng số {kind.label} cuối kỳ", (0, CLOSING), (2, CLOSING)),
        *HEADS[kind],
    )
    for words, (top, left), (bottom, right) in heads:
        put(sheet, words, (row + top, FIRST + left), (row + bottom, FIRST + right))
    sheet.row_dimensions[row].height = 18
    sheet.row_dimensions[row + 1].height = 48
    sheet.row_dimensions[row + 2].height = 66
    sheet.row_dimensions[row + 3].height = 36
    return writing.numbered_columns(sheet, row + 3, NUMBERS)


def _line(
    sheet: Worksheet,
    row: int,
    line: MovementLine,
    crosses: bool,
    results: dict[str, Decimal],
) -> int:
    """An area's rows; adds the results of its formulas, returns the next row."""
    last = row + 1 + crosses
    for at in range(row, last + 1):
        writing.frame_row(sheet, at, WIDTH, bold=line.bold)
    for column, words in ((1, line.mark), (2, line.name)):
        sheet.merge_cells(
            start_row=row, end_row=last, start_column=column, end_column=column
        )
        writing.write_text(sheet.cell(row, column), words)
        sheet.cell(row, column).alignment = writing.LEFT
    _numbers(sheet, row, "Hộ", line.table.households, results)
    _numbers(sheet, row + 1, "Nhân khẩu", line.table.persons, results)
    if crosses:
        _label(sheet, last, "Do đổi chuẩn (hộ)")
        for column, number in zip(
            (OTHER_OUT, OTHER_IN), line.table.standard_households, strict=True
        ):
            writing.write_number(sheet.cell(last, FIRST + column), number)
    return last + 1


def _label(sheet: Worksheet, row: int, words: str) -> None:
    cell = sheet.cell(row, FIRST)
    writing.write_text(cell, words)
    cell.alignment = writing.CENTRE


def _numbers(
    sheet: Worksheet,
    row: int,
    words: str,
    numbers: list[int],
    results: dict[str, Decimal],
) -> None:
    _label(sheet, row, words)
    for column in movement.COLUMNS[:-1]:
        writing.write_number(sheet.cell(row, FIRST + column), numbers[column])
    closing = sheet.cell(row, FIRST + CLOSING)
    d, *rest = (get_column_letter(FIRST + column) for column in movement.COLUMNS[:-1])
    signs = "---++++"
    terms = "".join(f"{s}{at}{row}" for s, at in zip(signs, rest, strict=True))
    writing.write_number(closing, f"={d}{row}{terms}")
    results[closing.coordinate] = Decimal(numbers[CLOSING])
