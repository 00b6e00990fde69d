"""Publish lost jobs again by hand."""

from django.core.management.base import BaseCommand

from reports import tasks


class Command(BaseCommand):
    """Puts jobs whose worker or message was lost back into the queue."""

    help = "Publish again the jobs whose worker or message was lost."

    def handle(self, *args: object, **options: object) -> None:
        """Run in this process what the schedule runs in a worker."""
        self.stdout.write(f"{tasks.requeue_lost_jobs()} jobs published again.")
