"""Look for supports that look double by hand."""

from django.core.management.base import BaseCommand

from programs.services import doubles


class Command(BaseCommand):
    """Keeps pairs of supports that look like the same one twice."""

    help = "Find pairs of supports that look alike; what was judged stays judged."

    def handle(self, *args: object, **options: object) -> None:
        """Run in this process what the schedule runs in a worker."""
        self.stdout.write(f"Pairs found: {doubles.keep_pairs()}.")
