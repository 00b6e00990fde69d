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
from households.imports.who import find_by_name
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


def opens_on(year: int) -> dt.date:
    """The first day of the review of a year: what a list of it tells counts from."""
    return dt.date(year, 9, 1)


def standard_of(year: int) -> str:
    """Code of the standard by which the list of a year's review was made."""
    return standard_in_force(dt.date(year + 1, 1, 1)).code


@dataclass(frozen=True)
class Asked:
    """A list to check: for which batch, of which year, read with whose scope.

    `area` is where rows lie that name no place.
    """

    batch_id: int
    year: int
    scope: Scope
    area: Area | None


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
    return _kept(asked.batch_id, reading, names)


def _compare(reading: Reading, scope: Scope) -> None:
    """Find who is known, what the list changes of them, what speaks against it."""
    year, area = reading.year, reading.area
    values = {"year": year, "communes": list(scope.commune_ids)}
    known = match_persons()
    inside = _communes_of(area, scope)
    known = bool(find_by_name(area.pk if area else None, inside)) or known
    refuse_persons(reading, values, known)
    if known:
        match_households()
        compare(year, standard_of(year), opens_on(year))
    refuse_households(reading, values, known)


def _communes_of(area: Area | None, scope: Scope) -> frozenset[int]:
    if area is None:
        return frozenset()
    return frozenset(
        pk
        for pk in Area.objects.communes()
        .filter(path__startswith=area.path)
        .values_list("pk", flat=True)
        if pk in scope.commune_ids
    )


def _kept(batch_id: int, reading: Reading, names: list[str]) -> Checked:
    counts = keep(
        {
            "batch": batch_id,
            "opens": opens_on(reading.year),
            "sheets": list(reading.tables),
            "names": [table.sheet for table in reading.tables.values()],
        }
    )
    communes = frozenset(reading.places.ids())
    return Checked(
        rows=reading.lines,
        counts=counts,
        problems=reading.problems,
        sheets=names,
        area_ids=communes,
        fingerprint=fingerprint(batch_id, reading.year, communes),
        stop=_UNREAD if reading.problems.has_whole_sheets else "",
    )
