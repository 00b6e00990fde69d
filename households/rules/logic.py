"""Three-valued logic: true, false, and ``None`` for "not known"."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def not3(value: bool | None) -> bool | None:
    return None if value is None else not value


def any3(values: Iterable[bool | None]) -> bool | None:
    """True if one is true, false if all are false, otherwise not known."""
    seen = set(values)
    if True in seen:
        return True
    return None if None in seen else False


def all3(values: Iterable[bool | None]) -> bool | None:
    """False if one is false, true if all are true, otherwise not known."""
    seen = set(values)
    if False in seen:
        return False
    return None if None in seen else True


def agreed(values: Iterable[bool | None]) -> bool | None:
    """The value on which every possibility agrees, otherwise not known."""
    seen = set(values)
    return seen.pop() if len(seen) == 1 else None


def one_of(value: T | None, accepted: frozenset[T]) -> bool | None:
    """Whether an answer is among the accepted ones; an unanswered one is not known."""
    return None if value is None else value in accepted
