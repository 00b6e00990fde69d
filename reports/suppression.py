"""Which numbers about few households stay hidden from who does not answer for them.

A column of figures over units that add up to the unit above is a tree of equations.
Hiding the small numbers alone hides nothing: a reader takes the others from the sum.
So others of the same sum stay hidden along with them, and all below a hidden unit.

Which ones must not depend on their numbers, for this rule is published: who knows that
the smallest one shown went along, tries what the hidden ones may be and is often left
with one answer. So they go along in the order of their keys, until the rest of the sum
is large enough for every small number to be anything from 0 to 9. Then each hidden
number below ten may be any of these ten, whatever a reader computes from the sums and
from this rule: let it be v, let the one that went along last take the rest of the sum,
let all others that are hidden be none, and the same numbers stay hidden. Of larger
hidden numbers there are at least ten answers. What the reader answers for is taken off
beforehand; it protects nothing. The rule is ours (docs/rules.md).
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

THRESHOLD = 10  # households
_MOST = THRESHOLD - 1  # that a small number may be


@dataclass(frozen=True)
class Cell:
    """A unit's number in one column.

    `parent` is the key of the unit whose number is the sum of this one and its
    siblings; `households` is how many households the number tells of; `is_known`
    whether the reader may see it anyway, since he answers for the unit; `is_small`
    whether it is hidden for a reason beside its size, which he can see himself.
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
    """A column with what the reader knows and what has been hidden so far.

    `_free` are the households of a number that he does not know of already, `_least`
    how many of them a unit needs to stand unhidden whatever its parts are.
    """

    def __init__(self, cells: Collection[Cell]) -> None:
        self._cells = {cell.key: cell for cell in cells}
        self._below: dict[int, list[int]] = defaultdict(list)
        for cell in self._cells.values():
            if cell.parent in self._cells and cell.parent is not None:
                self._below[cell.parent].append(cell.key)
        self._order = list(self._bottom_up())
        self._known = self._what_is_known()
        self._hidden: set[int] = set()
        self._free: dict[int, int] = {}
        self._least: dict[int, int] = {}
        for key in self._order:
            self._measure(key)

    def hidden(self) -> frozenset[int]:
        """See the function of this name."""
        for key in self._order:
            if key not in self._known and self._is_small(key):
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

    def _measure(self, key: int) -> None:
        """Note what is unknown of a unit whose parts are measured."""
        households = self._cells[key].households
        parts = self._below[key]
        known = sum(self._cells[part].households - self._free[part] for part in parts)
        self._free[key] = 0 if key in self._known else households - known
        unknown = [self._least[part] for part in parts if part not in self._known]
        self._least[key] = max(unknown) + _MOST if unknown else THRESHOLD

    def _is_small(self, key: int) -> bool:
        return self._cells[key].is_small or self._free[key] < THRESHOLD

    def _hide(self, key: int) -> None:
        """Hide a number and all below it that the reader does not know."""
        if key not in self._known:
            self._hidden.add(key)
        for part in self._below[key]:
            self._hide(part)

    def _protect_parts(self, key: int) -> None:
        """Hide more parts of a sum that is shown, until they protect one another."""
        unknown = sorted(set(self._below[key]) - self._known)
        within = [part for part in unknown if part in self._hidden]
        shown = [part for part in unknown if part not in self._hidden]
        rest = sum(self._free[part] for part in within)
        goes_along = False
        while within and not self._protects(key, rest, len(within), goes_along):
            if not shown:
                self._hide(key)
                return
            part, goes_along = shown.pop(0), True
            within.append(part)
            rest += self._free[part]
            self._hide(part)

    def _protects(self, key: int, rest: int, count: int, goes_along: bool) -> bool:
        """Whether hidden parts with this sum may each be anything from 0 to 9.

        Either all of them may be small at once, or one that goes along has room for
        the rest, however large the small one is, and would not be hidden by itself.
        """
        if THRESHOLD <= rest <= _MOST * (count - 1):
            return True
        return goes_along and rest >= self._least[key]
