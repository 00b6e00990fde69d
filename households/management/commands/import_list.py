"""Import a list from the command line."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from households.imports.lists import check
from households.tasks import import_now
from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import JobState


class Command(BaseCommand):
    """Checks a list and loads it as a page would; nothing is loaded with a problem."""

    help = "Import a list of poor and near-poor households from an .xlsx file."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, the year of the review, in whose name, and a dry run."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--by", required=True, metavar="USERNAME")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print one line; problems are lines of sheet, cell, message."""
        path, by = options["file"], self._officer(options["by"])
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        try:
            if options["dry_run"]:
                self._check(path, options["year"], by)
            else:
                self._import(path, options["year"], by)
        except (PermissionDenied, ValidationError) as refusal:
            raise CommandError(
                " ".join(getattr(refusal, "messages", [str(refusal)]))
            ) from refusal

    def _officer(self, username: str) -> Officer:
        try:
            return Officer.objects.get(username=username, is_active=True)
        except Officer.DoesNotExist as error:
            raise CommandError(f"{username}: no such officer") from error

    def _check(self, path: Path, year: int, by: Officer) -> None:
        with transaction.atomic():
            checked = check(path, year, by)
        problems = [problem._asdict() for problem in checked.problems]
        self._tell(problems, checked.problem_count)
        self.stdout.write(
            f"{checked.rows} rows, {checked.households} households, "
            f"{len(checked.commune_ids)} communes: nothing is wrong (dry run)."
        )

    def _import(self, path: Path, year: int, by: Officer) -> None:
        batch = import_now(by=by, path=path, year=year)
        self._tell(batch.problems, len(batch.problems))
        if batch.state != JobState.DONE:
            raise CommandError(batch.message)
        self.stdout.write(
            f"Import {batch.pk}: {batch.rows_read} rows; households "
            f"{batch.households_new} new, {batch.households_matched} known; persons "
            f"{batch.persons_new} new, {batch.persons_matched} known."
        )

    def _tell(self, problems: list[dict[str, str]], count: int) -> None:
        for found in problems:
            place = "\t".join((found["sheet"], found["cell"], found["value"]))
            self.stderr.write(f"{place}\t{found['message']}")
        if count:
            raise CommandError(f"{count} problem(s), nothing was loaded.")
