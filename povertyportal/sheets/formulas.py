"""Formulas without a value: the parser shows them as empty cells, which they are not.

An officer must hear of "#N/A" in a column of ages; and a workbook that a program
wrote, and Excel never opened, holds formulas that nobody has computed yet.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from posixpath import join, normpath
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string
from openpyxl.xml.functions import fromstring

# What such a cell is read as; FORMULA_ERRORS of the layouts name them.
UNCOMPUTED = "(công thức chưa có giá trị)"

# By row and by column, both as the parser counts them: from 1 and from 0.
Odd = dict[int, dict[int, str]]
Row = tuple[int, list[object]]

_FORMULA = rb"<f[^<>]*(?:/>|>[^<]*</f>)"
_CELL = rb'<c r="([A-Z]{1,3})([0-9]{1,7})"'
_ERROR = re.compile(
    _CELL + rb'[^<>]* t="e"[^<>]*>(?:' + _FORMULA + rb")?<v>([^<]{1,9})</v>"
)
# A text that is empty is a value: t="str".
_EMPTY = re.compile(
    _CELL + rb'((?:(?! t="str")[^<>])*)>' + _FORMULA + rb"(?:<v ?/>)?</c>"
)
_SIGNS = (b"</f><v/>", b"</f><v />", b"</f></c>")
_MOST_INDEX = 1 << 20
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def may_be_odd(text: bytes) -> bool:
    """Whether a piece of a sheet's XML may hold a formula without a value.

    Single signs that lists hardly have are found in a tenth of the time: no error
    is without "#", no formula without "f", a letter that Vietnamese does not use.
    """
    if b"#" in text and b't="e"' in text:
        return True
    return b"f" in text and b"</f>" in text and any(sign in text for sign in _SIGNS)


def odd_cells(path: Path, parts: Sequence[str]) -> dict[str, Odd]:
    """Cells whose formula has no value, by sheet, in these parts of the package."""
    found: dict[str, Odd] = {}
    if not parts:
        return found
    with zipfile.ZipFile(path) as archive:
        names = _sheet_names(archive)
        for part in parts:
            text = archive.read(part)
            odd: Odd = {}
            for letters, row, shown in _ERROR.findall(text):
                _put(odd, letters, row, shown.decode(errors="replace"))
            for letters, row, _ in _EMPTY.findall(text):
                _put(odd, letters, row, UNCOMPUTED)
            if odd and part in names:
                found[names[part]] = odd
    return found


def _put(odd: Odd, letters: bytes, row: bytes, shown: str) -> None:
    column = column_index_from_string(letters.decode()) - 1
    odd.setdefault(int(row), {})[column] = shown


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Names of sheets by their parts."""
    relations = _parsed(archive, "xl/_rels/workbook.xml.rels")
    book = _parsed(archive, "xl/workbook.xml")
    if relations is None or book is None:
        return {}
    parts = {
        each.get("Id"): normpath(join("/xl", each.get("Target") or "")).lstrip("/")
        for each in relations
    }
    return {
        parts[sheet.get(_RELATION)]: sheet.get("name") or ""
        for sheet in book.iter()
        if sheet.get(_RELATION) in parts
    }


def _parsed(archive: zipfile.ZipFile, name: str) -> Element | None:
    if archive.getinfo(name).file_size > _MOST_INDEX:
        return None
    return fromstring(archive.read(name))


def with_odd(rows: Iterator[Row], odd: Odd, width: int) -> Iterator[Row]:
    """The rows with what their formulas show; rows of nothing else come too."""
    waiting = sorted(odd, reverse=True)
    for number, values in rows:
        while waiting and waiting[-1] < number:
            yield _filled(waiting[-1], [""] * width, odd[waiting.pop()])
        if waiting and waiting[-1] == number:
            yield _filled(number, values, odd[waiting.pop()])
        else:
            yield number, values
    while waiting:
        yield _filled(waiting[-1], [""] * width, odd[waiting.pop()])


def _filled(number: int, values: list[object], odd: dict[int, str]) -> Row:
    values += [""] * (max(odd) + 1 - len(values))
    for column, shown in odd.items():
        values[column] = shown
    return number, values
