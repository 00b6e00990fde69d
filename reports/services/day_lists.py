"""The households behind a number of a day or of a movement, a page at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.db import connection, transaction

from households.models import Household
from households.rules.outcome import PovertyClass
from households.services.as_of import Moment, homes
from povertyportal.accounts.access import Scope
from povertyportal.areas.models import Area
from povertyportal.sheets.exports import CHUNK
from reports import as_of, movement, movement_sql


@dataclass(frozen=True)
class Entry:
    """A household of a list: where and what it was then, what became of it.

    `household` is None where it has left the officer's scope since: it is counted,
    but no longer theirs to know. `village` is None where no residence was known.
    """

    household: Household | None
    village: Area | None
    commune: Area
    before: str
    after: str
    persons: int
    words: str


# Who lives out of the officer's scope today comes last, in an order that says nothing
# of names.
_PAGE = """
SELECT r.*, h.commune_id = ANY(%(own_communes)s) OR h.village_id = ANY(%(own_villages)s)
    AS is_seen
FROM ({rows}) r JOIN households_household h ON h.id = r.household_id
ORDER BY is_seen DESC NULLS LAST, CASE
    WHEN h.commune_id = ANY(%(own_communes)s) OR h.village_id = ANY(%(own_villages)s)
    THEN h.head_sort_key ELSE '' END, r.household_id, r.commune_id
LIMIT %(limit)s OFFSET %(offset)s
"""
_COUNT = "SELECT count(*) FROM ({rows}) r"


@dataclass(frozen=True)
class Rows(Sequence[Entry]):
    """Rows of a statement for a Paginator: (household, commune, village, before,
    after, persons, signature). `tables` are the CTEs that `rows` reads."""

    tables: str
    rows: str
    params: dict[str, Any]
    scope: Scope

    def __len__(self) -> int:
        found: int = self._read(_COUNT, {})[0][0]
        return found

    @overload
    def __getitem__(self, part: int) -> Entry: ...

    @overload
    def __getitem__(self, part: slice) -> list[Entry]: ...

    def __getitem__(self, part: int | slice) -> Entry | list[Entry]:
        if isinstance(part, int):
            return self[part : part + 1][0]
        start = part.start or 0
        return _entries(self._read(_PAGE, self._part(part.stop - start, start)))

    def __iter__(self) -> Iterator[Entry]:
        """All of them, read once: each slice would reckon the whole again."""
        sql = self.tables + _PAGE.format(rows=self.rows)
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.execute(sql, self.params | self._part(None, 0))
            while chunk := cursor.fetchmany(CHUNK):
                yield from _entries(chunk)

    def _part(self, limit: int | None, offset: int) -> dict[str, Any]:
        return {
            "own_communes": list(self.scope.commune_ids),
            "own_villages": list(self.scope.village_ids),
            "limit": limit,
            "offset": offset,
        }

    def _read(self, sql: str, more: dict[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.tables + sql.format(rows=self.rows), self.params | more)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


_OF_CLASS = """
SELECT household_id, commune_id, village_id, kind, '', persons, '' FROM classed
WHERE kind = %(kind)s"""


def of_class(
    *, scope: Scope, communes: Collection[int], moment: Moment, kind: str
) -> Rows:
    """Households of a class in the communes on the day."""
    return Rows(
        as_of.households_sql(moment),
        _OF_CLASS,
        {**homes(communes, moment.day), "kind": kind},
        scope,
    )


_OF_COLUMN = """
SELECT household_id, commune_id, {village}, coalesce(before, ''), coalesce(after, ''),
    {persons}, signature
FROM moved WHERE signature = ANY(%(signatures)s)"""
_VILLAGE = """(
    SELECT p.village_id FROM placed{n} p
    WHERE p.household_id = moved.household_id LIMIT 1)"""


def of_column(
    *,
    scope: Scope,
    communes: Collection[int],
    span: movement.Span,
    kind: PovertyClass | None,
    column: int,
) -> Rows:
    """Households behind a column of a class's form; kind None: those not told of."""
    counted = movement.count(communes, span)
    # Who was there at the opening is shown where it lived then.
    leaves = kind is not None and column <= movement.OTHER_OUT
    rows = _OF_COLUMN.format(
        village=_VILLAGE.format(n=0 if leaves else 1),
        persons="persons_before"
        if leaves
        else "greatest(persons_after, persons_before)"
        if kind is None
        else "persons_after",
    )
    params = movement.params(communes, span)
    params["signatures"] = counted.signatures(kind, column)
    tables = movement_sql.households_sql(span.start, span.end, span.crosses_standards)
    return Rows(tables, rows, params, scope)


def _entries(rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
    found = list(rows)
    households = Household.objects.in_bulk([row[0] for row in found if row[-1]])
    areas = Area.objects.in_bulk(
        {pk for row in found for pk in row[1:3] if pk is not None}
    )
    return [
        Entry(
            households.get(household),
            areas.get(village),
            areas[commune],
            before,
            after,
            persons,
            movement.Signature(text).movement.label if text else "",
        )
        for household, commune, village, before, after, persons, text, _ in found
    ]
