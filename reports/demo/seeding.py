"""Seeds the whole demo, in the order in which it happened."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection
from django.utils import timezone

from households.services.reform import move_over
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from reports.demo import current, inspections, places
from reports.demo.ethnicities import name_ethnicities
from reports.demo.figures import (
    DISTRICTS,
    GIA_VIEN_NOW,
    PAST_SEASON,
    District,
    YearOfDistrict,
    shared_out,
)
from reports.demo.lists import leave_waiting, load_list
from reports.demo.officers import (
    ADMINISTRATOR,
    give_villages,
    make_committees,
    make_officers,
)
from reports.demo.people import Families
from reports.demo.places import REFORM, Commune
from reports.demo.programmes.telling import tell_programmes
from reports.demo.register import CommuneList, Wanted, next_list
from reports.demo.season import past
from reports.models import PublishedFigure

SEED = 2_026
Lists = dict[str, CommuneList]
Tell = Callable[[str], None]


def is_seeded() -> bool:
    """Whether there is anything of a demo, or of real use, already."""
    return Officer.objects.exists()


def seed(tell: Tell, districts: tuple[District, ...] = DISTRICTS) -> None:
    """Make accounts, villages, lists of the past, the open round. Deterministic."""
    today = timezone.localdate()
    officers = make_officers(today)
    make_committees(officers, today)
    with tempfile.TemporaryDirectory() as folder:
        for place, district in enumerate(districts):
            chance = random.Random(SEED + place)  # noqa: S311  a repeatable demo
            _district(district, officers, chance, Path(folder), tell)
            tell_programmes(district, officers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _district(
    district: District,
    officers: dict[str, Officer],
    chance: random.Random,
    folder: Path,
    tell: Tell,
) -> None:
    by = officers[district.officer]
    communes = places.past_communes(district, by, chance)
    families = Families(chance, district.id_province, dict(district.peoples))
    lists: Lists = {}
    for year in district.years:
        lists = _year(district, communes, year, lists, families, folder, by)
        tell(f"{communes[0].area.parent}: {year.year}")
    _published(district, communes[0].area)
    name_ethnicities(district, communes[0].area)
    if district.today is not None:
        now, carried = _move_over(communes, lists, by)
        lists = _year(district, now, district.today, carried, families, folder, by)
        main = now[0].area
        name_ethnicities(district, main)
        leave_waiting(
            folder,
            main,
            district.today.year,
            lists[main.code],
            officers["canbo.giavien"],
        )
        give_villages(officers, list(now[0].villages.values())[:3])
        found = current.hold_2026(officers, families)
        tell(f"{found}: {found.reviews.count()}")
        tell(f"{inspections.begin(officers)}")


def _year(
    district: District,
    communes: list[Commune],
    year: YearOfDistrict,
    before: Lists,
    families: Families,
    folder: Path,
    by: Officer,
) -> Lists:
    """Populations and lists of a year for every commune; gives the lists."""
    places.enter_populations(communes, year, by)
    weights = [commune.share(year.year) for commune in communes]
    poor, near = shared_out(year.poor, weights), shared_out(year.near_poor, weights)
    made: Lists = {}
    for place, commune in enumerate(communes):
        code = commune.area.code
        villages = tuple(commune.villages)
        wanted = Wanted(villages, year.year, poor[place], near[place], district.size)
        former = before.get(code, CommuneList())
        made[code] = next_list(former, wanted, families, families.chance)
        if before and _held_its_season(commune, year.year):
            cast = past.cast_of(commune, _administrator(), by.password)
            past.hold(commune, made[code], cast, families.chance)
        else:
            load_list(folder, commune.area, year.year, made[code], by)
    return made


def _held_its_season(commune: Commune, year: int) -> bool:
    """Whether the commune ran its review in the portal that year."""
    return year == past.YEAR and commune.area.code == PAST_SEASON


def _administrator() -> Officer:
    return Officer.objects.get(username=ADMINISTRATOR)


def _move_over(
    communes: list[Commune], lists: Lists, by: Officer
) -> tuple[list[Commune], Lists]:
    """The reform: villages end, families go over; gives today's communes and lists."""
    became = places.successors(communes, by)
    move_over(by=by, day=REFORM)
    carried: Lists = {code: CommuneList() for code in GIA_VIEN_NOW}
    for commune in communes:
        for household in lists[commune.area.code].listed:
            code, village = became[commune.villages[household.village].pk]
            if code in carried:
                household.village = village
                carried[code].listed.append(household)
    weights = dict.fromkeys(GIA_VIEN_NOW, 0)
    for commune in communes:
        for old in commune.villages.values():
            code, _ = became[old.pk]
            if code in weights:
                weights[code] += 100 * commune.weight // len(commune.villages)
    return _today(weights, carried), carried


def _today(weights: dict[str, int], carried: Lists) -> list[Commune]:
    """Today's communes, as large and as poor as what came together in them."""
    communes = []
    for code in GIA_VIEN_NOW:
        area = Area.objects.coded(Level.COMMUNE, code, REFORM).get()
        villages = {each.name: each for each in area.children.order_by("code")}
        poverty = 100_000 * len(carried[code].listed) // weights[code]
        communes.append(Commune(area, villages, weights[code], poverty))
    return communes


def _published(district: District, commune: Area) -> None:
    """The figures that others gave for the district, beside our own."""
    version = commune.version_on(places.LAST_DAY)
    if version is None or version.parent is None:
        return
    PublishedFigure.objects.bulk_create(
        PublishedFigure(
            area=version.parent,
            year=told.year,
            figure=told.figure,
            value=told.value,
            provenance=told.provenance,
            note=told.note,
        )
        for told in district.told
    )
