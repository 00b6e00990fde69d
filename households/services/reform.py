"""Taking households over when the units they live in end and others begin."""

import datetime as dt
from typing import Any

from django.db import connection, transaction

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail

# A village that went over whole has one successor; what was divided waits for an
# officer, since nobody can guess on which side a family lives.
_SUCCESSORS = """
DROP TABLE IF EXISTS pg_temp.reform_move;
CREATE TEMP TABLE reform_move ON COMMIT DROP AS
SELECT r.id AS residence_id, r.household_id, r.village_id AS old_id, c.new_id
FROM households_residence r
JOIN areas_area old ON old.id = r.village_id AND old.ended = %(day)s
JOIN areas_areachange c
    ON c.old_id = old.id AND c.effective_on = %(day)s AND c.extent = 'whole'
WHERE r.starts < %(day)s AND (r.ends IS NULL OR r.ends > %(day)s)
  AND old.parent_id = ANY(%(communes)s)
"""
_END = """
UPDATE households_residence r SET ends = %(day)s
FROM reform_move m WHERE r.id = m.residence_id
"""
_BEGIN = """
INSERT INTO households_residence (household_id, village_id, starts)
SELECT household_id, new_id, %(day)s FROM reform_move
"""
_EVENTS = """
INSERT INTO households_householdevent
    (household_id, kind, happened_on, from_village_id, to_village_id, note,
     recorded_by_id, recorded_at)
SELECT household_id, 'area_changed', %(day)s, old_id, new_id, '', %(officer)s, now()
FROM reform_move
"""
_COMMUNES = """
SELECT DISTINCT v.parent_id FROM reform_move m
JOIN areas_area v ON v.id IN (m.old_id, m.new_id)
"""


@transaction.atomic
def move_over(*, by: Officer, day: dt.date) -> int:
    """Take the households of ended villages over into what those became on `day`.

    Number, members and history stay; the residence goes on in the new village.
    Only villages of the officer's scope that went over whole; running it again
    moves nobody twice. Returns how many households moved. Raises PermissionDenied.
    """
    require(by, Act.EDIT_AREAS)
    given: dict[str, Any] = {
        "day": day,
        "communes": sorted(scope_of(by).commune_ids),
        "officer": by.pk,
    }
    with (
        trail.acting(by, "households.household.taken_over"),
        connection.cursor() as cursor,
    ):
        cursor.execute(_SUCCESSORS, given)
        cursor.execute(_END, given)
        cursor.execute(_BEGIN, given)
        moved = cursor.rowcount
        cursor.execute(_EVENTS, given)
        cursor.execute(_COMMUNES)
        communes = [pk for (pk,) in cursor.fetchall()]
    trail.record(
        by=by,
        act="households.household.taken_over",
        kind="reform",
        areas=communes,
        day=str(day),
        households=moved,
    )
    return moved
