"""Which communes have a list of which year, against what is counted of them.

Past years alone: those that a list was in force in on their last day. Of this year and
the next the marks and the nightly count take care.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils import timezone

from programs.services.need_sql import day_of

# Who is on lists, where he lives now or lived last, and of which years he is.
_OUTDATED = """
WITH held AS (
    SELECT h.commune_id, s.starts, least(s.ends, gone.on_day) AS ends
    FROM households_household h
    JOIN households_standing s ON s.household_id = h.id
    LEFT JOIN LATERAL (
        SELECT max(r.ends) AS on_day FROM households_residence r
        WHERE h.state = 'gone' AND r.household_id = h.id
    ) gone ON h.state = 'gone'
    WHERE h.state IN ('active', 'gone') AND h.commune_id IS NOT NULL
      AND s.scheme = 'national' AND s.recorded_to IS NULL
      AND s.poverty_class IN ('poor', 'near_poor')
      AND (%(all)s OR h.commune_id = ANY(%(communes)s))
),
due AS (
    SELECT commune_id, y AS year, count(*) AS n
    FROM held CROSS JOIN LATERAL generate_series(
        extract(year FROM starts)::integer,
        least(extract(year FROM ends)::integer, %(this_year)s) - 1) y
    GROUP BY commune_id, y
),
kept AS (
    SELECT area_id AS commune_id, year::integer AS year, sum(needing) AS n
    FROM programs_needsummary
    WHERE topic = '' AND year < %(this_year)s
      AND (%(all)s OR area_id = ANY(%(communes)s))
    GROUP BY area_id, year
)
SELECT commune_id, year FROM due FULL JOIN kept USING (commune_id, year)
WHERE due.n IS DISTINCT FROM kept.n
ORDER BY year, commune_id
"""
# One household of the list is enough.
_LISTED = """
SELECT count(*) FROM unnest(%(communes)s::bigint[]) c(id)
WHERE EXISTS (
    SELECT 1 FROM households_household h
    JOIN households_standing s ON s.household_id = h.id
    WHERE h.commune_id = c.id AND h.state <> 'voided'
      AND s.scheme = 'national' AND s.recorded_to IS NULL
      AND s.poverty_class IN ('poor', 'near_poor')
      AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends > %(day)s))
"""


def outdated(communes: Collection[int] | None = None) -> list[tuple[int, int]]:
    """(commune, year) whose list has another number of households than was counted.

    Of all communes unless some are given.
    """
    values: dict[str, Any] = {
        "all": communes is None,
        "communes": list(communes or ()),
        "this_year": timezone.localdate().year,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OUTDATED, values)
        return cursor.fetchall()


def with_lists(communes: Collection[int], year: int) -> int:
    """How many of some communes have anybody on the list of a year."""
    values: dict[str, Any] = {"communes": list(communes), "day": day_of(year)}
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, values)
        (found,) = cursor.fetchone()
    return int(found)
