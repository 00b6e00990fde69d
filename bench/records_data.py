"""The rest of a province's programme: plans, targets, reports, examples, handovers."""

from django.db import connection, transaction

from bench import data
from reports.services.targets import years

COMMUNES = 100
# What a whole province has; a smaller one has a part of each.
PLANNED, EXAMPLES, DOUBLES, HANDED = 5_000, 1_000, 500, 600
TARGETED = COMMUNES  # communes with targets and reports of five years

PLANS = """
INSERT INTO programs_planindicator (component_id, area_id, year, name, unit, planned,
    responsible, activity_kind, recorded_by_id, recorded_at)
SELECT c.ids[1 + i %% cardinality(c.ids)], 1001 + i %% 100, 2022 + (i / 100) %% 5,
    'Chỉ tiêu ' || i, 'công trình', 10, 'Phòng Kinh tế',
    CASE WHEN i %% 2 = 0 THEN 'works_new' ELSE '' END, %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i,
    (SELECT array_agg(id ORDER BY id) AS ids FROM programs_component) c;
"""
EXAMPLES_SQL = """
INSERT INTO programs_exemplarymodel (id, area_id, year, name, what, result, lesson,
    replicated_in, recorded_by_id, recorded_at)
SELECT i, 1001 + (i / 5) %% 100, 2022 + i %% 5, 'Mô hình ' || i, 'Cách làm',
    'Kết quả', '', '', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i;
INSERT INTO programs_commendation (area_id, recipient, is_collective, level, form,
    reason, number, decided_on, model_id, recorded_by_id, recorded_at)
SELECT 1001 + i %% 100, 'Hộ ' || i, false, 'province', 'Bằng khen', 'Làm kinh tế giỏi',
    i || '/QĐ-UBND', '2026-01-10', i, %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i;
"""
DOUBLES_SQL = """
INSERT INTO programs_doublesupport (first_id, second_id, verdict, reason, found_at)
SELECT s.id, s.second, '', '', now()
FROM (SELECT id, lead(id) OVER (ORDER BY household_id, id) AS second, household_id,
        lead(household_id) OVER (ORDER BY household_id, id) AS other
      FROM programs_support WHERE household_id <= %(last)s * 2) s
WHERE s.household_id = s.other AND s.second > s.id
LIMIT %(last)s - %(first)s + 1
ON CONFLICT DO NOTHING;
"""
HANDED_SQL = """
INSERT INTO programs_handover (benefit, area_id, month, recipient, enter_count,
    leave_count, content, handed_by_id, handed_at)
SELECT 'health_insurance', 1001 + (i - 1) / 6 %% 100, make_date(2026, 1 + i %% 6, 1),
    'Bảo hiểm xã hội', 0, 0, '{"rows": []}', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i;
"""
TARGETS_SQL = """
INSERT INTO programs_target (area_id, year, measure, activity_kind, value, number, note,
    provenance, recorded_by_id, recorded_at)
SELECT 1000 + i, y, 'poor_leave', '', 20, '5/QĐ-UBND', '', 'entered', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i CROSS JOIN generate_series(2022, 2026) y;
INSERT INTO reports_periodreport (area_id, year, kind, starts, ends, due_on, state,
    results, difficulties, causes, proposals, tasks, version, figures, as_of,
    sent_by_id, sent_at, returned_reason, saved_by_id, saved_at)
SELECT 1000 + i, y, 'half', make_date(y, 1, 1), make_date(y, 6, 30),
    make_date(y, 7, 21), 'sent', 'Kết quả', 'Khó khăn', 'Nguyên nhân', 'Đề xuất',
    'Nhiệm vụ', 1, '{"last": "2026-06-30", "parts": []}', now(), %(officer)s, now(),
    '', %(officer)s, now()
FROM generate_series(%(first)s, %(last)s) i CROSS JOIN generate_series(2022, 2026) y;
"""
STEPS = (
    (PLANNED, PLANS),
    (EXAMPLES, EXAMPLES_SQL),
    (DOUBLES, DOUBLES_SQL),
    (HANDED, HANDED_SQL),
    (TARGETED, TARGETS_SQL),
)


def grow(officer_id: int, done: float, to: float) -> None:
    """From `done` of a province's rows to `to` (0 to 1) of them, after its supports."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for whole, sql in STEPS:
            first, last = int(whole * done) + 1, int(whole * to)
            values = {"officer": officer_id, "first": first, "last": last}
            cursor.execute(sql, values | {"year": data.YEAR})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('programs_exemplarymodel', 'id'), "
            "(SELECT max(id) FROM programs_exemplarymodel))"
        )
        cursor.execute("VACUUM ANALYZE")
    # As the portal does by night, and with the figures of a commune that changed.
    years.build([1000 + number for number in range(1, COMMUNES + 1)], data.YEAR)
