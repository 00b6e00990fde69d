"""The season's board and a commune's own page, with 1,500 households of the commune."""

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench import data
from bench.measuring import Line, costs_of, p95, times_of
from bench.pages import logged_in
from bench.signing import FEW, MANY, MOST_MS, REQUESTS, grow
from households.models import CommuneRound


def lines() -> Iterator[Line]:
    """Queries at 150 and at 1,500 households, then how long a page takes."""
    officer = data.begin()
    place = CommuneRound.objects.get(commune=1001)
    addresses = {
        "season board": f"{reverse('season:board')}?dot={place.round_id}",
        "season of a commune": reverse("season:place", args=[place.pk]),
    }
    client = logged_in(officer)
    grow(1, FEW, officer, place)
    few = {what: _queries(client, url) for what, url in addresses.items()}
    grow(FEW + 1, MANY, officer, place)
    for what, url in addresses.items():
        now = _queries(client, url)
        yield Line(f"{what}: queries", f"{now} / {few[what]}", "same", now == few[what])
        slow = p95(times_of(lambda url=url: client.get(url), REQUESTS)) * 1000
        told = f"{what}: p95, {MANY:,} households"
        yield Line(told, f"{slow:.0f} ms", f"<= {MOST_MS} ms", slow <= MOST_MS)


def _queries(client: Client, url: str) -> int:
    def visit() -> None:
        assert client.get(url).status_code == 200

    return costs_of(visit).queries
