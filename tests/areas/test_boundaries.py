"""Boundaries: every unit of today has one, and every map shows the archipelagos."""

import csv
import re
from collections import defaultdict

import pytest

from povertyportal.areas.boundaries import (
    ARCHIPELAGOS,
    archipelagos,
    communes_of,
    decode,
    provinces,
)
from povertyportal.areas.loading import UNITS_FILE
from povertyportal.ui.maps.geometry import Frame
from povertyportal.ui.maps.layout import Box
from povertyportal.ui.maps.locator import PLACE, locator

LEFT_OUT = {"15": {"04402", "04423"}}  # the data has no boundary of them
# Two squares side by side: the arc between them is walked up by one, down by the other.
TWO = {
    "transform": {"scale": [0.5, 0.5], "translate": [100, 10]},
    "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]],  # noqa: E501
    "objects": {
        "communes": {
            "geometries": [
                {"type": "Polygon", "properties": {"code": "1"}, "arcs": [[0, 1]]},
                {
                    "type": "MultiPolygon",
                    "properties": {"code": "2"},
                    "arcs": [[[2, -1]]],
                },
            ]
        }
    },
}  # fmt: skip


def test_arcs_are_joined_forwards_and_backwards():
    found = decode(TWO, "communes")
    assert found["1"] == (
        (((101, 10), (101, 11), (100, 11), (100, 10), (101, 10)),),
    )  # fmt: skip
    assert found["2"] == (
        (((101, 10), (102, 10), (102, 11), (101, 11), (101, 10)),),
    )  # fmt: skip


def test_a_line_is_no_area():
    line = {"type": "LineString", "properties": {"code": "1"}, "arcs": [0]}
    topology = TWO | {"objects": {"communes": {"geometries": [line]}}}
    with pytest.raises(ValueError, match="LineString"):
        decode(topology, "communes")
    with pytest.raises(KeyError):
        decode(TWO, "districts")


def test_every_commune_of_today_has_a_boundary_around_where_it_is():
    with UNITS_FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["valid_to"]]
    today = defaultdict(dict)
    for row in rows:
        if row["level"] == "commune":
            today[row["parent_code"]][row["code"]] = (
                float(row["lon"]),
                float(row["lat"]),
            )
    assert sum(map(len, today.values())) == 3321
    assert provinces().keys() == today.keys()
    for province, communes in today.items():
        shapes = communes_of(province)
        assert communes.keys() - shapes.keys() == LEFT_OUT.get(province, set())
        assert shapes.keys() <= communes.keys()
        outside = [
            code
            for code, (x, y) in communes.items()
            if code in shapes
            and not Frame.around([shapes[code]]).meets(
                Frame(x - 0.05, y - 0.05, x + 0.05, y + 0.05)
            )
        ]
        assert len(outside) <= len(communes) / 20  # its coordinates are approximate
        assert not {code for _, code in ARCHIPELAGOS.values()}.intersection(outside)


def test_where_there_is_no_file_there_is_no_shape():
    assert not communes_of("99")
    assert not communes_of("../provinces")


@pytest.mark.parametrize("here", [set(), {"37"}, {"48", "Quần đảo Hoàng Sa"}])
def test_the_country_is_never_without_its_archipelagos(here):
    drawn = str(locator(provinces(), archipelagos(), here, Box(0, 0)))
    words = re.sub(r"<tspan[^>]+>", " ", drawn)
    for name in ("Quần đảo Hoàng Sa", "Quần đảo Trường Sa"):
        assert name in words
    assert sum(map(len, archipelagos().values())) > 180
    assert drawn.count(f'stroke="{PLACE}"') == len(here)
