"""What a commune hands up: figures as they stand, and what changed since the last.

The snapshot keeps each household's class, so that a later one can be compared; the
figures are summed from the same rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from households.models import (
    CommuneRound,
    DecisionRow,
    Household,
    Outcome,
    RecognitionDecision,
    Submission,
)
from households.services.season import progress
from households.services.season.decision_rows import counts, waiting

PRELIMINARY, OFFICIAL = "preliminary", "official"
# What differs is kept by name up to here; the counts are always whole.
MOST_NAMED = 200
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """A household's class under a standard, where it was reviewed."""

    household_id: int
    village_id: int
    village: str
    standard: str
    kind: str
    persons: int


@dataclass(frozen=True)
class Change:
    """A household that differs: `standard` is empty when it joined or left the list.

    `was` and `now` are classes; empty where it had none.
    """

    household: int
    standard: str
    was: str
    now: str
    head: str = ""


def basis_of(kind: str) -> str:
    """Which figures a kind of submission holds."""
    before = {Submission.Kind.PRELIMINARY, Submission.Kind.OPINION}
    return PRELIMINARY if kind in before else OFFICIAL


def results_of(place: CommuneRound, basis: str) -> list[Result]:
    """Every household's class under every standard of the round: one query."""
    if basis == PRELIMINARY:
        return _current(place)
    return _signed(place)


def _current(place: CommuneRound) -> list[Result]:
    listed = progress.in_place(place.round_id, place.commune_id)
    rows = (
        Outcome.objects.current()
        .filter(review__in=listed.order_by().values("pk"))
        .order_by("village__sort_key", "village_id")
        .values_list(
            "review__household_id",
            "village_id",
            "village__name",
            "standard",
            "poverty_class",
            "persons",
        )
    )
    return [Result(*row) for row in rows]


def _signed(place: CommuneRound) -> list[Result]:
    """By signed decisions, a later one over an earlier one."""
    rows = (
        DecisionRow.objects.filter(
            decision__place=place, decision__state=RecognitionDecision.State.SIGNED
        )
        .order_by("outcome__village__sort_key", "outcome__village_id", "decision_id")
        .values_list(
            "household_id",
            "outcome__village_id",
            "outcome__village__name",
            "decision__standard",
            "outcome__poverty_class",
            "persons",
        )
    )
    last = {(row[0], row[3]): Result(*row) for row in rows}
    return list(last.values())


def snapshot(place: CommuneRound, kind: str) -> JsonObject:
    """Figures of a submission: {"basis", "listed", "standards": {code: {"total",
    "villages"}}, "households": [id], "results": {code: {id: class}}}.

    A total is {class: [households, persons]}; a monthly report adds "lists" (how many
    households on each list of the month's decisions) and "waiting".
    """
    basis = basis_of(kind)
    results = results_of(place, basis)
    listed = progress.in_place(place.round_id, place.commune_id)
    households = sorted(listed.order_by().values_list("household_id", flat=True))
    found: JsonObject = {
        "basis": basis,
        "listed": len(households),
        "households": households,
        "standards": {code: _sums(results, code) for code in place.round.standards},
        "results": _by_standard(results),
    }
    if kind == Submission.Kind.MONTHLY:
        found |= _month(place)
    return found


def _sums(results: Iterable[Result], standard: str) -> JsonObject:
    total = _zeros()
    villages: dict[int, JsonObject] = {}
    for each in results:
        if each.standard != standard:
            continue
        village = villages.setdefault(
            each.village_id,
            {"id": each.village_id, "name": each.village, "classes": _zeros()},
        )
        for sums in (total, village["classes"]):
            sums[each.kind][0] += 1
            sums[each.kind][1] += each.persons
    return {"total": total, "villages": list(villages.values())}


def _zeros() -> dict[str, list[int]]:
    return {kind.value: [0, 0] for kind in Outcome.Class}


def _by_standard(results: Iterable[Result]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for each in results:
        found.setdefault(each.standard, {})[str(each.household_id)] = each.kind
    return found


def _month(place: CommuneRound) -> JsonObject:
    lists = DecisionRow.objects.filter(
        decision__place=place, decision__state=RecognitionDecision.State.SIGNED
    ).values_list("list", flat=True)
    return {
        "lists": counts(lists),
        "waiting": waiting(place, place.round.governing_standard).count(),
    }


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """What differs between two snapshots: households joined, left, of another class.

    Pure; in the order of ids.
    """
    had, have = set(before["households"]), set(now["households"])
    found = [Change(pk, "", "", "added") for pk in sorted(have - had)]
    found += [Change(pk, "", "withdrawn", "") for pk in sorted(had - have)]
    for standard, classes in sorted(now["results"].items()):
        earlier = before["results"].get(standard, {})
        for pk in sorted(had & have):
            was, kind = earlier.get(str(pk), ""), classes.get(str(pk), "")
            if was != kind:
                found.append(Change(pk, standard, was, kind))
    return found


def changes_json(differing: list[Change], turn: int | None) -> JsonObject:
    """As kept: {"since": turn, "added", "withdrawn", "changed": counts, "rows"}."""
    named = _named(differing[:MOST_NAMED])
    changed = {each.household for each in differing if each.standard}
    return {
        "since": turn,
        "added": sum(each.now == "added" for each in differing),
        "withdrawn": sum(each.was == "withdrawn" for each in differing),
        "changed": len(changed),
        "rows": [asdict(each) for each in named],
    }


def _named(differing: Iterable[Change]) -> list[Change]:
    rows = list(differing)
    households = Household.objects.filter(pk__in={each.household for each in rows})
    heads = dict(households.values_list("pk", "head_name"))
    return [
        Change(row.household, row.standard, row.was, row.now, heads[row.household])
        for row in rows
    ]


def changed_since(submission: Submission) -> JsonObject:
    """What differs now from what was handed up, in the shape of `changes`."""
    now = snapshot(submission.place, submission.kind)
    return changes_json(differences(submission.figures, now), submission.turn)
