"""Nghị định 07/2021/NĐ-CP, Phụ lục: twelve indicators, both ways and at the edge."""

from decimal import Decimal

import pytest

from households.rules.facts import (
    Allowance,
    Device,
    GeneralLevel,
    Job,
    Schooling,
    Toilet,
    Training,
    WaterSource,
)
from households.rules.outcome import State
from households.rules.standards import standard
from tests.households.rules.cases import aged, child, grown, household

ND07 = standard("ND07_2022")
YES, NO, OPEN = State.DEPRIVED, State.NOT_DEPRIVED, State.UNKNOWN


def case(number, label, state, facts):
    """A row; its id carries the decree and the indicator."""
    return pytest.param(number, state, facts, id=f"ND07-{number:02}-{label}")


def jobless(**changed):
    return grown(**{"job": Job.NONE, "wants_work": True, **changed})


def paid(**changed):
    return grown(**{"job": Job.WAGE, "has_contract": True, **changed})


def learner(years, **changed):
    """Somebody who studies nothing and finished nothing."""
    return aged(years, **{"general_level": GeneralLevel.NONE, **changed})


NOBODY = household(members=())

EMPLOYMENT = [
    case(1, "self-employed", NO, household()),
    case(1, "willing-without-job", YES, household(jobless())),
    case(1, "one-of-two", YES, household(grown(), jobless(key="2"))),
    case(1, "unwilling", NO, household(jobless(wants_work=False))),
    case(1, "unable", NO, household(jobless(able_to_work=False))),
    case(1, "willing-not-answered", OPEN, household(jobless(wants_work=None))),
    case(1, "able-not-answered", OPEN, household(jobless(able_to_work=None))),
    case(1, "job-not-answered", OPEN, household(grown(job=None))),
    case(1, "paid-with-contract", NO, household(paid())),
    case(1, "paid-without-contract", YES, household(paid(has_contract=False))),
    case(1, "contract-not-answered", OPEN, household(paid(has_contract=None))),
    case(1, "age-14-not-counted", NO, household(grown(), child(14))),
    case(1, "age-14-paid", NO, household(child(14, job=Job.WAGE, has_contract=False))),
    case(1, "age-15-asked", OPEN, household(grown(), child(15))),
    case(1, "nobody", OPEN, NOBODY),
]
DEPENDENCY = [
    case(2, "exactly-half", NO, household(grown(), child(5))),
    case(2, "two-of-three", YES, household(grown(), child(5), child(6))),
    case(2, "two-of-five", NO, household(*[grown()] * 3, child(5), child(6))),
    case(2, "day-of-16", NO, household(grown(), child(5), aged(16))),
    case(
        2,
        "day-before-16",
        YES,
        household(grown(), child(5), aged(16, birth_day=2)),
    ),
    case(2, "elderly", YES, household(grown(allowance=Allowance.ELDERLY))),
    case(2, "disabled", YES, household(grown(allowance=Allowance.DISABLED))),
    case(2, "other-allowance", NO, household(grown(allowance=Allowance.OTHER))),
    case(2, "allowance-open", OPEN, household(grown(allowance=None))),
    case(2, "open-but-half-at-most", NO, household(grown(), grown(allowance=None))),
    case(
        2,
        "open-but-over-half",
        YES,
        household(grown(allowance=None), child(5), child(6)),
    ),
    case(2, "age-open", OPEN, household(grown(), child(5), aged(16, birth_month=None))),
    case(2, "nobody", OPEN, NOBODY),
]
NUTRITION = [
    case(3, "well-fed", NO, household(grown(), child(5))),
    case(3, "stunted", YES, household(grown(), child(5, stunted=True))),
    case(3, "underweight", YES, household(grown(), child(5, underweight=True))),
    case(
        3,
        "one-measure-is-enough",
        YES,
        household(child(5, stunted=True, underweight=None)),
    ),
    case(3, "not-measured", OPEN, household(grown(), child(5, stunted=None))),
    case(3, "day-of-16", NO, household(child(16, stunted=True))),
    case(3, "day-before-16", YES, household(child(16, birth_day=2, stunted=True))),
    case(
        3,
        "year-of-birth-only",
        OPEN,
        household(child(16, birth_month=None, birth_day=None, stunted=True)),
    ),
]
INSURANCE = [
    case(4, "insured", NO, household()),
    case(4, "uninsured", YES, household(grown(insured=False))),
    case(4, "open", OPEN, household(grown(insured=None))),
    case(4, "day-of-6", YES, household(grown(), child(6, insured=False))),
    case(
        4,
        "day-before-6",
        NO,
        household(grown(), child(6, birth_day=2, insured=False)),
    ),
    case(
        4,
        "year-of-birth-only",
        OPEN,
        household(grown(), child(6, birth_month=None, insured=False)),
    ),
]
ADULTS = [
    case(5, "day-before-16", NO, household(learner(16, birth_day=2))),
    case(5, "day-of-16", YES, household(learner(16))),
    case(
        5,
        "16-finished-lower-secondary",
        NO,
        household(learner(16, general_level=GeneralLevel.LOWER_SECONDARY)),
    ),
    case(
        5,
        "16-in-lower-secondary",
        NO,
        household(learner(16, schooling=Schooling.LOWER_SECONDARY)),
    ),
    case(5, "17-in-primary", YES, household(learner(17, schooling=Schooling.PRIMARY))),
    case(
        5,
        "17-lower-secondary-day-before-18",
        NO,
        household(learner(18, birth_day=2, general_level=GeneralLevel.LOWER_SECONDARY)),
    ),
    case(
        5,
        "day-of-18-lower-secondary",
        YES,
        household(learner(18, general_level=GeneralLevel.LOWER_SECONDARY)),
    ),
    case(
        5,
        "18-finished-upper-secondary",
        NO,
        household(learner(18, general_level=GeneralLevel.UPPER_SECONDARY)),
    ),
    case(
        5,
        "18-in-upper-secondary",
        NO,
        household(learner(18, schooling=Schooling.UPPER_SECONDARY)),
    ),
    case(
        5, "18-in-college", NO, household(learner(18, schooling=Schooling.VOCATIONAL))
    ),
    case(5, "30-elementary", NO, household(learner(30, training=Training.ELEMENTARY))),
    case(
        5, "30-intermediate", NO, household(learner(30, training=Training.INTERMEDIATE))
    ),
    case(5, "30-college", NO, household(learner(30, training=Training.COLLEGE))),
    case(5, "30-trained-on-job", NO, household(learner(30, trained_on_job=True))),
    case(5, "last-day-of-30", YES, household(learner(31, birth_day=2))),
    case(5, "day-of-31", NO, household(learner(31))),
    case(5, "schooling-open", OPEN, household(learner(20, schooling=None))),
    case(
        5,
        "17-or-18-without-anything",
        YES,
        household(learner(18, birth_month=None)),
    ),
    case(
        5,
        "17-or-18-lower-secondary",
        OPEN,
        household(
            learner(18, birth_month=None, general_level=GeneralLevel.LOWER_SECONDARY)
        ),
    ),
]


def pupil(years, schooling, **changed):
    return child(years, **{"schooling": schooling, **changed})


CHILDREN = [
    case(6, "day-before-3", NO, household(pupil(3, Schooling.NONE, birth_day=2))),
    case(6, "day-of-3", YES, household(pupil(3, Schooling.NONE))),
    case(6, "3-in-preschool", NO, household(pupil(3, Schooling.PRESCHOOL))),
    case(
        6,
        "5-in-preschool-day-before-6",
        NO,
        household(pupil(6, Schooling.PRESCHOOL, birth_day=2)),
    ),
    case(6, "day-of-6-in-preschool", YES, household(pupil(6, Schooling.PRESCHOOL))),
    case(6, "6-in-primary", NO, household(pupil(6, Schooling.PRIMARY))),
    case(
        6,
        "11-in-primary-day-before-12",
        NO,
        household(pupil(12, Schooling.PRIMARY, birth_day=2)),
    ),
    case(6, "11-ahead", NO, household(pupil(11, Schooling.LOWER_SECONDARY))),
    case(6, "day-of-12-in-primary", YES, household(pupil(12, Schooling.PRIMARY))),
    case(6, "12-in-lower", NO, household(pupil(12, Schooling.LOWER_SECONDARY))),
    case(6, "15-in-upper", NO, household(pupil(15, Schooling.UPPER_SECONDARY))),
    case(
        6,
        "15-finished-lower",
        NO,
        household(
            pupil(15, Schooling.NONE, general_level=GeneralLevel.LOWER_SECONDARY)
        ),
    ),
    case(
        6,
        "11-finished-primary-left",
        YES,
        household(pupil(11, Schooling.NONE, general_level=GeneralLevel.PRIMARY)),
    ),
    case(6, "15-left", YES, household(pupil(16, Schooling.NONE, birth_day=2))),
    case(6, "day-of-16", NO, household(pupil(16, Schooling.NONE))),
    case(6, "open", OPEN, household(pupil(8, None))),
]
HOUSE = [
    case(7, "durable", NO, household()),
    case(7, "one-part", NO, household(wall_durable=False)),
    case(7, "two-parts", YES, household(wall_durable=False, roof_durable=False)),
    case(
        7, "column-and-roof", YES, household(column_durable=False, roof_durable=False)
    ),
    case(7, "one-open", NO, household(wall_durable=None)),
    case(7, "one-and-one-open", OPEN, household(wall_durable=None, roof_durable=False)),
    case(
        7,
        "two-and-one-open",
        YES,
        household(wall_durable=None, column_durable=False, roof_durable=False),
    ),
    case(8, "exactly-8", NO, household(grown(), child(5), floor_area=Decimal(16))),
    case(8, "below-8", YES, household(grown(), child(5), floor_area=Decimal("15.99"))),
    case(8, "above-8", NO, household(grown(), child(5), floor_area=Decimal("16.01"))),
    case(8, "open", OPEN, household(floor_area=None)),
    case(8, "nobody", OPEN, NOBODY),
]
WATER = [
    *(
        case(9, source.value, NO, household(water_source=source))
        for source in WaterSource
        if source is not WaterSource.UNPROTECTED
    ),
    case(9, "unprotected", YES, household(water_source=WaterSource.UNPROTECTED)),
    case(9, "open", OPEN, household(water_source=None)),
    case(10, "septic", NO, household(toilet=Toilet.SEPTIC)),
    case(10, "pour-flush", NO, household(toilet=Toilet.POUR_FLUSH)),
    case(10, "ventilated", NO, household(toilet=Toilet.VENTILATED_PIT)),
    case(10, "two-vault", NO, household(toilet=Toilet.TWO_VAULT)),
    case(10, "other", YES, household(toilet=Toilet.OTHER)),
    case(10, "none", YES, household(toilet=Toilet.NONE)),
    case(10, "open", OPEN, household(toilet=None)),
]
INFORMATION = [
    case(11, "online", NO, household(uses_internet=True)),
    case(11, "offline", YES, household(uses_internet=False)),
    case(11, "open", OPEN, household(uses_internet=None)),
    *(
        case(12, device.value, NO, household(devices=frozenset({device})))
        for device in Device
    ),
    case(12, "nothing", YES, household(devices=frozenset())),
    case(12, "open", OPEN, household(devices=None)),
]
CASES = [
    *EMPLOYMENT,
    *DEPENDENCY,
    *NUTRITION,
    *INSURANCE,
    *ADULTS,
    *CHILDREN,
    *HOUSE,
    *WATER,
    *INFORMATION,
]


@pytest.mark.parametrize(("number", "state", "facts"), CASES)
def test_indicator(number, state, facts):
    judged = ND07.indicators[number - 1].judge(facts)
    assert judged.state is state
    assert judged.reason.endswith(".")


@pytest.mark.parametrize("number", range(1, 13))
def test_every_indicator_is_tested_in_all_three_states(number):
    states = {row.values[1] for row in CASES if row.values[0] == number}
    assert states == set(State)


@pytest.mark.parametrize(
    ("number", "facts", "words"),
    [
        (1, household(jobless()), "Hoàng Văn An (46 tuổi): muốn làm việc"),
        (2, household(grown(), child(5), child(6)), "2 trong 3 thành viên, trên 50%"),
        (2, household(grown(), child(5)), "1 trong 2 thành viên, không quá 50%"),
        (2, household(grown(allowance=None)), "Chưa rõ Hoàng Văn An (46 tuổi)"),
        (4, household(grown(insured=None)), "bảo hiểm y tế của Hoàng Văn An"),
        (7, household(wall_durable=False, roof_durable=False), "tường, mái"),
        (7, household(wall_durable=None, roof_durable=False), "vật liệu: tường"),
        (8, household(floor_area=Decimal("7.50")), "7,5 m² cho 1 người, dưới 8 m²"),
        (8, household(floor_area=Decimal("8")), "8 m² cho 1 người, không dưới 8 m²"),
        (9, household(water_source=None), "Chưa có câu trả lời về nguồn nước"),
    ],
)
def test_the_reason_names_who_or_what_decides(number, facts, words):
    assert words in ND07.indicators[number - 1].judge(facts).reason


@pytest.mark.parametrize(
    ("toilet", "verified"),
    [
        (Toilet.SEPTIC, True),
        (Toilet.VENTILATED_PIT, False),
        (Toilet.TWO_VAULT, False),
        (Toilet.NONE, True),
    ],
)
def test_a_recalled_type_of_latrine_is_not_verified(toilet, verified):
    assert ND07.indicators[9].judge(household(toilet=toilet)).verified is verified


@pytest.mark.parametrize(
    ("number", "facts", "state", "verified"),
    [
        (1, household(grown(), aged(17, job=Job.WAGE, has_contract=False)), YES, False),
        (1, household(grown(), aged(18, job=Job.WAGE, has_contract=False)), YES, True),
        (1, household(paid(has_contract=False), child(15)), YES, True),
        (1, household(grown(), child(14)), NO, True),
        (4, household(grown(insured=True), child(6, insured=False)), YES, False),
        (4, household(grown(insured=True), child(7, insured=False)), YES, True),
        (4, household(grown(insured=True), child(5, insured=False)), NO, True),
    ],
)
def test_a_recalled_edge_is_not_verified(number, facts, state, verified):
    judged = ND07.indicators[number - 1].judge(facts)
    assert (judged.state, judged.verified) == (state, verified)
