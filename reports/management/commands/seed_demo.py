"""Fill an empty portal with a demo."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from povertyportal.areas.models import Area
from programs.services import needs
from reports import summaries
from reports.demo import committee, lessons, what_if
from reports.demo.lists import DemoFailed
from reports.demo.programmes import period_reports
from reports.demo.seeding import is_seeded, seed
from reports.services.radar import keeping
from reports.services.room import season
from reports.services.targets import years


class Command(BaseCommand):
    """Makes accounts, villages, families and rounds; only where DEMO is on."""

    help = "Seed an empty portal with made-up families behind published figures."

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed once; a portal that has accounts is left as it is."""
        if not settings.DEMO:
            raise CommandError("seed_demo runs only where the setting DEMO is on.")
        if not Area.objects.exists():
            raise CommandError("There are no areas yet: run load_areas first.")
        if is_seeded():
            self.stdout.write("The portal already has accounts: nothing was seeded.")
            return
        started = time.monotonic()
        try:
            seed(self.stdout.write)
        except DemoFailed as failure:
            raise CommandError(str(failure)) from failure
        built = summaries.refresh_all(lambda done, total: None)
        needs.build_stale()
        years.build_all()
        years.build_missing()
        season.build()
        keeping.refresh()
        what_if.tell()
        period_reports.tell()
        committee.tell()
        lessons.tell()
        spent = time.monotonic() - started
        self.stdout.write(f"Seeded in {spent:.0f} s; {built.rows} rows of figures.")
