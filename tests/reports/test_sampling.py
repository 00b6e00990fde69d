"""The draw of an inspection's households: repeatable, in proportion, never short."""

import random

import pytest

from reports.sampling import Method, Risk, Unit, allocate, draw, ticket

NEAR, LATE = frozenset({Risk.NEAR_LINE}), frozenset({Risk.LATE_EDIT})


def units(commune, *, near=0, late=0, plain=0):
    signs = [NEAR] * near + [LATE] * late + [frozenset()] * plain
    start = commune * 1_000
    return [
        Unit(start + at, f"H{start + at:07d}", commune, risks)
        for at, risks in enumerate(signs)
    ]


def counts(strata):
    return {(each.commune, each.risk): len(each.drawn) for each in strata}


@pytest.mark.parametrize(
    ("sizes", "total", "expected"),
    [
        ({"a": 50, "b": 30, "c": 20}, 10, {"a": 5, "b": 3, "c": 2}),
        ({"a": 1, "b": 1, "c": 1}, 10, {"a": 1, "b": 1, "c": 1}),
        ({"a": 100, "b": 1}, 10, {"a": 9, "b": 1}),
        ({"a": 33, "b": 33, "c": 34}, 10, {"a": 3, "b": 3, "c": 4}),
        ({"a": 10, "b": 10, "c": 10}, 2, {"a": 1, "b": 1, "c": 0}),
        ({"a": 97, "b": 2, "c": 1}, 3, {"a": 1, "b": 1, "c": 1}),
    ],
)
def test_shares_are_by_largest_remainder_and_leave_no_group_out(sizes, total, expected):
    assert allocate(sizes, sizes, total) == expected


def test_no_group_gets_more_than_it_holds():
    assert allocate({"a": 20, "b": 80}, {"a": 10, "b": 80}, 85) == {"a": 10, "b": 75}


def test_the_same_seed_draws_the_same_households_in_whatever_order_they_come():
    frame = units(1, near=40, late=10, plain=150) + units(2, plain=100)
    first = draw(frame, size=30, seed="2026-01")
    random.Random(4).shuffle(frame)
    assert draw(frame, size=30, seed="2026-01") == first
    assert draw(frame, size=30, seed="2026-02") != first


def test_the_draw_can_be_repeated_by_hand():
    """Pinned: the method is printed on the minutes, so it may never drift."""
    (stratum,) = draw(units(1, plain=6), size=3, seed="KT-01/2026")
    assert [each.number for each in stratum.drawn] == [
        each.number
        for each in sorted(
            units(1, plain=6), key=lambda u: ticket("KT-01/2026", u.number)
        )
    ][:3]
    assert ticket("KT-01/2026", "H0001000")[:16] == "c0393ebc08467faa"


def test_communes_and_strata_share_in_proportion():
    frame = units(1, near=30, late=10, plain=160) + units(2, near=20, plain=80)
    assert counts(draw(frame, size=30, seed="x")) == {
        (1, Risk.NEAR_LINE): 3,
        (1, Risk.LATE_EDIT): 1,
        (1, Risk.ORDINARY): 16,
        (2, Risk.NEAR_LINE): 2,
        (2, Risk.ORDINARY): 8,
    }


def test_risk_may_weigh_double():
    frame = units(1, near=50, plain=100)
    found = counts(draw(frame, size=20, seed="x", method=Method.RISK_DOUBLE))
    assert found == {(1, Risk.NEAR_LINE): 10, (1, Risk.ORDINARY): 10}


def test_a_population_smaller_than_the_size_is_taken_whole():
    frame = units(1, near=2, plain=3)
    drawn = [unit for each in draw(frame, size=50, seed="x") for unit in each.drawn]
    assert sorted(unit.number for unit in drawn) == [unit.number for unit in frame]


def test_a_household_with_several_signs_stands_in_the_first_stratum_only():
    unit = Unit(1, "H0000001", 1, frozenset({Risk.SURVEYOR, Risk.BIG_JUMP}))
    (stratum,) = draw([unit], size=1, seed="x")
    assert (stratum.risk, stratum.population) == (Risk.BIG_JUMP, 1)


def test_every_household_of_a_stratum_is_equally_likely():
    frame = units(1, plain=20)
    times = dict.fromkeys((unit.number for unit in frame), 0)
    for seed in range(400):
        for unit in draw(frame, size=5, seed=str(seed))[0].drawn:
            times[unit.number] += 1
    # 400 draws of 5 in 20: 100 each, standard deviation 8.7.
    assert all(65 <= count <= 135 for count in times.values())


def test_a_sample_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        draw(units(1, plain=3), size=0, seed="x")
