"""Pages of one commune while the register grows; a save against the least POST."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from bench.data import STANDARD, YEAR
from bench.measuring import Line, costs_of, median, p95, ratio_line, times_of
from households.models import Review, StaleArea
from povertyportal.accounts.models import Officer

BUFFER_LIMIT, TIME_LIMIT, MOST_MS = 1.2, 1.5, 300
SAVE_LIMIT = 5.0
REQUESTS = 100
# Opening a number joins each of its households to who it is now: as many pages as the
# number is high, however the planner reads them, so its buffers have no limit here.
UNLIMITED = {"list behind a number"}
PAGES = {
    "dashboard": f"/tong-quan/?year={YEAR}&standard={STANDARD}&basis=preliminary",
    "list behind a number": f"/tong-quan/danh-sach/?year={YEAR}&standard={STANDARD}"
    "&basis=preliminary&of=poor",
    "household list": "/ho/",
    "household search": "/ho/?q=nguyen+van+an",
}


@dataclass(frozen=True)
class Cost:
    """Queries, buffers and p95 (seconds) of a page."""

    queries: int
    buffers: int
    p95: float


def logged_in(officer: Officer) -> Client:
    """A client with the officer's session."""
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_costs(officer: Officer) -> dict[str, Cost]:
    """What each page costs now."""
    client = logged_in(officer)
    found = {}
    for name, url in PAGES.items():

        def visit(url: str = url) -> None:
            assert client.get(url).status_code == 200, url

        costs = costs_of(visit)
        # The best of three rounds: what else the machine does is not ours.
        best = min(p95(times_of(visit, REQUESTS)) for _ in range(3))
        found[name] = Cost(costs.queries, costs.buffers, best)
    return found


def growth_lines(few: dict[str, Cost], many: dict[str, Cost]) -> Iterator[Line]:
    """The pages at 10^6 households against those at 10^4."""
    for name, now in many.items():
        base = few[name]
        same = now.queries == base.queries
        yield Line(f"{name}: queries", f"{now.queries} / {base.queries}", "same", same)
        if name not in UNLIMITED:
            yield ratio_line(
                f"{name}: buffers", now.buffers, base.buffers, BUFFER_LIMIT, ""
            )
        yield ratio_line(
            f"{name}: p95", now.p95 * 1000, base.p95 * 1000, TIME_LIMIT, "ms"
        )
        milliseconds = now.p95 * 1000
        yield Line(
            f"{name}: p95 at 1,000,000",
            f"{milliseconds:.1f} ms",
            f"<= {MOST_MS} ms",
            milliseconds <= MOST_MS,
        )


def commit_one_row(request: HttpRequest) -> HttpResponse:
    """The least POST that keeps something: one row, committed."""
    StaleArea.objects.create(commune_id=1001, year=1)
    return HttpResponse(status=204)


urlpatterns = [
    path("mot-dong/", commit_one_row, name="one-row"),
    path("", include("povertyportal.urls")),
]


def save_lines(officer: Officer) -> Iterator[Line]:
    """Saving a field of a review against committing one row, both as POSTs."""
    with override_settings(ROOT_URLCONF="bench.pages"):
        client = logged_in(officer)
        review = Review.objects.filter(commune_id=1001, state="todo").first()
        assert review is not None
        typed = ["", "30"]

        def save() -> None:
            was, value = typed[-2:]
            typed.append("31" if value == "30" else "30")
            change = {"path": "household.floor_area", "value": value, "was": was}
            response = client.post(
                reverse("households:review-save", args=[review.pk]),
                json.dumps({"officer": officer.pk, "changes": [change]}),
                content_type="application/json",
            )
            assert response.status_code == 200, response.content
            assert response.json()["accepted"], response.content

        def least() -> None:
            assert client.post("/mot-dong/").status_code == 204

        base = min(median(times_of(least, REQUESTS)) for _ in range(3))
        now = min(median(times_of(save, REQUESTS)) for _ in range(3))
    StaleArea.objects.filter(year=1).delete()
    yield ratio_line("saving a review", now * 1000, base * 1000, SAVE_LIMIT, "ms")
