"""How a map lies on its sheet: land, islands in boxes of their own, room for words."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from povertyportal.ui.maps.geometry import (
    SIDE,
    Frame,
    Line,
    Projection,
    Shape,
    far_away,
    path_of,
)
from povertyportal.ui.maps.labels import LEADING, Room, room_in

TYPE = 26  # units: readable where the map is some 540 px wide
LARGE = 40  # units: readable where it is 320 px wide
BOX, GAP = 300, 16  # sides of the boxes under the land, and between them
INSET = 350  # height of the country's box: room for the archipelagos' names
AROUND = 0.04  # of the land's frame: how far neighbours are drawn around it


@dataclass(frozen=True)
class Box:
    """A rectangle on paper, in units."""

    x: int
    y: int
    width: int = BOX
    height: int = BOX


@dataclass(frozen=True)
class Outline:
    """A shape as a path, with the room for one line and two, and for large ones.

    `box` is the box of its own of an island far away.
    """

    path: str
    one: Room
    two: Room
    large: Room
    two_large: Room
    box: Box | None = None


@dataclass(frozen=True)
class Layout:
    """A sheet SIDE units wide: the land, under it two boxes, then those of far islands.

    `around` is the path of the neighbours. `where` is kept for where in the country
    this is, `legend` for what the fills mean.
    """

    height: int
    outlines: Mapping[str, Outline]
    around: str
    where: Box
    legend: Box


def lay_out(
    shapes: Mapping[str, Shape],
    islands: Collection[str] = (),
    neighbours: Collection[Shape] = (),
) -> Layout:
    """Lay shapes out; far ones of `islands` get boxes. Raises ValueError of nothing."""
    far = far_away(shapes, islands)
    land = {key: shape for key, shape in shapes.items() if key not in far}
    frame = Frame.around(land.values())
    if neighbours:
        frame = _padded(frame)
    _, high = Projection.into(frame, SIDE, SIDE).extent
    projection = Projection.into(frame, SIDE, high)
    outlines = {key: outline(shape, projection) for key, shape in land.items()}
    boxes = _boxes(high + 2 * GAP + INSET, len(far))
    for key, box in zip(far, boxes, strict=True):
        outlines[key] = _island(shapes[key], box)
    return Layout(
        height=max([high + GAP + INSET, *(box.y + BOX for box in boxes)]),
        outlines=outlines,
        around=path_of(_around(neighbours, projection)),
        where=Box(0, high + GAP, BOX, INSET),
        legend=Box(BOX + GAP, high + GAP, SIDE - BOX - GAP, INSET),
    )


def _padded(frame: Frame) -> Frame:
    across = (frame.east - frame.west) * AROUND
    up = (frame.north - frame.south) * AROUND
    return Frame(
        frame.west - across, frame.south - up, frame.east + across, frame.north + up
    )


def _boxes(top: int, count: int) -> list[Box]:
    """Boxes from `top` down, row by row."""
    in_row = (SIDE + GAP) // (BOX + GAP)
    return [
        Box(n % in_row * (BOX + GAP), top + n // in_row * (BOX + GAP))
        for n in range(count)
    ]


def outline(shape: Shape, projection: Projection) -> Outline:
    """A shape's path and the room in its largest part."""
    parts = [[projection.line(ring) for ring in polygon] for polygon in shape]
    largest = max(parts, key=lambda lines: abs(_area(lines[0])))
    return Outline(
        path_of(_shown(parts)),
        room_in(largest, round(TYPE * LEADING)),
        room_in(largest, round(2 * TYPE * LEADING)),
        room_in(largest, round(LARGE * LEADING)),
        room_in(largest, round(2 * LARGE * LEADING)),
    )


def _shown(parts: list[list[Line]]) -> list[Line]:
    """Outer rings, and the holes that are still holes at this scale."""
    return [
        line
        for lines in parts
        for place, line in enumerate(lines)
        if place == 0 or len(line) > 2
    ]


def _area(line: Line) -> int:
    """Twice the area inside a line."""
    return sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(line, [*line[1:], *line[:1]], strict=True)
    )


def _island(shape: Shape, box: Box) -> Outline:
    """An island in its box, between the lines that name it and say its value."""
    head, foot = round(2 * TYPE * LEADING), round(LARGE * LEADING) + 2
    frame = Frame.around([shape])
    projection = Projection.into(
        frame, box.width, box.height - head - foot, box.x, box.y + head
    )
    inside = outline(shape, projection)
    return replace(inside, box=box)


def _around(neighbours: Collection[Shape], projection: Projection) -> list[Line]:
    near = [
        shape for shape in neighbours if Frame.around([shape]).meets(projection.frame)
    ]
    return [
        projection.line(polygon[0])
        for shape in near
        for polygon in shape
        if Frame.around([(polygon,)]).meets(projection.frame)
    ]
