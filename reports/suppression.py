"""Which numbers about few households stay hidden from who does not answer for them.

A column of figures over units that add up to the unit above is a tree of equations.
Hiding the small numbers alone hides nothing: a reader takes the others from the sum.
So for each sum that is shown at least two parts stay hidden, which together hold no
fewer households than the threshold. What lies below a hidden unit is hidden with it.

Then every equation has none or at least two unknowns, and the equations form a tree
(a unit is a part of one sum and the sum of its own parts), so that no unknown follows
from the others: raise it by one, let another part of the same sum fall by one, and go
on from there to the end of the tree. The rule is ours (docs/rules.md).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

THRESHOLD = 10  # households


@dataclass(frozen=True)
class Cell:
    """A unit's number in one column.

    `parent` is the key of the unit whose number is the sum of this one and its
    siblings; `households` is how many households the number tells of; `is_known`
    whether the reader may see it anyway, since he answers for the unit; `is_small`
    whether it is hidden for a reason beside its size.
    """

    key: int
    parent: int | None
    households: int
    is_known: bool = False
    is_small: bool = False


def hidden(cells: Collection[Cell]) -> frozenset[int]:
    """Keys of the numbers that the reader must not see.

    Depends on the whole column only, never on what of it somebody asks for: otherwise
    two questions together would tell what each of them hides.
    """
    return _Column(cells).hidden()


class _Column:
    """A column with what the reader knows and what has been hidden so far."""

    def __init__(self, cells: Collection[Cell]) -> None:
        self._cells = {cell.key: cell for cell in cells}
        self._below: dict[int, list[int]] = defaultdict(list)
        for cell in self._cells.values():
            if cell.parent in self._cells and cell.parent is not None:
                self._below[cell.parent].append(cell.key)
        self._order = list(self._bottom_up())
        self._known = self._what_is_known()
        self._hidden: set[int] = set()

    def hidden(self) -> frozenset[int]:
        """See the function of this name."""
        for key in self._order:
            cell = self._cells[key]
            is_small = cell.is_small or cell.households < THRESHOLD
            if is_small and key not in self._known:
                self._hide(key)
        for key in self._order:
            if key not in self._hidden:
                self._protect_parts(key)
        return frozenset(self._hidden)

    def _bottom_up(self) -> Iterator[int]:
        waiting = [key for key, each in self._cells.items() if self._is_top(each)]
        found = []
        while waiting:
            key = waiting.pop()
            found.append(key)
            waiting.extend(self._below[key])
        return reversed(found)

    def _is_top(self, cell: Cell) -> bool:
        return cell.parent is None or cell.parent not in self._cells

    def _what_is_known(self) -> set[int]:
        """Who answers for a unit knows its parts; who knows all parts, their sum."""
        known: set[int] = set()
        for key in reversed(self._order):
            cell = self._cells[key]
            if cell.is_known or cell.parent in known:
                known.add(key)
        for key in self._order:
            if self._below[key] and known.issuperset(self._below[key]):
                known.add(key)
        return known

    def _hide(self, key: int) -> None:
        """Hide a number and all below it that the reader does not know."""
        if key not in self._known:
            self._hidden.add(key)
        for part in self._below[key]:
            self._hide(part)

    def _protect_parts(self, key: int) -> None:
        """Hide more parts of a sum that is shown, until they protect one another."""
        unknown = [part for part in self._below[key] if part not in self._known]
        shown = [part for part in unknown if part not in self._hidden]
        shown.sort(key=lambda part: (self._cells[part].households, part))
        while self._gives_away(unknown):
            if not shown:
                self._hide(key)
                return
            self._hide(shown.pop(0))

    def _gives_away(self, unknown: list[int]) -> bool:
        """Whether the sum less what is shown of it tells of too few."""
        within = [part for part in unknown if part in self._hidden]
        if not within:
            return False
        return len(within) < 2 or sum(map(self._free, within)) < THRESHOLD

    def _free(self, key: int) -> int:
        """Households of a number that the reader does not know of already."""
        if key in self._known:
            return 0
        parts = self._below[key]
        known = sum(self._cells[part].households - self._free(part) for part in parts)
        return self._cells[key].households - known
