"""What a staged list would change of the households and persons it has found.

Set-based over the staging tables, for known rows only: where the register is empty
nothing is looked up. What a list does not tell (an empty cell, a column that is not
there) changes nothing.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import connection

# The year's review of a known household, what came of it, and what it led to. Of a
# corrected review the newest outcome counts.
_NOW = """
CREATE TEMP TABLE import_now ON COMMIT DROP AS
SELECT i.hh, h.version, h.state, h.village_id AS lives_in, h.head_name,
    v.id AS review_id, v.village_id AS reviewed_in, v.state = 'imported' AS was_listed,
    (SELECT max(x.id) FROM households_review x
        WHERE x.household_id = h.id) AS last_review,
    v.round_id, o.id AS outcome_id, o.poverty_class, o.b1, o.b2, o.causes_mask,
    CASE WHEN o.known_mask <> 0 THEN o.deprived_mask END AS deprived_mask,
    o.persons, o.is_minority, o.no_labour, o.has_merit,
    s.id AS standing_id, s.decision_number, s.decided_on,
    coalesce(o.poverty_class = i.poverty_class
        AND (i.b1 IS NULL OR i.b1 IS NOT DISTINCT FROM o.b1)
        AND (i.b2 IS NULL OR i.b2 IS NOT DISTINCT FROM o.b2), false) AS same_class,
    coalesce(i.persons = o.persons, false) AS same_persons,
    coalesce((i.causes = 0 OR i.causes = o.causes_mask)
        AND (i.deprived IS NULL OR o.known_mask <> 0 AND i.deprived = o.deprived_mask)
        AND (o.is_minority OR NOT i.minority) AND (o.no_labour OR NOT i.no_labour)
        AND (o.has_merit OR NOT i.merit)
        AND (i.sheet > 0 OR i.minority OR NOT o.is_minority)
        AND (i.sheet > 0 OR i.no_labour OR NOT o.no_labour)
        AND (i.sheet > 0 OR i.merit OR NOT o.has_merit)
        AND (i.decision IS NULL OR i.decision = s.decision_number)
        AND (i.decision IS NULL OR i.decided_on IS NOT DISTINCT FROM s.decided_on),
        false) AS same_rest
FROM import_household i
JOIN households_household h ON h.id = i.household_id
LEFT JOIN households_review v ON v.household_id = h.id AND v.annual_year = %(year)s
    AND v.state <> 'withdrawn' AND v.corrects_id IS NULL
LEFT JOIN (
    SELECT DISTINCT ON (r.household_id) r.household_id, o.*
    FROM households_review r
    JOIN households_outcome o ON o.review_id = r.id AND o.is_current
    WHERE r.annual_year = %(year)s AND o.standard = %(standard)s
      AND r.household_id IN (
        SELECT household_id FROM import_household WHERE NOT is_new)
    ORDER BY r.household_id, o.id DESC
) o ON o.household_id = h.id
LEFT JOIN households_standing s ON s.outcome_id = o.id AND s.scheme = 'national'
    AND s.recorded_to IS NULL
WHERE NOT i.is_new AND i.verdict <> 'repeated'
"""
_STAYS = """
CREATE TEMP TABLE import_stay ON COMMIT DROP AS
SELECT i.hh, i.names_all, s.id, s.person_id, s.relation, s.position, p.name
FROM import_household i
JOIN households_membership s ON s.household_id = i.household_id AND s.ends IS NULL
JOIN households_person p ON p.id = s.person_id
WHERE NOT i.is_new AND i.verdict <> 'repeated';
ANALYZE import_now;
ANALYZE import_stay
"""

_PERSONS = """
UPDATE import_member m SET changes = c.changes, before = c.before
FROM (
    SELECT m.line, array_remove(ARRAY[
        CASE WHEN h.names_all AND p.name_key <> search_key(m.name) THEN 'name' END,
        CASE WHEN m.sex <> '' AND m.sex <> p.sex THEN 'sex' END,
        CASE WHEN m.birth_year IS NOT NULL AND (
            p.birth_year IS DISTINCT FROM m.birth_year
            OR coalesce(m.birth_month, p.birth_month)
                IS DISTINCT FROM p.birth_month
            OR coalesce(m.birth_day, p.birth_day) IS DISTINCT FROM p.birth_day)
            THEN 'birth' END,
        CASE WHEN m.ethnicity <> '' AND m.ethnicity <> p.ethnicity
            THEN 'ethnicity' END,
        CASE WHEN m.personal_id <> '' AND m.personal_id <> p.personal_id
            THEN 'personal_id' END,
        CASE WHEN h.names_all AND s.household_id = h.household_id
            AND s.relation <> m.relation THEN 'relation' END,
        CASE WHEN h.names_all AND s.household_id IS DISTINCT FROM h.household_id
            THEN 'joins' END], NULL) AS changes,
        jsonb_build_object('name', p.name, 'sort_key', p.sort_key, 'sex', p.sex,
            'birth_year', p.birth_year,
            'birth_month', p.birth_month, 'birth_day', p.birth_day,
            'personal_id', p.personal_id, 'id_missing_reason', p.id_missing_reason,
            'id_mismatch_reason', p.id_mismatch_reason, 'ethnicity', p.ethnicity,
            'relation', s.relation, 'household', s.household_id) AS before
    FROM import_member m
    JOIN import_household h ON h.hh = m.hh
    JOIN households_person p ON p.id = m.person_id
    LEFT JOIN households_membership s ON s.person_id = p.id AND s.ends IS NULL
    WHERE NOT m.is_new AND m.verdict <> 'repeated'
) c
WHERE c.line = m.line
"""

# Who is on one side only, or in another relation.
_MEMBERS = """
CREATE TEMP TABLE import_moved ON COMMIT DROP AS
SELECT coalesce(s.hh, m.hh) AS hh
FROM (
    SELECT m.* FROM import_member m JOIN import_household h ON h.hh = m.hh
    WHERE NOT h.is_new AND h.names_all AND h.verdict <> 'repeated'
) m
FULL JOIN (SELECT * FROM import_stay WHERE names_all) s
    ON s.hh = m.hh AND s.person_id = m.person_id
WHERE s.hh IS NULL OR m.hh IS NULL OR s.relation <> m.relation
GROUP BY 1
"""
# A list of a former year names where a household lived then: it has not moved back.
# The members a list names are known to be those of today: then their number tells
# nothing new, whatever it was at the time of the result.
_HOUSEHOLDS = """
UPDATE import_household i SET changes = c.changes, before = c.before,
    review_id = coalesce(c.review_id, i.review_id),
    supersedes = coalesce(c.was_listed, false) AND c.writes,
    outcome_id = CASE WHEN c.writes THEN i.outcome_id END,
    standing_id = CASE WHEN c.writes THEN i.standing_id END,
    b1 = CASE WHEN c.was_listed THEN coalesce(i.b1, c.b1) ELSE i.b1 END,
    b2 = CASE WHEN c.was_listed THEN coalesce(i.b2, c.b2) ELSE i.b2 END,
    causes = CASE WHEN c.was_listed AND i.causes = 0 THEN c.causes_mask
        ELSE i.causes END,
    deprived = CASE WHEN c.was_listed THEN coalesce(i.deprived, c.deprived_mask)
        ELSE i.deprived END,
    decided_on = CASE WHEN c.was_listed AND i.decision IS NULL THEN c.decided_on
        ELSE i.decided_on END,
    decision = CASE WHEN c.was_listed
        THEN coalesce(i.decision, nullif(c.decision_number, '')) ELSE i.decision END
FROM (
    SELECT n.*, array_remove(ARRAY[
        CASE WHEN i.village_id <> CASE WHEN n.was_listed THEN n.reviewed_in
            ELSE n.lives_in END
            AND (n.was_listed OR NOT EXISTS (
                SELECT 1 FROM households_residence r
                WHERE r.household_id = i.household_id AND r.village_id = i.village_id
                  AND r.starts < make_date(%(year)s + 1, 1, 1)
                  AND (r.ends IS NULL OR r.ends > %(opens)s))) THEN 'village' END,
        CASE WHEN EXISTS (SELECT 1 FROM import_moved v WHERE v.hh = n.hh)
            THEN 'members' END,
        CASE WHEN EXISTS (SELECT 1 FROM import_member m
            WHERE m.hh = n.hh AND m.changes &&
                ARRAY['name', 'sex', 'birth', 'ethnicity', 'personal_id'])
            THEN 'persons' END,
        CASE WHEN n.review_id IS NULL OR n.was_listed
            AND NOT n.is_same THEN 'result' END], NULL) AS changes,
        n.review_id IS NULL OR n.was_listed AND (NOT n.is_same
            OR i.village_id <> n.reviewed_in) AS writes,
        jsonb_build_object('village', n.lives_in, 'version', n.version,
            'state', n.state, 'head', n.head_name, 'review', n.review_id,
            'last_review', n.last_review,
            'outcome', n.outcome_id, 'standing', n.standing_id,
            'members', s.members, 'result', CASE WHEN n.outcome_id IS NOT NULL
                THEN jsonb_build_object('poverty_class', n.poverty_class, 'b1', n.b1,
                    'b2', n.b2, 'causes', n.causes_mask, 'deprived', n.deprived_mask,
                    'persons', n.persons, 'minority', n.is_minority,
                    'no_labour', n.no_labour, 'merit', n.has_merit,
                    'decision', n.decision_number,
                    'decided_on', n.decided_on) END) AS before
    FROM (
        SELECT now.*, now.same_class AND now.same_rest AND (now.same_persons
            OR listed.names_all AND NOT EXISTS (
                SELECT 1 FROM import_moved v WHERE v.hh = now.hh)) AS is_same
        FROM import_now now JOIN import_household listed ON listed.hh = now.hh
    ) n
    JOIN import_household i ON i.hh = n.hh
    LEFT JOIN (
        SELECT hh, jsonb_agg(jsonb_build_array(id, person_id, name, relation, position)
            ORDER BY position, id) AS members
        FROM import_stay GROUP BY hh
    ) s ON s.hh = n.hh
) c
WHERE c.hh = i.hh
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
WHERE known.hh = h.hh
"""
_DROP = "DROP TABLE IF EXISTS import_now, import_stay, import_moved"


def compare(year: int, standard: str, opens: dt.date) -> None:
    """Note what was there and what the list changes of it, and since when.

    `standard` governs the year's list, `opens` is its round's first day. Leaves
    import_now, one row a known household, for what else is asked of them.
    """
    values: Mapping[str, int | str | dt.date] = {
        "year": year,
        "standard": standard,
        "opens": opens,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        for step in (_NOW, _STAYS, _PERSONS, _MEMBERS, _HOUSEHOLDS, _SINCE):
            cursor.execute(step, values)
