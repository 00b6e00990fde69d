"""Rows of a list that say again what it has said already: they count once."""

from django.db import connection

# The same household in the same words, every member of it: a copy of an earlier one.
# Whatever a reader of another layout has marked already stays as it is.
_COPIES = """
CREATE TEMP TABLE import_again ON COMMIT DROP AS
SELECT hh FROM (
    SELECT h.hh, row_number() OVER (
        PARTITION BY m.digest, h.sheet, h.commune_id, h.village_id, h.code,
            h.poverty_class, h.decision, h.decided_on, h.b1, h.b2, h.persons
        ORDER BY h.hh) AS place
    FROM import_household h
    JOIN (
        SELECT hh, sum(hashtextextended(concat_ws('/', name, relation, sex,
            birth_year, birth_month, birth_day, personal_id), position)) AS digest
        FROM import_member
        GROUP BY hh HAVING bool_and(verdict = '')
    ) m ON m.hh = h.hh
) copies
WHERE place > 1
"""
# An escaped poor household that sheet 1 holds as near-poor is the same household
# named twice: sheet 1 stays.
_NAMED_TWICE = """
INSERT INTO import_again
SELECT DISTINCT e.hh
FROM import_member e
JOIN import_member l ON l.personal_id = e.personal_id AND l.sheet = 0
JOIN import_household h ON h.hh = l.hh
WHERE e.sheet = 1 AND e.personal_id <> '' AND h.poverty_class = 'near_poor'
"""
_MARK = """
UPDATE import_member m SET verdict = 'repeated'
FROM import_again a WHERE a.hh = m.hh AND m.verdict <> 'wrong';
UPDATE import_household h SET verdict = 'repeated'
FROM import_again a WHERE a.hh = h.hh
"""


def mark_repeats(has_escaped: bool) -> None:
    """Give the rows of households that are named again their verdict.

    `has_escaped`: the list has sheets of escaped households beside the first one.
    """
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_again")
        cursor.execute(_COPIES)
        if has_escaped:
            cursor.execute(_NAMED_TWICE)
        cursor.execute("SELECT EXISTS (SELECT 1 FROM import_again)")
        if cursor.fetchone()[0]:
            cursor.execute(_MARK)
