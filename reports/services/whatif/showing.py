"""The transition table of a run, and the households behind each of its numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import GreaterThan

from households.models import Outcome
from households.rules.hypothesis import Move, Result, Why, move_of
from households.rules.outcome import PovertyClass
from households.rules.standards import STANDARDS
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from reports.models import WhatIfRow, WhatIfRun
from reports.services.lists import ORDER, marks
from reports.services.whatif.counting import WHY_BIT

CLASSES = tuple(PovertyClass)
# More than one class stays possible.
VAGUE = frozenset({Result.LISTED, Result.UNLISTED, Result.UNKNOWN})
# On the lists, off them, not known.
RESULTS = (
    Result.POOR,
    Result.NEAR_POOR,
    Result.LISTED,
    Result.AVERAGE,
    Result.NOT_POOR,
    Result.UNLISTED,
    Result.UNKNOWN,
)


@dataclass(frozen=True)
class Line:
    """A row of the transition table; `numbers` by the table's results."""

    former: PovertyClass
    numbers: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class ByCommune:
    """What becomes of a commune's households; `numbers` by Move."""

    commune: Area
    numbers: Mapping[Move, int]
    total: int


@dataclass(frozen=True)
class Reason:
    """Why a class is not known, or which indicator: how many households."""

    code: str
    words: str
    households: int


@dataclass(frozen=True)
class Transition:
    """Everything that a finished run's page shows.

    `results` are the columns of `lines`: those that some household has. `reasons` are
    those of `vague` households: all whose move is not known, and more, of whom it is
    known whether they are listed and not as what. `indicators` names what could not be
    judged under the other standard.
    """

    total: int
    moves: Mapping[Move, int]
    results: tuple[Result, ...]
    lines: tuple[Line, ...]
    column_totals: tuple[int, ...]
    communes: tuple[ByCommune, ...]
    vague: int
    reasons: tuple[Reason, ...]
    indicators: tuple[Reason, ...]

    @property
    def unclear(self) -> int:
        """Households of whom not even the list is known."""
        return self.moves[Move.UNKNOWN]

    @property
    def only_listed(self) -> int:
        """Households of whom the list is known and the class is not."""
        return self.vague - self.unclear


def transition(run: WhatIfRun) -> Transition:
    """Read a run's kept counts. One query."""
    table: Counter[tuple[str, str]] = Counter()
    moves: Counter[Move] = Counter()
    for _, former, result, number in run.cells:
        table[former, result] += number
        moves[_move(former, result)] += number
    results = tuple(
        each for each in RESULTS if any(result == each for _, result in table)
    )
    lines = tuple(
        Line(kind, numbers, sum(numbers))
        for kind in CLASSES
        for numbers in [tuple(table[kind.value, each.value] for each in results)]
        if any(numbers)
    )
    return Transition(
        total=sum(moves.values()),
        moves={move: moves[move] for move in Move},
        results=results,
        lines=lines,
        column_totals=tuple(
            sum(column)
            for column in zip(*(each.numbers for each in lines), strict=True)
        ),
        communes=_communes(run),
        vague=sum(number for key, number in table.items() if _is_vague(*key)),
        reasons=_reasons(run),
        indicators=_indicators(run),
    )


def _move(former: str, result: str) -> Move:
    return move_of(PovertyClass(former), Result(result))


def _is_vague(former: str, result: str) -> bool:
    return Result(result) in VAGUE or _move(former, result) is Move.UNKNOWN


def _communes(run: WhatIfRun) -> tuple[ByCommune, ...]:
    found: dict[int, Counter[Move]] = {}
    for commune, former, result, number in run.cells:
        found.setdefault(commune, Counter())[_move(former, result)] += number
    areas = Area.objects.filter(pk__in=found).order_by("sort_key", "pk")
    return tuple(
        ByCommune(area, {move: numbers[move] for move in Move}, sum(numbers.values()))
        for area in areas
        for numbers in [found[area.pk]]
    )


def _reasons(run: WhatIfRun) -> tuple[Reason, ...]:
    return tuple(
        Reason(why.value, why.label, run.whys[why.value])
        for why in Why
        if run.whys.get(why.value)
    )


def _indicators(run: WhatIfRun) -> tuple[Reason, ...]:
    return tuple(
        Reason(str(each.number), each.name, run.unknown[str(each.number)])
        for each in STANDARDS[run.other].indicators
        if run.unknown.get(str(each.number))
    )


@dataclass(frozen=True)
class Wanted:
    """Which of a run's households; empty for all. `commune` is an id as text."""

    former: str = ""
    result: str = ""
    move: str = ""
    why: str = ""
    indicator: str = ""
    commune: str = ""


@dataclass(frozen=True)
class Entry:
    """A household of the list; `household` is None for one that has left the scope."""

    household: Any
    village: Area
    commune: Area
    former: PovertyClass
    result: Result
    move: Move
    whys: tuple[str, ...]
    b1: int | None
    b2: int | None


def households(*, by: Officer, run: WhatIfRun, wanted: Wanted) -> QuerySet[WhatIfRow]:
    """The rows of a run that are wanted: as many as its table counts."""
    rows = WhatIfRow.objects.filter(run=run, attempt=run.attempt)
    same = {"former": wanted.former, "result": wanted.result, "move": wanted.move}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.why:
        rows = rows.filter(_has_bit("why_mask", WHY_BIT[Why(wanted.why)]))
    if wanted.indicator:
        bit = 1 << (int(wanted.indicator) - 1)
        rows = rows.filter(_has_bit("unknown_mask", bit))
    if wanted.commune:
        rows = rows.filter(commune=int(wanted.commune))
    marked = rows.annotate(**marks(by, "outcome__review__household__"))
    return marked.order_by(*ORDER).select_related(
        "outcome__review__household", "outcome__village", "commune"
    )


def _has_bit(mask: str, bit: int) -> GreaterThan:
    return GreaterThan(F(mask).bitand(bit), 0)


def entries(rows: Iterable[WhatIfRow]) -> list[Entry]:
    """Rows of `households`, ready to be shown."""
    return [_entry(row) for row in rows]


def _entry(row: WhatIfRow) -> Entry:
    outcome: Outcome = row.outcome
    moved_out = getattr(row, "moved_out", True)  # annotated by marks
    return Entry(
        None if moved_out else outcome.review.household,
        outcome.village,
        row.commune,
        PovertyClass(row.former),
        Result(row.result),
        Move(row.move),
        tuple(why.label for why in Why if row.why_mask & WHY_BIT[why]),
        None if moved_out else outcome.b1,
        None if moved_out else outcome.b2,
    )
