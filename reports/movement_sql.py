"""The statement behind the movement: each household's signature between two days."""

from households.services.as_of import (
    HOMES,
    Moment,
    day_sql,
    events_known_sql,
    on_day_sql,
    standings_sql,
)

GROUPED = """
SELECT commune_id, signature, count(*), sum(persons_before), sum(persons_after),
    sum(greatest(persons_after - persons_before, 0)),
    sum(greatest(persons_before - persons_after, 0))
FROM moved GROUP BY commune_id, signature
"""


def households_sql(start: Moment, end: Moment, crosses_standards: bool) -> str:
    """CTEs ending in `moved`: a row a household and commune, with its signature.

    (household_id, commune_id, before, after, persons_before, persons_after,
    signature.)
    """
    return _MOVED.format(
        homes=HOMES,
        start=on_day_sql(start, "0"),
        end=on_day_sql(end, "1"),
        first=day_sql(start.day),
        last=day_sql(end.day),
        standings=standings_sql(end),
        known=events_known_sql("e", end),
        listed="IN ('poor', 'near_poor')",
        under=_UNDER_FORMER if crosses_standards else "NULL::text",
    )


# What the review that decided the present class gave under the former standard.
_UNDER_FORMER = """(
    SELECT f.poverty_class FROM households_outcome o
    JOIN households_outcome f ON f.review_id = o.review_id
        AND f.standard = r.former_standard AND f.is_current
    WHERE o.id = r.outcome1 AND r.former_standard <> r.present_standard LIMIT 1)"""

_MOVED = """
WITH {homes}, {start}, {end},
ids AS (
    SELECT p.household_id FROM placed0 p JOIN held0 s USING (household_id)
    WHERE s.poverty_class {listed}
    UNION
    SELECT p.household_id FROM placed1 p JOIN held1 s USING (household_id)
    WHERE s.poverty_class {listed}
),
facts AS (
    SELECT household_id, p0.home AS home0, p1.home AS home1,
        p0.home IS NOT NULL OR EXISTS (
            SELECT 1 FROM lived0 l WHERE l.household_id = ids.household_id
        ) AS is_known0,
        s0.poverty_class AS class0, s1.poverty_class AS class1,
        coalesce(s0.standard, %(former)s) AS former_standard,
        coalesce(s1.standard, %(present)s) AS present_standard,
        s1.id IS NOT NULL AS is_held1, s1.outcome_id AS outcome1,
        s1.outcome_id IS NOT NULL OR s1.decision_number <> '' AS is_decided1,
        coalesce(o0.persons, h.size) AS persons0,
        coalesce(o1.persons, h.size) AS persons1
    FROM ids
    JOIN households_household h ON h.id = household_id
    LEFT JOIN placed0 p0 USING (household_id)
    LEFT JOIN placed1 p1 USING (household_id)
    LEFT JOIN held0 s0 USING (household_id)
    LEFT JOIN held1 s1 USING (household_id)
    LEFT JOIN households_outcome o0 ON o0.id = s0.outcome_id
    LEFT JOIN households_outcome o1 ON o1.id = s1.outcome_id
),
listing AS (
    SELECT DISTINCT p.home FROM placed1 p JOIN held1 s USING (household_id)
),
in_communes AS (
    SELECT f.*, home0 AS commune_id, class0 AS before,
        CASE WHEN home1 = home0 THEN 'stayed' ELSE 'left' END AS presence,
        CASE WHEN home1 = home0 THEN class1 END AS after
    FROM facts f
    WHERE home0 IS NOT NULL AND (class0 {listed} OR home1 = home0)
    UNION ALL
    SELECT f.*, home1, CASE WHEN is_known0 THEN class0 END,
        CASE WHEN is_known0 THEN 'arrived' ELSE 'stayed' END, class1
    FROM facts f
    WHERE home1 IS NOT NULL AND home1 IS DISTINCT FROM home0 AND class1 {listed}
),
rows AS (
    SELECT *, coalesce(before {listed}, FALSE) AS was,
        coalesce(after {listed}, FALSE) AS is_now
    FROM in_communes
),
told AS (
    SELECT r.*, e.kind AS event, coalesce(w.was_poor, FALSE) AS was_poor,
        coalesce(w.was_near, FALSE) AS was_near, {under} AS under_former,
        was AND NOT is_now AND NOT is_held1
            AND NOT EXISTS (SELECT 1 FROM listing g WHERE g.home = r.commune_id)
            AS has_ended
    FROM rows r
    LEFT JOIN LATERAL (
        SELECT e.kind FROM households_householdevent e
        WHERE (r.presence <> 'stayed' OR r.was <> r.is_now)
            AND e.household_id = r.household_id
            AND e.happened_on > {first} AND e.happened_on <= {last} AND {known}
            AND e.kind = ANY(CASE
                WHEN r.presence = 'left' THEN
                    ARRAY['merged', 'moved_out', 'died', 'left']
                WHEN r.is_now THEN ARRAY['moved_in', 'split_off']
                ELSE ARRAY['merged'] END)
        ORDER BY e.happened_on DESC, e.kind = 'moved_out' DESC, e.id DESC LIMIT 1
    ) e ON TRUE
    LEFT JOIN LATERAL (
        SELECT bool_or(past.poverty_class = 'poor') AS was_poor,
            bool_or(past.poverty_class = 'near_poor') AS was_near
        FROM ({standings}) past
        CROSS JOIN (
            SELECT min(entry.starts) AS entered FROM ({standings}) entry
            WHERE r.is_now AND NOT r.was
                AND entry.household_id = r.household_id AND entry.starts > {first}
                AND entry.starts <= {last} AND entry.poverty_class = r.after) entry
        WHERE r.is_now AND NOT r.was
            AND past.household_id = r.household_id AND past.ends <= entry.entered
            AND past.ends + make_interval(months => %(months)s) > entry.entered
    ) w ON TRUE
),
moved AS (
    SELECT household_id, commune_id, before, after, presence,
        CASE WHEN presence = 'arrived' THEN 0 ELSE persons0 END AS persons_before,
        CASE WHEN presence = 'left' THEN 0 ELSE persons1 END AS persons_after,
        concat_ws('|', presence, coalesce(before, ''), coalesce(after, ''),
            coalesce(event, ''), left(was_poor::text, 1), left(was_near::text, 1),
            former_standard, present_standard, coalesce(under_former, ''),
            left(has_ended::text, 1),
            left(CASE
                WHEN presence = 'left' OR presence = 'arrived' AND was
                    THEN event IS NOT NULL
                WHEN was AND NOT is_now
                    THEN is_held1 OR coalesce(event = 'merged', FALSE)
                WHEN is_now AND NOT was THEN is_decided1 ELSE TRUE END::text, 1)
        ) AS signature
    FROM told WHERE was OR is_now
)
"""
