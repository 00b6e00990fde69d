"""What of a province stays hidden, from its lists and houses."""

from reports.figures import PARTS, PLACE
from reports.models import AreaSummary
from reports.services.peers.veil import HOUSES, LACKS, NEAR_POOR, POOR, veil
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    ProvinceFactory,
    SummaryFactory,
    VillageFactory,
)
from tests.programs.access_support import house_of

YEAR = 2025


def list_of(area, poor):
    """Two lacks a household, everything known."""
    parts = [0] * len(PARTS)
    for number in range(1, 13):
        parts[PLACE[f"known-{number}"]] = poor
    parts[PLACE["deprived-1"]] = parts[PLACE["deprived-2"]] = poor
    SummaryFactory(
        area=area, year=YEAR, poor=poor, poor_parts=parts, near_poor=0,
        near_poor_parts=[0] * len(PARTS),
    )  # fmt: skip


def test_no_houses_are_few_houses(db):
    """Else all others of a sum that is shown would tell that there are none."""
    province = ProvinceFactory()
    areas = [AreaFactory(parent=province) for _ in range(3)]
    for area in (province, *areas):
        list_of(area, 40)
    village, by = VillageFactory(parent=areas[1]), OfficerFactory()
    for day in range(1, 20):
        house_of(
            HouseholdFactory(village=village), by, year=YEAR,
            approved_on="2025-01-02", started_on="2025-03-02",
            finished_on=f"2025-09-{day:02}",
        )  # fmt: skip
    found = veil([province], (), (YEAR,), "ND07_2022")
    assert [found.covers(HOUSES, YEAR, each.pk) for each in areas] == [True] * 3
    assert not found.covers(HOUSES, YEAR, province.pk)


def test_deprivations_are_hidden_by_what_is_hidden_of_households(db):
    """Shown ones would tell that two hidden numbers are ten together."""
    province = ProvinceFactory()
    for poor in (30, 6, 50, 60):
        area = AreaFactory(parent=province)
        list_of(area, poor)
        if poor == 6:
            few = area
    AreaSummary.objects.filter(area__parent=province).update(near_poor=25)
    AreaSummary.objects.filter(area=few).update(near_poor=7)
    list_of(province, 146)
    AreaSummary.objects.filter(area=province).update(near_poor=82)
    found = veil([province], (), (YEAR,), "ND07_2022")
    assert found.covers(POOR, YEAR, few.pk)
    assert found.covers(NEAR_POOR, YEAR, few.pk)
    assert found.covers(LACKS, YEAR, few.pk), "6 and 7 are thirteen together"
