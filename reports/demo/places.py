"""Villages and populations of the demo, entered through the portal's own services."""

import datetime as dt
import random
from dataclasses import dataclass

from povertyportal.accounts.models import Officer
from povertyportal.administration.services.populations import enter_population
from povertyportal.administration.services.villages import NewVillage, add_villages
from povertyportal.areas.models import (
    Area,
    AreaChange,
    AreaPopulation,
    AreaVersion,
    Kind,
    Level,
)
from reports.demo.figures import District, YearOfDistrict, shared_out

REFORM = dt.date(2025, 7, 1)
LAST_DAY = REFORM - dt.timedelta(days=1)
_NAMES = ("Đông", "Đoài", "Thượng", "Hạ", "Trung", "Tân", "Nội")
PERSONS_A_HOUSEHOLD = 3.4
Became = dict[int, tuple[str, str]]


# Xã Gia Tân halves its list in a year: a sign for the committee to look at.
TOO_FAST = ("14503", 2024)


@dataclass
class Commune:
    """A commune of the demo: its unit, villages by name, weight in its district.

    `poverty` weighs its poor and near-poor households against other communes of the
    same weight; only the ratios between communes count.
    """

    area: Area
    villages: dict[str, Area]
    weight: int
    poverty: int

    @property
    def bare_name(self) -> str:
        """The name without its type word: "Gia Hòa"."""
        words = self.area.name.split()
        return " ".join(words[2:] if words[0] == "Thị" else words[1:])

    def share(self, year: int) -> int:
        """The weight of its listed households in a year: some years are better."""
        wave = 80 + int(self.area.code) * year % 41
        if (self.area.code, year) == TOO_FAST:
            wave //= 3
        return self.weight * self.poverty * wave


def past_communes(
    district: District, officer: Officer, chance: random.Random
) -> list[Commune]:
    """The communes of a district as they stood before the reform, with villages."""
    unit = Area.objects.coded(Level.DISTRICT, district.code, LAST_DAY).get()
    found = Area.objects.communes().on(LAST_DAY).filter(parent=unit).order_by("code")
    communes = []
    for area in found:
        word = "Phố" if area.kind == Kind.TOWNSHIP else "Thôn"
        names = [f"{word} {name}" for name in _NAMES[: district.villages]]
        wanted = [NewVillage(area, name) for name in names]
        villages = add_villages(by=officer, villages=wanted)
        by_name = {village.name: village for village in villages}
        poverty = 55 + int(area.code) * 37 % 96
        communes.append(Commune(area, by_name, chance.randint(60, 140), poverty))
    return communes


def successors(communes: list[Commune], officer: Officer) -> Became:
    """End the old villages on the reform's day, each into a village of a new commune.

    Gives {old village id: (new commune's code, new village's name)}. The villages of
    a commune that was divided are dealt out among its successors.
    """
    plan: list[tuple[Area, NewVillage]] = []
    for commune in communes:
        changes = list(
            AreaChange.objects.filter(old=commune.area, effective_on=REFORM)
            .select_related("new")
            .order_by("new__code")
        )
        for place, (name, village) in enumerate(commune.villages.items()):
            new = changes[place * len(changes) // len(commune.villages)].new
            name = f"{name} {commune.bare_name}"
            plan.append((village, NewVillage(new, name, REFORM)))
    added = add_villages(by=officer, villages=[wanted for _, wanted in plan])
    AreaChange.objects.bulk_create(
        AreaChange(
            old=old, new=new, effective_on=REFORM, extent=AreaChange.Extent.WHOLE
        )
        for (old, _), new in zip(plan, added, strict=True)
    )
    ended = [old.pk for old, _ in plan]
    Area.objects.filter(pk__in=ended).update(ended=REFORM)
    AreaVersion.objects.filter(area__in=ended, ends__isnull=True).update(ends=REFORM)
    return {old.pk: (wanted.commune.code, wanted.name) for old, wanted in plan}


def enter_populations(
    communes: list[Commune], year: YearOfDistrict, officer: Officer
) -> None:
    """Resident households and persons of each commune at the year's end, marked."""
    weights = [commune.weight for commune in communes]
    shares = shared_out(year.households, weights)
    for commune, households in zip(communes, shares, strict=True):
        entered = enter_population(
            by=officer,
            population=AreaPopulation(
                area=commune.area,
                counted_on=dt.date(year.year, 12, 1),
                households=households,
                persons=round(households * PERSONS_A_HOUSEHOLD),
            ),
        )
        # Officers can only enter; where a demo's figure comes from is said here.
        AreaPopulation.objects.filter(pk=entered.pk).update(
            provenance=year.source, source_note=year.note
        )
