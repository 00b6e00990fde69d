"""Words on a drawing that never run into each other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.svg import NARROW, Box

_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}
_STEP = 15.0  # px that needed words are moved until they have room
_ASIDE = 5.0  # px from a point to words beside it
_OVER = 6.0  # px that words may stick out: their width is estimated
Point = tuple[float, float]


@dataclass(frozen=True)
class Wanted:
    """Words at `x` per cent, with their foot at one of `spots` (px).

    `anchor` says which part of the words is at `x`. Words in the middle may also
    stand to the right or to the left of it. Words that have no room anywhere become
    a hint, seen only on focus or under the mouse; `is_needed` moves them up and down
    until they have some instead.
    """

    words: str
    x: float
    spots: tuple[float, ...]
    anchor: str = "middle"
    kind: str = "soft"
    is_needed: bool = False

    def places(self) -> Iterator[list["_Place"]]:
        """Where the words may stand, the best spot first; of a spot, the middle."""
        moves = (
            ("middle", "start", "end") if self.anchor == "middle" else (self.anchor,)
        )
        for foot in self.spots:
            yield [_Place(self, foot, anchor) for anchor in moves]
        if self.is_needed:
            for step in range(1, 20):
                for foot in (
                    self.spots[0] - _STEP * step,
                    self.spots[0] + _STEP * step,
                ):
                    yield [_Place(self, foot, self.anchor)]


@dataclass(frozen=True)
class _Place:
    """A place for words: their foot and which part of them is at x."""

    wanted: Wanted
    foot: float
    anchor: str

    @property
    def aside(self) -> float:
        """Px to the right of x, of words that have left the middle."""
        moved = self.anchor != self.wanted.anchor
        return {"start": _ASIDE, "end": -_ASIDE}.get(self.anchor, 0.0) * moved

    @property
    def box(self) -> Box:
        """Where the words would stand on the narrowest drawing."""
        is_soft = self.wanted.kind == "soft"
        size = svg.SMALL if is_soft else svg.SIZE
        width = svg.width_of(self.wanted.words, size=size, bold=not is_soft)
        x = self.wanted.x / 100 * NARROW + self.aside
        left = x - width * _SHIFT[self.anchor]
        return Box(left, self.foot - size, left + width, self.foot + 3)

    def drawn(self, kind: str) -> SafeString:
        return svg.text(
            svg.per_cent(self.wanted.x),
            self.foot,
            self.wanted.words,
            kind=kind,
            bold=kind in ("value", "label"),
            dx=f"{self.aside:g}" if self.aside else None,
            text_anchor=self.anchor if self.anchor != "start" else None,
        )


@dataclass
class Labels:
    """What is taken on the drawing so far: boxes, and lines between points (px)."""

    taken: list[Box] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)

    def take(self, x: float, y: float, radius: float) -> None:
        """A point that no words may cover."""
        at = x / 100 * NARROW
        self.taken.append(Box(at - radius, y - radius, at + radius, y + radius))

    def avoid(self, one: Point, two: Point) -> None:
        """A line, by its ends (%, px) from left to right, that words keep off."""
        (x1, y1), (x2, y2) = one, two
        self.lines.append(((x1 / 100 * NARROW, y1), (x2 / 100 * NARROW, y2)))

    def place(self, wanted: Wanted) -> SafeString:
        """The words at the first spot with room; there off the lines, if they can."""
        for spot in wanted.places():
            free = [each for each in spot if self._is_free(each.box)]
            if free:
                best = min(free, key=self._lines_through)
                self.taken.append(best.box)
                return best.drawn(wanted.kind)
        return _Place(wanted, wanted.spots[0], wanted.anchor).drawn("hint")

    def _lines_through(self, place: _Place) -> int:
        return sum(_crosses(place.box, line) for line in self.lines)

    def _is_free(self, box: Box) -> bool:
        inside = box.left >= -_OVER and box.right <= NARROW + _OVER
        return inside and not any(box.meets(other) for other in self.taken)


def _crosses(box: Box, line: tuple[Point, Point]) -> bool:
    """Whether a line runs through a box."""
    (x1, y1), (x2, y2) = line
    left, right = max(x1, box.left), min(x2, box.right)
    if left > right:
        return False
    if x1 == x2:
        low, high = sorted((y1, y2))
    else:
        low, high = sorted(y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in (left, right))
    return low < box.bottom and box.top < high
