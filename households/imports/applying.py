"""Writes what the check of a list has kept, whole, or its good households only."""

from django.db import connection

from households.imports.emptied import take_off_emptied
from households.imports.lists import opens_on, standard_of
from households.imports.loading import Load, load
from households.models import ReviewRound
from households.services.stale import mark_stale
from povertyportal.accounts.models import Officer
from povertyportal.sheets.kinds import Applied, Report
from povertyportal.sheets.models import ImportBatch, Verdict

# Households with a wrong or an open row are left out whole, repeated rows always.
_LEAVE_OUT = """
UPDATE households_listedhousehold SET state = 'skipped'
WHERE batch_id = %(batch)s AND verdict IN ('wrong', 'doubtful', 'repeated');
UPDATE households_listedmember m SET state = 'skipped'
WHERE m.batch_id = %(batch)s AND NOT EXISTS (
    SELECT 1 FROM households_listedhousehold h
    WHERE h.batch_id = m.batch_id AND h.hh = m.hh AND h.state = 'batch')
"""
_OPEN = """
SELECT EXISTS (
    SELECT 1 FROM households_listedhousehold
    WHERE batch_id = %(batch)s AND verdict IN ('wrong', 'doubtful') AND state = 'batch')
"""
# Of a household that changes, its first row carries what its rows share.
_ROWS = """
SELECT count(*) FILTER (WHERE m.state = 'batch' AND m.is_new),
    count(*) FILTER (WHERE m.state = 'batch' AND NOT m.is_new AND m.changes <> '{}'),
    count(*) FILTER (WHERE m.state = 'batch' AND NOT m.is_new AND m.changes = '{}'),
    count(*) FILTER (WHERE m.state <> 'batch')
FROM households_listedmember m WHERE m.batch_id = %(batch)s
"""
_HOUSEHOLDS = """
SELECT count(*) FILTER (WHERE is_new AND verdict = 'new'),
    count(*) FILTER (WHERE NOT is_new AND verdict = 'changed')
FROM households_listedhousehold WHERE batch_id = %(batch)s AND state = 'batch'
"""
_COMMUNES = "SELECT DISTINCT commune_id FROM import_going"
# Families that the list finds elsewhere than in a village of an ended commune: what was
# reviewed there may now belong to another commune of today.
_PASTS = """
SELECT rr.year, array_agg(DISTINCT r.commune_id) FROM import_going h
JOIN households_residence a ON a.household_id = h.household_id AND a.ends = h.since
JOIN areas_area v ON v.id = a.village_id
JOIN areas_area c ON c.id = v.parent_id AND c.ended IS NOT NULL
JOIN households_review r ON r.household_id = h.household_id AND r.commune_id = c.id
JOIN households_reviewround rr ON rr.id = r.round_id AND rr.kind = 'annual'
WHERE NOT h.is_new AND 'village' = ANY(h.changes)
GROUP BY rr.year
"""


class NotAllGood(Exception):
    """Rows are wrong or undecided, and the officer asked for the whole list."""


def apply(batch: ImportBatch, year: int, by: Officer, report: Report) -> Applied:
    """Write the kept rows in the caller's transaction.

    Writes households, persons, an imported round of the year with its results and
    standings; takes off households left without members; marks communes stale.
    """
    values = {"batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, values)
        is_open = bool(cursor.fetchone()[0])
        if is_open and not batch.only_good:
            raise NotAllGood(f"batch {batch.pk}")
        if is_open or batch.count(Verdict.REPEATED):
            cursor.execute(_LEAVE_OUT, values)
    found = _round(year, by)
    what = Load(batch.pk, batch.rows_read, by.pk, found.pk, year, standard_of(year))
    rows = batch.rows_read
    known = load(what, lambda part: report(int(part * rows), rows))
    with connection.cursor() as cursor:
        cursor.execute(_COMMUNES)
        commune_ids = [pk for (pk,) in cursor.fetchall()]
    found.areas.add(*commune_ids)
    if known:
        take_off_emptied(by)
        _mark_pasts()
    mark_stale(commune_ids, year)
    return _told(batch)


def _mark_pasts() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_PASTS)
        found = cursor.fetchall()
    for year, communes in found:
        mark_stale(communes, year)


def _told(batch: ImportBatch) -> Applied:
    values = {"batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, values)
        new, changed, unchanged, skipped = cursor.fetchone()
        cursor.execute(_HOUSEHOLDS, values)
        households_new, households_changed = cursor.fetchone()
    return Applied(
        new,
        changed,
        unchanged,
        skipped,
        {
            "households_new": households_new,
            "households_changed": households_changed,
            "persons_new": new,
        },
    )


def _round(year: int, by: Officer) -> ReviewRound:
    """The closed round that holds lists imported for a year; one a year.

    Imports of a year take turns, so that two cannot make two.
    """
    found, _ = ReviewRound.objects.get_or_create(
        year=year,
        is_imported=True,
        defaults={
            "name": f"Danh sách năm {year} (nhập từ tệp)",
            "state": ReviewRound.State.CLOSED,
            "list_valid_from": opens_on(year).replace(year + 1, 1, 1),
            "standards": [standard_of(year)],
            "opens_on": opens_on(year),
            "closes_on": opens_on(year).replace(year, 12, 14),
            "created_by": by,
        },
    )
    return found
