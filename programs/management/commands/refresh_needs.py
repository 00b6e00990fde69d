"""Count needs and rights again by hand."""

from django.core.management.base import BaseCommand, CommandParser

from programs.services import needs


class Command(BaseCommand):
    """Counts the communes that are marked stale, or with --year all of some years."""

    help = "Count needs of stale communes again (--year: of every commune)."

    def add_arguments(self, parser: CommandParser) -> None:
        """--year may be given several times."""
        parser.add_argument("--year", action="append", type=int, dest="years")

    def handle(self, *args: object, years: list[int] | None, **options: object) -> None:
        """Run in this process what the schedule runs in a worker."""
        counted = needs.rebuild(years) if years else needs.build_stale()
        self.stdout.write(f"Communes counted: {counted}.")
