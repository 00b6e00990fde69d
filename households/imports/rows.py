"""What the readers of all three sheets share: places, members, households, notes."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils import timezone

from households.imports.layouts import SHEETS
from households.imports.places import Places
from households.imports.staging import NO_HOUSEHOLD, NULL, Staging, copied
from povertyportal.areas.models import Area
from povertyportal.sheets.layouts import Table
from povertyportal.sheets.problems import Problems
from povertyportal.ui.fields import PartialDate
from povertyportal.ui.vi_key import given_name_key

_REPORT_EVERY = 2_000


class _Names(dict[str | None, str]):
    """Name and sort key as columns of COPY, made once a name."""

    def __missing__(self, name: str | None) -> str:
        key = given_name_key(name) if name else ""
        made = self[name] = f"{copied(name or '')}\t{copied(key)}"
        return made


class _Births(dict[PartialDate | None, str]):
    """Year, month and day as columns of COPY, made once a date."""

    def __missing__(self, born: PartialDate | None) -> str:
        parts = born or (None, None, None)
        made = self[born] = "\t".join(map(copied, parts))
        return made


@dataclass
class Reading:
    """A list being read: where rows go, what was found so far.

    `year` is the year of the review; `report` is told how many rows were read. `area`
    is where rows lie that name no place, `inside` are its communes. `repeats` are
    (line, row that it repeats).
    """

    year: int
    places: Places
    staging: Staging
    problems: Problems
    report: Callable[[int], None]
    area: Area | None = None
    inside: frozenset[int] = frozenset()
    repeats: list[tuple[int, int]] = field(default_factory=list)
    tables: dict[int, Table] = field(default_factory=dict)
    names: _Names = field(default_factory=_Names)
    births: _Births = field(default_factory=_Births)
    lines: int = 0
    households: int = 0
    today: dt.date = field(default_factory=timezone.localdate)
    first_decision: tuple[str | None, dt.date] | None = None

    def counted(
        self, rows: Iterator[tuple[int, list[Any]]]
    ) -> Iterator[tuple[int, list[Any]]]:
        """The rows, counted and reported as they pass."""
        for row in rows:
            self.lines += 1
            if self.lines % _REPORT_EVERY == 0:
                self.report(self.lines)
            yield row

    def place(self, table: Table) -> int:
        """The number of a sheet in the staging: that of its layout, or a free one."""
        free = len(SHEETS) + len(self.tables)
        number = SHEETS.index(table.layout) if table.layout in SHEETS else free
        self.tables[number] = table
        return number


@dataclass(slots=True)
class HouseholdRows:
    """The household whose rows are being read; `shared` must agree on each row.

    `code` is its number in another system. Without `names_all` only the head has a row,
    and the list tells the number of members, if anything. `deprived` is a mask of
    indicators, None where the list says nothing of them.
    """

    hh: int
    row: int
    head: str
    shared: tuple[Any, ...] = ()
    commune_id: int | None = None
    village_id: int | None = None
    poverty_class: str | None = None
    decision: str | None = None
    decided_on: dt.date | None = None
    b1: int | None = None
    b2: int | None = None
    minority: bool = False
    no_labour: bool = False
    merit: bool = False
    causes: int = 0
    deprived: int | None = None
    code: str = ""
    names_all: bool = True
    size: int = 0
    told_size: int | None = None


class SheetRows:
    """Takes the rows of one sheet; a subclass says where a household begins."""

    def __init__(self, reading: Reading, table: Table) -> None:
        self.reading = reading
        self.table = table
        self.sheet = reading.place(table)
        self.now: HouseholdRows | None = None

    def open(self, row: int, head: str) -> HouseholdRows:
        """Close the household before, begin one at this row."""
        self.close()
        self.reading.households += 1
        self.now = HouseholdRows(self.reading.households, row, head)
        return self.now

    def close(self) -> None:
        """Stage the household whose rows have ended."""
        now, self.now = self.now, None
        if now is None:
            return
        persons = now.size
        if not now.names_all:
            persons = max(now.told_size or 0, now.size)
        elif now.told_size is not None and now.told_size != now.size:
            self.note(
                now.row,
                "members",
                now.told_size,
                f"Hộ ghi {now.told_size} nhân khẩu nhưng danh sách có {now.size} dòng. "
                "Hãy bổ sung người còn thiếu hoặc sửa số nhân khẩu.",
            )
        # fmt: off
        self.reading.staging.add_household((
            now.hh, self.sheet, now.row, now.commune_id, now.village_id,
            now.poverty_class, now.decision, now.decided_on, now.b1, now.b2,
            now.minority, now.no_labour, now.merit, now.causes, persons, now.code,
            now.names_all, now.deprived,
        ))
        # fmt: on

    def member(self, now: HouseholdRows, row: int, person: tuple[Any, ...]) -> None:
        """Stage one member: name, relation, sex, birth, personal id, ethnicity."""
        name, relation, sex, born, personal_id, ethnicity = person
        year = born.year if born else None
        if year is not None and now.decided_on and year > now.decided_on.year:
            self.note(
                row,
                "born",
                year,
                "Năm sinh sau ngày quyết định. Hãy kiểm tra lại ngày sinh.",
            )
        odd = personal_id is not None and is_mismatch(personal_id, sex, year)
        reading = self.reading
        reading.staging.add_member(
            f"{reading.lines}\t{self.sheet}\t{row}\t{now.hh}\t{now.size}\t"
            f"{reading.names[name]}\t{relation or NULL}\t{sex or ''}\t"
            f"{reading.births[born]}\t{personal_id or ''}\t{odd}\t{ethnicity or ''}"
        )
        now.size += 1

    def repeat(self, row: int, name: str, first: int) -> None:
        """Stage a row that says what row `first` said: of no household, but counted."""
        reading = self.reading
        reading.repeats.append((reading.lines, first))
        reading.staging.add_member(
            f"{reading.lines}\t{self.sheet}\t{row}\t{NO_HOUSEHOLD}\t0\t"
            f"{reading.names[name]}\t{NULL}\t\t{reading.births[None]}\t\tfalse\t"
        )

    def note(self, row: int, column: str, value: object, message: str) -> None:
        """Note a problem at a column of a row, the first one of its cell."""
        shown = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value
        if not self.is_noted(row, column):
            cell = self.table.cell(row, column)
            self.reading.problems.add(self.table.sheet, cell, shown, message)

    def is_noted(self, row: int, column: str) -> bool:
        """Whether something was already told about that cell."""
        cell = self.table.cell(row, column)
        return self.reading.problems.has(self.table.sheet, cell)


def is_mismatch(number: str, sex: str | None, birth_year: int | None) -> bool:
    """Whether a 12-digit number tells another sex or birth year than the list.

    The same comparison as rules.personal_id.check, without its sentences: this runs
    once a row.
    """
    return len(number) == 12 and _tells_other(number[3:6], sex, birth_year)


@lru_cache(maxsize=5_000)
def _tells_other(mark: str, sex: str | None, birth_year: int | None) -> bool:
    """By the digits of century, sex and year; a list has some hundreds of them."""
    century_and_sex = ord(mark[0]) - 48
    told = 1900 + 100 * (century_and_sex // 2) + int(mark[1:])
    if birth_year is not None and told != birth_year:
        return True
    return bool(sex) and sex != ("female" if century_and_sex % 2 else "male")
