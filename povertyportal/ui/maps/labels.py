"""Where words fit into an outline: the widest level stretch inside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from povertyportal.ui.maps.geometry import Line

LETTER = 0.58  # of the type size: what a letter takes on average
LEADING = 1.15  # of the type size: from one line to the next
ROWS = 8  # heights that are tried
GRAIN = 8  # units: what is too fine to matter to words
NARROWEST = 60  # units: no name is shorter


@dataclass(frozen=True)
class Room:
    """The middle of a level strip inside an outline, and how wide the strip is."""

    x: int
    y: int
    width: int

    def holds(self, text: str, size: float) -> bool:
        """Whether a line of text of this type size fits."""
        return len(text) * LETTER * size <= self.width


NO_ROOM = Room(0, 0, 0)
Stretch = tuple[float, float]


def room_in(lines: Sequence[Line], height: int) -> Room:
    """The widest room for words of this height in an outline (holes are no room)."""
    coarse = [_coarse(line) for line in lines]
    points = [spot for line in coarse for spot in line]
    if len(points) < 3:
        return NO_ROOM
    across, up = [x for x, _ in points], [y for _, y in points]
    top, bottom = min(up), max(up)
    spare = bottom - top - height
    if spare < 0 or max(across) - min(across) < NARROWEST:
        return NO_ROOM
    best = NO_ROOM
    for row in range(ROWS + 1):
        y = top + height / 2 + spare * row / ROWS
        left, right = _widest(coarse, y, height / 2 - 1)
        if right - left > best.width:
            best = Room(round((left + right) / 2), round(y), int(right - left))
    return best


def _coarse(line: Line) -> Line:
    """Without spots that lie within GRAIN of the one before: words need no more."""
    kept = line[:1]
    for x, y in line[1:]:
        if abs(x - kept[-1][0]) + abs(y - kept[-1][1]) > GRAIN:
            kept.append((x, y))
    return kept


def _widest(lines: Sequence[Line], y: float, half: float) -> Stretch:
    """What lies inside at the top, the middle and the foot of a strip."""
    common = _inside(lines, y)
    for height in (y - half, y + half):
        other = _inside(lines, height)
        common = [
            (max(a, c), min(b, d))
            for a, b in common
            for c, d in other
            if max(a, c) < min(b, d)
        ]
    return max(common, key=lambda stretch: stretch[1] - stretch[0], default=(0.0, 0.0))


def _inside(lines: Sequence[Line], y: float) -> list[Stretch]:
    """Stretches inside at a height, from where the outline is crossed."""
    level = y + 0.01  # never through a corner: those are whole numbers
    crossed = []
    for line in lines:
        for (x1, y1), (x2, y2) in zip(line, [*line[1:], line[0]], strict=True):
            if (y1 < level) != (y2 < level):
                crossed.append(x1 + (level - y1) * (x2 - x1) / (y2 - y1))
    crossed.sort()
    return list(zip(crossed[::2], crossed[1::2], strict=True))
