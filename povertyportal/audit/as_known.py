"""The database as it was known at an instant, for whatever reads it.

Some tables are kept (`audit_keep` of the migrations): triggers leave what their rows
were. Inside `as_known(at)` each kept table that has changed since is hidden behind a
temporary view of the same name, so that every query (ours, a paper's, a form's) reads
the rows of that instant without knowing it. Nothing can be written meanwhile, and the
views are gone at the end.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from povertyportal.audit.models import AddedRows

# What the portal stamps with its own clock reaches the database a moment later.
GRACE = dt.timedelta(seconds=2)
PATIENCE = 600.0  # seconds that writers of that time may still take
PAUSE = 0.2
# A reader makes views and so has a transaction's number, as only writers else do.
READER = "povertyportal as known"


class NotSettled(Exception):
    """Something that began before the instant is still being written."""


class Kept(NamedTuple):
    """A kept table, its columns as (name, type), and those that are not kept."""

    table: str
    columns: tuple[tuple[str, str], ...]
    unkept: frozenset[str]


def now() -> dt.datetime:
    """The database's clock, by which rows are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        found: dt.datetime = _only(cursor)
        return found


def kept_since() -> dt.datetime | None:
    """The first instant that can be read back; None when nothing ever changed."""
    return AddedRows.objects.order_by("at").values_list("at", flat=True).first()


@contextmanager
def as_known(
    at: dt.datetime, waiting: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Read, and only read, the database as it was known before an instant.

    A transaction of its own, or else part of the caller's, undone at the end. Waits
    until whatever began before it is written or given up, so that the same
    instant always shows the same rows; calls `waiting` meanwhile. Raises NotSettled
    after ten minutes. What the trail holds is not hidden: ask for entries before the
    instant.
    """
    if not connection.in_atomic_block:
        _settle(at, waiting)
    with _grouping_whole(), transaction.atomic(), connection.cursor() as cursor:
        is_outermost = not connection.savepoint_ids
        if is_outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL application_name = %s", [READER])
        _hide(cursor, kept_tables(), at)
        if is_outermost:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)


@contextmanager
def _grouping_whole() -> Iterator[None]:
    """Inside, the ORM groups by all columns: of a view no primary key is known."""
    features: Any = connection.features
    by_keys = features.allows_group_by_selected_pks
    features.allows_group_by_selected_pks = False
    try:
        yield
    finally:
        features.allows_group_by_selected_pks = by_keys


_UNSETTLED = """
SELECT clock_timestamp() < %(at)s OR EXISTS (
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND xact_start < %(at)s AND application_name <> %(reader)s
      AND (backend_xid IS NOT NULL OR state = 'active' AND query_start < %(at)s)
      AND backend_type = 'client backend')
"""


def _settle(at: dt.datetime, waiting: Callable[[], None]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_UNSETTLED, {"at": at + GRACE, "reader": READER})
            if not _only(cursor):
                return
        if time.monotonic() > until:
            raise NotSettled
        waiting()
        time.sleep(PAUSE)


_KEPT = """
SELECT c.relname,
    array_agg(a.attname::text ORDER BY a.attnum),
    array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum),
    string_to_array(encode(t.tgargs, 'escape'), '\\000')
FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE t.tgname = 'keep_changed' AND c.relnamespace = 'public'::regnamespace
GROUP BY c.relname, t.tgargs
ORDER BY c.relname
"""


def kept_tables() -> list[Kept]:
    """The tables that are kept, as the database's own triggers tell."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT)
        return [
            Kept(table, tuple(zip(names, types, strict=True)), frozenset(unkept) - {""})
            for table, names, types, unkept in cursor.fetchall()
        ]


_FORMER = """
CREATE TEMPORARY TABLE "then_{table}" ON COMMIT DROP AS
SELECT h.row_id AS then_id, r.*
FROM (
    SELECT DISTINCT ON (row_id) row_id, "row" FROM public.audit_formerrow
    WHERE "table" = %(table)s AND at >= %(at)s
    ORDER BY row_id, at, id
) h
CROSS JOIN LATERAL jsonb_populate_record(NULL::public."{table}", h."row") r
"""
# Rows that are not read as they are now: changed since, or added since.
_CHANGED = """
CREATE TEMPORARY TABLE "since_{table}" ON COMMIT DROP AS
SELECT then_id AS id FROM "then_{table}"
UNION
SELECT unnest(a.ids) FROM public.audit_addedrows a
WHERE a."table" = %(table)s AND a.at >= %(at)s
"""
_ADDED = """
DELETE FROM "then_{table}" WHERE then_id IN (
    SELECT unnest(a.ids) FROM public.audit_addedrows a
    WHERE a."table" = %(table)s AND a.at >= %(at)s)
"""
_VIEW = """
CREATE TEMPORARY VIEW "{table}" AS
SELECT {now} FROM public."{table}" n
WHERE NOT EXISTS (SELECT 1 FROM "since_{table}" s WHERE s.id = n.id)
UNION ALL
SELECT {then} FROM "then_{table}" n
"""
_PLAIN = """CREATE TEMPORARY VIEW "{table}" AS SELECT {now} FROM public."{table}" n"""


_TOUCHED = """
SELECT t FROM unnest(%(tables)s) t
WHERE EXISTS (
        SELECT 1 FROM public.audit_formerrow h WHERE h."table" = t AND h.at >= %(at)s)
    OR EXISTS (
        SELECT 1 FROM public.audit_addedrows a WHERE a."table" = t AND a.at >= %(at)s)
"""


def _hide(cursor: CursorWrapper, tables: Sequence[Kept], at: dt.datetime) -> None:
    """Put views before the tables that are not as they were, or not kept whole."""
    names = [kept.table for kept in tables]
    cursor.execute(_TOUCHED, {"tables": names, "at": at})
    touched = {name for (name,) in cursor.fetchall()}
    for kept in tables:
        columns = ", ".join(_column(kept, *column) for column in kept.columns)
        if kept.table in touched:
            _read_back(cursor, kept.table, at)
            view = _VIEW.format(table=kept.table, now=columns, then=columns)
            cursor.execute(view)
        elif kept.unkept:
            cursor.execute(_PLAIN.format(table=kept.table, now=columns))


def _read_back(cursor: CursorWrapper, table: str, at: dt.datetime) -> None:
    """Gather what a table's rows were, and which of today's are not read."""
    given: dict[str, str | dt.datetime] = {"table": table, "at": at}
    cursor.execute(_FORMER.format(table=table), given)
    cursor.execute(_CHANGED.format(table=table), given)
    cursor.execute(_ADDED.format(table=table), given)
    cursor.execute(f'CREATE UNIQUE INDEX ON "since_{table}" (id)')
    cursor.execute(f'ANALYZE "since_{table}"; ANALYZE "then_{table}"')


def _column(kept: Kept, name: str, kind: str) -> str:
    """A column as it was; empty where nobody kept what it was."""
    if name not in kept.unkept:
        return f'n."{name}"'
    empty = "'{}'" if kind == "jsonb" else "NULL"
    return f'{empty}::{kind} AS "{name}"'


def _only(cursor: CursorWrapper) -> Any:
    """The only value of the only row."""
    (value,) = cursor.fetchone()
    return value
