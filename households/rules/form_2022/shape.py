"""The shape of a review form: sections, questions, options, conditions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from households.rules.facts import possible_ages

# A cleaned answer as it stands in JSON: option code, option codes, yes or no, a
# number as text with a point ("45.5"), a whole number, or nothing.
Answer: TypeAlias = str | list[str] | bool | int | None


class Kind(StrEnum):
    CHOICE = "choice"
    MULTI = "multi"
    YES_NO = "yes_no"
    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "text"


class Scope(StrEnum):
    HOUSEHOLD = "household"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; an ``alone`` one excludes all the others."""

    code: str
    label: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """When a question is asked: by age in completed years and by other answers.

    ``age_from`` is included, ``age_before`` is not. ``when`` lists questions of the
    same household or member with the answers that let this one be asked; yes and no
    are written "true" and "false".
    """

    age_from: int | None = None
    age_before: int | None = None
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __call__(self, answers: Mapping[str, object], ages: range) -> bool:
        """Whether it is asked, or may have to be: an unknown age asks everything."""
        if self.age_from is not None and ages[-1] < self.age_from:
            return False
        if self.age_before is not None and ages[0] >= self.age_before:
            return False
        return all(as_code(answers.get(code)) in allowed for code, allowed in self.when)

    def describe(self) -> dict[str, object]:
        """The same as plain data for a page; absent keys set no limit."""
        told: dict[str, object] = {}
        if self.age_from is not None:
            told["age_from"] = self.age_from
        if self.age_before is not None:
            told["age_before"] = self.age_before
        if self.when:
            told["when"] = {code: list(allowed) for code, allowed in self.when}
        return told


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``minimum``/``maximum`` bound a number, or a text's length."""

    code: str
    label: str
    kind: Kind
    options: tuple[Option, ...] = ()
    unit: str = ""
    hint: str = ""
    minimum: int | None = None
    maximum: int | None = None
    required: bool = True
    applies: Condition | None = None

    def asked(self, answers: Mapping[str, object], ages: range) -> bool:
        """Whether the question is put to this household or member."""
        return self.applies is None or self.applies(answers, ages)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions asked together; ``standard`` names the only one that needs them."""

    code: str
    title: str
    scope: Scope
    questions: tuple[Question, ...]
    standard: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the household as the register knows them; ``label`` names them."""

    key: str
    label: str
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    sex: str | None = None
    ethnicity: str | None = None
    relation: str | None = None

    def ages(self, on: date) -> range:
        """Every age in completed years the person may have on that day."""
        return possible_ages((self.birth_year, self.birth_month, self.birth_day), on)


def as_code(value: object) -> str:
    """An answer as a condition compares it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
