"""Building former years on today's map, from what is kept of the map of then.

What came to a commune whole is added up from its kept figures. Of a divided commune
each review is given the commune where its village went or, where the village was
divided too, where the household went on living; what neither tells is left over in a
row of the divided commune. Nothing is shared out by guess, so the rows of a year add
up to those of the map of then.
"""

import datetime as dt
from typing import Any

from django.db import connection
from django.utils import timezone

from households.models import ReviewRound, ReviewState
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
from reports.figures import BY_PART, CLASSES, DONE, RESIDENTS, SUMMED, Basis
from reports.territory import MAP, Reach, reach

_KEY = "area_id, year, standard, basis, is_remainder"


def build(communes: list[int] | None, year: int | None, at: dt.datetime) -> int:
    """Write today's communes that these communes (ids) went to, in a year; None: all.

    Returns how many rows have other numbers than before, or are gone. In the
    transaction and under the lock of summaries.build, after it.
    """
    day = timezone.localdate(at)
    found = reach(_parts_with_figures() if communes is None else communes, day)
    divided, wholes = _in_being(found, year), _gone_whole(found)
    given: dict[str, Any] = {
        "communes": sorted(found.times),
        "today": sorted(found.today),
        "divided": divided,
        "ever_divided": sorted(found.divided),
        # Others stay as placed: their other parts are not written now.
        "placed": [pk for pk in divided if communes is None or pk in communes],
        "wholes": list(wholes),
        "homes": list(wholes.values()),
        "everything": communes is None,
        "year": year,
        "day": day,
        "at": at,
        "annual": ReviewRound.Kind.ANNUAL.value,
    }
    with connection.cursor() as cursor:
        if divided:
            cursor.execute(MAP, given)
            cursor.execute(_PLACE, given)
        cursor.execute(_FORGET, given)
        if not wholes and not divided:
            cursor.execute(_NOTHING, given)
            return int(cursor.rowcount)
        cursor.execute(_restate(divided, year), given)
        _, changed, gone = cursor.fetchone()
    return int(changed + gone)


def _parts_with_figures() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PARTS_WITH_FIGURES)
        return [pk for (pk,) in cursor.fetchall()]


def _gone_whole(found: Reach) -> dict[int, int]:
    """Communes that went over whole with their home, where something came to it: what
    was always itself is read where it is kept."""
    return {
        pk: home for pk, home in found.wholes.items() if len(found.origins[home]) > 1
    }


def _in_being(found: Reach, year: int | None) -> list[int]:
    """Divided communes that were not divided before the year: later none has lists."""
    first = dt.date(year or dt.MINYEAR, 1, 1)
    ends = ((pk, found.times[pk][1]) for pk in sorted(found.divided))
    return [pk for pk, ended in ends if ended is None or ended > first]


def _restate(divided: list[int], year: int | None) -> str:
    """The statement that adds up; what counts divided communes only where there are
    any, since most changes touch none."""
    if not divided:
        return _RESTATE.format(parts="", of_parts="", **_PIECES)
    counted = " UNION ALL ".join(
        counted_sql(basis, divided, year, home_id="review__past_home__home_id")
        for basis in Basis.values
    )
    parts = _PARTS.format(counted=counted, **_PIECES)
    return _RESTATE.format(parts=parts, of_parts=_OF_PARTS.format(**_PIECES), **_PIECES)


_PARTS_WITH_FIGURES = """
SELECT DISTINCT g.old_id FROM areas_areachange g
JOIN areas_area n ON n.id = g.new_id AND n.level = 'commune' AND g.old_id <> n.id
WHERE EXISTS (SELECT 1 FROM reports_areasummary s WHERE s.area_id = g.old_id)
"""

# The home that follows directly upon the one in a village on the day of the list, if
# the household was still there when the commune was divided, and stayed in one of the
# communes that have a part of it: whoever went elsewhere tells nothing of the ground.
_PLACE = """
DROP TABLE IF EXISTS pg_temp.placed_now;
CREATE TEMP TABLE placed_now ON COMMIT DROP AS
SELECT r.id AS review_id, r.commune_id, rr.year,
    coalesce(v.home, went.home) AS home_id,
    CASE WHEN v.home IS NOT NULL THEN 'village'
        WHEN went.home IS NOT NULL THEN 'residence' ELSE '' END AS told_by
FROM households_review r
JOIN households_reviewround rr ON rr.id = r.round_id
    AND rr.kind = %(annual)s
JOIN map_commune m ON m.id = r.commune_id
LEFT JOIN map_village v ON v.id = r.village_id
LEFT JOIN LATERAL (
    SELECT h.home FROM households_residence a
    JOIN households_residence b
        ON b.household_id = a.household_id AND b.starts = a.ends
    JOIN map_village h ON h.id = b.village_id
    WHERE v.home IS NULL AND a.household_id = r.household_id
        AND a.village_id = r.village_id AND a.ends >= v.divided_on
        AND a.starts <= coalesce(rr.list_valid_from, make_date(rr.year + 1, 1, 1))
        AND h.home = ANY(m.homes)
    LIMIT 1
) went ON TRUE
WHERE r.commune_id = ANY(%(placed)s)
    AND (%(year)s::int IS NULL OR rr.year = %(year)s);
DELETE FROM reports_pasthome p
WHERE p.commune_id = ANY(%(placed)s)
    AND (%(year)s::int IS NULL OR p.year = %(year)s)
    AND NOT EXISTS (
        SELECT 1 FROM placed_now n
        WHERE n.review_id = p.review_id AND n.commune_id = p.commune_id
            AND n.home_id IS NOT DISTINCT FROM p.home_id AND n.told_by = p.told_by);
INSERT INTO reports_pasthome (review_id, commune_id, year, home_id, told_by)
SELECT n.review_id, n.commune_id, n.year, n.home_id, n.told_by FROM placed_now n
WHERE NOT EXISTS (SELECT 1 FROM reports_pasthome p WHERE p.review_id = n.review_id);
"""

# Of communes that are divided no more: the map of units was corrected.
_FORGET = """
DELETE FROM reports_pasthome p
WHERE (p.commune_id = ANY(%(communes)s) OR %(everything)s)
    AND p.commune_id <> ALL(%(ever_divided)s)
"""

_NOTHING = """
DELETE FROM reports_restatedsummary s
WHERE (s.area_id = ANY(%(communes)s) OR %(everything)s)
    AND (%(year)s::int IS NULL OR s.year = %(year)s)
"""

_PARTS = """
counted AS MATERIALIZED ({counted}),
classes AS (
    SELECT commune_id, home_id, year, standard_of AS standard, basis,
        {households}, {people}, {parts_by_class}
    FROM counted GROUP BY commune_id, home_id, year, standard_of, basis
),
on_lists AS (
    SELECT p.commune_id, p.home_id, p.year, standard, count(*) AS listed,
        count(*) FILTER (WHERE r.state IN ({done})) AS reviewed
    FROM reports_pasthome p
    JOIN households_review r ON r.id = p.review_id
    JOIN households_reviewround rr ON rr.id = r.round_id
    CROSS JOIN unnest(rr.standards) AS standard
    WHERE p.commune_id = ANY(%(divided)s) AND r.state <> '{withdrawn}'
        AND r.corrects_id IS NULL
    GROUP BY p.commune_id, p.home_id, p.year, standard
),
frame AS (
    SELECT s.area_id AS commune_id, h.home_id, s.year, s.standard, s.basis, m.homes,
        s.resident_households, s.resident_persons
    FROM reports_areasummary s
    JOIN map_commune m ON m.id = s.area_id AND m.is_divided
    CROSS JOIN LATERAL (
        SELECT NULL::bigint AS home_id UNION ALL SELECT unnest(m.homes)) h
    WHERE (%(year)s::int IS NULL OR s.year = %(year)s)
        AND (h.home_id IS NULL OR h.home_id = ANY(%(today)s))
),
"""

_OF_PARTS = """
    UNION ALL
    SELECT f.commune_id, coalesce(f.home_id, f.commune_id), f.year, f.standard, f.basis,
        f.home_id IS NULL, CASE WHEN f.home_id IS NULL THEN f.homes ELSE '{{}}' END,
        (f.home_id IS NULL)::int, coalesce(l.listed, 0), coalesce(l.reviewed, 0),
        {shown_households}, {shown_people}, {residents_of_part}, {shown_parts}
    FROM frame f
    LEFT JOIN classes c ON c.commune_id = f.commune_id AND c.year = f.year
        AND c.standard = f.standard AND c.basis = f.basis
        AND c.home_id IS NOT DISTINCT FROM f.home_id
    LEFT JOIN on_lists l ON l.commune_id = f.commune_id AND l.year = f.year
        AND l.standard = f.standard AND l.home_id IS NOT DISTINCT FROM f.home_id
"""

_RESTATE = """
WITH {parts}
s AS (
    SELECT m.id AS source_id, m.home AS area_id, s.year, s.standard, s.basis,
        FALSE AS is_remainder, ARRAY[]::bigint[] AS homes, {names}
    FROM unnest(%(wholes)s::bigint[], %(homes)s::bigint[]) AS m (id, home)
    JOIN reports_areasummary s ON s.area_id = m.id
    WHERE (%(year)s::int IS NULL OR s.year = %(year)s)
    {of_parts}
),
summed AS (
    SELECT s.area_id, s.year, s.standard, s.basis, s.is_remainder, s.homes,
        {sums}, {resident_sums}, {part_sums}
    FROM s GROUP BY 1, 2, 3, 4, 5, 6
    HAVING s.is_remainder OR bool_or(s.source_id <> s.area_id)
),
built AS (
    INSERT INTO reports_restatedsummary AS s
        (area_id, year, standard, basis, is_remainder, homes, {names},
        built_at, changed_at, version)
    SELECT summed.*, %(at)s, %(at)s, 1 FROM summed
    {keep}
),
gone AS (
    DELETE FROM reports_restatedsummary s
    WHERE (s.area_id = ANY(%(communes)s) OR %(everything)s)
        AND (%(year)s::int IS NULL OR s.year = %(year)s)
        AND s.id NOT IN (SELECT id FROM built)
    RETURNING s.id
)
{tally}
"""

_PIECES = {
    "names": ", ".join(FIGURES),
    "households": by_class("households"),
    "people": by_class("people", "_persons"),
    "parts_by_class": by_class("parts", "_parts"),
    "shown_households": known(CLASSES),
    "shown_people": known(f"{kind}_persons" for kind in CLASSES[:3]),
    "shown_parts": known(BY_PART, NO_PARTS),
    # All of a divided commune's residents stand with its remainder.
    "residents_of_part": ", ".join(
        f"CASE WHEN f.home_id IS NULL THEN f.{name} ELSE 0 END" for name in RESIDENTS
    ),
    "sums": ", ".join(f"sum(s.{name})" for name in SUMMED),
    "resident_sums": resident_sums(),
    "part_sums": ", ".join(part_sums(name) for name in BY_PART),
    "done": ", ".join(f"'{state.value}'" for state in DONE),
    "withdrawn": ReviewState.WITHDRAWN.value,
    "keep": keep(_KEY, "homes"),
    "tally": TALLY,
}
