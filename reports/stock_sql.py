"""The statements behind the stock forms: who is on a list, and what of them counts.

Each begins with the households of the list (`form_listed`), which a list of a year or
of a day says (reports.stock).
"""

from households.rules.children import ChildRules
from households.rules.education import attends_at_least, finished_at_least
from households.rules.facts import GeneralLevel
from households.services.as_of import Moment
from reports.figures import PARTS

# The CTE that all begin with: (outcome_id, household_id, commune_id, village_id, kind,
# persons) of each household on the list. No table: a pack reads in a transaction that
# may not write.
LISTED = "WITH form_listed AS MATERIALIZED ({rows})"
OF_YEAR = """
SELECT * FROM ({rows})
    listed (outcome_id, household_id, commune_id, village_id, kind, persons)"""
OF_DAY = """{tables}
SELECT outcome_id, household_id, commune_id, village_id, kind, persons
FROM classed"""

_MASKS = {"deprived": "deprived_mask", "known": "known_mask", "cause": "causes_mask"}
_FLAGS = {
    "minority": "o.is_minority",
    "no-labour": "o.no_labour",
    "merit": "o.has_merit",
    "female-head": "o.head_female",
    "with-children": "o.with_children",
    "head-unknown": "o.id IS NOT NULL AND o.head_female IS NULL",
    "children-unknown": "o.id IS NOT NULL AND o.with_children IS NULL",
}


def part_sql(part: str) -> str:
    """The condition of one of figures.PARTS on an outcome `o`."""
    if part in _FLAGS:
        return _FLAGS[part]
    name, _, number = part.partition("-")
    return f"o.{_MASKS[name]} & {1 << (int(number) - 1)} > 0"


_PARTS = ", ".join(f"count(*) FILTER (WHERE {part_sql(part)})" for part in PARTS)

# A row a commune and class: households, persons, the counts of PARTS, then MORE.
MORE = ("none", "causeless", "minority_persons", "unreviewed")
_NUMBERS = """{{listed}}
SELECT l.commune_id, l.kind, count(*), sum(l.persons), ARRAY[{parts}],
    count(*) FILTER (WHERE NOT (o.is_minority OR o.no_labour OR o.has_merit)),
    count(*) FILTER (WHERE o.causes_mask = 0),
    coalesce(sum(l.persons) FILTER (WHERE o.is_minority), 0),
    count(*) FILTER (WHERE o.id IS NULL)
FROM form_listed l LEFT JOIN households_outcome o ON o.id = l.outcome_id
GROUP BY l.commune_id, l.kind
"""
NUMBERS = _NUMBERS.format(parts=_PARTS)

# Members of poor and near-poor households as the review found them; of a list that
# was imported, who belonged to the household when its review closed.
_MEMBERS = """{listed},
told AS MATERIALIZED (
    SELECT l.*, o.is_minority, o.has_merit, o.no_labour,
        CASE WHEN g.facts ? 'members' THEN g.facts END AS facts,
        coalesce((g.facts->>'on')::date, r.closes_on, {day}) AS day
    FROM form_listed l
    LEFT JOIN households_outcome o ON o.id = l.outcome_id
    LEFT JOIN households_outcomegrounds g ON g.outcome_id = o.id
    LEFT JOIN households_reviewround r ON r.id = o.round_id
    WHERE l.kind {kinds}
),
members AS MATERIALIZED (
    SELECT t.household_id, t.day, m.place, m.of->>'label' AS name,
        (m.of->>'birth_year')::int AS birth_year,
        (m.of->>'birth_month')::int AS birth_month,
        (m.of->>'birth_day')::int AS birth_day, coalesce(m.of->>'sex', '') AS sex,
        coalesce(m.of->>'ethnicity', '') AS ethnicity,
        coalesce(m.of->>'relation', '') AS relation,
        t.facts->'answers'->'members'->(m.of->>'key') AS given
    FROM told t, jsonb_array_elements(t.facts->'members')
        WITH ORDINALITY AS m (of, place)
    WHERE t.facts IS NOT NULL
    UNION ALL
    SELECT t.household_id, t.day, s.position, p.name, p.birth_year, p.birth_month,
        p.birth_day, p.sex, p.ethnicity, s.relation, NULL::jsonb
    FROM told t
    JOIN ({memberships}) s ON s.household_id = t.household_id
        AND s.starts <= t.day AND (s.ends IS NULL OR s.ends > t.day)
    JOIN ({persons}) p ON p.id = s.person_id
    WHERE t.facts IS NULL
)
"""
_STAYS = "household_id, person_id, relation, position, starts, ends"
_WHO = "id, name, birth_year, birth_month, birth_day, sex, ethnicity"
_STAYS_NOW = "SELECT {names} FROM households_membership"
_WHO_NOW = "SELECT {names} FROM households_person"
# What has changed since as it stood before; what was only entered since is left out
# as far as an event tells when it was.
_STAYS_THEN = """
SELECT {names} FROM (
    SELECT DISTINCT ON (h.id) h.* FROM households_membershiphistory h
    WHERE h.pgh_created_at >= {at} ORDER BY h.id, h.pgh_created_at, h.pgh_id) later
UNION ALL
SELECT {names} FROM households_membership m
WHERE NOT EXISTS (
        SELECT 1 FROM households_membershiphistory h
        WHERE h.id = m.id AND h.pgh_created_at >= {at})
    AND NOT EXISTS (
        SELECT 1 FROM households_householdevent e
        WHERE e.household_id = m.household_id AND e.happened_on = m.starts
            AND e.recorded_at >= {at}
            AND (e.person_id = m.person_id OR e.kind IN ('split_off', 'moved_in')))
"""
_WHO_THEN = """
SELECT {names} FROM (
    SELECT DISTINCT ON (h.id) h.* FROM households_personhistory h
    WHERE h.pgh_created_at >= {at} ORDER BY h.id, h.pgh_created_at, h.pgh_id) later
UNION ALL
SELECT {names} FROM households_person p
WHERE NOT EXISTS (
    SELECT 1 FROM households_personhistory h
    WHERE h.id = p.id AND h.pgh_created_at >= {at})
"""


def members_sql(
    listed: str, moment: Moment, kinds: str = "IN ('poor', 'near_poor')"
) -> str:
    """CTEs `told` (a row a household) and `members` of the households of a list."""
    before = moment.known_before
    if before is None:
        stays = _STAYS_NOW.format(names=_STAYS)
        who = _WHO_NOW.format(names=_WHO)
    else:
        at = f"TIMESTAMPTZ '{before.isoformat()}'"
        stays = _STAYS_THEN.format(names=_STAYS, at=at)
        who = _WHO_THEN.format(names=_WHO, at=at)
    return _MEMBERS.format(
        listed=listed,
        day=f"DATE '{moment.day:%Y-%m-%d}'",
        kinds=kinds,
        memberships=stays,
        persons=who,
    )


# A row a commune, class, ethnicity of the head, minority, and whether the review said
# that the household is of a local ethnicity: households, persons, then the rest.
PEOPLE = (
    "female",
    "merit_or_policy",
    "headless",
    "children",
    "unsure_children",
    "untold_children",
    "uninsured",
    "malnourished",
    "out_of_school",
)
_PEOPLE = """{members},
heads AS (
    SELECT DISTINCT ON (household_id) household_id, ethnicity, sex FROM members
    ORDER BY household_id, relation = 'head' DESC, place, name, birth_year
),
children AS (
    SELECT household_id, count(*) FILTER (WHERE oldest < {before}) AS children,
        count(*) FILTER (WHERE oldest IS NULL OR youngest < {before}
            AND oldest >= {before}) AS unsure,
        count(*) FILTER (WHERE oldest < {before} AND given IS NULL) AS untold,
        count(*) FILTER (WHERE oldest < {before} AND {uninsured}) AS uninsured,
        count(*) FILTER (WHERE oldest < {before} AND {malnourished}) AS malnourished,
        count(*) FILTER (WHERE oldest < {before} AND {out_of_school}) AS out_of_school
    FROM (SELECT *, {oldest} AS oldest, {youngest} AS youngest FROM members) aged
    GROUP BY household_id
)
SELECT t.commune_id, t.kind, coalesce(h.ethnicity, ''),
    coalesce(t.is_minority, FALSE),
    t.facts->'answers'->'household'->>'local_ethnicity' = 'true',
    count(*), sum(t.persons),
    count(*) FILTER (WHERE h.sex = 'female'),
    count(*) FILTER (WHERE t.has_merit
        OR t.facts->'answers'->'household'->>'policy' = 'true'),
    count(*) FILTER (WHERE h.household_id IS NULL),
    coalesce(sum(c.children), 0), coalesce(sum(c.unsure), 0),
    coalesce(sum(c.untold), 0), coalesce(sum(c.uninsured), 0),
    coalesce(sum(c.malnourished), 0), coalesce(sum(c.out_of_school), 0)
FROM told t
LEFT JOIN heads h ON h.household_id = t.household_id
LEFT JOIN children c ON c.household_id = t.household_id
GROUP BY 1, 2, 3, 4, 5
"""


def people_sql(listed: str, moment: Moment, rules: ChildRules) -> str:
    """The statement of heads and children; its columns are named in PEOPLE."""
    insured = (
        f"youngest >= {rules.insured_from} AND given->>'insured' = 'false'"
        if rules.insured_from is not None
        else "FALSE"
    )
    measured = "(given->>'stunted' = 'yes' OR given->>'underweight' = 'yes')"
    schooling = (
        f"{_missed(rules, 'oldest')} AND {_missed(rules, 'youngest')}"
        if rules.bands
        else "FALSE"
    )
    return _PEOPLE.format(
        members=members_sql(listed, moment),
        before=rules.before,
        uninsured=insured,
        malnourished=measured if rules.nutrition else "FALSE",
        out_of_school=schooling,
        oldest=_age_sql(1, 1),
        youngest=_age_sql(12, 31),
    )


def _age_sql(month: int, day: int) -> str:
    """Completed years on the review's day; what is not known of the birth is given."""
    return (
        "extract(year FROM day)::int - birth_year"
        " - ((extract(month FROM day), extract(day FROM day))"
        f" < (coalesce(birth_month, {month}),"
        f" CASE WHEN birth_month IS NULL THEN {day}"
        f" ELSE coalesce(birth_day, {day}) END))::int"
    )


def _missed(rules: ChildRules, age: str) -> str:
    """Whether a child of that age does not attend what its age asks for."""
    bands = rules.bands or ()
    cases = []
    for band in bands:
        missed = f"given->>'schooling' NOT IN ({_listed(attends_at_least(band.level))})"
        if band is bands[-1] and len(bands) > 1:
            done = finished_at_least(GeneralLevel(band.level.value))
            level = f"coalesce(given->>'general_level', '') NOT IN ({_listed(done)})"
            missed = f"{missed} AND {level}"
        cases.append(
            f"WHEN {age} >= {band.start} AND {age} < {band.before} THEN {missed}"
        )
    return f"(CASE {' '.join(cases)} ELSE FALSE END)"


def _listed(codes: frozenset[str]) -> str:
    return ", ".join(f"'{code}'" for code in sorted(codes))
