"""Writing a long list as a workbook: row after row, at flat memory.

XlsxWriter in constant memory: each row goes to the disk before the next one is made
(docs/decisions/0018). Text is written as text, never as a formula, and its cells are
marked as text, so that an id keeps its zeros and "=1+1" stays what it is when somebody
edits it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any

import xlsxwriter
from django.utils import timezone

from povertyportal.sheets import writing
from povertyportal.sheets.exports import ExportColumn

MOST_ROWS = 1_048_576  # Excel's limit to a sheet
LONG, MOST_LINES = 28, 20  # width of columns whose texts break, and into how many
LINE = 15  # points
PAGE_WIDTH = 170  # characters of a readable A4 page
KEPT = 2  # columns in view and on each page: the number, and what the row is about
CHUNK = 500  # rows between two words on progress
NUMBER = ExportColumn("TT", 7, "whole")
GOES_ON = "Còn tiếp ở trang tính sau"
_BOX: dict[str, object] = {"font_name": writing.FONT, "border": 1, "valign": "top"}
_FORMS: dict[str, dict[str, object]] = {
    "text": {"num_format": writing.TEXT, "text_wrap": True},
    "whole": {"num_format": writing.WHOLE},
    "money": {"num_format": writing.WHOLE},
    "share": {"num_format": writing.SHARE},
    "date": {"num_format": writing.DAY, "align": "center"},
    "moment": {"num_format": "hh:mm dd/mm/yyyy", "align": "center"},
}
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERS = frozenset({int, float})
_COMMAND = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Sheet:
    """What stands on every sheet around the rows: name, lines above, columns.

    `lines` are (text, is it the title). `foot` makes the last line out of the number
    of rows.
    """

    name: str
    lines: Sequence[tuple[str, bool]]
    columns: Sequence[ExportColumn]
    foot: Callable[[int], str]

    @property
    def head(self) -> int:
        """The number of the line with the headings."""
        return len(self.lines) + 1

    @property
    def all_columns(self) -> Sequence[ExportColumn]:
        """The row's number, then the columns."""
        return [NUMBER, *self.columns]


def write_list(
    target: IO[bytes],
    sheet: Sheet,
    rows: Iterable[Sequence[object]],
    *,
    most_rows: int = MOST_ROWS,
    report: Callable[[int], None] = lambda done: None,
) -> int:
    """Write the rows, numbered, on as many sheets as they need; returns how many.

    `report` is told the number of rows written so far, every CHUNK rows.
    """
    source, done, number = iter(rows), 0, 0
    # Each sheet holds the lines above, the headings, and a line to end with.
    room = most_rows - sheet.head - 1
    options = {"constant_memory": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        styles = _Styles(book)
        ahead = list(islice(source, 1))
        while ahead or not number:
            number += 1
            name = f"{sheet.name} {number}" if number > 1 else sheet.name
            page = _Page(book.add_worksheet(name), sheet, styles)
            for row in islice(chain(ahead, source), room):
                done += 1
                page.add(done, row)
                if done % CHUNK == 0:
                    report(done)
            ahead = list(islice(source, 1))
            page.close(GOES_ON if ahead else sheet.foot(done))
    report(done)
    return done


class _Styles:
    """The formats of a workbook: of lines, of headings, of cells by their form."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain: dict[str, object] = {"font_name": writing.FONT}
        self.plain = book.add_format(plain)
        self.bold = book.add_format({**plain, "bold": True})
        self.title = book.add_format({**plain, "bold": True, "font_size": 14})
        centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
        self.heading = book.add_format({**_BOX, **centred, "bold": True})
        self.cells = {
            form: book.add_format({**_BOX, **more}) for form, more in _FORMS.items()
        }
        self.text = self.cells["text"]
        # What Excel would compute once somebody edits the cell.
        quoted = {**_BOX, **_FORMS["text"], "quote_prefix": True}
        self.command = book.add_format(quoted)


class _Page:
    """One sheet being written, line by line from its top."""

    def __init__(self, sheet: Any, what: Sheet, styles: _Styles) -> None:
        self.sheet, self.what, self.styles = sheet, what, styles
        self.cells, self.zone = styles.cells, timezone.get_current_timezone()
        self.forms = [each.form for each in what.all_columns]
        self.formats = [styles.cells[form] for form in self.forms]
        self.long = [
            (place, each.width)
            for place, each in enumerate(what.columns)
            if each.form == "text" and each.width >= LONG
        ]
        for place, each in enumerate(what.all_columns):
            sheet.set_column(place, place, each.width)
        for at, (text, is_title) in enumerate(what.lines):
            sheet.write_string(
                at, 0, fitting(text), styles.title if is_title else styles.plain
            )
        self.line = what.head - 1
        sheet.set_row(self.line, _head_height(what.all_columns))
        for place, each in enumerate(what.all_columns):
            sheet.write_string(self.line, place, each.heading, styles.heading)
        self._set_up()

    def _set_up(self) -> None:
        """Head and first columns kept in view; A4, as wide as it takes to read it."""
        sheet, head, columns = self.sheet, self.what.head, self.what.all_columns
        sheet.freeze_panes(head, KEPT)
        sheet.repeat_rows(head - 1)
        sheet.repeat_columns(0, KEPT - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        pages = max(1, round(sum(each.width for each in columns) / PAGE_WIDTH))
        sheet.fit_to_pages(pages, 0)
        sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer("&C&P / &N")

    def add(self, number: int, row: Sequence[object]) -> None:
        """Write the next row. Raises ValueError for one that is too long or short."""
        self.line += 1
        if (lines := self._lines(row)) > 1:
            self.sheet.set_row(self.line, lines * LINE)
        values = (number, *row)
        write_number, write_day = self.sheet.write_number, self.sheet.write_datetime
        columns = zip(self.forms, self.formats, values, strict=True)
        for place, (form, style, value) in enumerate(columns):
            # Nearly all cells are text, numbers or days: told apart by their type,
            # without asking further.
            kind = type(value)
            if kind is str and value:
                self._text(place, fitting(value))  # type: ignore[arg-type]
            elif kind in _NUMBERS and form != "text":
                write_number(self.line, place, value, style)
            elif kind is dt.date and form != "text":
                write_day(self.line, place, value, style)
            else:
                self._cell(place, form, value)

    def _text(self, place: int, text: str) -> None:
        styles = self.styles
        style = styles.command if text.startswith(_COMMAND) else styles.text
        self.sheet.write_string(self.line, place, text, style)

    def _cell(self, place: int, form: str, value: object) -> None:
        sheet, line, style = self.sheet, self.line, self.cells[form]
        if value is None or value == "":
            sheet.write_blank(line, place, None, style)
        elif isinstance(value, str) or form == "text":
            self._text(place, fitting(words_of(value)))
        elif isinstance(value, dt.datetime):
            local = timezone.localtime(value, self.zone).replace(tzinfo=None)
            day = local if form == "moment" else local.date()
            sheet.write_datetime(line, place, day, style)
        else:
            sheet.write_number(line, place, value, style)

    def _lines(self, row: Sequence[object]) -> int:
        """Lines of the longest text as it breaks: Excel finds it alone, others not."""
        found = 1
        for place, width in self.long:
            text = row[place]
            if isinstance(text, str) and len(text) >= width:
                found = max(found, min(1 + len(text) // width, MOST_LINES))
        return found

    def close(self, words: str) -> None:
        """Write the last line and set the filter over the rows."""
        last = len(self.what.all_columns) - 1
        self.sheet.autofilter(self.what.head - 1, 0, self.line, last)
        self.sheet.write_string(self.line + 1, 0, words, self.styles.bold)


def _head_height(columns: Sequence[ExportColumn]) -> int:
    """Points that the longest heading takes, broken within its column's width."""
    lines = max(1 + len(each.heading) // max(each.width - 2, 1) for each in columns)
    return LINE * (1 + lines)


def words_of(value: object) -> str:
    """A value that stands among texts: yes is x, a day is dd/mm/yyyy."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def fitting(text: str) -> str:
    """Text that Excel can hold; what was cut shows that it was."""
    if text.isprintable() and len(text) <= writing.LONGEST_TEXT:
        return text
    kept = _DROPPED.sub("", text.replace("\r\n", "\n"))
    longest = writing.LONGEST_TEXT
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"
