"""Check a list and load it: the two steps of an import, in one transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from households.imports.emptied import take_off_emptied
from households.imports.loading import Loaded, load
from households.imports.matching import match
from households.imports.places import Places
from households.imports.reader import count_rows, load_sheets, read_list
from households.imports.rows import Reading
from households.imports.staging import Staging
from households.models import ReviewRound
from households.rules.standards import standard_in_force
from households.services.stale import mark_stale
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.sheets.problems import FileProblem, Problem, Problems

Report = Callable[[int, int], None]
# Any number, as long as nothing else in this database locks by it.
_TURN = 20_250_701


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Checked:
    """A list that was read: its problems, or staged rows ready to load."""

    year: int
    rows: int
    households: int
    commune_ids: frozenset[int]
    problems: list[Problem]
    problem_count: int


def take_turn(year: int) -> bool:
    """Whether this transaction is the only one to import a list of the year.

    What an earlier import has loaded is seen by what is asked after that. The turn
    ends with the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_TURN, year])
        return bool(cursor.fetchone()[0])


def check(path: Path, year: int, by: Officer, report: Report = _silent) -> Checked:
    """Read and check a whole workbook into staging tables of this transaction.

    Every problem is told at once. The caller must be in a transaction: the staging
    tables end with it. Raises PermissionDenied beyond the role.
    """
    require(by, Act.IMPORT_LISTS)
    problems = Problems()
    scope = scope_of(by)
    sheets: list[str] = []
    reading = Reading(year, Places(scope), Staging(), problems, lambda done: None)
    try:
        loaded = load_sheets(path)
        sheets, total = list(loaded), count_rows(loaded)
        reading.report = lambda done: report(done, total)
        read_list(loaded, reading)
        loaded.clear()
        match(reading, scope.commune_ids)
    except FileProblem as problem:
        problems.add("", "", "", str(problem))
    return Checked(
        year,
        reading.lines,
        reading.households,
        frozenset(reading.places.ids()),
        problems.in_order(sheets),
        problems.count,
    )


def apply(checked: Checked, by: Officer, batch_id: int) -> Loaded:
    """Load what `check` staged, in the same transaction.

    Writes households, persons, an imported round of the year with its results and
    standings; takes off households left without members; marks the communes stale;
    one audit entry for the whole list.
    """
    if checked.problem_count:
        raise ValueError("a list with problems is never loaded")
    found = _round(checked.year, by)
    found.areas.add(*checked.commune_ids)
    with trail.acting(by, "households.list.imported"):
        loaded = load(
            officer_id=by.pk,
            round_id=found.pk,
            standard=found.governing_standard,
            year=checked.year,
            opens=found.opens_on,
        )
        take_off_emptied(by)
        mark_stale(checked.commune_ids, checked.year)
        trail.record(
            by=by,
            act="households.list.imported",
            kind="import",
            object_id=batch_id,
            area=_only(checked.commune_ids),
            areas=checked.commune_ids,
            year=checked.year,
            rows=checked.rows,
            communes=sorted(checked.commune_ids),
            **loaded.__dict__,
        )
    return loaded


def _only(commune_ids: frozenset[int]) -> Area | None:
    if len(commune_ids) != 1:
        return None
    return Area.objects.get(pk=next(iter(commune_ids)))


def _round(year: int, by: Officer) -> ReviewRound:
    """The closed round that holds lists imported for a year; one a year."""
    with connection.cursor() as cursor:  # two imports of a year must not make two
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TURN, year])
    valid_from = dt.date(year + 1, 1, 1)
    found, _ = ReviewRound.objects.get_or_create(
        year=year,
        is_imported=True,
        defaults={
            "name": f"Danh sách năm {year} (nhập từ tệp)",
            "state": ReviewRound.State.CLOSED,
            "list_valid_from": valid_from,
            "standards": [standard_in_force(valid_from).code],
            "opens_on": dt.date(year, 9, 1),
            "closes_on": dt.date(year, 12, 14),
            "created_by": by,
        },
    )
    return found
