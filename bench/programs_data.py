"""A province's programme of any size, made inside PostgreSQL; nobody in it exists.

Everything follows from a row's number, so that two runs make the same programme.
"""

from django.db import connection, transaction

from bench import data
from programs.services import needs

COMMUNES = 100
YEARS = 5
# What a whole province has; a smaller one has a part of each.
HOUSEHOLDS, SUPPORTS, ACTIVITIES, LINES = 60_000, 300_000, 12_000, 10_000
SERVED, LOANS, HOUSES, PLANS, HELPERS = 60_000, 20_000, 5_000, 10_000, 2_000
ROWS = {
    "households": HOUSEHOLDS,
    "supports": SUPPORTS,
    "activities": ACTIVITIES,
    "lines": LINES,
    "served": SERVED,
    "loans": LOANS,
    "houses": HOUSES,
    "plans": PLANS,
    "helpers": HELPERS,
}

# Standings of the year that is measured, three more members a household.
REGISTER = """
UPDATE households_standing SET starts = '2026-01-01'
WHERE household_id BETWEEN %(first)s AND %(last)s;
INSERT INTO households_person (id, name, sort_key, sex, birth_year, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT 10000000 + h.id * 3 + n, 'Người ' || h.id || '.' || n, h.head_sort_key,
    'female', 1950 + (h.id * 7 + n * 19) %% 74, '', 'Chưa được cấp', '', 'Kinh'
FROM households_household h CROSS JOIN generate_series(0, 2) n
WHERE h.id BETWEEN %(first)s AND %(last)s;
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT h.id, 10000000 + h.id * 3 + n, 'child', 1 + n, '2020-01-01'
FROM households_household h CROSS JOIN generate_series(0, 2) n
WHERE h.id BETWEEN %(first)s AND %(last)s;
"""
LINES_SQL = """
INSERT INTO programs_budgetline (id, component_id, purpose, area_id, year, source,
    capital, planned, allocated, disbursed)
SELECT i, c.ids[1 + (i / 500) %% cardinality(c.ids)], '', 1001 + i %% 100,
    2022 + (i / 100) %% 5,
    CASE WHEN i %% 2 = 0 THEN 'central_budget' ELSE 'province_budget' END,
    CASE WHEN i %% 3 = 0 THEN 'investment' ELSE 'recurrent' END,
    1000000000, 900000000, (i * 37 %% 900) * 1000000
FROM generate_series(%(first)s, %(last)s) i,
    (SELECT array_agg(id ORDER BY id) AS ids FROM programs_component) c
ON CONFLICT DO NOTHING;
INSERT INTO programs_budgetentry (line_id, kind, amount, number, decided_on, issuer,
    reason, recorded_by_id, recorded_at)
SELECT l.id, k.kind, k.amount, l.id || '/QĐ-UBND', make_date(l.year, 1, 15),
    'Ủy ban nhân dân tỉnh', '', %(officer)s, now()
FROM programs_budgetline l,
    (VALUES ('plan', 1000000000), ('allocation', 900000000)) k(kind, amount)
WHERE l.id BETWEEN %(first)s AND %(last)s;
INSERT INTO programs_disbursement (line_id, amount, paid_on, voucher, content, reason,
    recorded_by_id, recorded_at)
SELECT l.id, l.disbursed / 3, make_date(l.year, 3 * n, 10), 'CT ' || n, 'Thanh toán',
    '', %(officer)s, now()
FROM programs_budgetline l CROSS JOIN generate_series(1, 3) n
WHERE l.id BETWEEN %(first)s AND %(last)s AND l.disbursed >= 3;
INSERT INTO programs_blockage (line_id, kind, text, since, how, recorded_by_id,
    recorded_at)
SELECT l.id, 'procedure', 'Hồ sơ chưa xong', make_date(l.year, 6, 1), '', %(officer)s,
    now()
FROM programs_budgetline l
WHERE l.id BETWEEN %(first)s AND %(last)s AND l.id %% 10 = 0;
"""
ACTIVITIES_SQL = """
INSERT INTO programs_activity (id, component_id, area_id, year, kind, name, place,
    owner, unit, quantity, quantity_done, participant_count, cost, matching,
    planned_start, planned_finish, started_on, finished_on, cancel_reason, result,
    worth, provenance, recorded_by_id, recorded_at)
SELECT i, c.ids[1 + i %% cardinality(c.ids)], 1001 + i %% 100, 2022 + (i / 100) %% 5,
    (ARRAY['works_new', 'works_maintained', 'production', 'model', 'class', 'jobs'])
        [1 + i %% 6],
    'Hoạt động số ' || i, '', '', 'công trình', 10, 5, 5, 500000000, 0,
    make_date(2022 + (i / 100) %% 5, 2, 1), make_date(2022 + (i / 100) %% 5, 9, 1),
    CASE WHEN i %% 4 > 0 THEN make_date(2022 + (i / 100) %% 5, 2, 10) END,
    CASE WHEN i %% 4 > 1 THEN make_date(2022 + (i / 100) %% 5, 8, 10) END,
    '', '', '', 'entered', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i,
    (SELECT array_agg(id ORDER BY id) AS ids FROM programs_component) c;
INSERT INTO programs_activitystage (activity_id, name, planned_on, done_on, note,
    recorded_by_id, recorded_at)
SELECT i, 'Giai đoạn ' || n, NULL, NULL, '', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i CROSS JOIN generate_series(1, 3) n;
INSERT INTO programs_participant (activity_id, household_id, joined_on, matching,
    outcome, exception, note, recorded_by_id, recorded_at)
SELECT a.id, h.id, a.planned_start, 0, '', '', '', %(officer)s, now()
FROM programs_activity a
JOIN LATERAL (
    SELECT id FROM households_household WHERE commune_id = a.area_id
    ORDER BY head_sort_key OFFSET a.id %% 20 LIMIT 5) h ON TRUE
WHERE a.id BETWEEN %(first)s AND %(last)s AND a.kind IN ('production', 'class');
"""
# Poor and near-poor households in one order, so that rows are spread over them.
POOR = """
CREATE TEMP TABLE poor ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY h.id) - 1 AS place, h.id, h.commune_id
FROM households_household h JOIN households_standing s ON s.household_id = h.id;
CREATE UNIQUE INDEX ON poor (place);
ANALYZE poor;
"""
SUPPORTS_SQL = """
INSERT INTO programs_support (household_id, area_id, kind_id, line_id, activity_id,
    year, quantity, value, state, planned_for, given_on, class_then, exception, note,
    cancel_reason, provenance, recorded_by_id, recorded_at)
SELECT p.id, p.commune_id, k.ids[1 + i %% cardinality(k.ids)],
    CASE WHEN i %% 3 = 0 THEN 1 + i %% %(lines)s END,
    CASE WHEN i %% 5 = 0 THEN 1 + i %% %(activities)s END,
    2022 + i %% 5, 1, 5000000, CASE WHEN i %% 4 = 0 THEN 'planned' ELSE 'given' END,
    NULL, CASE WHEN i %% 4 > 0 THEN make_date(2022 + i %% 5, 5, 1) END, 'poor', '', '',
    '', 'entered', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i
JOIN poor p ON p.place = (i * 7919::bigint) %% (SELECT count(*) FROM poor),
    (SELECT array_agg(id ORDER BY id) AS ids FROM programs_supportkind) k;
"""
SERVED_SQL = """
INSERT INTO programs_enrolment (benefit, household_id, person_id, area_id, number,
    starts, recorded_by_id, recorded_at)
SELECT 'health_insurance', p.id, m.person_id, p.commune_id, '', '2026-01-01',
    %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i
JOIN poor p ON p.place = i %% (SELECT count(*) FROM poor)
JOIN households_membership m ON m.household_id = p.id
    AND m.position = 1 + i / (SELECT count(*) FROM poor)
ON CONFLICT DO NOTHING;
"""
LOANS_SQL = """
INSERT INTO programs_policyloan (household_id, area_id, programme_id, amount, rate,
    term_months, lent_on, purpose, balance, balance_on, class_then, exception,
    cancel_reason, recorded_by_id, recorded_at)
SELECT p.id, p.commune_id, k.id, 50000000, 6.6, 36, make_date(2022 + i %% 5, 3, 1),
    'Chăn nuôi', 30000000, make_date(2022 + i %% 5, 6, 1), 'poor', '', '',
    %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i
JOIN poor p ON p.place = (i * 31::bigint) %% (SELECT count(*) FROM poor),
    (SELECT id FROM programs_loanprogramme ORDER BY id LIMIT 1) k;
"""
HOUSES_SQL = """
INSERT INTO programs_housingcase (household_id, area_id, year, kind, has_house,
    class_then, exception, decision_number, approved_on, started_on, finished_on,
    accepted_on, from_state, from_community, from_household, from_loan, cancel_reason,
    provenance, recorded_by_id, recorded_at)
SELECT p.id, p.commune_id, 2022 + i %% 5, 'new', TRUE, 'poor', '', i || '/QĐ-UBND',
    make_date(2022 + i %% 5, 2, 1), make_date(2022 + i %% 5, 3, 1),
    CASE WHEN i %% 3 > 0 THEN make_date(2022 + i %% 5, 8, 1) END,
    CASE WHEN i %% 3 > 1 THEN make_date(2022 + i %% 5, 9, 1) END,
    60000000, 0, 0, 0, '', 'entered', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i
JOIN poor p ON p.place = (i * 3::bigint) %% (SELECT count(*) FROM poor);
"""
PLANS_SQL = """
INSERT INTO programs_escapeplan (id, household_id, target_year, reason, responsible,
    result, result_note, recorded_by_id, recorded_at)
SELECT i, p.id, 2026, 'Ít thiếu hụt', 'Cán bộ thôn', '', '', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i
JOIN poor p ON p.place = (i * 3::bigint) %% (SELECT count(*) FROM poor)
ON CONFLICT DO NOTHING;
INSERT INTO programs_escapemeasure (plan_id, topic, what, who, due_on, state, note)
SELECT e.id, 'toilet', 'Làm nhà tiêu', 'Hội phụ nữ', '2026-10-01', 'planned', ''
FROM programs_escapeplan e CROSS JOIN generate_series(1, 3) n
WHERE e.id BETWEEN %(first)s AND %(last)s;
INSERT INTO programs_shock (household_id, kind, happened_on, note, recorded_by_id,
    recorded_at)
SELECT e.household_id, 'illness', '2026-05-01', '', %(officer)s, now()
FROM programs_escapeplan e
WHERE e.id BETWEEN %(first)s AND %(last)s AND e.id %% 5 = 0;
"""
HELPERS_SQL = """
INSERT INTO programs_helper (id, area_id, kind, name, organisation, phone,
    recorded_by_id, recorded_at)
SELECT i, 1001 + i %% 100, 'union', 'Người giúp đỡ ' || i, 'Hội phụ nữ', '',
    %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i;
INSERT INTO programs_helperassignment (helper_id, household_id, starts, content,
    outcome, recorded_by_id, recorded_at)
SELECT a.id, h.id, '2026-01-01', 'Giúp chăn nuôi', '', %(officer)s, now()
FROM programs_helper a
JOIN LATERAL (
    SELECT id FROM poor WHERE commune_id = a.area_id ORDER BY id
    OFFSET (a.id / 100) * 8 LIMIT 8) h ON TRUE
WHERE a.id BETWEEN %(first)s AND %(last)s;
INSERT INTO programs_helpervisit (assignment_id, household_id, day, note,
    withdraw_reason, recorded_by_id, recorded_at)
SELECT s.id, s.household_id, '2026-05-01', 'Đã đến thăm', '', %(officer)s, now()
FROM programs_helperassignment s
WHERE s.helper_id BETWEEN %(first)s AND %(last)s;
INSERT INTO programs_movementunit (movement, kind, name, year, registered_on,
    lost_reason, note, area_id, recorded_by_id, recorded_at)
SELECT 'no_poor', 'clan', 'Dòng họ ' || i, 2026, '2026-02-01', '', '', 1001 + i %% 100,
    %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i;
"""
STEPS = (
    ("lines", LINES_SQL),
    ("activities", ACTIVITIES_SQL),
    ("supports", SUPPORTS_SQL),
    ("served", SERVED_SQL),
    ("loans", LOANS_SQL),
    ("houses", HOUSES_SQL),
    ("plans", PLANS_SQL),
    ("helpers", HELPERS_SQL),
)


def grow(officer_id: int, done: float, to: float) -> None:
    """From `done` of a province's programme to `to` (0 to 1) of it, needs counted.

    Triggers and foreign keys are off for the load; what they keep is loaded right.
    """
    first, last = _rows("households", done, to)
    data.grow(first, last, COMMUNES)
    _run(REGISTER, {"first": first, "last": last})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(POOR)
        for name, sql in STEPS:
            first, last = _rows(name, done, to)
            cursor.execute(sql, _values(officer_id, first, last, to))
    _settle()
    needs.rebuild([data.YEAR])


def _rows(name: str, done: float, to: float) -> tuple[int, int]:
    return int(ROWS[name] * done) + 1, int(ROWS[name] * to)


def _values(officer_id: int, first: int, last: int, to: float) -> dict[str, int]:
    return {
        "officer": officer_id,
        "first": first,
        "last": last,
        "lines": int(LINES * to),
        "activities": int(ACTIVITIES * to),
    }


def _run(sql: str, values: dict[str, int]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


def _settle() -> None:
    """Sequences after the highest ids; statistics as after a night."""
    tables = ("budgetline", "activity", "escapeplan", "helper")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('programs_{table}', 'id'), "
                f"(SELECT max(id) FROM programs_{table}))"
            )
        cursor.execute("VACUUM ANALYZE")
