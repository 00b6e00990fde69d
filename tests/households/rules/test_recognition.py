"""Lists of a decision and how long they hold: every pair of classes, every edge."""

import datetime as dt

import pytest

from households.rules.recognition import (
    Expired,
    Undetermined,
    list_of,
    list_period,
)

FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("former", "now", "expected"),
    [
        ("", "poor", "poor"),
        ("poor", "poor", "poor"),
        ("near_poor", "poor", "poor"),
        ("poor", "near_poor", "near_poor"),
        ("", "near_poor", "near_poor"),
        ("poor", "average", "escaped_poor"),
        ("poor", "not_poor", "escaped_poor"),
        ("near_poor", "average", "escaped_near"),
        ("near_poor", "not_poor", "escaped_near"),
        ("", "average", "average"),
        ("not_poor", "average", "average"),
        ("average", "not_poor", "none"),
        ("", "not_poor", "none"),
        ("not_poor", "not_poor", "none"),
    ],
)
def test_list_of(former, now, expected):
    assert list_of(former, now) == expected


@pytest.mark.parametrize("former", ["", "poor", "not_poor"])
def test_what_is_not_known_is_on_no_list(former):
    with pytest.raises(Undetermined):
        list_of(former, "undetermined")


def period(**changed):
    given = {
        "list_valid_from": FIRST,
        "is_annual": True,
        "is_governing": True,
        "standard_ends": LAST,
        "signed_on": dt.date(2025, 12, 10),
    }
    return list_period(**given | changed)


def test_the_annual_list_holds_for_its_year_whenever_it_is_signed():
    assert period() == (FIRST, dt.date(2027, 1, 1))
    assert period(signed_on=dt.date(2026, 2, 1)) == (FIRST, dt.date(2027, 1, 1))
    assert period(standard_ends=dt.date(2030, 12, 31))[1] == dt.date(2027, 1, 1)


@pytest.mark.parametrize("changed", [{"is_annual": False}, {"is_governing": False}])
@pytest.mark.parametrize(
    ("signed_on", "ends"),
    [
        (FIRST, dt.date(2027, 1, 1)),
        (LAST, dt.date(2027, 1, 1)),
        (dt.date(2025, 12, 31), dt.date(2026, 1, 1)),
    ],
)
def test_what_is_decided_besides_holds_from_the_signature(changed, signed_on, ends):
    assert period(signed_on=signed_on, **changed) == (signed_on, ends)


def test_a_standard_that_has_ended_makes_no_list():
    with pytest.raises(Expired, match="31/12/2026"):
        period(is_governing=False, signed_on=dt.date(2027, 1, 1))
    with pytest.raises(Expired):
        period(list_valid_from=dt.date(2027, 1, 1))
