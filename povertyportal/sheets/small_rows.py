"""What kinds of short lists are made of: lines, what they mean, what is there."""

import hashlib
import re
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from povertyportal.sheets.kinds import Candidate, Difference, Report
from povertyportal.sheets.layouts import Table
from povertyportal.sheets.models import ImportRow, Verdict
from povertyportal.sheets.problems import Problems
from povertyportal.ui.numbers import vietnamese

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")

Values = dict[str, Any]
T = TypeVar("T")


@dataclass
class Line:
    """A row of the file being checked; `values` by the names of the columns."""

    table: Table
    number: int
    values: Values
    problems: Problems
    is_wrong: bool = False

    def wrong(self, column: str, message: str) -> None:
        """Note a problem in a column of this row, the first one of its cell."""
        self.is_wrong = True
        cell = self.table.cell(self.number, column)
        if not self.problems.has(self.table.sheet, cell):
            raw = words(self.values[column])
            self.problems.add(self.table.sheet, cell, raw, message)


@dataclass(frozen=True)
class Now:
    """What is there: its id, its values as kept in JSON, what marks its version."""

    object_id: int
    values: Values
    version: str

    @property
    def stamp(self) -> str:
        """The version as it is kept with a row."""
        return hashlib.sha256(self.version.encode()).hexdigest()


@dataclass
class Found:
    """What a line means: its identity (for repeats), its title, what it would write.

    `now` is what it would change. `area_id` is the commune it touches. With
    `candidates` it is doubtful: it may mean one of them, or something new.
    """

    identity: Hashable
    title: str
    after: Values
    now: Now | None = None
    area_id: int | None = None
    candidates: Sequence[Candidate] = ()


@dataclass
class Seen:
    """Lines passed so far, by what they are about."""

    rows: list[ImportRow] = field(default_factory=list)
    by_identity: dict[Hashable, ImportRow] = field(default_factory=dict)
    area_ids: set[int] = field(default_factory=set)


def paced(items: Sequence[T], report: Report) -> Iterator[T]:
    """The items one by one; about once a second it is told how many are done.

    Some take long: a password is hashed slowly on purpose.
    """
    told = time.monotonic()
    for done, item in enumerate(items):
        if time.monotonic() - told >= 1:
            report(done, len(items))
            told = time.monotonic()
        yield item


def plain_title(line: Line) -> str:
    """What stands in the first cells of a line that could not be understood."""
    shown = [words(value) for value in line.values.values() if value not in (None, "")]
    return ", ".join(shown[:3])[:300]


def repeat(line: Line, row: ImportRow, earlier: ImportRow) -> None:
    """A second row about the same thing: the same again, or one that contradicts."""
    if earlier.after == row.after:
        row.verdict, row.note = Verdict.REPEATED, f"Giống dòng {earlier.row}."
        return
    # Which of the two is right nobody here can tell: neither is written.
    earlier.verdict = Verdict.WRONG
    earlier.note = f"Dòng {row.row} cũng ghi như vậy nhưng nội dung khác."
    line.wrong(
        line.table.layout.marks[0],
        f"Dòng {earlier.row} cũng ghi “{row.title}” nhưng nội dung khác. Hãy giữ "
        "một dòng đúng và xoá dòng kia.",
    )


def verdict_of(row: ImportRow) -> Verdict:
    """By what is there before; only what the file says is compared."""
    if row.candidates:
        return Verdict.DOUBTFUL
    if row.before is None:
        return Verdict.NEW
    same = all(row.before.get(name) == value for name, value in row.after.items())
    return Verdict.UNCHANGED if same else Verdict.CHANGED


def candidate_of(kept: Mapping[str, Any]) -> Candidate:
    """A candidate as it was kept."""
    facts = tuple(Difference(**fact) for fact in kept["facts"])
    return Candidate(kept["key"], kept["title"], facts, kept["url"])


def words(value: object) -> str:
    """A kept value in words: numbers with dots, days as 31/12/2025, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, int | float):
        return vietnamese(value)
    if isinstance(value, list | tuple):
        return "; ".join(map(words, value))
    if found := _DAY.fullmatch(str(value)):
        year, month, day = found.groups()
        return f"{day}/{month}/{year}"
    return str(value)
