"""Loads a kept list with INSERT … SELECT: households, persons, results, standings.

Whatever can be known beforehand (ids, keys to sort and search by, what differs) was
written down by the check, so that the load hardly joins. Household columns that
triggers keep are written right at once, so that the triggers find nothing to change.
Row history comes from triggers too.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection

from households.rules.groups import CHILD_BEFORE
from households.rules.standards import STANDARDS

Values = Mapping[str, int | str | dt.date]

# Households of the batch to which anything is written.
_GOING = """
CREATE TEMP TABLE import_going ON COMMIT DROP AS
SELECT * FROM households_listedhousehold
WHERE batch_id = %(batch)s AND state = 'batch' AND verdict IN ('new', 'changed')
ORDER BY hh;
ANALYZE import_going (hh, household_id, is_new)
"""

_PERSONS = """
INSERT INTO households_person (
    id, name, sort_key, sex, birth_year, birth_month, birth_day, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT person_id, name, sort_key, sex, birth_year, birth_month, birth_day, personal_id,
    CASE WHEN personal_id = '' THEN %(no_id)s ELSE '' END,
    CASE WHEN mismatch THEN %(odd_id)s ELSE '' END, ethnicity
FROM households_listedmember
WHERE batch_id = %(batch)s AND is_new AND hh IN (SELECT hh FROM import_going)
"""

_HOUSEHOLDS = """
INSERT INTO households_household (
    id, state, phone, address, version, village_id, commune_id, head_name,
    head_sort_key, names_key, size, created_at)
SELECT household_id, 'active', '', '', 1, village_id, commune_id, head_name,
    head_sort_key, names_key,
    CASE WHEN names_all THEN persons ELSE 1 END, now()
FROM import_going h WHERE is_new
"""
_RESIDENCES = """
INSERT INTO households_residence (household_id, village_id, starts)
SELECT household_id, village_id, since FROM import_going h WHERE is_new
"""
# Where nobody is known: no time to end before, none to go on.
_NEW_MEMBERSHIPS = """
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT h.household_id, m.person_id, m.relation, m.position, h.since
FROM import_going h
JOIN households_listedmember m ON m.batch_id = %(batch)s AND m.hh = h.hh
"""
_REVIEWS = """
INSERT INTO households_review (
    id, round_id, household_id, annual_year, village_id, commune_id, why, state,
    answers, version, closed_at)
SELECT review_id, %(round)s, household_id, %(year)s, village_id, commune_id, 'on_list',
    'imported', '{}', 1, now()
FROM import_going h WHERE outcome_id IS NOT NULL AND NOT supersedes
"""
_OUTCOMES = """
INSERT INTO households_outcome (
    id, review_id, round_id, commune_id, village_id, standard, origin, is_current,
    poverty_class, b1, b1_source, b2, deprived_mask, known_mask, causes_mask, persons,
    is_minority, no_labour, has_merit, head_female, with_children, decided_by_id,
    decided_at)
SELECT outcome_id, review_id, %(round)s, commune_id, village_id, %(standard)s,
    'imported', true, poverty_class, b1, CASE WHEN b1 IS NULL THEN '' ELSE 'paper' END,
    b2, coalesce(deprived, 0),
    CASE WHEN deprived IS NULL THEN 0 ELSE %(indicators)s END,
    causes, persons, minority, no_labour, merit, m.head_female,
    CASE WHEN m.has_child THEN true WHEN names_all AND m.all_grown THEN false END,
    %(officer)s, now()
FROM import_going h
LEFT JOIN (
    SELECT hh, bool_or(sex = 'female') FILTER (WHERE position = 0 AND sex <> '')
            AS head_female,
        bool_or(birth_year > %(grown)s) AS has_child,
        bool_and(coalesce(birth_year <= %(grown)s, false)) AS all_grown
    FROM households_listedmember WHERE batch_id = %(batch)s GROUP BY hh
) m USING (hh)
WHERE outcome_id IS NOT NULL
"""
_STANDINGS = """
INSERT INTO households_standing (
    id, household_id, scheme, standard, poverty_class, starts, ends, outcome_id,
    commune_id, decision_number, decided_on, recorded_at)
SELECT standing_id, household_id, 'national', %(standard)s, poverty_class,
    %(valid_from)s, %(valid_to)s, outcome_id, commune_id, decision,
    CASE WHEN decision <> '' THEN decided_on END, now()
FROM import_going h WHERE outcome_id IS NOT NULL
"""

# --- what is known already ------------------------------------------------------

_MOVES = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, from_village_id, to_village_id, note,
    recorded_by_id, recorded_at)
SELECT h.household_id, 'moved_in', h.since, r.village_id, h.village_id, %(note)s,
    %(officer)s, clock_timestamp()
FROM import_going h
JOIN households_residence r ON r.household_id = h.household_id AND r.ends IS NULL
WHERE 'village' = ANY(h.changes) AND r.village_id <> h.village_id
"""
_END_RESIDENCES = """
UPDATE households_residence r SET ends = h.since
FROM import_going h
WHERE 'village' = ANY(h.changes) AND r.household_id = h.household_id
  AND r.ends IS NULL AND r.village_id <> h.village_id
"""
_NEW_RESIDENCES = """
INSERT INTO households_residence (household_id, village_id, starts)
SELECT h.household_id, h.village_id, h.since FROM import_going h
WHERE NOT h.is_new AND 'village' = ANY(h.changes) AND NOT EXISTS (
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
FROM import_going h
JOIN households_membership s ON s.household_id = h.household_id AND s.ends IS NULL
LEFT JOIN households_listedmember m
    ON m.batch_id = %(batch)s AND m.hh = h.hh AND m.person_id = s.person_id
WHERE 'members' = ANY(h.changes) AND m.relation IS DISTINCT FROM s.relation
UNION
SELECT s.id, s.person_id, s.household_id, s.relation, h.hh, h.since, true
FROM import_going h
JOIN households_listedmember m ON m.batch_id = %(batch)s AND m.hh = h.hh
JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
WHERE NOT m.is_new AND h.names_all AND s.household_id <> h.household_id
"""
_LEFT = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT DISTINCT ON (c.id) c.household_id, 'left', c.since, c.person_id, %(note)s,
    %(officer)s, clock_timestamp()
FROM import_changed c WHERE c.is_gone ORDER BY c.id, c.since DESC
"""
_NEW_HEADS = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT h.household_id, 'head_changed', h.since, m.person_id, %(note)s, %(officer)s,
    clock_timestamp()
FROM import_going h
JOIN households_listedmember m
    ON m.batch_id = %(batch)s AND m.hh = h.hh AND m.position = 0
JOIN households_membership s ON s.household_id = h.household_id AND s.ends IS NULL
    AND s.relation = 'head' AND s.person_id <> m.person_id
WHERE 'members' = ANY(h.changes)
"""
_JOINED = """
INSERT INTO households_householdevent (
    household_id, kind, happened_on, person_id, note, recorded_by_id, recorded_at)
SELECT h.household_id, 'joined', h.since, m.person_id, %(note)s, %(officer)s,
    clock_timestamp()
FROM import_going h
JOIN households_listedmember m ON m.batch_id = %(batch)s AND m.hh = h.hh
WHERE 'members' = ANY(h.changes) AND NOT EXISTS (
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
FROM import_going h
JOIN households_listedmember m ON m.batch_id = %(batch)s AND m.hh = h.hh
LEFT JOIN (
    SELECT person_id, max(since) AS since FROM import_changed GROUP BY person_id
) c ON c.person_id = m.person_id
WHERE (h.is_new OR 'members' = ANY(h.changes)) AND NOT EXISTS (
    SELECT 1 FROM households_membership s
    WHERE s.household_id = h.household_id AND s.person_id = m.person_id
      AND s.ends IS NULL)
ORDER BY m.line
"""
# What a list does not tell of a person stays. A birth date is taken whole when its
# year differs.
_CORRECTED = """
UPDATE households_person p SET
    name = CASE WHEN 'name' = ANY(m.changes) THEN m.name ELSE p.name END,
    sort_key = CASE WHEN 'name' = ANY(m.changes) THEN m.sort_key ELSE p.sort_key END,
    sex = coalesce(nullif(m.sex, ''), p.sex),
    birth_year = coalesce(m.birth_year, p.birth_year),
    birth_month = CASE WHEN m.birth_year <> p.birth_year THEN m.birth_month
        ELSE coalesce(m.birth_month, p.birth_month) END,
    birth_day = CASE WHEN m.birth_year <> p.birth_year
            OR m.birth_month <> p.birth_month THEN m.birth_day
        ELSE coalesce(m.birth_day, p.birth_day) END,
    ethnicity = coalesce(nullif(m.ethnicity, ''), p.ethnicity),
    personal_id = coalesce(nullif(m.personal_id, ''), p.personal_id),
    id_missing_reason = CASE WHEN m.personal_id <> '' THEN ''
        ELSE p.id_missing_reason END,
    id_mismatch_reason = CASE WHEN m.personal_id = '' THEN p.id_mismatch_reason
        WHEN m.mismatch THEN %(odd_id)s ELSE '' END
FROM households_listedmember m
WHERE m.batch_id = %(batch)s AND NOT m.is_new AND p.id = m.person_id
  AND m.changes && ARRAY['name', 'sex', 'birth', 'ethnicity', 'personal_id']::varchar[]
  AND m.hh IN (SELECT hh FROM import_going)
"""
_TOUCHED = """
UPDATE households_household SET version = version + 1
WHERE id IN (
    SELECT household_id FROM import_changed
    UNION SELECT household_id FROM import_going h
    WHERE changes && ARRAY['village', 'members', 'persons']::varchar[])
"""
# A former result of the year is superseded, never edited.
_SUPERSEDED = """
UPDATE households_standing s SET recorded_to = now()
FROM import_going h
WHERE h.supersedes AND s.id = (h.before->>'standing')::bigint AND s.recorded_to IS NULL;
UPDATE households_outcome o SET is_current = false
FROM import_going h
WHERE h.supersedes AND o.id = (h.before->>'outcome')::bigint AND o.is_current;
UPDATE households_review r SET village_id = h.village_id, commune_id = h.commune_id
FROM import_going h
WHERE h.supersedes AND r.id = h.review_id AND r.village_id <> h.village_id
"""
_VERSIONS = """
UPDATE households_listedhousehold l SET version_after = h.version
FROM households_household h
WHERE l.batch_id = %(batch)s AND l.state = 'batch' AND NOT l.is_new
  AND l.verdict = 'changed' AND h.id = l.household_id
"""

# Memory for sorts and hashes, the triggers' among them: in the server's usual 4 MB
# they would go to the disk. Plans that smaller statements left would be kept, and of a
# register smaller than the list the planner knows nothing: a loop where it expects
# one row would run over all of them.
_PREPARE = """
DISCARD PLANS;
SET LOCAL work_mem = '64MB';
SELECT set_config('enable_nestloop', 'off', true) FROM pg_class
WHERE oid = 'households_membership'::regclass AND reltuples < %(rows)s;
DROP TABLE IF EXISTS import_changed, import_going
"""
_DONE = "SET LOCAL enable_nestloop TO DEFAULT; DISCARD PLANS"
_NEW = (_PERSONS, _HOUSEHOLDS, _RESIDENCES)
_KNOWN = (
    _CHANGED,
    "ANALYZE import_changed",
    _MOVES,
    _END_RESIDENCES,
    _NEW_RESIDENCES,
    _LEFT,
    _NEW_HEADS,
    _JOINED,
    _END_MEMBERSHIPS,
    _MEMBERSHIPS,
    _CORRECTED,
    _TOUCHED,
    _SUPERSEDED,
)
_RESULTS = (_REVIEWS, _OUTCOMES, _STANDINGS)
_ANY_KNOWN = """
SELECT EXISTS (SELECT 1 FROM households_listedmember
    WHERE batch_id = %(batch)s AND NOT is_new AND verdict <> 'repeated')
"""


@dataclass(frozen=True)
class Load:
    """A list to load: the batch, whose rows are kept, and what its rows are written as.

    `standard` governs the year's list, `round_id` is its round of imported lists.
    """

    batch_id: int
    rows: int
    officer_id: int
    round_id: int
    year: int
    standard: str


def note_of(year: int) -> str:
    """What events say that a list of a year has brought."""
    return f"Theo danh sách năm {year}"


def load(what: Load, tell: Callable[[float], None]) -> bool:
    """Write the kept list in the caller's transaction; whether it knew anybody.

    `tell` is given the part done, 0 to 1. Leaves import_going, and import_changed if
    anybody was known.
    """
    year = what.year
    values: Values = {
        "batch": what.batch_id,
        "rows": what.rows,
        "officer": what.officer_id,
        "round": what.round_id,
        "year": year,
        "standard": what.standard,
        "indicators": (1 << len(STANDARDS[what.standard].indicators)) - 1,
        # On the year's last day a child is whoever was born after this year.
        "grown": year - CHILD_BEFORE,
        "valid_from": dt.date(year + 1, 1, 1),
        "valid_to": dt.date(year + 2, 1, 1),
        "note": note_of(year),
        "no_id": f"Danh sách năm {year} không ghi số định danh",
        "odd_id": f"Theo danh sách năm {year}, chưa đối chiếu",
    }
    with connection.cursor() as cursor:
        cursor.execute(_PREPARE, values)
        cursor.execute(_GOING, values)
        cursor.execute(_ANY_KNOWN, values)
        known = bool(cursor.fetchone()[0])
        steps = (*_NEW, *(_KNOWN if known else (_NEW_MEMBERSHIPS,)), *_RESULTS)
        for done, step in enumerate(steps, start=1):
            cursor.execute(step, values)
            tell(done / len(steps))
        if known:
            cursor.execute(_VERSIONS, values)
        cursor.execute(_DONE)
    return known
