"""Why a household got its class, and what would change it.

What would change is found by deciding again with one thing different, never from a
second copy of the law.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from households.rules import form_2022
from households.rules.classification import Case, decide
from households.rules.form_2022 import Answers, Member, Question, Section
from households.rules.outcome import Decision, Finding, PovertyClass, State
from households.rules.reasons import income_text, points_text
from households.rules.standards import standard


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as a reader sees it; ``who`` is empty for the household."""

    section: str
    who: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to be different, and the class it would give."""

    text: str
    poverty_class: PovertyClass


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that a printed explanation of one outcome says."""

    standard_title: str
    decision: Decision
    answered: tuple[AnswerLine, ...]
    deprived: tuple[Finding, ...]
    unknown: tuple[Finding, ...]
    changes: tuple[Change, ...]
    unverified: tuple[str, ...]


def explain(
    decision: Decision, answers: Answers, members: tuple[Member, ...], on: date
) -> Explanation:
    """What was answered, what counts, by which article, and what would change it."""
    law = standard(decision.standard)
    return Explanation(
        standard_title=law.title,
        decision=decision,
        answered=tuple(answered(answers, members, on)),
        deprived=_in_state(decision, State.DEPRIVED),
        unknown=_in_state(decision, State.UNKNOWN),
        changes=tuple(changes(decision)),
        unverified=law.notes,
    )


def answered(
    answers: Answers, members: tuple[Member, ...], on: date
) -> Iterator[AnswerLine]:
    """Every answer to a question that was put, in the order of the form."""
    given = form_2022.household_answers(answers)
    for section, question in _questions(form_2022.HOUSEHOLD_SECTIONS):
        if question.asked(given, range(1)):
            yield from _line(section, "", question, given.get(question.code))
    for member in members:
        given = form_2022.member_answers(answers, member.key)
        ages = member.ages(on)
        for section, question in _questions(form_2022.MEMBER_SECTIONS):
            if question.asked(given, ages):
                value = given.get(question.code)
                yield from _line(section, member.label, question, value)


def _questions(sections: Iterable[Section]) -> Iterator[tuple[Section, Question]]:
    return ((section, each) for section in sections for each in section.questions)


def _line(
    section: Section, who: str, question: Question, value: object
) -> Iterator[AnswerLine]:
    if isinstance(value, str | list | int):
        shown = form_2022.show_answer(question, value)
        unit = f" {question.unit}" if question.unit else ""
        yield AnswerLine(section.title, who, question.label, f"{shown}{unit}")


def changes(decision: Decision) -> Iterator[Change]:
    """What, changed alone, would give another class; nearest changes first."""
    case = Case(
        standard=standard(decision.standard),
        area_kind=decision.area_kind,
        agri=decision.agri,
        findings=decision.findings,
        b1=decision.b1,
        b1_source=decision.b1_source,
        income=decision.income,
    )
    here = decision.poverty_class
    yield from _indicators(case, here, State.DEPRIVED, State.NOT_DEPRIVED)
    yield from _indicators(case, here, State.NOT_DEPRIVED, State.DEPRIVED)
    yield from _all_unknown(case, here)
    yield from _value(case, here)
    yield from _farming(case, here)


def _in_state(decision: Decision, state: State) -> tuple[Finding, ...]:
    return tuple(each for each in decision.findings if each.state is state)


def _indicators(
    case: Case, here: PovertyClass, old: State, new: State
) -> Iterator[Change]:
    """The least number of indicators that must turn for another class."""
    found = [each for each in case.findings if each.state is old]
    for count in range(1, len(found) + 1):
        after = decide(_turned(case, found[:count], new))
        if after.poverty_class is not here:
            lead = _lead(found, count, new)
            yield Change(f"{lead} {_outcome(after)}.", after.poverty_class)
            return


def _lead(found: list[Finding], count: int, new: State) -> str:
    verb = "không còn" if new is State.NOT_DEPRIVED else "trở thành"
    names = ", ".join(f"{each.number} ({each.name})" for each in found)
    if len(found) == 1:
        return f"Nếu chỉ số {names} {verb} thiếu hụt thì"
    how_many = "một" if count == 1 else count
    return f"Nếu {how_many} trong các chỉ số {names} {verb} thiếu hụt thì"


def _outcome(after: Decision) -> str:
    points = f"điểm B2 là {after.b2}, " if after.b2 is not None else ""
    return f"{points}kết quả là {after.poverty_class.label}"


def _turned(case: Case, chosen: Iterable[Finding], new: State) -> Case:
    numbers = {each.number for each in chosen}
    findings = tuple(
        replace(each, state=new) if each.number in numbers else each
        for each in case.findings
    )
    return replace(case, findings=findings)


def _all_unknown(case: Case, here: PovertyClass) -> Iterator[Change]:
    """Both ends of what is not known, where it leaves the class open."""
    found = [each for each in case.findings if each.state is State.UNKNOWN]
    for state in (State.NOT_DEPRIVED, State.DEPRIVED):
        after = decide(_turned(case, found, state))
        if after.poverty_class is not here:
            text = f"Nếu các chỉ số chưa rõ đều {state.label} thì {_outcome(after)}."
            yield Change(text, after.poverty_class)


def _value(case: Case, here: PovertyClass) -> Iterator[Change]:
    """The nearest B1 total, or income, on either side with another class."""
    value = case.value
    if value is None:
        return
    show: Callable[[int], str] = points_text if case.by_points else income_text
    name = "điểm B1" if case.by_points else "thu nhập bình quân"
    lines = sorted(
        {
            step.value
            for kind in case.area_kind.possible()
            for step in case.lines.of(kind).given()
        }
    )
    down = [(line, line, "không quá") for line in reversed(lines) if line < value]
    up = [(line, line + 1, "trên") for line in lines if line >= value]
    for side in (down, up):
        for line, other, word in side:
            after = decide(_with_value(case, other)).poverty_class
            if after is not here:
                text = f"Nếu {name} {word} {show(line)} thì kết quả là {after.label}."
                yield Change(text, after)
                break


def _with_value(case: Case, value: int) -> Case:
    if case.by_points:
        return replace(case, b1=value)
    return replace(case, income=value)


def _farming(case: Case, here: PovertyClass) -> Iterator[Change]:
    for agri, word in ((True, "có"), (False, "không")):
        after = decide(replace(case, agri=agri)).poverty_class
        if after is not here:
            text = f"Nếu hộ {word} làm nông, lâm, ngư, diêm nghiệp thì kết quả là "
            yield Change(f"{text}{after.label}.", after)
