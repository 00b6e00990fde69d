"""What poor and near-poor households still lack and nobody helps with."""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.services import need_figures
from programs.services.need_topics import EVERYBODY, topic_name
from reports.services.selection import Place
from reports.together import Read, Row

MOST = 5


@dataclass(frozen=True)
class Need:
    """A need: households that have it, helped, planned for, and neither."""

    topic: str
    standard: str
    name: str
    needing: int
    helped: int
    planned: int
    uncovered: int


def reads(place: Place, year: int) -> dict[str, Read]:
    """What is kept by commune."""
    rows = need_figures.kept_rows(place.communes, year)
    return {"needs": Read(rows, need_figures.KEPT_COLUMNS)}


def needs(told: Mapping[str, list[Row]]) -> tuple[Need, ...]:
    """Everybody first, then the needs that most households are left alone with."""
    found = [
        Need(topic, standard, topic_name(topic, standard), *counts[:4])
        for standard, topic, *counts in told["needs"]
        if topic != EVERYBODY
    ]
    found.sort(key=lambda each: (-each.uncovered, each.name))
    rest = [each for each in found if each.uncovered]
    return (*_everybody(told["needs"]), *rest[:MOST])


def _everybody(rows: list[Row]) -> list[Need]:
    """All households, whichever standards their results rest on."""
    counts = [row[2:6] for row in rows if row[1] == EVERYBODY]
    if not counts:
        return []
    sums = (sum(column) for column in zip(*counts, strict=True))
    return [Need(EVERYBODY, "", topic_name(EVERYBODY), *sums)]
