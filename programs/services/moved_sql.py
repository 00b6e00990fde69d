"""Who enters and leaves a benefit in a month, in SQL, on the rights of rights_sql.

Besides rights that begin or end in the month come those that were found late: with a
right since before and neither a card nor a line in a list of another month, or with a
card and no right any more; and cards that were entered or ended in the month. Each is
listed once a way, the clearest cause first; who was handed over that way in another
month is not handed over again unless a right begins or ends anew.
"""

from programs.services.homes import HOMES
from programs.services.rights_sql import RIGHTS

_IN_MONTH = "{0} >= %(first)s AND {0} < %(after)s"

_MOVED = """
{rights}, span AS (
    SELECT r.household_id, r.person_id, r.share, lower(s) AS starts, upper(s) AS ends,
        coalesce(r.person_id, -r.household_id) AS key
    FROM rights r CROSS JOIN LATERAL unnest(r.spans) s
),
held_card AS (
    SELECT e.household_id, e.person_id, e.starts, e.ends,
        coalesce(e.person_id, -e.household_id) AS key
    FROM programs_enrolment e
    JOIN households_household h ON h.id = e.household_id
    WHERE {homes} AND e.benefit = %(benefit)s
),
line AS (
    SELECT t.id, l ->> 'way' AS way,
        coalesce((l ->> 'person')::bigint, -(l ->> 'household')::bigint) AS key
    FROM programs_handover t
    CROSS JOIN LATERAL jsonb_array_elements(t.content -> 'rows') l
    WHERE t.benefit = %(benefit)s AND t.month <> %(first)s
      AND t.area_id IN (SELECT commune_id FROM home)
),
handed AS (SELECT DISTINCT ON (key) key, way FROM line ORDER BY key, id DESC),
found AS (
    SELECT s.household_id, s.person_id, s.share, s.key, 'enter' AS way,
        'right' AS why, s.starts AS on_day, 1 AS rank
    FROM span s WHERE {starts_in_month}
    UNION ALL
    SELECT s.household_id, s.person_id, s.share, s.key, 'enter', 'card', e.starts, 2
    FROM span s JOIN held_card e ON e.key = s.key
    WHERE s.starts < %(first)s AND (s.ends IS NULL OR s.ends > e.starts)
      AND {card_starts_in_month}
      AND NOT EXISTS (SELECT FROM held_card o WHERE o.key = s.key
        AND o.starts < %(first)s AND (o.ends IS NULL OR o.ends >= e.starts))
      AND NOT EXISTS (SELECT FROM handed d WHERE d.key = s.key AND d.way = 'enter')
    UNION ALL
    SELECT s.household_id, s.person_id, s.share, s.key, 'enter', 'late', s.starts, 3
    FROM span s
    WHERE s.starts < %(first)s AND (s.ends IS NULL OR s.ends > %(day)s)
      AND NOT EXISTS (SELECT FROM held_card o WHERE o.key = s.key
        AND o.starts < %(after)s AND (o.ends IS NULL OR o.ends > s.starts))
      AND NOT EXISTS (SELECT FROM handed d WHERE d.key = s.key AND d.way = 'enter')
    UNION ALL
    SELECT s.household_id, s.person_id, s.share, s.key, 'leave', 'right', s.ends, 1
    FROM span s WHERE {ends_in_month}
    UNION ALL
    SELECT e.household_id, e.person_id, NULL, e.key, 'leave', 'card', e.ends, 2
    FROM held_card e
    WHERE {card_ends_in_month}
      AND NOT EXISTS (SELECT FROM card c WHERE c.key = e.key)
      AND NOT EXISTS (SELECT FROM handed d WHERE d.key = e.key AND d.way = 'leave')
    UNION ALL
    SELECT c.household_id, c.person_id, NULL, c.key, 'leave', 'late',
        coalesce((SELECT max(s.ends) FROM span s WHERE s.key = c.key
            AND s.ends < %(first)s), %(first)s), 3
    FROM card c
    WHERE NOT EXISTS (SELECT FROM keyed k WHERE k.key = c.key)
      AND NOT EXISTS (SELECT FROM handed d WHERE d.key = c.key AND d.way = 'leave')
),
moved AS (SELECT DISTINCT ON (key, way) * FROM found ORDER BY key, way, rank, on_day)
SELECT m.household_id, m.person_id, m.share, m.way, m.why, m.on_day
FROM moved m
JOIN households_household h ON h.id = m.household_id
LEFT JOIN areas_area c ON c.id = h.commune_id
LEFT JOIN areas_area v ON v.id = h.village_id
LEFT JOIN households_person p ON p.id = m.person_id
ORDER BY c.sort_key, c.id, v.sort_key, v.id, h.head_sort_key, h.id, p.birth_year, p.id,
    m.way
"""
# The month is [first, after), `day` its last day.
MOVED = _MOVED.format(
    rights=RIGHTS,
    homes=HOMES,
    starts_in_month=_IN_MONTH.format("s.starts"),
    ends_in_month=_IN_MONTH.format("s.ends"),
    card_starts_in_month=_IN_MONTH.format("e.starts"),
    card_ends_in_month=_IN_MONTH.format("e.ends"),
)
