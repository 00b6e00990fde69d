"""Boundaries of communes and provinces since 01/07/2025, read from TopoJSON.

A shape is polygons, a polygon is rings (the outer one first, holes after it), a ring is
points (longitude, latitude in decimal degrees) whose first one is repeated at its end.
There are none for units that ended before that day, nor for two communes of Lào Cai
(Phong Dụ Hạ and Phong Dụ Thượng), which the data leaves out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

from povertyportal.ui.maps.geometry import Point, Ring, Shape

FOLDER = Path(__file__).resolve().parent / "data" / "boundaries"
NOTHING: Mapping[str, Shape] = MappingProxyType({})
# Xã Ba Chẽ bears another code in the data: the shape lies around it, and no other does.
RECODED: Mapping[str, str] = MappingProxyType({"06978": "06970"})
# The special zones that every map of the country shows: (province, commune) by name.
ARCHIPELAGOS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Quần đảo Hoàng Sa": ("48", "20333"),
        "Quần đảo Trường Sa": ("56", "22736"),
    }
)


def decode(topology: Mapping[str, Any], name: str) -> dict[str, Shape]:
    """The shapes of one object of a topology, by the property `code`.

    Raises KeyError where the object is not there and ValueError for a geometry that is
    neither a polygon nor several.
    """
    arcs = [_arc(each, topology["transform"]) for each in topology["arcs"]]
    found = {}
    for geometry in topology["objects"][name]["geometries"]:
        parts = _parts(geometry)
        code = str(geometry["properties"]["code"])
        found[RECODED.get(code, code)] = tuple(
            tuple(_ring(ring, arcs) for ring in polygon) for polygon in parts
        )
    return found


def _arc(steps: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> Ring:
    """An arc's points: steps from one to the next, in units of the transform."""
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    across = accumulate(step[0] for step in steps)
    up = accumulate(step[1] for step in steps)
    return tuple(
        (west + x * wide, south + y * high) for x, y in zip(across, up, strict=True)
    )


def _parts(geometry: Mapping[str, Any]) -> Sequence[Sequence[Sequence[int]]]:
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        parts: Sequence[Sequence[Sequence[int]]] = geometry["arcs"]
        return parts
    raise ValueError(f"{geometry['type']} is not an area")


def _ring(numbers: Iterable[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs joined end to end; ~n is arc n backwards. A joint is written once."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return tuple(points)


@lru_cache(maxsize=8)
def communes_of(province_code: str) -> Mapping[str, Shape]:
    """Shapes of a province's communes of today by their code; none if not known."""
    return _read(province_code, "communes")


@lru_cache(maxsize=1)
def provinces() -> Mapping[str, Shape]:
    """Shapes of today's provinces by their code."""
    return _read("provinces", "provinces")


def _read(stem: str, name: str) -> Mapping[str, Shape]:
    path = FOLDER / f"{stem}.topojson"
    if not stem.isalnum() or not path.is_file():
        return NOTHING
    return MappingProxyType(decode(json.loads(path.read_bytes()), name))


def archipelagos() -> dict[str, Shape]:
    """The full shapes of Hoàng Sa and Trường Sa by name."""
    return {
        name: communes_of(province)[commune]
        for name, (province, commune) in ARCHIPELAGOS.items()
    }
