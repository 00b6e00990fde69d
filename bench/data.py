"""A register of any size, made inside PostgreSQL; nobody in it exists.

Communes are as many as the country has and all there from the start; the first one,
which is measured, keeps its OWN households while the others fill up around it.
"""

from django.core.management.color import no_style
from django.db import connection, transaction

from households.models import ReviewRound
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.areas.models import Area, AreaPopulation

PROVINCES, COMMUNES, VILLAGES = 34, 3_400, 5
OWN = 300
STANDARD = "ND07_2022"
YEAR = 2026

# Ids: provinces 1.., communes 1_001.., villages 100_001.. (five in a row a commune).
AREAS = """
INSERT INTO areas_area (id, level, code, parent_id, path, name, kind, sort_key)
SELECT p, 'province', p::text, NULL, p || '.', 'Tỉnh ' || p, 'province',
    lpad(p::text, 6, '0')
FROM generate_series(1, %(provinces)s) p;
INSERT INTO areas_area (id, level, code, parent_id, path, name, kind, sort_key)
SELECT 1000 + c, 'commune', (10000 + c)::text, 1 + (c - 1) %% %(provinces)s,
    1 + (c - 1) %% %(provinces)s || '.' || 1000 + c || '.', 'Xã ' || c, 'commune',
    lpad(c::text, 6, '0')
FROM generate_series(1, %(communes)s) c;
INSERT INTO areas_area (id, level, code, parent_id, path, name, kind, sort_key)
SELECT 100000 + v, 'village', v::text, a.id, a.path || 100000 + v || '.',
    'Thôn ' || v, 'village', lpad(v::text, 6, '0')
FROM generate_series(1, %(communes)s * %(villages)s) v
JOIN areas_area a ON a.id = 1001 + (v - 1) / %(villages)s;
INSERT INTO areas_areaversion (area_id, kind, name, parent_id)
SELECT id, kind, name, parent_id FROM areas_area;
"""

# Household i of the first OWN ones lives in the own communes (the first, unless more
# are asked for), later ones in the others.
# Everything else follows from i, so that two runs make the same register.
HOUSEHOLDS = """
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT i, village, 1001 + (village - 1) / %(villages)s AS commune,
    family || ' ' || middle || ' ' || given AS name, given,
    (i * 40503::bigint) %% 4096 AS deprived, (i * 30011::bigint) %% 4096 AS known,
    (i * 7919::bigint) %% 100 AS dice
FROM (
    SELECT i, CASE WHEN i <= %(own)s THEN 1 + i %% (%(owners)s * %(villages)s)
        ELSE %(owners)s * %(villages)s + 1
            + (i * 7907::bigint) %% ((%(communes)s - %(owners)s) * %(villages)s)
        END AS village,
        (ARRAY['Nguyễn','Trần','Lê','Phạm','Hoàng','Đinh','Vũ','Đặng','Bùi','Đỗ'])
            [1 + (i * 31::bigint) %% 10] AS family,
        (ARRAY['Văn','Thị','Hữu','Đức','Ngọc','Minh','Thanh','Quang','Thu','Xuân'])
            [1 + (i * 17::bigint) %% 10] AS middle,
        (ARRAY['An','Bình','Chi','Dũng','Giang','Hà','Hùng','Lan','Mai','Phúc'])
            [1 + (i * 13::bigint / 7) %% 10] AS given
    FROM generate_series(%(first)s, %(last)s) i
) numbered;
INSERT INTO households_household (id, number, state, phone, address, version,
    village_id, commune_id, head_name, head_sort_key, names_key, size, created_at)
SELECT i, 'H' || lpad(i::text, 9, '0'), 'active', '', '', 1, 100000 + village, commune,
    name, search_key(given || ' ' || name), search_key(name), 1, now()
FROM made;
INSERT INTO households_review (id, round_id, household_id, village_id, commune_id, why,
    state, answers, version)
SELECT i, 1, i, 100000 + village, commune, 'on_list',
    CASE WHEN i %% 10 = 0 THEN 'todo' ELSE 'imported' END, '{}', 1
FROM made;
INSERT INTO households_outcome (id, review_id, round_id, commune_id, village_id,
    standard, origin, is_current, poverty_class, b1_source, deprived_mask, known_mask,
    causes_mask, persons, is_minority, no_labour, has_merit, head_female,
    with_children, decided_at)
SELECT i, i, 1, commune, 100000 + village, %(standard)s, 'imported', TRUE,
    CASE WHEN dice < 40 THEN 'poor' WHEN dice < 80 THEN 'near_poor' ELSE 'not_poor' END,
    '', (deprived & known)::int, known::int, (deprived %% 256)::int,
    1 + dice %% 7, dice %% 4 = 0, dice %% 5 = 0, dice %% 7 = 0, dice %% 3 = 0,
    dice %% 2 = 0, now()
FROM made WHERE i %% 10 <> 0;
INSERT INTO households_standing (household_id, scheme, standard, poverty_class, starts,
    outcome_id, commune_id, decision_number, recorded_at)
SELECT i, 'national', %(standard)s,
    CASE WHEN dice < 40 THEN 'poor' ELSE 'near_poor' END, '2027-01-01', i, commune, '',
    now()
FROM made WHERE i %% 10 <> 0 AND dice < 80;
"""

# Only the households that are opened need people.
PEOPLE = """
INSERT INTO households_person (id, name, sort_key, sex, birth_year, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT id, head_name, head_sort_key, 'male', 1980, '', 'Chưa được cấp', '', 'Kinh'
FROM households_household WHERE commune_id = 1001;
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT id, id, 'head', 0, '2020-01-01'
FROM households_household WHERE commune_id = 1001;
INSERT INTO households_residence (household_id, village_id, starts)
SELECT id, village_id, '2020-01-01'
FROM households_household WHERE commune_id = 1001;
"""


def begin(provinces: int = PROVINCES, communes: int = COMMUNES) -> Officer:
    """Areas, denominators, an open round; returns the first commune's officer."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            AREAS,
            {"provinces": provinces, "communes": communes, "villages": VILLAGES},
        )
    officer = Officer.objects.create_user(
        "bench", role=Role.COMMUNE_OFFICER, must_change_password=False
    )
    OfficerScope.objects.create(officer=officer, area_id=1001, starts="2020-01-01")
    units = list(Area.objects.communes())
    AreaPopulation.objects.bulk_create(
        AreaPopulation(
            area=area,
            counted_on=f"{YEAR}-06-30",
            households=3_000,
            persons=11_000,
            entered_by=officer,
        )
        for area in units
    )
    AreaPopulation.objects.update(entered_at="2026-07-01T00:00Z")
    found = ReviewRound.objects.create(
        id=1,
        name="Đợt đo lường",
        year=YEAR,
        list_valid_from=f"{YEAR + 1}-01-01",
        standards=[STANDARD],
        opens_on=f"{YEAR}-09-01",
        closes_on=f"{YEAR}-12-14",
    )
    found.areas.set(units)
    return officer


def grow(first: int, last: int, communes: int = COMMUNES, owners: int = 1) -> None:
    """Households `first` to `last`, with reviews, outcomes, standings.

    The first `owners` communes share OWN households each and get no more.
    Triggers and foreign keys are off for the load; what they keep is loaded right.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            HOUSEHOLDS,
            {
                "first": first,
                "last": last,
                "own": OWN * owners,
                "owners": owners,
                "communes": communes,
                "villages": VILLAGES,
                "standard": STANDARD,
            },
        )
        if first == 1:
            cursor.execute(PEOPLE)
    settle()


def settle() -> None:
    """Sequences after the highest ids; statistics and visibility as after a night."""
    models = [Area, ReviewRound]
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
        for table in ("household", "review", "outcome", "standing", "person"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('households_{table}', 'id'), "
                f"greatest((SELECT max(id) FROM households_{table}), 1))"
            )
        cursor.execute("VACUUM ANALYZE")
