"""Figures: the full build against one hand-written statement; one change's refresh."""

import time
from collections.abc import Iterator

from django.db import connection, transaction

from bench.data import YEAR
from bench.measuring import Line, costs_of, ratio_line
from households.services.stale import mark_stale
from reports import summaries
from reports.models import AreaSummary

BUILD_LIMIT = 1.5
BUFFER_LIMIT = 1.2  # an index of 300,000 rows is a level deeper than one of 1,000


GROUPS = (
    "is_minority",
    "no_labour",
    "has_merit",
    "head_female",
    "with_children",
    "head_female IS NULL",
    "with_children IS NULL",
)
MASKS = (("deprived_mask", 12), ("known_mask", 12), ("causes_mask", 11))
WIDTH = sum(count for _, count in MASKS) + len(GROUPS)


def _parts() -> str:
    bits = [
        f"count(*) FILTER (WHERE {mask} & {1 << bit} > 0)"
        for mask, count in MASKS
        for bit in range(count)
    ]
    return ", ".join(bits + [f"count(*) FILTER (WHERE {name})" for name in GROUPS])


def _reviewed(kind: str, source: str) -> str:
    """One scan, one aggregate by commune and class, of reviewed or official rows."""
    return f"""
        SELECT o.commune_id, {kind} AS class_of, count(*) AS n,
            sum(o.persons) AS persons, ARRAY[{_parts()}] AS parts
        FROM {source} GROUP BY 1, 2"""


def _summed(name: str) -> str:
    places = range(1, WIDTH + 1)
    return f"ARRAY[{', '.join(f'sum({name}[{i}])' for i in places)}]::int[]"


# What somebody would write who needs exactly these numbers once: both bases, commune
# and province, poor and near-poor broken down, beside lists and denominators.
BY_HAND = f"""
CREATE TEMP TABLE by_hand AS
WITH counted AS (
    SELECT 'preliminary' AS basis, c.* FROM (
        {_reviewed("o.poverty_class", "households_outcome o WHERE o.is_current")}) c
    UNION ALL SELECT 'official', c.* FROM (
        {
    _reviewed(
        "s.poverty_class",
        "households_outcome o JOIN households_standing s ON s.outcome_id = o.id "
        "WHERE s.recorded_to IS NULL AND s.scheme = 'national'",
    )
}) c
),
lists AS (
    SELECT commune_id, count(*) AS listed,
        count(*) FILTER (WHERE state IN ('submitted', 'imported')) AS reviewed
    FROM households_review GROUP BY 1
),
communes AS (
    SELECT c.basis, c.commune_id, a.parent_id, l.listed, l.reviewed,
        p.households AS residents, p.persons AS resident_persons,
        sum(n) FILTER (WHERE class_of = 'poor') AS poor,
        sum(n) FILTER (WHERE class_of = 'near_poor') AS near_poor,
        sum(n) FILTER (WHERE class_of = 'average') AS average,
        sum(n) FILTER (WHERE class_of = 'not_poor') AS not_poor,
        sum(n) FILTER (WHERE class_of = 'undetermined') AS undetermined,
        sum(c.persons) FILTER (WHERE class_of = 'poor') AS poor_persons,
        sum(c.persons) FILTER (WHERE class_of = 'near_poor') AS near_poor_persons,
        sum(c.persons) FILTER (WHERE class_of = 'average') AS average_persons,
        max(parts) FILTER (WHERE class_of = 'poor') AS poor_parts,
        max(parts) FILTER (WHERE class_of = 'near_poor') AS near_poor_parts
    FROM counted c JOIN areas_area a ON a.id = c.commune_id
    JOIN lists l USING (commune_id) JOIN areas_areapopulation p ON p.area_id = a.id
    GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT basis, coalesce(commune_id, parent_id) AS area_id, sum(listed) AS listed,
    sum(reviewed) AS reviewed, sum(residents) AS residents,
    sum(resident_persons) AS resident_persons, sum(poor) AS poor,
    sum(near_poor) AS near_poor, sum(average) AS average, sum(not_poor) AS not_poor,
    sum(undetermined) AS undetermined, sum(poor_persons) AS poor_persons,
    sum(near_poor_persons) AS near_poor_persons,
    sum(average_persons) AS average_persons,
    {_summed("poor_parts")} AS pp, {_summed("near_poor_parts")} AS np
FROM communes GROUP BY GROUPING SETS ((basis, commune_id), (basis, parent_id))
"""

DIFFERENT = """
SELECT count(*) FROM by_hand h FULL JOIN reports_areasummary s
    ON s.area_id = h.area_id AND s.basis = h.basis
WHERE (coalesce(h.poor, 0), coalesce(h.near_poor, 0), coalesce(h.not_poor, 0), h.listed,
       h.reviewed, h.residents, h.poor_persons, h.pp, h.np)
    IS DISTINCT FROM (s.poor::numeric, s.near_poor::numeric, s.not_poor::numeric,
       s.listed::numeric, s.reviewed::numeric, s.resident_households::numeric,
       s.poor_persons::numeric, s.poor_parts, s.near_poor_parts)
"""


def _by_hand() -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS by_hand")
        started = time.perf_counter()
        cursor.execute(BY_HAND)
    return time.perf_counter() - started


def _build() -> float:
    started = time.perf_counter()
    summaries.rebuild()
    return time.perf_counter() - started


def full_build() -> Iterator[Line]:
    """Every figure of the register: ours, kept, against the statement by hand."""
    AreaSummary.objects.all().delete()
    pairs = [(_build(), _by_hand()) for _ in range(6)][1:]
    ours, hand = (min(times) for times in zip(*pairs, strict=True))
    yield ratio_line("full summary of 300,000 households", ours, hand, BUILD_LIMIT, "s")
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT)
        (different,) = cursor.fetchone()
    yield Line(
        "  rows that differ from those by hand", str(different), "0", not different
    )


def refresh_cost() -> int:
    """Buffers of counting one commune again after a change, upward sums included."""

    def once() -> None:
        mark_stale([1001], YEAR)
        summaries.refresh()

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE reports_areasummary, households_stalearea")
    costs = costs_of(once)
    return costs.buffers


def refresh_line(few: int, many: int) -> Line:
    """The refresh among 1,000 households against that among 300,000."""
    return ratio_line(
        "refresh after one change, 300,000 / 1,000 elsewhere",
        many,
        few,
        BUFFER_LIMIT,
        "buffers",
    )
