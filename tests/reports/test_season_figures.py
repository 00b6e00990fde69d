"""Kept figures and the review season: signed decisions, corrections, regular rounds."""

import datetime as dt
import uuid

import pytest

from households.models import (
    CommuneRound,
    RecognitionDecision,
    Review,
    Standing,
)
from povertyportal.accounts.models import Role
from reports import summaries
from reports.figures import Basis, asked, behind
from reports.figures import Cell as CellOf
from reports.models import AreaSummary
from tests.factories import (
    HouseholdFactory,
    OfficerFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.reports.world import add_outcome, add_standing

pytestmark = pytest.mark.django_db
STANDARD = "ND07_2022"


@pytest.fixture
def review(open_round, household):
    return ReviewFactory(round=open_round, household=household)


def kept(area, basis):
    found = AreaSummary.objects.filter(
        area=area, year=2026, standard=STANDARD, basis=basis
    )
    return found.first()


def numbers(area, basis, *, standard=STANDARD, kinds=("poor", "near_poor")):
    """The kept numbers, which must be as many as the lists behind them hold."""
    summaries.rebuild()
    row = kept(area, basis)
    found = {kind: getattr(row, kind) for kind in kinds}
    for kind in kinds:
        rows = behind(
            CellOf(kind),
            basis=basis,
            year=2026,
            standard=standard,
            communes=[area.pk],
        )
        assert rows.count() == found[kind]
    return tuple(found.values())


def signed(round_, commune, **fields):
    """A signed decision of the commune, with no rows of its own."""
    place = CommuneRound.objects.get(round=round_, commune=commune)
    prepared = OfficerFactory(area=commune)
    signer = OfficerFactory(role=Role.COMMUNE_LEADER, area=commune)
    return RecognitionDecision.objects.create(
        key=uuid.uuid4(),
        place=place,
        commune=commune,
        standard=STANDARD,
        state="signed",
        number=f"{RecognitionDecision.objects.count() + 1}/QĐ-UBND",
        signed_on=dt.date(2026, 11, 20),
        signer_name="Người Ký",
        signer_position="Chủ tịch",
        valid_from=dt.date(2027, 1, 1),
        year=2026,
        prepared_by=prepared,
        signed_by=signer,
        signed_at=dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC),
        **fields,
    )


def correct(outcome, poverty_class):
    """The outcome of another review of the household, which corrects a signed one."""
    former = outcome.review
    at = dt.datetime(2026, 12, 20, tzinfo=dt.UTC)
    Review.objects.filter(pk=former.pk).update(sealed_at=at, closed_at=at)
    review = Review.objects.create(
        round=former.round,
        household=former.household,
        village=former.village,
        commune=former.commune,
        why="correction",
        corrects=former,
        closed_at=dt.datetime(2027, 2, 1, tzinfo=dt.UTC),
    )
    return add_outcome(review, STANDARD, poverty_class, persons=3)


def supersede(outcome, again):
    """What signing the superseding decision does."""
    now = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
    outcome.standings.update(recorded_to=now)
    Review.objects.filter(pk=again.review_id).update(sealed_at=now)
    outcome.review.outcomes.update(is_current=False)
    add_standing(again, recorded_at=now)


def test_official_figures_begin_with_the_signed_standings(review, commune):
    outcome = add_outcome(review)
    assert numbers(commune, Basis.PRELIMINARY) == (1, 0)
    assert kept(commune, Basis.OFFICIAL) is None
    add_standing(outcome)
    assert numbers(commune, Basis.OFFICIAL) == (1, 0)


def test_a_signed_decision_without_poor_households_is_a_figure(
    review, commune, neighbour
):
    add_outcome(review, poverty_class="not_poor")
    signed(review.round, commune)
    summaries.rebuild()
    assert numbers(commune, Basis.OFFICIAL) == (0, 0)
    assert kept(neighbour, Basis.OFFICIAL) is None


def test_a_decision_that_is_not_signed_is_none(review, commune):
    add_outcome(review)
    place = CommuneRound.objects.get(round=review.round, commune=commune)
    RecognitionDecision.objects.create(
        place=place,
        commune=commune,
        standard=STANDARD,
        valid_from=dt.date(2027, 1, 1),
        prepared_by=OfficerFactory(),
    )
    summaries.rebuild()
    assert kept(commune, Basis.OFFICIAL) is None


def test_a_correction_counts_once_in_each_basis(review, commune):
    outcome = add_outcome(review, persons=5)
    add_standing(outcome)
    again = correct(outcome, "near_poor")
    assert numbers(commune, Basis.PRELIMINARY) == (1, 0)
    assert numbers(commune, Basis.OFFICIAL) == (1, 0)
    supersede(outcome, again)
    assert numbers(commune, Basis.PRELIMINARY) == (0, 1)
    assert numbers(commune, Basis.OFFICIAL) == (0, 1)
    found = kept(commune, Basis.OFFICIAL)
    assert (found.poor_persons, found.near_poor_persons) == (0, 3)


def test_a_correction_is_not_on_the_list_a_second_time(review, commune):
    outcome = add_outcome(review)
    add_standing(outcome)
    supersede(outcome, correct(outcome, "near_poor"))
    summaries.rebuild()
    found = kept(commune, Basis.PRELIMINARY)
    rows = asked(year=2026, standard=STANDARD, communes=[commune.pk])
    assert (found.listed, found.reviewed, rows.count()) == (1, 1, 1)
    assert Review.objects.count() == 2


def test_a_regular_round_changes_no_annual_figure(review, commune):
    outcome = add_outcome(review)
    add_standing(outcome)
    before = numbers(commune, Basis.OFFICIAL)
    Review.objects.update(closed_at=dt.datetime(2026, 12, 20, tzinfo=dt.UTC))
    regular = RoundFactory(
        kind="regular",
        areas=[commune],
        opens_on=dt.date(2027, 3, 15),
        closes_on=dt.date(2027, 4, 5),
        list_valid_from=dt.date(2027, 4, 1),
        standards=[STANDARD],
        year=2027,
    )
    later = ReviewFactory(round=regular, household=review.household)
    again = add_outcome(later, STANDARD, "near_poor")
    now = dt.datetime(2027, 4, 1, tzinfo=dt.UTC)
    outcome.standings.update(recorded_to=now)
    add_standing(outcome, ends=dt.date(2027, 4, 1), recorded_at=now)
    add_standing(again, recorded_at=now)
    newcomer = HouseholdFactory(village=review.village)
    added = ReviewFactory(round=regular, household=newcomer)
    add_standing(add_outcome(added, STANDARD, "poor"), recorded_at=now)
    assert Standing.objects.filter(recorded_to__isnull=True).count() == 3
    assert before == numbers(commune, Basis.OFFICIAL) == (1, 0)
    assert numbers(commune, Basis.PRELIMINARY) == (1, 0)
    assert not AreaSummary.objects.filter(year=2027).exists()
