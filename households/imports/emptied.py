"""Households that a list leaves without members: they leave the register."""

from django.db import connection

from households.models import Household
from households.services.rounds import close_review_of_gone
from povertyportal.accounts.models import Officer

# The home ends with the last member's time, as when the register writes it; the
# version was raised with the members.
_EMPTIED = """
WITH emptied AS (
    UPDATE households_household h SET state = 'gone'
    FROM (
        SELECT household_id, max(since) AS day FROM import_changed
        WHERE is_gone GROUP BY household_id
    ) c
    WHERE h.id = c.household_id AND NOT EXISTS (
        SELECT 1 FROM households_membership s
        WHERE s.household_id = h.id AND s.ends IS NULL)
    RETURNING h.id, c.day
), ended AS (
    UPDATE households_residence r SET ends = greatest(e.day, r.starts + 1)
    FROM emptied e WHERE r.household_id = e.id AND r.ends IS NULL
)
SELECT id FROM emptied ORDER BY id
"""


def take_off_emptied(by: Officer) -> None:
    """Take households that `load` left empty off the register and off their rounds.

    In the transaction of `load`, for an officer who may import the list.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EMPTIED)
        ids = [pk for (pk,) in cursor.fetchall()]
    for household in Household.objects.filter(pk__in=ids).order_by("pk"):
        close_review_of_gone(by=by, household=household)
