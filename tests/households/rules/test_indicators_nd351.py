"""Nghị định 351/2025/NĐ-CP: three thresholds from the draft, nine unknown."""

import pytest

from households.rules.outcome import State
from households.rules.standards import standard
from tests.households.rules.cases import child, grown, household
from tests.households.rules.test_indicators_nd07 import (
    DEPENDENCY,
    EMPLOYMENT,
    NUTRITION,
)

ND351 = standard("ND351_2027")


@pytest.mark.parametrize(
    ("number", "state", "facts"),
    [
        pytest.param(*row.values, id=row.id.replace("ND07", "ND351-as-ND07"))
        for row in (*EMPLOYMENT, *DEPENDENCY, *NUTRITION)
    ],
)
def test_the_first_three_repeat_the_decree_of_2021(number, state, facts):
    assert ND351.indicators[number - 1].judge(facts).state is state


@pytest.mark.parametrize("number", range(4, 13))
@pytest.mark.parametrize("facts", [household(), household(grown(), child(5))])
def test_the_other_nine_are_unknown_for_everybody(number, facts):
    indicator = ND351.indicators[number - 1]
    judged = indicator.judge(facts)
    assert judged.state is State.UNKNOWN
    assert "chưa có Phụ lục" in judged.reason
    assert "chưa có Phụ lục" in indicator.threshold
    assert not judged.verified
