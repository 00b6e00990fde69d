"""Three-valued logic against its truth tables."""

from itertools import product

import pytest

from households.rules.logic import agreed, all3, any3, not3, one_of

VALUES = (True, False, None)


def completions(values):
    return list(product(*[(True, False) if v is None else (v,) for v in values]))


@pytest.mark.parametrize("values", list(product(VALUES, repeat=3)))
def test_any_and_all_are_what_every_completion_agrees_on(values):
    assert any3(values) is agreed(any(each) for each in completions(values))
    assert all3(values) is agreed(all(each) for each in completions(values))


def test_nothing_given():
    assert any3([]) is False
    assert all3([]) is True
    assert agreed([]) is None


@pytest.mark.parametrize(
    ("value", "negated"), [(True, False), (False, True), (None, None)]
)
def test_not(value, negated):
    assert not3(value) is negated


def test_one_of():
    assert one_of("a", frozenset("ab")) is True
    assert one_of("c", frozenset("ab")) is False
    assert one_of(None, frozenset("ab")) is None
