"""Movement and classes of a day for half the country: 100,000 standings on each day.

Against a statement by hand that joins the two lists by household and knows nothing
of places, persons, events and earlier lists. Run by `python -m bench movement`.
"""

import datetime as dt
import resource
import time
from collections.abc import Callable, Iterator

from django.db import connection, transaction

from bench import data
from bench.measuring import Line, ratio_line
from households.rules.outcome import PovertyClass
from households.services.as_of import Moment
from povertyportal.areas.models import Area
from reports import as_of, movement

HOUSEHOLDS, PROVINCES, ROUNDS = 300_000, 17, 5
FIRST, LAST = dt.date(2026, 6, 1), dt.date(2027, 6, 1)
MOVEMENT_LIMIT, DAY_LIMIT, MEMORY_MB = 8.0, 2.5, 60  # times the statement by hand

# The list of the year before, a third of it with another class; everybody at home
# since long, one of fifty moved on to the next village in between.
FORMER = """
INSERT INTO households_standing (household_id, scheme, standard, poverty_class, starts,
    ends, outcome_id, commune_id, decision_number, recorded_at)
SELECT o.id, 'national', o.standard,
    CASE (o.id * 7919::bigint) % 6 WHEN 0 THEN 'not_poor' WHEN 1 THEN 'near_poor'
        WHEN 2 THEN 'near_poor' ELSE 'poor' END,
    '2026-01-01', '2027-01-01', o.id, o.commune_id, '', now()
FROM households_outcome o WHERE o.id % 7 <> 0;
INSERT INTO households_residence (household_id, village_id, starts, ends)
SELECT id, village_id, '2020-01-01', CASE WHEN id % 50 = 0 THEN DATE '2026-09-01' END
FROM households_household WHERE commune_id <> 1001;
INSERT INTO households_residence (household_id, village_id, starts)
SELECT id, village_id + 1, '2026-09-01' FROM households_household
WHERE commune_id <> 1001 AND id % 50 = 0;
INSERT INTO households_householdevent
    (household_id, kind, happened_on, note, recorded_at)
SELECT id, unnest(ARRAY['moved_out', 'moved_in']), '2026-09-01', '', now()
FROM households_household WHERE commune_id <> 1001 AND id % 50 = 0
"""
SCAN = "SELECT poverty_class, count(*) FROM households_standing GROUP BY 1"
BY_HAND = """
SELECT coalesce(a.commune_id, b.commune_id), a.poverty_class, b.poverty_class, count(*)
FROM (SELECT * FROM households_standing WHERE recorded_to IS NULL
        AND starts <= %(first)s AND (ends IS NULL OR ends > %(first)s)
        AND commune_id = ANY(%(communes)s)) a
FULL JOIN (SELECT * FROM households_standing WHERE recorded_to IS NULL
        AND starts <= %(last)s AND (ends IS NULL OR ends > %(last)s)
        AND commune_id = ANY(%(communes)s)) b USING (household_id)
GROUP BY 1, 2, 3
"""


def lines() -> Iterator[Line]:
    """The table of this benchmark."""
    data.begin()
    data.grow(1, HOUSEHOLDS)
    _add_a_year()
    communes = list(
        Area.objects.communes()
        .filter(parent_id__lte=PROVINCES)
        .values_list("pk", flat=True)
    )
    span = movement.Span(FIRST, LAST)
    hand = {"communes": communes, "first": FIRST, "last": LAST}
    yield from _checked(communes, span)
    scan = _best(lambda: _run(SCAN, {}))
    by_hand = _best(lambda: _run(BY_HAND, hand))
    yield Line("scan counting all standings", f"{scan:.3f} s")
    yield Line(
        "two lists joined by hand", f"{by_hand:.3f} s = {by_hand / scan:.1f} scans"
    )
    before = _peak()
    moved = _best(lambda: movement.count(communes, span))
    day = _best(lambda: as_of.count(communes, Moment(LAST)))
    past = _best(lambda: as_of.count(communes, Moment(LAST, dt.date(2026, 1, 1))))
    yield ratio_line("movement", moved, by_hand, MOVEMENT_LIMIT, "s")
    yield ratio_line("classes of a day", day, by_hand, DAY_LIMIT, "s")
    yield ratio_line("classes as known before", past, by_hand, DAY_LIMIT, "s")
    more = _peak() - before
    good = more <= MEMORY_MB
    yield Line("  memory of this process", f"+{more} MB", f"<= {MEMORY_MB} MB", good)


def _checked(communes: list[int], span: movement.Span) -> Iterator[Line]:
    """How much there is, and that it is counted right."""
    counted = movement.count(communes, span)
    total = counted.total()
    numbers = as_of.count(communes, Moment(LAST))
    there = sum(
        numbers[area].households(kind.value) for area in numbers for kind in total
    )
    yield Line("standings on the last day", f"{there:,}")
    for kind, table in total.items():
        same = table.households[9] == sum(
            numbers[area].households(kind.value) for area in numbers
        )
        closes = table.is_closed and all(
            tables[kind].is_closed for tables in counted.by_commune.values()
        )
        told = f"{table.households[1]:,} -> {table.households[9]:,}"
        what = "poor" if kind is PovertyClass.POOR else "near-poor"
        yield Line(f"  {what} closes", told, "closes", same and closes)


def _add_a_year() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(FORMER)
    data.settle()


def _run(sql: str, params: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        cursor.fetchall()


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
