"""Half of those who attend is enough (QD24-MEETING)."""

import pytest

from households.rules.meeting import passes


@pytest.mark.parametrize(
    ("agreed", "attended", "expected"),
    [
        (1, 1, True),
        (0, 1, False),
        (1, 2, True),
        (0, 2, False),
        (1, 3, False),
        (2, 3, True),
        (20, 40, True),
        (19, 40, False),
        (20, 41, False),
        (21, 41, True),
        (40, 40, True),
    ],
)
def test_half_of_those_present_is_enough(agreed, attended, expected):
    assert passes(agreed, attended) is expected


@pytest.mark.parametrize(("agreed", "attended"), [(0, 0), (3, 2), (-1, 2)])
def test_votes_that_cannot_be_are_refused(agreed, attended):
    with pytest.raises(ValueError, match="người dự"):
        passes(agreed, attended)
