"""The village's grid: one row a household, the household's questions as columns."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from households.models import Outcome, Review, ReviewRound
from households.rules import form_2022
from households.rules.form_2022 import Kind, Option, Question
from households.rules.standards import STANDARDS
from households.services.review_basis import (
    REGION,
    REGION_QUESTION,
    Basis,
    JsonObject,
    bases_of,
    evaluate,
)
from households.services.review_fields import (
    SURVEYED_ON,
    Sheet,
    Typed,
    as_typed,
    read,
    sections_of,
)
from households.views.review_form import Clash, row_context

DAY = Question(SURVEYED_ON, "Ngày rà soát", Kind.TEXT)
_YES_NO = (Option("true", "Có"), Option("false", "Không"))


@dataclass(frozen=True)
class Column:
    """A question as the head of a column; `codes` in the order of their numbers."""

    path: str
    question: Question
    kind: str
    when: str

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers to choose from."""
        return options_of(self.question)

    @property
    def codes(self) -> str:
        """JSON list of the options' codes."""
        return json.dumps([each.code for each in self.options])

    @property
    def numbered(self) -> str:
        """The options with their numbers, in one line."""
        told = (f"{n} {each.label}" for n, each in enumerate(self.options, 1))
        return "; ".join(told)


@dataclass(frozen=True)
class Cell:
    """A field of a row; not `is_there` when this household is not asked at all."""

    path: str
    kind: str
    column: int
    is_there: bool = True
    is_open: bool = False
    shown: str = ""
    options: tuple[Option, ...] = ()
    chosen: Typed = ""
    error: str = ""


@dataclass(frozen=True)
class Trouble:
    """What a post of one row could not take, for the page that answers it."""

    mine: Mapping[str, Typed] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)
    problems: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True)
class Row:
    """One household. `base` is JSON {path: what the server holds}, empty ones left out.

    `cells` are drawn already; `live` says class and what is missing.
    """

    review: Review
    cells: SafeString
    is_open: bool
    base: str
    live: SafeString
    trouble: Trouble


@dataclass(frozen=True)
class _Sources:
    """What one row is made from; `questions` by path, in the order of the form."""

    review: Review
    sheet: Sheet
    questions: Mapping[str, Question]


def options_of(question: Question) -> tuple[Option, ...]:
    """The answers of a question that is answered by choosing."""
    return _YES_NO if question.kind is Kind.YES_NO else question.options


def grid_of(
    reviews: Iterable[Review],
    *,
    may_review: bool,
    troubles: Mapping[int, Trouble] | None = None,
) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Columns and rows of reviews of one round, their outcomes prefetched.

    Three queries, however many rows. `troubles` by review id.
    """
    listed = list(reviews)
    bases = bases_of(listed)
    sources = [_source(each, bases[each.pk]) for each in listed]
    columns = _columns(sources)
    fragments: dict[Cell, SafeString] = {}
    known = troubles or {}
    rows = tuple(
        _row(each, columns, fragments, may_review, known.get(each.review.pk, Trouble()))
        for each in sources
    )
    return columns, rows


def _source(review: Review, basis: Basis) -> _Sources:
    sheet = Sheet(review, basis)
    return _Sources(review, sheet, questions_of(sheet.answers, basis))


def questions_of(answers: JsonObject, basis: Basis) -> dict[str, Question]:
    """The row's fields: day and household, B1 as the form has it."""
    found: dict[str, Question] = {SURVEYED_ON: DAY}
    for section in sections_of(basis):
        for question in section.questions:
            if question.code != "b1_total" or not basis.b1_is_scored(answers):
                found[f"household.{question.code}"] = question
        if section.code == "points":
            if basis.asks_region():
                found[REGION] = REGION_QUESTION
            for item in basis.b1_questions(answers):
                found[f"b1.{item.code}"] = item
    return found


def _columns(sources: list[_Sources]) -> tuple[Column, ...]:
    """Every question that some row has; those of B1 stand where the form has them."""
    merged: dict[str, Question] = {}
    for source in sources:
        merged |= {p: q for p, q in source.questions.items() if p not in merged}
    points = [path for path in merged if _is_b1(path)]
    order: list[str] = []
    for path in merged:
        if not _is_b1(path):
            order.append(path)
        elif points:
            order += points
            points = []
    return tuple(
        Column(path, merged[path], kind_of(path, merged[path]), _when(merged[path]))
        for path in order
    )


def _is_b1(path: str) -> bool:
    return path in ("household.b1_total", REGION) or path.startswith("b1.")


def kind_of(path: str, question: Question) -> str:
    """How a cell is typed: "date", or the question's kind."""
    return "date" if path == SURVEYED_ON else question.kind.value


def _when(question: Question) -> str:
    if question.applies is None or not question.applies.when:
        return ""
    told = {f"household.{code}": list(given) for code, given in question.applies.when}
    return json.dumps(told)


def _row(
    source: _Sources,
    columns: tuple[Column, ...],
    fragments: dict[Cell, SafeString],
    may_review: bool,
    trouble: Trouble,
) -> Row:
    review = source.review
    is_open = (
        may_review
        and review.is_editable
        and review.round.state == ReviewRound.State.OPEN
    )
    held = {path: _held(source, path) for path in source.questions}
    unread = dict(source.sheet.unread()) | dict(trouble.errors)
    mine = held | dict(trouble.mine)
    cells = [
        _cell(number, column, source, mine, unread, is_open)
        for number, column in enumerate(columns)
    ]
    kept = {path: value for path, value in held.items() if value not in ("", [])}
    base = json.dumps(kept, ensure_ascii=False)
    drawn = _drawn(cells, review, fragments)
    return Row(review, drawn, is_open, base, _live(source), trouble)


def _held(source: _Sources, path: str) -> Typed:
    """What stands in a field: unreadable text, or the answer as it is typed."""
    sheet = source.sheet
    if path in sheet.typed:
        return sheet.typed[path]
    if path == SURVEYED_ON:
        return f"{sheet.surveyed_on:%d/%m/%Y}" if sheet.surveyed_on else ""
    return as_typed(source.questions[path], read(sheet.answers, path))


def _cell(
    number: int,
    column: Column,
    source: _Sources,
    held: Mapping[str, Typed],
    unread: Mapping[str, str],
    is_open: bool,
) -> Cell:
    path = column.path
    question = source.questions.get(path)
    if question is None:
        return Cell(path, column.kind, number, is_there=False)
    value, error = held[path], unread.get(path, "")
    if not is_open:
        answer = read(source.sheet.answers, path)
        shown = str(value) if path == SURVEYED_ON else ""
        shown = shown or form_2022.show_answer(question, answer)
        return Cell(path, column.kind, number, shown=shown, error=error)
    if question.kind in (Kind.CHOICE, Kind.YES_NO):
        options = options_of(question)
        return Cell(
            path, column.kind, number, True, True, "", options, str(value), error
        )
    shown = numbers_of(question, value) if question.kind is Kind.MULTI else str(value)
    return Cell(path, column.kind, number, True, True, shown, error=error)


# Stands for the row's id in a cell that was drawn once for all rows which answered
# alike: no character of a text (Unicode never assigns it).
_ROW = "\ufdd0"


def _drawn(
    cells: list[Cell], review: Review, fragments: dict[Cell, SafeString]
) -> SafeString:
    """The row's cells; drawing each of thousands alone would take most of the time."""
    for cell in cells:
        if cell not in fragments:
            context = {"cell": cell, "row": _ROW}
            fragments[cell] = render_to_string("season/_grid_cell.html", context)
    text = "".join(fragments[cell] for cell in cells)
    return mark_safe(text.replace(_ROW, str(review.pk)))  # noqa: S308  drawn above


def numbers_of(question: Question, value: Typed) -> str:
    """Several chosen answers as their numbers: "1, 3"; unreadable text as it is."""
    if isinstance(value, str):
        return value
    codes = [each.code for each in question.options]
    return ", ".join(str(codes.index(each) + 1) for each in value if each in codes)


def codes_of(question: Question, typed: str) -> Typed:
    """What numbers choose; text that names no answer stays as it was typed."""
    words = typed.replace(",", " ").replace(";", " ").split()
    count = len(question.options)
    if not all(each.isdecimal() and 0 < int(each) <= count for each in words):
        return typed
    chosen = {int(each) for each in words}
    return [o.code for n, o in enumerate(question.options, 1) if n in chosen]


def _live(source: _Sources) -> SafeString:
    """Class and what is missing; a fixed result is told as it was fixed."""
    review = source.review
    if review.is_editable:
        sheet = source.sheet
        context = row_context(review, evaluate(sheet.answers, sheet.basis))
        return render_to_string("households/_review_live_row.html", context)
    current = [each for each in review.outcomes.all() if each.is_current]
    found = sorted(current, key=lambda each: STANDARDS[each.standard].starts)
    context = {"results": [(each.poverty_class, _law(each)) for each in found]}
    return render_to_string("season/_grid_fixed.html", context)


def _law(outcome: Outcome) -> object:
    return STANDARDS[outcome.standard]
