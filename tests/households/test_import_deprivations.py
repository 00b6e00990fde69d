"""A list may tell by which indicators a household is deprived: then that is known."""

import pytest

from households.models import Outcome
from povertyportal.sheets.kinds import kind_of
from tests.households.lists import YEAR, brought, family, saved

TWELVE = (1 << 12) - 1


@pytest.fixture
def load(tmp_path, commune_officer, village):
    def _load(listed, year=YEAR):
        path = saved(tmp_path / "list.xlsx", listed)
        return brought(commune_officer, path, year)

    return _load


def masks():
    found = Outcome.objects.filter(is_current=True).order_by("review__household__pk")
    return list(found.values_list("deprived_mask", "known_mask"))


def test_a_list_tells_indicators_or_none_or_nothing(load):
    rows = [
        *family(deprivations="1, 10"),
        *family(head="Vũ An", number=2, deprivations="0"),
        *family(head="Vũ Bình", number=3),
    ]
    assert load(rows).is_applied
    assert masks() == [(0b10_0000_0001, TWELVE), (0, TWELVE), (0, 0)]


def test_a_later_list_adds_indicators_and_takes_none_away(load):
    load(family())
    again = load(family(deprivations=9))
    (row,) = kind_of(again.kind).rows(again, "changed", 0, 50)[:1]
    told = {each.label: (each.before, each.after) for each in row.differences}
    assert told["Chỉ số thiếu hụt"] == ("", "9")
    assert masks() == [(1 << 8, TWELVE)]
    assert load(family()).counts == {"unchanged": 2}
    assert load(family(deprivations="9")).counts == {"unchanged": 2}
    load(family(b1=125))
    assert masks() == [(1 << 8, TWELVE)]


@pytest.mark.parametrize(("told", "year"), [("13", YEAR), ("nhà", YEAR), ("11", 2020)])
def test_no_indicator_of_the_year(load, told, year):
    batch = load(family(deprivations=told), year=year)
    assert not batch.is_applied
    assert any("chỉ số" in each["message"] for each in batch.problems)
