"""Who of a staged list is already in the register, and what speaks against loading.

All set-based over the staging tables. The rules: the same personal id is the same
person; a missing id matches nobody; a household goes on where its head or its former
head is, any other is new (so a son who splits off does not take the family's number).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from households.imports.rows import Reading
from households.imports.staging import STATISTICS
from households.rules.personal_id import masked

_MATCH_PERSONS = """
UPDATE import_member i
SET person_id = p.id, name_key = p.name_key, is_new = false
FROM households_person p
WHERE i.personal_id <> '' AND p.personal_id = i.personal_id
"""

# An escaped poor household that sheet 1 holds as near-poor is the same household
# named twice: sheet 1 stays.
_NAMED_TWICE = """
CREATE TEMP TABLE import_again ON COMMIT DROP AS
SELECT DISTINCT e.hh
FROM import_member e
JOIN import_member l ON l.personal_id = e.personal_id AND l.sheet = 0
JOIN import_household h ON h.hh = l.hh
WHERE e.sheet = 1 AND e.personal_id <> '' AND h.poverty_class = 'near_poor'
"""
_DROP_AGAIN = """
DELETE FROM import_member WHERE hh IN (SELECT hh FROM import_again);
DELETE FROM import_household WHERE hh IN (SELECT hh FROM import_again)
"""

_MATCH_HOUSEHOLDS = """
UPDATE import_household i SET household_id = found.household_id, is_new = false
FROM (
    SELECT DISTINCT ON (m.hh) m.hh, s.household_id
    FROM import_member m
    JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
        AND s.relation = 'head' AND NOT m.is_new
    JOIN households_household h ON h.id = s.household_id AND h.state = 'active'
    ORDER BY m.hh, (m.relation = 'head') DESC, m.position
) found
WHERE i.hh = found.hh
"""

_REPEATED_IDS = """
SELECT m.sheet, m.row, m.personal_id, first.sheet, first.row
FROM import_member m
JOIN (
    SELECT personal_id, min(line) AS line FROM import_member
    WHERE personal_id <> '' GROUP BY personal_id HAVING count(*) > 1
) twice ON twice.personal_id = m.personal_id AND twice.line < m.line
JOIN import_member first ON first.line = twice.line
ORDER BY m.line
"""
_OTHER_PERSON = """
SELECT m.sheet, m.row, m.personal_id, m.name
FROM import_member m JOIN households_person p ON p.id = m.person_id
WHERE NOT m.is_new AND p.birth_year IS DISTINCT FROM m.birth_year
  AND p.name_key <> search_key(m.name)
ORDER BY m.line
"""
_DEAD = """
SELECT m.sheet, m.row, m.personal_id, p.died_on
FROM import_member m JOIN households_person p ON p.id = m.person_id
WHERE NOT m.is_new AND p.died_on IS NOT NULL
ORDER BY m.line
"""
# Somebody who lives where the officer does not answer for is moved by the officers
# of that place, not by a list.
_ELSEWHERE = """
SELECT DISTINCT ON (m.line) m.sheet, m.row, m.personal_id
FROM import_member m
JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
JOIN households_household h ON h.id = s.household_id
WHERE NOT m.is_new AND NOT h.commune_id = ANY(%(communes)s)
ORDER BY m.line
"""
_REVIEWED = """
SELECT i.sheet, i.row, r.name
FROM import_household i
JOIN households_review v ON v.household_id = i.household_id
JOIN households_reviewround r ON r.id = v.round_id
WHERE NOT i.is_new AND v.annual_year = %(year)s AND v.state <> 'withdrawn'
ORDER BY i.hh
"""
_STANDING = """
SELECT i.sheet, i.row, s.starts
FROM import_household i
JOIN households_standing s ON s.household_id = i.household_id
    AND s.scheme = 'national' AND s.recorded_to IS NULL
WHERE NOT i.is_new AND daterange(s.starts, s.ends) &&
      daterange(make_date(%(year)s + 1, 1, 1), make_date(%(year)s + 2, 1, 1))
  AND NOT EXISTS (
    SELECT 1 FROM households_review v
    WHERE v.household_id = i.household_id AND v.annual_year = %(year)s
      AND v.state <> 'withdrawn')
ORDER BY i.hh
"""
_LATER_LIST = """
SELECT DISTINCT ON (i.commune_id) i.sheet, i.row, a.name, r.year
FROM import_household i
JOIN areas_area a ON a.id = i.commune_id
JOIN households_communeround ra ON ra.commune_id = i.commune_id
JOIN households_reviewround r ON r.id = ra.round_id
WHERE r.year > %(year)s
ORDER BY i.commune_id, i.hh
"""


@dataclass(frozen=True)
class Against:
    """A reason not to load: the query, the column to point at, the sentence."""

    query: str
    column: str
    message: str


_REASONS = (
    Against(
        _REPEATED_IDS,
        "personal_id",
        "Số định danh này đã có ở trang “{3}”, dòng {4}. Mỗi người chỉ ghi một lần: "
        "hãy sửa số hoặc bỏ dòng thừa.",
    ),
    Against(
        _OTHER_PERSON,
        "personal_id",
        "Trên cổng số này là của một người khác tên và khác năm sinh. Hãy xem lại số "
        "định danh, hoặc sửa người đó trên cổng trước.",
    ),
    Against(
        _DEAD,
        "personal_id",
        "Trên cổng người này đã mất ngày {3:%d/%m/%Y}. Hãy bỏ dòng này, hoặc sửa ngày "
        "mất trên cổng trước.",
    ),
    Against(
        _ELSEWHERE,
        "personal_id",
        "Người này đang thuộc một hộ ngoài địa bàn bạn phụ trách. Hãy đề nghị nơi đó "
        "ghi chuyển đi trước khi nhập.",
    ),
    Against(
        _REVIEWED,
        "name",
        "Hộ này đã có phiếu năm {year} ({2}). Hãy bỏ hộ khỏi tệp, hoặc chọn lại năm.",
    ),
    Against(
        _STANDING,
        "name",
        "Hộ này đã có diện từ {2:%d/%m/%Y} trong thời gian của danh sách. Hãy chọn lại "
        "năm.",
    ),
    Against(
        _LATER_LIST,
        "name",
        "{2} đã có danh sách năm {3} trên cổng. Hãy nhập các năm theo thứ tự từ cũ đến "
        "mới.",
    ),
)


def match(reading: Reading, commune_ids: frozenset[int]) -> None:
    """Fill the ids of known persons and households; note what speaks against.

    `commune_ids` are the communes the officer answers for.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_again")
        cursor.execute(_NAMED_TWICE)
        cursor.execute(_DROP_AGAIN)
        cursor.execute(_MATCH_PERSONS)
        if cursor.rowcount:
            # Who is known decides how everything after is joined.
            cursor.execute(STATISTICS)
            cursor.execute(_MATCH_HOUSEHOLDS)
            cursor.execute(STATISTICS)
    values = {"year": reading.year, "communes": list(commune_ids)}
    for reason in _REASONS:
        for found in _rows(reason.query, values):
            _note(reading, reason, found)


def _rows(query: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        yield from cursor.fetchall()


def _note(reading: Reading, reason: Against, found: tuple[Any, ...]) -> None:
    sheet, row = found[0], found[1]
    table = reading.tables[sheet]
    column = reason.column
    value = masked(str(found[2])) if column == "personal_id" else ""
    if reason.query is _REPEATED_IDS:
        found = (*found[:3], reading.tables[found[3]].sheet, found[4])
    message = reason.message.format(*found, year=reading.year)
    reading.problems.add(table.sheet, table.cell(row, column), value, message)
