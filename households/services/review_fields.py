"""The fields of a review form: their paths, what is typed in them, what is stored.

A path is "household.floor_area", "members.<person id>.job", "b1.<item of the
scorecard>", "region" or "surveyed_on".
"""

import copy
import datetime as dt
from collections.abc import Iterator, Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone

from households.models import Review
from households.rules import form_2022
from households.rules.form_2022 import Answer, AnswerError, Kind, Question, Section
from households.services.review_basis import (
    REGION,
    REGION_QUESTION,
    Basis,
    JsonObject,
)
from povertyportal.ui.fields import VietnameseDateField

# What a browser sends and shows: text, or the codes of several chosen answers.
Typed = str | list[str]

SURVEYED_ON = "surveyed_on"
_DAY_FIELD = VietnameseDateField(label="Ngày rà soát", required=False)


class UnknownField(LookupError):
    """The form has no such field; the message is Vietnamese."""


def question_at(path: str, answers: JsonObject, basis: Basis) -> Question:
    """The question behind a path. Raises UnknownField."""
    group, _, rest = path.partition(".")
    found: Question | None = None
    if group == "household":
        found = form_2022.HOUSEHOLD_QUESTIONS.get(rest)
    elif group == "members":
        key, _, code = rest.partition(".")
        if key not in basis.everyone:
            raise UnknownField("Người này chưa từng ở trong hộ: hãy tải lại trang.")
        found = form_2022.MEMBER_QUESTIONS.get(code)
    elif group == "b1":
        found = next((q for q in basis.b1_questions(answers) if q.code == rest), None)
    elif path == REGION:
        found = REGION_QUESTION
    if found is None:
        raise UnknownField("Phiếu không có câu hỏi này: hãy tải lại trang.")
    return found


def read(answers: Mapping[str, object], path: str) -> Answer:
    """The stored answer at a path, or None."""
    found: object = answers
    for key in _keys(path):
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return found if isinstance(found, str | list | int) else None


def write(answers: JsonObject, path: str, value: Answer) -> None:
    """Put an answer at its path, or take it away (None); changes `answers`."""
    *groups, last = _keys(path)
    part = answers
    for key in groups:
        inner = part.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = part[key] = {}
        part = inner
    if value is None:
        part.pop(last, None)
    else:
        part[last] = value


def _keys(path: str) -> list[str]:
    group, dot, rest = path.partition(".")
    if group == "members":
        return [group, *rest.split(".", 1)]
    return [group, rest] if dot else [group]


def as_typed(question: Question, value: Answer) -> Typed:
    """A stored answer as its field holds it."""
    if question.kind is Kind.MULTI:
        return list(value) if isinstance(value, list) else []
    if isinstance(value, bool):
        return "true" if value else "false"
    if question.kind is Kind.NUMBER:
        return form_2022.show_answer(question, value)
    return "" if value is None else str(value)


def surveyed_day(typed: Typed, review: Review) -> dt.date | None:
    """The day of the survey as typed. Raises AnswerError."""
    try:
        day = _DAY_FIELD.clean(typed)
    except ValidationError as error:
        raise AnswerError(f"Ngày rà soát: {error.messages[0]}") from error
    if day is None:
        return None
    opens = review.round.opens_on
    if day < opens:
        raise AnswerError(f"Ngày rà soát: đợt này mở từ ngày {opens:%d/%m/%Y}.")
    if day > timezone.localdate():
        raise AnswerError("Ngày rà soát: không được ở sau hôm nay.")
    return day


class Sheet:
    """A review's fields while they are being changed: answers, day, typed text.

    Works on copies: the review keeps its own until `put_back`.
    """

    def __init__(self, review: Review, basis: Basis) -> None:
        self.review = review
        self.basis = basis
        self.answers: JsonObject = copy.deepcopy(review.answers)
        self.surveyed_on = review.surveyed_on
        self.typed: dict[str, Typed] = dict(review.draft.get("typed", {}))
        self.by: dict[str, int] = dict(review.draft.get("by", {}))

    def now(self, path: str) -> Typed:
        """What stands in the field: the text that could not be read, or the answer."""
        if path in self.typed:
            return self.typed[path]
        if path == SURVEYED_ON:
            return f"{self.surveyed_on:%d/%m/%Y}" if self.surveyed_on else ""
        question = question_at(path, self.answers, self.basis)
        return as_typed(question, read(self.answers, path))

    def would_be(self, path: str, typed: Typed) -> Typed:
        """What would stand in the field after `typed`. Raises AnswerError."""
        if path == SURVEYED_ON:
            day = surveyed_day(typed, self.review)
            return f"{day:%d/%m/%Y}" if day else ""
        question = question_at(path, self.answers, self.basis)
        return as_typed(question, form_2022.clean_answer(question, typed))

    def put(self, path: str, typed: Typed, officer_id: int) -> None:
        """Take a readable answer. Raises AnswerError."""
        if path == SURVEYED_ON:
            self._survey(surveyed_day(typed, self.review))
        else:
            question = question_at(path, self.answers, self.basis)
            write(self.answers, path, form_2022.clean_answer(question, typed))
        self.typed.pop(path, None)
        self.by[path] = officer_id

    def put_unread(self, path: str, typed: Typed, officer_id: int) -> None:
        """Keep what could not be read, so that a reload shows it; it does not count."""
        if path == SURVEYED_ON:
            self._survey(None)
        else:
            write(self.answers, path, None)
        self.typed[path] = typed
        self.by[path] = officer_id

    def _survey(self, day: dt.date | None) -> None:
        """Another day may mean another kind of area, and so other questions."""
        self.surveyed_on = day
        self.basis = self.basis.on(day)

    def put_back(self) -> None:
        """Write the copies into the review object (not yet into the database)."""
        self.review.answers = self.answers
        self.review.surveyed_on = self.surveyed_on
        self.review.draft = {"typed": self.typed, "by": self.by}

    def unread(self) -> Iterator[tuple[str, str]]:
        """(path, message) of every field whose text cannot be read."""
        for path, typed in self.typed.items():
            try:
                self.would_be(path, typed)
            except AnswerError as error:
                yield path, str(error)
            except UnknownField:
                continue


def sections_of(basis: Basis) -> tuple[Section, ...]:
    """The household's sections that the round's standards need."""
    codes = basis.standard_codes
    return tuple(
        section
        for section in form_2022.HOUSEHOLD_SECTIONS
        if section.standard is None or section.standard in codes
    )


def field_paths(answers: JsonObject, basis: Basis) -> Iterator[str]:
    """Every field of the page in its order, by age but whatever else is answered."""
    yield SURVEYED_ON
    for section in sections_of(basis):
        for question in section.questions:
            if question.code != "b1_total" or not basis.b1_is_scored(answers):
                yield f"household.{question.code}"
        if section.code == "points":
            if basis.asks_region():
                yield REGION
            yield from (f"b1.{each.code}" for each in basis.b1_questions(answers))
    for member in basis.members:
        for question in member_questions(member, basis.day):
            yield f"members.{member.key}.{question.code}"


def member_questions(member: form_2022.Member, day: dt.date) -> Iterator[Question]:
    """The questions that somebody of that age may be asked."""
    ages = member.ages(day)
    for section in form_2022.MEMBER_SECTIONS:
        for question in section.questions:
            if _age_allows(question, ages):
                yield question


def _age_allows(question: Question, ages: range) -> bool:
    limits = question.applies
    if limits is None:
        return True
    if limits.age_from is not None and ages[-1] < limits.age_from:
        return False
    return limits.age_before is None or ages[0] < limits.age_before
