"""Pieces of SQL that kept figures are counted, added up and written over by."""

from collections.abc import Collection, Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Count, F, Func, Sum, Value
from django.db.models.functions import Cast

from reports.figures import BY_PART, CLASSES, PARTS, RESIDENTS, SUMMED, outcomes

FIGURES = (*SUMMED, *RESIDENTS, *BY_PART)
_WIDTH = len(PARTS)
NO_PARTS = f"array_fill(0, ARRAY[{_WIDTH}])"


def counted_sql(
    basis: str,
    communes: Collection[int] | None,
    year: int | None,
    **by: str,
) -> str:
    """SQL of one row a commune, year, standard and class, with every part counted.

    `by`: further columns to group by, as paths from an outcome. Communes are ids, None
    means all; so does a year of None.
    """
    rows = outcomes(basis, year, communes)
    parts = Func(
        *(Count("pk", filter=condition) for condition in PARTS.values()),
        template="ARRAY[%(expressions)s]::integer[]",
        output_field=ArrayField(models.IntegerField()),
    )
    grouped = (
        rows.order_by()
        .values(
            "commune_id",
            year=F("round__year") if year is None else Value(year),
            standard_of=F("under"),
            class_of=F("kind"),
            **{name: F(path) for name, path in by.items()},
        )
        .annotate(
            basis=Cast(Value(basis), models.TextField()),
            households=Count("pk"),
            people=Sum("persons"),
            parts=parts,
        )
    )
    sql, params = grouped.query.sql_with_params()
    with connection.cursor() as cursor:
        # Values put in by the driver; what is left may stand in another statement.
        return str(cursor.mogrify(sql, params).decode()).replace("%", "%%")


def by_class(expression: str, suffix: str = "") -> str:
    """A column a class, of the rows that `counted_sql` gives."""
    return ", ".join(
        f"max({expression}) FILTER (WHERE class_of = '{kind}') AS {kind}{suffix}"
        for kind in CLASSES
    )


def known(names: Iterable[str], otherwise: str = "0") -> str:
    """Columns of `c`, and what stands for those of nobody."""
    return ", ".join(f"coalesce(c.{name}, {otherwise})" for name in names)


def part_sums(name: str) -> str:
    """The sum of an array of parts of `s`, place by place; a part that none of them
    has been counted by yet is 0."""
    places = range(1, _WIDTH + 1)
    sums = ", ".join(f"coalesce(sum(s.{name}[{place}]), 0)" for place in places)
    return f"ARRAY[{sums}]::integer[]"


def resident_sums() -> str:
    """The sums of the denominators of `s`, unknown where one of them is."""
    return ", ".join(
        f"CASE WHEN count(s.{name}) = count(*) THEN sum(s.{name}) END"
        for name in RESIDENTS
    )


def keep(key: str, *others: str) -> str:
    """Write over the former row `s` of a key: its version rises when a number changed.

    `others`: columns beside the figures that are written over too.
    """
    names = (*FIGURES, *others)
    old = ", ".join(f"s.{name}" for name in names)
    new = ", ".join(f"excluded.{name}" for name in names)
    changed = f"({old}) IS DISTINCT FROM ({new})"
    return f"""
    ON CONFLICT ({key}) DO UPDATE SET
        {", ".join(f"{name} = excluded.{name}" for name in names)},
        built_at = excluded.built_at,
        changed_at = CASE WHEN {changed} THEN excluded.changed_at ELSE s.changed_at END,
        version = s.version + ({changed})::int
    RETURNING s.id, s.changed_at = %(at)s AS changed"""


TALLY = """
SELECT (SELECT count(*) FROM built), (SELECT count(*) FROM built WHERE changed),
    (SELECT count(*) FROM gone)"""
