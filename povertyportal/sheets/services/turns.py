"""Two imports that write the same rows take turns; checks only need peace."""

import time

from django.db import connection

from povertyportal.sheets.kinds import Report

# Any number, as long as nothing else in this database locks by it.
_TURN = 20_260_104
_WAIT = 0.5  # seconds between two looks
_ALONE = "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))"
_BESIDE = "SELECT pg_try_advisory_xact_lock_shared(%s, hashtext(%s))"


def wait_alone(name: str, report: Report) -> None:
    """Until no other import of this name is at work; ends with the transaction.

    The wait gives signs of life, so that nobody takes the worker for dead.
    """
    _wait(_ALONE, name, report)


def wait_beside(name: str, report: Report) -> None:
    """Until no import of this name writes; other checks do not matter."""
    _wait(_BESIDE, name, report)


def _wait(sql: str, name: str, report: Report) -> None:
    while not _taken(sql, name):
        report(0, 0)
        time.sleep(_WAIT)


def _taken(sql: str, name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_TURN, name])
        return bool(cursor.fetchone()[0])
