"""Households by class and commune on a day, as known now or on another day.

Places are by the map of that day; who has moved since counts where it lived then.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from households.models import Outcome
from households.services.as_of import (
    HOMES,
    Moment,
    homes,
    large_statement,
    on_day_sql,
)

CLASSES = tuple(
    kind.value for kind in Outcome.Class if kind != Outcome.Class.UNDETERMINED
)
Numbers = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Standing:
    """Numbers of an area on a day: (households, persons) of each class."""

    of: Numbers = field(default_factory=dict)

    def households(self, kind: str) -> int:
        """Households of a class."""
        return self.of.get(kind, (0, 0))[0]

    def persons(self, kind: str) -> int:
        """Their persons, as the reviews tell that were recognised."""
        return self.of.get(kind, (0, 0))[1]

    def __add__(self, other: "Standing") -> "Standing":
        kinds = self.of.keys() | other.of.keys()
        return Standing(
            {
                kind: (
                    self.households(kind) + other.households(kind),
                    self.persons(kind) + other.persons(kind),
                )
                for kind in kinds
            }
        )


def count(communes: Collection[int], moment: Moment) -> dict[int, Standing]:
    """Numbers of each of the communes (ids) that has any, by the map of the day."""
    sql = households_sql(moment) + _GROUPED
    found: dict[int, Numbers] = defaultdict(dict)
    with large_statement() as cursor:
        cursor.execute(sql, homes(communes, moment.day))
        for commune, kind, households, persons in cursor.fetchall():
            found[commune][kind] = households, persons
    return {commune: Standing(numbers) for commune, numbers in found.items()}


_GROUPED = """
SELECT commune_id, kind, count(*), sum(persons) FROM classed GROUP BY commune_id, kind
"""


def households_sql(moment: Moment) -> str:
    """CTEs ending in `classed`: a household with a standing on the day.

    (household_id, commune_id, village_id, kind, persons, outcome_id.)
    """
    return _CLASSED.format(homes=HOMES, on_day=on_day_sql(moment))


_CLASSED = """
WITH {homes}, {on_day},
classed AS (
    SELECT household_id, p.home AS commune_id, p.village_id, s.poverty_class AS kind,
        coalesce(o.persons, h.size) AS persons, s.outcome_id
    FROM placed p
    JOIN held s USING (household_id)
    JOIN households_household h ON h.id = household_id
    LEFT JOIN households_outcome o ON o.id = s.outcome_id
)
"""
