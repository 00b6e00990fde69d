"""No hidden number can be computed from what is shown, whoever knows which part."""

import math
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import THRESHOLD, Cell, hidden

FLAT = [(1, None, 200), (2, 1, 4), (3, 1, 30), (4, 1, 66), (5, 1, 100)]


def column(rows, known=(), small=()):
    return [Cell(key, parent, n, key in known, key in small) for key, parent, n in rows]


@pytest.mark.parametrize(
    ("rows", "known", "expected"),
    [
        # a small one takes the next smallest with it, or the rest of the sum tells
        (FLAT, {}, {2, 3}),
        # what the reader knows protects nothing
        (FLAT, {3}, {2, 4}),
        # small ones protect each other once they hold ten together
        ([(1, None, 55), (2, 1, 5), (3, 1, 5), (4, 1, 45)], {}, {2, 3}),
        ([(1, None, 54), (2, 1, 5), (3, 1, 4), (4, 1, 45)], {}, {2, 3, 4}),
        # exactly ten is shown, nine is not
        ([(1, None, 30), (2, 1, 10), (3, 1, 20)], {}, set()),
        ([(1, None, 29), (2, 1, 9), (3, 1, 20)], {}, {2, 3}),
        # where all but few are the reader's own, the sum itself gives them away
        ([(1, None, 103), (2, 1, 100), (3, 1, 3)], {2}, {1, 3}),
        # nothing is hidden from who answers for all of it
        (FLAT, {1}, set()),
        # what lies below a hidden unit is hidden with it
        (
            [(1, None, 90), (2, 1, 9), (3, 1, 30), (4, 1, 51), (5, 3, 12), (6, 3, 18)],
            {},
            {2, 3, 5, 6},
        ),
        # of a hidden unit only what the reader does not know protects others
        (
            [
                (1, None, 175), (2, 1, 33), (3, 1, 42), (4, 1, 100),
                (5, 2, 30), (6, 2, 3), (7, 3, 40), (8, 3, 2),
            ],
            {5, 7},
            {2, 3, 4, 6, 8},
        ),
        # a sum of one part says what the part says
        ([(1, None, 60), (2, 1, 60), (3, 2, 5), (4, 2, 55)], {}, {3, 4}),
        ([(1, None, 5), (2, 1, 5)], {}, {1, 2}),
        # zero is few, too
        ([(1, None, 50), (2, 1, 0), (3, 1, 20), (4, 1, 30)], {}, {2, 3}),
    ],
)  # fmt: skip
def test_what_is_hidden(rows, known, expected):
    assert hidden(column(rows, known)) == expected


@st.composite
def columns(draw):
    """A tree of two levels below the top, sums that add up, some of it the reader's."""
    rows, top, key = [], 0, 1
    for _ in range(draw(st.integers(1, 4))):
        key, unit, total = key + 1, key + 1, 0
        parts = draw(st.lists(st.integers(0, 40), max_size=4))
        for part in parts:
            key += 1
            rows.append((key, unit, part))
        total = sum(parts) if parts else draw(st.integers(0, 60))
        rows.append((unit, 1, total))
        top += total
    rows.append((1, None, top))
    leaves = [row[0] for row in rows]
    known = draw(st.sets(st.sampled_from(leaves), max_size=3))
    small = draw(st.sets(st.sampled_from(leaves), max_size=1))
    return column(rows, known, small)


def equations(cells):
    """Each sum as {key: factor}, over all cells of the tree."""
    found = defaultdict(dict)
    for cell in cells:
        if cell.parent is not None:
            found[cell.parent][cell.key] = 1
    return [{**parts, key: -1} for key, parts in found.items()]


def computable(cells, unknown):
    """Keys among the unknown that the equations determine (elimination, exact)."""
    rows = [
        {key: Fraction(factor) for key, factor in each.items() if key in unknown}
        for each in equations(cells)
    ]
    done = []
    for key in sorted(unknown):
        pivot = next((row for row in rows if row.get(key)), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = {k: v / pivot[key] for k, v in pivot.items()}
        rows, done = ([less(row, pivot, key) for row in each] for each in (rows, done))
        done.append(pivot)
    return {key for row in done for key in row if len(row) == 1}


def less(row, pivot, key):
    factor = row.get(key, 0)
    summed = {k: row.get(k, 0) - factor * pivot.get(k, 0) for k in {*row, *pivot}}
    return {k: v for k, v in summed.items() if v}


def bounds(cells, unknown):
    """What a reader can say of each unknown: it is no less than 0, sums hold."""
    at = {c.key: (c.households, c.households) for c in cells}
    at |= dict.fromkeys(unknown, (0, math.inf))
    before = None
    while before != at:
        before = dict(at)
        for each in equations(cells):
            for key, factor in each.items():
                rest = [(f, at[k]) for k, f in each.items() if k != key]
                low = sum(min(f * a, f * b) for f, (a, b) in rest)
                high = sum(max(f * a, f * b) for f, (a, b) in rest)
                least, most = sorted((-low * factor, -high * factor))
                at[key] = max(at[key][0], least), min(at[key][1], most)
    return {key: at[key] for key in unknown}


@settings(max_examples=300, deadline=None)
@given(columns())
def test_no_hidden_number_can_be_computed(cells):
    unknown = hidden(cells)
    shown = {cell.key for cell in cells} - unknown
    assert not {c.key for c in cells if c.is_known} & unknown
    assert all(
        cell.households >= THRESHOLD or _is_told(cell, cells)
        for cell in cells
        if cell.key in shown
    )
    assert computable(cells, unknown) == set()
    for least, most in bounds(cells, unknown).values():
        assert most - least >= THRESHOLD


def _is_told(cell, cells):
    """Known: the reader's own, under his own, or a sum of such."""
    by_key = {each.key: each for each in cells}
    at = cell
    while at is not None:
        if at.is_known:
            return True
        at = by_key.get(at.parent)
    parts = [each for each in cells if each.parent == cell.key]
    return bool(parts) and all(_is_told(each, cells) for each in parts)


def test_the_attack_finds_what_is_hidden_carelessly():
    careless = column(FLAT)
    assert computable(careless, {2}) == {2}
    assert computable(careless, {2, 3}) == set()
    assert bounds(careless, {2, 3}) == {2: (0, 34), 3: (0, 34)}
