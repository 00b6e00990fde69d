"""What little would change a class, each change tried on the rule of classes itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.rules.classification import class_of
from households.rules.facts import AreaKind
from households.rules.near_line import Flip, Position, distance, flips, words
from households.rules.outcome import PovertyClass
from households.rules.standards import standard

QD59, ND07, ND351 = (standard(c) for c in ("QD59_2016", "ND07_2022", "ND351_2027"))
RURAL, URBAN = AreaKind.RURAL, AreaKind.URBAN
POOR, NEAR, NOT = PovertyClass.POOR, PovertyClass.NEAR_POOR, PovertyClass.NOT_POOR
LACKS_1_4_10 = 0b10_0000_1001
ALL = (1 << 12) - 1


@pytest.mark.parametrize(
    ("law", "found", "expected"),
    [
        (ND07, Position(RURAL, 140, 30, LACKS_1_4_10, ALL),
         (Flip(POOR, NOT, points=1), Flip(POOR, NEAR, indicators=(1, 4, 10)))),
        (ND07, Position(RURAL, 138, 20, 0b11, 0b111),
         (Flip(NEAR, NOT, points=3), Flip(NEAR, POOR, indicators=(3,)))),
        (ND07, Position(RURAL, 141, 30, LACKS_1_4_10, ALL),
         (Flip(NOT, POOR, points=-1),)),
        (ND07, Position(URBAN, 176, 0), (Flip(NOT, NEAR, points=-1),)),
        # A list tells the total alone: one indicator, not which.
        (ND07, Position(RURAL, 100, 30),
         (Flip(POOR, NOT, points=41), Flip(POOR, NEAR))),
        (ND07, Position(RURAL, 100, 40), (Flip(POOR, NOT, points=41),)),
        # Under the standard of 2016 few points make poor whatever is lacking.
        (QD59, Position(RURAL, 118, 0), (Flip(POOR, NEAR, points=3),)),
        (QD59, Position(RURAL, 122, 30),
         (Flip(POOR, NOT, points=29), Flip(POOR, NEAR))),
        (QD59, Position(RURAL, 122, 20),
         (Flip(NEAR, NOT, points=29), Flip(NEAR, POOR, points=-2), Flip(NEAR, POOR))),
        # What is not certain flips nothing.
        (ND07, Position(RURAL, 140, None), ()),
        (ND07, Position(AreaKind.UNKNOWN, 140, 30), ()),
        (ND351, Position(RURAL, 140, 30), ()),
    ],
)  # fmt: skip
def test_flips(law, found, expected):
    assert flips(law, found) == expected


@pytest.mark.parametrize(
    ("law", "kind", "b1", "expected"),
    [
        (ND07, RURAL, 140, 0),
        (ND07, RURAL, 145, 5),
        (ND07, URBAN, 170, -5),
        (QD59, RURAL, 134, 14),
        (QD59, RURAL, 136, -14),
        (ND351, RURAL, 140, None),
        (ND07, AreaKind.UNKNOWN, 140, None),
    ],
)
def test_distance(law, kind, b1, expected):
    assert distance(law, Position(kind, b1)) == expected


@given(
    law=st.sampled_from([QD59, ND07]),
    kind=st.sampled_from([RURAL, URBAN]),
    b1=st.integers(0, 400),
    mask=st.integers(0, (1 << 10) - 1),
)
def test_each_flip_flips_and_none_is_smaller(law, kind, b1, mask):
    def listed(total, count):
        steps = law.points.of(kind)
        found = class_of(law, steps, total, deprived=count, agri=False)
        return NOT if found is PovertyClass.AVERAGE else found

    count = mask.bit_count()
    former = listed(b1, count)
    for flip in flips(law, Position(kind, b1, count * 10, mask, (1 << 10) - 1)):
        assert flip.former is former is not flip.then
        if flip.points:
            assert listed(b1 + flip.points, count) is flip.then
            nearer = flip.points - (1 if flip.points > 0 else -1)
            assert listed(b1 + nearer, count) is former
        else:
            for number in flip.indicators:
                changed = (mask ^ 1 << (number - 1)).bit_count()
                assert listed(b1, changed) is flip.then


def test_words():
    assert words(Flip(POOR, NOT, points=3), ND07) == (
        "tăng 3 điểm B1: thành hộ không nghèo"
    )
    assert words(Flip(POOR, NEAR, indicators=(4, 10)), ND07) == (
        "bớt một chỉ số thiếu hụt (Bảo hiểm y tế, Nhà tiêu hợp vệ sinh): "
        "thành hộ cận nghèo"
    )
    assert words(Flip(NEAR, POOR), ND07) == (
        "thêm một chỉ số thiếu hụt: thành hộ nghèo"
    )
    many = Flip(
        NEAR, POOR, indicators=tuple(n for n in range(1, 13) if n not in {4, 9})
    )
    assert words(many, ND07) == (
        "thêm một chỉ số thiếu hụt ngoài Bảo hiểm y tế, Nguồn nước sinh hoạt: "
        "thành hộ nghèo"
    )
