"""When a right holds: the rule alone."""

import datetime as dt

import pytest

from programs.rules.entitlement import (
    Birth,
    Held,
    Span,
    Terms,
    months_later,
    right_of,
)
from tests.programs.right_cases import CASES, day


def terms_of(case):
    asked = dict(case.terms)
    starts, ends = day(asked.pop("starts", "2016-01-01")), day(asked.pop("ends", ""))
    after = frozenset(asked.pop("after_classes", ()))
    return Terms(frozenset({"poor"}), Span(starts, ends), after_classes=after, **asked)


@pytest.mark.parametrize("name", CASES)
def test_when_a_right_holds(name):
    case = CASES[name]
    held = [Held(kind, Span(day(a), day(b))) for kind, a, b in case.held]
    found = right_of(held, terms_of(case), Birth(*case.birth))
    assert found == tuple(Span(day(a), day(b)) for a, b in case.right)


def test_of_a_household_nobody_asks_the_age():
    held = [Held("poor", Span(dt.date(2024, 1, 1)))]
    terms = Terms(frozenset({"poor"}), Span(dt.date(2016, 1, 1)))
    assert right_of(held, terms) == (Span(dt.date(2024, 1, 1)),)


@pytest.mark.parametrize(
    ("from_", "months", "to"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-12-01", 1, "2025-01-01"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-10-31", 1, "2024-11-30"),
        ("2024-06-15", 0, "2024-06-15"),
    ],
)
def test_months_later(from_, months, to):
    assert months_later(day(from_), months) == day(to)
