"""Rights to a benefit in SQL, for the households of whole communes at once.

The arithmetic is that of programs.rules.entitlement, on multiranges; of who died the
membership has ended. `rights` has one row a person (of benefits that count by
household: a household, person_id NULL) with all times of the right and, of the rules
that hold on the day, the best share.
"""

import datetime as dt
from typing import Any

from programs.services.homes import HOMES, Homes

_RIGHTS = """
WITH rule AS (
    SELECT r.*, daterange(r.starts, r.ends) AS span
    FROM programs_entitlementrule r WHERE r.benefit = %(benefit)s
),
home AS MATERIALIZED (
    SELECT h.id AS household_id, h.commune_id
    FROM households_household h WHERE {homes} AND h.state = 'active'
),
held AS MATERIALIZED (
    SELECT s.household_id, s.poverty_class AS class, daterange(s.starts, s.ends) AS span
    FROM households_standing s JOIN home USING (household_id)
    WHERE s.scheme = 'national' AND s.recorded_to IS NULL
),
asked AS (
    SELECT h.household_id, r.id AS rule_id, h.span * r.span AS span
    FROM held h JOIN rule r ON h.class = ANY(r.classes)
    UNION ALL
    SELECT h.household_id, r.id,
        daterange(upper(h.span), (upper(h.span)
            + make_interval(months => r.months_after_leaving::integer))::date)
        * r.span * coalesce(a.span, '(,)'::daterange)
    FROM held h
    JOIN rule r ON h.class = ANY(r.classes) AND r.months_after_leaving > 0
    LEFT JOIN held a ON a.household_id = h.household_id
        AND a.class = ANY(r.after_classes)
    WHERE NOT upper_inf(h.span)
      AND (cardinality(r.after_classes) = 0 OR a.household_id IS NOT NULL)
),
base AS MATERIALIZED (
    SELECT household_id, rule_id, range_agg(span) AS spans
    FROM asked WHERE NOT isempty(span) GROUP BY household_id, rule_id
),
piece AS (
    SELECT b.household_id, NULL::bigint AS person_id, b.spans, r.share,
        NULL::date AS joined_on
    FROM base b JOIN rule r ON r.id = b.rule_id AND NOT r.per_person
    UNION ALL
    SELECT b.household_id, m.person_id,
        b.spans * datemultirange(daterange(m.starts, m.ends))
            * datemultirange(CASE
                WHEN r.age_from IS NULL AND r.age_to IS NULL THEN '(,)'::daterange
                WHEN p.birth_year IS NULL THEN 'empty'::daterange
                ELSE daterange(
                    (make_date(p.birth_year, coalesce(p.birth_month, 1)::integer,
                            coalesce(p.birth_day, 1)::integer)
                        + make_interval(years => coalesce(r.age_from, 0)::integer)
                    )::date,
                    ((CASE
                        WHEN p.birth_month IS NULL THEN make_date(p.birth_year, 12, 31)
                        WHEN p.birth_day IS NULL THEN (make_date(p.birth_year,
                            p.birth_month, 1) + interval '1 month - 1 day')::date
                        ELSE make_date(p.birth_year, p.birth_month, p.birth_day) END)
                        + make_interval(years => r.age_to::integer))::date)
                END),
        r.share, m.starts
    FROM base b
    JOIN rule r ON r.id = b.rule_id AND r.per_person
    JOIN households_membership m ON m.household_id = b.household_id
    JOIN households_person p ON p.id = m.person_id
),
rights AS (
    SELECT (array_agg(household_id ORDER BY joined_on DESC NULLS LAST,
            household_id))[1] AS household_id, person_id, range_agg(spans) AS spans,
        max(share) FILTER (WHERE spans @> %(day)s::date) AS share
    FROM piece WHERE NOT isempty(spans)
    GROUP BY person_id, CASE WHEN person_id IS NULL THEN household_id END
),
keyed AS (
    SELECT r.*, coalesce(person_id, -household_id) AS key
    FROM rights r WHERE spans @> %(day)s::date
),
card AS (
    SELECT DISTINCT ON (coalesce(e.person_id, -e.household_id))
        e.id, e.household_id, e.person_id, e.starts, h.commune_id,
        coalesce(e.person_id, -e.household_id) AS key
    FROM programs_enrolment e
    JOIN households_household h ON h.id = e.household_id
    WHERE {homes} AND e.benefit = %(benefit)s
      AND e.starts <= %(day)s AND (e.ends IS NULL OR e.ends > %(day)s)
    ORDER BY coalesce(e.person_id, -e.household_id), e.id DESC
),
matched AS (
    SELECT coalesce(r.household_id, c.household_id) AS household_id,
        CASE WHEN r.key IS NULL THEN c.person_id ELSE r.person_id END AS person_id,
        r.key IS NOT NULL AS should, c.id AS card_id, c.starts AS card_starts, r.share,
        (SELECT lower(s) FROM unnest(r.spans) s WHERE s @> %(day)s::date) AS starts,
        (SELECT upper(s) FROM unnest(r.spans) s WHERE s @> %(day)s::date) AS ends,
        coalesce(c.commune_id, h.commune_id) AS commune_id
    FROM keyed r
    FULL JOIN card c ON c.key = r.key
    LEFT JOIN home h ON h.household_id = r.household_id
)
"""

RIGHTS = _RIGHTS.format(homes=HOMES)
# Everybody with a right or a card on the day, in the order of lists.
MATCHED = (
    RIGHTS
    + """
SELECT m.household_id, m.person_id, m.should, m.card_id, m.card_starts, m.share,
    m.starts, m.ends
FROM matched m
JOIN households_household h ON h.id = m.household_id
LEFT JOIN areas_area c ON c.id = h.commune_id
LEFT JOIN areas_area v ON v.id = h.village_id
LEFT JOIN households_person p ON p.id = m.person_id
ORDER BY c.sort_key, c.id, v.sort_key, v.id, h.head_sort_key, h.id, p.birth_year, p.id
"""
)
COUNTED = (
    RIGHTS
    + """
SELECT commune_id, count(*) FILTER (WHERE should),
    count(*) FILTER (WHERE should AND card_id IS NOT NULL),
    count(*) FILTER (WHERE card_id IS NOT NULL)
FROM matched WHERE commune_id IS NOT NULL GROUP BY commune_id
"""
)
# Who has no right on the day but one that begins later: from when.
_LATER = """
{rights}
SELECT r.household_id, r.person_id, min(lower(s))
FROM rights r CROSS JOIN LATERAL unnest(r.spans) s
WHERE NOT r.spans @> %(day)s::date AND lower(s) > %(day)s
GROUP BY r.household_id, r.person_id
"""
LATER = _LATER.format(rights=RIGHTS)


def values(homes: Homes, benefit: str, day: dt.date) -> dict[str, Any]:
    """The parameters of RIGHTS."""
    return {**homes.values, "benefit": benefit, "day": day}
