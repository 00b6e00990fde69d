"""Reading and checking the two files of administrative units, before any write.

Everything wrong is found at once, each with file, line and reason.
"""

import csv
import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from povertyportal.areas.models import AreaChange, Kind, Level

REFORM = dt.date(2025, 7, 1)
"""Units of before and since are different ones, whatever their codes (QĐ 19/2025)."""

UNIT_COLUMNS = [
    *("level", "code", "kind", "name", "parent_level", "parent_code"),
    *("valid_from", "valid_to", "lat", "lon"),
]
CHANGE_COLUMNS = [
    *("old_level", "old_code", "new_level", "new_code", "effective_date", "extent"),
]

CODE_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
KINDS_OF: dict[Level, set[Kind]] = {
    Level.PROVINCE: {Kind.PROVINCE, Kind.MUNICIPALITY},
    Level.DISTRICT: {
        Kind.DISTRICT,
        Kind.URBAN_DISTRICT,
        Kind.TOWN,
        Kind.PROVINCIAL_CITY,
    },
    Level.COMMUNE: {Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP, Kind.SPECIAL_ZONE},
}
PARENTS_OF: dict[Level, set[str]] = {
    Level.PROVINCE: {""},
    Level.DISTRICT: {Level.PROVINCE},
    Level.COMMUNE: {Level.PROVINCE, Level.DISTRICT},
}


class Problem(NamedTuple):
    """What is wrong in which line of which file."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class UnitFileProblem(Exception):
    """The files cannot be loaded; `problems` are all of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class UnitRow:
    """One line of the units file: a dated version (half-open)."""

    line: int
    level: str
    code: str
    kind: str
    name: str
    parent_level: str
    parent_code: str
    starts: dt.date | None
    ends: dt.date | None
    lat: float | None
    lon: float | None


@dataclass
class Unit:
    """A unit: its versions in order of time, and its number in the file."""

    number: int
    versions: list[UnitRow]
    parents: list["Unit | None"] = field(default_factory=list)

    @property
    def newest(self) -> UnitRow:
        """The last version: what the unit is called by default."""
        return self.versions[-1]

    @property
    def began(self) -> dt.date | None:
        """First day, None when before the records begin."""
        return self.versions[0].starts

    @property
    def ended(self) -> dt.date | None:
        """First day on which the unit was no more, None when in being."""
        return self.newest.ends

    def spans(self, starts: dt.date | None, ends: dt.date | None) -> bool:
        """Whether the unit was in being all of that time."""
        return _first(self.began) <= _first(starts) and _last(ends) <= _last(self.ended)

    def is_in_being(self, day: dt.date) -> bool:
        """Whether the unit existed on `day`."""
        return _first(self.began) <= day < _last(self.ended)

    def turns_on(self, day: dt.date) -> bool:
        """Whether one version ends and another starts on `day`."""
        return any(row.starts == day for row in self.versions[1:])


class Change(NamedTuple):
    """An ended unit and one that it became."""

    old: Unit
    new: Unit
    effective_on: dt.date
    extent: str


@dataclass(frozen=True)
class UnitFiles:
    """Both files, read and found right; `kind_changes` are versions, not changes."""

    units: list[Unit]
    changes: list[Change]
    rows: int
    kind_changes: int


def read_unit_files(units_path: Path, changes_path: Path) -> UnitFiles:
    """Read and check both files. Raises UnitFileProblem with every problem."""
    problems: list[Problem] = []
    rows = list(_unit_rows(units_path, problems))
    units = _group(rows, units_path.name, problems)
    _tie_parents(units, units_path.name, problems)
    changes, kind_changes = _changes(units, changes_path, problems)
    if problems:
        raise UnitFileProblem(problems)
    return UnitFiles(units, changes, len(rows), kind_changes)


def is_new_era(began: dt.date | None) -> bool:
    """Whether a unit that began then is one of since the reform."""
    return began is not None and began >= REFORM


def _first(day: dt.date | None) -> dt.date:
    return day or dt.date.min


def _last(day: dt.date | None) -> dt.date:
    return day or dt.date.max


def _lines(
    path: Path, columns: list[str], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if reader.fieldnames != columns:
                reason = f"the columns must be {','.join(columns)}"
                problems.append(Problem(path.name, 1, reason))
                return
            for cells in reader:
                if None in cells or None in cells.values():
                    reason = f"a row must have {len(columns)} cells"
                    problems.append(Problem(path.name, reader.line_num, reason))
                    continue
                yield reader.line_num, cells
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem(path.name, 0, f"cannot be read: {error}"))


def _unit_rows(path: Path, problems: list[Problem]) -> Iterator[UnitRow]:
    for line, cells in _lines(path, UNIT_COLUMNS, problems):
        reasons = list(_wrong_words(cells))
        try:
            starts, ends = _day(cells["valid_from"]), _day(cells["valid_to"])
            lat = _degrees(cells["lat"], 90, "lat")
            lon = _degrees(cells["lon"], 180, "lon")
        except ValueError as error:
            reasons.append(str(error))
        else:
            if _first(starts) >= _last(ends):
                reasons.append("valid_to must be after valid_from")
            if starts and starts < REFORM and _last(ends) > REFORM:
                reasons.append("no unit of before 2025-07-01 is in being after it")
        problems += [Problem(path.name, line, reason) for reason in reasons]
        if not reasons:
            yield UnitRow(
                line,
                cells["level"],
                cells["code"],
                cells["kind"],
                unicodedata.normalize("NFC", cells["name"]),
                cells["parent_level"],
                cells["parent_code"],
                starts,
                ends,
                lat,
                lon,
            )


def _wrong_words(cells: dict[str, str]) -> Iterator[str]:
    if cells["level"] not in CODE_DIGITS:
        yield f"unknown level “{cells['level']}”"
        return
    level = Level(cells["level"])
    if cells["kind"] not in KINDS_OF[level]:
        yield f"unknown kind “{cells['kind']}” of a {level}"
    if not _is_code(level, cells["code"]):
        yield f"code “{cells['code']}” must have {CODE_DIGITS[level]} digits"
    if not cells["name"].strip() or len(cells["name"]) > 120:
        yield "the name must have 1 to 120 characters"
    parent = cells["parent_level"]
    if parent not in PARENTS_OF[level]:
        yield f"a {level} cannot belong to “{parent}”"
    elif parent and not _is_code(Level(parent), cells["parent_code"]):
        yield f"parent code “{cells['parent_code']}” is not one of a {parent}"
    elif not parent and cells["parent_code"]:
        yield f"parent code “{cells['parent_code']}” without a parent level"


def _is_code(level: Level, code: str) -> bool:
    return len(code) == CODE_DIGITS[level] and code.isascii() and code.isdigit()


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"bad date “{text}”: write yyyy-mm-dd") from None


def _degrees(text: str, limit: int, name: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"bad {name} “{text}”") from None
    if not -limit <= value <= limit:
        raise ValueError(f"bad {name} “{text}”")
    return value


def _group(rows: list[UnitRow], file: str, problems: list[Problem]) -> list[Unit]:
    """Rows of one level and code on one side of the reform are one unit."""
    groups: dict[tuple[str, str, bool], list[UnitRow]] = defaultdict(list)
    for row in rows:
        groups[row.level, row.code, is_new_era(row.starts)].append(row)
    units: list[Unit] = []
    for versions in groups.values():
        versions.sort(key=lambda row: (_first(row.starts), row.line))
        for earlier, later in zip(versions, versions[1:], strict=False):
            if reason := _misfit(earlier, later):
                problems.append(Problem(file, later.line, reason))
        units.append(Unit(len(units), versions))
    return units


def _misfit(earlier: UnitRow, later: UnitRow) -> str:
    if earlier.starts == later.starts:
        return (
            f"duplicate key {later.level} {later.code} from "
            f"{later.starts or 'the beginning'}, as in line {earlier.line}"
        )
    if _last(earlier.ends) > _first(later.starts):
        return f"overlaps the version in line {earlier.line}"
    if earlier.ends != later.starts:
        return f"leaves a gap after the version in line {earlier.line}"
    return ""


def _tie_parents(units: list[Unit], file: str, problems: list[Problem]) -> None:
    """A child's dates lie within its parent unit's, not within one version's."""
    known = _by_code(units)
    for unit in units:
        for row in unit.versions:
            candidates = known.get((row.parent_level, row.parent_code), [])
            parent = next(
                (u for u in candidates if u.spans(row.starts, row.ends)), None
            )
            if row.parent_level and parent is None:
                why = "in being all that time" if candidates else "in the file"
                reason = (
                    f"unknown parent: no {row.parent_level} {row.parent_code} {why}"
                )
                problems.append(Problem(file, row.line, reason))
            unit.parents.append(parent)


def _by_code(units: list[Unit]) -> dict[tuple[str, str], list[Unit]]:
    known: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        known[unit.newest.level, unit.newest.code].append(unit)
    return known


def _changes(
    units: list[Unit], path: Path, problems: list[Problem]
) -> tuple[list[Change], int]:
    """Changes between units, and how many rows only say that one changed its kind."""
    known = _by_code(units)
    found: dict[tuple[int, int, dt.date], int] = {}
    changes: list[tuple[int, Change]] = []
    kind_changes = 0
    for line, cells in _lines(path, CHANGE_COLUMNS, problems):
        try:
            change = _change(cells, known)
        except ValueError as error:
            problems.append(Problem(path.name, line, str(error)))
            continue
        key = (change.old.number, change.new.number, change.effective_on)
        if key in found:
            reason = f"duplicate of line {found[key]}"
            problems.append(Problem(path.name, line, reason))
        found[key] = line
        if change.old is change.new:
            kind_changes += 1
        else:
            changes.append((line, change))
    problems += _wrong_extents(changes, path.name)
    return [change for _, change in changes], kind_changes


def _change(cells: dict[str, str], known: dict[tuple[str, str], list[Unit]]) -> Change:
    day = _day(cells["effective_date"])
    if day is None:
        raise ValueError("effective_date is missing")
    if cells["extent"] not in AreaChange.Extent.values:
        raise ValueError(f"unknown extent “{cells['extent']}”")
    sides = []
    for side, on in (("old", day - dt.timedelta(days=1)), ("new", day)):
        level, code = cells[f"{side}_level"], cells[f"{side}_code"]
        units = known.get((level, code), [])
        unit = next((u for u in units if u.is_in_being(on)), None)
        if unit is None:
            raise ValueError(f"unknown {side} unit: no {level} {code} on {on}")
        sides.append(unit)
    old, new = sides
    if old is new and not old.turns_on(day):
        raise ValueError(f"the unit has no new version from {day}")
    if old is not new and (old.ended != day or new.began != day):
        raise ValueError(f"the old unit must end and the new one begin on {day}")
    return Change(old, new, day, cells["extent"])


def _wrong_extents(changes: list[tuple[int, Change]], file: str) -> Iterator[Problem]:
    successors: dict[int, int] = defaultdict(int)
    for _, change in changes:
        successors[change.old.number] += 1
    for line, change in changes:
        count = successors[change.old.number]
        if (change.extent == AreaChange.Extent.WHOLE) != (count == 1):
            reason = f"“{change.extent}”, but the old unit became {count} new ones"
            yield Problem(file, line, reason)
