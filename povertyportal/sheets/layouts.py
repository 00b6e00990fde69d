"""Layouts: which columns a list has, found by their headings in any order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from povertyportal.sheets.cells import as_text, key_of
from povertyportal.sheets.formulas import UNCOMPUTED
from povertyportal.sheets.problems import (
    CellProblem,
    FileProblem,
    Problems,
    cell_name,
    hidden,
)

# Titles and the national heading may stand above the table.
HEADER_WITHIN = 40
# Headings stand in one row, or in two or three with merged cells above.
MOST_HEADER_ROWS = 3
# What stands in a name's place below a table, in rows that are nearly empty.
MOST_IN_NOTE = 3
NOTES = ("tong cong", "cong", "tong so", "tong", "nguoi lap bieu", "nguoi lap", "tm")
NOTES_BEGIN = ("tong cong ", "tong so ", "ghi chu ")

# What a formula shows that has no value.
FORMULA_ERRORS = frozenset(
    {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", UNCOMPUTED}
)
_FORMULA_ERROR = (
    "Công thức trong ô này không có giá trị. Hãy sửa công thức, hoặc ghi thẳng giá trị "
    "vào ô, rồi lưu tệp bằng Excel."
)


class NumberedRow(NamedTuple):
    """A row of a sheet with its number in Excel."""

    number: int
    values: list[object]


@dataclass(frozen=True)
class Column:
    """One column: its heading on our template, other headings, how to read a cell.

    `required`: the column must be there; `filled`: each row must have a value.
    `repeats`: few different values, each cleaned once. `secret`: problems show the
    value with its middle hidden. `is_text`: templates keep what is typed as text, so
    that a code keeps its zeros; a secret is text too. `group` is the heading above that
    this column shares with its neighbours ("Năm sinh" over "Nam" and "Nữ"); `key` what
    a row of technical keys calls it.
    """

    name: str
    heading: str
    clean: Callable[[object], object]
    aliases: tuple[str, ...] = ()
    required: bool = True
    filled: bool = False
    repeats: bool = False
    secret: bool = False
    is_text: bool = False
    width: int = 14
    group: str = ""
    key: str = ""

    @property
    def label(self) -> str:
        """The column's name in a sentence, with the heading above it."""
        return f"{self.group}: {self.heading}" if self.group else self.heading

    def heading_keys(self) -> set[str]:
        """Headings that mean this column, for comparing."""
        full = f"{self.group} {self.heading}"
        keys = {key_of(text) for text in (full, *self.aliases, self.key)}
        return keys - {""}


@dataclass(frozen=True)
class Layout:
    """A sheet's columns; `marks` are columns one of which makes a row a record.

    `blanks` are texts that mean an empty cell, as "--" in the national export.
    """

    name: str
    title: str
    aliases: tuple[str, ...]
    columns: tuple[Column, ...]
    marks: tuple[str, ...]
    blanks: frozenset[str] = frozenset()

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
    headings: list[object] = field(default_factory=list)
    skipped: int = field(default=0)

    def cell(self, row: int, name: str) -> str:
        """The cell of a column in a row, "B12", by the sheet's own letters.

        Without that column in the sheet: the row's first cell.
        """
        return cell_name(row, (self.places[self.layout.place(name)] or 0) + 1)


def find_table(layout: Layout, sheet: str, rows: Iterable[NumberedRow]) -> Table:
    """Find the rows of headings that name most of the columns.

    Raises FileProblem that lists every required column not found.
    """
    top = _top(rows)
    best, best_row = _best_headings(layout, top)
    missing = [c.label for c in layout.columns if c.required and c.name not in best]
    if missing:
        raise FileProblem(_missing(sheet, missing, len(best), best_row))
    places = [best.get(column.name) for column in layout.columns]
    headings = next(row.values for row in top if row.number == best_row)
    return Table(layout, sheet, best_row, places, headings)


def recognise(rows: Iterable[NumberedRow], layouts: Sequence[Layout]) -> Layout | None:
    """The layout whose headings a sheet has; None if it has those of none.

    Of layouts whose required columns are all there, the one with most columns found;
    else the one with the largest share found, at least half, so that find_table can
    tell what is missing.
    """
    top = _top(rows)
    best: tuple[tuple[bool, float], Layout] | None = None
    for layout in layouts:
        found, _ = _best_headings(layout, top)
        required = [c.name for c in layout.columns if c.required]
        share = sum(name in found for name in required) / max(len(required), 1)
        if len(found) < 2 or share < 0.5:
            continue
        rank = (share == 1, len(found) if share == 1 else share)
        if best is None or rank > best[0]:
            best = (rank, layout)
    return best[1] if best else None


def _top(rows: Iterable[NumberedRow]) -> list[NumberedRow]:
    top = []
    for row in rows:
        if row.number > HEADER_WITHIN:
            break
        top.append(row)
    return top


def _best_headings(
    layout: Layout, top: list[NumberedRow]
) -> tuple[dict[str, int], int]:
    """Place by column name, and the last row of headings (0: none found).

    More rows of headings only where they name more columns. Below a row of technical
    keys the Vietnamese headings belong to them too.
    """
    wanted = {key: c.name for c in layout.columns for key in c.heading_keys()}
    best: dict[str, int] = {}
    last = -1
    for deep in range(1, MOST_HEADER_ROWS + 1):
        if len(best) == len(layout.columns):
            break
        for at in range(deep, len(top) + 1):
            found = _headings(wanted, top[at - deep : at])
            if len(found) > len(best):
                best, last = found, at - 1
    if last < 0:
        return best, 0
    if not _is_keys(layout, best, top[last].values):
        return best, top[last].number
    loose = wanted | {key_of(c.heading): c.name for c in layout.columns}
    below = (
        end
        for end in range(last + 2, min(last + 2 + MOST_HEADER_ROWS, len(top) + 1))
        if len(_headings(loose, top[last + 1 : end])) >= max(2, len(best) / 2)
    )
    return best, top[next(below, last + 1) - 1].number


def _is_keys(layout: Layout, found: dict[str, int], row: list[object]) -> bool:
    keys = [
        key_of(column.key) == key_of(_heading(row, found[column.name]))
        for column in layout.columns
        if column.key and column.name in found
    ]
    return sum(keys) >= max(2, len(found) / 2)


def _headings(wanted: dict[str, str], block: list[NumberedRow]) -> dict[str, int]:
    """Place by column name as rows of headings tell it, whole headings first."""
    found: dict[str, int] = {}
    whole, lone = _heading_keys([row.values for row in block])
    for keys in (whole, lone):
        for place, key in enumerate(keys):
            name = wanted.get(key)
            if name and name not in found and place not in found.values():
                found[name] = place
    return found


def _heading_keys(block: list[list[object]]) -> tuple[list[str], list[str]]:
    """For each place the headings one above the other, and the lowest alone.

    A merged cell has its text in its first place only: above a heading the text to
    the left counts on.
    """
    whole, lone = [], []
    above = [""] * (len(block) - 1)
    for place in range(max(map(len, block), default=0)):
        texts = [_heading(row, place) for row in block]
        above = _held(texts, above)
        parts = [*above, texts[-1]] if texts[-1] else texts
        whole.append(key_of(" ".join(parts)))
        lone.append(key_of(next((text for text in reversed(parts) if text), "")))
    return whole, lone


def _held(texts: list[str], before: list[str]) -> list[str]:
    """What stands above a heading: a text in the place, else what is merged into it."""
    held: list[str] = []
    is_new = False
    for text, old in zip(texts, before, strict=False):
        is_new = is_new or bool(text)
        held.append(text if is_new else old)
    return held


def _heading(row: list[object], place: int) -> str:
    value = row[place] if place < len(row) else ""
    return value if isinstance(value, str) else ""


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
    so that checks across rows can go on. Notes below the table are passed over, and
    headings that stand again on each printed page.
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
        is_short = len(values) - values.count("") <= MOST_IN_NOTE
        if values == table.headings or (is_short and _is_note(values, first, marks)):
            table.skipped += 1
            continue
        values.append("")  # what a column that is not in the sheet reads
        at.number = number
        # The inner loop of an import: a known value costs one look-up.
        yield number, [known[values[place]] for place, known in plan]


def _is_note(values: list[object], first: int, marks: list[int | None]) -> bool:
    """Whether a nearly empty row is a total or a signature, not a record.

    It has no mark of a record, or the word for a total where the first one stands.
    """
    if _filled(values, first):
        key = key_of(as_text(values[first]))
        return key in NOTES or key.startswith(NOTES_BEGIN)
    return not any(place is not None and _filled(values, place) for place in marks)


def _filled(values: list[object], place: int) -> bool:
    return place < len(values) and values[place] not in ("", None)


def _is_column_numbers(values: list[object]) -> bool:
    """The row of column numbers (A, B, 1, 2, 3=1+2) right below the headings."""
    shown = [key_of(as_text(value)) for value in values if value != ""]
    if len(shown) > 1 and shown == [str(n) for n in range(1, len(shown) + 1)]:
        return True
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
        reader = _Reader(table, column, place, problems, at)
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
        table: Table,
        column: Column,
        place: int | None,
        problems: Problems,
        at: _Row,
    ) -> None:
        super().__init__()
        self.sheet = table.sheet
        self.blanks = table.layout.blanks
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
        if raw == "" or (isinstance(raw, str) and self._is_blank(raw)):
            if self.column.filled:
                message = f"Chưa có “{self.column.label}”. Hãy ghi vào ô này."
                self._note("", message)
            return None
        try:
            if raw in FORMULA_ERRORS:
                raise CellProblem(_FORMULA_ERROR)
            known = raw in self.cleaned
            value = self.cleaned[raw] if known else self.column.clean(raw)
        except CellProblem as problem:
            self._note(raw, str(problem))
            return None
        if self.column.repeats:
            self[raw] = self.cleaned[raw] = value
        return value

    def _is_blank(self, raw: str) -> bool:
        text = raw.strip() if raw.isprintable() else as_text(raw)
        return not text or text in self.blanks

    def _note(self, raw: object, message: str) -> None:
        is_secret = self.column.secret and raw not in FORMULA_ERRORS
        shown = hidden(raw) if is_secret else raw
        cell = cell_name(self.at.number, (self.place or 0) + 1)
        self.problems.add(self.sheet, cell, shown, message)
