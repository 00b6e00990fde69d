"""Phiếu A: three points are the bound, and an open answer may decide."""

import pytest

from households.rules.quick_screen import Line, has_threshold, screen

OF_2016, OF_2022 = "QD59_2016", "ND07_2022"


def lines(*answers, points=1):
    return [Line(f"item_{n}", "Mục", points, each) for n, each in enumerate(answers)]


@pytest.mark.parametrize(
    ("answers", "surely_not_poor"),
    [
        ((True, True, False), False),
        ((True, True, True), True),
        ((True, True, True, True), True),
        ((False, False, False), False),
        ((), False),
    ],
)
def test_three_points_are_surely_not_poor(answers, surely_not_poor):
    found = screen(OF_2016, lines(*answers))
    assert found.surely_not_poor is surely_not_poor
    assert found.points_min == found.points_max == sum(answers)


@pytest.mark.parametrize(
    ("answers", "surely_not_poor"),
    [
        ((True, True, None), None),
        ((True, None, False), False),
        ((True, True, True, None), True),
    ],
)
def test_an_open_answer_counts_only_where_it_decides(answers, surely_not_poor):
    assert screen(OF_2016, lines(*answers)).surely_not_poor is surely_not_poor


def test_an_item_counts_as_many_points_as_it_has():
    found = screen(OF_2016, lines(True, points=3))
    assert (found.points_min, found.surely_not_poor) == (3, True)


@pytest.mark.parametrize("standard", [OF_2022, "ND351_2027"])
def test_without_a_known_bound_points_decide_nothing(standard):
    assert not has_threshold(standard)
    found = screen(standard, lines(True, True, True))
    assert found.surely_not_poor is None
    assert "Chưa có văn bản" in found.reason


def test_the_reason_names_points_and_bound():
    assert "2 điểm, dưới 3 điểm" in screen(OF_2016, lines(True, True)).reason
    assert "từ 3 điểm trở lên" in screen(OF_2016, lines(True, True, True)).reason
    assert "từ 2 đến 3 điểm" in screen(OF_2016, lines(True, True, None)).reason
