"""Drawing households for an inspection to visit: by chance, by risk, repeatably.

The households of an area and round are split by commune and, within it, by risk: the
first sign in the order of RISKS that a household shows, else ORDINARY. The size is
shared over the communes, then over their strata, in proportion to their weights
(largest remainder, at least one of each where the size allows). Within a stratum the
households are ordered by SHA-256 of "seed|number of the household" and the first are
taken, so that anybody with the list and the seed can draw again by hand.

Pure: no clock, no database, no generator whose numbers another version may change.
"""

import enum
import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class Risk(enum.StrEnum):
    """Why a household is likelier to be classed wrongly; ORDINARY for no sign."""

    NEAR_LINE = "near_line"
    BIG_JUMP = "big_jump"
    LATE_EDIT = "late_edit"
    SURVEYOR = "surveyor"
    ORDINARY = "ordinary"


RISKS = (Risk.NEAR_LINE, Risk.BIG_JUMP, Risk.LATE_EDIT, Risk.SURVEYOR)
STRATA = (*RISKS, Risk.ORDINARY)


class Method(enum.StrEnum):
    """How the size is shared over the strata."""

    PROPORTIONAL = "proportional"
    RISK_DOUBLE = "risk_double"


RISK_WEIGHT: Mapping[Method, int] = MappingProxyType(
    {Method.PROPORTIONAL: 1, Method.RISK_DOUBLE: 2}
)


@dataclass(frozen=True)
class Unit:
    """A household that may be drawn: its id and number, its commune, its signs."""

    household: int
    number: str
    commune: int
    risks: frozenset[Risk] = frozenset()

    @property
    def stratum(self) -> Risk:
        """The first sign in the order of RISKS, which makes the strata disjoint."""
        return next((risk for risk in RISKS if risk in self.risks), Risk.ORDINARY)


@dataclass(frozen=True)
class Stratum:
    """A stratum of a commune: how many households it holds, those that were drawn.

    `drawn` are in the order of the draw.
    """

    commune: int
    risk: Risk
    population: int
    drawn: tuple[Unit, ...]


def draw(
    units: Iterable[Unit],
    *,
    size: int,
    seed: str,
    method: Method = Method.PROPORTIONAL,
) -> tuple[Stratum, ...]:
    """Every stratum that holds a household, by commune (id) and the order of STRATA.

    `size` is the whole number of households wanted; a smaller population is taken
    whole. The order of `units` does not matter. Raises ValueError for a size below 1.
    """
    if size < 1:
        raise ValueError("A sample holds at least one household.")
    cells: dict[int, dict[Risk, list[Unit]]] = defaultdict(lambda: defaultdict(list))
    for unit in units:
        cells[unit.commune][unit.stratum].append(unit)
    counts = _shares(cells, size, RISK_WEIGHT[method])
    return tuple(
        _taken(commune, risk, cells[commune][risk], counts[commune][risk], seed)
        for commune in sorted(cells)
        for risk in STRATA
        if cells[commune].get(risk)
    )


def _shares(
    cells: Mapping[int, Mapping[Risk, list[Unit]]], size: int, weight: int
) -> dict[int, dict[Risk, int]]:
    """How many of each stratum: first over the communes, then within each."""
    held = {
        commune: {risk: len(strata[risk]) for risk in STRATA if strata.get(risk)}
        for commune, strata in sorted(cells.items())
    }
    weights = {
        commune: {
            risk: count * (1 if risk is Risk.ORDINARY else weight)
            for risk, count in strata.items()
        }
        for commune, strata in held.items()
    }
    of_communes = allocate(
        {commune: sum(own.values()) for commune, own in weights.items()},
        {commune: sum(own.values()) for commune, own in held.items()},
        size,
    )
    return {
        commune: allocate(weights[commune], held[commune], of_communes[commune])
        for commune in held
    }


def allocate(
    weights: Mapping[Key, int], most: Mapping[Key, int], total: int
) -> dict[Key, int]:
    """`total` shared in proportion to whole weights, by largest remainder.

    No group gets more than its `most`; each gets at least one where the total is not
    smaller than the number of groups. Equal claims go to the earlier key. All of
    `most` when the total is not smaller.
    """
    total = min(total, sum(most.values()))
    whole = sum(weights.values())
    fair = {key: Fraction(total * each, whole) for key, each in weights.items()}
    least = 1 if total >= len(weights) else 0
    given = {key: min(max(int(fair[key]), least), most[key]) for key in weights}
    while sum(given.values()) < total:
        free = [key for key in weights if given[key] < most[key]]
        given[max(free, key=lambda key: fair[key] - given[key])] += 1
    while sum(given.values()) > total:
        spare = [key for key in weights if given[key] > least]
        given[min(spare, key=lambda key: fair[key] - given[key])] -= 1
    return given


def _taken(
    commune: int, risk: Risk, units: list[Unit], count: int, seed: str
) -> Stratum:
    ordered = sorted(units, key=lambda unit: (ticket(seed, unit.number), unit.number))
    return Stratum(commune, risk, len(units), tuple(ordered[:count]))


def ticket(seed: str, number: str) -> str:
    """What a household is ordered by: SHA-256 of "seed|number", in hexadecimal."""
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()
