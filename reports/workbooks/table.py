"""The frame of every stock form: head, numbered columns, lines by area, formulas.

A form says its heads and columns; what a column's number row tells ("20=9/1*100") is
the formula of its cells, so that the sheet and the printed form cannot disagree.
"""

import re
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from reports.figures import Rate
from reports.services.stock_lines import StockContent, StockLine
from reports.workbooks import parts

RATE_FORMAT = "0.00"
FIRST = 3  # column 1 of a form stands in C
Value = Callable[[StockLine], int | None]
_SHARE = re.compile(r"^([0-9]+)/([0-9]+)\*100$")
_TERM = re.compile(r"[0-9]+[ab]?")
_RANGE, _RANGED = re.compile(r"^(\w+)\+…\+(\w+)$"), r"SUM(\1:\2)"


@dataclass(frozen=True)
class Head:
    """Words over cells, rows and columns of the table from 1 (TT is column -1)."""

    words: str
    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True)
class Column:
    """A numbered column: its mark, what it counts, perhaps shown as a share.

    A mark such as "4=3/1*100" says its share among all residents, one such as
    "5=1-2-3-4" or "2=3+…+14" its formula, which must give what `value` counts.
    `share_of`: the count itself stands in no column and is shown, in per cent, of
    that column.
    """

    mark: str
    value: Value | None = None
    share_of: str = ""

    @property
    def number(self) -> str:
        """Its number: "4" of "4=3/1*100"."""
        return self.mark.partition("=")[0]

    @property
    def formula(self) -> str:
        """What the mark computes it from, empty for a count."""
        return self.mark.partition("=")[2]

    @property
    def is_share(self) -> bool:
        """Whether it shows per cent."""
        return bool(self.share_of) or self.value is None

    @property
    def parts(self) -> tuple[str, str]:
        """Of a share: the columns of its part and whole."""
        if self.share_of:
            return self.number, self.share_of
        found = _SHARE.match(self.formula)
        if found is None:
            raise ValueError(f"{self.mark} says no share.")
        return found[1], found[2]


@dataclass(frozen=True)
class Form:
    """A stock form: its number, title, heads (of `depth` rows) and columns.

    `notes` are what is said under the table beside the notes of the list.
    """

    code: str
    title: str
    heads: tuple[Head, ...]
    columns: tuple[Column, ...]
    depth: int = 2
    notes: tuple[str, ...] = ()
    heights: tuple[float, ...] = ()
    width: float = 10.5

    @property
    def across(self) -> int:
        """Columns of the sheet."""
        return FIRST - 1 + len(self.columns)


def write(
    sheet: Worksheet, heading: parts.Heading, form: Form, content: StockContent
) -> dict[str, Decimal]:
    """Write a form into an empty sheet; returns the results of its formulas."""
    across = form.across
    row = parts.header(sheet, across, heading)
    as_of = parts.subtitles(form.code, content.listing, content.as_of)
    title = writing.title(sheet, row, across, form.title, *as_of)
    first, row = title, _head(sheet, title, form)
    results = _lines(sheet, row, form, content.lines)
    row += len(content.lines)
    told = (*content.notes, *form.notes, parts.UNCONFIRMED)
    row = parts.notes(sheet, row + 1, across, told, _letters(form))
    parts.signatures(sheet, row + 1, across)
    writing.set_widths(sheet, (6, 26, *(form.width for _ in form.columns)))
    last = first + form.depth
    writing.set_print(sheet, header_rows=(first, last))
    sheet.freeze_panes = f"C{last + 1}"
    return results


def _letters(form: Form) -> int:
    """Letters that go on a line over the form's width."""
    return int(32 + form.width * len(form.columns) * 1.05)


def _head(sheet: Worksheet, row: int, form: Form) -> int:
    """The rows of headings and the row of numbers; returns the next row."""
    last = row + form.depth - 1
    for column, words in enumerate(("TT", "Phường/ Xã"), start=1):
        writing.header_cell(sheet, words, (row, column), (last, column))
    for head in form.heads:
        (top, left), (bottom, right) = head.first, head.last
        writing.header_cell(
            sheet,
            head.words,
            (row + top - 1, FIRST + left - 1),
            (row + bottom - 1, FIRST + right - 1),
        )
    for place, height in enumerate(form.heights):
        sheet.row_dimensions[row + place].height = height
    sheet.row_dimensions[last + 1].height = 28
    marks = ("A", "B", *(column.mark for column in form.columns))
    return writing.numbered_columns(sheet, last + 1, marks)


Counts = dict[str, int | None]
Shown = tuple[str | int | None, Decimal | int | None]  # cell's content, its result


def _lines(
    sheet: Worksheet, first: int, form: Form, lines: Sequence[StockLine]
) -> dict[str, Decimal]:
    """All lines from a row on; returns the results of formulas by cell."""
    results: dict[str, Decimal] = {}
    styles: dict[tuple[bool, bool], StyleArray] = {}
    grid = _Grid(form, lines, first)
    for place, line in enumerate(lines):
        row = first + place
        writing.frame_row(sheet, row, form.across, bold=line.bold)
        writing.write_text(sheet.cell(row, 1), line.mark)
        writing.write_text(sheet.cell(row, 2), line.name)
        sheet.cell(row, 2).alignment = writing.LEFT
        for at, column in enumerate(form.columns, start=FIRST):
            cell = sheet.cell(row, at)
            shown, result = grid.shown(place, column)
            alike = line.bold, column.is_share
            if alike in styles:
                cell.value, cell._style = shown, copy(styles[alike])
            else:
                number_format = RATE_FORMAT if column.is_share else writing.WHOLE
                writing.write_number(cell, shown, number_format, unknown="")
                styles[alike] = cell._style
            if result is not None:
                results[cell.coordinate] = Decimal(result)
    return results


class _Grid:
    """The numbers of all lines, and what each cell shows."""

    def __init__(self, form: Form, lines: Sequence[StockLine], first: int) -> None:
        self._lines, self._first = lines, first
        self._letters = {
            column.number: get_column_letter(FIRST + place)
            for place, column in enumerate(form.columns)
        }
        self._counts: list[Counts] = [
            {
                column.number: column.value(line)
                for column in form.columns
                if column.value
            }
            for line in lines
        ]

    def shown(self, place: int, column: Column) -> Shown:
        """What the cell of a line and column shows; results of formulas beside it."""
        counts, row = self._counts[place], self._first + place
        if column.is_share:
            if self._lines[place].missing and not column.share_of:
                return None, None
            return self._share(column, counts, row)
        number = counts[column.number]
        if number is None:
            return None, None
        if column.formula:
            terms = _TERM.sub(self._at(row), column.formula)
            return f"={_RANGE.sub(_RANGED, terms)}", number
        below = self._lines[place].below
        if not below or any(self._counts[at][column.number] is None for at in below):
            return number, None
        return self._sum(self._letters[column.number], below), number

    def _at(self, row: int) -> Callable[[re.Match[str]], str]:
        return lambda found: f"{self._letters[found[0]]}{row}"

    def _sum(self, letter: str, below: Sequence[int]) -> str:
        """The lines below: a range where they follow each other."""
        rows = [self._first + place for place in below]
        if rows[-1] - rows[0] + 1 == len(rows):
            return f"=SUM({letter}{rows[0]}:{letter}{rows[-1]})"
        return "=" + "+".join(f"{letter}{row}" for row in rows)

    def _share(self, column: Column, counts: Counts, row: int) -> Shown:
        part, whole = column.parts
        count = counts[part]
        value = Rate(count or 0, counts[whole]).value
        if count is None or value is None:
            return None, None
        ours = str(count) if column.value else f"{self._letters[part]}{row}"
        return f"=ROUND({ours}/{self._letters[whole]}{row}*100,2)", value
