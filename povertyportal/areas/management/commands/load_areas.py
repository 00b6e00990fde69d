"""Load the administrative units of the files in areas/data."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from povertyportal.areas.loading import (
    CHANGES_FILE,
    UNITS_FILE,
    LoadResult,
    load_areas,
)
from povertyportal.areas.unit_files import UnitFileProblem


class Command(BaseCommand):
    """Loads units, their versions and changes; safe to repeat."""

    help = "Load administrative units, their versions and the changes between them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Files other than the project's own, and a run that writes nothing."""
        parser.add_argument("--units", type=Path, default=UNITS_FILE, metavar="FILE")
        parser.add_argument(
            "--changes", type=Path, default=CHANGES_FILE, metavar="FILE"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say in one line what was written."""
        dry_run = options["dry_run"]
        try:
            result = load_areas(options["units"], options["changes"], dry_run=dry_run)
        except UnitFileProblem as problem:
            count = len(problem.problems)
            raise CommandError(
                f"{problem}\n{count} problem(s), nothing was loaded."
            ) from problem
        read = (
            f"{result.rows} rows: {result.units} units, {result.changes} changes "
            f"between units, {result.kind_changes} changes of kind."
        )
        self.stdout.write(f"{read} {_written(result)}{' (dry run)' if dry_run else ''}")


def _written(result: LoadResult) -> str:
    if result.changed_nothing:
        return "Nothing to write."
    return (
        f"Units: {result.units_added} added, {result.units_changed} changed. "
        f"Versions: {result.versions_added} added, {result.versions_dropped} dropped. "
        f"Changes: {result.changes_added} added, {result.changes_dropped} dropped."
    )
