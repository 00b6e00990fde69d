"""Reads a workbook: which sheet is which list, then each by its own reader."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from households.imports.chosen import ChosenPlaces
from households.imports.detailed import DetailedRows, listed_class
from households.imports.detailed_layouts import DETAILED
from households.imports.escaped import EscapedRows
from households.imports.layouts import (
    ESCAPED_NEAR_POOR,
    ESCAPED_POOR,
    MEMBERS,
    SHEETS,
)
from households.imports.listed import ListedRows
from households.imports.national import NationalRows
from households.imports.national_layout import NATIONAL
from households.imports.rows import Reading
from povertyportal.areas.models import Area, Level
from povertyportal.sheets.cells import key_of
from povertyportal.sheets.layouts import (
    HEADER_WITHIN,
    Layout,
    NumberedRow,
    Table,
    find_table,
    read_rows,
    recognise,
)
from povertyportal.sheets.problems import FileProblem
from povertyportal.sheets.reading import Sheet, open_sheets

LAYOUTS: tuple[Layout, ...] = (*SHEETS, DETAILED, NATIONAL)
_ESCAPED = (("thoat ngheo", ESCAPED_POOR), ("thoat can ngheo", ESCAPED_NEAR_POOR))
# Sheets that explain a list; anything else must be a list we know.
_ASIDE = ("huong dan", "ghi chu", "danh muc", "bia", "phu luc")

Sheets = dict[str, Sheet]


@dataclass(frozen=True)
class _Chosen:
    """A sheet that is read, its first rows, and as what."""

    sheet: Sheet
    top: list[NumberedRow]
    layout: Layout


def load_sheets(path: Path) -> Sheets:
    """The visible sheets by name, each parsed once. Raises FileProblem."""
    return open_sheets(path)


def count_rows(sheets: Sheets) -> int:
    """Rows of all sheets, headings included: what progress counts to."""
    return sum(sheet.height for sheet in sheets.values())


def read_list(sheets: Sheets, reading: Reading) -> None:
    """Read every sheet into the staging tables, noting every problem.

    Raises FileProblem when there is no list in the workbook.
    """
    chosen = _choose(sheets, reading)
    layouts = {each.layout for each in chosen}
    alone = layouts & {DETAILED, NATIONAL}
    if MEMBERS not in layouts and not alone and not reading.problems:
        raise FileProblem(
            f"Tệp không có trang “{MEMBERS.title}”. Hãy dùng tệp mẫu, có các trang "
            f"{_titles()}."
        )
    # Sheet 1 first: the escaped take their decision and commune from it.
    for each in sorted(chosen, key=lambda each: LAYOUTS.index(each.layout)):
        _read_sheet(each, reading)
    reading.staging.finish()
    reading.staging.mark_repeated(reading.repeats)
    if not reading.lines and not reading.problems:
        raise FileProblem("Danh sách không có dòng nào. Hãy kiểm tra lại tệp.")


def _titles() -> str:
    return ", ".join(f"“{layout.title}”" for layout in SHEETS)


def _choose(sheets: Sheets, reading: Reading) -> list[_Chosen]:
    chosen: list[_Chosen] = []
    for name, sheet in sheets.items():
        top = [NumberedRow(*row) for row in islice(sheet.rows(), HEADER_WITHIN)]
        layout = _layout(name, top, is_only=len(sheets) == 1)
        if layout in SHEETS and any(each.layout is layout for each in chosen):
            message = f"Tệp có hai trang “{layout.title}”. Hãy gộp thành một trang."
            reading.problems.add(name, "", "", message)
        elif layout is not None:
            chosen.append(_Chosen(sheet, top, layout))
        elif top and not key_of(name).startswith(_ASIDE):
            message = (
                "Không rõ trang này là danh sách nào. Hãy đổi tên trang thành một "
                f"trong các tên {_titles()}, hoặc xoá trang."
            )
            reading.problems.add(name, "", "", message)
    return chosen


def _layout(name: str, top: list[NumberedRow], *, is_only: bool) -> Layout | None:
    """By the headings; lists of the escaped, which have the same, by what they say."""
    if key_of(name).startswith(_ASIDE):
        return None
    found = recognise(top, LAYOUTS)
    if found in (DETAILED, NATIONAL):
        return found
    named = next((each for each in SHEETS if each.is_named(name)), None)
    if named is None and found in (ESCAPED_POOR, ESCAPED_NEAR_POOR):
        return _escaped_said(name, top)
    return named or (MEMBERS if is_only or found is MEMBERS else None)


def _escaped_said(name: str, top: list[NumberedRow]) -> Layout | None:
    """Escaped from what, by the sheet's name, else by a title above its headings."""
    titles = (text for row in top for text in row.values if isinstance(text, str))
    for text in chain((name,), titles):
        words = key_of(text)
        said = [layout for mark, layout in _ESCAPED if mark in words]
        if len(said) == 1:
            return said[0]
    return None


def _read_sheet(chosen: _Chosen, reading: Reading) -> None:
    sheet, layout = chosen.sheet, chosen.layout
    if not chosen.top and layout is not MEMBERS:
        return
    try:
        table = find_table(layout, sheet.name, chosen.top)
        reader = _reader(table, chosen.top, reading)
    except FileProblem as problem:
        reading.problems.add(sheet.name, "", "", str(problem))
        return
    rows = sheet.rows()
    if isinstance(reader, DetailedRows):
        rows = reader.members(rows)
    reader.read(read_rows(table, rows, reading.problems))


def _reader(
    table: Table, top: Iterable[NumberedRow], reading: Reading
) -> ListedRows | EscapedRows | DetailedRows | NationalRows:
    if table.layout is MEMBERS:
        return ListedRows(reading, table)
    if table.layout is NATIONAL:
        return NationalRows(reading, table, _places(table, reading))
    if table.layout is DETAILED:
        poverty_class = listed_class(table.sheet, top, table.header_row)
        return DetailedRows(reading, table, _places(table, reading), poverty_class)
    return EscapedRows(reading, table)


def _places(table: Table, reading: Reading) -> ChosenPlaces:
    """Where the rows lie: the chosen area, or the officer's only commune."""
    day = dt.date(reading.year, 12, 31)
    area = reading.area
    if area is None:
        mine = Area.objects.on(day).filter(pk__in=reading.places.scope.commune_ids)
        area = mine.first() if mine.count() == 1 else None
    if area is None:
        raise FileProblem(
            f"Trang “{table.sheet}” không ghi xã của từng hộ. Hãy chọn địa bàn của "
            "danh sách khi tải tệp lên."
        )
    if area.level in (Level.COMMUNE, Level.VILLAGE) and not area.is_in_being(day):
        raise FileProblem(
            f"{area.name} không có vào ngày {day:%d/%m/%Y}. Hãy chọn đơn vị hành chính "
            f"của năm {reading.year}, hoặc chọn lại năm."
        )
    found = ChosenPlaces(reading.places, area, day)
    reading.area, reading.inside = area, found.commune_ids()
    return found
