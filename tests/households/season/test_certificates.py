"""Certificates: numbers without gaps, one a standing, reissued, confirmed."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from households.models import Certificate, CommuneRound
from households.services.season import certificates
from households.services.season.confirmation import confirmation
from tests.factories import add_member
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


def signed_with(place, village, officer, leader, *kinds, number="120/QĐ-UBND"):
    rows = [made.reviewed(place, village, officer, kind=kind) for kind in kinds]
    made.finished(place, village, officer, rows)
    ids = [row.pk for row in rows]
    return made.sign(made.prepare(place, officer, review_ids=ids), leader, number)


@pytest.fixture
def signed(commune, village, commune_officer, leader):
    place = made.place_of(made.round_of(commune), commune)
    kinds = ("poor", "near_poor", "not_poor", "average")
    return signed_with(place, village, commune_officer, leader, *kinds)


def issue(officer, decision, **fields):
    return certificates.issue(by=officer, decision=decision, **fields)


def test_poor_and_near_poor_get_one_each(signed, commune_officer):
    made_now = issue(commune_officer, signed)

    assert [each.number for each in made_now] == [1, 2]
    kinds = {each.standing.poverty_class for each in made_now}
    assert kinds == {"poor", "near_poor"}
    assert made_now[0].full_number == "01/GCN-HN.HCN"
    assert made_now[0].members[0]["relation"] == "Chủ hộ"
    assert issue(commune_officer, signed) == []


def test_singly_and_then_the_rest(signed, commune_officer):
    row = signed.rows.get(list="near_poor")
    (one,) = issue(commune_officer, signed, household_ids=[row.household_id])
    (other,) = issue(commune_officer, signed)

    assert (one.household, one.number, other.number) == (row.household, 1, 2)


def test_numbers_begin_anew_each_year(signed, commune_officer):
    issue(
        commune_officer,
        signed,
        household_ids=[signed.rows.get(list="poor").household_id],
    )
    with time_machine.travel("2026-01-05 08:00+07:00"):
        (one,) = issue(commune_officer, signed)
    assert (one.year, one.number) == (2026, 1)


def test_a_lost_one_is_replaced_and_keeps_its_number(signed, commune_officer):
    first, _ = issue(commune_officer, signed)
    add_member(first.household, name="Nguyễn Thị Con")

    again = certificates.reissue(
        by=commune_officer, certificate=first, why=Certificate.Why.CHANGED
    )

    first.refresh_from_db()
    assert (first.state, first.ended_on) == ("replaced", dt.date(2025, 12, 1))
    assert (again.number, again.replaces, len(again.members)) == (3, first, 2)
    assert len(first.members) == 1
    repeated = certificates.reissue(
        by=commune_officer, certificate=first, why=Certificate.Why.LOST
    )
    assert repeated == again


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (made.SIGNED - dt.timedelta(days=1), "ở trước ngày ký"),
    ],
)
def test_the_day_of_issue(signed, commune_officer, day, words):
    with pytest.raises(ValidationError, match=words):
        issue(commune_officer, signed, issued_on=day)


def test_a_draft_gives_none(commune, village, commune_officer):
    place = made.place_of(made.round_of(commune), commune)
    review = made.reviewed(place, village, commune_officer)
    made.finished(place, village, commune_officer, [review])
    with pytest.raises(ValidationError, match="chưa ký"):
        issue(commune_officer, made.prepare(place, commune_officer))


def test_a_revoked_one_is_not_reissued(signed, commune_officer):
    first, _ = issue(commune_officer, signed)
    Certificate.objects.filter(pk=first.pk).update(state="revoked")
    with pytest.raises(ValidationError, match="đã thu hồi"):
        certificates.reissue(
            by=commune_officer, certificate=first, why=Certificate.Why.LOST
        )


def test_a_list_that_is_over_gives_no_other_paper(signed, commune_officer):
    first, _ = issue(commune_officer, signed)
    given = {"by": commune_officer, "certificate": first, "why": Certificate.Why.LOST}
    with (
        time_machine.travel("2027-01-01 00:00+07:00"),
        pytest.raises(ValidationError, match="giấy xác nhận"),
    ):
        certificates.reissue(**given)
    with time_machine.travel("2026-12-31 23:59+07:00"):
        assert certificates.reissue(**given).replaces == first


def test_who_may_issue(signed, leader, neighbour_officer):
    with pytest.raises(PermissionDenied):
        issue(leader, signed)
    with pytest.raises(CommuneRound.DoesNotExist):
        issue(neighbour_officer, signed)


def test_the_letter_says_what_it_was_that_day(signed, commune_officer):
    issue(commune_officer, signed)
    household = signed.rows.get(list="poor").household
    with time_machine.travel("2026-06-01 08:00+07:00"):
        told = confirmation(household, dt.date(2026, 5, 1))
        assert told.standing.poverty_class == "poor"
        assert told.certificate.number in {1, 2}
        assert "2022" in told.standard_title or told.standard_title
        assert confirmation(household, dt.date(2025, 12, 31)).standing is None


@pytest.mark.django_db(transaction=True)
def test_two_rounds_number_at_once_without_gaps_or_doubles(
    commune, village, commune_officer, leader
):
    first = made.place_of(made.round_of(commune), commune)
    second = made.place_of(made.regular_round(commune), commune)
    kinds = ("poor",) * 4
    decisions = [
        signed_with(first, village, commune_officer, leader, *kinds),
        signed_with(second, village, commune_officer, leader, *kinds, number="121/QĐ"),
    ]
    barrier = threading.Barrier(4)
    failed = []

    def work(decision):
        try:
            barrier.wait()
            issue(commune_officer, decision)
        except Exception as error:  # told below, in the test's own thread
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(each,)) for each in decisions * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    numbers = Certificate.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 9))
