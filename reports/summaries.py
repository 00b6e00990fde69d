"""Building the kept figures: one statement for communes, one a level above.

Only communes that are marked stale are counted again. Marks are read first and
exactly those are deleted, in the transaction that writes the figures: a change that
commits meanwhile keeps its own mark, and a worker killed at any point leaves either
the marks or the figures. One builder writes at a time, by a lock of the database.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from households.models import (
    RecognitionDecision,
    ReviewRound,
    ReviewState,
    StaleArea,
)
from povertyportal.areas.models import Area, Level
from reports import restating
from reports.counting import (
    FIGURES,
    NO_PARTS,
    TALLY,
    by_class,
    counted_sql,
    keep,
    known,
    part_sums,
    resident_sums,
)
from reports.figures import BY_PART, CLASSES, DONE, SUMMED, Basis

# Any number, as long as nothing else in this database locks by it.
_LOCK = 7_206_551
MARKS_AT_ONCE = 2_000
NEWLY = dt.timedelta(days=2)  # older denominators have met a nightly rebuild
_KEY = "area_id, year, standard, basis"


@dataclass(frozen=True)
class Built:
    """What a build did: communes (with their years) counted, rows that changed.

    `restated`: rows on today's map that changed.
    """

    communes: int = 0
    rows: int = 0
    changed: int = 0
    restated: int = 0

    def __add__(self, other: "Built") -> "Built":
        return Built(
            self.communes + other.communes,
            self.rows + other.rows,
            self.changed + other.changed,
            self.restated + other.restated,
        )


def refresh() -> Built | None:
    """Count one batch of stale communes again; None when no mark is left."""
    with transaction.atomic():
        _take_turn()
        stale = StaleArea.objects.order_by("id")[:MARKS_AT_ONCE]
        read = list(stale.values_list("id", "year", "commune_id"))
        if not read:
            return None
        years: dict[int, set[int]] = defaultdict(set)
        for _, year, commune in read:
            years[year].add(commune)
        built = Built()
        for year, communes in sorted(years.items()):
            built += build(sorted(communes), year)
        StaleArea.objects.filter(pk__in=[pk for pk, _, _ in read]).delete()
    return built


def refresh_all(report: Callable[[int, int], None]) -> Built:
    """Count everything stale again; `report(done, total)` after each batch."""
    total = stale_pairs()
    built = Built()
    report(0, total)
    while (batch := refresh()) is not None:
        built += batch
        report(built.communes, max(total, built.communes))
    return built


def rebuild() -> Built:
    """Count everything again, whatever the marks say, and delete the marks read."""
    with transaction.atomic():
        _take_turn()
        read = list(StaleArea.objects.values_list("pk", flat=True))
        built = build(None, None)
        StaleArea.objects.filter(pk__in=read).delete()
    return built


def stale_pairs() -> int:
    """How many communes wait to be counted again, each year for itself."""
    return StaleArea.objects.values("commune_id", "year").distinct().count()


def mark_new_denominators() -> int:
    """Mark communes whose resident households were entered after their figures.

    Denominators belong to a floor that knows no figures, so it cannot mark them.
    """
    with connection.cursor() as cursor:
        at = timezone.now()
        cursor.execute(_NEW_DENOMINATORS, {"at": at, "since": at - NEWLY})
        return cursor.rowcount


def build(communes: Collection[int] | None, year: int | None) -> Built:
    """Write the figures of these communes (ids) in a year, then of all above them,
    then what they are on today's map.

    None means all. The caller holds the transaction and the lock.
    """
    at = timezone.now()
    wanted = None if communes is None else list(communes)
    rows, changed = _count_communes(wanted, year, at)
    below = wanted
    for level in (Level.DISTRICT, Level.PROVINCE):
        parents = None if below is None else _parents(below, level)
        more = _add_up(level, parents, year, at)
        rows, changed = rows + more[0], changed + more[1]
        below = None if below is None else [*below, *(parents or ())]
    restated = restating.build(wanted, year, at)
    counted = rows if wanted is None else len(wanted)
    return Built(counted, rows, changed, restated)


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _only(communes: list[int] | None, year: int | None, id_sql: str, at: str) -> str:
    """A condition on a commune's id and a year's column, for what is wanted."""
    parts = ["TRUE"]
    if communes is not None:
        parts.append(f"{id_sql} = ANY(%(communes)s)")
    if year is not None:
        parts.append(f"{at} = %(year)s")
    return " AND ".join(parts)


def _count_communes(
    communes: list[int] | None, year: int | None, at: dt.datetime
) -> tuple[int, int]:
    """Write the communes' rows and remove those with nothing behind them."""
    counted = " UNION ALL ".join(
        counted_sql(basis, communes, year) for basis in Basis.values
    )
    if communes is None:
        counted = _counted_apart(counted)
    sql = _COMMUNES.format(
        counted=counted,
        on_lists=_only(communes, year, "r.commune_id", "rr.year"),
        in_rounds=_only(communes, year, "ra.commune_id", "rr.year"),
        kept=_only(communes, year, "s.area_id", "s.year"),
        annual=ReviewRound.Kind.ANNUAL.value,
        withdrawn=ReviewState.WITHDRAWN.value,
        signed=RecognitionDecision.State.SIGNED.value,
        done=", ".join(f"'{state.value}'" for state in DONE),
        **_PIECES,
    )
    return _written(sql, {"communes": communes, "year": year, "at": at})


def _counted_apart(counted: str) -> str:
    """Count everything in a statement of its own, which may run in parallel: one that
    also writes may not. Returns SQL that reads the result."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.counted_now")
        cursor.execute(f"CREATE TEMP TABLE counted_now ON COMMIT DROP AS {counted}", {})
    return "SELECT * FROM pg_temp.counted_now"


def _parents(areas: list[int], level: Level) -> list[int]:
    found = Area.objects.filter(level=level, children__in=areas).distinct().order_by()
    return list(found.values_list("pk", flat=True))


def _add_up(
    level: Level, parents: list[int] | None, year: int | None, at: dt.datetime
) -> tuple[int, int]:
    """Write each parent as the sum of its children; remove childless rows."""
    sql = _PARENTS.format(
        children=_only(parents, year, "a.parent_id", "s.year"),
        kept=_only(parents, year, "s.area_id", "s.year"),
        level=level.value,
        **_PIECES,
    )
    return _written(sql, {"communes": parents, "year": year, "at": at})


def _written(sql: str, params: dict[str, Any]) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        written, changed, gone = cursor.fetchone()
    return written, changed + gone


# --- the statements -----------------------------------------------------------------

# Rows exist for every commune of a round and standard, with zeros if need be: a
# commune without poor households belongs to its district's denominator. Official rows
# exist where standings do, where a decision was signed (its lists may be empty), and
# in lists that were recognised before they came here.
_COMMUNES = """
WITH counted AS MATERIALIZED ({counted}),
classes AS (
    SELECT commune_id, year, standard_of AS under, basis,
        {households}, {people}, {parts}
    FROM counted GROUP BY commune_id, year, standard_of, basis
),
on_lists AS (
    SELECT r.commune_id, rr.year, standard AS under, count(*) AS listed,
        count(*) FILTER (WHERE r.state IN ({done})) AS reviewed
    FROM households_review r
    JOIN households_reviewround rr ON rr.id = r.round_id
    CROSS JOIN unnest(rr.standards) AS standard
    WHERE {on_lists} AND rr.kind = '{annual}' AND r.state <> '{withdrawn}'
        AND r.corrects_id IS NULL
    GROUP BY r.commune_id, rr.year, standard
),
frame AS (
    SELECT ra.commune_id, rr.year, standard AS under, basis
    FROM households_reviewround rr
    JOIN households_communeround ra ON ra.round_id = rr.id
    CROSS JOIN unnest(rr.standards) AS standard
    CROSS JOIN unnest(ARRAY['preliminary', 'official']) AS basis
    WHERE (basis = 'preliminary' OR rr.is_imported) AND rr.kind = '{annual}'
        AND {in_rounds}
    UNION SELECT ra.commune_id, rr.year, d.standard, 'official'
    FROM households_recognitiondecision d
    JOIN households_communeround ra ON ra.id = d.place_id
    JOIN households_reviewround rr ON rr.id = ra.round_id
    WHERE d.state = '{signed}' AND rr.kind = '{annual}' AND {in_rounds}
    UNION SELECT commune_id, year, under, basis FROM classes
    UNION SELECT commune_id, year, under, 'preliminary' FROM on_lists
),
built AS (
    INSERT INTO reports_areasummary AS s
        ({key}, {names}, built_at, changed_at, version)
    SELECT f.commune_id, f.year, f.under, f.basis, 1,
        coalesce(l.listed, 0), coalesce(l.reviewed, 0), {shown_households},
        {shown_people}, p.households, p.persons, {shown_parts}, %(at)s, %(at)s, 1
    FROM frame f
    LEFT JOIN classes c USING (commune_id, year, under, basis)
    LEFT JOIN on_lists l USING (commune_id, year, under)
    LEFT JOIN LATERAL (
        SELECT households, persons FROM areas_areapopulation
        WHERE area_id = f.commune_id AND counted_on <= make_date(f.year, 12, 31)
            AND voided_at IS NULL
        ORDER BY counted_on DESC LIMIT 1
    ) p ON TRUE
    {keep}
),
gone AS (
    DELETE FROM reports_areasummary s USING areas_area a
    WHERE a.id = s.area_id AND a.level = 'commune' AND {kept}
        AND s.id NOT IN (SELECT id FROM built)
    RETURNING s.id
)
{tally}
"""

_PARENTS = """
WITH built AS (
    INSERT INTO reports_areasummary AS s
        ({key}, {names}, built_at, changed_at, version)
    SELECT a.parent_id, s.year, s.standard, s.basis,
        {sums}, {resident_sums}, {part_sums}, min(s.built_at), %(at)s, 1
    FROM reports_areasummary s
    JOIN areas_area a ON a.id = s.area_id
    JOIN areas_area up ON up.id = a.parent_id AND up.level = '{level}'
    WHERE {children}
    GROUP BY a.parent_id, s.year, s.standard, s.basis
    {keep}
),
gone AS (
    DELETE FROM reports_areasummary s USING areas_area a
    WHERE a.id = s.area_id AND {kept}
        AND s.id NOT IN (SELECT id FROM built)
        AND NOT EXISTS (
            SELECT 1 FROM reports_areasummary child
            JOIN areas_area below ON below.id = child.area_id
            WHERE below.parent_id = s.area_id AND child.year = s.year
                AND child.standard = s.standard AND child.basis = s.basis)
        AND a.level = '{level}'
    RETURNING s.id
)
{tally}
"""

_NEW_DENOMINATORS = """
INSERT INTO households_stalearea (commune_id, year, marked_at)
SELECT DISTINCT s.area_id, s.year, %(at)s::timestamptz
FROM areas_areapopulation p
JOIN reports_areasummary s ON s.area_id = p.area_id
    AND p.counted_on <= make_date(s.year, 12, 31)
WHERE p.entered_at > s.built_at AND p.entered_at > %(since)s
    AND NOT EXISTS (
        SELECT 1 FROM households_stalearea m
        WHERE m.commune_id = s.area_id AND m.year = s.year)
"""


_PIECES = {
    "key": _KEY,
    "names": ", ".join(FIGURES),
    "households": by_class("households"),
    "people": by_class("people", "_persons"),
    "parts": by_class("parts", "_parts"),
    "shown_households": known(CLASSES),
    "shown_people": known(f"{kind}_persons" for kind in CLASSES[:3]),
    "shown_parts": known(BY_PART, NO_PARTS),
    "sums": ", ".join(f"sum(s.{name})" for name in SUMMED),
    "resident_sums": resident_sums(),
    "part_sums": ", ".join(part_sums(name) for name in BY_PART),
    "keep": keep(_KEY),
    "tally": TALLY,
}
