"""Load a B1 scorecard from a workbook."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser

from households.services.scorecards import ScorecardProblems, load_scorecard
from povertyportal.accounts.models import Officer


class Command(BaseCommand):
    """Loads every table of the file in the name of an officer; safe to repeat."""

    help = "Load a B1 scorecard (columns Chuẩn, Vùng, Mục, Mức, Điểm) from .xlsx."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, whose act it is, and how the table is called."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME")
        parser.add_argument("--title", default="Bảng điểm B1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then say in one line what is there now."""
        try:
            by = Officer.objects.get(username=options["by"])
            content = options["file"].read_bytes()
            loaded = load_scorecard(by=by, title=options["title"], content=content)
        except Officer.DoesNotExist as error:
            raise CommandError(f"No officer {options['by']!r}.") from error
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except PermissionDenied as error:
            raise CommandError(str(error)) from error
        except ScorecardProblems as error:
            raise CommandError("\n".join(error.problems)) from error
        verb = "Loaded" if loaded.is_new else "Already loaded:"
        cards = ", ".join(
            f"{c.standard} {c.region} revision {c.revision}" for c in loaded.cards
        )
        self.stdout.write(f"{verb} {cards}.")
