"""Layouts: which columns a list has, found by their headings in any order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from povertyportal.sheets.cells import key_of
from povertyportal.sheets.problems import (
    CellProblem,
    FileProblem,
    Problems,
    cell_name,
    hidden,
)

# Titles and the national heading may stand above the table.
HEADER_WITHIN = 40


class NumberedRow(NamedTuple):
    """A row of a sheet with its number in Excel."""

    number: int
    values: list[object]


@dataclass(frozen=True)
class Column:
    """One column: its heading on our template, other headings, how to read a cell.

    `required`: the column must be there; `filled`: each row must have a value.
    `repeats`: few different values, each cleaned once. `secret`: problems show the
    value with its middle hidden.
    """

    name: str
    heading: str
    clean: Callable[[object], object]
    aliases: tuple[str, ...] = ()
    required: bool = True
    filled: bool = False
    repeats: bool = False
    secret: bool = False
    width: int = 14

    def heading_keys(self) -> set[str]:
        """Headings that mean this column, for comparing."""
        return {key_of(text) for text in (self.heading, *self.aliases)}


@dataclass(frozen=True)
class Layout:
    """A sheet's columns; `marks` are columns one of which makes a row a record."""

    name: str
    title: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    marks: tuple[str, ...]

    def is_named(self, sheet: str) -> bool:
        """Whether a sheet's name means this layout."""
        return key_of(sheet) in {key_of(text) for text in (self.title, *self.aliases)}

    def place(self, name: str) -> int:
        """The position of a column among the values that read_rows gives."""
        return [column.name for column in self.columns].index(name)


@dataclass
class Table:
    """Where a layout's table stands in a sheet: position in a row for each column."""

    layout: Layout
    sheet: str
    header_row: int
    places: list[int | None]
    skipped: int = field(default=0)

    def cell(self, row: int, name: str) -> str:
        """The cell of a column in a row, "B12", by the sheet's own letters.

        Without that column in the sheet: the row's first cell.
        """
        return cell_name(row, (self.places[self.layout.place(name)] or 0) + 1)


def find_table(layout: Layout, sheet: str, rows: Iterable[NumberedRow]) -> Table:
    """Find the heading row that names most of the columns.

    Raises FileProblem that lists every required column not found.
    """
    best: dict[str, int] = {}
    best_row = 0
    wanted = {key: c.name for c in layout.columns for key in c.heading_keys()}
    for row in rows:
        if row.number > HEADER_WITHIN:
            break
        found = _headings(wanted, row.values)
        if len(found) > len(best):
            best, best_row = found, row.number
        if len(best) == len(layout.columns):
            break
    missing = [c.heading for c in layout.columns if c.required and c.name not in best]
    if missing:
        raise FileProblem(_missing(sheet, missing, len(best), best_row))
    places = [best.get(column.name) for column in layout.columns]
    return Table(layout, sheet, best_row, places)


def _headings(wanted: dict[str, str], values: list[object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, value in enumerate(values):
        name = wanted.get(key_of(value)) if isinstance(value, str) else None
        if name and name not in found:
            found[name] = place
    return found


def _missing(sheet: str, missing: list[str], found: int, row: int) -> str:
    if found < 2:
        return (
            f"Trang “{sheet}”: không tìm thấy dòng tiêu đề của danh sách trong "
            f"{HEADER_WITHIN} dòng đầu. Hãy dùng tệp mẫu."
        )
    names = ", ".join(f"“{name}”" for name in missing)
    return (
        f"Trang “{sheet}”, dòng tiêu đề {row}: thiếu cột {names}. Hãy thêm cột với "
        "tiêu đề như tệp mẫu; thứ tự cột tuỳ ý."
    )


def read_rows(
    table: Table, rows: Iterable[tuple[int, list[object]]], problems: Problems
) -> Iterator[tuple[int, list[object]]]:
    """(row number, cleaned values in the layout's order) below the headings.

    An empty cell is None. A row with a problem is given too, None in that place,
    so that checks across rows can go on. Notes below the table are passed over.
    """
    at = _Row()
    plan = _plan(table, problems, at)
    marks = [table.places[table.layout.place(name)] for name in table.layout.marks]
    first = next((place for place in marks if place is not None), 0)
    for number, values in rows:
        if number <= table.header_row + 2 and (
            number <= table.header_row or _is_column_numbers(values)
        ):
            continue
        if not _filled(values, first) and _is_note(values, marks):
            table.skipped += 1
            continue
        values.append("")  # what a column that is not in the sheet reads
        at.number = number
        # The inner loop of an import: a known value costs one look-up.
        yield number, [known[values[place]] for place, known in plan]


def _is_note(values: list[object], marks: list[int | None]) -> bool:
    """A total or a signature: no mark of a record, hardly any cell filled."""
    if any(place is not None and _filled(values, place) for place in marks):
        return False
    return sum(value != "" for value in values) <= 3


def _filled(values: list[object], place: int) -> bool:
    return place < len(values) and values[place] not in ("", None)


def _is_column_numbers(values: list[object]) -> bool:
    """The row of column numbers (A, B, 1, 2, 3=1+2) right below the headings."""
    shown = [key_of(str(value)) for value in values if value != ""]
    return len(shown) > 3 and all(len(text) <= 12 and _is_mark(text) for text in shown)


def _is_mark(text: str) -> bool:
    first = text.split()[0] if text else ""
    return len(first) <= 3 and (first.isdigit() or len(first) == 1)


def _plan(
    table: Table, problems: Problems, at: "_Row"
) -> list[tuple[int, dict[object, object]]]:
    """For each column of the layout its place in a row and what reads it."""
    cleaned: dict[object, dict[object, object]] = {}
    plan: list[tuple[int, dict[object, object]]] = []
    for column, place in zip(table.layout.columns, table.places, strict=True):
        reader = _Reader(table.sheet, column, place, problems, at)
        reader.cleaned = cleaned.setdefault(column.clean, reader.cleaned)
        plan.append((-1 if place is None else place, reader))
    return plan


class _Row:
    """The row that is being read, for all readers of its columns."""

    number = 0


class _Reader(dict[object, object]):
    """Clean values of one column by raw value, cleaned when first asked for.

    Remembers those that repeat; what is wrong is noted each time, with its row.
    """

    def __init__(
        self,
        sheet: str,
        column: Column,
        place: int | None,
        problems: Problems,
        at: _Row,
    ) -> None:
        super().__init__()
        self.sheet = sheet
        self.column = column
        self.place = place
        self.problems = problems
        self.at = at
        # Shared by columns that are cleaned alike: the names of heads and members.
        self.cleaned: dict[object, object] = {}
        if not column.filled or place is None:
            self[""] = None

    def __missing__(self, raw: object) -> object:
        """The clean value, or None with a problem noted."""
        if raw == "" or (isinstance(raw, str) and not raw.strip()):
            if self.column.filled:
                message = f"Chưa có “{self.column.heading}”. Hãy ghi vào ô này."
                self._note("", message)
            return None
        try:
            known = raw in self.cleaned
            value = self.cleaned[raw] if known else self.column.clean(raw)
        except CellProblem as problem:
            self._note(raw, str(problem))
            return None
        if self.column.repeats:
            self[raw] = self.cleaned[raw] = value
        return value

    def _note(self, raw: object, message: str) -> None:
        shown = hidden(raw) if self.column.secret else raw
        cell = cell_name(self.at.number, (self.place or 0) + 1)
        self.problems.add(self.sheet, cell, shown, message)
