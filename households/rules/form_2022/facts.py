"""From the answers of the form to the facts that the law judges."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import TypeAlias, TypeVar

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
from households.rules.form_2022.household import CAUSES, HOUSEHOLD_SECTIONS
from households.rules.form_2022.member import MEMBER_SECTIONS
from households.rules.form_2022.shape import Member, Section

E = TypeVar("E", bound=Enum)
# {"household": {question: value}, "members": {member key: {question: value}}}
Answers: TypeAlias = Mapping[str, object]
Given: TypeAlias = Mapping[str, object]


def household_answers(answers: Answers) -> Given:
    """The household's part of the answers, empty if there is none."""
    part = answers.get("household")
    return part if isinstance(part, Mapping) else {}


def member_answers(answers: Answers, key: str) -> Given:
    """One member's part of the answers, empty if there is none."""
    members = answers.get("members")
    part = members.get(key) if isinstance(members, Mapping) else None
    return part if isinstance(part, Mapping) else {}


def b1_on_paper(answers: Answers) -> int | None:
    """The B1 total copied from the paper form."""
    total = household_answers(answers).get("b1_total")
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def causes_mask(answers: Answers) -> int:
    """The causes chosen: bit ``i - 1`` for the i-th of the eight."""
    chosen = household_answers(answers).get("causes")
    codes = chosen if isinstance(chosen, list) else []
    return sum(1 << bit for bit, cause in enumerate(CAUSES) if cause.code in codes)


def facts_from_answers(
    answers: Answers, members: tuple[Member, ...], area_kind: AreaKind, on: date
) -> HouseholdFacts:
    """What the stored answers say; what is not answered, or not asked, is unknown."""
    given = _asked(HOUSEHOLD_SECTIONS, household_answers(answers), range(1))
    return HouseholdFacts(
        area_kind=area_kind,
        reviewed_on=on,
        members=tuple(_member(each, answers, on) for each in members),
        agri=_flag(given, "agri"),
        floor_area=_number(given, "floor_area"),
        wall_durable=_is(given, "wall", "durable"),
        column_durable=_is(given, "column", "durable"),
        roof_durable=_is(given, "roof", "durable"),
        water_source=_enum(WaterSource, given, "water"),
        toilet=_enum(Toilet, given, "toilet"),
        uses_internet=_flag(given, "internet"),
        devices=_devices(given),
    )


def _member(member: Member, answers: Answers, on: date) -> MemberFacts:
    given = _asked(
        MEMBER_SECTIONS, member_answers(answers, member.key), member.ages(on)
    )
    job = _enum(Job, given, "job")
    trained = _flag(given, "trained_on_job")
    return MemberFacts(
        key=member.key,
        label=member.label,
        birth_year=member.birth_year,
        birth_month=member.birth_month,
        birth_day=member.birth_day,
        sex=member.sex,
        able_to_work=_flag(given, "able_to_work"),
        job=job,
        wants_work=_flag(given, "wants_work"),
        has_contract=_is_not(given, "contract", "none"),
        allowance=_enum(Allowance, given, "allowance"),
        insured=_flag(given, "insured"),
        stunted=_measured(given, "stunted"),
        underweight=_measured(given, "underweight"),
        schooling=_enum(Schooling, given, "schooling"),
        general_level=_enum(GeneralLevel, given, "general_level"),
        training=_enum(Training, given, "training"),
        # Nobody who is not employed for pay was hired by an enterprise.
        trained_on_job=False if job in {Job.NONE, Job.SELF} else trained,
    )


def _asked(sections: tuple[Section, ...], given: Given, ages: range) -> Given:
    """Only the answers to questions that are put; others are left over from before."""
    return {
        question.code: given[question.code]
        for section in sections
        for question in section.questions
        if question.code in given and question.asked(given, ages)
    }


def _flag(given: Given, code: str) -> bool | None:
    value = given.get(code)
    return value if isinstance(value, bool) else None


def _is(given: Given, code: str, wanted: str) -> bool | None:
    value = given.get(code)
    return None if value is None else value == wanted


def _is_not(given: Given, code: str, unwanted: str) -> bool | None:
    value = given.get(code)
    return None if value is None else value != unwanted


def _measured(given: Given, code: str) -> bool | None:
    value = given.get(code)
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None


def _enum(kind: type[E], given: Given, code: str) -> E | None:
    value = given.get(code)
    return next((each for each in kind if each.value == value), None)


def _number(given: Given, code: str) -> Decimal | None:
    value = given.get(code)
    try:
        return Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None


def _devices(given: Given) -> frozenset[Device] | None:
    value = given.get("devices")
    if not isinstance(value, list) or not value:
        return None
    return frozenset(device for device in Device if device.value in value)
