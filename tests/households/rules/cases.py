"""Households for the tests of the law: nothing is wrong with the plain one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from households.rules.classification import Case, decide
from households.rules.facts import (
    Allowance,
    AreaKind,
    Device,
    GeneralLevel,
    HouseholdFacts,
    HouseType,
    Job,
    MemberFacts,
    Schooling,
    Toilet,
    Training,
    WaterSource,
)
from households.rules.outcome import Finding, State
from households.rules.standards import Standard, standard

ON = date(2026, 10, 1)

GROWN = MemberFacts(
    key="1",
    label="Hoàng Văn An",
    birth_year=1980,
    birth_month=1,
    birth_day=1,
    sex="male",
    able_to_work=True,
    job=Job.SELF,
    wants_work=None,
    has_contract=None,
    allowance=Allowance.NONE,
    insured=True,
    stunted=None,
    underweight=None,
    schooling=Schooling.NONE,
    general_level=GeneralLevel.LOWER_SECONDARY,
    training=Training.NONE,
    trained_on_job=False,
    ill_without_care=False,
    has_phone_line=True,
)


def grown(**changed):
    """A working adult of 46."""
    return replace(GROWN, **changed)


def aged(years, **changed):
    """Somebody of that many completed years whose birthday is the day of review."""
    return replace(
        GROWN,
        **{
            "key": f"a{years}",
            "label": f"Người {years}",
            "birth_year": ON.year - years,
            "birth_month": ON.month,
            "birth_day": ON.day,
            **changed,
        },
    )


def child(years, **changed):
    """A well-fed child of that many completed years, at no school unless told."""
    plain = {"stunted": False, "underweight": False, "job": None, "able_to_work": None}
    return aged(years, **{**plain, "general_level": GeneralLevel.NONE, **changed})


def household(*people, **changed):
    """A household deprived in nothing, of these members or one working adult."""
    plain = HouseholdFacts(
        area_kind=AreaKind.RURAL,
        reviewed_on=ON,
        members=people or (GROWN,),
        agri=False,
        floor_area=Decimal(200),
        wall_durable=True,
        column_durable=True,
        roof_durable=True,
        water_source=WaterSource.PIPED,
        toilet=Toilet.SEPTIC,
        uses_internet=True,
        devices=frozenset({Device.TV}),
        house_type=HouseType.SOLID,
        hears_loudspeaker=True,
    )
    return replace(plain, **changed)


def findings(standard: Standard, deprived: int = 0, unknown: int = 0):
    """The standard's indicators: the first deprived, the next unknown, the rest not."""
    states = [State.DEPRIVED] * deprived + [State.UNKNOWN] * unknown
    states += [State.NOT_DEPRIVED] * (len(standard.indicators) - len(states))
    return tuple(
        Finding(i.number, i.code, i.name, state, "lý do", i.article, True)
        for i, state in zip(standard.indicators, states, strict=True)
    )


def decided(code, kind, deprived, *, unknown=0, agri=False, **value):
    """The decision of so many deprived and unknown indicators."""
    law = standard(code)
    judged = findings(law, deprived, unknown)
    return decide(Case(law, kind, agri, judged, **value))
