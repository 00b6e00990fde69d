"""Which communes of today lie on former communes' ground, and the way back.

Whole changes are followed from unit to unit; a commune that was divided has no home
of its own, but the villages of it that went over whole have. Days are days of the
map: what changes after one is not seen.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from povertyportal.areas.models import Area

_REACH = """
WITH RECURSIVE forward (id) AS (
    SELECT unnest(%(communes)s::bigint[])
    UNION
    SELECT n.id FROM forward f
    JOIN areas_areachange g ON g.old_id = f.id AND g.effective_on <= %(day)s
    JOIN areas_area n ON n.id = g.new_id AND n.level = 'commune'
),
today (id) AS (
    SELECT a.id FROM forward f JOIN areas_area a ON a.id = f.id
    WHERE a.ended IS NULL OR a.ended > %(day)s
),
back (id, home, parted) AS (
    SELECT id, id, FALSE FROM today
    UNION
    SELECT o.id, b.home, b.parted OR g.extent = 'partial' FROM back b
    JOIN areas_areachange g ON g.new_id = b.id AND g.effective_on <= %(day)s
    JOIN areas_area o ON o.id = g.old_id AND o.level = 'commune' AND o.id <> b.id
)
SELECT a.id, a.began, a.ended, array_agg(DISTINCT b.home), bool_or(b.parted)
FROM back b JOIN areas_area a ON a.id = b.id
GROUP BY a.id
"""
Time = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class Reach:
    """Communes of a day's map (ids), and all communes that lie or lay on their ground.

    `origins` holds these by commune of today, itself among them; `times` when each of
    them began and ended. `divided`: those that were divided, at once or later.
    """

    origins: dict[int, frozenset[int]]
    times: dict[int, Time]
    divided: frozenset[int]

    @property
    def wholes(self) -> dict[int, int]:
        """The commune of today of each that went over whole, or is one."""
        return {
            pk: home
            for home, found in self.origins.items()
            for pk in found - self.divided
        }

    @property
    def today(self) -> frozenset[int]:
        """The communes of the day's map."""
        return frozenset(self.origins)

    def there(self, day: dt.date, home: int | None = None) -> int:
        """How many of the communes (of those of one commune) were in being on a day."""
        return were_there(self.times, day, self.origins[home] if home else None)


def were_there(
    times: dict[int, Time], day: dt.date, communes: Collection[int] | None = None
) -> int:
    """How many communes (ids; None: all of `times`) were in being on a day."""
    wanted = times if communes is None else communes
    return sum(
        (began is None or began <= day) and (ended is None or day < ended)
        for began, ended in (times[pk] for pk in wanted)
    )


def reach(communes: Collection[int], day: dt.date) -> Reach:
    """What communes (ids, of any time) have become by a day, and where that came from.

    One query; its cost follows the communes, not the register.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REACH, {"communes": sorted(communes), "day": day})
        rows = cursor.fetchall()
    origins: dict[int, set[int]] = defaultdict(set)
    for pk, _, _, homes, _ in rows:
        for home in homes:
            origins[home].add(pk)
    return Reach(
        {home: frozenset(found) for home, found in origins.items()},
        {pk: (began, ended) for pk, began, ended, _, _ in rows},
        frozenset(pk for pk, _, _, _, is_divided in rows if is_divided),
    )


def times_of(communes: Collection[int]) -> dict[int, Time]:
    """When communes (ids) began and ended."""
    rows = Area.objects.filter(pk__in=communes).values_list("pk", "began", "ended")
    return {pk: (began, ended) for pk, began, ended in rows}


# Temporary tables of a build, from %(divided)s, divided communes, and what they became.
# map_commune: the home of a commune that went over whole, however often, else the day
# on which the trail ends; `homes` whatever may hold a part of it. map_village: the
# same of the villages of those communes.
MAP = """
DROP TABLE IF EXISTS pg_temp.map_commune, pg_temp.map_village;
CREATE TEMP TABLE map_commune ON COMMIT DROP AS
WITH RECURSIVE parts (id, part) AS (
    SELECT a.id, a.id FROM areas_area a WHERE a.id = ANY(%(divided)s)
    UNION
    SELECT p.id, n.id FROM parts p
    JOIN areas_areachange g ON g.old_id = p.part AND g.effective_on <= %(day)s
    JOIN areas_area n ON n.id = g.new_id AND n.level = 'commune'
),
chain (id, last) AS (
    SELECT DISTINCT part, part FROM parts
    UNION
    SELECT c.id, n.id FROM chain c
    JOIN areas_areachange g ON g.old_id = c.last AND g.extent = 'whole'
        AND g.effective_on <= %(day)s AND g.new_id <> c.last
    JOIN areas_area n ON n.id = g.new_id AND n.level = 'commune'
),
ends AS (
    SELECT DISTINCT ON (c.id) c.id, a.id AS last, a.ended,
        a.ended IS NULL OR a.ended > %(day)s AS there
    FROM chain c JOIN areas_area a ON a.id = c.last
    WHERE a.ended IS NULL OR a.ended > %(day)s OR NOT EXISTS (
        SELECT 1 FROM areas_areachange g WHERE g.old_id = a.id
            AND g.extent = 'whole' AND g.effective_on <= %(day)s AND g.new_id <> a.id)
    ORDER BY c.id, a.ended DESC NULLS FIRST, a.id
),
holders AS (
    SELECT p.id, array_agg(p.part ORDER BY p.part) AS homes
    FROM parts p JOIN areas_area a ON a.id = p.part
    WHERE a.ended IS NULL OR a.ended > %(day)s
    GROUP BY p.id
)
SELECT e.id, CASE WHEN e.there THEN e.last END AS home,
    CASE WHEN NOT e.there THEN e.ended END AS divided_on,
    coalesce(h.homes, '{}') AS homes, e.id = ANY(%(divided)s) AS is_divided
FROM ends e LEFT JOIN holders h ON h.id = e.id;
CREATE UNIQUE INDEX ON map_commune (id);
CREATE TEMP TABLE map_village ON COMMIT DROP AS
WITH RECURSIVE chain (id, last) AS (
    SELECT v.id, v.id FROM map_commune m
    JOIN areas_area v ON v.parent_id = m.id AND v.level = 'village'
    UNION
    SELECT c.id, n.id FROM chain c
    JOIN areas_areachange g ON g.old_id = c.last AND g.extent = 'whole'
        AND g.effective_on <= %(day)s AND g.new_id <> c.last
    JOIN areas_area n ON n.id = g.new_id AND n.level = 'village'
)
SELECT DISTINCT ON (c.id) c.id, v.parent_id AS commune_id, m.home, m.divided_on
FROM chain c
JOIN areas_area v ON v.id = c.id
JOIN areas_area l ON l.id = c.last
JOIN map_commune m ON m.id = l.parent_id
ORDER BY c.id, l.ended DESC NULLS FIRST, l.id DESC;
CREATE UNIQUE INDEX ON map_village (id);
CREATE INDEX ON map_village (commune_id);
UPDATE map_commune m SET homes = ARRAY(
    SELECT DISTINCT each FROM unnest(
        m.homes || ARRAY(SELECT v.home FROM map_village v
            WHERE v.commune_id = m.id AND v.home IS NOT NULL)) each
    ORDER BY each)
WHERE m.is_divided;
ANALYZE map_commune;
ANALYZE map_village;
"""
