"""Who has a right to a benefit, in which times: from standings, terms and births.

Times are half-open; an end of None is still open. The same arithmetic is done for
whole communes in SQL (programs.services.rights_sql), against the same table of tests.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FOREVER = dt.date.max


@dataclass(frozen=True, order=True)
class Span:
    """From a day up to, not including, another (None: still open)."""

    starts: dt.date
    ends: dt.date | None = None

    @property
    def last(self) -> dt.date:
        """The end as a day that compares."""
        return FOREVER if self.ends is None else self.ends


@dataclass(frozen=True)
class Held:
    """A class that a household had for a time."""

    poverty_class: str
    span: Span


@dataclass(frozen=True)
class Terms:
    """What a rule asks: see EntitlementRule for the meaning of each.

    `after_classes`: while the right goes on after `classes` were left, the household
    must be in one of these; empty: whatever it is then.
    """

    classes: frozenset[str]
    span: Span
    months_after_leaving: int = 0
    after_classes: frozenset[str] = frozenset()
    age_from: int | None = None
    age_to: int | None = None


@dataclass(frozen=True)
class Birth:
    """A birth date of which only the year, or year and month, may be known."""

    year: int | None
    month: int | None = None
    day: int | None = None

    @property
    def earliest(self) -> dt.date | None:
        """The first day that it can have been."""
        if self.year is None:
            return None
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date | None:
        """The last day that it can have been."""
        if self.year is None:
            return None
        if self.month is None:
            return dt.date(self.year, 12, 31)
        if self.day is None:
            return months_later(dt.date(self.year, self.month, 1), 1) - dt.timedelta(1)
        return dt.date(self.year, self.month, self.day)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for wanted in range(day.day, 27, -1):
        try:
            return dt.date(year, month + 1, wanted)
        except ValueError:
            continue
    return dt.date(year, month + 1, day.day)


def right_of(
    held: Sequence[Held], terms: Terms, birth: Birth | None = None
) -> tuple[Span, ...]:
    """Luật Bảo hiểm y tế and the rules of other benefits: when somebody has the right.

    While the household is in a class of the terms, and for some months after, within
    the terms' own time and ages. `birth` is the person's; without a year of birth
    nobody is of an age that is asked for. What is not known of a birth date counts
    for the person: of age from its earliest day, up to its latest.
    """
    spans = [each.span for each in held if each.poverty_class in terms.classes]
    spans += _afterwards(held, spans, terms)
    window = _age(terms, birth)
    if window is None:
        return ()
    return joined(
        cut
        for span in spans
        for inside in [common(span, terms.span)]
        if inside is not None
        for cut in [common(inside, window)]
        if cut is not None
    )


def _afterwards(
    held: Sequence[Held], spans: Iterable[Span], terms: Terms
) -> list[Span]:
    """The months after leaving, as far as the household is then in a class asked."""
    if not terms.months_after_leaving:
        return []
    months = [
        Span(span.ends, months_later(span.ends, terms.months_after_leaving))
        for span in spans
        if span.ends is not None
    ]
    if not terms.after_classes:
        return months
    then = [each.span for each in held if each.poverty_class in terms.after_classes]
    cuts = [common(one, other) for one in months for other in then]
    return [cut for cut in cuts if cut is not None]


def _age(terms: Terms, birth: Birth | None) -> Span | None:
    """When the person is of the ages asked; None: never, as far as is known."""
    if terms.age_from is None and terms.age_to is None:
        return Span(dt.date.min)
    if birth is None or birth.earliest is None or birth.latest is None:
        return None
    starts = months_later(birth.earliest, 12 * (terms.age_from or 0))
    if terms.age_to is None:
        return Span(starts)
    return Span(starts, months_later(birth.latest, 12 * terms.age_to))


def common(one: Span, other: Span) -> Span | None:
    """The time that both have; None if there is none."""
    starts, last = max(one.starts, other.starts), min(one.last, other.last)
    if starts >= last:
        return None
    return Span(starts, None if last == FOREVER else last)


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same time in as few spans as possible, the earliest first."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.starts, each.last)):
        if found and span.starts <= found[-1].last:
            last = max(found[-1].last, span.last)
            found[-1] = Span(found[-1].starts, None if last == FOREVER else last)
        else:
            found.append(span)
    return tuple(found)
