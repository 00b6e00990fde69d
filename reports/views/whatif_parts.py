"""An answer about another standard, ready for its page: every number with its list."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from households.rules.hypothesis import Move
from households.rules.standards import STANDARDS
from reports.models import WhatIfRun
from reports.services.whatif.showing import ByCommune, Transition

NOTES = {
    Move.STAYS: "theo cả hai chuẩn",
    Move.ENTERS: "chỉ theo chuẩn đối chiếu",
    Move.LEAVES: "chỉ theo chuẩn đang áp dụng",
    Move.OUTSIDE: "không thuộc danh sách theo cả hai chuẩn",
    Move.UNKNOWN: "dữ kiện chưa đủ để nói, lý do ở dưới",
}


@dataclass(frozen=True)
class Number:
    """A number and the list behind it; no address for zero or who may not see it."""

    value: int
    url: str = ""


@dataclass(frozen=True)
class Tile:
    """What becomes of so many households."""

    label: str
    number: Number
    note: str


@dataclass(frozen=True)
class Row:
    """A row of a table: its name, its total, its numbers."""

    name: str
    total: Number
    numbers: tuple[Number, ...]


@dataclass(frozen=True)
class _Links:
    run: WhatIfRun
    linked: bool

    def number(self, value: int, **asked: object) -> Number:
        if not value or not self.linked:
            return Number(value)
        address = reverse("analysis:what-if-households", args=[self.run.pk])
        query = urlencode(asked)
        return Number(value, f"{address}?{query}" if query else address)


def tiles_of(run: WhatIfRun, found: Transition, *, linked: bool) -> list[Tile]:
    """How many stay, enter, leave, stay outside and are unknown."""
    links = _Links(run, linked)
    return [
        Tile(move.label, links.number(number, chieu=move.value), NOTES[move])
        for move, number in found.moves.items()
    ]


def table_of(run: WhatIfRun, found: Transition, *, linked: bool) -> list[Row]:
    """The transition table: a total, then a row a class."""
    links = _Links(run, linked)
    numbers = zip(found.results, found.column_totals, strict=True)
    total = Row(
        "Tổng số",
        links.number(found.total),
        tuple(links.number(value, den=result.value) for result, value in numbers),
    )
    rows = [
        Row(
            line.former.label,
            links.number(line.total, tu=line.former.value),
            tuple(
                links.number(value, tu=line.former.value, den=result.value)
                for result, value in zip(found.results, line.numbers, strict=True)
            ),
        )
        for line in found.lines
    ]
    return [total, *rows]


def communes_of(run: WhatIfRun, found: Transition, *, linked: bool) -> list[Row]:
    """The same five numbers of each commune."""
    links = _Links(run, linked)
    return [_commune(line, links) for line in found.communes]


def _commune(line: ByCommune, links: _Links) -> Row:
    pk = line.commune.pk
    return Row(
        line.commune.name,
        links.number(line.total, xa=pk),
        tuple(
            links.number(number, xa=pk, chieu=move.value)
            for move, number in line.numbers.items()
        ),
    )


def notes_of(run: WhatIfRun) -> list[str]:
    """What of the two standards is not verified, in their own words."""
    both = (STANDARDS[run.standard], STANDARDS[run.other])
    return [
        f"{law.citation.split(', ')[0]}: {note}" for law in both for note in law.notes
    ]
