"""Tables of a period report: kept as JSON, shown alike on page, paper and sheet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from povertyportal.areas.models import Provenance
from povertyportal.ui.numbers import Number, round_half_up, vietnamese

# text; whole numbers; đồng; two decimals; a quantity with the decimals it has
TEXT, WHOLE, MONEY, SHARE, QUANTITY = "text", "whole", "money", "share", "quantity"
Cell = str | int | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its cells are shown, its width in millimetres."""

    heading: str
    form: str = WHOLE
    width: int = 20


@dataclass(frozen=True)
class Part:
    """A table of the report with the notes under it.

    Cells are text, whole numbers, or decimals as text ("12.50"), None for unknown.
    With `has_total` the first row is the sum of the others. `marks` says of each row
    where its numbers come from (Provenance), "" where from the portal's own officers.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    has_total: bool = False
    marks: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What is kept."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Part":
        """The part of what was kept."""
        return cls(
            kept["code"],
            kept["title"],
            tuple(Column(**each) for each in kept["columns"]),
            tuple(tuple(row) for row in kept["rows"]),
            tuple(kept["notes"]),
            kept["has_total"],
            tuple(kept.get("marks", ())),
        )

    def marked(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows; each that has a mark bears it after its name."""
        marks = self.marks or ("",) * len(self.rows)
        return tuple(
            (f"{name} ({Provenance(mark).label})", *rest) if mark else (name, *rest)
            for (name, *rest), mark in zip(self.rows, marks, strict=True)
        )

    def shown(self) -> list[list[str]]:
        """The rows as text with their marks, Vietnamese numbers."""
        forms = [column.form for column in self.columns]
        return [
            [words(cell, form) for cell, form in zip(row, forms, strict=True)]
            for row in self.marked()
        ]


def decimal(value: Number | None, places: int = 2) -> str | None:
    """A decimal as it is kept in a cell."""
    return None if value is None else str(round_half_up(value, places))


def words(cell: Cell, form: str) -> str:
    """A cell as it is read."""
    if cell is None:
        return "–"
    if form == TEXT:
        return str(cell)
    if form == SHARE:
        return vietnamese(Decimal(cell), 2)
    return vietnamese(Decimal(cell))


def number(cell: Cell, form: str) -> str | int | Decimal | None:
    """A cell as a workbook has it."""
    if cell is None or form == TEXT:
        return cell
    return int(cell) if form in {WHOLE, MONEY} else Decimal(cell)


def with_total(rows: Sequence[tuple[Cell, ...]], label: str) -> tuple[Cell, ...]:
    """A first row that sums whole numbers of all columns but the first."""
    sums = zip(*(row[1:] for row in rows), strict=True)
    return (label, *(sum(int(cell or 0) for cell in column) for column in sums))


def common_mark(marks: Sequence[str]) -> str:
    """The mark of a sum: the one that all its parts bear, else none."""
    return marks[0] if len(set(marks)) == 1 else ""
