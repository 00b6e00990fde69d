"""What a checked list of supports rests on, so that it is checked anew if it changed.

A rule that asked nothing when the list was checked may ask by the time it is written:
somebody gave the household a like thing, its class is another, the money is gone.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from povertyportal.sheets.models import ImportRow
from programs.imports.support_rows import day_in
from programs.models import BudgetLine, Support, SupportKind
from programs.services.line_use import written
from programs.services.situations import communes_on, situations_on


def basis_of(rows: Sequence[ImportRow]) -> str:
    """Kinds, classes, homes, like supports and lines of rows, as text to compare."""
    values = [row.after for row in rows]
    households = {each["household_id"] for each in values}
    kinds = {each["kind_id"] for each in values}
    by_day: dict[dt.date, set[int]] = defaultdict(set)
    for each in values:
        by_day[day_in(each)].add(each["household_id"])
    found = [
        _kinds(kinds),
        _others(households, kinds),
        *(_situations(day, ids) for day, ids in sorted(by_day.items())),
        _rooms({each.get("line_id") for each in values} - {None}),
    ]
    return json.dumps(found, default=str)


def _kinds(ids: Collection[int]) -> list[Any]:
    rows = SupportKind.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.values_list("pk", "classes", "once_in_years", "is_active"))


def _others(households: Collection[int], kinds: Collection[int]) -> list[Any]:
    """What the households have of these kinds, as far as repeats are judged."""
    rows = Support.objects.filter(household__in=households, kind__in=kinds)
    names = ("pk", "household_id", "kind_id", "year", "given_on", "planned_for")
    alive = rows.exclude(state=Support.State.CANCELLED).order_by("pk")
    return list(alive.values_list(*names, "person_id", "activity_id"))


def _situations(day: dt.date, ids: Collection[int]) -> list[Any]:
    """Class, last day on the lists and commune of households on a day."""
    known, communes = situations_on(ids, day), communes_on(ids, day)
    homes = {pk: commune.pk for pk, commune in communes.items()}
    return [
        (pk, known[pk].poverty_class, known[pk].left_on, homes.get(pk))
        for pk in sorted(ids)
    ]


def _rooms(ids: Collection[int]) -> list[Any]:
    """What each line was allocated, and what is written on it (đồng)."""
    lines = list(BudgetLine.objects.filter(pk__in=ids).order_by("pk"))
    taken = written(lines)
    return [(line.pk, line.allocated, taken[line.pk]) for line in lines]
