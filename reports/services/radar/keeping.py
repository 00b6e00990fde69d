"""Keeping the signs of each commune: counted again when its figures were.

What is stale is read from the figures themselves: a commune whose figures were counted
since (in the last two years; in former ones, that changed since) has its signs counted
again. A figure counted meanwhile is newer than the signs and is found the next time.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable

from django.db import connection, transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.utils import timezone

from households.rules.near_line import NEAR_POINTS
from households.rules.standards import STANDARDS
from povertyportal.areas.models import Area, Level
from reports.falls import Fall, scores
from reports.figures import Basis
from reports.models import AreaSummary, RadarCount, RestatedSummary, SurveyorShare
from reports.services.radar.near import is_flipped, is_near, rows_of
from reports.services.radar.surveyors import Share, shares
from reports.services.selection import Period
from reports.territory import reach, were_there

AT_ONCE = 300  # communes counted together
MOST = 6_000  # a turn; the rest waits for the next
# Any number, as long as nothing else in this database locks by it.
_LOCK = 7_206_553
_NUMBERS = ("reviewed", "listed", "others_reviewed", "others_listed")
_WHOLE = Q(basis=Basis.OFFICIAL) | Q(listed=F("reviewed"))
_KEY = ("area_id", "year", "standard", "basis")


def refresh() -> int:
    """Count the signs of stale communes, the newest year first; returns how many."""
    _forget()
    done = 0
    for year, communes in stale().items():
        found = sorted(communes)[: MOST - done]
        if not found:
            break
        for at in range(0, len(found), AT_ONCE):
            build(found[at : at + AT_ONCE], year)
        keep_scores(found, year)
        done += len(found)
    return done


def _forget() -> None:
    """Drop the signs of figures that are there no more, as of a list taken back."""
    figures = AreaSummary.objects.filter(area=OuterRef("area"), year=OuterRef("year"))
    same = figures.filter(standard=OuterRef("standard"), basis=OuterRef("basis"))
    RadarCount.objects.filter(~Exists(same)).delete()
    SurveyorShare.objects.filter(~Exists(figures)).delete()


def stale() -> dict[int, set[int]]:
    """Communes (ids) by year whose figures are newer than their signs."""
    kept = RadarCount.objects.filter(**{name: OuterRef(name) for name in _KEY})
    rows = AreaSummary.objects.filter(area__level=Level.COMMUNE)
    last = rows.aggregate(last=Max("year"))["last"] or 0
    fresh = kept.filter(built_at__gte=OuterRef("built_at"))
    unchanged = kept.filter(built_at__gte=OuterRef("changed_at"))
    waiting = rows.filter(
        Q(~Exists(fresh), year__gte=last - 1) | Q(~Exists(unchanged), year__lt=last - 1)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for year, commune in waiting.order_by("-year").values_list("year", "area_id"):
        found[year].add(commune)
    return found


@transaction.atomic
def build(communes: Collection[int], year: int) -> None:
    """Count the signs of communes (ids) in a year, without scores, and keep them."""
    at = timezone.now()
    _take_turn()
    unusual = _keep_shares(communes, year)
    kept = AreaSummary.objects.filter(area__in=communes, year=year)
    rows = list(kept.order_by("standard", "basis"))
    former = _former(communes, year)
    counted = _near(rows, communes, year)
    made = [
        RadarCount(
            area_id=row.area_id,
            year=year,
            standard=row.standard,
            basis=row.basis,
            near=near,
            flips=flips,
            surveyors=unusual[row.area_id],
            before=former.get((row.area_id, row.standard)),
            now=row.poor if _is_whole(row) else None,
            built_at=at,
        )
        for row in rows
        for near, flips in [counted.get((row.area_id, row.standard, row.basis), (0, 0))]
    ]
    _replace(made, communes, year)


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _replace(made: list[RadarCount], communes: Collection[int], year: int) -> None:
    """Keep these rows and no others; scores stay until they are told anew."""
    changed = ["near", "flips", "surveyors", "before", "now", "built_at"]
    RadarCount.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["area", "year", "standard", "basis"],
        update_fields=changed,
    )
    told = {(row.area_id, row.standard, row.basis) for row in made}
    for row in RadarCount.objects.filter(area__in=communes, year=year):
        if (row.area_id, row.standard, row.basis) not in told:
            row.delete()


def _keep_shares(communes: Collection[int], year: int) -> dict[int, int]:
    """Keep every surveyor's share; how many are unusual, by commune.

    A row stays the same row, since it has an address.
    """
    found = shares(year, communes)
    SurveyorShare.objects.bulk_create(
        [_share(each, year) for each in found],
        update_conflicts=True,
        unique_fields=["area", "year", "surveyor"],
        update_fields=[*_NUMBERS, "score", "is_unusual"],
    )
    told = {(each.commune, each.surveyor) for each in found}
    for row in SurveyorShare.objects.filter(area__in=communes, year=year):
        if (row.area_id, row.surveyor_id) not in told:
            row.delete()
    return Counter(each.commune for each in found if each.is_unusual)


def _share(found: Share, year: int) -> SurveyorShare:
    return SurveyorShare(
        area_id=found.commune,
        year=year,
        surveyor_id=found.surveyor,
        score=found.score,
        is_unusual=found.is_unusual,
        **{name: getattr(found, name) for name in _NUMBERS},
    )


def _near(
    rows: Iterable[AreaSummary], communes: Collection[int], year: int
) -> dict[tuple[int, str, str], tuple[int, int]]:
    """(households near a line, those that one indicator flips) by the rows' keys."""
    found = {}
    for standard, basis in {(row.standard, row.basis) for row in rows}:
        law = STANDARDS[standard]
        near, flipped = is_near(law, NEAR_POINTS), is_flipped(law)
        counted = (
            rows_of(Period(year, standard, basis), communes)
            .filter(near | flipped)
            .order_by()
            .values("commune_id")
            .annotate(n=Count("pk", filter=near), m=Count("pk", filter=flipped))
        )
        for commune, n, m in counted.values_list("commune_id", "n", "m"):
            found[commune, standard, basis] = (n, m)
    return found


def _is_whole(row: AreaSummary) -> bool:
    """Whether everybody on the lists has been reviewed, or the lists are in force."""
    return row.basis == Basis.OFFICIAL or row.listed == row.reviewed


def _former(communes: Collection[int], year: int) -> dict[tuple[int, str], int]:
    """Poor households of the year before, by commune and standard.

    Of the official lists, else of a review that is whole: as the overview compares. A
    commune that was not there then has those of the communes that went over into it.
    """
    rows = AreaSummary.objects.filter(area__in=communes, year=year - 1)
    told = rows.filter(_WHOLE).order_by("-basis")  # the official one comes last, stays
    found = {
        (area, standard): poor
        for area, standard, poor in told.values_list("area_id", "standard", "poor")
    }
    return _restated({*communes} - {area for area, _ in found}, year) | found


def _restated(communes: Collection[int], year: int) -> dict[tuple[int, str], int]:
    """The same on today's map, where every commune of then went over whole."""
    if not communes:
        return {}
    last, found = dt.date(year - 1, 12, 31), reach(communes, timezone.localdate())
    whole = {
        pk: found.there(last, pk)
        for pk in found.today.intersection(communes)
        if not were_there(found.times, last, found.origins[pk] & found.divided)
    }
    rows = RestatedSummary.objects.filter(
        _WHOLE, area__in=whole, year=year - 1, is_remainder=False
    ).order_by("-basis")
    return {
        (row.area_id, row.standard): row.poor
        for row in rows
        if row.communes == whole[row.area_id]
    }


@transaction.atomic
def keep_scores(communes: Collection[int], year: int) -> None:
    """Score the falls of all communes of these communes' provinces in a year."""
    _take_turn()
    for province in _provinces(communes):
        below = Area.objects.filter(path__startswith=f"{province}.").communes()
        rows = RadarCount.objects.filter(area__in=below, year=year)
        for standard, basis in set(rows.order_by().values_list("standard", "basis")):
            _score(list(rows.filter(standard=standard, basis=basis)))


def _provinces(communes: Collection[int]) -> set[str]:
    """The first id of the communes' paths, which is their province's."""
    paths = Area.objects.filter(pk__in=communes).values_list("path", flat=True)
    return {path.split(".")[0] for path in paths}


def _score(rows: list[RadarCount]) -> None:
    falls = [
        Fall(row.pk, row.before, row.now)
        for row in rows
        if row.before and row.now is not None
    ]
    told = scores(falls)
    changed = [row for row in rows if row.score != told.get(row.pk)]
    for row in changed:
        row.score = told.get(row.pk)
    RadarCount.objects.bulk_update(changed, ["score"], batch_size=AT_ONCE)
