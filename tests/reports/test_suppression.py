"""No hidden number can be computed from what is shown, whoever knows which part."""

import math
import time
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import THRESHOLD, Cell, hidden

SMALL = set(range(THRESHOLD))
FLAT = [(1, None, 200), (2, 1, 4), (3, 1, 30), (4, 1, 66), (5, 1, 100)]


def column(rows, known=(), small=()):
    return [Cell(key, parent, n, key in known, key in small) for key, parent, n in rows]


@pytest.mark.parametrize(
    ("rows", "known", "expected"),
    [
        # a small one takes the first with it, however many that has
        (FLAT, {}, {2, 3}),
        ([(1, None, 200), (2, 1, 100), (3, 1, 4), (4, 1, 96)], {}, {2, 3}),
        # what the reader knows protects nothing
        (FLAT, {3}, {2, 4}),
        # several small ones protect each other where each of them may be 0 or 9
        ([(1, None, 56), (2, 1, 5), (3, 1, 4), (4, 1, 2), (5, 1, 45)], {}, {2, 3, 4}),
        # two do not: one of 10 together is no 0, one of 18 is a 9
        ([(1, None, 55), (2, 1, 5), (3, 1, 5), (4, 1, 45)], {}, {2, 3, 4}),
        ([(1, None, 63), (2, 1, 9), (3, 1, 9), (4, 1, 45)], {}, {2, 3, 4}),
        # nor do two of three together
        ([(1, None, 43), (2, 1, 1), (3, 1, 2), (4, 1, 40)], {}, {2, 3, 4}),
        # one that goes along has room for nine more and is no small one then
        ([(1, None, 60), (2, 1, 0), (3, 1, 19), (4, 1, 41)], {}, {2, 3}),
        ([(1, None, 59), (2, 1, 0), (3, 1, 18), (4, 1, 41)], {}, {2, 3, 4}),
        # where nothing is left to go along the sum is hidden as well
        ([(1, None, 18), (2, 1, 0), (3, 1, 18)], {}, {1, 2, 3}),
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
        # a unit that goes along must hide its own parts whatever it has: 28, not 19
        (
            [(1, None, 80), (2, 1, 5), (3, 1, 22), (4, 1, 53), (5, 3, 11), (6, 3, 11)],
            {},
            {2, 3, 4, 5, 6},
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
        ([(1, None, 80), (2, 1, 80), (3, 2, 5), (4, 2, 75)], {}, {3, 4}),
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


def divided(rest, count):
    """All ways to divide a rest into so many parts."""
    if count == 1:
        yield (rest,)
        return
    for first in range(rest + 1):
        for others in divided(rest - first, count - 1):
            yield (first, *others)


def replayed(cells, hide):
    """What each unknown part of one sum may be for who knows the rule as well."""
    unknown = hide(cells)
    rest = sum(cell.households for cell in cells if cell.key in unknown)
    possible = {key: set() for key in unknown}
    for each in divided(rest, len(unknown)):
        found = dict(zip(sorted(unknown), each, strict=True))
        if hide(with_numbers(cells, found)) == unknown:
            for key, number in found.items():
                possible[key].add(number)
    return possible


def with_numbers(cells, numbers):
    return [
        replace(cell, households=numbers.get(cell.key, cell.households))
        for cell in cells
    ]


@pytest.mark.parametrize(
    "parts",
    [(50, 50, 9, 80), (20, 20, 9, 33, 41), (83, 83, 8, 83, 90), (0, 10, 10), (9, 9, 9)],
)
def test_who_replays_the_rule_learns_no_small_number(parts):
    """With the smallest one shown along, only (50, 9) were left of the first."""
    cells = flat(parts)
    possible = replayed(cells, hidden)
    assert possible
    for cell in cells:
        if cell.key in possible:
            assert len(possible[cell.key]) >= THRESHOLD
            if cell.households < THRESHOLD:
                assert possible[cell.key] >= SMALL


def flat(parts):
    rows = [(number, 1, n) for number, n in enumerate(parts, start=2)]
    return column([(1, None, sum(parts)), *rows])


def with_the_smallest(cells):
    """A rule that was published and told numbers."""
    small = {cell.key for cell in cells if cell.households < THRESHOLD}
    shown = [cell for cell in cells if cell.parent and cell.key not in small]
    shown.sort(key=lambda cell: (cell.households, cell.key))
    while small and len(small) < 2:
        small.add(shown.pop(0).key)
    return frozenset(small)


def test_the_replay_finds_what_the_smallest_one_along_tells():
    assert replayed(flat((50, 50, 9, 80)), with_the_smallest) == {2: {50}, 4: {9}}


@settings(max_examples=200, deadline=None)
@given(columns())
def test_no_small_number_follows_from_the_rule(cells):
    """Each may be 0 to 9: there is a column that is hidden alike and says so."""
    unknown = hidden(cells)
    tree = Tree(cells)
    for key in unknown:
        if tree.free(key, unknown) < THRESHOLD:
            for number in SMALL:
                tried = tree.otherwise(key, number, unknown)
                assert any(hidden(each) == unknown for each in tried), (key, number)


class Tree:
    """A column of which some is unknown, and other columns that look the same."""

    def __init__(self, cells):
        self.cells = cells
        self.of = {cell.key: cell.households for cell in cells}
        self.parent = {cell.key: cell.parent for cell in cells}
        self.parts = defaultdict(list)
        for cell in cells:
            self.parts[cell.parent].append(cell.key)

    def leaves(self, key, unknown):
        """The unknown units at the foot of a unit, itself if it has no parts."""
        if not self.parts[key]:
            return [key] if key in unknown else []
        found = (self.leaves(part, unknown) for part in self.parts[key])
        return [leaf for each in found for leaf in each]

    def free(self, key, unknown):
        """What is not known of a number; zero where it has no unknown part."""
        return sum(self.of[leaf] for leaf in self.leaves(key, unknown))

    def otherwise(self, key, number, unknown):
        """Columns with another number of a unit, and the same ones shown.

        One unknown leaf of the unit has the number; the rest of the sum that is shown
        above goes to another one, or to others of which all are small.
        """
        at = key
        while self.parent[at] in unknown:
            at = self.parent[at]
        above = self.parent[at]
        beside = [p for p in self.parts[above] if p in unknown] if above else [at]
        rest = sum(self.free(p, unknown) for p in beside) if above else number
        leaves = {part: self.leaves(part, unknown) for part in beside}
        takers = [[leaf] for each in leaves.values() for leaf in each]
        takers.append([each[0] for part, each in leaves.items() if part != at])
        zero = dict.fromkeys((leaf for each in leaves.values() for leaf in each), 0)
        for leaf in leaves[at]:
            for each in takers:
                found = self._filled(zero | {leaf: number}, each, rest)
                under = sum(found[one] for one in self.leaves(key, unknown))
                if under == number and sum(found.values()) == rest:
                    yield self.summed(found)

    @staticmethod
    def _filled(found, takers, rest):
        for taker in takers:
            left = rest - sum(found.values())
            found[taker] += left if len(takers) == 1 else min(left, THRESHOLD - 1)
        return found

    def summed(self, leaves):
        """The column with these numbers of leaves, sums made anew."""
        of = {**self.of, **leaves}

        def sum_of(key):
            if self.parts[key]:
                of[key] = sum(sum_of(part) for part in self.parts[key])
            return of[key]

        for top in self.parts[None]:
            sum_of(top)
        return with_numbers(self.cells, of)


@settings(max_examples=100, deadline=None)
@given(columns(), st.randoms(use_true_random=False))
def test_what_goes_along_does_not_hang_on_how_large_it_is(cells, chance):
    """Among those large enough to be hidden for nothing but company."""
    parts = {cell.parent for cell in cells}
    larger = {cell.key: cell.households + 60 for cell in cells if cell.key not in parts}
    known = {cell.key for cell in cells if cell.is_known}
    large = {key for key, n in larger.items() if chance.random() < 0.8 or key in known}
    tree = Tree(cells)
    first = {key: larger[key] for key in large}
    second = {key: number + chance.randint(0, 90) for key, number in first.items()}
    assert hidden(tree.summed(first)) == hidden(tree.summed(second))


def test_a_large_province_takes_no_time():
    """168 communes: hiding them is linear but for one sort."""
    cells = flat(range(168))
    started = time.perf_counter()
    assert len(hidden(cells)) == 10
    assert time.perf_counter() - started < 0.1


def test_the_attack_finds_what_is_hidden_carelessly():
    careless = column(FLAT)
    assert computable(careless, {2}) == {2}
    assert computable(careless, {2, 3}) == set()
    assert bounds(careless, {2, 3}) == {2: (0, 34), 3: (0, 34)}
