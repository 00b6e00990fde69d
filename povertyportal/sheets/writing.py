"""Writing official workbooks with openpyxl: text that stays text, header, print.

Layout follows Decree 30/2020/NĐ-CP (national title, issuing body, place and date,
signature block); font sizes there are partly recalled, so they stand in one place.
"""

from collections.abc import Iterable, Sequence
from copy import copy

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"

# Excel shows these with the separators of the reader's own locale (1.234,56).
WHOLE = "#,##0"
SHARE = "#,##0.00"
DAY = "dd/mm/yyyy"
TEXT = "@"

_THIN = Side(style="thin", color="000000")
GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
# Excel's own limits: text longer than this, or these characters, break the file.
LONGEST_TEXT = 32_767
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])


def font(*, bold: bool = False, italic: bool = False, size: int = 11) -> Font:
    """The font of official documents."""
    return Font(name=FONT, size=size, bold=bold, italic=italic)


def safe_text(value: str) -> str:
    """Text that Excel can hold: control characters out, cut at Excel's limit."""
    return value.translate(_FORBIDDEN)[:LONGEST_TEXT]


def write_text(cell: Cell, value: str | None) -> None:
    """Put text into a cell so that it stays text, whatever it begins with.

    "=1+1", "+84", "-5" and "@x" are neither computed when the file is opened nor
    when somebody edits the cell; a personal id keeps its zeros.
    """
    if not value:
        cell.value = None
        return
    cell.value = safe_text(value)
    cell.data_type = "s"
    cell.number_format = TEXT
    cell.quotePrefix = True


def write_number(
    cell: Cell, value: object, number_format: str = WHOLE, *, unknown: str = "–"
) -> None:
    """Put a real number into a cell; None is written as `unknown`."""
    cell.value = unknown if value is None else value
    cell.number_format = number_format
    cell.alignment = RIGHT


def merged(
    sheet: Worksheet, row: int, columns: tuple[int, int], text: str, style: Font
) -> Cell:
    """A centred text over columns (first, last) of a row, both counted from 1."""
    first, last = columns
    if last > first:
        sheet.merge_cells(
            start_row=row, end_row=row, start_column=first, end_column=last
        )
    cell: Cell = sheet.cell(row, first)
    write_text(cell, text)
    cell.font = style
    cell.alignment = CENTRE
    return cell


def official_header(
    sheet: Worksheet, width: int, *, superior: str, issuer: str, place_day: str
) -> int:
    """Issuing body left, national title and motto right, place and date below.

    `width` is the number of columns of the table; returns the next free row.
    """
    middle = max(1, width // 2)
    left, right = (1, middle), (min(middle + 1, width), width)
    merged(sheet, 1, left, superior.upper(), font(size=12))
    merged(sheet, 2, left, issuer.upper(), font(bold=True, size=12))
    merged(sheet, 1, right, NATION, font(bold=True, size=12))
    motto = merged(sheet, 2, right, MOTTO, font(bold=True, size=13))
    motto.font = Font(name=FONT, size=13, bold=True, underline="single")
    merged(sheet, 4, right, place_day, font(italic=True, size=12))
    return 6


def title(sheet: Worksheet, row: int, width: int, text: str, *subtitles: str) -> int:
    """Title in bold capitals, italic lines below; returns the next free row."""
    cell = merged(sheet, row, (1, width), text.upper(), font(bold=True, size=14))
    # Merged cells do not grow by themselves: about 90 characters go on a line.
    sheet.row_dimensions[row].height = 20 * (1 + len(text) // 90)
    cell.alignment = CENTRE
    for offset, line in enumerate(subtitles, start=1):
        merged(sheet, row + offset, (1, width), line, font(italic=True, size=12))
    return row + len(subtitles) + 2


def header_cell(
    sheet: Worksheet, text: str, first: tuple[int, int], last: tuple[int, int]
) -> None:
    """A bold heading over the block from (row, column) `first` to `last`."""
    for row in range(first[0], last[0] + 1):
        for column in range(first[1], last[1] + 1):
            sheet.cell(row, column).border = GRID
    if first != last:
        sheet.merge_cells(
            start_row=first[0],
            start_column=first[1],
            end_row=last[0],
            end_column=last[1],
        )
    cell: Cell = sheet.cell(*first)
    write_text(cell, text)
    cell.font = font(bold=True)
    cell.alignment = CENTRE


def numbered_columns(sheet: Worksheet, row: int, marks: Sequence[str]) -> int:
    """The row of column numbers and formulas (A, B, 1, 2, 4=3/1*100)."""
    for column, mark in enumerate(marks, start=1):
        cell: Cell = sheet.cell(row, column)
        write_text(cell, mark)
        cell.font = font(italic=True, size=9)
        cell.alignment = CENTRE
        cell.border = GRID
    return row + 1


def frame_row(sheet: Worksheet, row: int, width: int, *, bold: bool = False) -> None:
    """Borders and font of a finished row of the table."""
    first = sheet.cell(row, 1)
    first.border, first.font = GRID, font(bold=bold)
    # A style is looked up by all its parts: once a row instead of once a cell.
    for column in range(2, width + 1):
        sheet.cell(row, column)._style = copy(first._style)


def signatures(
    sheet: Worksheet, row: int, width: int, left: Sequence[str], right: Sequence[str]
) -> int:
    """Who drew the table up (left) and who signs (right); returns the last row."""
    middle = max(1, width // 2)
    for offset in range(max(len(left), len(right))):
        for lines, columns in (
            (left, (1, middle)),
            (right, (min(middle + 1, width), width)),
        ):
            if offset < len(lines):
                style = font(bold=True, size=12)
                merged(sheet, row + offset, columns, lines[offset], style)
    return row + max(len(left), len(right))


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Widths of the columns from A on, in characters."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_print(
    sheet: Worksheet, *, header_rows: tuple[int, int], landscape: bool = True
) -> None:
    """A4, one page wide, the table's head on each page, numbered from page 2.

    Margins of Decree 30/2020/NĐ-CP: top and bottom 20 mm, left 30, right 15.
    """
    setup = sheet.page_setup
    setup.paperSize = sheet.PAPERSIZE_A4
    setup.orientation = "landscape" if landscape else "portrait"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.top = margins.bottom = 20 / 25.4
    margins.left, margins.right = 30 / 25.4, 15 / 25.4
    sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
    sheet.HeaderFooter.differentFirst = True
    sheet.oddHeader.center.text = "&P"
    sheet.oddHeader.center.size = 13
    sheet.sheet_view.zoomScale = 90
