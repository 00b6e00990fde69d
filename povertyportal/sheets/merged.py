"""Cells merged downwards: the value of the first holds for each row beside it.

A household's head merged over the rows of its members stands in its first row only,
as the parser gives it.
"""

from collections.abc import Iterator, Sequence

from povertyportal.sheets.problems import FileProblem

Row = tuple[int, list[object]]
# First and last cell as (row, column), both counted from 0.
Ranges = Sequence[tuple[tuple[int, int], tuple[int, int]]]

# A household, a village: what is taller is decoration.
_TALLEST = 500
_MOST_CELLS = 1_000_000
TOO_MANY = (
    "Tệp có quá nhiều ô trộn để đọc. Hãy bỏ trộn ô trong danh sách rồi tải lên lại."
)


class Merged:
    """Where values of cells merged downwards hold. Raises FileProblem for too many."""

    def __init__(self, ranges: Ranges) -> None:
        # By row: columns whose value is to be kept, and (column, first row) to fill.
        self.firsts: dict[int, list[int]] = {}
        self.below: dict[int, list[tuple[int, int]]] = {}
        cells = 0
        for (top, column), (bottom, _) in ranges:
            if not 0 < bottom - top < _TALLEST:
                continue
            cells += bottom - top
            if cells > _MOST_CELLS:
                raise FileProblem(TOO_MANY)
            self.firsts.setdefault(top + 1, []).append(column)
            for row in range(top + 2, bottom + 2):
                self.below.setdefault(row, []).append((column, top + 1))

    def filled(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows, empty cells below a merged value filled with it."""
        held: dict[tuple[int, int], object] = {}
        for number, values in rows:
            for column in self.firsts.get(number, ()):
                if column < len(values):
                    held[column, number] = values[column]
            for place in self.below.get(number, ()):
                column = place[0]
                if column < len(values) and values[column] == "":
                    values[column] = held.get(place, "")
            yield number, values
