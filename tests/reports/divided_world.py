"""A commune that went over whole, one that was divided, and families of both.

Old: Xã Nguyên (whole, to Đông) and Xã Chia (divided between Đông and Tây). Of Xã Chia
the village Thôn Gọn went over whole to Đông, Thôn Đôi was divided as well.
"""

import datetime as dt
from dataclasses import dataclass, field

from households.models import Household, Residence
from povertyportal.accounts.models import Role
from povertyportal.areas.models import Area, AreaChange
from tests.factories import (
    REFORM,
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PopulationFactory,
    ProvinceFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.reports.world import add_outcome, add_standing

THEN, NOW = 2024, 2025
LATER = dt.date(2025, 10, 1)


@dataclass
class Divided:
    """The world; `families` by what became of them."""

    province: Area
    east: Area
    west: Area
    far: Area
    whole: Area
    parted: Area
    east_village: Area
    west_village: Area
    far_village: Area
    officer: object = None
    families: dict[str, Household] = field(default_factory=dict)


def _old(name, parent, **fields):
    return AreaFactory(name=name, parent=parent, began=None, ended=REFORM, **fields)


def _change(old, extent, *new):
    for each in new:
        AreaChange.objects.create(old=old, new=each, effective_on=REFORM, extent=extent)


def _units():
    province = ProvinceFactory(name="Tỉnh Chia")
    before = ProvinceFactory(name="Tỉnh Chia cũ", began=None, ended=REFORM)
    east, west, far = (
        AreaFactory(name=name, parent=province)
        for name in ("Xã Đông", "Xã Tây", "Xã Xa")
    )
    whole, parted = (_old(name, before) for name in ("Xã Nguyên", "Xã Chia"))
    _change(whole, "whole", east)
    _change(parted, "partial", east, west)
    villages = [VillageFactory(parent=each) for each in (east, west, far)]
    return Divided(province, east, west, far, whole, parted, *villages)


def _move(household, on, village=None):
    household.residences.filter(ends=None).update(ends=on)
    if village:
        Residence.objects.create(household=household, village=village, starts=on)


def divided_world() -> Divided:
    """The units, a round of the old communes, and where each family went."""
    found = _units()
    nguyen, gon, doi = (
        VillageFactory(name=name, parent=parent, began=None, ended=REFORM)
        for name, parent in (
            ("Thôn Nguyên", found.whole),
            ("Thôn Gọn", found.parted),
            ("Thôn Đôi", found.parted),
        )
    )
    _change(nguyen, "whole", found.east_village)
    _change(gon, "whole", found.east_village)
    places = {
        # lived in, then went on living: when, where
        "whole": (nguyen, REFORM, found.east_village),
        "whole then away": (nguyen, LATER, found.west_village),
        "village": (gon, REFORM, found.east_village),
        "village then gone": (gon, LATER, None),
        "east side": (doi, REFORM, found.east_village),
        "west side, told later": (doi, LATER, found.west_village),
        "still there": (doi, None, None),
        "gone before": (doi, dt.date(2025, 3, 1), found.east_village),
        "away at once": (doi, REFORM, found.far_village),
    }
    then = RoundFactory(
        areas=[found.whole, found.parted], year=THEN, standards=["ND07_2022"],
        list_valid_from=dt.date(THEN + 1, 1, 1), is_imported=True,
    )  # fmt: skip
    for number, (name, (village, on, to)) in enumerate(places.items()):
        household = HouseholdFactory(village=village)
        review = ReviewFactory(round=then, household=household)
        kind = "near_poor" if name == "village then gone" else "poor"
        outcome = add_outcome(
            review, poverty_class=kind, known_mask=7, deprived_mask=number & 7
        )
        add_standing(outcome)
        if on:
            _move(household, on, to)
        household.refresh_from_db()
        found.families[name] = household
    _this_year(found)
    for area, households in ((found.whole, 1000), (found.parted, 500)):
        PopulationFactory(
            area=area, counted_on=dt.date(THEN, 12, 1), households=households,
            persons=4000,
        )  # fmt: skip
    found.officer = OfficerFactory(role=Role.PROVINCE_OFFICER, area=found.province)
    return found


def _this_year(found):
    """A list of the communes of today, under the same standard."""
    now = RoundFactory(
        areas=[found.east, found.west, found.far], year=NOW, standards=["ND07_2022"],
        list_valid_from=dt.date(NOW + 1, 1, 1), is_imported=True,
    )  # fmt: skip
    household = HouseholdFactory(village=found.east_village)
    add_standing(add_outcome(ReviewFactory(round=now, household=household)))
    for area in (found.east, found.west, found.far):
        PopulationFactory(area=area, counted_on=dt.date(NOW, 12, 1), households=800)
