"""The kept figures: counted right, added up, rebuilt only where they are stale."""

import datetime as dt

import pytest
from django.utils import timezone

from households.models import Outcome, Review, StaleArea
from households.services.stale import mark_stale
from reports import summaries
from reports.figures import PARTS, Cell, Figures, asked
from reports.models import AreaSummary
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    PopulationFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.reports.world import (
    CLASSES,
    add_outcome,
    add_standing,
    by_hand,
    random_outcomes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(open_round, village, neighbour_village):
    random_outcomes(open_round, [village, neighbour_village], 60)
    return open_round


def kept(area, basis="preliminary", standard="ND07_2022", year=2026):
    return AreaSummary.objects.get(area=area, year=year, standard=standard, basis=basis)


def assert_equal(summary, expected):
    figures = Figures.of([summary])
    for kind in CLASSES:
        assert figures.number(Cell(kind)) == expected[kind]
    for kind in ("poor", "near_poor", "average"):
        assert figures.counts[f"{kind}_persons"] == expected[f"{kind}_persons"]
    for kind in ("poor", "near_poor"):
        for part in PARTS:
            cell = Cell(kind, part)
            assert figures.number(cell) == expected[cell.code], cell


@pytest.mark.parametrize("standard", ["ND07_2022", "ND351_2027"])
def test_commune_equals_a_count_by_hand(counted, commune, neighbour, standard):
    summaries.rebuild()
    for area in (commune, neighbour):
        rows = Outcome.objects.filter(commune=area, standard=standard)
        assert rows.count() > 10
        assert_equal(kept(area, standard=standard), by_hand(rows))


def test_official_figures_count_standings(counted, commune):
    summaries.rebuild()
    rows = Outcome.objects.filter(commune=commune, standings__isnull=False)
    assert 0 < rows.count() < Outcome.objects.filter(commune=commune).count()
    assert_equal(kept(commune, basis="official"), by_hand(rows))


def test_a_corrected_standing_counts_no_longer(open_round, household, commune):
    outcome = add_outcome(ReviewFactory(round=open_round, household=household))
    standing = add_standing(outcome)
    standing.recorded_to = dt.datetime(2027, 3, 1, tzinfo=dt.UTC)
    standing.save()
    add_standing(outcome, "near_poor")
    summaries.rebuild()
    found = kept(commune, basis="official")
    assert (found.poor, found.near_poor) == (0, 1)


def test_listed_and_reviewed_come_from_reviews(counted, commune):
    summaries.rebuild()
    found = kept(commune)
    reviews = Review.objects.filter(commune=commune)
    assert found.listed == reviews.count()
    assert found.reviewed == reviews.exclude(state="todo").count()
    assert 0 < found.reviewed < found.listed


def test_parents_are_sums_of_children(counted, commune, neighbour, province):
    PopulationFactory(area=commune, households=1000, persons=3600)
    PopulationFactory(area=neighbour, households=500, persons=1700)
    summaries.rebuild()
    children = [kept(commune), kept(neighbour)]
    above, total = Figures.of([kept(province)]), Figures.of(children)
    assert above.counts == total.counts
    assert above.parts == total.parts
    assert above.counts["resident_households"] == 1500


def test_a_missing_denominator_leaves_the_parent_without(counted, commune, province):
    PopulationFactory(area=commune)
    summaries.rebuild()
    assert kept(commune).resident_households == 1000
    assert kept(province).resident_households is None


def test_denominator_is_the_newest_within_the_year(counted, commune):
    for year, households in ((2024, 900), (2026, 1100), (2027, 1200)):
        PopulationFactory(
            area=commune,
            counted_on=dt.date(year, 6, 30),
            households=households,
            persons=4000,
        )
    summaries.rebuild()
    assert kept(commune).resident_households == 1100


@pytest.mark.parametrize("everything", [False, True])
def test_province_adds_up_districts_and_communes_of_its_own(db, everything):
    province = AreaFactory(level="province", kind="province", code="77")
    district = AreaFactory(level="district", kind="district", parent=province)
    communes = [AreaFactory(parent=district), AreaFactory(parent=province)]
    round_ = RoundFactory(areas=communes)
    for commune in communes:
        household = HouseholdFactory(village=VillageFactory(parent=commune))
        add_outcome(ReviewFactory(round=round_, household=household))
        mark_stale([commune.pk], 2026)
    if everything:
        summaries.rebuild()
    else:
        summaries.refresh()
    found = [kept(area).poor for area in (*communes, district, province)]
    assert found == [1, 1, 1, 2]
    assert kept(province).communes == 2
    assert kept(province).version == 1


def test_only_stale_communes_are_counted_again(counted, commune, neighbour, province):
    summaries.rebuild()
    before = kept(neighbour)
    Outcome.objects.filter(commune=commune).update(is_current=False)
    mark_stale([commune.pk], 2026)
    built = summaries.refresh()
    assert built.communes == 1
    assert kept(commune).poor == 0
    assert kept(commune).version == 2
    assert kept(neighbour).built_at == before.built_at
    assert kept(province).poor == before.poor
    assert summaries.refresh() is None


def test_version_rises_only_with_other_numbers(counted, commune):
    summaries.rebuild()
    first = kept(commune)
    assert summaries.rebuild().changed == 0
    second = kept(commune)
    assert (second.version, second.changed_at) == (1, first.changed_at)
    assert second.built_at > first.built_at


def test_a_commune_of_a_round_has_zeros(open_round, commune):
    summaries.rebuild()
    assert kept(commune).poor == 0
    assert not AreaSummary.objects.filter(area=commune, basis="official").exists()


def test_rows_without_anything_behind_them_go(open_round, commune, province):
    summaries.rebuild()
    open_round.areas.clear()
    mark_stale([commune.pk], 2026)
    summaries.refresh()
    assert not AreaSummary.objects.filter(area=commune).exists()
    assert AreaSummary.objects.filter(area=province).exists()  # the neighbour's sum
    summaries.rebuild()
    assert not AreaSummary.objects.exists()


def test_withdrawn_reviews_are_not_on_the_list(open_round, household, commune, village):
    gone = ReviewFactory(round=open_round, household=household)
    todo = ReviewFactory(round=open_round, household=HouseholdFactory(village=village))
    Review.objects.filter(pk=gone.pk).update(
        state="withdrawn", closed_at=timezone.now()
    )
    Review.objects.filter(pk=todo.pk).update(closed_at=timezone.now())
    summaries.rebuild()
    assert (kept(commune).listed, kept(commune).reviewed) == (1, 0)
    behind = asked(year=2026, standard="ND07_2022", communes=[commune.pk])
    assert list(behind) == [todo]


def test_a_regular_round_is_not_counted_in_the_year(open_round, household, commune):
    add_outcome(ReviewFactory(round=open_round, household=household))
    Review.objects.update(closed_at=timezone.now())
    regular = RoundFactory(kind="regular", areas=[commune])
    add_outcome(ReviewFactory(round=regular, household=household))
    add_standing(Outcome.objects.get(round=regular))
    summaries.rebuild()
    assert (kept(commune).poor, kept(commune).listed, kept(commune).reviewed) == (
        1,
    ) * 3
    assert not AreaSummary.objects.filter(area=commune, basis="official").exists()


def test_marks_read_are_deleted_and_no_others(open_round, commune, monkeypatch):
    mark_stale([commune.pk], 2026)
    build = summaries.build

    def build_while_another_saves(communes, year):
        mark_stale([commune.pk], 2026)
        return build(communes, year)

    monkeypatch.setattr(summaries, "build", build_while_another_saves)
    summaries.refresh()
    assert StaleArea.objects.count() == 1


def test_new_denominators_mark_their_communes(counted, commune):
    summaries.rebuild()
    assert summaries.mark_new_denominators() == 0
    PopulationFactory(area=commune, households=700, persons=2000)
    assert summaries.mark_new_denominators() == 1
    summaries.refresh()
    assert kept(commune).resident_households == 700
    assert summaries.mark_new_denominators() == 0
