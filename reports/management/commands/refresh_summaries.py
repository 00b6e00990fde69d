"""Count the kept figures again by hand."""

from django.core.management.base import BaseCommand, CommandParser

from reports import tasks


class Command(BaseCommand):
    """Refreshes the figures of stale communes, or with --all of every one."""

    help = "Count the figures of stale communes again (--all: of every commune)."

    def add_arguments(self, parser: CommandParser) -> None:
        """--all counts everything and logs what differed without a mark."""
        parser.add_argument("--all", action="store_true", dest="everything")

    def handle(self, *args: object, everything: bool, **options: object) -> None:
        """Run in this process what the schedule runs in a worker."""
        run = tasks.rebuild_all() if everything else tasks.refresh_stale()
        self.stdout.write(run or "Nothing is stale.")
