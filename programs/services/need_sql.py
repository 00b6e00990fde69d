"""Needs against help in SQL: one definition for the counts and the lists behind them.

A household that is poor or near-poor on the day of the year that counts has the needs
that the outcome behind its standing says. What the outcome does not say (a list that
was imported holds classes and points alone) is unknown, not absent: `unknown` counts
those households beside the needing ones.

What serves a need, in that year: support of a kind, for an activity or from a
component that names the topic; a house for the housing topics; a loan where capital is
missing; an insurance card where insurance is. For the topic of everybody support that
serves any topic does (a gift at Tết serves none), a house, a participation or a loan.

Past years count who was there on their last day, where they live now or lived last.
"""

import datetime as dt
from typing import Any

from django.utils import timezone

from programs.services.homes import HOMES, Homes
from programs.services.need_topics import NO_CAPITAL, codes

HOUSING = ("housing_quality", "housing_area")
INSURANCE = "health_insurance"
HELPED, PLANNED, UNCOVERED = "helped", "planned", "uncovered"
STATES = {
    HELPED: "Đã được hỗ trợ",
    PLANNED: "Đã có kế hoạch",
    UNCOVERED: "Chưa có hỗ trợ",
}

# `needing`: who is poor or near-poor and where; rank 2 helped, 1 planned.
_NEEDS = """
WITH topic AS (
    SELECT * FROM unnest(%(topic_standards)s::text[], %(topic_codes)s::text[],
        %(topic_bits)s::integer[], %(topic_causes)s::boolean[])
        AS t(standard, code, bit, is_cause)
),
needing AS MATERIALIZED (
    SELECT h.id AS household_id, h.commune_id, s.standard, s.poverty_class,
        coalesce(o.deprived_mask, 0) AS deprived, coalesce(o.causes_mask, 0) AS causes,
        coalesce(o.known_mask, 0) AS known
    FROM households_household h
    JOIN households_standing s ON s.household_id = h.id
    LEFT JOIN households_outcome o ON o.id = s.outcome_id
    WHERE {homes} AND (h.state = 'active' OR h.state = 'gone' AND EXISTS (
        SELECT 1 FROM households_residence r
        WHERE r.household_id = h.id AND r.ends > %(day)s))
      AND s.scheme = 'national' AND s.recorded_to IS NULL
      AND s.poverty_class IN ('poor', 'near_poor')
      AND s.starts <= %(day)s AND (s.ends IS NULL OR s.ends > %(day)s){narrowed}
),
need AS (
    SELECT n.*, t.code AS topic
    FROM needing n JOIN topic t ON t.standard = n.standard
        AND (CASE WHEN t.is_cause THEN n.causes ELSE n.deprived END) & t.bit <> 0
    UNION ALL
    SELECT n.*, '' FROM needing n
),
help AS MATERIALIZED (
    SELECT s.household_id, CASE WHEN cardinality(served) > 0
            THEN served || ARRAY['']::varchar[] ELSE served END AS topics,
        CASE s.state WHEN 'given' THEN 2 ELSE 1 END AS rank
    FROM programs_support s
    JOIN programs_supportkind k ON k.id = s.kind_id
    LEFT JOIN programs_activity a ON a.id = s.activity_id
    LEFT JOIN programs_component ac ON ac.id = a.component_id
    LEFT JOIN programs_budgetline l ON l.id = s.line_id
    LEFT JOIN programs_component lc ON lc.id = l.component_id
    CROSS JOIN LATERAL (SELECT k.topics || coalesce(ac.topics, '{{}}')
        || coalesce(lc.topics, '{{}}') AS served) t
    WHERE s.household_id IN (SELECT household_id FROM needing)
      AND s.year = %(year)s AND s.state <> 'cancelled'
    UNION ALL
    SELECT c.household_id, %(housing)s::varchar[] || ARRAY['']::varchar[],
        CASE WHEN c.accepted_on <= %(day)s THEN 2 ELSE 1 END
    FROM programs_housingcase c
    WHERE c.household_id IN (SELECT household_id FROM needing)
      AND c.year <= %(year)s AND c.cancelled_on IS NULL
      AND (c.accepted_on IS NULL OR c.accepted_on >= %(first)s)
    UNION ALL
    SELECT p.household_id, coalesce(k.topics, '{{}}') || ARRAY['']::varchar[],
        CASE WHEN a.started_on <= %(day)s THEN 2 ELSE 1 END
    FROM programs_participant p
    JOIN programs_activity a ON a.id = p.activity_id
    LEFT JOIN programs_component k ON k.id = a.component_id
    WHERE p.household_id IN (SELECT household_id FROM needing)
      AND a.year = %(year)s AND a.cancelled_on IS NULL AND p.outcome <> 'left'
    UNION ALL
    SELECT l.household_id, ARRAY[%(no_capital)s, '']::varchar[], 2
    FROM programs_policyloan l
    WHERE l.household_id IN (SELECT household_id FROM needing)
      AND l.lent_on >= %(first)s AND l.lent_on < %(after)s
      AND l.cancelled_on IS NULL
    UNION ALL
    SELECT e.household_id, ARRAY[%(insurance)s]::varchar[], 2
    FROM programs_enrolment e
    WHERE e.household_id IN (SELECT household_id FROM needing)
      AND e.benefit = 'health_insurance'
      AND e.starts <= %(day)s AND (e.ends IS NULL OR e.ends > %(day)s)
),
best AS (
    SELECT household_id, topic, max(rank) AS rank
    FROM help CROSS JOIN LATERAL unnest(topics) AS u(topic)
    GROUP BY household_id, topic
),
judged AS (
    SELECT n.*, CASE b.rank WHEN 2 THEN 'helped' WHEN 1 THEN 'planned'
        ELSE 'uncovered' END AS state
    FROM need n LEFT JOIN best b
        ON b.household_id = n.household_id AND b.topic = n.topic
)
"""

# Only who has the one need that is asked for: the rest need not be looked at.
_NARROWED = """
      AND (%(kind)s = '' OR s.poverty_class = %(kind)s)
      AND (%(topic)s = '' OR EXISTS (
        SELECT 1 FROM topic t
        WHERE t.standard = s.standard AND t.code = %(topic)s
          AND (%(standard)s = '' OR t.standard = %(standard)s)
          AND (CASE WHEN t.is_cause THEN o.causes_mask ELSE o.deprived_mask END)
            & t.bit <> 0))"""
_TALLY = """,
counted AS (
    SELECT commune_id, standard, topic, poverty_class, count(*) AS needing,
        count(*) FILTER (WHERE state = 'helped') AS helped,
        count(*) FILTER (WHERE state = 'planned') AS planned,
        count(*) FILTER (WHERE state = 'uncovered') AS uncovered
    FROM judged GROUP BY commune_id, standard, topic, poverty_class
),
-- By masks first: they are few, the households many.
masks AS (
    SELECT commune_id, standard, poverty_class, known, count(*) AS n
    FROM needing GROUP BY commune_id, standard, poverty_class, known
),
silent AS (
    SELECT m.commune_id, m.standard, t.code AS topic, m.poverty_class, sum(m.n) AS n
    FROM masks m JOIN topic t ON t.standard = m.standard
        AND NOT t.is_cause AND m.known & t.bit = 0
    GROUP BY m.commune_id, m.standard, t.code, m.poverty_class
    UNION ALL
    SELECT commune_id, standard, '', poverty_class, n FROM masks WHERE known = 0
)
SELECT commune_id, standard, topic, poverty_class, coalesce(needing, 0),
    coalesce(helped, 0), coalesce(planned, 0), coalesce(uncovered, 0),
    coalesce(n, 0)::integer
FROM counted FULL JOIN silent USING (commune_id, standard, topic, poverty_class)
"""
COUNTED = _NEEDS.format(homes=HOMES, narrowed="") + _TALLY
HOUSEHOLDS = (
    _NEEDS.format(homes=HOMES, narrowed=_NARROWED)
    + """
SELECT j.household_id, j.poverty_class, j.standard, j.state, j.deprived, j.causes
FROM judged j
JOIN households_household h ON h.id = j.household_id
LEFT JOIN areas_area c ON c.id = h.commune_id
LEFT JOIN areas_area v ON v.id = h.village_id
WHERE j.topic = %(topic)s AND (%(state)s = '' OR j.state = %(state)s)
ORDER BY c.sort_key, c.id, v.sort_key, v.id, h.head_sort_key, h.id
"""
)


def day_of(year: int) -> dt.date:
    """The day on which a year's needs are taken: its last, or today in this year.

    Of a year to come its first: the list that begins then.
    """
    today = timezone.localdate()
    if year > today.year:
        return dt.date(year, 1, 1)
    return min(today, dt.date(year, 12, 31))


def values(homes: Homes, year: int) -> dict[str, Any]:
    """The parameters of NEEDS."""
    return {
        **homes.values,
        **codes(),
        "year": year,
        "day": day_of(year),
        "first": dt.date(year, 1, 1),
        "after": dt.date(year + 1, 1, 1),
        "housing": list(HOUSING),
        "insurance": INSURANCE,
        "no_capital": NO_CAPITAL,
    }
