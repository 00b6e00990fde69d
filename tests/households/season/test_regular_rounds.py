"""Opening regular rounds: one a commune and month, whoever presses how often."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from households.models import Review, ReviewRound, ReviewState
from households.services import regular_rounds, rounds
from povertyportal.audit.models import AuditEntry
from tests.factories import HouseholdFactory, ReviewFactory, RoundFactory
from tests.worker.conftest import until

pytestmark = pytest.mark.django_db
APRIL = {"year": 2026, "month": 4}
IN_APRIL = "2026-04-20 08:00+07:00"


@pytest.fixture
def april(time_machine):
    time_machine.move_to(IN_APRIL)


def test_it_starts_on_the_fifteenth_by_the_standard_of_that_day(
    april, commune_officer, commune
):
    place = regular_rounds.open_regular_round(
        by=commune_officer, commune=commune, **APRIL
    )
    found = place.round
    assert (found.kind, found.opened_for) == (ReviewRound.Kind.REGULAR, commune)
    assert (found.opens_on, found.closes_on) == (
        dt.date(2026, 4, 15),
        dt.date(2026, 4, 30),
    )
    assert found.list_valid_from == dt.date(2026, 4, 15)
    assert found.standards == ["ND07_2022"]
    assert found.procedure.code == "QD24_2025"
    assert AuditEntry.objects.get(act="households.round.opened").area == commune


def test_the_round_of_january_2027_follows_the_new_standard(
    commune_officer, commune, time_machine
):
    time_machine.move_to("2027-01-20 08:00+07:00")
    place = regular_rounds.open_regular_round(
        by=commune_officer, commune=commune, year=2027, month=1
    )
    assert place.round.standards == ["ND351_2027"]


def test_a_second_press_gives_the_same_round(april, commune_officer, commune):
    first, second = (
        regular_rounds.open_regular_round(by=commune_officer, commune=commune, **APRIL)
        for _ in range(2)
    )
    assert first.pk == second.pk
    assert ReviewRound.objects.count() == 1
    assert AuditEntry.objects.filter(act="households.round.opened").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_open_the_month_at_once(april, commune_officer, commune):
    """The second waits for the first, then gets the first one's round."""
    got = []

    def open_too():
        try:
            place = regular_rounds.open_regular_round(
                by=commune_officer, commune=commune, **APRIL
            )
            got.append(place.pk)
        finally:
            connection.close()

    other = threading.Thread(target=open_too)
    with transaction.atomic():
        first = regular_rounds.open_regular_round(
            by=commune_officer, commune=commune, **APRIL
        )
        other.start()
        until(somebody_waits, "the second officer's wait")
    other.join(timeout=30)
    assert got == [first.pk]
    assert ReviewRound.objects.count() == 1


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%households_reviewround%'"
        )
        return cursor.fetchone()


@pytest.mark.parametrize(
    ("year", "month", "message"),
    [
        (2026, 5, "Tháng 5/2026 chưa đến"),
        (2025, 6, "không phải là đơn vị hành chính vào ngày 15/06/2025"),
    ],
)
def test_a_month_that_cannot_be_is_refused(
    april, commune_officer, commune, year, month, message
):
    with pytest.raises(ValidationError, match=message):
        regular_rounds.open_regular_round(
            by=commune_officer, commune=commune, year=year, month=month
        )


def test_there_were_no_monthly_rounds_under_the_former_procedure(
    april, commune_officer, commune
):
    commune.began = dt.date(2020, 1, 1)
    commune.save()
    with pytest.raises(ValidationError, match="không có đợt rà soát thường xuyên"):
        regular_rounds.open_regular_round(
            by=commune_officer, commune=commune, year=2021, month=8
        )


def test_a_commune_elsewhere_is_refused(april, commune_officer, neighbour):
    with pytest.raises(ValidationError, match="ngoài địa bàn"):
        regular_rounds.open_regular_round(
            by=commune_officer, commune=neighbour, **APRIL
        )


@pytest.mark.parametrize("who", ["province_officer", "surveyor", "leader", "inspector"])
def test_only_the_commune_officer_opens_it(april, who, request, commune):
    officer = request.getfixturevalue(who)
    with pytest.raises(PermissionDenied):
        regular_rounds.open_regular_round(by=officer, commune=commune, **APRIL)


@pytest.fixture
def left(commune, village):
    """A household that the closed annual round of 2025 left undone, and others."""
    closed = RoundFactory(
        areas=[commune],
        name="Rà soát định kỳ năm 2025",
        year=2025,
        list_valid_from=dt.date(2026, 1, 1),
        standards=("ND07_2022",),
        opens_on=dt.date(2025, 9, 1),
        closes_on=dt.date(2025, 12, 14),
        state=ReviewRound.State.CLOSED,
    )

    def review(state, name_of=None):
        household = HouseholdFactory(village=village)
        return ReviewFactory(
            round=closed, household=household, state=state, closed_at=timezone.now()
        ).household

    review(ReviewState.IMPORTED)
    review(ReviewState.WITHDRAWN)
    undone = review(ReviewState.TODO)
    Review.objects.filter(household=undone).update(why=Review.Why.ASKED_ENTER)
    return undone


def test_households_left_undone_are_offered(april, commune, left):
    assert list(regular_rounds.left_undone([commune])) == [left]


def test_whoever_was_reviewed_since_is_not_offered(april, commune, left):
    later = RoundFactory(
        areas=[commune],
        kind=ReviewRound.Kind.REGULAR,
        month=1,
        opens_on=dt.date(2026, 1, 15),
        closes_on=dt.date(2026, 1, 30),
    )
    made = ReviewFactory(round=later, household=left)
    assert not regular_rounds.left_undone([commune]).exists()
    Review.objects.filter(pk=made.pk).update(
        state=ReviewState.IMPORTED, closed_at=timezone.now()
    )
    assert not regular_rounds.left_undone([commune]).exists()


def test_those_chosen_go_in_once(april, commune_officer, commune, left):
    for _ in range(2):
        place = regular_rounds.open_regular_round(
            by=commune_officer, commune=commune, undone=[left], **APRIL
        )
    assert [each.household for each in place.round.reviews.all()] == [left]
    assert place.round.reviews.get().why == Review.Why.ASKED_ENTER


def test_the_page_opens_the_month_and_takes_them(
    april, client_of, commune_officer, commune, left
):
    url = reverse("season:regular-open")
    client = client_of(commune_officer)
    assert left.head_name in client.get(url).content.decode()
    answer = client.post(
        url, {"commune": commune.pk, "month": "2026-04", "undone": [left.pk]}
    )
    place = ReviewRound.objects.get(kind=ReviewRound.Kind.REGULAR).places.get()
    assert answer.url == reverse("season:place", args=[place.pk])
    assert place.round.reviews.get().household == left
    assert "Hồ sơ của từng hộ" in client.get(answer.url).content.decode()


def test_the_commune_closes_its_own_round(april, commune_officer, commune):
    place = regular_rounds.open_regular_round(
        by=commune_officer, commune=commune, **APRIL
    )
    rounds.close_round(by=commune_officer, round=place.round)
    place.round.refresh_from_db()
    assert place.round.state == ReviewRound.State.CLOSED


def test_the_commune_does_not_close_the_annual_round(commune_officer, open_round):
    with pytest.raises(PermissionDenied):
        rounds.close_round(by=commune_officer, round=open_round)
