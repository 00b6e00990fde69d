"""The fifteen official forms of a large province, as one workbook.

500 communes with 44,000 households on their lists, 31,000 of them poor or near-poor,
four persons each: three of four reviewed on the portal, with every answer, the others
from a list. Run by `python -m bench forms`.
"""

import resource
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.utils import timezone

from bench import data
from bench.measuring import Line
from povertyportal.areas.models import Area
from reports import summaries
from reports.models import FormEthnicity
from reports.services.selection import Period
from reports.services.when import NAMES, OfYear
from reports.workbooks import official

HOUSEHOLDS, PROVINCES = 300_000, 5
SECONDS, MEMORY_MB = 30, 450

# The communes of the first provinces become those of the first one.
PROVINCE = """
UPDATE areas_area SET parent_id = 1, path = '1.' || substring(path FROM '[0-9]+\\.$')
WHERE level = 'commune' AND parent_id BETWEEN 2 AND 5;
UPDATE areas_area v SET path = c.path || v.id || '.' FROM areas_area c
WHERE c.id = v.parent_id AND v.level = 'village' AND c.parent_id = 1
"""
# Four members of each household: as its review keeps them, or in the register.
MEMBERS = """
INSERT INTO households_outcomegrounds (outcome_id, facts, reasons, missing)
SELECT o.id, jsonb_build_object('on', '2026-10-05',
    'answers', jsonb_build_object(
        'household', '{"policies_wanted": ["health", "credit"], "policy": false,
            "water": "piped", "toilet": "septic", "devices": ["tv", "phone"]}'::jsonb,
        'members', (SELECT jsonb_object_agg(p, '{"insured": true, "stunted": "no",
            "underweight": "no", "schooling": "none", "job": "self",
            "able_to_work": true, "allowance": "none"}'::jsonb)
            FROM generate_series(0, 3) p)),
    'members', (SELECT jsonb_agg(jsonb_build_object('key', p::text,
        'label', h.head_name, 'sex', CASE WHEN p % 2 = 0 THEN 'female' ELSE 'male' END,
        'ethnicity', CASE WHEN o.is_minority THEN 'Mường' ELSE 'Kinh' END,
        'relation', CASE p WHEN 0 THEN 'head' ELSE 'child' END,
        'birth_year', 1980 + 12 * p, 'birth_month', NULL, 'birth_day', NULL))
        FROM generate_series(0, 3) p)), '[]', '[]'
FROM households_outcome o
JOIN households_review r ON r.id = o.review_id
JOIN households_household h ON h.id = r.household_id
JOIN areas_area c ON c.id = o.commune_id AND c.parent_id = 1
WHERE o.id % 4 <> 0 AND h.commune_id <> 1001;
INSERT INTO households_person (id, name, sort_key, sex, birth_year, personal_id,
    id_missing_reason, id_mismatch_reason, ethnicity)
SELECT 10000000 + 4 * h.id + p, head_name, head_sort_key, 'male', 1980 + 12 * p, '',
    'Chưa được cấp', '', 'Mường'
FROM households_household h JOIN areas_area c ON c.id = h.commune_id
CROSS JOIN generate_series(0, 3) p
WHERE c.parent_id = 1 AND h.id % 4 = 0 AND h.commune_id <> 1001;
INSERT INTO households_membership (household_id, person_id, relation, position, starts)
SELECT (p.id - 10000000) / 4, p.id,
    CASE WHEN p.id % 4 = 0 THEN 'head' ELSE 'child' END, p.id % 4, '2020-01-01'
FROM households_person p WHERE p.id >= 10000000
"""


def lines() -> Iterator[Line]:
    """The table of this benchmark."""
    data.begin()
    data.grow(1, HOUSEHOLDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(PROVINCE)
        cursor.execute(MEMBERS)
    data.settle()
    province = Area.objects.get(pk=1)
    FormEthnicity.objects.create(province=province, ethnicity="Mường", position=1)
    summaries.rebuild()
    when = OfYear(Period(data.YEAR, data.STANDARD, "official"))
    before = _peak()
    started = time.perf_counter()
    made = official.make_set([province], when, timezone.now())
    seconds = time.perf_counter() - started
    yield Line("lines and households in the forms", f"{made.lines:,}")
    size = len(made.content) / 1_000_000
    yield Line(f"{len(NAMES)} forms in one workbook", f"{size:.1f} MB")
    good = seconds < SECONDS
    yield Line("  made in", f"{seconds:.1f} s", f"< {SECONDS} s", good)
    more = _peak() - before
    good = more <= MEMORY_MB
    yield Line("  memory of this process", f"+{more} MB", f"<= {MEMORY_MB} MB", good)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
