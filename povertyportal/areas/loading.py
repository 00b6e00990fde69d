"""Writing the units of the files into the database, as sets.

Other rows refer to areas by id (scopes, residences, figures), so a unit that is
already there keeps its id; only what differs is written.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from povertyportal.areas.unit_files import (
    REFORM,
    Problem,
    Unit,
    UnitFileProblem,
    UnitFiles,
    is_new_era,
    read_unit_files,
)
from povertyportal.ui.vi_key import vi_key

DATA = Path(__file__).resolve().parent / "data"
UNITS_FILE = DATA / "admin_units.csv"
CHANGES_FILE = DATA / "admin_unit_changes.csv"

STAGING = """
DROP TABLE IF EXISTS pg_temp.unit_in, pg_temp.version_in, pg_temp.change_in;
CREATE TEMPORARY TABLE unit_in (
    number int PRIMARY KEY, level text, code text, is_new_era boolean,
    began date, ended date, parent int, name text, kind text,
    sort_key text COLLATE "C", lat float8, lon float8,
    id bigint, is_added boolean DEFAULT false, path text COLLATE "C"
) ON COMMIT DROP;
CREATE TEMPORARY TABLE version_in (
    unit int, kind text, name text, parent int, starts date, ends date
) ON COMMIT DROP;
CREATE TEMPORARY TABLE change_in (
    old int, new int, effective_on date, extent text
) ON COMMIT DROP;
"""

IDENTIFY = """
UPDATE unit_in u SET id = a.id FROM areas_area a
WHERE a.level = u.level AND a.code = u.code
  AND coalesce(a.began >= %(reform)s, false) = u.is_new_era;
UPDATE unit_in SET is_added = true,
    id = nextval(pg_get_serial_sequence('areas_area', 'id'))
WHERE id IS NULL;
WITH RECURSIVE chain AS (
    SELECT number, id || '.' AS path FROM unit_in WHERE parent IS NULL
    UNION ALL
    SELECT u.number, c.path || u.id || '.'
    FROM unit_in u JOIN chain c ON c.number = u.parent
)
UPDATE unit_in u SET path = c.path FROM chain c WHERE c.number = u.number;
"""

ABSENT = """
SELECT a.level, a.code, a.name, a.began FROM areas_area a
WHERE a.level <> 'village' AND NOT EXISTS (SELECT FROM unit_in u WHERE u.id = a.id)
ORDER BY a.level, a.code
"""

CHANGE_AREAS = """
WITH right_now AS (
    SELECT u.id, u.began, u.ended, p.id AS parent_id, u.path, u.name, u.kind,
        u.sort_key, u.lat, u.lon
    FROM unit_in u LEFT JOIN unit_in p ON p.number = u.parent
)
UPDATE areas_area a
SET began = r.began, ended = r.ended, parent_id = r.parent_id, path = r.path,
    name = r.name, kind = r.kind, sort_key = r.sort_key, lat = r.lat, lon = r.lon
FROM right_now r
WHERE a.id = r.id AND
    (a.began, a.ended, a.parent_id, a.path, a.name, a.kind, a.sort_key, a.lat, a.lon)
    IS DISTINCT FROM
    (r.began, r.ended, r.parent_id, r.path, r.name, r.kind, r.sort_key, r.lat, r.lon)
"""

ADD_AREAS = """
INSERT INTO areas_area
    (id, level, code, began, ended, parent_id, path, name, kind, sort_key, lat, lon)
SELECT u.id, u.level, u.code, u.began, u.ended, p.id, u.path, u.name, u.kind,
    u.sort_key, u.lat, u.lon
FROM unit_in u LEFT JOIN unit_in p ON p.number = u.parent
WHERE u.is_added ORDER BY u.id
"""

# A village lies below its commune, wherever the commune now hangs.
MOVE_VILLAGES = """
UPDATE areas_area v SET path = c.path || v.id || '.'
FROM areas_area c
WHERE v.level = 'village' AND c.id = v.parent_id AND v.path <> c.path || v.id || '.'
"""

DROP_VERSIONS = """
DELETE FROM areas_areaversion v USING unit_in u
WHERE v.area_id = u.id AND NOT EXISTS (
    SELECT FROM version_in i LEFT JOIN unit_in p ON p.number = i.parent
    WHERE i.unit = u.number
      AND (i.kind, i.name, p.id, i.starts, i.ends)
          IS NOT DISTINCT FROM (v.kind, v.name, v.parent_id, v.starts, v.ends))
"""

ADD_VERSIONS = """
INSERT INTO areas_areaversion (area_id, kind, name, parent_id, starts, ends)
SELECT u.id, i.kind, i.name, p.id, i.starts, i.ends
FROM version_in i
JOIN unit_in u ON u.number = i.unit
LEFT JOIN unit_in p ON p.number = i.parent
WHERE NOT EXISTS (
    SELECT FROM areas_areaversion v
    WHERE v.area_id = u.id
      AND v.starts IS NOT DISTINCT FROM i.starts)
ORDER BY u.id, i.starts NULLS FIRST
"""

DROP_CHANGES = """
DELETE FROM areas_areachange c
WHERE c.old_id IN (SELECT id FROM unit_in) AND NOT EXISTS (
    SELECT FROM change_in i
    JOIN unit_in o ON o.number = i.old JOIN unit_in n ON n.number = i.new
    WHERE o.id = c.old_id AND n.id = c.new_id
      AND i.effective_on = c.effective_on AND i.extent = c.extent)
"""

ADD_CHANGES = """
INSERT INTO areas_areachange (old_id, new_id, effective_on, extent)
SELECT o.id, n.id, i.effective_on, i.extent
FROM change_in i
JOIN unit_in o ON o.number = i.old JOIN unit_in n ON n.number = i.new
ORDER BY o.id, n.id
ON CONFLICT (old_id, new_id, effective_on) DO NOTHING
"""


@dataclass(frozen=True)
class LoadResult:
    """What the files hold, and what had to be written for it."""

    rows: int
    units: int
    changes: int
    kind_changes: int
    units_added: int
    units_changed: int
    versions_dropped: int
    versions_added: int
    changes_dropped: int
    changes_added: int

    @property
    def changed_nothing(self) -> bool:
        """Whether the database already was as the files say."""
        return not (
            self.units_added
            or self.units_changed
            or self.versions_dropped
            or self.versions_added
            or self.changes_dropped
            or self.changes_added
        )


def load_areas(
    units_path: Path = UNITS_FILE,
    changes_path: Path = CHANGES_FILE,
    *,
    dry_run: bool = False,
) -> LoadResult:
    """Make the database's units, versions and changes those of the files.

    All or nothing; running it again changes nothing. Raises UnitFileProblem.
    """
    files = read_unit_files(units_path, changes_path)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE areas_area IN SHARE ROW EXCLUSIVE MODE")
        _stage(cursor, files)
        _refuse_absent(cursor, units_path.name)
        result = _write(cursor, files)
        # Without it the planner may believe the tables empty until autovacuum comes by,
        # and the first searches take seconds.
        cursor.execute("ANALYZE areas_area, areas_areaversion, areas_areachange")
        if dry_run:
            transaction.set_rollback(True)
    return result


def _stage(cursor: CursorWrapper, files: UnitFiles) -> None:
    cursor.execute(STAGING)
    _copy(
        cursor,
        "unit_in (number, level, code, is_new_era, began, ended, parent, name, kind,"
        " sort_key, lat, lon)",
        (_unit_cells(unit) for unit in files.units),
    )
    _copy(
        cursor,
        "version_in",
        (
            (unit.number, row.kind, row.name, _number(parent), row.starts, row.ends)
            for unit in files.units
            for row, parent in zip(unit.versions, unit.parents, strict=True)
        ),
    )
    _copy(
        cursor,
        "change_in",
        ((c.old.number, c.new.number, c.effective_on, c.extent) for c in files.changes),
    )
    cursor.execute(IDENTIFY, {"reform": REFORM})
    cursor.execute("ANALYZE unit_in; ANALYZE version_in; ANALYZE change_in")


def _unit_cells(unit: Unit) -> tuple[object, ...]:
    row = unit.newest
    return (
        unit.number,
        row.level,
        row.code,
        is_new_era(unit.began),
        unit.began,
        unit.ended,
        _number(unit.parents[-1]),
        row.name,
        row.kind,
        vi_key(row.name),
        row.lat,
        row.lon,
    )


def _number(unit: Unit | None) -> int | None:
    return unit.number if unit else None


def _copy(
    cursor: CursorWrapper, target: str, rows: Iterable[tuple[object, ...]]
) -> None:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    buffer.seek(0)
    cursor.copy_expert(f"COPY {target} FROM STDIN WITH (FORMAT csv)", buffer)


def _refuse_absent(cursor: CursorWrapper, file: str) -> None:
    """Units are ended by a date, never by leaving them out of the file."""
    cursor.execute(ABSENT)
    problems = [
        Problem(
            file, 0, f"{level} {code} ({name}, from {began}) is in the database only"
        )
        for level, code, name, began in cursor.fetchall()
    ]
    if problems:
        raise UnitFileProblem(problems)


def _write(cursor: CursorWrapper, files: UnitFiles) -> LoadResult:
    def run(sql: str) -> int:
        cursor.execute(sql)
        return cursor.rowcount

    units_changed = run(CHANGE_AREAS)
    units_added = run(ADD_AREAS)
    run(MOVE_VILLAGES)
    return LoadResult(
        rows=files.rows,
        units=len(files.units),
        changes=len(files.changes),
        kind_changes=files.kind_changes,
        units_added=units_added,
        units_changed=units_changed,
        versions_dropped=run(DROP_VERSIONS),
        versions_added=run(ADD_VERSIONS),
        changes_dropped=run(DROP_CHANGES),
        changes_added=run(ADD_CHANGES),
    )
