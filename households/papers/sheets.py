"""Papers as workbooks, where people go on working with them: .xlsx."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from households.models import PublicPosting, RecognitionDecision, VillageMeeting
from households.papers import decisions, meetings, postings
from households.papers.common import (
    committee_of,
    result_heads,
    round_words,
    upper_first,
)
from povertyportal.areas.models import Area
from povertyportal.documents.letterhead import day_in_words, own_name
from povertyportal.sheets import writing
from povertyportal.ui.fields import read_number

VOTED = (
    "Số người nhất trí",
    "Số người không nhất trí",
    "Tỷ lệ nhất trí (%)",
    "Kết luận",
)
VOTE_FORMATS = (writing.WHOLE, writing.WHOLE, writing.SHARE)
HEAD_HEIGHT = 34  # points: two lines


def posted(found: PublicPosting) -> bytes:
    """The posted list: the same facts of a household as on paper."""
    book = Workbook()
    sheet = book.active
    title = f"Danh sách niêm yết công khai kết quả rà soát {round_words(found.place)}"
    heads = postings.heads_of(found)
    results = len(heads) - len(postings.WHO)
    widths = (6, 34, 26, *[44 // results] * results)
    row = _top(
        sheet, "Niêm yết", found.place.commune, found.posted_on, len(heads), title
    )
    _table(sheet, row, heads, [*postings.rows_of(found)], widths)
    return _file(book)


def votes(found: VillageMeeting) -> bytes:
    """The list of a meeting's votes, empty cells where nobody has voted yet."""
    book = Workbook()
    sheet = book.active
    title = f"Biểu quyết của cuộc họp dân {found.village.name}, lần {found.turn}"
    results = result_heads(found.place.round.standards)
    heads = ["TT", "Họ và tên chủ hộ", *results, *VOTED]
    row = _top(
        sheet, "Biểu quyết", found.place.commune, found.held_on, len(heads), title
    )
    rows = [meetings.vote_row(line) for line in meetings.lines_of(found)]
    widths = (6, 30, *[40 // len(results)] * len(results), 12, 14, 12, 16)
    # By column: TT is 0.
    formats = dict(enumerate(VOTE_FORMATS, 2 + len(results)))
    _table(sheet, row, heads, rows, widths, numbers=formats)
    return _file(book)


def decided(found: RecognitionDecision) -> bytes:
    """The lists of a decision, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    for each in decisions.lists_of(found):
        sheet = book.create_sheet()
        heads = each["heads"]
        subtitle = each["with"]
        label = each["label"][:31]
        row = _top(
            sheet,
            label,
            found.commune,
            found.signed_on,
            len(heads),
            each["name"],
            subtitle,
        )
        _table(
            sheet,
            row,
            heads,
            each["rows"],
            (6, 34, 26, 10, 30),
            numbers={3: writing.WHOLE},
        )
    return _file(book)


def _top(
    sheet: Worksheet,
    name: str,
    commune: Area,
    day: dt.date | None,
    width: int,
    title: str,
    *subtitles: str,
) -> int:
    sheet.title = name
    row = writing.official_header(
        sheet,
        width,
        superior="",
        issuer=upper_first(committee_of(commune)),
        place_day=f"{own_name(commune)}, {day_in_words(day)}",
    )
    return writing.title(sheet, row, width, title, *subtitles)


def _table(
    sheet: Worksheet,
    top: int,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    numbers: Mapping[int, str] | None = None,
) -> None:
    """Heads, then numbered rows; `numbers`: the format of a column that counts."""
    formats = numbers or {}
    sheet.row_dimensions[top].height = HEAD_HEIGHT
    for column, text in enumerate(heads, 1):
        writing.header_cell(sheet, text, (top, column), (top, column))
    for offset, texts in enumerate(rows, 1):
        row = top + offset
        writing.write_number(sheet.cell(row, 1), offset)
        for column, text in enumerate(texts, 1):
            cell = sheet.cell(row, column + 1)
            if column in formats and text:
                writing.write_number(cell, read_number(text), formats[column])
            else:
                writing.write_text(cell, text)
        writing.frame_row(sheet, row, len(heads))
    writing.set_widths(sheet, widths)
    writing.set_print(sheet, header_rows=(top, top), landscape=False)
    sheet.freeze_panes = f"A{top + 1}"


def _file(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
