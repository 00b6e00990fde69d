"""Answers of before a review was taken up again, beside those of now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from households.models import Reopening, Review
from households.rules import form_2022
from households.rules.form_2022 import Question
from households.services.review_basis import Basis, JsonObject, basis_of
from households.services.review_fields import (
    SURVEYED_ON,
    field_paths,
    question_at,
    read,
)


@dataclass(frozen=True)
class ComparedLine:
    """One question: who it is about ("" the household), then, now, both in words."""

    who: str
    question: str
    then: str
    now: str

    @property
    def is_changed(self) -> bool:
        """Whether the two differ."""
        return self.then != self.now


def compare(review: Review, reopening: Reopening) -> tuple[ComparedLine, ...]:
    """Every question answered then or now, in the order of the form, then by person.

    Somebody who was a member on only one of the two days has answers on one side.
    Three queries.
    """
    basis = basis_of(review)
    before = replace(basis, surveyed_on=reopening.surveyed_on)
    now = _shown(review.answers, basis)
    then = _shown(reopening.answers, before)
    days = ComparedLine(
        "", "Ngày rà soát", _day(reopening.surveyed_on), _day(review.surveyed_on)
    )
    lines = [
        ComparedLine(
            *now.get(key, then.get(key, ("", "", "")))[:2], *_both(key, then, now)
        )
        for key in dict.fromkeys((*then, *now))
    ]
    people = [each for each in lines if each.who]
    return (days, *(each for each in lines if not each.who), *_by_person(people))


Shown = dict[str, tuple[str, str, str]]


def _both(key: str, then: Shown, now: Shown) -> tuple[str, str]:
    return then.get(key, ("", "", ""))[2], now.get(key, ("", "", ""))[2]


def _by_person(lines: list[ComparedLine]) -> Iterator[ComparedLine]:
    """Keep a person's lines together: one who left comes where he first came."""
    for who in dict.fromkeys(each.who for each in lines):
        yield from (each for each in lines if each.who == who)


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _shown(answers: JsonObject, basis: Basis) -> Shown:
    """Path -> (who, question, answer in words), of the questions that are answered."""
    names = {stay.member.key: stay.member.label for stay in basis.stays}
    found: Shown = {}
    for path in field_paths(answers, basis):
        if path == SURVEYED_ON:
            continue
        question, value = question_at(path, answers, basis), read(answers, path)
        if value is None or not _asked(path, question, answers):
            continue
        unit = f" {question.unit}" if question.unit else ""
        words = form_2022.show_answer(question, value) + unit
        found[path] = (_who(path, names), question.label, words)
    return found


def _who(path: str, names: dict[str, str]) -> str:
    group, _, rest = path.partition(".")
    return names.get(rest.partition(".")[0], "") if group == "members" else ""


def _asked(path: str, question: Question, answers: JsonObject) -> bool:
    """Whether the other answers still let the question be put."""
    group, _, rest = path.partition(".")
    if group == "members":
        key = rest.partition(".")[0]
        given = form_2022.member_answers(answers, key)
    else:
        given = form_2022.household_answers(answers)
    when = question.applies.when if question.applies else ()
    return all(_code(given.get(code)) in allowed for code, allowed in when)


def _code(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
