"""Words on a drawing that never run into each other."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from povertyportal.ui.charts import svg
from povertyportal.ui.charts.svg import NARROW, Box

_SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}
_STEP = 15.0  # px that needed words are moved until they have room


@dataclass(frozen=True)
class Wanted:
    """Words at `x` per cent, with their foot at the first of `spots` (px) that is free.

    Words that have no room anywhere become a hint, seen only on focus or under the
    mouse; `is_needed` moves them up until they have some instead.
    """

    words: str
    x: float
    spots: tuple[float, ...]
    anchor: str = "middle"
    kind: str = "soft"
    is_needed: bool = False

    @property
    def size(self) -> float:
        return svg.SMALL if self.kind == "soft" else svg.SIZE

    def box(self, foot: float) -> Box:
        """Where the words would stand, kept inside the drawing."""
        width = svg.width_of(self.words, size=self.size, bold=self.kind != "soft")
        left = self.x / 100 * NARROW - width * _SHIFT[self.anchor]
        return Box(left, foot - self.size, left + width, foot + 3)


@dataclass
class Labels:
    """What is taken on the drawing so far."""

    taken: list[Box] = field(default_factory=list)

    def take(self, x: float, y: float, radius: float) -> None:
        """A point that no words may cover."""
        at = x / 100 * NARROW
        self.taken.append(Box(at - radius, y - radius, at + radius, y + radius))

    def place(self, wanted: Wanted) -> SafeString:
        """The words where they have room."""
        for foot in self._feet(wanted):
            box = wanted.box(foot)
            if not any(box.meets(other) for other in self.taken):
                self.taken.append(box)
                return self._text(wanted, foot, wanted.kind)
        return self._text(wanted, wanted.spots[0], "hint")

    @staticmethod
    def _feet(wanted: Wanted) -> tuple[float, ...]:
        if not wanted.is_needed:
            return wanted.spots
        more = (wanted.spots[0] - _STEP * step for step in range(1, 20))
        return (*wanted.spots, *more)

    @staticmethod
    def _text(wanted: Wanted, foot: float, kind: str) -> SafeString:
        return svg.text(
            svg.per_cent(wanted.x),
            foot,
            wanted.words,
            kind=kind,
            bold=kind in ("value", "label"),
            text_anchor=wanted.anchor if wanted.anchor != "start" else None,
        )
