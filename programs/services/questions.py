"""What a rule asks before something is given: refused without a reason, kept with it.

A rule of entitlement can be wrong about a household, the officer on the spot knows
why; so nothing is forbidden, but what was asked and answered stays with the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models


@dataclass(frozen=True)
class Question:
    """What a rule asks: a code, the words, and the row that it points at."""

    code: str
    text: str
    about: models.Model | None = None


class Questioned(ValidationError):
    """What was asked and not answered; `questions` are for the page."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(
            [ValidationError(each.text, code=each.code) for each in questions]
        )


def answered(questions: Sequence[Question], reason: str) -> str:
    """The reason to keep: none where nothing was asked. Raises Questioned."""
    if questions and not reason.strip():
        raise Questioned(questions)
    return reason.strip() if questions else ""
