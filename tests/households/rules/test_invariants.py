"""What holds for every household, tried on generated ones."""

from dataclasses import fields, replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from households.rules.classification import Case, PovertyClass, State, classify, decide
from households.rules.facts import (
    Allowance,
    AreaKind,
    Device,
    GeneralLevel,
    HouseholdFacts,
    Job,
    MemberFacts,
    Schooling,
    Toilet,
    Training,
    WaterSource,
)
from households.rules.standards import STANDARDS, standard
from tests.households.rules.cases import ON, findings, household

ND07 = standard("ND07_2022")
KINDS = (AreaKind.RURAL, AreaKind.URBAN)
flag = st.booleans()

whole_member = st.builds(
    MemberFacts,
    key=st.uuids().map(str),
    label=st.just("Người"),
    birth_year=st.integers(1930, 2025),
    birth_month=st.integers(1, 12),
    birth_day=st.integers(1, 28),
    able_to_work=flag,
    job=st.sampled_from(Job),
    wants_work=flag,
    has_contract=flag,
    allowance=st.sampled_from(Allowance),
    insured=flag,
    stunted=flag,
    underweight=flag,
    schooling=st.sampled_from(Schooling),
    general_level=st.sampled_from(GeneralLevel),
    training=st.sampled_from(Training),
    trained_on_job=flag,
    ill_without_care=flag,
    has_phone_line=flag,
)
whole_household = st.builds(
    HouseholdFacts,
    area_kind=st.sampled_from(KINDS),
    reviewed_on=st.just(ON),
    members=st.lists(whole_member, min_size=1, max_size=3).map(tuple),
    agri=flag,
    floor_area=st.integers(1, 100).map(Decimal),
    wall_durable=flag,
    column_durable=flag,
    roof_durable=flag,
    water_source=st.sampled_from(WaterSource),
    toilet=st.sampled_from(Toilet),
    uses_internet=flag,
    devices=st.frozensets(st.sampled_from(Device)),
    house_type=st.none(),
    hears_loudspeaker=flag,
)
points = st.integers(80, 300)
KEPT = {"key", "label", "members", "reviewed_on", "area_kind"}


@given(whole_household, points)
@settings(deadline=None, max_examples=150)
def test_b2_is_ten_points_an_indicator(facts, b1):
    decision = classify(facts, ND07, b1)
    deprived = [f for f in decision.findings if f.state is State.DEPRIVED]
    assert all(f.state is not State.UNKNOWN for f in decision.findings)
    assert decision.b2 == 10 * len(deprived) == decision.b2_min == decision.b2_max
    assert decision.deprived_mask.bit_count() == len(deprived)
    assert decision.known_mask == 0xFFF


@given(whole_household, points)
@settings(deadline=None, max_examples=150)
def test_poor_if_and_only_if_both_conditions_hold(facts, b1):
    cut = 140 if facts.area_kind is AreaKind.RURAL else 175
    decision = classify(facts, ND07, b1)
    poor = b1 <= cut and decision.b2 >= 30
    assert (decision.poverty_class is PovertyClass.POOR) is poor
    near = b1 <= cut and decision.b2 < 30
    assert (decision.poverty_class is PovertyClass.NEAR_POOR) is near


@pytest.mark.parametrize(
    ("kind", "cut"), [(AreaKind.RURAL, 140), (AreaKind.URBAN, 175)]
)
@pytest.mark.parametrize("agri", [True, False])
def test_above_the_cut_b2_never_matters(kind, cut, agri):
    for b1 in range(cut + 1, 300):
        classes = {
            decide(Case(ND07, kind, agri, findings(ND07, count), b1=b1)).poverty_class
            for count in range(13)
        }
        assert len(classes) == 1


def hide(facts, hidden):
    """The same household with some answers not given."""
    told = {
        field.name: None
        for field in fields(facts)
        if field.name not in KEPT and field.name in hidden
    }
    members = tuple(
        replace(
            member,
            **{
                field.name: None
                for field in fields(member)
                if field.name not in KEPT and field.name in hidden
            },
        )
        for member in facts.members
    )
    kind = AreaKind.UNKNOWN if "area_kind" in hidden else facts.area_kind
    return replace(facts, members=members, area_kind=kind, **told)


NAMES = [f.name for f in (*fields(HouseholdFacts), *fields(MemberFacts))]
hidden_names = st.frozensets(st.sampled_from([*NAMES, "b1"]))


@given(whole_household, points, hidden_names, st.sampled_from(list(STANDARDS)))
@settings(deadline=None, max_examples=400)
def test_what_is_decided_without_an_answer_holds_with_it(facts, b1, hidden, code):
    """Hiding answers never turns one class into another, only into none."""
    law = standard(code)
    full = classify(facts, law, b1)
    part = classify(hide(facts, hidden), law, None if "b1" in hidden else b1)
    if part.poverty_class is not PovertyClass.UNDETERMINED:
        assert part.poverty_class is full.poverty_class
    assert part.known_mask & ~full.known_mask == 0
    assert part.deprived_mask & ~full.deprived_mask == 0
    for before, after in zip(part.findings, full.findings, strict=True):
        assert before.state in {after.state, State.UNKNOWN}


@given(whole_household, points, hidden_names, st.sampled_from(list(STANDARDS)))
@settings(deadline=None, max_examples=200)
def test_undetermined_says_what_is_missing_and_only_then(facts, b1, hidden, code):
    law = standard(code)
    part = classify(hide(facts, hidden), law, None if "b1" in hidden else b1)
    undetermined = part.poverty_class is PovertyClass.UNDETERMINED
    assert bool(part.missing) is undetermined


@pytest.mark.parametrize("code", list(STANDARDS))
@pytest.mark.parametrize("kind", list(AreaKind))
@pytest.mark.parametrize("agri", [True, False, None])
def test_the_class_is_what_every_completion_agrees_on(code, kind, agri):
    """Complete: it is undetermined only if two completions really differ."""
    law = standard(code)
    lines = [s.value for k in KINDS for s in law.income.of(k).given()]
    for income, low in product([min(lines), *[v + 1 for v in lines]], (0, 2, 3)):
        case = Case(law, kind, agri, findings(law, low, unknown=1), income=income)
        completed = {
            decide(
                Case(law, each, farms, findings(law, count), income=income)
            ).poverty_class
            for each in kind.possible()
            for farms in ((True, False) if agri is None else (agri,))
            for count in (low, low + 1)
        }
        found = decide(case).poverty_class
        if len(completed) == 1:
            assert {found} == completed
        else:
            assert found is PovertyClass.UNDETERMINED


def test_the_same_facts_give_the_same_decision():
    assert classify(household(), ND07, 140) == classify(household(), ND07, 140)
