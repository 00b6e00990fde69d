"""The 2022 review form (Phiếu B) as data, and how its answers are read.

Answers are ``{"household": {code: value}, "members": {"<member key>": {...}}}``.
"""

from collections.abc import Mapping
from types import MappingProxyType

from households.rules.form_2022.facts import (
    Answers,
    b1_on_paper,
    causes_mask,
    facts_from_answers,
    household_answers,
    member_answers,
)
from households.rules.form_2022.household import CAUSES, HOUSEHOLD_SECTIONS
from households.rules.form_2022.member import MEMBER_SECTIONS
from households.rules.form_2022.problems import Problem, ProblemKind, problems
from households.rules.form_2022.reading import (
    AnswerError,
    clean_answer,
    parse_number,
    show_answer,
)
from households.rules.form_2022.shape import (
    Answer,
    Condition,
    Kind,
    Member,
    Option,
    Question,
    Scope,
    Section,
)

__all__ = [
    "CAUSES",
    "HOUSEHOLD_QUESTIONS",
    "HOUSEHOLD_SECTIONS",
    "MEMBER_QUESTIONS",
    "MEMBER_SECTIONS",
    "SECTIONS",
    "Answer",
    "AnswerError",
    "Answers",
    "Condition",
    "Kind",
    "Member",
    "Option",
    "Problem",
    "ProblemKind",
    "Question",
    "Scope",
    "Section",
    "b1_on_paper",
    "causes_mask",
    "clean_answer",
    "facts_from_answers",
    "household_answers",
    "member_answers",
    "parse_number",
    "problems",
    "show_answer",
]

SECTIONS: tuple[Section, ...] = (*MEMBER_SECTIONS, *HOUSEHOLD_SECTIONS)


def _by_code(sections: tuple[Section, ...]) -> Mapping[str, Question]:
    return MappingProxyType(
        {each.code: each for section in sections for each in section.questions}
    )


HOUSEHOLD_QUESTIONS = _by_code(HOUSEHOLD_SECTIONS)
MEMBER_QUESTIONS = _by_code(MEMBER_SECTIONS)
