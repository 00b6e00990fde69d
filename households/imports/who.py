"""Who is who, beyond equal personal ids: names, birth years, sexes within a place.

Set-based over the staged rows that no personal id has found. First what officers
decided before, then an exact join on name without accents, birth year, sex and
village, then likeness of names within the village on what is left: the first two
find somebody, the last only offers candidates. Where a list names the head alone,
the join is on heads, by name and sex. A missing id is equal to nothing; two different
numbers of one kind never find each other by themselves.

Costs two look-ups where the register is empty or every row is found already.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from povertyportal.ui.numbers import vietnamese

MOST_CANDIDATES = 5
# A list most of whose households nobody knows, where others are known: a wrong place.
FEW_HOUSEHOLDS, FEW_KNOWN, KNOWN_SHARE = 20, 5, 3
# Numbers that belong to others, name and birth year: a column that slipped by a row.
FEW_STRANGERS, STRANGER_SHARE = 5, 10
# Family and middle names are shared by half a village: the given name, the last word,
# must be alike by itself. Chosen on made-up slips of typing; see the tests.
LIKE_NAME, LIKE_GIVEN = 0.5, 0.25

_ANY_LEFT = """
SELECT EXISTS (SELECT 1 FROM import_member WHERE is_new AND name <> '')
"""

# Who lives or lived at the places of the list and was found by no row yet: a list of a
# former year names villages that have become others since. Where rows name no village,
# their places are the communes of the chosen area.
_KNOWN = """
CREATE TEMP TABLE import_known ON COMMIT DROP AS
SELECT DISTINCT p.id AS person_id, h.id AS household_id, g.id AS village_id,
    g.parent_id AS commune_id, s.relation = 'head' AS is_head, p.name_key, p.sex,
    p.birth_year, p.personal_id, substring(p.name_key from '[^ ]+$') AS given
FROM areas_area g
JOIN households_residence r ON r.village_id = g.id
JOIN households_household h ON h.id = r.household_id AND h.state = 'active'
JOIN households_membership s ON s.household_id = h.id AND s.ends IS NULL
JOIN households_person p ON p.id = s.person_id AND p.died_on IS NULL
WHERE {of_list}
  AND NOT EXISTS (
    SELECT 1 FROM import_member m WHERE m.person_id = p.id AND NOT m.is_new);
SELECT EXISTS (SELECT 1 FROM import_known)
"""
_OF_LIST = """
(g.id IN (SELECT village_id FROM import_household)
    OR (g.parent_id = ANY(%(communes)s)
      AND EXISTS (SELECT 1 FROM import_household WHERE village_id IS NULL)))
"""

# The rows to find, with the place that decisions are remembered by.
_SOUGHT = """
CREATE TEMP TABLE import_sought ON COMMIT DROP AS
SELECT m.line, m.hh, m.relation = 'head' AS is_head, h.names_all, h.village_id,
    h.commune_id,
    coalesce(h.village_id, h.commune_id, %(area)s) AS place_id,
    search_key(m.name) AS name_key, m.sex, m.birth_year, m.personal_id, h.code,
    substring(search_key(m.name) from '[^ ]+$') AS given
FROM import_member m JOIN import_household h ON h.hh = m.hh
WHERE m.is_new AND m.name <> '' AND m.verdict NOT IN ('wrong', 'repeated');
ANALYZE import_known;
ANALYZE import_sought;
CREATE TEMP TABLE import_pair (
    line integer, person_id bigint, likeness real, is_sure boolean
) ON COMMIT DROP
"""
_SAME_ROW = """
l.place_id = m.place_id AND l.name_key = m.name_key AND l.sex = m.sex
    AND l.birth_year IS NOT DISTINCT FROM m.birth_year
    AND l.personal_id = m.personal_id AND l.code = m.code
"""
_DECIDED = """
INSERT INTO import_pair
SELECT DISTINCT m.line, k.person_id, 1, true
FROM import_sought m
JOIN households_likeness l ON l.is_same AND {same_row}
JOIN import_known k ON k.person_id = l.person_id
"""

_PLACE = """
(m.village_id = k.village_id OR (m.village_id IS NULL
    AND (m.commune_id IS NULL OR m.commune_id = k.commune_id)))
"""
_NOT_DENIED = """
NOT EXISTS (SELECT 1 FROM households_likeness l
    WHERE NOT l.is_same AND l.person_id = k.person_id AND {same_row})
"""
_OTHER_NUMBER = """
(m.personal_id <> '' AND k.personal_id <> ''
    AND length(m.personal_id) = length(k.personal_id))
"""
_EXACT = """
INSERT INTO import_pair
SELECT m.line, k.person_id, 1, NOT {other_number}
FROM import_sought m
JOIN import_known k ON k.village_id = m.village_id AND k.name_key = m.name_key
    AND k.birth_year = m.birth_year AND k.sex = m.sex
WHERE m.names_all AND m.sex <> '' AND {not_denied}
"""
_EXACT_HEADS = """
INSERT INTO import_pair
SELECT DISTINCT m.line, k.person_id, 1, true
FROM import_sought m
JOIN import_known k ON k.is_head AND k.name_key = m.name_key AND {at_place}
    AND (k.sex = m.sex OR k.sex = '' OR m.sex = '')
WHERE NOT m.names_all AND {not_denied}
"""

# Sure pairs that are alone on both sides are found; the others become candidates.
_TAKE = """
ANALYZE import_pair;
DROP TABLE IF EXISTS import_found;
CREATE TEMP TABLE import_found ON COMMIT DROP AS
SELECT DISTINCT a.line, a.person_id, k.name_key
FROM (
    SELECT line, person_id, is_sure, count(*) OVER (PARTITION BY line) AS of_line,
        count(*) OVER (PARTITION BY person_id) AS of_person
    FROM import_pair
) a JOIN import_known k ON k.person_id = a.person_id
WHERE a.is_sure AND a.of_line = 1 AND a.of_person = 1;
ANALYZE import_found;
UPDATE import_member m
SET person_id = f.person_id, is_new = false, name_key = f.name_key
FROM import_found f WHERE m.line = f.line;
DELETE FROM import_sought s USING import_found f WHERE s.line = f.line;
DELETE FROM import_known k USING import_found f WHERE k.person_id = f.person_id;
DELETE FROM import_pair p USING import_found f WHERE p.line = f.line;
SELECT count(*) FROM import_found
"""

# Of namesakes, the one who lives with others of the row's household is meant.
_AT_HOME = """
DROP TABLE IF EXISTS import_home;
CREATE TEMP TABLE import_home ON COMMIT DROP AS
SELECT DISTINCT p.line, p.person_id
FROM import_pair p
JOIN import_sought m ON m.line = p.line
JOIN import_known k ON k.person_id = p.person_id
JOIN import_member kin ON kin.hh = m.hh AND NOT kin.is_new
JOIN households_membership s ON s.person_id = kin.person_id AND s.ends IS NULL
    AND s.household_id = k.household_id
WHERE p.is_sure;
ANALYZE import_home;
DELETE FROM import_pair p USING import_home h
WHERE p.line = h.line AND p.person_id <> h.person_id;
DELETE FROM import_pair p USING import_home h
WHERE p.person_id = h.person_id AND p.line <> h.line
"""

_LIKE_NAMES = """
similarity(k.name_key, m.name_key) >= %(like_name)s
    AND similarity(k.given, m.given) >= %(like_given)s
"""
# Rows with somebody to be asked about already need no likeness.
_REST = """
ANALYZE import_pair;
DELETE FROM import_sought s USING import_pair p WHERE p.line = s.line;
ANALYZE import_sought
"""
_YEARS = """
CREATE TEMP TABLE import_year ON COMMIT DROP AS
SELECT s.*, s.birth_year + beside AS known_year, left(s.given, 1) AS letter
FROM import_sought s CROSS JOIN generate_series(-1, 1) AS beside
WHERE s.names_all AND s.birth_year IS NOT NULL;
ANALYZE import_year
"""
# By birth year and first letter of the given name first, so that a village is not
# compared with itself name by name.
_LIKE = """
INSERT INTO import_pair
SELECT m.line, k.person_id, similarity(k.name_key, m.name_key), false
FROM import_year m
JOIN import_known k ON k.village_id = m.village_id AND k.birth_year = m.known_year
    AND left(k.given, 1) = m.letter
    AND (k.sex = m.sex OR k.sex = '' OR m.sex = '')
WHERE {like_names} AND NOT {other_number} AND {not_denied}
"""
# Without a birth year on one side heads are compared with heads only.
_LIKE_HEADS = """
INSERT INTO import_pair
SELECT m.line, k.person_id, similarity(k.name_key, m.name_key), false
FROM import_sought m
JOIN import_known k ON k.is_head AND {place}
    AND (k.sex = m.sex OR k.sex = '' OR m.sex = '')
    AND (NOT m.names_all OR k.birth_year IS NULL OR m.birth_year IS NULL)
WHERE m.is_head AND {like_names} AND NOT {other_number}
  AND {not_denied}
"""
_IN_VILLAGE = "k.village_id = m.village_id"
_IN_COMMUNE = "m.village_id IS NULL AND k.commune_id = m.commune_id"
_CANDIDATES = """
UPDATE import_member m SET candidates = c.found
FROM (
    SELECT line, jsonb_agg(
        jsonb_build_object('id', person_id, 'likeness', round(likeness::numeric, 2))
        ORDER BY likeness DESC, person_id) AS found
    FROM (
        SELECT DISTINCT line, person_id, likeness,
            row_number() OVER (PARTITION BY line ORDER BY likeness DESC, person_id) AS n
        FROM import_pair
    ) ranked WHERE n <= %(most)s GROUP BY line
) c
WHERE m.line = c.line
"""
# The parts of the statements above that are said more than once.
_PARTS = {
    "of_list": _OF_LIST,
    "same_row": _SAME_ROW,
    "at_place": _PLACE,
    "other_number": _OTHER_NUMBER,
    "not_denied": _NOT_DENIED.format(same_row=_SAME_ROW),
    "like_names": _LIKE_NAMES,
}
_FILL_PLACES = """
UPDATE import_household i SET village_id = h.village_id, commune_id = h.commune_id
FROM households_household h
WHERE i.village_id IS NULL AND NOT i.is_new AND h.id = i.household_id
"""
_NO_PLACE = """
SELECT m.sheet, m.row, m.name
FROM import_household i JOIN import_member m ON m.hh = i.hh
WHERE NOT i.names_all AND i.village_id IS NULL AND i.is_new
  AND m.is_new AND m.name <> '' AND m.candidates IS NULL AND m.verdict <> 'wrong'
ORDER BY m.line
"""
_HOUSEHOLDS_KNOWN = """
SELECT count(DISTINCT h.id)
FROM areas_area g
JOIN households_residence r ON r.village_id = g.id
JOIN households_household h ON h.id = r.household_id AND h.state = 'active'
WHERE {of_list}
"""
_HOUSEHOLDS_FOUND = """
SELECT (SELECT count(*) FROM import_household),
    (SELECT count(DISTINCT hh) FROM import_member
     WHERE hh > 0 AND (NOT is_new OR candidates IS NOT NULL))
"""
_STRANGERS = """
SELECT count(*), count(*) FILTER (
    WHERE p.birth_year IS DISTINCT FROM m.birth_year
      AND p.name_key <> search_key(m.name))
FROM import_member m JOIN households_person p ON p.id = m.person_id
WHERE NOT m.is_new AND m.personal_id <> '' AND p.personal_id = m.personal_id
"""
_DROP = """
DROP TABLE IF EXISTS import_known, import_sought, import_pair, import_found, import_year
"""


def find_by_name(area_id: int | None, commune_ids: frozenset[int]) -> int:
    """Find known persons whom no personal id has found; note candidates of others.

    `area_id` is the area that the officer chose, if he did; `commune_ids` the communes
    in it. Works on import_member and import_household; returns how many were found.
    """
    values: Mapping[str, Any] = {
        "area": area_id,
        "communes": list(commune_ids),
        "like_name": LIKE_NAME,
        "like_given": LIKE_GIVEN,
        "most": MOST_CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DROP)
        if not _is_true(cursor, _ANY_LEFT, values):
            return 0
        if not _is_true(cursor, _KNOWN.format(**_PARTS), values):
            return 0
        cursor.execute(_SOUGHT, values)
        found = 0
        for steps in ((_DECIDED,), (_EXACT, _EXACT_HEADS), (_AT_HOME,)):
            for step in steps:
                cursor.execute(step.format(**_PARTS), values)
            cursor.execute(_TAKE)
            found += cursor.fetchone()[0]
        cursor.execute(_REST)
        cursor.execute(_YEARS)
        cursor.execute(_LIKE.format(**_PARTS), values)
        cursor.execute(_REST)
        for place in (_IN_VILLAGE, _IN_COMMUNE):
            cursor.execute(_LIKE_HEADS.format(**_PARTS, place=place), values)
        cursor.execute(_CANDIDATES, values)
        return found


def fill_places() -> None:
    """Give rows that name no village that of the household they were found as."""
    with connection.cursor() as cursor:
        cursor.execute(_FILL_PLACES)


def without_place() -> list[tuple[int, int, str]]:
    """(sheet, row, head) of unknown households whose village nobody can tell."""
    with connection.cursor() as cursor:
        cursor.execute(_NO_PLACE)
        return cursor.fetchall()


def strangers(commune_ids: frozenset[int], *, is_expected: bool) -> str:
    """Why a list must not be confirmed: it seems to be of others; "" if it does not.

    `is_expected`: the officer said that most of its households are new.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS)
        by_number, others = cursor.fetchone()
        if others >= FEW_STRANGERS and others * STRANGER_SHARE >= by_number:
            return _OTHERS_NUMBERS.format(
                others=vietnamese(others), found=vietnamese(by_number)
            )
        cursor.execute(
            _HOUSEHOLDS_KNOWN.format(**_PARTS), {"communes": list(commune_ids)}
        )
        (known,) = cursor.fetchone()
        if is_expected or known < FEW_KNOWN:
            return ""
        cursor.execute(_HOUSEHOLDS_FOUND)
        listed, found = cursor.fetchone()
    if listed >= FEW_HOUSEHOLDS and found * KNOWN_SHARE < listed:
        return _UNKNOWN_HOUSEHOLDS.format(
            listed=vietnamese(listed), found=vietnamese(found), known=vietnamese(known)
        )
    return ""


_OTHERS_NUMBERS = (
    "{others} trong {found} số định danh đã có trên cổng là của người khác tên và khác "
    "năm sinh. Có thể cột số định danh đã lệch dòng khi sắp xếp trong Excel. Hãy kiểm "
    "tra lại tệp rồi tải lên lần nữa."
)
_UNKNOWN_HOUSEHOLDS = (
    "Tệp có {listed} hộ nhưng chỉ {found} hộ khớp với {known} hộ đang có trên cổng ở "
    "những thôn này. Có thể đã chọn nhầm địa bàn hoặc nhầm tệp. Nếu đúng là phần lớn "
    "hộ trong tệp chưa có trên cổng, hãy tải tệp lên lại và đánh dấu vào ô “Phần lớn "
    "hộ trong tệp chưa có trên cổng”."
)


def _is_true(cursor: CursorWrapper, query: str, values: Mapping[str, Any]) -> bool:
    cursor.execute(query, values)
    return bool(cursor.fetchone()[0])
