"""Counting needs and rights of communes: what is marked stale, or everything.

Marks are read first and exactly those are deleted, in the transaction that writes the
counts: a change that commits meanwhile keeps its own mark. One builder at a time.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from households.models import Household
from povertyportal.areas.models import AreaChange, Level
from programs.models import NeedSummary, StaleNeed
from programs.services import need_sql, need_years
from programs.services.homes import of_communes
from programs.services.right_counts import right_counts

# Any number, as long as nothing else in this database locks by it.
_LOCK = 7_206_561
MARKS_AT_ONCE = 2_000
COMMUNES_AT_ONCE = 200


def build_stale() -> int:
    """Count what is marked; returns how many communes (each year for itself)."""
    built = 0
    while found := _build_batch():
        built += found
    return built


def rebuild(years: Collection[int] = ()) -> int:
    """Count years whatever the marks say; by default last year, this and the next.

    By default also every year before of a commune whose list is not what was counted:
    years that nobody counted yet, households that a reform or a move took elsewhere.
    Returns the communes.
    """
    today = timezone.localdate().year
    communes = Household.objects.order_by().values_list("commune", flat=True)
    wanted = sorted(pk for pk in communes.distinct() if pk)
    for year in sorted(years or (today - 1, today, today + 1)):
        _build_parts(wanted, year)
    if not years:
        for year, behind in sorted(_by_year(need_years.outdated()).items()):
            _build_parts(sorted(behind), year)
    return len(wanted)


def _build_parts(communes: Sequence[int], year: int) -> None:
    for start in range(0, len(communes), COMMUNES_AT_ONCE):
        with transaction.atomic():
            _take_turn()
            build(communes[start : start + COMMUNES_AT_ONCE], year)


def build(communes: Collection[int], year: int) -> None:
    """Count the needs of some communes in a year anew, in the caller's transaction."""
    homes = of_communes(communes)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(need_sql.COUNTED, need_sql.values(homes, year))
        rows = cursor.fetchall()
    rows += right_counts(homes, need_sql.day_of(year))
    now = timezone.now()
    NeedSummary.objects.filter(year=year, area__in=communes).delete()
    NeedSummary.objects.bulk_create(
        (
            NeedSummary(
                area_id=commune,
                year=year,
                standard=standard,
                topic=topic,
                poverty_class=kind,
                needing=needing,
                helped=helped,
                planned=planned,
                uncovered=uncovered,
                unknown=unknown,
                built_at=now,
            )
            for (
                commune, standard, topic, kind, needing, helped, planned, uncovered,
                unknown,
            ) in rows
        ),
        batch_size=2_000,
    )  # fmt: skip


def _build_batch() -> int:
    with transaction.atomic():
        _take_turn()
        stale = StaleNeed.objects.order_by("id")[:MARKS_AT_ONCE]
        read = list(stale.values_list("id", "year", "commune_id"))
        years = _by_year((commune, year) for _, year, commune in read)
        _add_successors(years)
        for commune, year in need_years.outdated(set().union(*years.values())):
            years[year].add(commune)
        for year, communes in sorted(years.items()):
            build(sorted(communes), year)
        StaleNeed.objects.filter(pk__in=[pk for pk, _, _ in read]).delete()
    return sum(map(len, years.values()))


def _by_year(pairs: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    years: dict[int, set[int]] = defaultdict(set)
    for commune, year in pairs:
        years[year].add(commune)
    return years


def _add_successors(years: dict[int, set[int]]) -> None:
    """What is recorded of an ended commune is counted where its people live now."""
    for communes in years.values():
        newest = communes
        while newest:
            became = AreaChange.objects.filter(
                old__in=newest, old__ended__isnull=False, new__level=Level.COMMUNE
            )
            newest = set(became.values_list("new_id", flat=True)) - communes
            communes |= newest


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
