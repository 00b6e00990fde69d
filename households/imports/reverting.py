"""Takes a household list back: restores what nobody touched, keeps the rest apart.

What the list created is voided: the household stays under its number, the review is
withdrawn, the outcome is no longer current, the standing closes its record. Times of
members and of homes that the list began leave the current tables; their history keeps
them (household_membershiphistory and its like), as it keeps those that are reopened.
All set-based: a list of a province is taken back as it was loaded.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from households.services.stale import mark_stale
from povertyportal.sheets.kinds import Report, Reverted
from povertyportal.sheets.models import ImportBatch

# Households to which the list wrote anything, and why one must be left as it is.
_WROTE = """
DROP TABLE IF EXISTS undo;
CREATE TEMP TABLE undo ON COMMIT DROP AS
SELECT l.hh, l.household_id, l.is_new, l.supersedes, l.review_id, l.outcome_id,
    l.standing_id, l.since, l.before, l.commune_id, NULL::text AS why
FROM households_listedhousehold l
WHERE l.batch_id = %(batch)s AND l.state = 'batch' AND l.verdict IN ('new', 'changed');
CREATE INDEX ON undo (household_id);
ANALYZE undo
"""
# Members who came from a household that the list does not name: where they go back.
_SOURCES = """
DROP TABLE IF EXISTS undo_source;
CREATE TEMP TABLE undo_source ON COMMIT DROP AS
SELECT DISTINCT u.hh, m.person_id, (m.before->>'household')::bigint AS household_id
FROM undo u
JOIN households_listedmember m ON m.batch_id = %(batch)s AND m.hh = u.hh
WHERE m.before ? 'household' AND (m.before->>'household')::bigint <> u.household_id
"""

# One statement a reason, the clearest first; the words are for the officer.
_REASONS: tuple[tuple[str, str], ...] = (
    (
        "Hộ đã có phiếu rà soát ở đợt sau",
        """EXISTS (SELECT 1 FROM households_review v
            WHERE v.household_id = u.household_id AND v.state <> 'withdrawn'
              AND v.id <> coalesce(u.review_id, 0)
              AND v.id > coalesce(
                (u.before->>'last_review')::bigint, u.review_id, 0))""",
    ),
    (
        "Kết quả của danh sách đã được sửa hoặc thay thế",
        """u.outcome_id IS NOT NULL AND (
            NOT EXISTS (SELECT 1 FROM households_outcome o
                WHERE o.id = u.outcome_id AND o.is_current)
            OR NOT EXISTS (SELECT 1 FROM households_standing s
                WHERE s.id = u.standing_id AND s.recorded_to IS NULL))""",
    ),
    (
        "Hộ đã được cấp giấy chứng nhận theo danh sách",
        """EXISTS (SELECT 1 FROM households_certificate c
            WHERE c.standing_id = u.standing_id)""",
    ),
    (
        "Hộ đã có giấy đề nghị sau lần nhập này",
        """EXISTS (SELECT 1 FROM households_reviewrequest q
            WHERE q.household_id = u.household_id AND q.received_on > %(day)s)""",
    ),
    (
        "Hộ đã được sửa trên cổng sau lần nhập này",
        """EXISTS (SELECT 1 FROM households_household h
            JOIN households_listedhousehold l
                ON l.batch_id = %(batch)s AND l.hh = u.hh
            WHERE h.id = u.household_id
              AND h.version IS DISTINCT FROM l.version_after)""",
    ),
    (
        "Hộ cũ của một nhân khẩu đã được sửa trên cổng sau lần nhập này",
        """EXISTS (SELECT 1 FROM undo_source x
            JOIN households_householdhistory h ON h.pgh_obj_id = x.household_id
            WHERE x.hh = u.hh AND h.pgh_created_at > %(applied)s)""",
    ),
)
_NOTE_REASON = "UPDATE undo u SET why = %(words)s WHERE why IS NULL AND ({condition})"
# A person went from one listed household to another: both go back, or neither does.
_TIED = """
UPDATE undo u SET why = 'Nhân khẩu của hộ đến từ hoặc chuyển sang một hộ chưa hoàn lại'
FROM undo_source x JOIN undo o ON o.household_id = x.household_id
WHERE (x.hh = u.hh AND u.why IS NULL AND o.why IS NOT NULL)
   OR (o.hh = u.hh AND u.why IS NULL AND EXISTS (
        SELECT 1 FROM undo t WHERE t.hh = x.hh AND t.why IS NOT NULL))
"""

_LEAVE = """
UPDATE households_listedhousehold l SET state = 'left', note = u.why
FROM undo u WHERE l.batch_id = %(batch)s AND l.hh = u.hh AND u.why IS NOT NULL;
UPDATE households_listedmember m SET state = 'left'
FROM undo u WHERE m.batch_id = %(batch)s AND m.hh = u.hh AND u.why IS NOT NULL;
DELETE FROM undo_source x USING undo u WHERE u.hh = x.hh AND u.why IS NOT NULL;
DELETE FROM undo WHERE why IS NOT NULL;
ANALYZE undo
"""

# --- members and homes ---------------------------------------------------------

_NEW_TIMES_GO = """
DELETE FROM households_membership s USING undo u
WHERE s.household_id = u.household_id AND s.ends IS NULL
  AND (u.is_new OR NOT EXISTS (
    SELECT 1 FROM jsonb_array_elements(u.before->'members') m
    WHERE (m->>0)::bigint = s.id));
DELETE FROM households_residence r USING undo u
WHERE r.household_id = u.household_id AND r.ends IS NULL
  AND (u.is_new OR (u.before->>'village')::bigint IS DISTINCT FROM r.village_id)
"""
_FORMER_TIMES_COME_BACK = """
UPDATE households_membership s SET ends = NULL
FROM undo u, jsonb_array_elements(u.before->'members') m
WHERE NOT u.is_new AND s.id = (m->>0)::bigint AND s.ends IS NOT NULL;
UPDATE households_membership s SET ends = NULL
FROM (
    SELECT DISTINCT ON (x.person_id) former.id
    FROM undo_source x
    JOIN households_membership former ON former.person_id = x.person_id
        AND former.household_id = x.household_id
    WHERE NOT EXISTS (SELECT 1 FROM undo u WHERE u.household_id = x.household_id)
    ORDER BY x.person_id, former.starts DESC
) back
WHERE s.id = back.id AND s.ends IS NOT NULL;
UPDATE households_residence r SET ends = NULL
FROM undo u
WHERE NOT u.is_new AND r.household_id = u.household_id
  AND r.village_id = (u.before->>'village')::bigint AND r.ends = u.since
  AND NOT EXISTS (
    SELECT 1 FROM households_residence o
    WHERE o.household_id = u.household_id AND o.ends IS NULL)
"""
# A household that the list left without members lives again where it did.
_SOURCES_LIVE_AGAIN = """
WITH back AS (
    UPDATE households_household h SET state = 'active', version = version + 1
    FROM (SELECT DISTINCT household_id FROM undo_source) x
    WHERE h.id = x.household_id AND h.state = 'gone'
    RETURNING h.id
)
UPDATE households_residence r SET ends = NULL
FROM (
    SELECT DISTINCT ON (o.household_id) o.id FROM households_residence o
    JOIN back b ON b.id = o.household_id
    ORDER BY o.household_id, o.starts DESC
) last
WHERE r.id = last.id
"""
_EVENTS_VOIDED = """
UPDATE households_householdevent e SET voided_at = now()
WHERE e.voided_at IS NULL AND e.recorded_by_id = %(officer)s AND e.note = %(note)s
  AND e.recorded_at >= %(confirmed)s AND e.recorded_at <= %(applied)s
  AND (EXISTS (SELECT 1 FROM undo u WHERE u.household_id = e.household_id)
    OR EXISTS (
        SELECT 1 FROM undo_source x
        WHERE x.household_id = e.household_id AND x.person_id = e.person_id))
"""
# Only what still is as the list wrote it; somebody's later correction stays.
_PERSONS_RESTORED = """
UPDATE households_person p SET
    name = m.before->>'name', sort_key = coalesce(m.before->>'sort_key', p.sort_key),
    sex = m.before->>'sex', birth_year = (m.before->>'birth_year')::smallint,
    birth_month = (m.before->>'birth_month')::smallint,
    birth_day = (m.before->>'birth_day')::smallint,
    personal_id = m.before->>'personal_id',
    id_missing_reason = m.before->>'id_missing_reason',
    id_mismatch_reason = m.before->>'id_mismatch_reason',
    ethnicity = m.before->>'ethnicity'
FROM households_listedmember m JOIN undo u ON u.hh = m.hh
WHERE m.batch_id = %(batch)s AND NOT m.is_new AND p.id = m.person_id
  AND m.changes && ARRAY['name', 'sex', 'birth', 'ethnicity', 'personal_id']::varchar[]
  AND NOT EXISTS (
    SELECT 1 FROM households_personhistory h
    WHERE h.id = p.id AND h.pgh_created_at > %(applied)s)
"""

# --- results ---------------------------------------------------------------------

_RESULTS_VOIDED = """
UPDATE households_standing s SET recorded_to = now()
FROM undo u WHERE s.id = u.standing_id AND s.recorded_to IS NULL;
UPDATE households_outcome o SET is_current = false
FROM undo u WHERE o.id = u.outcome_id AND o.is_current;
UPDATE households_review v
SET state = 'withdrawn', closed_at = coalesce(v.closed_at, now())
FROM undo u
WHERE v.id = u.review_id AND u.outcome_id IS NOT NULL AND NOT u.supersedes
"""
# What the list had superseded holds again, as a new record: outcomes never change.
_RESULTS_COME_BACK = """
UPDATE households_review v SET village_id = o.village_id, commune_id = o.commune_id
FROM undo u JOIN households_outcome o ON o.id = (u.before->>'outcome')::bigint
WHERE u.supersedes AND v.id = u.review_id AND v.village_id <> o.village_id;
WITH former AS (
    SELECT u.hh, o.*, nextval('households_outcome_id_seq') AS again,
        (u.before->>'standing')::bigint AS former_standing
    FROM undo u JOIN households_outcome o ON o.id = (u.before->>'outcome')::bigint
    WHERE u.supersedes
), outcomes AS (
    INSERT INTO households_outcome (
        id, review_id, round_id, commune_id, village_id, standard, origin, is_current,
        poverty_class, b1, b1_source, scorecard_id, b2, deprived_mask, known_mask,
        causes_mask, persons, is_minority, no_labour, has_merit, head_female,
        with_children, decided_by_id, decided_at)
    SELECT again, review_id, round_id, commune_id, village_id, standard, origin, true,
        poverty_class, b1, b1_source, scorecard_id, b2, deprived_mask, known_mask,
        causes_mask, persons, is_minority, no_labour, has_merit, head_female,
        with_children, %(by)s, now()
    FROM former
), grounds AS (
    INSERT INTO households_outcomegrounds (outcome_id, facts, reasons, missing)
    SELECT f.again, g.facts, g.reasons, g.missing
    FROM former f JOIN households_outcomegrounds g ON g.outcome_id = f.id
)
INSERT INTO households_standing (
    household_id, scheme, standard, poverty_class, starts, ends, outcome_id,
    commune_id, decision_number, decided_on, recorded_at)
SELECT s.household_id, s.scheme, s.standard, s.poverty_class, s.starts, s.ends, f.again,
    s.commune_id, s.decision_number, s.decided_on, now()
FROM former f JOIN households_standing s ON s.id = f.former_standing
"""

# --- households, rows, rounds ----------------------------------------------------

_HOUSEHOLDS = """
UPDATE households_household h
SET state = CASE WHEN u.is_new THEN 'voided' ELSE u.before->>'state' END,
    version = h.version + 1
FROM undo u WHERE h.id = u.household_id
"""
_ROWS_REVERTED = """
UPDATE households_listedhousehold l SET state = 'reverted'
FROM undo u WHERE l.batch_id = %(batch)s AND l.hh = u.hh;
UPDATE households_listedmember m SET state = 'reverted'
FROM undo u WHERE m.batch_id = %(batch)s AND m.hh = u.hh
"""
# A commune without any list of the year left is no longer in the round of lists: else
# the lists of earlier years would be refused as too late.
_PLACES_GO = """
DELETE FROM households_communeround c USING households_reviewround r
WHERE r.id = c.round_id AND r.is_imported AND r.year = %(year)s
  AND c.commune_id = ANY(%(communes)s)
  AND NOT EXISTS (
    SELECT 1 FROM households_review v
    WHERE v.round_id = r.id AND v.commune_id = c.commune_id AND v.state <> 'withdrawn')
"""
_REGISTER = (
    _NEW_TIMES_GO,
    _FORMER_TIMES_COME_BACK,
    _SOURCES_LIVE_AGAIN,
    _EVENTS_VOIDED,
    _PERSONS_RESTORED,
)
_RESULTS = (_RESULTS_VOIDED, _RESULTS_COME_BACK)
_COUNTS = """
SELECT count(*) FILTER (WHERE state = 'reverted' AND (is_new OR changes <> '{}'))
FROM households_listedmember
WHERE batch_id = %(batch)s;
"""
_LEFT = """
SELECT count(*) FROM households_listedhousehold
WHERE batch_id = %(batch)s AND state = 'left'
"""


@dataclass(frozen=True)
class _Work:
    """One reversal: the cursor it runs on and the values of its statements."""

    cursor: CursorWrapper
    values: Mapping[str, Any]

    def do(self, *statements: str) -> None:
        """Execute statements one after the other."""
        for statement in statements:
            self.cursor.execute(statement, self.values)

    def number(self, query: str) -> int:
        """What a query counts."""
        self.cursor.execute(query, self.values)
        return int(self.cursor.fetchone()[0])


def revert(batch: ImportBatch, year: int, note: str, report: Report) -> Reverted:
    """Take the list of a year back in the caller's transaction.

    `note` is what the import wrote into its events. Restored are counted by rows of
    the file that were written, those left by households.
    """
    steps = len(_REGISTER) + len(_RESULTS)
    with connection.cursor() as cursor:
        work = _Work(cursor, _values(batch, year, note))
        cursor.execute("SET LOCAL work_mem = '64MB'")
        work.do(_WROTE, _SOURCES)
        _say_why_not(work)
        work.do(_LEAVE)
        for done, statement in enumerate((*_REGISTER, *_RESULTS), start=1):
            work.do(statement)
            report(done * batch.rows_read // steps, batch.rows_read)
        work.do(_HOUSEHOLDS, _ROWS_REVERTED, _PLACES_GO)
        restored, left = work.number(_COUNTS), work.number(_LEFT)
    mark_stale(batch.area_ids, year)
    return Reverted(restored, left)


def void_results(batch: ImportBatch, year: int, note: str, hh: int) -> bool:
    """Void the results of one household left over; members and homes stay.

    False, with nothing done, where later rows rest on them.
    """
    with connection.cursor() as cursor:
        work = _Work(cursor, {**_values(batch, year, note), "hh": hh})
        work.do(_ONE, _SOURCES)
        _note_reasons(work, _REASONS[:3])
        if work.number("SELECT count(*) FROM undo WHERE why IS NOT NULL"):
            return False
        work.do(*_RESULTS, _ROWS_REVERTED, _PLACES_GO)
    mark_stale(batch.area_ids, year)
    return True


_ONE = _WROTE.replace(
    "l.state = 'batch'", "l.state = 'left' AND l.hh = %(hh)s"
).replace("m.state = 'batch'", "m.state = 'left'")


def _note_reasons(work: _Work, reasons: Iterable[tuple[str, str]]) -> None:
    """Write to each household the first of the reasons that keeps it as it is."""
    for words, condition in reasons:
        work.cursor.execute(
            _NOTE_REASON.format(condition=condition), {**work.values, "words": words}
        )


def _say_why_not(work: _Work) -> None:
    _note_reasons(work, _REASONS)
    work.do(_TIED)
    while work.cursor.rowcount:
        work.do(_TIED)


def _values(batch: ImportBatch, year: int, note: str) -> dict[str, Any]:
    applied = batch.applied_at or batch.queued_at
    day: dt.date = applied.date()
    return {
        "batch": batch.pk,
        "year": year,
        "note": note,
        "communes": batch.area_ids,
        "officer": batch.confirmed_by_id,
        "by": batch.reverted_by_id,
        "confirmed": batch.confirmed_at,
        "applied": applied,
        "day": day,
    }
