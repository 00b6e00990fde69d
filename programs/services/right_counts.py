"""How many should have a benefit, and do: as kept beside the needs, by commune."""

import datetime as dt

from django.db import connection

from programs.models import Benefit
from programs.services import rights_sql
from programs.services.homes import Homes

# commune, standard, topic, class, needing, helped, planned, uncovered, unknown
Row = tuple[int, str, str, str, int, int, int, int, int]


RIGHT, CARD = "right-", "card-"


def right_topic(benefit: str) -> str:
    """The topic of those who have a right: helped have it, uncovered should."""
    return f"{RIGHT}{benefit}"


def card_topic(benefit: str) -> str:
    """The topic of those who have it: helped by right, uncovered without one."""
    return f"{CARD}{benefit}"


def right_counts(homes: Homes, day: dt.date) -> list[Row]:
    """Rows of NeedSummary for every benefit: persons, or households where it is so."""
    found: list[Row] = []
    with connection.cursor() as cursor:
        for benefit in Benefit.values:
            cursor.execute(rights_sql.COUNTED, rights_sql.values(homes, benefit, day))
            for commune, should, both, has in cursor.fetchall():
                right, card = right_topic(benefit), card_topic(benefit)
                rest, more = should - both, has - both
                found.append((commune, "", right, "", should, both, 0, rest, 0))
                found.append((commune, "", card, "", has, both, 0, more, 0))
    return found
