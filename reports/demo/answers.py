"""Answers to the review form for a made-up household: complete and plausible."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from households.rules.form_2022 import (
    HOUSEHOLD_QUESTIONS,
    MEMBER_QUESTIONS,
    Question,
)
from households.services.review import Change
from households.services.review_basis import Basis

Typed = str | list[str]

# Chance of the answer in the first place; the second is given otherwise.
_LIKELY = {
    "no_labour": ("false", 1.0, "true"),
    "merit": ("false", 0.97, "true"),
    "agri": ("true", 0.8, "false"),
    "aquaculture": ("false", 0.85, "true"),
    "electricity": ("grid", 0.99, "none"),
    "wall": ("durable", 0.75, "weak"),
    "column": ("durable", 0.7, "weak"),
    "roof": ("durable", 0.65, "weak"),
    "water": ("drilled_well", 0.8, "unprotected"),
    "toilet": ("septic", 0.65, "other"),
    "internet": ("true", 0.7, "false"),
    "waste": ("collected", 0.8, "none"),
    "wants_work": ("false", 0.5, "true"),
    "contract": ("none", 0.6, "fixed_term"),
    "insured": ("true", 0.92, "false"),
    "training": ("none", 0.9, "elementary"),
    "trained_on_job": ("false", 0.9, "true"),
}


# What makes a household fall into a class, whatever its members are like.
_WELL: dict[str, Typed] = {
    "wall": "durable",
    "column": "durable",
    "roof": "durable",
    "floor_area": "74",
    "water": "drilled_well",
    "toilet": "septic",
    "internet": "true",
    "devices": ["tv", "smartphone"],
    "insured": "true",
    "wants_work": "false",
    "contract": "fixed_term",
}
_BADLY: dict[str, Typed] = {
    "wall": "weak",
    "column": "weak",
    "roof": "weak",
    "water": "unprotected",
    "toilet": "other",
    "internet": "false",
    "devices": ["none"],
}
LEANS: Mapping[str, Mapping[str, Typed]] = {
    "": {},
    "poor": {**_BADLY, "b1_total": "110"},
    "near_poor": {**_WELL, "b1_total": "125"},
    "not_poor": {**_WELL, "b1_total": "160"},
}


def _school(ages: range) -> str:
    age = ages[0]
    for before, level in (
        (3, "none"),
        (6, "preschool"),
        (12, "primary"),
        (16, "lower_secondary"),
        (18, "upper_secondary"),
    ):
        if age < before:
            return level
    return "none"


def _typed(
    question: Question,
    given: dict[str, Typed],
    ages: range,
    chance: random.Random,
    leaning: Mapping[str, Typed],
) -> Typed:
    code = question.code
    if code in leaning:
        return leaning[code]
    if code in _BY_AGE:
        return _BY_AGE[code](given, ages, chance)
    if code in _LIKELY:
        likely, share, other = _LIKELY[code]
        return likely if chance.random() < share else other
    if code == "floor_area":
        return str(chance.randint(18, 74))
    if code == "devices":
        return chance.choice((["tv", "smartphone"], ["tv", "phone"], ["none"]))
    if code == "b1_total":
        return str(chance.choice((85, 95, 105, 115, 125, 135, 145, 160)))
    if code == "causes":
        return [question.options[chance.randrange(7)].code]
    return question.options[0].code if question.options else "false"


def _schooling(given: dict[str, Typed], ages: range, chance: random.Random) -> Typed:
    return _school(ages) if chance.random() < 0.95 else "none"


def _level(given: dict[str, Typed], ages: range, chance: random.Random) -> Typed:
    """What must be finished before the level attended; else by age."""
    attended = str(given.get("schooling", "none"))
    if attended in _BEFORE:
        return _BEFORE[attended]
    return "primary" if ages[0] < 15 else chance.choice(("primary", "lower_secondary"))


def _able(given: dict[str, Typed], ages: range, chance: random.Random) -> Typed:
    return "true" if ages[0] < 62 and chance.random() < 0.92 else "false"


def _job(given: dict[str, Typed], ages: range, chance: random.Random) -> Typed:
    if given.get("able_to_work") != "true" or given.get("schooling", "none") != "none":
        return "none"
    return chance.choices(("self", "wage", "none"), (75, 15, 10))[0]


def _allowance(given: dict[str, Typed], ages: range, chance: random.Random) -> Typed:
    if ages[0] >= 75:
        return "elderly"
    return "disabled" if chance.random() < 0.05 else "none"


_BEFORE = {
    "preschool": "none",
    "primary": "none",
    "lower_secondary": "primary",
    "upper_secondary": "lower_secondary",
}
_BY_AGE: dict[str, Callable[[dict[str, Typed], range, random.Random], Typed]] = {
    "schooling": _schooling,
    "general_level": _level,
    "able_to_work": _able,
    "job": _job,
    "allowance": _allowance,
}


def made_up(
    basis: Basis, day: str, chance: random.Random, wanted: str = ""
) -> list[Change]:
    """Every required question that is put, answered; later ones see earlier ones.

    `wanted` is the class that the answers should lead to (a key of LEANS).
    """
    put = _Put(chance, LEANS[wanted])
    return [
        Change("surveyed_on", day, ("",)),
        *put.all("household", HOUSEHOLD_QUESTIONS.values(), range(30, 31)),
        *(
            change
            for member in basis.members
            for change in put.all(
                f"members.{member.key}",
                MEMBER_QUESTIONS.values(),
                member.ages(basis.day),
            )
        ),
    ]


@dataclass(frozen=True)
class _Put:
    """Puts questions and answers them."""

    chance: random.Random
    leaning: Mapping[str, Typed]

    def all(
        self, path: str, questions: Iterable[Question], ages: range
    ) -> Iterator[Change]:
        given: dict[str, Typed] = {}
        for question in questions:
            wanted = question.required or question.code == "causes"
            if wanted and question.asked(given, ages):
                value = _typed(question, given, ages, self.chance, self.leaning)
                given[question.code] = value
                empty: Typed = [] if isinstance(value, list) else ""
                yield Change(f"{path}.{question.code}", value, (empty,))
