"""The statement behind the detailed lists: each member of the households of a class."""

import datetime as dt

from django.conf import settings

from households.services.as_of import Moment, standings_sql
from reports.stock_sql import members_sql

# A row a member, in the order of the list; households without known members have one.
# `lists`: communes some of whose households were on a list the day before this one
# began; without any, nobody can say who is new.
_DETAIL = """{members},
history AS (
    SELECT l.household_id,
        bool_or(s.starts <= {eve} AND (s.ends IS NULL OR s.ends > {eve})) AS was_told,
        bool_or(s.starts <= {eve} AND (s.ends IS NULL OR s.ends > {eve})
            AND s.poverty_class IN ('poor', 'near_poor')) AS is_old,
        bool_or(s.poverty_class = l.kind AND s.ends <= {starts}
            AND s.ends + make_interval(months => {months}) > {starts}) AS is_relapsed
    FROM form_listed l JOIN ({standings}) s USING (household_id)
    GROUP BY l.household_id
),
lists AS (
    SELECT DISTINCT l.commune_id FROM form_listed l JOIN history USING (household_id)
    WHERE was_told
)
SELECT t.commune_id, coalesce(v.name, ''), t.household_id,
    coalesce(t.is_minority, FALSE), coalesce(t.has_merit, FALSE),
    coalesce(t.no_labour, FALSE),
    t.facts->'answers'->'household'->>'local_ethnicity' = 'true',
    coalesce(t.facts->'answers'->'household'->'policies_wanted', '[]'),
    CASE WHEN p.commune_id IS NULL THEN ''
        WHEN coalesce(y.is_old, FALSE) THEN 'old'
        WHEN coalesce(y.is_relapsed, FALSE) THEN 'relapsed' ELSE 'new' END,
    coalesce(m.name, ''), m.birth_year, m.sex, coalesce(m.ethnicity, ''),
    coalesce(m.relation, '')
FROM told t
JOIN households_household h ON h.id = t.household_id
LEFT JOIN areas_area v ON v.id = t.village_id
LEFT JOIN history y ON y.household_id = t.household_id
LEFT JOIN lists p ON p.commune_id = t.commune_id
LEFT JOIN members m ON m.household_id = t.household_id
ORDER BY array_position(%(communes)s::bigint[], t.commune_id), v.sort_key, v.id,
    h.head_sort_key, t.household_id, m.relation = 'head' DESC, m.place,
    m.name, m.birth_year
"""


def detail_sql(listed: str, moment: Moment, kind: str, starts: dt.date) -> str:
    """The rows of a class of a list (the CTE `form_listed`), in force from a day.

    Communes in the order of the parameter %(communes)s, households of a village by
    the head's name.
    """
    first, eve = (f"DATE '{day:%Y-%m-%d}'" for day in (starts, starts - _DAY))
    return _DETAIL.format(
        members=members_sql(listed, moment, f"= '{kind}'"),
        standings=standings_sql(moment),
        starts=first,
        eve=eve,
        months=settings.LOOK_BACK_MONTHS,
    )


_DAY = dt.timedelta(days=1)
