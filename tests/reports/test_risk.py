"""Which households show which sign, and that a former moment stays as it was."""

import datetime as dt

import pytest
from django.utils import timezone

from households.models import MeetingVote, Outcome, Reopening, VillageMeeting
from reports.sampling import Risk
from reports.services import risk
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
)

NOW = dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def former(commune):
    return RoundFactory(
        areas=[commune],
        year=2024,
        name="Rà soát năm 2024",
        opens_on=dt.date(2024, 9, 1),
        closes_on=dt.date(2024, 12, 14),
        list_valid_from=dt.date(2025, 1, 1),
        state="closed",
    )


@pytest.fixture
def now_round(commune):
    return RoundFactory(
        areas=[commune],
        year=2026,
        opens_on=dt.date(2026, 9, 1),
        closes_on=dt.date(2026, 12, 14),
        list_valid_from=dt.date(2026, 12, 15),
        standards=["ND07_2022"],
    )


def result(round_, household, surveyor=None, **fields):
    """The household's result of a round, far from every line unless told."""
    closed = timezone.now() if round_.state == "closed" else None
    review = ReviewFactory(
        round=round_, household=household, surveyor=surveyor, closed_at=closed
    )
    return OutcomeFactory(review=review, **{"b1": 100} | fields)


def signs(round_, at=None):
    """{household: its signs}."""
    rows = risk.frame(round_, [round_.areas.get().pk], at or timezone.now())
    return {row.household: set(row.risks) for row in rows}


@pytest.mark.parametrize(
    ("points", "facts", "is_near"),
    [
        # Nghị định 07/2021: 140 in the country, 175 in towns.
        (134, {"area_kind": "rural"}, False),
        (135, {"area_kind": "rural"}, True),
        (145, {"area_kind": "rural"}, True),
        (146, {"area_kind": "rural"}, False),
        (140, {"area_kind": "urban"}, False),
        (172, {"area_kind": "urban"}, True),
        # Without grounds the commune's own kind: xã.
        (139, {}, True),
        (None, {}, False),
    ],
)
def test_near_a_line(now_round, village, points, facts, is_near):
    household = HouseholdFactory(village=village)
    result(now_round, household, b1=points, grounds=facts)
    assert (Risk.NEAR_LINE in signs(now_round)[household.pk]) is is_near


@pytest.mark.parametrize(
    ("was", "points", "found", "is_jump"),
    [
        ("poor", 71, "poor", False),
        ("poor", 70, "poor", True),
        ("poor", 100, "not_poor", True),
        ("not_poor", 100, "poor", True),
        ("poor", 100, "near_poor", False),
        ("near_poor", 100, "not_poor", False),
    ],
)
def test_a_big_jump(former, now_round, village, was, points, found, is_jump):
    household = HouseholdFactory(village=village)
    result(former, household, poverty_class=was, b1=points)
    result(now_round, household, poverty_class=found)
    assert (Risk.BIG_JUMP in signs(now_round)[household.pk]) is is_jump


def test_taken_up_again_after_the_meeting(now_round, village, commune_officer, today):
    household = HouseholdFactory(village=village)
    outcome = result(now_round, household)
    meeting = VillageMeeting.objects.create(
        place=now_round.places.get(),
        village=village,
        turn=1,
        held_on=NOW.date(),
        attended=10,
        venue="Nhà văn hóa",
        chair="A",
        secretary="B",
        recorded_by=commune_officer,
    )
    MeetingVote.objects.create(
        meeting=meeting,
        review=outcome.review,
        outcome=outcome,
        attended=10,
        agreed=9,
    )
    VillageMeeting.objects.update(closed_at=NOW, closed_by=commune_officer)
    assert signs(now_round)[household.pk] == set()
    today.move_to(NOW + dt.timedelta(days=1))
    Reopening.objects.create(
        review=outcome.review,
        cause="correction",
        reason="Nhập nhầm",
        opened_by=commune_officer,
    )
    assert signs(now_round)[household.pk] == {Risk.LATE_EDIT}
    assert signs(now_round, NOW)[household.pk] == set()


def test_a_result_after_the_round_is_late(now_round, village, today):
    household = HouseholdFactory(village=village)
    today.move_to(dt.datetime(2026, 12, 14, 23, tzinfo=dt.UTC))  # 15/12 in Hà Nội
    result(now_round, household)
    assert signs(now_round)[household.pk] == {Risk.LATE_EDIT}


def test_a_surveyor_unlike_the_others(now_round, village, surveyor, commune_officer):
    for who, listed in ((surveyor, 2), (commune_officer, 10)):
        for at in range(12):
            kind = "poor" if at < listed else "not_poor"
            result(
                now_round, HouseholdFactory(village=village), who, poverty_class=kind
            )
    shown = signs(now_round)
    assert all(own == {Risk.SURVEYOR} for own in shown.values())
    assert len(shown) == 24


def test_an_undetermined_result_claims_nothing(commune, village):
    both = RoundFactory(
        areas=[commune],
        year=2026,
        standards=["ND351_2027", "ND07_2022"],
        list_valid_from=dt.date(2027, 1, 1),
    )
    known, unknown = (HouseholdFactory(village=village) for _ in range(2))
    first = result(both, known, standard="ND351_2027", poverty_class="undetermined")
    OutcomeFactory(review=first.review, poverty_class="near_poor", b1=100)
    result(both, unknown, standard="ND351_2027", poverty_class="undetermined")
    (row,) = risk.frame(both, [commune.pk], timezone.now())
    assert (row.household, row.poverty_class) == (known.pk, "near_poor")


def test_a_former_moment_gives_the_former_frame(now_round, village, today):
    stays, goes = (HouseholdFactory(village=village) for _ in range(2))
    first, second = result(now_round, stays), result(now_round, goes)
    before = risk.frame(now_round, [village.parent_id], NOW)
    today.move_to(NOW + dt.timedelta(days=2))
    Outcome.objects.filter(pk=first.pk).update(is_current=False)
    OutcomeFactory(review=first.review, poverty_class="not_poor", b1=180)
    second.review.state, second.review.closed_at = "withdrawn", timezone.now()
    second.review.save()
    result(now_round, HouseholdFactory(village=village))
    after = risk.frame(now_round, [village.parent_id], timezone.now())
    assert risk.frame(now_round, [village.parent_id], NOW) == before
    assert {row.household: row.poverty_class for row in after}[stays.pk] == "not_poor"
    assert goes.pk not in {row.household for row in after}
