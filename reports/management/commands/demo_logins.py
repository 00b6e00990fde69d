"""Say how to log in to the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from povertyportal.accounts.models import Officer
from reports.demo.officers import LOGINS, PASSWORD


class Command(BaseCommand):
    """Prints one login for each role; --all prints every account."""

    help = "Print the demo's logins: user name, password, role, area."

    def add_arguments(self, parser: Any) -> None:
        """Whether to print every account."""
        parser.add_argument("--all", action="store_true", help="every account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the logins that exist."""
        if not settings.DEMO:
            raise CommandError("demo_logins works only where the setting DEMO is on.")
        there = {officer.username: officer for officer in Officer.objects.all()}
        for login in LOGINS:
            if login.username in there and (login.main or options["all"]):
                account = f"{login.username:<18} {PASSWORD:<15}"
                where = _where(there[login.username])
                line = f"{account} {login.role.label:<30} {where}"
                self.stdout.write(line.rstrip())


def _where(officer: Officer) -> str:
    """The areas or committees of an officer, by name."""
    names = [scope.area.name for scope in officer.scopes.select_related("area")]
    seats = officer.seats.select_related("committee")
    return ", ".join([*names, *(seat.committee.name for seat in seats)])
