"""The review form as a page shows it: parts, groups, fields, what is wrong."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.urls import reverse
from django.utils import timezone

from households.models import Outcome, Relation, Review
from households.rules import form_2022
from households.rules.facts import age_text
from households.rules.form_2022 import Kind, Member, Problem, Question
from households.services.review import problems_of
from households.services.review_basis import (
    REGION,
    REGION_QUESTION,
    Evaluation,
)
from households.services.review_fields import (
    SURVEYED_ON,
    Sheet,
    Typed,
    as_typed,
    member_questions,
    question_at,
    read,
    sections_of,
)


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `key` is the digit that chooses it."""

    code: str
    label: str
    is_chosen: bool
    key: int
    is_alone: bool = False


@dataclass(frozen=True)
class Clash:
    """Somebody else's answer in a field that was changed here too."""

    theirs: Typed
    shown: str
    by: str


@dataclass(frozen=True)
class FieldView:
    """A field with its content, last year's answer and what is wrong with it.

    `when`: JSON {path: [codes]}: the field is asked while those fields hold them.
    """

    path: str
    label: str
    kind: str
    value: Typed
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    hint: str = ""
    is_required: bool = True
    width: str = "medium"
    when: str = ""
    last: str = ""
    last_shown: str = ""
    is_changed: bool = False
    error: str = ""
    clash: Clash | None = None

    @property
    def id(self) -> str:
        """The element that carries the field; its control has it with "-0"."""
        return field_id(self.path)

    @property
    def is_choice(self) -> bool:
        """Whether it is answered by choosing."""
        return bool(self.choices)


@dataclass(frozen=True)
class Group:
    """Fields under one heading inside a part; without a title, the part's only one."""

    title: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class Part:
    """A stretch of the form that the keyboard jumps to by its number."""

    id: str
    title: str
    groups: tuple[Group, ...]
    note: str = ""
    is_member: bool = False
    number: int = 0


@dataclass
class Answered:
    """Where the fields' contents come from, for one page."""

    sheet: Sheet
    last: Mapping[str, object] = field(default_factory=dict)
    mine: Mapping[str, Typed] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


def field_id(path: str) -> str:
    """An element id for a path: readable, or a digest where the path is free text."""
    if path.startswith("b1."):
        return "f-b1-" + hashlib.blake2s(path.encode(), digest_size=4).hexdigest()
    return "f-" + path.replace(".", "-")


def problem_href(problem: Problem, review: Review) -> str:
    """Where to mend a problem: its field, the person's page, or the household's."""
    group, _, rest = problem.path.partition(".")
    if group == "members" and problem.path.endswith(".birth"):
        args = [review.household_id, rest.partition(".")[0]]
        return reverse("households:member-edit", args=args)
    if problem.path == "members":
        return reverse("households:household-detail", args=[review.household_id])
    return f"#{field_id(problem.path)}"


def parts_of(answered: Answered) -> tuple[Part, ...]:
    """The whole form in the order of the page."""
    numbered = enumerate(_parts(answered), 1)
    return tuple(replace(part, number=number) for number, part in numbered)


def _parts(answered: Answered) -> Iterator[Part]:
    basis = answered.sheet.basis
    for section in sections_of(basis):
        fields = list(_household_fields(section, answered))
        if section.code == "general":
            fields.insert(0, _day_field(answered))
        group = Group("", tuple(fields))
        yield Part(f"p-{section.code}", section.title, (group,))
    for member in basis.members:
        yield Part(
            f"m-{member.key}",
            member.label,
            tuple(_member_groups(member, answered)),
            note=member_note(member, basis.day),
            is_member=True,
        )


def member_note(member: Member, day: dt.date) -> str:
    """Relation, sex and age on the day, as far as they are known."""
    relation = Relation(member.relation).label if member.relation else ""
    sex = {"male": "nam", "female": "nữ"}.get(member.sex or "", "")
    age = age_text(member.ages(day))
    return ", ".join(filter(None, [relation, sex, age or "chưa rõ năm sinh"]))


def _household_fields(
    section: form_2022.Section, answered: Answered
) -> Iterator[FieldView]:
    basis, answers = answered.sheet.basis, answered.sheet.answers
    for question in section.questions:
        if question.code == "b1_total" and basis.b1_is_scored(answers):
            continue
        yield _field(f"household.{question.code}", question, answered)
    if section.code != "points":
        return
    if basis.asks_region():
        yield _field(REGION, REGION_QUESTION, answered)
    for question in basis.b1_questions(answers):
        yield _field(f"b1.{question.code}", question, answered)


def _member_groups(member: Member, answered: Answered) -> Iterator[Group]:
    asked = {each.code for each in member_questions(member, answered.sheet.basis.day)}
    for section in form_2022.MEMBER_SECTIONS:
        fields = tuple(
            _field(f"members.{member.key}.{question.code}", question, answered)
            for question in section.questions
            if question.code in asked
        )
        if fields:
            yield Group(section.title, fields)


def _day_field(answered: Answered) -> FieldView:
    sheet = answered.sheet
    value = answered.mine.get(SURVEYED_ON, sheet.now(SURVEYED_ON))
    today = timezone.localdate()
    if value == "" and today >= sheet.review.round.opens_on:
        value = f"{today:%d/%m/%Y}"
    return FieldView(
        path=SURVEYED_ON,
        label="Ngày rà soát",
        kind="date",
        value=value,
        hint="Ví dụ 5/10/2026. Tuổi và thành viên của hộ tính tại ngày này.",
        width="short",
        error=answered.errors.get(SURVEYED_ON, ""),
        clash=answered.clashes.get(SURVEYED_ON),
    )


def _field(path: str, question: Question, answered: Answered) -> FieldView:
    value = answered.mine.get(path, answered.sheet.now(path))
    last = read(answered.last, path)
    last_typed = as_typed(question, last)
    known = last is not None
    return FieldView(
        path=path,
        label=question.label,
        kind=question.kind.value,
        value=value,
        choices=_choices(question, value),
        unit=question.unit,
        hint=question.hint,
        is_required=question.required,
        width="short" if question.kind in (Kind.NUMBER, Kind.INTEGER) else "medium",
        when=_when(path, question),
        last=json.dumps(last_typed, ensure_ascii=False) if known else "",
        last_shown=_shown(question, last) if known else "",
        is_changed=known and value not in ("", []) and value != last_typed,
        error=answered.errors.get(path, ""),
        clash=answered.clashes.get(path),
    )


def _choices(question: Question, value: Typed) -> tuple[Choice, ...]:
    options = [(o.code, o.label, o.alone) for o in question.options]
    if question.kind is Kind.YES_NO:
        options = [("true", "Có", False), ("false", "Không", False)]
    chosen = {value} if isinstance(value, str) else set(value)
    return tuple(
        Choice(code, label, code in chosen, key, alone)
        for key, (code, label, alone) in enumerate(options, 1)
    )


def _when(path: str, question: Question) -> str:
    if question.applies is None or not question.applies.when:
        return ""
    group = path.rpartition(".")[0]
    told = {f"{group}.{code}": list(codes) for code, codes in question.applies.when}
    return json.dumps(told)


def _shown(question: Question, value: form_2022.Answer) -> str:
    unit = f" {question.unit}" if question.unit else ""
    return form_2022.show_answer(question, value) + unit


def shown_at(sheet: Sheet, path: str, typed: Typed) -> str:
    """What stands in a field, in words."""
    if path == SURVEYED_ON or path in sheet.typed:
        return typed if isinstance(typed, str) else "; ".join(typed)
    question = question_at(path, sheet.answers, sheet.basis)
    return _shown(question, read(sheet.answers, path)) or "để trống"


def contents(parts: Iterable[Part], sheet: Sheet) -> dict[str, Typed]:
    """What the server holds for each field of the page: where changes start from."""
    return {
        each.path: sheet.now(each.path)
        for part in parts
        for group in part.groups
        for each in group.fields
    }


def live_context(
    review: Review, evaluation: Evaluation, problems: Iterable[Problem]
) -> dict[str, object]:
    """Context of the panel that follows the typing (_review_live.html)."""
    return {
        "results": list(
            zip(evaluation.decisions, evaluation.basis.standards, strict=True)
        ),
        "problems": [
            {"href": problem_href(each, review), "message": each.message}
            for each in problems
        ],
    }


def row_context(review: Review, evaluation: Evaluation) -> dict[str, object]:
    """Context of what a row of the village's grid says (_review_live_row.html).

    `results` [(class, standard)]; `missing` counts what the row itself still lacks,
    `member_missing` what only the full form asks, of the persons.
    """
    problems = problems_of(review, evaluation, review.surveyed_on)
    of_members = sum(each.path.startswith("members") for each in problems)
    standards = evaluation.basis.standards
    return {
        "review": review,
        "results": [
            (decision.poverty_class, law)
            for decision, law in zip(evaluation.decisions, standards, strict=True)
        ],
        "missing": len(problems) - of_members,
        "member_missing": of_members,
    }


def fields_key(paths: Iterable[str]) -> str:
    """A short mark of which fields the form has: it changes when they change."""
    return hashlib.blake2s("\n".join(paths).encode(), digest_size=8).hexdigest()


def last_answered(review: Review) -> Review | None:
    """The household's newest form of an earlier year that holds answers."""
    return (
        Review.objects.filter(
            household=review.household_id, round__year__lt=review.round.year
        )
        .exclude(answers={})
        .select_related("round")
        .order_by("-round__year", "-id")
        .first()
    )


def last_outcome(review: Review) -> Outcome | None:
    """The household's newest outcome of an earlier year."""
    return (
        Outcome.objects.current()
        .filter(
            review__household=review.household_id, round__year__lt=review.round.year
        )
        .select_related("round")
        .order_by("-round__year", "standard")
        .first()
    )
