"""Writing a long list as a workbook: row after row, at flat memory.

Our own writer of the few parts that a plain list needs (ECMA-376, SpreadsheetML):
docs/decisions/0018 says what it was measured against. Text is written in its cell,
never as a formula, and cells of text are marked as text, so that an id keeps its
zeros and "=1+1" stays what it is when somebody edits it.
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils import timezone

from povertyportal.sheets import stream_parts as parts
from povertyportal.sheets.exports import ExportColumn
from povertyportal.sheets.writing import LONGEST_TEXT

MOST_ROWS = 1_048_576  # Excel's limit to a sheet
LEVEL = 3  # of compression: the next ones are slower and hardly smaller
LONG, MOST_LINES = 28, 20  # width of columns whose texts break, and into how many
MOST_KEPT = 2_000  # cells of a column remembered by their values
CHUNK = 500  # rows put together before they are compressed
EPOCH = dt.date(1899, 12, 30).toordinal()
NUMBER = ExportColumn("TT", 7, "whole")
STYLES = {"text": parts.TEXT, "whole": parts.WHOLE, "money": parts.WHOLE}
STYLES |= {"share": parts.SHARE, "date": parts.DATE, "moment": parts.MOMENT}
GOES_ON = "Còn tiếp ở trang tính sau"
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_COMMAND = frozenset("=+-@")
_SPECIAL_FIRST = _COMMAND | {" "}


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
    source, done = iter(rows), 0
    names: list[str] = []
    # Each sheet holds the lines above, the headings, and a line to end with.
    room = most_rows - sheet.head - 1
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as zip:
        ahead = list(islice(source, 1))
        while ahead or not names:
            names.append(f"{sheet.name} {len(names) + 1}" if names else sheet.name)
            path = f"xl/worksheets/sheet{len(names)}.xml"
            before, these = done, islice(chain(ahead, source), room)
            with zip.open(path, "w", force_zip64=True) as out:
                out.write(_above(sheet))
                for count in _compressed(out, _bodies(sheet, these, done)):
                    done += count
                    report(done)
                ahead = list(islice(source, 1))
                out.write(_below(sheet, done - before, done, is_last=not ahead))
        parts.finish(zip, names, sheet.head)
    return done


def _compressed(out: IO[bytes], bodies: Iterable[tuple[bytes, int]]) -> Iterator[int]:
    """Write each body beside the making of the next one; gives their rows.

    Compression lets Python go on meanwhile: with two cores, a fifth less to wait.
    """
    with ThreadPoolExecutor(1) as pool:
        written: Future[int] | None = None
        for body, count in bodies:
            if written is not None:
                written.result()
            written = pool.submit(out.write, body)
            yield count
        if written is not None:
            written.result()


def _above(sheet: Sheet) -> bytes:
    """A sheet's beginning: the lines over the table and its headings."""
    rows = [
        f'<row r="{number}">'
        f"{_text('A', number, text, parts.TITLE if is_title else parts.PLAIN)}</row>"
        for number, (text, is_title) in enumerate(sheet.lines, start=1)
    ]
    cells = "".join(
        _text(parts.letters(place), sheet.head, each.heading, parts.HEADING)
        for place, each in enumerate(sheet.all_columns)
    )
    high = f'ht="{_head_height(sheet.all_columns)}" customHeight="1"'
    start = parts.sheet_start(sheet.all_columns, sheet.head)
    return f'{start}{"".join(rows)}<row r="{sheet.head}" {high}>{cells}</row>'.encode()


def _head_height(columns: Sequence[ExportColumn]) -> int:
    """Points that the longest heading takes, broken within its column's width."""
    lines = max(1 + len(each.heading) // max(each.width - 2, 1) for each in columns)
    return parts.LINE * (1 + lines)


def _below(sheet: Sheet, rows: int, done: int, *, is_last: bool) -> bytes:
    """The line under a sheet's rows, and the sheet's end."""
    last = sheet.head + rows
    words = sheet.foot(done) if is_last else GOES_ON
    foot = f'<row r="{last + 1}">{_text("A", last + 1, words, parts.BOLD)}</row>'
    end = parts.sheet_end(sheet.all_columns, sheet.head, last)
    return f"{foot}{end}".encode()


def _bodies(
    sheet: Sheet, rows: Iterable[Sequence[object]], done: int
) -> Iterator[tuple[bytes, int]]:
    """The rows as XML, CHUNK after CHUNK, each with its number of rows."""
    starts = [
        f'<c r="{parts.letters(place)}' for place in range(len(sheet.all_columns))
    ]
    columns = [_Cells(each) for each in sheet.all_columns]
    long = [
        (place, each.width)
        for place, each in enumerate(sheet.columns)
        if each.form == "text" and each.width >= LONG
    ]
    source, line = iter(rows), sheet.head
    while chunk := list(islice(source, CHUNK)):
        found = []
        for row in chunk:
            line, done = line + 1, done + 1
            at = str(line)
            found.append(f'<row r="{at}"{_height(row, long)}>')
            found += [
                f"{start}{at}{cells[value]}"
                for start, cells, value in zip(
                    starts, columns, (done, *row), strict=True
                )
            ]
            found.append("</row>")
        yield "".join(found).encode(), len(chunk)


def _height(row: Sequence[object], long: Sequence[tuple[int, int]]) -> str:
    """The height of a row whose long texts break: Excel finds it alone, others not."""
    lines = 1
    for place, width in long:
        text = row[place]
        if isinstance(text, str) and len(text) >= width:
            lines = max(lines, min(1 + len(text) // width, MOST_LINES))
    return f' ht="{lines * parts.LINE}"' if lines > 1 else ""


class _Cells(dict[object, str]):
    """A column's cells by their values, each without its address.

    Lists repeat themselves: many values are found here. The first ones stay.
    """

    def __init__(self, column: ExportColumn) -> None:
        super().__init__()
        self.number = f'" s="{STYLES[column.form]}"><v>'
        self.text = f'" s="{parts.TEXT}" t="inlineStr"><is><t>'
        self[None] = self[""] = f'" s="{STYLES[column.form]}"/>'
        self.as_number = _numbers().get(column.form)

    def __missing__(self, value: object) -> str:
        if isinstance(value, str):
            if _is_plain(value):
                made = f"{self.text}{value}</t></is></c>"
            else:
                made = _inline(value, parts.TEXT)
        elif self.as_number is None:
            # Not kept: yes, 1 and 1.0 are one key of a dict, but three texts.
            return _inline(words_of(value), parts.TEXT)
        else:
            made = f"{self.number}{self.as_number(value)}</v></c>"
        if len(self) < MOST_KEPT:
            self[value] = made
        return made


def words_of(value: object) -> str:
    """A value that stands among texts: yes is x, a day is dd/mm/yyyy."""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return str(value)


def _text(letters: str, at: int, text: str, style: int) -> str:
    """A cell of text with its address."""
    return f'<c r="{letters}{at}{_inline(text, style)}'


def _inline(text: str, style: int) -> str:
    """A cell of text without its address, whatever the text holds."""
    kept = _fitting(_DROPPED.sub("", text.replace("\r\n", "\n")))
    if style == parts.TEXT and kept[:1] in _COMMAND:
        style = parts.QUOTED
    safe = escape(_ESCAPE_LIKE.sub("_x005F_", kept))
    return (
        f'" s="{style}" t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'
    )


def _is_plain(text: str) -> bool:
    """Whether text can stand in XML as it is; asked of most cells, so made of what
    Python does fastest."""
    return (
        text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_" not in text
        and text[0] not in _SPECIAL_FIRST
        and text[-1] != " "
        and len(text) <= LONGEST_TEXT
    )


def _fitting(text: str) -> str:
    """Text within Excel's limit; what was cut shows that it was."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _numbers() -> dict[str, Callable[[Any], str]]:
    """What makes Excel's number out of a value, by the column's form."""
    zone = timezone.get_current_timezone()

    def moment(value: dt.datetime) -> str:
        local = value.astimezone(zone)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return f"{local.toordinal() - EPOCH + seconds / 86_400:.8f}"

    def day(value: dt.date) -> str:
        if isinstance(value, dt.datetime):
            value = value.astimezone(zone).date()
        return str(value.toordinal() - EPOCH)

    return {"whole": str, "money": str, "share": str, "date": day, "moment": moment}
