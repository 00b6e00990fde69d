"""Putting a decision's lists into force, in both times, whatever the number.

What was known before stays readable: a standing that the decision shortens or
replaces only gets `recorded_to`, and the shortened one is recorded anew.
"""

from typing import Any

from django.db import connection

from households.models import RecognitionDecision

# Standings, as known now, of the decision's households that reach into its time. One
# that begins later was decided later: it stays, and the new one ends where it begins.
_CLOSE = """
WITH touched AS (
    SELECT s.id, s.starts FROM households_standing s
    JOIN households_decisionrow r ON r.household_id = s.household_id
    WHERE r.decision_id = %(decision)s AND s.scheme = 'national'
      AND s.recorded_to IS NULL AND s.starts <= %(valid_from)s
      AND (s.ends IS NULL OR s.ends > %(valid_from)s)
), closed AS (
    UPDATE households_standing s SET recorded_to = %(at)s
    FROM touched t WHERE t.id = s.id RETURNING s.id
)
SELECT t.id FROM touched t JOIN closed c ON c.id = t.id
WHERE t.starts < %(valid_from)s
"""
_SHORTEN = """
INSERT INTO households_standing (household_id, scheme, standard, poverty_class,
    starts, ends, outcome_id, commune_id, decision_number, decided_on, recorded_at)
SELECT household_id, scheme, standard, poverty_class, starts, %(valid_from)s,
    outcome_id, commune_id, decision_number, decided_on, %(at)s
FROM households_standing WHERE id = ANY(%(shortened)s)
"""
_BEGIN = """
WITH begun AS (
    INSERT INTO households_standing (household_id, scheme, standard, poverty_class,
        starts, ends, outcome_id, commune_id, decision_number, decided_on, recorded_at)
    SELECT r.household_id, 'national', d.standard, o.poverty_class, d.valid_from,
        least(d.valid_to, (
            SELECT min(later.starts) FROM households_standing later
            WHERE later.household_id = r.household_id AND later.scheme = 'national'
              AND later.recorded_to IS NULL AND later.starts > d.valid_from)),
        o.id, d.commune_id, d.number, d.signed_on, %(at)s
    FROM households_decisionrow r
    JOIN households_recognitiondecision d ON d.id = r.decision_id
    JOIN households_outcome o ON o.id = r.outcome_id
    WHERE r.decision_id = %(decision)s AND r.list <> 'none'
    RETURNING id, household_id
)
UPDATE households_decisionrow r SET standing_id = b.id
FROM begun b WHERE r.decision_id = %(decision)s AND r.household_id = b.household_id
"""


def put_in_force(decision: RecognitionDecision) -> None:
    """End the households' former standings and begin those of the decision.

    In the caller's transaction, before the decision is marked as signed; its number,
    dates and `signed_at` stand in its row.
    """
    values: dict[str, Any] = {
        "decision": decision.pk,
        "valid_from": decision.valid_from,
        "at": decision.signed_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, values)
        shortened = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(_SHORTEN, values | {"shortened": shortened})
        cursor.execute(_BEGIN, values)
