"""The definition of the form: what is asked, of whom, and in which shape."""

from dataclasses import FrozenInstanceError

import pytest

from households.rules import form_2022
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
from households.rules.form_2022 import (
    CAUSES,
    HOUSEHOLD_QUESTIONS,
    MEMBER_QUESTIONS,
    SECTIONS,
    Condition,
    Kind,
    Scope,
)
from households.rules.standards import STANDARDS

EVERY = [question for section in SECTIONS for question in section.questions]
UNKNOWN_AGE = range(131)


def years(age):
    return range(age, age + 1)


@pytest.mark.parametrize("scope", list(Scope))
def test_codes_are_unique_in_their_scope(scope):
    codes = [q.code for s in SECTIONS if s.scope is scope for q in s.questions]
    assert len(codes) == len(set(codes))


def test_questions_can_be_found_by_code():
    assert HOUSEHOLD_QUESTIONS["floor_area"].unit == "m²"
    assert MEMBER_QUESTIONS["schooling"].kind is Kind.CHOICE
    assert len(HOUSEHOLD_QUESTIONS) + len(MEMBER_QUESTIONS) == len(EVERY)


@pytest.mark.parametrize("question", EVERY, ids=lambda each: each.code)
def test_only_choices_have_options(question):
    chosen = question.kind in {Kind.CHOICE, Kind.MULTI}
    assert bool(question.options) is chosen
    codes = [option.code for option in question.options]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("question", "enum"),
    [
        (HOUSEHOLD_QUESTIONS["water"], WaterSource),
        (HOUSEHOLD_QUESTIONS["toilet"], Toilet),
        (MEMBER_QUESTIONS["job"], Job),
        (MEMBER_QUESTIONS["schooling"], Schooling),
        (MEMBER_QUESTIONS["general_level"], GeneralLevel),
        (MEMBER_QUESTIONS["training"], Training),
        (MEMBER_QUESTIONS["allowance"], Allowance),
    ],
)
def test_options_are_the_values_that_the_law_judges(question, enum):
    assert [o.code for o in question.options] == [each.value for each in enum]


def test_devices_are_those_that_count_and_none():
    codes = {o.code for o in HOUSEHOLD_QUESTIONS["devices"].options}
    assert codes == {device.value for device in Device} | {"none"}


def test_the_eight_causes():
    assert len(CAUSES) == 8
    assert CAUSES[-1].code == "other"


def test_conditions_name_questions_of_the_same_scope():
    for section in SECTIONS:
        here = {
            q.code: q for s in SECTIONS if s.scope is section.scope for q in s.questions
        }
        for question in section.questions:
            when = question.applies.when if question.applies else ()
            for code, allowed in when:
                options = {o.code for o in here[code].options} or {"true", "false"}
                assert set(allowed) <= options


def test_a_supplement_belongs_to_a_standard():
    bound = {s.code: s.standard for s in SECTIONS if s.standard}
    assert bound == {"supplement_2027": "ND351_2027"}
    assert set(bound.values()) <= set(STANDARDS)


@pytest.mark.parametrize(
    ("code", "answers", "ages", "asked"),
    [
        ("schooling", {}, years(2), False),
        ("schooling", {}, years(3), True),
        ("schooling", {}, years(30), True),
        ("schooling", {}, years(31), False),
        ("schooling", {}, range(30, 32), True),
        ("schooling", {}, UNKNOWN_AGE, True),
        ("general_level", {}, years(11), False),
        ("general_level", {}, years(12), True),
        ("training", {}, years(15), False),
        ("training", {}, years(16), True),
        ("job", {}, years(14), False),
        ("job", {}, years(15), True),
        ("insured", {}, years(5), False),
        ("insured", {}, years(6), True),
        ("allowance", {}, years(15), False),
        ("allowance", {}, years(16), True),
        ("stunted", {}, years(15), True),
        ("stunted", {}, years(16), False),
        ("wants_work", {}, years(40), False),
        ("wants_work", {"able_to_work": True}, years(40), False),
        ("wants_work", {"able_to_work": True, "job": "none"}, years(40), True),
        ("wants_work", {"able_to_work": False, "job": "none"}, years(40), False),
        ("contract", {"job": "wage"}, years(40), True),
        ("contract", {"job": "self"}, years(40), False),
        ("trained_on_job", {"job": "wage"}, years(20), True),
        ("trained_on_job", {"job": "wage"}, years(31), False),
    ],
)
def test_who_is_asked_what(code, answers, ages, asked):
    assert MEMBER_QUESTIONS[code].asked(answers, ages) is asked


def test_a_question_without_condition_is_always_asked():
    assert HOUSEHOLD_QUESTIONS["water"].asked({}, range(1))


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Condition(), {}),
        (Condition(age_from=16), {"age_from": 16}),
        (Condition(age_before=16), {"age_before": 16}),
        (
            Condition(age_from=3, age_before=31, when=(("job", ("wage",)),)),
            {"age_from": 3, "age_before": 31, "when": {"job": ["wage"]}},
        ),
    ],
)
def test_a_condition_describes_itself(condition, told):
    assert condition.describe() == told


def test_the_definition_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        HOUSEHOLD_QUESTIONS["water"].label = "x"
    with pytest.raises(TypeError):
        form_2022.MEMBER_QUESTIONS["x"] = HOUSEHOLD_QUESTIONS["water"]
