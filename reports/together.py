"""Several small reads in one statement, for a page that must ask little.

Each read is a queryset of kept rows; a subquery of one SELECT hands it over as JSON.
For small results only: everything is in memory at once.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Value

Row = tuple[Any, ...]
_PART = "(SELECT json_agg(t) FROM ({sql}) t({columns}))::text"


@dataclass(frozen=True)
class Read:
    """Rows of a queryset: the columns named, in this order."""

    rows: QuerySet[Any, Any]
    columns: tuple[str, ...]


def counted(rows: QuerySet[Any, Any], of: str = "pk") -> Read:
    """One row with one number: how many different `of` the rows have."""
    one = rows.order_by().values(one_=Value(1))
    return Read(one.annotate(count_=Count(of, distinct=True)), ("count_",))


def read_together(reads: Mapping[str, Read]) -> dict[str, list[Row]]:
    """The rows of each read by its name, all in one query.

    Numbers are int or Decimal; a day or an instant is ISO text (see `day`, `moment`).
    """
    names: list[str] = []
    parts: list[str] = []
    values: list[Any] = []
    for name, read in reads.items():
        try:
            query = read.rows.values_list(*read.columns).query
            sql, params = query.sql_with_params()
        except EmptyResultSet:
            continue
        columns = ", ".join(f"c{place}" for place in range(len(read.columns)))
        names.append(name)
        parts.append(_PART.format(sql=sql, columns=columns))
        values += params
    found: dict[str, list[Row]] = {name: [] for name in reads}
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), values)
            told = cursor.fetchone()
        found |= {name: _rows(text) for name, text in zip(names, told, strict=True)}
    return found


def _rows(text: str | None) -> list[Row]:
    rows = json.loads(text, parse_float=Decimal) if text else []
    return [tuple(row.values()) for row in rows]


def number(rows: list[Row]) -> int:
    """What `counted` found."""
    return int(rows[0][0]) if rows else 0


def day(text: str | None) -> dt.date | None:
    """A date of a row."""
    return dt.date.fromisoformat(text) if text else None


def moment(text: str | None) -> dt.datetime | None:
    """An instant of a row."""
    return dt.datetime.fromisoformat(text) if text else None
