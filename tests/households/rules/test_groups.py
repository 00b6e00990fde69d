"""Who heads a household and whether children live there: known, or not."""

import datetime as dt

import pytest

from households.rules.form_2022 import Member
from households.rules.groups import head_female, with_children

DAY = dt.date(2026, 11, 20)


def born(year, month=None, day=None):
    return Member("1", "A", year, month, day)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ((("head", "female"), ("spouse", "male")), True),
        ((("head", "male"), ("spouse", "female")), False),
        ((("head", ""),), None),
        ((("head", None),), None),
        ((("child", "female"),), None),
        ((), None),
    ],
)
def test_head_female(people, expected):
    members = [Member("1", "A", relation=relation, sex=sex) for relation, sex in people]
    assert head_female(members) is expected


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        pytest.param([born(2010, 11, 21)], True, id="sixteen tomorrow"),
        pytest.param([born(2010, 11, 20)], False, id="sixteen today"),
        pytest.param([born(2010)], None, id="of the year alone: either"),
        pytest.param([born(2011)], True, id="of the year alone: surely"),
        pytest.param([born(2009)], False, id="of the year alone: surely not"),
        pytest.param([born(None), born(1980)], None, id="one unknown"),
        pytest.param([born(None), born(2015)], True, id="a child beside one unknown"),
        pytest.param([born(1980), born(1950)], False, id="all grown"),
    ],
)
def test_with_children(members, expected):
    assert with_children(members, DAY) is expected
