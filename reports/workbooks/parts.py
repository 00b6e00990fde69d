"""What the official forms share: who issues them, notes under the table, signatures."""

import datetime as dt
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from povertyportal.sheets import writing
from povertyportal.ui.templatetags.vn import moment
from reports.stock import Listing

UNCONFIRMED = (
    "Số biểu và các cột theo mẫu một tỉnh đã dùng; chưa đối chiếu được với số biểu và "
    "mẫu toàn quốc."
)
NOTE_LINE, NOTE_HEIGHT = 190, 16  # letters over the width of the form; points


@dataclass(frozen=True)
class Heading:
    """Who issues the form, from where and when."""

    superior: str
    issuer: str
    place_day: str


def header(sheet: Worksheet, width: int, heading: Heading) -> int:
    """The official head over `width` columns; returns the next free row."""
    return writing.official_header(
        sheet,
        width,
        superior=heading.superior,
        issuer=heading.issuer,
        place_day=heading.place_day,
    )


def word(listing: Listing) -> str:
    """What the numbers are called: official or preliminary."""
    return "chính thức" if listing.is_official else "sơ bộ"


def subtitles(code: str, listing: Listing, as_of: dt.datetime) -> tuple[str, ...]:
    """The lines under a form's title: of when, by what standard, as of when."""
    told = f"(Biểu {code}; số liệu {word(listing)} tính đến {moment(as_of)})"
    return (*listing.words, told)


def notes(
    sheet: Worksheet,
    row: int,
    width: int,
    texts: tuple[str, ...],
    letters: int = NOTE_LINE,
) -> int:
    """Notes under the table, `letters` to a line; returns the next free row."""
    for text in texts:
        cell = writing.merged(
            sheet, row, (1, width), f"Ghi chú: {text}", writing.font(italic=True)
        )
        cell.alignment = writing.LEFT
        # Programs do not fit the height of merged cells.
        lines = -(-len(str(cell.value)) // letters)
        sheet.row_dimensions[row].height = NOTE_HEIGHT * lines
        row += 1
    return row


def signatures(sheet: Worksheet, row: int, width: int) -> None:
    """Who drew the form up and who signs it."""
    writing.signatures(
        sheet,
        row,
        width,
        ("NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"),
        ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Ký tên, đóng dấu)"),
    )
