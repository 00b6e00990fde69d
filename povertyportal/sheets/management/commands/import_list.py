"""Import a file from the command line, as its page would."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from povertyportal.accounts.models import Officer
from povertyportal.sheets.kinds import ImportKind, kinds
from povertyportal.sheets.models import ImportBatch, Verdict
from povertyportal.sheets.services.batches import drop
from povertyportal.sheets.tasks import check_now, import_now


class Command(BaseCommand):
    """Checks a file, confirms it and writes it; what is wrong is told by cell."""

    help = "Import a file (household list, populations, villages, officers)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, its kind, the kind's own questions, in whose name."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--kind", default="household_list", choices=list(kinds()))
        parser.add_argument("--by", required=True, metavar="USERNAME")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="an answer to a question of the kind's form, such as year=2025",
        )
        parser.add_argument(
            "--only-good", action="store_true", help="leave out rows with errors"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check and count, then drop the file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, print one line; problems are lines of sheet, cell, value, message."""
        path, kind = options["file"], kinds()[options["kind"]]
        if not path.is_file():
            raise CommandError(f"{path}: no such file")
        by = self._officer(options["by"])
        given = {
            "by": by,
            "kind": kind.code,
            "path": path,
            "options": self._answers(kind, options["set"], by),
        }
        try:
            if options["dry_run"]:
                batch = check_now(**given)
                self._tell(batch)
                drop(by=by, batch=batch)
                return
            batch = import_now(**given, only_good=options["only_good"])
        except (PermissionDenied, ValidationError) as refusal:
            told = " ".join(getattr(refusal, "messages", [str(refusal)]))
            raise CommandError(told) from refusal
        self._tell(batch)
        if not batch.is_applied:
            raise CommandError(f"{batch.message} {batch.stop}".strip())

    def _officer(self, username: str) -> Officer:
        try:
            return Officer.objects.get(username=username, is_active=True)
        except Officer.DoesNotExist as error:
            raise CommandError(f"{username}: no such officer") from error

    def _answers(
        self, kind: ImportKind, given: list[str], by: Officer
    ) -> dict[str, Any]:
        form = kind.form(dict(each.partition("=")[::2] for each in given), by)
        if not form.is_valid():
            told = (
                f"{name}: {' '.join(map(str, each))}"
                for name, each in form.errors.items()
            )
            raise CommandError("; ".join(told))
        return kind.options(form)

    def _tell(self, batch: ImportBatch) -> None:
        for found in batch.problems:
            place = "\t".join((found["sheet"], found["cell"], found["value"]))
            self.stderr.write(f"{place}\t{found['message']}")
        counts = ", ".join(f"{batch.count(each)} {each.value}" for each in Verdict)
        went = ", ".join(f"{name} {count}" for name, count in batch.results.items())
        self.stdout.write(
            f"Import {batch.pk}: {batch.rows_read} rows ({counts}), "
            f"{batch.problem_count} problem(s). {went or 'Nothing was written'}."
        )
