"""Whether an .xlsx can be parsed within bounds: measured before anybody parses it.

The parser holds a sheet in memory as a rectangle, so one stray cell at XFD1048576
would ask for terabytes; it inflates parts whatever size they claim to have; and it
copies a shared string into each cell. All three are measured here on the raw parts.
"""

import copy
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from openpyxl.utils import column_index_from_string

from povertyportal.sheets.formulas import may_be_odd
from povertyportal.sheets.merged import TOO_MANY
from povertyportal.sheets.problems import FileProblem

_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 20
# A cell of columns A to Z in rows up to 99,999 widens no rectangle: nearly all of
# them. Caught are references beyond, and "<c" that no reference follows.
_FAR = re.compile(
    rb'<c(?! r="[A-Z][0-9]{1,5}")(?: r="([A-Z]{1,3})([0-9]{1,7})"|([^a-zA-Z"]))'
)
_NEAR_COLUMNS, _NEAR_ROWS = 26, 99_999
# The parser lists merged cells one by one.
_MOST_MERGED = 200_000
# A sheet longer than this is not looked at cell by cell.
_MOST_PARSED = 80 << 20
_SHEETS = "xl/worksheets/"
_CELL = re.compile(rb"<(?:[^\s<>/:]+:)?c[\s/>]")
_PREFIXED = re.compile(rb"<[^\s<>/:]+:c[\s/>]")
_STRING_END = re.compile(rb"</(?:\w+:)?si\s*>")
_SHARED = re.compile(rb"<(?:\w+:)?v>([0-9]{1,9})</")
# Text of shared strings in all cells that use them, in bytes.
_MOST_TEXT = 1 << 30


@dataclass(frozen=True)
class Limits:
    """What a workbook may be at most."""

    file_bytes: int = 50 * 1024 * 1024
    unzipped_bytes: int = 400 * 1024 * 1024
    ratio: int = 150
    entries: int = 1_000
    rows: int = 200_000
    columns: int = 100
    cells: int = 8_000_000


DAMAGED = (
    "Tệp bị hỏng hoặc chưa tải lên hết: không đọc được. Hãy mở tệp bằng Excel, lưu "
    "lại rồi tải lên lần nữa."
)
_ODD = (
    "Tệp do phần mềm khác tạo theo cách cổng không đọc được. Hãy mở bằng Excel, lưu "
    "lại rồi tải lên."
)
_BOMB = (
    "Nội dung tệp sau khi giải nén lớn bất thường nên không đọc. Hãy chép riêng danh "
    "sách sang một tệp Excel mới rồi tải lên."
)


def check_package(file: IO[bytes], limits: Limits) -> list[str]:
    """The parts of sheets that may hold formulas without a value.

    Raises FileProblem for what is no .xlsx, damaged, or beyond the limits.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            _check_sizes(archive.infolist(), limits)
            names = {entry.filename for entry in archive.infolist()}
            _check_parts(names)
            sheets = [name for name in sorted(names) if _has_cells(archive, name)]
            odd: list[str] = []
            cells = _check_sheets(archive, sheets, limits, odd)
            _check_texts(archive, sheets, cells)
            return odd
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise FileProblem(DAMAGED) from error
    except (NotImplementedError, RuntimeError, ValueError) as error:
        # Unknown compression, an encrypted part, a declaration of entities.
        raise FileProblem(_ODD) from error


def _check_sizes(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem("Tệp được đặt mật khẩu nên không đọc được.")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    bomb = unpacked > limits.ratio * max(packed, 1) and unpacked > 10 * _CHUNK
    if unpacked > limits.unzipped_bytes or bomb or len(entries) > limits.entries:
        raise FileProblem(_BOMB)
    # Two parts of one name: which of them is read, the reader decides.
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise FileProblem(_ODD)


def _check_parts(names: set[str]) -> None:
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise FileProblem(
            "Tệp này không phải là tệp Excel dạng .xlsx. Hãy mở danh sách bằng Excel "
            "và lưu ở dạng “Excel Workbook (.xlsx)”."
        )


def _inflated(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The part in chunks, as long as it is no longer than it claims to be."""
    entry = archive.getinfo(name)
    # Reading stops where the entry says it ends; the parser does not stop there.
    probe = copy.copy(entry)
    probe.file_size = entry.file_size + 2 * _CHUNK
    size = 0
    with archive.open(probe) as part:
        while chunk := part.read(_CHUNK):
            size += len(chunk)
            if size > entry.file_size:
                raise FileProblem(_BOMB)
            yield chunk


def _has_cells(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a part may be read as a sheet: the package says which, not its name.

    The others are only looked through: as long as they say, and plain XML.
    """
    if not name.lower().endswith((".xml", ".rels")):
        return False
    if name.startswith(_SHEETS):
        return True
    found = False
    for number, text in enumerate(_whole_tags(_inflated(archive, name))):
        if number == 0:
            _check_start(text)
        found = found or _CELL.search(text) is not None
    return found


def _check_start(chunk: bytes) -> None:
    if b"\0" in chunk or b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        raise FileProblem(_ODD)


def _check_sheets(
    archive: zipfile.ZipFile, sheets: list[str], limits: Limits, odd: list[str]
) -> int:
    """How many cells all rectangles have, at most; notes parts with odd formulas."""
    cells = 0
    for name in sheets:
        if name.startswith(_SHEETS):
            rows, columns = _at_most(archive, name, odd)
        else:
            rows, columns = _parsed(archive, name)
        if _is_beyond(rows, columns, cells, limits) and _is_short(archive, name):
            rows, columns = _parsed(archive, name)
        cells += rows * columns
        if rows > limits.rows:
            raise FileProblem(
                f"Có ô ở dòng {rows}, quá {limits.rows} dòng. Hãy xoá các dòng thừa ở "
                "cuối, hoặc chia danh sách thành nhiều tệp."
            )
        if columns > limits.columns or cells > limits.cells:
            raise FileProblem(
                f"Có ô ở cột thứ {columns}, quá rộng cho một danh sách. Hãy xoá các "
                "cột thừa bên phải rồi lưu lại."
            )
    return cells


def _is_beyond(rows: int, columns: int, cells: int, limits: Limits) -> bool:
    wide = columns > limits.columns or cells + rows * columns > limits.cells
    return wide or rows > limits.rows


def _is_short(archive: zipfile.ZipFile, name: str) -> bool:
    return archive.getinfo(name).file_size <= _MOST_PARSED


def _at_most(archive: zipfile.ZipFile, name: str, odd: list[str]) -> tuple[int, int]:
    """Rows and columns that a sheet does not exceed, found without parsing it."""
    rows, columns, merged = _NEAR_ROWS, _NEAR_COLUMNS, 0
    for number, text in enumerate(_whole_tags(_inflated(archive, name))):
        if number == 0:
            _check_start(text)
        if name not in odd and may_be_odd(text):
            odd.append(name)
        if b"f" in text:  # a merged cell has its ref; most lists have no "f" at all
            merged += text.count(b"mergeCell ")
        if merged > _MOST_MERGED:
            raise FileProblem(TOO_MANY)
        # Most sheets hold no colon at all, which is found out fast.
        prefixed = b":" in text and b":c" in text and _PREFIXED.search(text)
        found = _FAR.findall(text)
        if prefixed or b"\0" in text or any(other for _, _, other in found):
            return _parsed(archive, name)
        for letters, row, _ in found:
            rows = max(rows, int(row))
            columns = max(columns, column_index_from_string(letters.decode()))
    return rows, columns


def _whole_tags(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut where a tag begins."""
    kept = b""
    for chunk in chunks:
        text = kept + chunk
        cut = text.rfind(b"<")
        kept = text[cut:] if cut > 0 else text
        if len(kept) > _LONGEST_TAG:
            raise FileProblem(_ODD)
        yield text[: len(text) - len(kept)]
    yield kept


class _Cells:
    """The farthest row and column with a value, counted as the parser counts."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.row = self.column = self.merged = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = tag.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.column = 0
        elif local == "c":
            self._cell(attributes.get("r", ""))
        elif local in {"v", "is", "f"}:
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)
        elif local == "mergeCell":
            self.merged += 1
            if self.merged > _MOST_MERGED:
                raise FileProblem(TOO_MANY)

    def _cell(self, reference: str) -> None:
        if not reference:
            self.column += 1
            return
        letters = reference.rstrip("0123456789")
        self.row = int(reference[len(letters) :])
        self.column = column_index_from_string(letters)


def _parsed(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """Rows and columns of a sheet by its cells with a value, parsed one by one."""
    if not _is_short(archive, name):
        raise FileProblem(_ODD)
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.StartElementHandler = cells.start
    parser.StartDoctypeDeclHandler = _refuse
    try:
        for chunk in _inflated(archive, name):
            if b"\0" in chunk:
                raise FileProblem(_ODD)
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise FileProblem(DAMAGED) from error
    return cells.rows, cells.columns


def _refuse(*declared: object) -> None:
    raise FileProblem(_ODD)


def _check_texts(archive: zipfile.ZipFile, sheets: list[str], cells: int) -> None:
    """Refuse a long text that so many cells share that memory would be short."""
    name = next((n for n in archive.namelist() if _is_shared_strings(n)), None)
    if name is None:
        return
    bound = _MOST_TEXT // max(cells, 1)
    lengths = list(_text_lengths(_inflated(archive, name)))
    if max(lengths, default=0) <= bound:
        return
    long = {number: size for number, size in enumerate(lengths) if size > bound}
    total = 0
    for sheet in sheets:
        for text in _whole_tags(_inflated(archive, sheet)):
            total += sum(long.get(int(n), 0) for n in _SHARED.findall(text))
            if total > _MOST_TEXT:
                raise FileProblem(_BOMB)


def _is_shared_strings(name: str) -> bool:
    return name.lower() == "xl/sharedstrings.xml"


def _text_lengths(chunks: Iterator[bytes]) -> Iterator[int]:
    """Bytes of each shared string at most, in order."""
    kept = b""
    for chunk in chunks:
        if b"<![CDATA[" in chunk:
            raise FileProblem(_ODD)
        *whole, kept = _STRING_END.split(kept + chunk)
        if len(kept) > 4 * _LONGEST_TAG:
            raise FileProblem(_BOMB)
        yield from map(len, whole)
