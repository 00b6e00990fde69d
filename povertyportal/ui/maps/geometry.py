"""From shapes on the globe to paths on paper: pure functions, no areas, no figures.

A shape is polygons, a polygon is rings (the outer one first, holes after it), a ring is
points (longitude, latitude in decimal degrees) whose first one is repeated at its end.
On paper a unit is a thousandth of the longest side, y grows downwards and every
coordinate is a whole number, so that paths stay short.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
Shape = tuple[Polygon, ...]
Spot = tuple[int, int]  # a point on paper
Line = list[Spot]

SIDE = 1000  # units of the longest side
MARGIN = 6  # units around the shapes
# An island beyond this many times the area of the land is drawn in a box of its own.
FARTHEST = 1.7


@dataclass(frozen=True)
class Frame:
    """A rectangle in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, shapes: Iterable[Shape]) -> "Frame":
        """The smallest frame around shapes. Raises ValueError without any."""
        points = [p for shape in shapes for polygon in shape for p in polygon[0]]
        across, up = [x for x, _ in points], [y for _, y in points]
        return cls(min(across), min(up), max(across), max(up))

    def joined(self, other: "Frame") -> "Frame":
        """The smallest frame around both."""
        return Frame(
            min(self.west, other.west),
            min(self.south, other.south),
            max(self.east, other.east),
            max(self.north, other.north),
        )

    def meets(self, other: "Frame") -> bool:
        """Whether the two have a point in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    @property
    def size(self) -> float:
        """Square degrees."""
        return (self.east - self.west) * (self.north - self.south)


@dataclass(frozen=True)
class Projection:
    """Degrees to units: a degree of longitude shrinks with the latitude of the middle.

    `left`, `top` are where the frame's corner lies on paper, `scale` units a degree of
    latitude.
    """

    frame: Frame
    scale: float
    left: int = MARGIN
    top: int = MARGIN

    @classmethod
    def into(
        cls, frame: Frame, width: int, height: int, left: int = 0, top: int = 0
    ) -> "Projection":
        """The frame as large as it goes into a box, with a margin, in its middle."""
        across = (frame.east - frame.west) * _shrink(frame) or 1e-6
        up = frame.north - frame.south or 1e-6
        scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / up)
        return cls(
            frame,
            scale,
            left + round((width - across * scale) / 2),
            top + round((height - up * scale) / 2),
        )

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height of the frame on paper, with a margin, in units."""
        frame = self.frame
        across = (frame.east - frame.west) * _shrink(frame) * self.scale
        up = (frame.north - frame.south) * self.scale
        return round(across) + 2 * MARGIN, round(up) + 2 * MARGIN

    def spot(self, point: Point) -> Spot:
        """Where a point lies on paper."""
        x = (point[0] - self.frame.west) * _shrink(self.frame) * self.scale
        y = (self.frame.north - point[1]) * self.scale
        return self.left + round(x), self.top + round(y)

    def line(self, ring: Ring) -> Line:
        """A ring without its repeated end and without points that tell nothing."""
        spots = [self.spot(point) for point in ring]
        return thinned(spots[:-1] if spots[0] == spots[-1] else spots)


def _shrink(frame: Frame) -> float:
    return cos(radians((frame.south + frame.north) / 2))


def thinned(spots: Iterable[Spot]) -> Line:
    """Without repeated spots and those in the middle of a straight stretch."""
    kept: Line = []
    for spot in spots:
        if kept and kept[-1] == spot:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], spot):
            kept.pop()
        kept.append(spot)
    while len(kept) > 1 and kept[-1] == kept[0]:
        kept.pop()
    return kept


def _straight(a: Spot, b: Spot, c: Spot) -> bool:
    """Whether b lies on the way from a to c (not beyond: a spike is kept)."""
    ahead = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    return turn == 0 and ahead >= 0


def path_of(lines: Iterable[Line]) -> str:
    """The `d` of a path: closed lines, steps from one spot to the next.

    A line that shrank to one spot is written as a stroke of no length, which a round
    line end shows as a dot: no island gets lost.
    """
    return "".join(_closed(line) for line in lines if line)


def _closed(line: Line) -> str:
    start = f"M{line[0][0]} {line[0][1]}"
    if len(line) == 1:
        return start + "h0"
    steps = (
        f"{x - a}{_gap(y - b)}{y - b}"
        for (a, b), (x, y) in zip(line, line[1:], strict=False)
    )
    return start + "l" + "".join(_spaced(steps)) + "z"


def _gap(number: int) -> str:
    return "" if number < 0 else " "


def _spaced(steps: Iterable[str]) -> Iterator[str]:
    for place, step in enumerate(steps):
        yield step if place == 0 or step[0] == "-" else " " + step


def far_away(shapes: Mapping[str, Shape], islands: Collection[str]) -> list[str]:
    """Keys of islands too far from the rest to be drawn at its scale, nearest first.

    The frame grows over the islands as long as it stays within FARTHEST times the frame
    of the rest; without any rest the first island stands for it.
    """
    land = [key for key in shapes if key not in islands] or list(shapes)[:1]
    start = frame = Frame.around(shapes[key] for key in land)
    rest = [key for key in shapes if key not in land]
    frames = {key: Frame.around([shapes[key]]) for key in rest}
    far = []
    for key in sorted(rest, key=lambda key: start.joined(frames[key]).size):
        wider = frame.joined(frames[key])
        if wider.size <= FARTHEST * start.size:
            frame = wider
        else:
            far.append(key)
    return far
