"""Maps: what is projected, thinned, classed, named and drawn."""

import random
import re
from dataclasses import replace
from decimal import Decimal as D

import pytest

from povertyportal.areas.maps import _where
from povertyportal.ui.maps.classes import changes, class_of, round_step, steps, upward
from povertyportal.ui.maps.drawing import (
    CHANGES,
    UPWARD,
    Region,
    Sheet,
    draw,
    view_box,
)
from povertyportal.ui.maps.geometry import (
    SIDE,
    Frame,
    Projection,
    far_away,
    path_of,
    thinned,
)
from povertyportal.ui.maps.labels import LETTER, NO_ROOM, room_in
from povertyportal.ui.maps.layout import Box, lay_out


def square(west, south, side=1.0):
    """A shape: a square with its corner there."""
    corners = ((0, 0), (side, 0), (side, side), (0, side), (0, 0))
    return ((tuple((west + x, south + y) for x, y in corners),),)


@pytest.mark.parametrize(
    ("spots", "kept"),
    [
        ([(0, 0), (0, 0), (5, 5)], [(0, 0), (5, 5)]),
        ([(0, 0), (2, 2), (4, 4), (4, 0)], [(0, 0), (4, 4), (4, 0)]),
        ([(0, 0), (4, 0), (2, 0), (2, 3)], [(0, 0), (4, 0), (2, 0), (2, 3)]),
        ([(1, 1), (2, 5), (1, 1)], [(1, 1), (2, 5)]),
        ([(3, 3), (3, 3)], [(3, 3)]),
    ],
    ids=["repeated", "straight", "a spike stays", "closed", "an islet"],
)
def test_spots_that_tell_nothing_go(spots, kept):
    assert thinned(spots) == kept


def spots_of(path):
    """The spots that a path of ours visits, read back."""
    found = []
    for start, rest in re.findall(r"M(-?\d+ -?\d+)l([-0-9 ]+)z", path):
        x, y = map(int, start.split())
        line = [(x, y)]
        numbers = [int(each) for each in re.findall(r"-?\d+", rest)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            line.append((x, y))
        found.append(line)
    return found


def test_a_path_leads_through_its_spots_and_shows_an_islet():
    dice = random.Random(7)
    lines = [
        [(dice.randint(-50, 900), dice.randint(0, 900)) for _ in range(30)]
        for _ in range(5)
    ]
    assert spots_of(path_of(lines)) == lines
    assert path_of([[(4, 9)]]) == "M4 9h0"


def test_land_keeps_its_proportions_and_stays_on_the_sheet():
    frame = Frame(105, 20, 107, 21)
    projection = Projection.into(frame, SIDE, SIDE)
    left, top = projection.spot((105, 21))
    right, bottom = projection.spot((107, 20))
    assert 0 <= left < right <= SIDE
    assert 0 <= top < bottom <= SIDE
    # A degree of longitude at 20.5 degrees is 0.9367 of one of latitude.
    assert (right - left) / (bottom - top) == pytest.approx(2 * 0.9367, abs=0.01)


@pytest.mark.parametrize(
    ("island", "far"),
    [((1.1, 0.2), []), ((1.9, 0), ["island"]), ((9, 9), ["island"])],
    ids=["off the coast", "too far", "an archipelago"],
)
def test_a_far_island_leaves_the_land_its_size(island, far):
    shapes = {"land": square(0, 0), "island": square(*island, 0.05)}
    assert far_away(shapes, {"island"}) == far


def test_an_island_alone_is_the_land():
    shapes = {"b": square(5, 5), "a": square(0, 0)}
    assert far_away(shapes, {"a", "b"}) == ["a"]
    assert far_away({"a": square(0, 0)}, {"a"}) == []


U = [(0, 0), (100, 0), (100, 300), (200, 300), (200, 0), (300, 0), (300, 400), (0, 400)]


@pytest.mark.parametrize(
    ("line", "height", "width"),
    [
        ([(0, 0), (200, 0), (200, 100), (0, 100)], 20, 200),
        ([(0, 0), (200, 0), (200, 15), (0, 15)], 20, 0),
        ([(0, 0), (40, 0), (40, 99), (0, 99)], 20, 0),
        (U, 60, 300),
        (U, 150, 100),
    ],
    ids=["a plain field", "too low", "too narrow", "the foot of a U", "its arm"],
)
def test_words_go_where_the_outline_is_widest(line, height, width):
    assert room_in([line], height).width == width


def test_there_is_no_room_in_a_hole():
    field = [(0, 0), (300, 0), (300, 100), (0, 100)]
    hole = [(100, -1), (200, -1), (200, 101), (100, 101)]
    assert room_in([field, hole], 20).width == 100
    assert room_in([[(0, 0)]], 20) == NO_ROOM


@pytest.mark.parametrize(
    ("wanted", "step"),
    [("0.3", "0.3"), ("0.31", "0.4"), ("2.7", "3"), ("7", "8"), ("91", "100")],
)
def test_steps_are_round(wanted, step):
    assert round_step(D(wanted)) == D(step)


def words(bands):
    return [band.words for band in bands]


def test_classes_lie_between_the_lowest_and_the_highest():
    close = [D(n) / 100 for n in (85, 114, 114, 121, 131, 153)]
    assert words(upward(close, "%")) == [
        "Từ 0,8 đến dưới 1%",
        "Từ 1 đến dưới 1,2%",
        "Từ 1,2 đến dưới 1,4%",
        "Từ 1,4 đến dưới 1,6%",
    ]
    rates = [D(n) / 10 for n in range(4, 120, 4)] + [D(60)]
    assert words(upward(rates, "%")) == [
        "Dưới 2,5%",
        "Từ 2,5 đến dưới 5%",
        "Từ 5 đến dưới 7,5%",
        "Từ 7,5 đến dưới 10%",
        "Từ 10% trở lên",
    ]
    assert words(upward([D(0), D(0)], "%")) == ["0%"]
    assert words(upward([D("1.14")] * 3, "%")) == ["1,14%"]
    assert words(upward([D(n) for n in (1, 2, 3)], " hộ", whole=True)) == [
        "1 hộ",
        "2 hộ",
        "3 hộ",
    ]
    assert words(steps([D(25), D(50)], "%", D(30))) == [
        "Dưới 25%",
        "Từ 25 đến dưới 50%",
    ]


def test_none_at_all_is_no_low_value():
    bands = upward([D(0), D("0.3"), D("1.9")], "%")
    assert words(bands) == ["0%", "Trên 0 đến dưới 1%", "Từ 1 đến dưới 2%"]
    assert bands[0].number == 1  # the palest
    assert [class_of(D(n), bands) for n in ("0", "0.3", "1")] == [1, 2, 4]


def test_change_has_a_side_for_each_direction():
    bands = changes([D("-2.4"), D("-0.9"), D("-0.2"), D(0), D("0.4")], " điểm")
    assert words(bands) == [
        "Giảm từ 1,6 điểm trở lên",
        "Giảm từ 0,8 đến dưới 1,6 điểm",
        "Giảm dưới 0,8 điểm",
        "Không đổi",
        "Tăng",
    ]
    assert words(changes([], " điểm")) == ["Không đổi"]


@pytest.mark.parametrize("seed", range(20))
def test_every_value_has_one_class(seed):
    dice = random.Random(seed)
    values = [D(dice.randint(-900, 900)) / 100 for _ in range(dice.randint(1, 40))]
    whole = [D(dice.randint(0, 90)) for _ in values]
    for bands, some in (
        (changes(values, ""), values),
        (upward([abs(v) for v in values], ""), [abs(v) for v in values]),
        (upward(whole, "", whole=True), whole),
    ):
        for value in some:
            assert sum(band.holds(value) for band in bands) == 1
            assert class_of(value, bands) > 0
    assert class_of(None, changes(values, "")) == 0


def sheet(**changed):
    shapes = {"a": square(105, 20), "b": square(106, 20), "far": square(114, 9, 0.2)}
    regions = (
        Region("b", "Bến", "3,10%", "Xã Bến: 3,10%", 3, "/b"),
        Region("a", "Đồi & Chè", "–", "Xã Đồi & Chè: chưa đủ số liệu", 0, "/a"),
        Region("far", "Đặc khu Xa", "1,00%", "Đặc khu Xa: 1,00%", 1),
    )
    legend = ((1, "Dưới 2%: 1 xã"), (3, "Từ 2%: 1 xã"), (0, "Chưa đủ số liệu: 1 xã"))
    return Sheet("m", lay_out(shapes, {"far"}), regions, UPWARD, legend, **changed)


def test_every_area_is_within_reach_in_the_order_given():
    drawn = str(draw(sheet()))
    assert re.findall(r'<a [^>]*href="([^"]+)"', drawn) == ["/b", "/a"]
    assert "Xã Đồi &amp; Chè: chưa đủ số liệu" in drawn
    assert 'tabindex="0"' in drawn  # the one that leads nowhere
    assert 'fill="url(#m-0)"' in drawn
    assert '<pattern id="m-0"' in drawn
    assert drawn.count("Chưa đủ số liệu: 1 xã") == 1
    assert "style=" not in drawn


def test_a_border_is_seen_between_areas_of_one_class():
    drawn = str(draw(sheet()))
    halo, line = drawn.index('stroke="#fff" stroke-width="6"'), drawn.index("<use")
    assert halo < drawn.index('id="m-a2"') < line
    assert re.findall(r'<use href="#(m-a\d)"', drawn) == ["m-a0", "m-a1", "m-a2"]


def test_a_phone_shows_values_before_names():
    wide, phone = (
        re.findall(rf'<text class="{kind}"[^>]*>([^<]+)(?:<tspan[^>]*>([^<]+))?', said)
        for said in [str(draw(sheet()))]
        for kind in ("map-name", "map-phone")
    )
    assert ("Bến", "3,10%") in wide
    assert ("Bến", "3,10%") in phone
    assert {("Xa", ""), ("1,00%", "")} < set(phone)  # of an island in its box
    small = replace(sheet().regions[0], name="Một tên rất dài không đủ chỗ ở đây")
    only = str(draw(replace(sheet(), regions=(small,))))
    assert re.findall(r'font-size="40"[^>]*>([^<]+)<', only) == ["3,10%"]


def test_names_of_archipelagos_stand_off_the_land():
    """The coast by Hoàng Sa is left of the names, in letters of a phone too."""
    said = str(_where(("37",), Box(0, 0, 300, 350)))
    names = re.findall(
        r'font-size="36" x="(\d+)" y="(\d+)">Quần đảo<tspan[^>]*>([^<]+)', said
    )
    assert [name for _, _, name in names] == ["Hoàng Sa", "Trường Sa"]
    coast = [spot for path in re.findall(r' d="(M[^"]+z)"', said) for line in
             spots_of(path) for spot in line]  # fmt: skip
    for right, foot, name in names:
        left = int(right) - len(max(name, "Quần đảo", key=len)) * LETTER * 36
        assert int(foot) + 36 <= 350
        near = [x for x, y in coast if int(foot) - 36 <= y <= int(foot) + 40]
        assert max(near, default=0) < left


def test_what_lies_far_away_has_a_box_on_the_sheet():
    layout = sheet().layout
    box = layout.outlines["far"].box
    assert layout.outlines["a"].box is None
    assert box.y + box.height <= layout.height
    assert view_box(layout) == f"0 0 {SIDE} {layout.height}"
    for line in spots_of(layout.outlines["far"].path):
        assert all(
            box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
            for x, y in line
        )


def lightness(colour):
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_classes_are_told_apart_in_grey():
    grounds = [lightness(fill.ground) for fill in UPWARD[1:]]
    assert all(a - b >= 15 for a, b in zip(grounds, grounds[1:], strict=False))
    falling = [lightness(fill.ground) for fill in CHANGES[1:5]]
    assert all(b - a >= 25 for a, b in zip(falling, falling[1:], strict=False))
    for fills in (UPWARD, CHANGES):
        assert fills[0].marks  # not known is hatched
        assert len({fill.marks or fill.ground for fill in fills}) == len(fills)
    assert CHANGES[5].marks  # rising is no shade of falling
