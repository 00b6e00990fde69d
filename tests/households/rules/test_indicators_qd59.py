"""Quyết định 59/2015/QĐ-TTg: the ten indicators, all recalled and marked so."""

from decimal import Decimal

import pytest

from households.rules.facts import (
    Device,
    GeneralLevel,
    HouseType,
    Schooling,
    Toilet,
    WaterSource,
)
from households.rules.outcome import State
from households.rules.standards import standard
from tests.households.rules.cases import aged, child, grown, household

QD59 = standard("QD59_2016")
YES, NO, OPEN = State.DEPRIVED, State.NOT_DEPRIVED, State.UNKNOWN


def case(number, label, state, facts):
    return pytest.param(number, state, facts, id=f"QD59-{number:02}-{label}")


def plain(year, **changed):
    """Somebody born in that year who finished no lower secondary school."""
    return grown(birth_year=year, general_level=GeneralLevel.PRIMARY, **changed)


def offline(**changed):
    return household(grown(**changed), uses_internet=False)


def silent(**changed):
    return household(**{"devices": frozenset(), "hears_loudspeaker": False, **changed})


CASES = [
    case(1, "cared-for", NO, household()),
    case(1, "ill-without-care", YES, household(grown(ill_without_care=True))),
    case(1, "not-asked", OPEN, household(grown(ill_without_care=None))),
    case(2, "insured", NO, household()),
    case(2, "day-of-6", YES, household(child(6, insured=False))),
    case(2, "day-before-6", NO, household(child(6, birth_day=2, insured=False))),
    case(2, "open", OPEN, household(grown(insured=None))),
    case(3, "born-1985", NO, household(plain(1985))),
    case(3, "born-1986", YES, household(plain(1986))),
    case(3, "born-1986-finished", NO, household(grown(birth_year=1986))),
    case(
        3,
        "born-1986-studying",
        NO,
        household(plain(1986, schooling=Schooling.LOWER_SECONDARY)),
    ),
    case(3, "day-of-15", YES, household(aged(15, general_level=GeneralLevel.NONE))),
    case(
        3,
        "day-before-15",
        NO,
        household(aged(15, birth_day=2, general_level=GeneralLevel.NONE)),
    ),
    case(3, "schooling-open", OPEN, household(plain(1990, schooling=None))),
    case(3, "year-open", OPEN, household(plain(None))),
    case(4, "day-before-5", NO, household(child(5, birth_day=2))),
    case(4, "day-of-5", YES, household(child(5))),
    case(4, "at-school", NO, household(child(5, schooling=Schooling.PRESCHOOL))),
    case(4, "day-before-15", YES, household(child(15, birth_day=2))),
    case(4, "day-of-15", NO, household(child(15))),
    case(4, "open", OPEN, household(child(9, schooling=None))),
    case(5, "solid", NO, household(house_type=HouseType.SOLID)),
    case(5, "semi-solid", NO, household(house_type=HouseType.SEMI_SOLID)),
    case(5, "weak", YES, household(house_type=HouseType.WEAK)),
    case(5, "simple", YES, household(house_type=HouseType.SIMPLE)),
    case(5, "open", OPEN, household(house_type=None)),
    case(6, "exactly-8", NO, household(floor_area=Decimal(8))),
    case(6, "below-8", YES, household(floor_area=Decimal("7.99"))),
    case(6, "open", OPEN, household(floor_area=None)),
    case(7, "piped", NO, household()),
    case(7, "unprotected", YES, household(water_source=WaterSource.UNPROTECTED)),
    case(7, "open", OPEN, household(water_source=None)),
    case(8, "septic", NO, household()),
    case(8, "two-vault", NO, household(toilet=Toilet.TWO_VAULT)),
    case(8, "none", YES, household(toilet=Toilet.NONE)),
    case(8, "open", OPEN, household(toilet=None)),
    case(9, "phone-only", NO, offline(has_phone_line=True)),
    case(9, "internet-only", NO, household(grown(has_phone_line=False))),
    case(9, "neither", YES, offline(has_phone_line=False)),
    case(9, "phone-not-asked", OPEN, offline(has_phone_line=None)),
    case(10, "nothing", YES, silent()),
    case(10, "loudspeaker", NO, silent(hears_loudspeaker=True)),
    case(10, "computer", NO, silent(devices=frozenset({Device.LAPTOP}))),
    case(10, "a-phone-does-not-count", YES, silent(devices=frozenset({Device.PHONE}))),
    case(10, "loudspeaker-not-asked", OPEN, silent(hears_loudspeaker=None)),
    case(10, "devices-open", OPEN, silent(devices=None)),
]


@pytest.mark.parametrize(("number", "state", "facts"), CASES)
def test_indicator(number, state, facts):
    assert QD59.indicators[number - 1].judge(facts).state is state


@pytest.mark.parametrize("number", range(1, 11))
def test_every_indicator_is_tested_in_all_three_states(number):
    states = {row.values[1] for row in CASES if row.values[0] == number}
    assert states == set(State)
