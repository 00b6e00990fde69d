"""Ages in completed years from dates of birth that may be partial."""

from datetime import date

import pytest

from households.rules.facts import (
    OLDEST,
    AreaKind,
    age_text,
    named,
    possible_ages,
)
from tests.households.rules.cases import ON, aged, grown

EVERY_AGE = range(OLDEST + 1)


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ((2010, 10, 1), date(2026, 10, 1), range(16, 17)),
        ((2010, 10, 2), date(2026, 10, 1), range(15, 16)),
        ((2010, 9, 30), date(2026, 10, 1), range(16, 17)),
        ((2010, None, None), date(2026, 10, 1), range(15, 17)),
        ((2010, 10, None), date(2026, 10, 1), range(15, 17)),
        ((2010, 11, None), date(2026, 10, 1), range(15, 16)),
        ((2010, 9, None), date(2026, 10, 1), range(16, 17)),
        ((2010, None, 5), date(2026, 10, 1), range(15, 17)),
        ((2010, None, None), date(2026, 12, 31), range(16, 17)),
        ((2012, 2, 29), date(2026, 2, 28), range(13, 14)),
        ((2012, 2, 29), date(2026, 3, 1), range(14, 15)),
        ((2026, None, None), date(2026, 10, 1), range(1)),
        ((2026, 10, 1), date(2026, 10, 1), range(1)),
        ((2027, None, None), date(2026, 10, 1), EVERY_AGE),
        ((None, 3, 4), date(2026, 10, 1), EVERY_AGE),
    ],
)
def test_possible_ages(born, on, expected):
    assert possible_ages(born, on) == expected


@pytest.mark.parametrize(
    ("ages", "text"),
    [(range(17, 18), "17 tuổi"), (range(15, 17), "15–16 tuổi"), (EVERY_AGE, "")],
)
def test_age_text(ages, text):
    assert age_text(ages) == text


def test_names_fall_back_to_the_key_and_leave_out_unknown_ages():
    nameless = grown(key="9", label="", birth_year=None)
    assert named((aged(17), nameless), ON) == "Người 17 (17 tuổi), 9"


@pytest.mark.parametrize(
    ("kind", "label", "possible"),
    [
        (AreaKind.RURAL, "nông thôn", (AreaKind.RURAL,)),
        (AreaKind.URBAN, "thành thị", (AreaKind.URBAN,)),
        (
            AreaKind.UNKNOWN,
            "chưa xác định nông thôn hay thành thị",
            (AreaKind.RURAL, AreaKind.URBAN),
        ),
    ],
)
def test_kinds_of_area(kind, label, possible):
    assert kind.label == label
    assert kind.possible() == possible
