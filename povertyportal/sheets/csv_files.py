"""Reading .csv files: which signs part the cells, within bounds, row by row."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from povertyportal.sheets.problems import FileProblem

# What Excel calls the one sheet of a .csv file it opens is the file's name; an
# officer knows it by its kind.
SHEET = "Tệp CSV"
_SEPARATORS = ";\t,"
_LOOKED_AT = 40
_ODD = frozenset(map(chr, [*range(9), 11, 12, *range(14, 27), *range(28, 32)]))
_LONGEST_LINE = 1 << 20


def is_text(path: Path) -> bool:
    """Whether a file is text in UTF-8 that is no page of a web site."""
    with path.open("rb") as file:
        start = file.read(1 << 16)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(start)
    except UnicodeDecodeError:
        return False
    return not (_ODD & set(text)) and not text.lstrip().startswith("<")


def csv_rows(path: Path, most: int, widest: int) -> Iterator[tuple[int, list[object]]]:
    """(row number, cells as text) of filled rows, each as wide as the widest before.

    Raises FileProblem for other encodings, more than `most` rows or `widest` columns.
    """
    separator, begins = _separator(path)
    width = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(_bounded(file), delimiter=separator)
            for number, cells in enumerate(lines, start=1):
                if number < begins or not any(cells):
                    continue
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                width = max(width, len(cells))
                _check_size(number, width, most, widest)
                yield number, [*cells, *[""] * (width - len(cells))]
    except UnicodeDecodeError:
        raise FileProblem(
            "Tệp CSV không phải mã UTF-8. Trong Excel hãy chọn Lưu thành (Save As) > "
            "“CSV UTF-8”, hoặc lưu ở dạng “Excel Workbook (.xlsx)”."
        ) from None
    except csv.Error:
        raise FileProblem(
            "Tệp CSV bị hỏng: không đọc được. Hãy mở bằng Excel và lưu lại."
        ) from None


def _bounded(file: Iterator[str]) -> Iterator[str]:
    """Lines of the file; one without an end would be read whole into memory."""
    read = file.readline  # type: ignore[attr-defined]
    while line := read(_LONGEST_LINE):
        if len(line) == _LONGEST_LINE:
            raise csv.Error
        yield line


def _separator(path: Path) -> tuple[str, int]:
    """The sign between cells, and the first row (2 below a line that names it)."""
    top: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for _ in range(_LOOKED_AT):
                top.append(file.readline(_LONGEST_LINE))
    except UnicodeDecodeError:
        return ";", 1  # the rows say what is wrong
    first = top[0].strip().lower()
    if first.startswith("sep=") and len(first) == 5:
        return first[-1], 2
    # Signs inside quotes part nothing.
    bare = "".join("".join(line.split('"')[::2]) for line in top)
    return max(_SEPARATORS, key=bare.count), 1


def _check_size(number: int, width: int, most: int, widest: int) -> None:
    if number > most:
        raise FileProblem(
            f"Tệp có hơn {most} dòng. Hãy chia danh sách thành nhiều tệp."
        )
    if width > widest:
        raise FileProblem(
            f"Dòng {number} có {width} cột, quá rộng cho một danh sách. Hãy xoá các "
            "cột thừa bên phải rồi lưu lại."
        )
