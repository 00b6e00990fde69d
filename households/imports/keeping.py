"""Staged rows become rows of their batch, each with its verdict; counts, fingerprint.

The temporary tables end with the check; what they hold is copied once, whole, so that
the kept tables hold no former versions of a row.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from povertyportal.sheets.models import Verdict

# A household's changes are shown at its first row, those of its members at their own.
# Whom the list may mean besides is asked before a row counts as new.
_MEMBERS = """
INSERT INTO households_listedmember (
    batch_id, line, sheet, row, hh, position, verdict, state, name, sort_key, name_key,
    relation, sex, birth_year, birth_month, birth_day, personal_id, mismatch,
    ethnicity, person_id, is_new, changes, before, candidates, choice, note)
SELECT %(batch)s, m.line, m.sheet, m.row, m.hh, m.position,
    CASE WHEN m.verdict <> '' THEN m.verdict
        WHEN m.candidates IS NOT NULL THEN 'doubtful'
        WHEN m.is_new THEN 'new'
        WHEN m.changes <> '{}' OR m.position = 0
            AND (h.is_new OR array_remove(h.changes, 'persons') <> '{}')
            THEN 'changed'
        ELSE 'unchanged' END,
    'batch', m.name, m.sort_key, coalesce(m.name_key, search_key(m.name)),
    coalesce(m.relation, ''), m.sex, m.birth_year, m.birth_month, m.birth_day,
    m.personal_id, m.mismatch,
    CASE WHEN m.ethnicity = '' AND m.is_new THEN 'Kinh' ELSE m.ethnicity END,
    m.person_id, m.is_new,
    CASE WHEN m.position = 0
            AND (h.is_new OR array_remove(h.changes, 'persons') <> '{}')
        THEN coalesce(m.changes, '{}') || '{household}'
        ELSE coalesce(m.changes, '{}') END,
    m.before, coalesce(m.candidates, '[]'), '', coalesce(m.note, '')
FROM import_member m LEFT JOIN import_household h ON h.hh = m.hh
ORDER BY m.line
"""
# One wrong row holds its whole household back, and so does an open question.
_HOUSEHOLDS = """
INSERT INTO households_listedhousehold (
    batch_id, hh, sheet, sheet_name, row, verdict, state, code, names_all, commune_id,
    village_id, poverty_class, decision, decided_on, b1, b2, minority, no_labour,
    merit, causes, deprived, persons, head_name, head_sort_key, names_key, household_id,
    review_id, outcome_id, standing_id, is_new, supersedes, since, changes, before,
    version_after, candidates, choice, note)
SELECT %(batch)s, h.hh, h.sheet, s.name, h.row,
    CASE WHEN h.verdict = 'repeated' AND NOT m.has_wrong THEN 'repeated'
        WHEN m.has_wrong OR h.verdict = 'wrong' THEN 'wrong'
        WHEN m.has_doubt THEN 'doubtful'
        WHEN h.is_new THEN 'new'
        WHEN m.has_news THEN 'changed' ELSE 'unchanged' END,
    'batch', h.code, h.names_all, h.commune_id, h.village_id,
    coalesce(h.poverty_class, ''), coalesce(h.decision, ''), h.decided_on, h.b1, h.b2,
    h.minority, h.no_labour, h.merit, h.causes, h.deprived, h.persons,
    coalesce(m.head_name, ''),
    coalesce(m.head_sort_key, ''), coalesce(m.names_key, ''), h.household_id,
    h.review_id, h.outcome_id, h.standing_id, h.is_new, h.supersedes,
    coalesce(h.since, %(opens)s), coalesce(h.changes, '{}'), h.before,
    CASE WHEN h.is_new THEN 1 END, '[]', '', coalesce(h.note, '')
FROM import_household h
JOIN unnest(%(sheets)s::integer[], %(names)s::text[]) AS s(sheet, name)
    ON s.sheet = h.sheet
JOIN (
    SELECT hh, max(name) FILTER (WHERE position = 0) AS head_name,
        max(sort_key) FILTER (WHERE position = 0) AS head_sort_key,
        string_agg(name_key, '|' ORDER BY position) AS names_key,
        bool_or(verdict = 'wrong') AS has_wrong,
        bool_or(verdict = 'doubtful') AS has_doubt,
        bool_or(verdict IN ('new', 'changed')) AS has_news
    FROM households_listedmember WHERE batch_id = %(batch)s
    GROUP BY hh
) m ON m.hh = h.hh
ORDER BY h.hh
"""
_HELD_BACK = """
SELECT m.verdict, count(*)
FROM households_listedmember m
JOIN households_listedhousehold h ON h.batch_id = m.batch_id AND h.hh = m.hh
WHERE m.batch_id = %(batch)s AND h.verdict IN ('wrong', 'doubtful')
    AND m.verdict IN ('new', 'changed', 'unchanged')
GROUP BY 1
"""
_FORGET = """
DELETE FROM households_listedmember WHERE batch_id = %(batch)s;
DELETE FROM households_listedhousehold WHERE batch_id = %(batch)s
"""
_COUNTS = """
SELECT verdict, count(*) FROM households_listedmember
WHERE batch_id = %(batch)s GROUP BY verdict
"""
# Of a few rows the planner guesses well enough.
_MANY = 1_000
_ANALYZE = """
ANALYZE households_listedmember (batch_id, line, hh, person_id, is_new, verdict);
ANALYZE households_listedhousehold (batch_id, hh, household_id, is_new, verdict)
"""

# What a check compares with, as the versions of its rows: persons by the numbers of
# the list and whoever lives in its communes, their households, places, reviews of the
# year and what came of them, the villages themselves.
_FINGERPRINT = """
SELECT md5(concat_ws('/',
    (SELECT sum(hashtextextended(concat_ws('.', p.id, p.xmin), 1))
        FROM households_listedmember m
        JOIN households_person p ON p.personal_id = m.personal_id
            AND p.personal_id <> ''
        WHERE m.batch_id = %(batch)s AND m.personal_id <> ''),
    (SELECT sum(hashtextextended(concat_ws('.', h.id, h.xmin), 2))
        FROM households_household h WHERE h.commune_id = ANY(%(communes)s)),
    (SELECT sum(hashtextextended(concat_ws('.', s.id, s.xmin, p.id, p.xmin), 3))
        FROM households_household h
        JOIN households_membership s ON s.household_id = h.id AND s.ends IS NULL
        JOIN households_person p ON p.id = s.person_id
        WHERE h.commune_id = ANY(%(communes)s)),
    (SELECT sum(hashtextextended(concat_ws('.', s.id, s.xmin), 4))
        FROM households_listedmember m
        JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
        WHERE m.batch_id = %(batch)s AND NOT m.is_new),
    (SELECT sum(hashtextextended(concat_ws('.', v.id, v.xmin), 5))
        FROM households_review v
        JOIN households_household h ON h.id = v.household_id
        WHERE h.commune_id = ANY(%(communes)s) AND v.annual_year = %(year)s
          AND v.state <> 'withdrawn'),
    (SELECT sum(hashtextextended(concat_ws('.', o.id, o.xmin), 6))
        FROM households_outcome o
        JOIN households_review v ON v.id = o.review_id
        JOIN households_household h ON h.id = v.household_id
        WHERE h.commune_id = ANY(%(communes)s) AND v.annual_year = %(year)s
          AND o.is_current),
    (SELECT sum(hashtextextended(concat_ws('.', s.id, s.xmin), 7))
        FROM households_standing s
        JOIN households_household h ON h.id = s.household_id
        WHERE h.commune_id = ANY(%(communes)s) AND s.recorded_to IS NULL),
    (SELECT sum(hashtextextended(concat_ws('.', a.id, a.xmin), 8))
        FROM areas_area a WHERE a.parent_id = ANY(%(communes)s)),
    (SELECT string_agg(DISTINCT r.id::text, ',') FROM households_communeround c
        JOIN households_reviewround r ON r.id = c.round_id
        WHERE c.commune_id = ANY(%(communes)s) AND r.year > %(year)s)))
"""


def keep(values: Mapping[str, Any]) -> dict[str, int]:
    """Copy the staged rows to their batch; returns rows by verdict.

    `values`: the `batch`, the day `opens` from which changes count, `sheets` (their
    numbers in the staging) and their `names`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, values)
        many = cursor.rowcount >= _MANY
        cursor.execute(_HOUSEHOLDS, values)
        cursor.execute(_COUNTS, values)
        found = dict(cursor.fetchall())
        if many:
            cursor.execute(_ANALYZE)
    return {str(verdict): found.get(verdict, 0) for verdict in Verdict}


def forget(batch_id: int) -> None:
    """Delete the rows of an earlier check of the batch."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, {"batch": batch_id})


def fingerprint(batch_id: int, year: int, commune_ids: frozenset[int]) -> str:
    """Of what the rows of the batch were compared with, as it is now.

    By versions of rows: whatever changes one of them makes another fingerprint.
    """
    values: dict[str, Any] = {
        "batch": batch_id,
        "year": year,
        "communes": list(commune_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_FINGERPRINT, values)
        return str(cursor.fetchone()[0])


def held_back(batch_id: int) -> dict[str, int]:
    """Right rows, by verdict, of households that have a wrong or an open one."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD_BACK, {"batch": batch_id})
        return dict(cursor.fetchall())
