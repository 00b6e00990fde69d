"""The committee's room: overview and map of its area while the register grows, then
fifty people at once on the real server, and a browser on a slow machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from bench import data, room_server
from bench.measuring import Line, costs_of, p95, ratio_line, times_of
from bench.pages import BUFFER_LIMIT, MOST_MS, TIME_LIMIT, logged_in
from households.models import CommuneRound
from povertyportal.accounts.models import Committee, CommitteeMember, Officer, Role
from povertyportal.areas.boundaries import communes_of
from programs.models import BudgetLine, NeedSummary, Target
from programs.services.need_topics import EVERYBODY, topics
from reports import summaries
from reports.services.radar import keeping
from reports.services.room import season
from reports.services.targets import years

FEW, MANY = 10_000, 1_000_000
COMMUNES = 10  # of the committee's area, in a province that has boundaries
PROVINCE = "37"
MOST_QUERIES = 15
REQUESTS = 60
_ASKED = f"?year={data.YEAR}&standard={data.STANDARD}&basis=preliminary"
PAGES = {"overview": f"/tong-quan/{_ASKED}", "map": f"/phan-tich/ban-do/{_ASKED}"}

# The committee's communes lie in one province and bear the codes of its real ones.
_PLACE = """
UPDATE areas_area SET code = %(province)s WHERE id = 1;
UPDATE areas_area a SET parent_id = 1, path = '1.' || a.id || '.', code = c.code
FROM unnest(%(ids)s, %(codes)s) c(id, code) WHERE a.id = c.id;
UPDATE areas_area v SET path = p.path || v.id || '.'
FROM areas_area p WHERE p.id = v.parent_id AND p.id = ANY(%(ids)s);
UPDATE areas_areaversion SET parent_id = 1 WHERE area_id = ANY(%(ids)s);
UPDATE areas_area SET began = '2020-01-01' WHERE id = ANY(%(ids)s)
"""


@dataclass(frozen=True)
class Cost:
    """Queries, buffers and p95 (seconds) of a page."""

    queries: int
    buffers: int
    p95: float


def lines() -> Iterator[Line]:
    """Growth of both pages, then the server and the browser at the larger size."""
    owner = data.begin()
    ids = [1001 + place for place in range(COMMUNES)]
    member = _committee(owner, ids)
    data.grow(1, FEW, owners=COMMUNES)
    _year_of(owner, ids)
    few = _costs(logged_in(member))
    data.grow(FEW + 1, MANY, owners=COMMUNES)
    _kept(ids)
    many = _costs(logged_in(member))
    for name, now in many.items():
        yield from _growth(name, few[name], now)
    yield from room_server.lines(member, PAGES)


def _committee(owner: Officer, ids: list[int]) -> Officer:
    """A member of a committee over the communes."""
    free = 10_000 + data.COMMUNES  # codes up to here are taken
    known = sorted(code for code in communes_of(PROVINCE) if int(code) > free)
    codes = known[: len(ids)]
    with connection.cursor() as cursor:
        given: dict[str, Any] = {"province": PROVINCE, "ids": ids, "codes": codes}
        cursor.execute(_PLACE, given)
    member = Officer.objects.create_user(
        "bench-bcd", role=Role.COMMITTEE, must_change_password=False
    )
    committee = Committee.objects.create(name="Ban Chỉ đạo đo lường")
    committee.areas.set(ids)
    CommitteeMember.objects.create(
        committee=committee, officer=member, starts="2020-01-01"
    )
    return member


def _year_of(owner: Officer, ids: list[int]) -> None:
    """Targets, money and needs of the year, and what the portal keeps of it."""
    for pk in ids:
        Target.objects.create(
            area_id=pk,
            year=data.YEAR,
            measure=Target.Measure.POOR_LEAVE,
            value=20,
            recorded_by=owner,
        )
    _money_of(ids)
    codes = [EVERYBODY, *(each.code for each in topics() if _is_asked(each.standard))]
    NeedSummary.objects.bulk_create(
        NeedSummary(
            area_id=pk,
            year=data.YEAR,
            standard=data.STANDARD,
            topic=code,
            poverty_class=kind,
            needing=30,
            helped=10,
            planned=5,
            uncovered=15,
            built_at=timezone.now(),
        )
        for pk in ids
        for code in codes
        for kind in ("poor", "near_poor")
    )
    _kept(ids)


@transaction.atomic
def _money_of(ids: list[int]) -> None:
    """Lines with money in them: what triggers keep is written at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    BudgetLine.objects.bulk_create(
        BudgetLine(
            area_id=pk,
            purpose=f"Nội dung {number}",
            year=data.YEAR,
            source="commune_budget",
            capital=capital,
            planned=9_000_000,
            allocated=8_000_000,
            disbursed=1_000_000 * number,
        )
        for pk in ids
        for number in range(1, 4)
        for capital in ("investment", "recurrent")
    )


def _is_asked(standard: str) -> bool:
    return standard == data.STANDARD


def _kept(ids: list[int]) -> None:
    """What Celery keeps of figures, movement, season and signs."""
    summaries.rebuild()
    years.build(ids, data.YEAR)
    places = CommuneRound.objects.filter(commune__in=ids)
    season.build(list(places.values_list("pk", flat=True)))
    keeping.build(ids, data.YEAR)
    data.settle()


def _costs(client: Client) -> dict[str, Cost]:
    found = {}
    for name, url in PAGES.items():

        def visit(url: str = url) -> None:
            assert client.get(url).status_code == 200, url

        costs = costs_of(visit)
        # The best of three rounds: what else the machine does is not ours.
        best = min(p95(times_of(visit, REQUESTS)) for _ in range(3))
        found[name] = Cost(costs.queries, costs.buffers, best)
    return found


def _growth(name: str, few: Cost, now: Cost) -> Iterator[Line]:
    few_enough = now.queries == few.queries <= MOST_QUERIES
    yield Line(
        f"{name}: queries", f"{now.queries} / {few.queries}", f"<= {MOST_QUERIES}",
        few_enough,
    )  # fmt: skip
    yield ratio_line(f"{name}: buffers", now.buffers, few.buffers, BUFFER_LIMIT, "")
    yield ratio_line(f"{name}: p95", now.p95 * 1000, few.p95 * 1000, TIME_LIMIT, "ms")
    slow = now.p95 * 1000
    yield Line(
        f"{name}: p95 at {MANY:,}", f"{slow:.1f} ms", f"<= {MOST_MS} ms",
        slow <= MOST_MS,
    )  # fmt: skip
