"""What is wrong in a workbook: where, what stands there, what to do."""

from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils import get_column_letter

# What a page lists; the marked workbook has all that are kept; all are counted.
MOST_PROBLEMS = 1_000
MOST_KEPT = 50_000


class FileProblem(Exception):
    """The file as a whole cannot be used; its text is for the officer."""


class CellProblem(ValueError):
    """A value that a column cannot take; its text says why and what to do."""


class Problem(NamedTuple):
    """One thing to correct. `cell` is like "B12", or empty for a whole sheet."""

    sheet: str
    cell: str
    value: str
    message: str


def cell_name(row: int, column: int) -> str:
    """ "B12" for row 12, column 2 (both counted from 1, as Excel does)."""
    return f"{get_column_letter(column)}{row}"


def cell_row(cell: str) -> int:
    """12 for "B12"."""
    return _place(cell)[0]


@dataclass
class Problems:
    """All problems of a workbook; keeps the first MOST_KEPT, counts them all."""

    listed: list[Problem] = field(default_factory=list)
    count: int = 0
    _places: set[tuple[str, str]] = field(default_factory=set)

    def add(self, sheet: str, cell: str, value: object, message: str) -> None:
        """Note one problem."""
        self.count += 1
        self._places.add((sheet, cell))
        if len(self.listed) < MOST_KEPT:
            self.listed.append(Problem(sheet, cell, shown(value), message))

    def has(self, sheet: str, cell: str) -> bool:
        """Whether something was already told about this cell."""
        return (sheet, cell) in self._places

    def rows(self, sheet: str) -> set[int]:
        """Numbers of the rows of a sheet in which anything is wrong."""
        return {cell_row(cell) for name, cell in self._places if name == sheet and cell}

    @property
    def has_whole_sheets(self) -> bool:
        """Whether anything is wrong with a sheet as a whole."""
        return any(not cell for _, cell in self._places)

    def __bool__(self) -> bool:
        return self.count > 0

    def in_order(self, sheets: list[str], most: int = MOST_PROBLEMS) -> list[Problem]:
        """The first `most` by sheet as in the file, then by row and column."""
        places = {name: place for place, name in enumerate(sheets)}
        ordered = sorted(
            self.listed, key=lambda p: (places.get(p.sheet, -1), _place(p.cell))
        )
        return ordered[:most]


def _place(cell: str) -> tuple[int, int, str]:
    letters = cell.rstrip("0123456789")
    digits = cell[len(letters) :]
    return (int(digits or 0), len(letters), letters)


def shown(value: object) -> str:
    """A cell's value as the problem table shows it, at most 80 characters."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)
    return text if len(text) <= 80 else text[:79] + "…"


def hidden(value: object) -> str:
    """A personal number with its middle hidden: problems are kept and shown."""
    text = shown(value)
    if len(text) < 6:
        return text
    return text[:3] + "*" * (len(text) - 5) + text[-2:]
