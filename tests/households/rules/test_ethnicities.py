"""The list of ethnic groups."""

from households.rules.ethnicities import ETHNICITIES, KINH


def test_54_groups_and_others_each_once():
    assert ETHNICITIES[0] == KINH
    assert ETHNICITIES[-1] == "Khác"
    assert len(ETHNICITIES) == len(set(ETHNICITIES)) == 55
