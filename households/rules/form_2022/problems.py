"""Everything missing from a review form, and everything that contradicts itself."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from households.rules.form_2022.facts import (
    Answers,
    Given,
    household_answers,
    member_answers,
)
from households.rules.form_2022.household import HOUSEHOLD_SECTIONS
from households.rules.form_2022.member import MEMBER_SECTIONS, SCHOOLING
from households.rules.form_2022.shape import Member, Section
from households.rules.standards.nd07_2022 import SCHOOL_BANDS


class ProblemKind(StrEnum):
    MISSING = "missing"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Problem:
    """Where (``household.floor_area``, ``members.<key>.schooling``) and what."""

    path: str
    message: str
    kind: ProblemKind


def problems(
    answers: Answers,
    members: tuple[Member, ...],
    on: date,
    *,
    standards: Collection[str] = (),
    b1_scored: bool = False,
) -> tuple[Problem, ...]:
    """All that is missing or contradictory, in the order of the form.

    ``standards``: codes applied by the round, which add their supplements.
    ``b1_scored``: B1 comes from a scorecard, so no total from paper is missing.
    """
    found: list[Problem] = []
    if not members:
        found.append(_missing("members", "Hộ chưa có thành viên nào."))
    for member in members:
        found += _of_member(member, answers, on)
    skip = {"b1_total"} if b1_scored else set()
    sections = tuple(
        section
        for section in HOUSEHOLD_SECTIONS
        if section.standard is None or section.standard in standards
    )
    given = household_answers(answers)
    found += _unanswered(sections, given, range(1), "household", "", skip)
    found += _no_labour(answers, members)
    return tuple(found)


def _of_member(member: Member, answers: Answers, on: date) -> Iterator[Problem]:
    path, who = f"members.{member.key}", f"{member.label}: "
    given, ages = member_answers(answers, member.key), member.ages(on)
    born = _birth(member, on)
    if born:
        yield _contradiction(f"{path}.birth", who + born)
    yield from _unanswered(MEMBER_SECTIONS, given, ages, path, who, set())
    for code, check in CHECKS:
        message = check(given, ages)
        if message:
            yield _contradiction(f"{path}.{code}", who + message)


def _unanswered(
    sections: tuple[Section, ...],
    given: Given,
    ages: range,
    path: str,
    who: str,
    skip: set[str],
) -> Iterator[Problem]:
    for section in sections:
        for question in section.questions:
            wanted = question.required and question.code not in skip
            if not wanted or given.get(question.code) not in (None, "", []):
                continue
            if question.asked(given, ages):
                start = f"{who}chưa" if who else "Chưa"
                message = f"{start} trả lời “{question.label}”."
                yield _missing(f"{path}.{question.code}", message)


def _birth(member: Member, on: date) -> str:
    year, month, day = member.birth_year, member.birth_month, member.birth_day
    if year is None:
        return ""
    if (year, month or 1, (day or 1) if month else 1) > (on.year, on.month, on.day):
        return "ngày sinh sau ngày rà soát."
    if month and day and not _is_a_day(year, month, day):
        return "ngày sinh không có trong lịch."
    return ""


def _is_a_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


# The age at which the level *below* begins: a whole level ahead of age is a slip.
EARLIEST = {
    "primary": SCHOOL_BANDS[0].start,
    "lower_secondary": SCHOOL_BANDS[1].start,
    "upper_secondary": SCHOOL_BANDS[2].start,
    "vocational": SCHOOL_BANDS[2].start,
    "university": SCHOOL_BANDS[2].start,
}
# General levels in order, and what must be finished before a level is attended.
LEVELS = ("none", "primary", "lower_secondary", "upper_secondary")
BEFORE = {"lower_secondary": "primary", "upper_secondary": "lower_secondary"}
LEVEL_NAMES = {option.code: option.label.lower() for option in SCHOOLING}


def _too_young(given: Given, ages: range) -> str:
    level = given.get("schooling")
    if isinstance(level, str) and ages[-1] < EARLIEST.get(level, 0):
        return f"{ages[-1]} tuổi mà đang học {LEVEL_NAMES[level]}."
    return ""


def _too_old(given: Given, ages: range) -> str:
    before = SCHOOL_BANDS[1].before
    if given.get("schooling") == "preschool" and ages[0] >= before:
        return f"từ {before} tuổi trở lên mà đang học mầm non."
    return ""


def _levels(given: Given, ages: range) -> str:
    attends, finished = given.get("schooling"), given.get("general_level")
    if not isinstance(attends, str) or finished not in LEVELS:
        return ""
    done = LEVELS.index(str(finished))
    if attends == "preschool" and done > 0:
        return "đang học mầm non nhưng đã ghi tốt nghiệp phổ thông."
    if attends in LEVELS[1:] and LEVELS.index(attends) <= done:
        return f"đang học {LEVEL_NAMES[attends]} nhưng đã ghi tốt nghiệp cấp này."
    needed = BEFORE.get(attends)
    if needed and done < LEVELS.index(needed):
        return (
            f"đang học {LEVEL_NAMES[attends]} nhưng chưa ghi tốt nghiệp "
            f"{LEVEL_NAMES[needed]}."
        )
    return ""


def _contract(given: Given, ages: range) -> str:
    held = given.get("contract") in {"fixed_term", "indefinite"}
    if held and given.get("job") == "none":
        return "có hợp đồng lao động nhưng ghi không có việc làm."
    return ""


def _hired(given: Given, ages: range) -> str:
    if given.get("trained_on_job") is True and given.get("job") == "none":
        return "được doanh nghiệp tuyển dụng nhưng ghi không có việc làm."
    return ""


Check = Callable[[Given, range], str]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("schooling", _too_young),
    ("schooling", _too_old),
    ("general_level", _levels),
    ("contract", _contract),
    ("trained_on_job", _hired),
)


def _no_labour(answers: Answers, members: tuple[Member, ...]) -> Iterator[Problem]:
    if household_answers(answers).get("no_labour") is not True:
        return
    for member in members:
        if member_answers(answers, member.key).get("able_to_work") is True:
            yield _contradiction(
                "household.no_labour",
                "Ghi hộ không có khả năng lao động nhưng "
                f"{member.label} có khả năng lao động.",
            )


def _missing(path: str, message: str) -> Problem:
    return Problem(path, message, ProblemKind.MISSING)


def _contradiction(path: str, message: str) -> Problem:
    return Problem(path, message, ProblemKind.CONTRADICTION)
