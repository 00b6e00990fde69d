"""Who was what, and where, on a day: as known now, or as it was known on another.

Classes come from standings, which keep both times themselves. Places come from
residences; what the register knew of them on a former day is read from their history:
a row that has changed since stands as it was, and what was only entered since is left
out. Pieces of SQL, so that a province's households are joined once and whole.

The map is that of the day: a household in a village or commune that had gone over
whole into another one counts in what it became (`homes`).
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models.expressions import RawSQL
from django.utils import timezone

from povertyportal.areas.models import Area, Level


@dataclass(frozen=True)
class Moment:
    """A day, and the day on whose evening it was known so; None means now."""

    day: dt.date
    known: dt.date | None = None

    @classmethod
    def at(cls, day: dt.date, known: dt.date | None) -> "Moment":
        """What is known today is what is known now."""
        past = known is not None and known < timezone.localdate()
        return cls(day, known if past else None)

    @property
    def known_before(self) -> dt.datetime | None:
        """The first moment whose records are no longer known."""
        if self.known is None:
            return None
        after = self.known + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(after, dt.time()))


@contextmanager
def large_statement() -> Iterator[CursorWrapper]:
    """A cursor with room for hashes of a province, which else would go to the disk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        yield cursor


def day_sql(day: dt.date) -> str:
    """A date as SQL."""
    return f"DATE '{day:%Y-%m-%d}'"


def _time_sql(at: dt.datetime) -> str:
    return f"TIMESTAMPTZ '{at.isoformat()}'"


def on_sql(alias: str, day: dt.date) -> str:
    """The condition that a row's half-open time holds the day."""
    at = day_sql(day)
    return f"{alias}.starts <= {at} AND ({alias}.ends IS NULL OR {alias}.ends > {at})"


_STANDINGS = """
SELECT s.* FROM households_standing s WHERE s.scheme = 'national' AND {known}"""
_STILL_KNOWN = "s.recorded_to IS NULL"
_KNOWN = "s.recorded_at < {at} AND (s.recorded_to IS NULL OR s.recorded_to >= {at})"


def standings_sql(moment: Moment) -> str:
    """SELECT of the national standings that were known (of any day)."""
    before = moment.known_before
    known = _STILL_KNOWN if before is None else _KNOWN.format(at=_time_sql(before))
    return _STANDINGS.format(known=known)


_RESIDENCES = "SELECT household_id, village_id, starts, ends FROM households_residence"
# `later`: rows that have changed since, as they stood then.
_RESIDENCES_THEN = """
SELECT household_id, village_id, starts, ends FROM (
    SELECT DISTINCT ON (h.id) h.household_id, h.village_id, h.starts, h.ends
    FROM households_residencehistory h WHERE h.pgh_created_at >= {at}
    ORDER BY h.id, h.pgh_created_at, h.pgh_id
) later
UNION ALL
SELECT r.household_id, r.village_id, r.starts, r.ends FROM households_residence r
WHERE NOT EXISTS (
        SELECT 1 FROM households_residencehistory h
        WHERE h.household_id = r.household_id AND h.pgh_created_at >= {at}
            AND (h.id = r.id
                OR daterange(h.starts, h.ends) && daterange(r.starts, r.ends)))
    AND NOT EXISTS (
        SELECT 1 FROM households_householdevent e
        WHERE e.household_id = r.household_id AND e.happened_on = r.starts
            AND e.kind IN ('moved_in', 'area_changed', 'split_off')
            AND e.recorded_at >= {at})
"""


def residences_sql(moment: Moment) -> str:
    """SELECT of household_id, village_id, starts, ends, as far as they were known."""
    before = moment.known_before
    if before is None:
        return _RESIDENCES
    return _RESIDENCES_THEN.format(at=_time_sql(before))


def events_known_sql(alias: str, moment: Moment) -> str:
    """The condition that an event was known, and not known to be a mistake."""
    before = moment.known_before
    if before is None:
        return f"{alias}.voided_at IS NULL"
    at = _time_sql(before)
    return (
        f"{alias}.recorded_at < {at} "
        f"AND ({alias}.voided_at IS NULL OR {alias}.voided_at >= {at})"
    )


# What belonged to the communes by the map of a day: (is a village, unit, its commune).
# The village's own successor tells more than its commune's.
_HOMES = """
WITH RECURSIVE back_communes (id, home) AS (
    SELECT c.id, c.id FROM areas_area c
    WHERE c.id = ANY(%(communes)s) AND NOT EXISTS (
        SELECT 1 FROM areas_areachange g
        WHERE g.old_id = c.id AND g.extent = 'whole' AND g.effective_on <= %(day)s)
    UNION
    SELECT o.id, b.home FROM back_communes b
    JOIN areas_areachange g
        ON g.new_id = b.id AND g.extent = 'whole' AND g.effective_on <= %(day)s
    JOIN areas_area o ON o.id = g.old_id AND o.level = 'commune' AND o.ended <= %(day)s
),
back_villages (id, home, turns) AS (
    SELECT v.id, b.home, 0 FROM back_communes b
    JOIN areas_area v ON v.parent_id = b.id AND v.level = 'village'
    UNION
    SELECT o.id, b.home, b.turns + 1 FROM back_villages b
    JOIN areas_areachange g
        ON g.new_id = b.id AND g.extent = 'whole' AND g.effective_on <= %(day)s
    JOIN areas_area o ON o.id = g.old_id AND o.level = 'village' AND o.ended <= %(day)s
),
villages AS (
    SELECT DISTINCT ON (id) id, home FROM back_villages ORDER BY id, turns DESC
),
communes AS (SELECT DISTINCT ON (id) id, home FROM back_communes ORDER BY id, home)
SELECT TRUE, id, home FROM villages UNION ALL SELECT FALSE, id, home FROM communes
"""


def homes(communes: Collection[int], map_day: dt.date) -> dict[str, list[int]]:
    """Parameters of `HOMES`: what belongs to the communes (ids) by the map of a day.

    Read first, so that the planner knows of the large statement how much it joins.
    """
    found: dict[str, list[int]] = {
        "villages": [],
        "village_homes": [],
        "units": [],
        "unit_homes": [],
    }
    with connection.cursor() as cursor:
        cursor.execute(_HOMES, {"communes": sorted(communes), "day": map_day})
        for is_village, unit, home in cursor.fetchall():
            found["villages" if is_village else "units"].append(unit)
            found["village_homes" if is_village else "unit_homes"].append(home)
    return found


# CTEs `homes` (village_id, home) and `units` (id, home: communes), from `homes()`.
HOMES = """
homes (village_id, home) AS NOT MATERIALIZED (
    SELECT * FROM unnest(%(villages)s::bigint[], %(village_homes)s::bigint[])
),
units (id, home) AS NOT MATERIALIZED (
    SELECT * FROM unnest(%(units)s::bigint[], %(unit_homes)s::bigint[])
)
"""


# CTEs of a day, each with a suffix: `held` (standings), `lived` (residences),
# `placed` (household_id, village_id, home). Who has a standing before any residence
# is known belongs to the commune that recognised it.
_ON_DAY = """
held{n} AS NOT MATERIALIZED (SELECT * FROM ({standings}) s WHERE {held_on}),
lived{n} AS NOT MATERIALIZED (SELECT * FROM ({residences}) l WHERE {lived_on}),
placed{n} AS MATERIALIZED (
    SELECT l.household_id, l.village_id, h.home FROM lived{n} l
    JOIN homes h ON h.village_id = l.village_id
    UNION ALL
    SELECT s.household_id, NULL, b.home FROM held{n} s
    JOIN units b ON b.id = s.commune_id
    WHERE NOT EXISTS (
        SELECT 1 FROM ({residences}) l
        WHERE l.household_id = s.household_id AND l.starts <= {day})
)
"""


def on_day_sql(moment: Moment, suffix: str = "") -> str:
    """The CTEs `held`, `lived` and `placed` of a moment, after `HOMES`."""
    return _ON_DAY.format(
        n=suffix,
        standings=standings_sql(moment),
        residences=residences_sql(moment),
        held_on=on_sql("s", moment.day),
        lived_on=on_sql("l", moment.day),
        day=day_sql(moment.day),
    )


_LIVING = "SELECT l.household_id FROM ({residences}) l WHERE {on}"
_IN_VILLAGE = " AND l.village_id = %s"
_IN_COMMUNE = " AND l.village_id IN (SELECT id FROM areas_area WHERE parent_id = %s)"


def living_in(moment: Moment, area: Area | None) -> RawSQL:
    """Ids of households that lived in a village or commune (None: anywhere) then."""
    sql = _LIVING.format(residences=residences_sql(moment), on=on_sql("l", moment.day))
    if area is None:
        return RawSQL(sql, ())  # noqa: S611  holds nothing but dates
    where = _IN_VILLAGE if area.level == Level.VILLAGE else _IN_COMMUNE
    return RawSQL(sql + where, (area.pk,))  # noqa: S611  holds nothing but dates


_HOMES_OF = "SELECT l.household_id, l.village_id FROM ({residences}) l WHERE {on}"


def homes_of(moment: Moment, household_ids: Collection[int]) -> dict[int, int]:
    """Where each of these households lived then: {household id: village id}."""
    sql = _HOMES_OF.format(
        residences=residences_sql(moment), on=on_sql("l", moment.day)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND l.household_id = ANY(%s)", [list(household_ids)])
        return dict(cursor.fetchall())
