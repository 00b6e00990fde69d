"""Movement between two days, counted by commune (diễn biến hộ nghèo, cận nghèo).

One statement tells of each household of some communes what it was and is, where, and
what happened meanwhile, as a signature; households are counted by signature, and
households.rules.movement says of each signature what state it is and which column of
form 2 and form 3 it counts in. The list behind a number is the households of its
signatures, so the two cannot disagree.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings

from households.rules.movement import (
    CLOSING,
    OPENING,
    OTHER_IN,
    OTHER_OUT,
    Cause,
    Change,
    Movement,
    Presence,
    State,
    column_of,
    movement,
)
from households.rules.outcome import PovertyClass
from households.rules.standards import standard_in_force
from households.services.as_of import Moment, homes, large_statement
from reports.movement_sql import GROUPED, households_sql

COLUMNS = range(OPENING, CLOSING + 1)
FORMS = {PovertyClass.POOR: "2", PovertyClass.NEAR_POOR: "3"}
IN_COLUMNS, OUT_COLUMNS = (5, 6, 7, 8), (2, 3, 4)


COLUMN_TITLES = {
    PovertyClass.POOR: (
        "Hộ nghèo đầu kỳ",
        "Thoát nghèo, trở thành hộ cận nghèo",
        "Thoát nghèo, vượt chuẩn cận nghèo",
        "Giảm khác",
        "Hộ cận nghèo trở thành hộ nghèo",
        "Tái nghèo",
        "Phát sinh mới",
        "Tăng khác",
        "Hộ nghèo cuối kỳ",
    ),
    PovertyClass.NEAR_POOR: (
        "Hộ cận nghèo đầu kỳ",
        "Thoát cận nghèo",
        "Hộ cận nghèo trở thành hộ nghèo",
        "Giảm khác",
        "Hộ nghèo trở thành hộ cận nghèo",
        "Tái cận nghèo",
        "Phát sinh mới",
        "Tăng khác",
        "Hộ cận nghèo cuối kỳ",
    ),
}


@dataclass(frozen=True)
class Span:
    """From the end of one day to the end of another, as known on a third (or now)."""

    first: dt.date
    last: dt.date
    known: dt.date | None = None

    @property
    def start(self) -> Moment:
        """The opening."""
        return Moment.at(self.first, self.known)

    @property
    def end(self) -> Moment:
        """The closing."""
        return Moment.at(self.last, self.known)

    @property
    def standards(self) -> tuple[str, str]:
        """Those in force at the opening and the closing. Raises NoStandard."""
        return standard_in_force(self.first).code, standard_in_force(self.last).code

    @property
    def crosses_standards(self) -> bool:
        """Whether another standard governs at the closing."""
        former, present = self.standards
        return former != present


@dataclass(frozen=True)
class Signature:
    """What the households of a row have in common; `text` is its key in SQL."""

    text: str

    @cached_property
    def _parts(self) -> list[str]:
        return self.text.split("|")

    @cached_property
    def change(self) -> Change:
        """The signature as the rule reads it."""
        presence, before, after, event, poor, near, former, present, under, ended, _ = (
            self._parts
        )
        recent = {PovertyClass.POOR: poor, PovertyClass.NEAR_POOR: near}
        return Change(
            before=PovertyClass(before) if before else None,
            after=PovertyClass(after) if after else None,
            presence=Presence(presence),
            event=Cause(event) if event else None,
            recent=frozenset(kind for kind, was in recent.items() if was == "t"),
            former_standard=former,
            present_standard=present,
            under_former=PovertyClass(under) if under else None,
            list_ended=ended == "t",
        )

    @cached_property
    def movement(self) -> Movement:
        """Its state."""
        return movement(self.change)

    @property
    def is_told(self) -> bool:
        """Whether a standing, a review, a decision or an event says why."""
        return self._parts[-1] == "t"

    def column(self, kind: PovertyClass) -> int | None:
        """Its column (2-8) in the class's form."""
        return column_of(kind, self.change, self.movement)

    def opens(self, kind: PovertyClass) -> bool:
        """Whether it is counted in the opening."""
        here = self.change.presence is not Presence.ARRIVED
        return here and self.change.before is kind

    def closes(self, kind: PovertyClass) -> bool:
        """Whether it is counted in the closing."""
        here = self.change.presence is not Presence.LEFT
        return here and self.change.after is kind

    def counts_in(self, kind: PovertyClass, column: int) -> bool:
        """Whether its households are those of a column (1-9)."""
        if column == OPENING:
            return self.opens(kind)
        return self.closes(kind) if column == CLOSING else self.column(kind) == column


@dataclass(frozen=True)
class Group:
    """Households of one signature in a commune, and their persons.

    `before` and `after`: persons at the opening and the closing; `more` and `fewer`:
    the sums of what households gained and lost in between.
    """

    commune_id: int
    signature: Signature
    households: int
    before: int
    after: int
    more: int
    fewer: int


@dataclass
class Table:
    """Numbers of one form for an area: columns 1-9, households and persons.

    `standard` counts what comes from a change of standard: (out, in), which columns
    4 and 8 hold too.
    """

    households: list[int] = field(default_factory=lambda: [0] * 10)
    persons: list[int] = field(default_factory=lambda: [0] * 10)
    standard_households: list[int] = field(default_factory=lambda: [0, 0])
    standard_persons: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, kind: PovertyClass, group: Group) -> None:
        """Count a group."""
        found = group.signature
        if found.opens(kind):
            self._count(OPENING, group.households, group.before)
        if found.closes(kind):
            self._count(CLOSING, group.households, group.after)
        column = found.column(kind)
        if column is not None:
            persons = _moving(kind, group)
            self._count(column, group.households, persons)
            if found.movement.state is State.STANDARD:
                way = int(column == OTHER_IN)
                self.standard_households[way] += group.households
                self.standard_persons[way] += persons
        if found.closes(kind) and _was_listed_here(found.change):
            # Members who came or went while the household was on a list.
            self.persons[OTHER_IN] += group.more
            self.persons[OTHER_OUT] += group.fewer

    def _count(self, column: int, households: int, persons: int) -> None:
        self.households[column] += households
        self.persons[column] += persons

    def __add__(self, other: "Table") -> "Table":
        return Table(
            *(
                [a + b for a, b in zip(mine, theirs, strict=True)]
                for mine, theirs in (
                    (self.households, other.households),
                    (self.persons, other.persons),
                    (self.standard_households, other.standard_households),
                    (self.standard_persons, other.standard_persons),
                )
            )
        )

    @property
    def is_closed(self) -> bool:
        """Whether 9 = 1-2-3-4+5+6+7+8, for households and for persons."""
        return all(
            row[CLOSING]
            == row[OPENING]
            - sum(row[at] for at in OUT_COLUMNS)
            + sum(row[at] for at in IN_COLUMNS)
            for row in (self.households, self.persons)
        )


def _was_listed_here(change: Change) -> bool:
    return change.before in FORMS and change.presence is Presence.STAYED


def _moving(kind: PovertyClass, group: Group) -> int:
    """Persons who leave or enter a class: as many in the one form as in the other."""
    if group.signature.opens(kind) or _was_listed_here(group.signature.change):
        return group.before
    return group.after


Tables = dict[PovertyClass, Table]


@dataclass(frozen=True)
class Counted:
    """All groups of some communes over a span."""

    span: Span
    groups: tuple[Group, ...]

    @cached_property
    def by_commune(self) -> dict[int, Tables]:
        """Both forms' numbers of each commune that has any."""
        found: dict[int, Tables] = defaultdict(_tables)
        for group in self.groups:
            for kind in FORMS:
                found[group.commune_id][kind].add(kind, group)
        return dict(found)

    def total(self, communes: Iterable[int] | None = None) -> Tables:
        """The sum of some communes, or of all."""
        wanted = self.by_commune if communes is None else set(communes)
        found = _tables()
        for commune in wanted:
            if commune in self.by_commune:
                for kind in FORMS:
                    found[kind] += self.by_commune[commune][kind]
        return found

    @property
    def untold(self) -> int:
        """Households that nothing in the portal tells the reason of."""
        return sum(group.households for group in self.groups if is_untold(group))

    def signatures(self, kind: PovertyClass | None, column: int) -> list[str]:
        """The signatures behind a number; those not told of without a class."""
        if kind is None:
            return sorted({g.signature.text for g in self.groups if is_untold(g)})
        return sorted(
            {
                group.signature.text
                for group in self.groups
                if group.signature.counts_in(kind, column)
            }
        )


def is_untold(group: Group) -> bool:
    """Whether the group moved and nothing tells why."""
    found = group.signature
    return found.movement.state is not State.UNCHANGED and not found.is_told


def _tables() -> Tables:
    return {kind: Table() for kind in FORMS}


def count(communes: Collection[int], span: Span) -> Counted:
    """Count the movement of communes (ids), by the map of the span's last day.

    Raises NoStandard for days outside the portal's standards.
    """
    sql = households_sql(span.start, span.end, span.crosses_standards) + GROUPED
    with large_statement() as cursor:
        cursor.execute(sql, params(communes, span))
        groups = tuple(
            Group(commune, Signature(text), *numbers)
            for commune, text, *numbers in cursor.fetchall()
        )
    return Counted(span, groups)


def params(communes: Collection[int], span: Span) -> dict[str, Any]:
    """Parameters of `households_sql`."""
    former, present = span.standards
    return {
        **homes(communes, span.last),
        "former": former,
        "present": present,
        "months": settings.LOOK_BACK_MONTHS,
    }
