"""Loads a staged list with INSERT … SELECT: households, persons, results, standings.

Household columns that triggers keep are written right at once, so that the triggers
find nothing to change. Row history comes from triggers too. Standings go in by a hash
of the household: the GiST index of their exclusion takes twice as long for keys that
only rise.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

_PERSONS = """
INSERT INTO households_person (
    id, name, sort_key, sex, birth_year, birth_month, birth_day, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT person_id, name, sort_key, sex, birth_year, birth_month, birth_day, personal_id,
    CASE WHEN personal_id = '' THEN %(no_id)s ELSE '' END,
    CASE WHEN mismatch THEN %(odd_id)s ELSE '' END,
    coalesce(nullif(ethnicity, ''), 'Kinh')
FROM import_member WHERE is_new ORDER BY line
"""

_HOUSEHOLDS = """
INSERT INTO households_household (
    id, state, phone, address, version, village_id, commune_id, head_name,
    head_sort_key, names_key, size, created_at)
SELECT h.household_id, 'active', '', '', 1, h.village_id, h.commune_id, m.head_name,
    m.head_sort_key, m.names_key, h.persons, now()
FROM import_household h
JOIN (
    SELECT i.hh, max(i.name) FILTER (WHERE i.position = 0) AS head_name,
        max(i.sort_key) FILTER (WHERE i.position = 0) AS head_sort_key,
        string_agg(p.name_key, '|' ORDER BY i.position) AS names_key
    FROM import_member i JOIN households_person p ON p.id = i.person_id
    GROUP BY i.hh
) m ON m.hh = h.hh
WHERE h.is_new ORDER BY h.hh
"""

# A change of a known household counts from the round's first day, or from the day
# after the newest thing known about it.
_SINCE = """
UPDATE import_household h SET since = greatest(%(opens)s, known.day)
FROM (
    SELECT hh, max(day) AS day FROM (
        SELECT i.hh, greatest(s.starts + 1, s.ends) AS day
        FROM import_member i JOIN households_membership s ON s.person_id = i.person_id
        WHERE NOT i.is_new
        UNION ALL
        SELECT i.hh, s.starts + 1 FROM import_household i
        JOIN households_membership s ON s.household_id = i.household_id
            AND s.ends IS NULL
        WHERE NOT i.is_new
        UNION ALL
        SELECT i.hh, r.starts + 1 FROM import_household i
        JOIN households_residence r ON r.household_id = i.household_id
            AND r.ends IS NULL
        WHERE NOT i.is_new
    ) days GROUP BY hh
) known
WHERE known.hh = h.hh;
UPDATE import_household SET since = %(opens)s WHERE since IS NULL
"""

_MOVES = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, from_village_id, to_village_id, note,
    recorded_by_id, recorded_at)
SELECT h.household_id, 'moved_in', h.since, r.village_id, h.village_id, %(note)s,
    %(officer)s, now()
FROM import_household h
JOIN households_residence r ON r.household_id = h.household_id AND r.ends IS NULL
WHERE NOT h.is_new AND r.village_id <> h.village_id
"""
_END_RESIDENCES = """
UPDATE households_residence r SET ends = h.since
FROM import_household h
WHERE NOT h.is_new AND r.household_id = h.household_id AND r.ends IS NULL
  AND r.village_id <> h.village_id
"""
_RESIDENCES = """
INSERT INTO households_residence (household_id, village_id, starts)
SELECT h.household_id, h.village_id, h.since FROM import_household h
WHERE h.is_new OR NOT EXISTS (
    SELECT 1 FROM households_residence r
    WHERE r.household_id = h.household_id AND r.ends IS NULL)
ORDER BY h.hh
"""

# Members that the list no longer names, that it names in another household, or with
# another relation: their time as it was ends.
_CHANGED = """
CREATE TEMP TABLE import_changed ON COMMIT DROP AS
SELECT s.id, s.person_id, s.household_id, s.relation, h.hh, h.since,
    m.person_id IS NULL AS is_gone
FROM import_household h
JOIN households_membership s ON s.household_id = h.household_id AND s.ends IS NULL
LEFT JOIN import_member m ON m.hh = h.hh AND m.person_id = s.person_id
WHERE NOT h.is_new AND m.relation IS DISTINCT FROM s.relation
UNION
SELECT s.id, s.person_id, s.household_id, s.relation, h.hh, h.since, true
FROM import_member m
JOIN import_household h ON h.hh = m.hh
JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
WHERE NOT m.is_new AND s.household_id <> h.household_id
"""
_LEFT = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT DISTINCT ON (c.id) c.household_id, 'left', c.since, c.person_id, %(note)s,
    %(officer)s, now()
FROM import_changed c WHERE c.is_gone ORDER BY c.id, c.since DESC
"""
_NEW_HEADS = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT h.household_id, 'head_changed', h.since, m.person_id, %(note)s, %(officer)s,
    now()
FROM import_household h
JOIN import_member m ON m.hh = h.hh AND m.position = 0
JOIN households_membership s ON s.household_id = h.household_id AND s.ends IS NULL
    AND s.relation = 'head' AND s.person_id <> m.person_id
WHERE NOT h.is_new
"""
_JOINED = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT h.household_id, 'joined', h.since, m.person_id, %(note)s, %(officer)s, now()
FROM import_household h
JOIN import_member m ON m.hh = h.hh
WHERE NOT h.is_new AND NOT EXISTS (
    SELECT 1 FROM households_membership s
    WHERE s.household_id = h.household_id AND s.person_id = m.person_id
      AND s.ends IS NULL)
"""
_END_MEMBERSHIPS = """
UPDATE households_membership s SET ends = c.since
FROM (SELECT id, max(since) AS since FROM import_changed GROUP BY id) c
WHERE s.id = c.id
"""
_MEMBERSHIPS = """
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT h.household_id, m.person_id, m.relation, m.position,
    greatest(h.since, c.since)
FROM import_member m
JOIN import_household h ON h.hh = m.hh
LEFT JOIN (
    SELECT person_id, max(since) AS since FROM import_changed GROUP BY person_id
) c ON c.person_id = m.person_id
WHERE h.is_new OR NOT EXISTS (
    SELECT 1 FROM households_membership s
    WHERE s.household_id = h.household_id AND s.person_id = m.person_id
      AND s.ends IS NULL)
ORDER BY m.line
"""
_TOUCHED = """
UPDATE households_household SET version = version + 1
WHERE id IN (SELECT household_id FROM import_changed)
"""

_RESULTS = """
WITH reviews AS (
    INSERT INTO households_review (
        round_id, household_id, annual_year, village_id, commune_id, why, state,
        answers, version, closed_at)
    SELECT %(round)s, household_id, %(year)s, village_id, commune_id, 'on_list',
        'imported', '{}', 1, now()
    FROM import_household ORDER BY hh
    RETURNING id, household_id
), outcomes AS (
    INSERT INTO households_outcome (
        review_id, round_id, commune_id, village_id, standard, origin, is_current,
        poverty_class, b1, b1_source, b2, deprived_mask, known_mask, causes_mask,
        persons, is_minority, no_labour, has_merit, decided_by_id, decided_at)
    SELECT r.id, %(round)s, h.commune_id, h.village_id, %(standard)s, 'imported', true,
        h.poverty_class, h.b1, CASE WHEN h.b1 IS NULL THEN '' ELSE 'paper' END, h.b2,
        0, 0, h.causes, h.persons, h.minority, h.no_labour, h.merit, %(officer)s, now()
    FROM import_household h JOIN reviews r ON r.household_id = h.household_id
    ORDER BY h.hh
    RETURNING id, review_id
)
INSERT INTO households_standing (
    household_id, scheme, standard, poverty_class, starts, ends, outcome_id,
    commune_id, decision_number, decided_on, recorded_at)
SELECT h.household_id, 'national', %(standard)s, h.poverty_class, %(valid_from)s,
    %(valid_to)s, o.id, h.commune_id, coalesce(h.decision, ''),
    CASE WHEN h.decision IS NOT NULL THEN h.decided_on END, now()
FROM import_household h
JOIN reviews r ON r.household_id = h.household_id
JOIN outcomes o ON o.review_id = r.id
ORDER BY hashint8(h.household_id)
"""

# Memory for sorts and hashes, the triggers' among them: in the server's usual 4 MB
# they would go to the disk. Plans that smaller statements left would be kept, and of a
# register smaller than the list the planner knows nothing: a loop where it expects
# one row would run over all of them.
_PREPARE = """
DISCARD PLANS;
SET LOCAL work_mem = '64MB';
SELECT set_config('enable_nestloop', 'off', true) FROM pg_class
WHERE oid = 'households_membership'::regclass
  AND reltuples < (SELECT count(*) FROM import_member)
"""
_DONE = "SET LOCAL enable_nestloop TO DEFAULT; DISCARD PLANS"
_STEPS = (
    _PERSONS,
    _HOUSEHOLDS,
    _SINCE,
    "DROP TABLE IF EXISTS import_changed",
    _CHANGED,
    "ANALYZE import_changed",
    _MOVES,
    _END_RESIDENCES,
    _RESIDENCES,
    _LEFT,
    _NEW_HEADS,
    _JOINED,
    _END_MEMBERSHIPS,
    _MEMBERSHIPS,
    _TOUCHED,
    _RESULTS,
)
_COUNTS = """
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new)
FROM {table}
"""


@dataclass(frozen=True)
class Loaded:
    """How many households and persons were new and how many known."""

    households_new: int
    households_matched: int
    persons_new: int
    persons_matched: int


def load(
    *, officer_id: int, round_id: int, standard: str, year: int, opens: dt.date
) -> Loaded:
    """Write the staged list in the caller's transaction."""
    values: dict[str, int | str | dt.date] = {
        "officer": officer_id,
        "round": round_id,
        "year": year,
        "standard": standard,
        "opens": opens,
        "valid_from": dt.date(year + 1, 1, 1),
        "valid_to": dt.date(year + 2, 1, 1),
        "note": f"Theo danh sách năm {year}",
        "no_id": f"Danh sách năm {year} không ghi số định danh",
        "odd_id": f"Theo danh sách năm {year}, chưa đối chiếu",
    }
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE)
        for step in _STEPS:
            cursor.execute(step, values)
        cursor.execute(_DONE)
        households = _counts(cursor, "import_household")
        persons = _counts(cursor, "import_member")
    return Loaded(*households, *persons)


def _counts(cursor: CursorWrapper, table: str) -> tuple[int, int]:
    cursor.execute(_COUNTS.format(table=table))
    new, known = cursor.fetchone()
    return new, known
