"""A refusal that names the households in the way, so that pages can lead to each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from households.models import Review

# So many are named; the rest is counted in the message.
MOST_NAMED = 50


@dataclass(frozen=True)
class Missing:
    """A household in the way, and why."""

    review: Review
    why: str


class StillMissing(ValidationError):
    """Something must be done first, household by household (`rows`)."""

    def __init__(self, message: str, rows: Iterable[Missing], code: str) -> None:
        super().__init__(message, code=code)
        self.rows = tuple(rows)
