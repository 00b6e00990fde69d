"""From answers to facts: nothing is guessed, leftovers do not count."""

from decimal import Decimal

import pytest

from households.rules.classification import PovertyClass, classify
from households.rules.facts import (
    Allowance,
    AreaKind,
    Device,
    GeneralLevel,
    Job,
    Schooling,
    Toilet,
    Training,
    WaterSource,
)
from households.rules.form_2022 import (
    Member,
    b1_on_paper,
    causes_mask,
    facts_from_answers,
    household_answers,
    member_answers,
)
from households.rules.standards import standard
from tests.households.rules.answers import DAUGHTER, ON, PEOPLE, full

YOUTH = Member("1", "Hoàng Văn An", 2006, 1, 1, "male")


def facts(answers, people=PEOPLE):
    return facts_from_answers(answers, people, AreaKind.RURAL, ON)


def test_a_full_form():
    found = facts(full())
    assert found.area_kind is AreaKind.RURAL
    assert found.reviewed_on == ON
    assert found.agri is True
    assert found.floor_area == Decimal("45.5")
    assert (found.wall_durable, found.column_durable, found.roof_durable) == (True,) * 3
    assert found.water_source is WaterSource.PIPED
    assert found.toilet is Toilet.SEPTIC
    assert found.uses_internet is True
    assert found.devices == frozenset({Device.TV, Device.PHONE})
    father, daughter = found.members
    assert (father.label, father.birth_year, father.sex) == (
        "Hoàng Văn An",
        1985,
        "male",
    )
    assert (father.able_to_work, father.job) == (True, Job.SELF)
    assert (father.insured, father.allowance) == (True, Allowance.NONE)
    assert (daughter.stunted, daughter.underweight) == (False, False)
    assert daughter.schooling is Schooling.PRIMARY


def test_an_empty_form_knows_nothing():
    found = facts({})
    assert found.floor_area is None
    assert found.devices is None
    assert found.members[0].job is None
    assert found.members[0].trained_on_job is None
    assert found.house_type is None


@pytest.mark.parametrize(
    ("answers", "attribute", "value"),
    [
        ({"wall": "weak"}, "wall_durable", False),
        ({"devices": ["none"]}, "devices", frozenset()),
        ({"devices": []}, "devices", None),
        ({"devices": "tv"}, "devices", None),
        ({"floor_area": "broken"}, "floor_area", None),
        ({"floor_area": 40}, "floor_area", Decimal(40)),
        ({"agri": "broken"}, "agri", None),
        ({"water": "broken"}, "water_source", None),
    ],
)
def test_household_answers_become_facts(answers, attribute, value):
    assert getattr(facts(full(answers)), attribute) == value


@pytest.mark.parametrize(
    ("answers", "attribute", "value"),
    [
        ({"job": "wage", "contract": "none"}, "has_contract", False),
        ({"job": "wage", "contract": "fixed_term"}, "has_contract", True),
        ({"job": "wage"}, "has_contract", None),
        ({"job": "self", "contract": "none"}, "has_contract", None),
        ({"job": "none", "wants_work": True}, "wants_work", True),
        ({"job": "self", "wants_work": True}, "wants_work", None),
        ({"job": "wage", "trained_on_job": True}, "trained_on_job", True),
        ({"job": "wage"}, "trained_on_job", None),
        ({"job": "self"}, "trained_on_job", False),
        ({"job": "none", "trained_on_job": True}, "trained_on_job", False),
        ({"general_level": "primary"}, "general_level", GeneralLevel.PRIMARY),
        ({"training": "college"}, "training", Training.COLLEGE),
        ({"stunted": "yes"}, "stunted", None),
    ],
)
def test_member_answers_become_facts(answers, attribute, value):
    found = facts(full(father=answers), (YOUTH,))
    assert getattr(found.members[0], attribute) is value


@pytest.mark.parametrize(
    ("answer", "value"),
    [("yes", True), ("no", False), ("not_measured", None), (True, None)],
)
def test_what_the_health_station_found(answer, value):
    found = facts(full(daughter={"stunted": answer}), (DAUGHTER,))
    assert found.members[0].stunted is value


@pytest.mark.parametrize(
    "answers", [{"household": None, "members": []}, {"members": {"1": "x"}}]
)
def test_broken_answers_are_no_answers(answers):
    assert household_answers(answers) == {}
    assert member_answers(answers, "1") == {}


@pytest.mark.parametrize(
    ("total", "read"), [(140, 140), (0, 0), (None, None), ("140", None), (True, None)]
)
def test_b1_on_paper(total, read):
    assert b1_on_paper(full({"b1_total": total})) == read


@pytest.mark.parametrize(
    ("causes", "mask"),
    [
        (["land"], 0b1),
        (["capital", "other"], 0b1000_0010),
        ([], 0),
        (None, 0),
        ("land", 0),
    ],
)
def test_causes_mask(causes, mask):
    assert causes_mask(full({"causes": causes})) == mask


def test_from_the_form_to_a_class():
    weak = {"wall": "weak", "roof": "weak", "toilet": "none", "floor_area": "15.9"}
    found = facts(full(weak))
    decision = classify(found, standard("ND07_2022"), 120)
    assert decision.poverty_class is PovertyClass.POOR
    assert decision.b2 == 30
