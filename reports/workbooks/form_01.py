"""Official form 1: results of the review by area (biểu tổng hợp kết quả).

Columns, numbers and formulas as provinces fill them in: 1-2 all residents, 3-8
households, 9-14 persons; rates are real formulas with their results.
"""

from decimal import Decimal

from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from reports.figures import Rate
from reports.services.form_lines import FormContent, FormLine
from reports.stock import Listing
from reports.workbooks import parts

WIDTH = 16
KINDS = ("poor", "near_poor", "average")
NUMBERS = (
    "A", "B", "1", "2", "3", "4=3/1*100", "5", "6=5/1*100", "7", "8=7/1*100",
    "9", "10=9/2*100", "11", "12=11/2*100", "13", "14=13/2*100",
)  # fmt: skip
FARMERS = "nông, lâm, ngư nghiệp có mức sống trung bình"
RATE_FORMAT = "0.00"


def write(
    sheet: Worksheet, heading: parts.Heading, listing: Listing, content: FormContent
) -> dict[str, Decimal]:
    """Write the form into an empty sheet; returns the results of its formulas."""
    row = parts.header(sheet, WIDTH, heading)
    as_of = parts.subtitles("1", listing, content.as_of)
    row = writing.title(sheet, row, WIDTH, _title(listing), *as_of)
    first, row = row, _head(sheet, row, listing)
    results: dict[str, Decimal] = {}
    for line in content.lines:
        results |= _line(sheet, row, line)
        row += 1
    told = (*content.notes, parts.UNCONFIRMED)
    row = parts.notes(sheet, row + 1, WIDTH, told)
    parts.signatures(sheet, row + 1, WIDTH)
    writing.set_widths(sheet, (6, 26, *(10.5 for _ in range(WIDTH - 2))))
    last_head = first + 3
    writing.set_print(sheet, header_rows=(first, last_head))
    sheet.freeze_panes = f"C{last_head + 1}"
    return results


def _title(listing: Listing) -> str:
    return (
        f"Tổng hợp kết quả {parts.word(listing)} rà soát hộ nghèo; hộ cận nghèo; hộ "
        f"làm nông, lâm, ngư nghiệp có mức sống trung bình"
    )


def _head(sheet: Worksheet, row: int, listing: Listing) -> int:
    """The three rows of headings and the row of numbers; returns the next row."""
    put = writing.header_cell
    word = parts.word(listing)
    put(sheet, "TT", (row, 1), (row + 2, 1))
    put(sheet, "Phường/ Xã", (row, 2), (row + 2, 2))
    put(
        sheet,
        "Tổng số hộ dân cư\n(tại thời điểm rà soát)",
        (row, 3),
        (row + 1, 4),
    )
    put(sheet, f"Kết quả rà soát về hộ ({word})", (row, 5), (row, 10))
    put(sheet, f"Kết quả rà soát về khẩu ({word})", (row, 11), (row, 16))
    for column, unit in ((5, "hộ"), (11, "khẩu")):
        for place, words in enumerate(("nghèo", "cận nghèo", FARMERS)):
            at = column + 2 * place
            put(sheet, f"Tổng số {unit} {words}", (row + 1, at), (row + 1, at + 1))
            put(sheet, f"Số {unit}", (row + 2, at), (row + 2, at))
            put(sheet, "Tỷ lệ", (row + 2, at + 1), (row + 2, at + 1))
    put(sheet, "Số hộ", (row + 2, 3), (row + 2, 3))
    put(sheet, "Nhân khẩu", (row + 2, 4), (row + 2, 4))
    sheet.row_dimensions[row].height = 18
    sheet.row_dimensions[row + 1].height = 62
    sheet.row_dimensions[row + 3].height = 26
    return writing.numbered_columns(sheet, row + 3, NUMBERS)


def _line(sheet: Worksheet, row: int, line: FormLine) -> dict[str, Decimal]:
    """One area's row; returns the results of its formulas by cell."""
    writing.frame_row(sheet, row, WIDTH, bold=line.bold)
    writing.write_text(sheet.cell(row, 1), line.mark)
    writing.write_text(sheet.cell(row, 2), line.name)
    sheet.cell(row, 2).alignment = writing.LEFT
    figures = line.figures
    for column, residents in (
        (3, figures.resident_households),
        (4, figures.resident_persons),
    ):
        writing.write_number(sheet.cell(row, column), residents, unknown="")
    results: dict[str, Decimal] = {}
    for place, kind in enumerate(KINDS):
        for column, whole, rate in (
            (5 + 2 * place, "C", figures.rate_so_far(kind)),
            (11 + 2 * place, "D", figures.person_rate_so_far(kind)),
        ):
            results |= _count_and_rate(sheet, (row, column), whole, rate)
    return results


def _count_and_rate(
    sheet: Worksheet, at: tuple[int, int], whole: str, rate: Rate
) -> dict[str, Decimal]:
    row, column = at
    count, share = sheet.cell(row, column), sheet.cell(row, column + 1)
    writing.write_number(count, rate.part)
    if rate.value is None:
        return {}
    formula = f"=ROUND({count.coordinate}/{whole}{row}*100,2)"
    writing.write_number(share, formula, RATE_FORMAT)
    return {share.coordinate: rate.value}
