"""Who of a staged list is already in the register, and what speaks against a row.

All set-based over the staging tables. The rules: the same personal id is the same
person; a missing id matches nobody by itself; a household goes on where its head or
its former head is, any other is new (so a son who splits off does not take the
family's number).
"""

from collections.abc import Iterator, Mapping
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
WHERE i.personal_id <> '' AND p.personal_id = i.personal_id AND i.verdict <> 'repeated'
"""
_MATCH_HOUSEHOLDS = """
UPDATE import_household i SET household_id = found.household_id, is_new = false
FROM (
    SELECT DISTINCT ON (m.hh) m.hh, s.household_id
    FROM import_member m
    JOIN households_membership s ON s.person_id = m.person_id AND s.ends IS NULL
        AND s.relation = 'head' AND NOT m.is_new
    JOIN households_household h ON h.id = s.household_id AND h.state = 'active'
    WHERE m.verdict <> 'repeated'
    ORDER BY m.hh, (m.relation = 'head') DESC, m.position
) found
WHERE i.hh = found.hh
"""

_REPEATED_IDS = """
SELECT m.sheet, m.row, m.personal_id, first.sheet, first.row
FROM import_member m
JOIN (
    SELECT personal_id, min(line) AS line FROM import_member
    WHERE personal_id <> '' AND verdict <> 'repeated'
    GROUP BY personal_id HAVING count(*) > 1
) twice ON twice.personal_id = m.personal_id AND twice.line < m.line
JOIN import_member first ON first.line = twice.line
WHERE m.verdict <> 'repeated'
ORDER BY m.line
"""
_OTHER_PERSON = """
SELECT m.sheet, m.row, m.personal_id, m.name
FROM import_member m JOIN households_person p ON p.id = m.person_id
WHERE NOT m.is_new AND p.birth_year IS DISTINCT FROM m.birth_year
  AND p.name_key <> search_key(m.name) AND p.personal_id = m.personal_id
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
# What was reviewed on the portal is changed there, not by a list.
_REVIEWED = """
SELECT i.sheet, i.row, r.name
FROM import_now n
JOIN import_household i ON i.hh = n.hh
JOIN households_reviewround r ON r.id = n.round_id
WHERE NOT n.was_listed AND (NOT n.same_class OR cardinality(i.changes) > 0)
ORDER BY i.hh
"""
_STANDING = """
SELECT DISTINCT ON (i.hh) i.sheet, i.row, s.starts
FROM import_now n
JOIN import_household i ON i.hh = n.hh
JOIN households_standing s ON s.household_id = i.household_id
    AND s.scheme = 'national' AND s.recorded_to IS NULL
WHERE i.outcome_id IS NOT NULL AND s.id IS DISTINCT FROM n.standing_id
  AND daterange(s.starts, s.ends) &&
      daterange(make_date(%(year)s + 1, 1, 1), make_date(%(year)s + 2, 1, 1))
ORDER BY i.hh
"""
# A list that was loaded or recognised; a review that is still going on is none yet.
_LATER_ROUND = """
r.year > %(year)s AND r.kind = 'annual' AND EXISTS (
  SELECT 1 FROM households_outcome o
  WHERE o.round_id = r.id AND o.commune_id = ra.commune_id AND o.is_current
    AND (o.origin = 'imported' OR EXISTS (
      SELECT 1 FROM households_standing s
      WHERE s.outcome_id = o.id AND s.recorded_to IS NULL)))
"""
# Of somebody in doubt nobody knows yet whether anything would change.
_LATER_LIST = f"""
SELECT DISTINCT ON (i.commune_id) i.sheet, i.row, a.name, r.year
FROM import_household i
JOIN areas_area a ON a.id = i.commune_id
JOIN households_communeround ra ON ra.commune_id = i.commune_id
JOIN households_reviewround r ON r.id = ra.round_id
WHERE {_LATER_ROUND} AND i.verdict <> 'repeated'
  AND (i.is_new OR cardinality(i.changes) > 0)
  AND NOT EXISTS (
    SELECT 1 FROM import_member d WHERE d.hh = i.hh AND d.candidates IS NOT NULL)
ORDER BY i.commune_id, i.hh
"""  # noqa: S608  made of texts of ours
# The others of such a commune are wrong as well; one of them says why.
_ALL_OF_COMMUNE = f"""
UPDATE import_household i SET verdict = 'wrong'
FROM (
    SELECT DISTINCT ra.commune_id FROM households_communeround ra
    JOIN households_reviewround r ON r.id = ra.round_id WHERE {_LATER_ROUND}
) later
WHERE later.commune_id = i.commune_id AND i.verdict <> 'repeated'
  AND (i.is_new OR cardinality(i.changes) > 0)
  AND NOT EXISTS (
    SELECT 1 FROM import_member d WHERE d.hh = i.hh AND d.candidates IS NOT NULL);
UPDATE import_member m SET verdict = 'wrong'
FROM import_household i
WHERE i.hh = m.hh AND i.verdict = 'wrong' AND m.verdict = ''
"""  # noqa: S608  made of texts of ours


@dataclass(frozen=True)
class Against:
    """A reason against a row: the query, the column to point at, the sentence."""

    query: str
    column: str
    message: str


_OF_PERSONS = (
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
)
_OF_HOUSEHOLDS = (
    Against(
        _REVIEWED,
        "name",
        "Hộ này đã có phiếu năm {year} trên cổng ({2}), khác với dòng này. Hãy bỏ hộ "
        "khỏi tệp, sửa phiếu trên cổng, hoặc chọn lại năm.",
    ),
    Against(
        _STANDING,
        "name",
        "Hộ này đã có diện từ {2:%d/%m/%Y} trong thời gian của danh sách. Hãy chọn lại "
        "năm.",
    ),
)
_OF_COMMUNES = Against(
    _LATER_LIST,
    "name",
    "{2} đã có danh sách năm {3} trên cổng. Hãy nhập các năm theo thứ tự từ cũ đến "
    "mới.",
)


def match_persons() -> bool:
    """Find known persons by their personal ids; whether there are any."""
    with connection.cursor() as cursor:
        cursor.execute(_MATCH_PERSONS)
        if cursor.rowcount:
            # Who is known decides how everything after is joined.
            cursor.execute(STATISTICS)
        return bool(cursor.rowcount)


def match_households() -> None:
    """Find the households that known persons head."""
    with connection.cursor() as cursor:
        cursor.execute(_MATCH_HOUSEHOLDS)
        cursor.execute(STATISTICS)


def refuse_persons(reading: Reading, values: Mapping[str, Any], known: bool) -> None:
    """Note what speaks against rows because of whom they mean.

    `values` are the year and `communes`, those the officer answers for. Without
    `known` persons only the rows themselves can disagree.
    """
    for reason in _OF_PERSONS if known else _OF_PERSONS[:1]:
        _refuse(reading, reason, values)


def refuse_households(reading: Reading, values: Mapping[str, Any], known: bool) -> None:
    """The same of households, once it is known what the list changes of them."""
    for reason in _OF_HOUSEHOLDS if known else ():
        _refuse(reading, reason, values)
    if _refuse(reading, _OF_COMMUNES, values):
        with connection.cursor() as cursor:
            cursor.execute(_ALL_OF_COMMUNE, values)


def mark_wrong(reading: Reading) -> None:
    """Give the rows of every problem noted so far their verdict."""
    marks = [
        (sheet, row)
        for sheet, table in reading.tables.items()
        for row in reading.problems.rows(table.sheet)
    ]
    if not marks:
        return
    sheets, rows = (list(each) for each in zip(*marks, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE import_member m SET verdict = 'wrong' "
            "FROM unnest(%s::integer[], %s::integer[]) AS w(sheet, row) "
            "WHERE m.sheet = w.sheet AND m.row = w.row",
            [sheets, rows],
        )


def _refuse(reading: Reading, reason: Against, values: Mapping[str, Any]) -> bool:
    found = list(_rows(reason.query, values))
    for each in found:
        _note(reading, reason, each)
    return bool(found)


def _rows(query: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        yield from cursor.fetchall()


def _note(reading: Reading, reason: Against, found: tuple[Any, ...]) -> None:
    sheet, row = found[0], found[1]
    table = reading.tables[sheet]
    value = masked(str(found[2])) if reason.column == "personal_id" else ""
    names = {column.name for column in table.layout.columns}
    column = reason.column if reason.column in names else table.layout.marks[0]
    if reason.query is _REPEATED_IDS:
        found = (*found[:3], reading.tables[found[3]].sheet, found[4])
    message = reason.message.format(*found, year=reading.year)
    reading.problems.add(table.sheet, table.cell(row, column), value, message)
