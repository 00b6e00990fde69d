"""Check a list: read it whole, compare every row, keep what was found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from households.imports.comparing import compare
from households.imports.keeping import fingerprint, forget, keep
from households.imports.matching import (
    mark_wrong,
    match_households,
    match_persons,
    refuse_households,
    refuse_persons,
)
from households.imports.places import Places
from households.imports.reader import count_rows, load_sheets, read_list
from households.imports.repeats import mark_repeats
from households.imports.rows import Reading
from households.imports.staging import Staging
from households.imports.who import (
    fill_places,
    find_by_name,
    strangers,
    without_place,
)
from households.rules.standards import standard_in_force
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from povertyportal.sheets.kinds import Checked
from povertyportal.sheets.problems import Problems

Report = Callable[[int, int], None]
_UNREAD = (
    "Có trang chưa đọc được (xem danh sách lỗi), nên chưa thể nhập tệp. Hãy sửa tệp "
    "rồi tải lên lại."
)
_NO_PLACE = (
    "Không tìm thấy hộ này trong địa bàn đã chọn, và tệp không ghi thôn nên không ghi "
    "mới được. Hãy thêm cột “Thôn, tổ dân phố”, hoặc chọn một thôn làm địa bàn."
)


def opens_on(year: int) -> dt.date:
    """The first day of the review of a year: what a list of it tells counts from."""
    return dt.date(year, 9, 1)


def standard_of(year: int) -> str:
    """Code of the standard by which the list of a year's review was made."""
    return standard_in_force(dt.date(year + 1, 1, 1)).code


@dataclass(frozen=True)
class Asked:
    """A list to check: for which batch, of which year, read with whose scope.

    `area` is where rows lie that name no place. `is_mostly_new`: the officer said that
    the register does not know most of its households.
    """

    batch_id: int
    year: int
    scope: Scope
    area: Area | None = None
    is_mostly_new: bool = False


def check(path: Path, asked: Asked, report: Report) -> Checked:
    """Read a list of a year's review and keep its rows with their verdicts.

    In the caller's transaction, with which the staging tables end. Raises FileProblem.
    """
    forget(asked.batch_id)
    sheets = load_sheets(path)
    total = count_rows(sheets)
    reading = Reading(
        asked.year,
        Places(asked.scope),
        Staging(),
        Problems(),
        lambda done: report(done, total),
        asked.area,
    )
    names = list(sheets)
    read_list(sheets, reading)
    sheets.clear()
    report(reading.lines, total)
    mark_wrong(reading)
    mark_repeats(has_escaped=1 in reading.tables)
    _compare(reading, asked.scope)
    mark_wrong(reading)
    report(reading.lines, total)
    found = _kept(asked.batch_id, reading, names)
    found.stop = (
        _UNREAD
        if reading.problems.has_whole_sheets
        else strangers(reading.inside, is_expected=asked.is_mostly_new)
    )
    return found


def _compare(reading: Reading, scope: Scope) -> None:
    """Find who is known, what the list changes of them, what speaks against it."""
    year, area = reading.year, reading.area
    values = {"year": year, "communes": list(scope.commune_ids)}
    known = match_persons()
    found = find_by_name(area.pk if area else None, reading.inside)
    known = bool(found) or known
    refuse_persons(reading, values, known)
    if known:
        match_households()
        fill_places()
        compare(year, standard_of(year), opens_on(year))
    if reading.inside:
        _refuse_without_place(reading)
    refuse_households(reading, values, known)


def _refuse_without_place(reading: Reading) -> None:
    """Who is not known and is of no village cannot be written anywhere."""
    for sheet, row, head in without_place():
        table = reading.tables[sheet]
        cell = table.cell(row, table.layout.marks[0])
        reading.problems.add(table.sheet, cell, head, _NO_PLACE)


def _kept(batch_id: int, reading: Reading, names: list[str]) -> Checked:
    counts = keep(
        {
            "batch": batch_id,
            "opens": opens_on(reading.year),
            "sheets": list(reading.tables),
            "names": [table.sheet for table in reading.tables.values()],
        }
    )
    communes = frozenset(reading.places.ids()) | reading.inside
    return Checked(
        rows=reading.lines,
        counts=counts,
        problems=reading.problems,
        sheets=names,
        area_ids=communes,
        fingerprint=fingerprint(batch_id, reading.year, communes),
    )
