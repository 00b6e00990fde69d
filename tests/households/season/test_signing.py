"""Preparing and signing a decision: its lists, its standings, what it refuses."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from households.models import (
    CommuneRound,
    Complaint,
    DecisionRow,
    RecognitionDecision,
    Reopening,
    ReviewComment,
    StaleArea,
    Standing,
)
from households.services import reopening
from households.services import review as reviews
from households.services.season import recognition, signing
from households.services.season.readiness import readiness
from povertyportal.accounts.models import Role
from povertyportal.audit.models import AuditEntry
from tests.factories import OfficerFactory, VillageFactory
from tests.households.season import deciding as made

SIGNED = made.SIGNED
SCAN = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def poor(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer, name="Trần Văn Nghèo")


@pytest.fixture
def better(place, village, commune_officer):
    review = made.reviewed(
        place, village, commune_officer, kind="not_poor", name="Lê Thị Khá"
    )
    made.was(review, "poor")
    return review


@pytest.fixture
def ready(place, village, commune_officer, poor, better):
    made.finished(place, village, commune_officer, [poor, better])
    return place


@pytest.fixture
def signed(ready, commune_officer, leader):
    return made.sign(made.prepare(ready, commune_officer), leader)


def codes(error):
    return {each.code for each in error.value.problems}


def test_a_draft_lists_each_household_by_what_it_was_and_is(
    ready, commune_officer, poor, better
):
    decision = made.prepare(ready, commune_officer)

    rows = {row.household_id: row for row in decision.rows.all()}
    assert (rows[poor.household_id].list, rows[poor.household_id].former_class) == (
        "poor",
        "",
    )
    assert rows[better.household_id].list == "escaped_poor"
    assert rows[better.household_id].former_class == "poor"
    assert rows[poor.household_id].head_name == "Trần Văn Nghèo"
    assert (decision.valid_from, decision.valid_to) == (
        dt.date(2026, 1, 1),
        dt.date(2027, 1, 1),
    )
    assert not Standing.objects.filter(decided_on__isnull=False).exists()


def test_signing_begins_standings_and_seals(ready, signed, poor, better, leader):
    row = DecisionRow.objects.get(household=poor.household)
    assert (row.standing.poverty_class, row.standing.commune) == ("poor", ready.commune)
    assert (row.standing.starts, row.standing.ends) == (
        dt.date(2026, 1, 1),
        dt.date(2027, 1, 1),
    )
    assert row.standing.decision_number == "120/QĐ-UBND"
    assert row.standing.decided_on == SIGNED
    for review in (poor, better):
        review.refresh_from_db()
        assert review.sealed_at == review.closed_at == signed.signed_at
    assert signed.signer_name == leader.full_name
    assert StaleArea.objects.filter(commune=ready.commune, year=2025).exists()
    entry = AuditEntry.objects.get(act="households.decision.signed")
    assert entry.detail["lists"]["escaped_poor"] == 1


def test_an_open_standing_is_shortened_and_stays_known(
    place, village, commune_officer, leader, poor
):
    former = made.was(poor, "near_poor", ends=None, decision_number="7/QĐ-UBND")
    made.finished(place, village, commune_officer, [poor])

    signed = made.sign(made.prepare(place, commune_officer), leader)

    former.refresh_from_db()
    assert (former.recorded_to, former.ends) == (signed.signed_at, None)
    known = Standing.objects.filter(household=poor.household, recorded_to=None)
    assert list(known.order_by("starts").values_list("poverty_class", "ends")) == [
        ("near_poor", dt.date(2026, 1, 1)),
        ("poor", dt.date(2027, 1, 1)),
    ]


def test_one_outside_the_lists_gets_no_standing(
    place, village, commune_officer, leader
):
    review = made.reviewed(place, village, commune_officer, kind="not_poor")
    made.finished(place, village, commune_officer, [review])

    made.sign(made.prepare(place, commune_officer), leader)

    row = DecisionRow.objects.get()
    assert (row.list, row.standing) == ("none", None)


def test_a_second_signature_changes_nothing(signed, leader):
    again = made.sign(signed, leader, number="121/QĐ-UBND")

    assert again.number == "120/QĐ-UBND"
    assert Standing.objects.filter(decided_on=SIGNED).count() == 2
    assert AuditEntry.objects.filter(act="households.decision.signed").count() == 1


def test_the_same_key_is_the_same_draft(ready, commune_officer):
    key = uuid.uuid4()
    first = made.prepare(ready, commune_officer, key=key)
    assert made.prepare(ready, commune_officer, key=key) == first
    with pytest.raises(ValidationError, match="đã có trong một dự thảo"):
        made.prepare(ready, commune_officer)


# --- what is refused ----------------------------------------------------------------


def test_only_a_leader_of_the_commune_signs(ready, commune_officer, elsewhere):
    decision = made.prepare(ready, commune_officer)
    stranger = OfficerFactory(role=Role.COMMUNE_LEADER, area=elsewhere)

    with pytest.raises(PermissionDenied):
        made.sign(decision, commune_officer)
    with pytest.raises(CommuneRound.DoesNotExist):
        made.sign(decision, stranger)


def test_nobody_signs_what_he_prepared(ready, commune_officer, leader):
    decision = made.prepare(ready, commune_officer)
    RecognitionDecision.objects.update(prepared_by=leader)

    with pytest.raises(ValidationError, match="không tự ký"):
        made.sign(decision, leader)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (dt.date(2025, 12, 2), "ở sau hôm nay"),
        (made.POSTED_TO, "chưa hết thời gian niêm yết"),
    ],
)
def test_the_day_of_the_signature(ready, commune_officer, leader, day, words):
    decision = made.prepare(ready, commune_officer)
    with pytest.raises(ValidationError, match=words):
        made.sign(decision, leader, signed_on=day)


def test_a_number_is_used_once_a_year(
    signed, ready, neighbour, commune_officer, leader, village
):
    other = made.regular_round(ready.commune)
    place = made.place_of(other, ready.commune)
    review = made.reviewed(place, village, commune_officer)
    made.finished(place, village, commune_officer, [review])
    decision = made.prepare(place, commune_officer, review_ids=[review.pk])

    with pytest.raises(ValidationError, match="đã dùng cho một quyết định khác"):
        made.sign(decision, leader)


@pytest.mark.django_db(transaction=True)
def test_two_rounds_do_not_take_one_number_at_once(
    ready, commune, village, commune_officer, leader
):
    other = made.place_of(made.regular_round(commune), commune)
    review = made.reviewed(other, village, commune_officer)
    made.finished(other, village, commune_officer, [review])
    drafts = [
        made.prepare(ready, commune_officer),
        made.prepare(other, commune_officer, review_ids=[review.pk]),
    ]
    barrier, told = threading.Barrier(2), []

    def work(draft):
        try:
            barrier.wait()
            told.append(made.sign(draft, leader).state)
        except ValidationError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["number", "signed"]


def test_an_unfinished_village_is_told_with_its_page(
    ready, commune_officer, village, commune
):
    other = VillageFactory(parent=commune, name="Thôn Hạ")
    waiting = made.reviewed(ready, other, commune_officer)
    type(waiting).objects.filter(pk=waiting.pk).update(state="draft")

    with pytest.raises(recognition.NotReady) as error:
        made.prepare(ready, commune_officer)

    (problem,) = error.value.problems
    assert problem.text == "Thôn Hạ: 1 hộ chưa nộp phiếu rà soát"
    assert (problem.page, problem.args) == ("season:grid", (ready.pk, other.pk))


def test_everything_missing_is_told_at_once(place, village, commune_officer, poor):
    unclear = made.reviewed(place, village, commune_officer, kind="undetermined")
    made.heard(place, village, commune_officer, [poor], agreed=9)
    place.list_closed_on = None
    place.save()
    ReviewComment.objects.create(
        review=unclear, text="Xem lại.", written_by=commune_officer
    )

    with pytest.raises(recognition.NotReady) as error:
        made.prepare(place, commune_officer)

    assert codes(error) == {"list", "undetermined", "meeting", "comment"}


def test_half_of_those_present_is_enough(place, village, commune_officer, poor):
    made.heard(place, village, commune_officer, [poor], agreed=10)
    made.posted(place, commune_officer, [poor])
    assert readiness(place, made.OLD, SIGNED) == []


def test_signing_waits_for_a_complaint_that_came_meanwhile(
    ready, commune_officer, leader, poor
):
    decision = made.prepare(ready, commune_officer)
    Complaint.objects.create(
        place=ready,
        review=poor,
        level="commune",
        complainant="Người dân",
        received_on=SIGNED,
        text="Không đúng.",
        recorded_by=commune_officer,
    )

    with pytest.raises(recognition.NotReady) as error:
        made.sign(decision, leader)

    assert codes(error) == {"complaint"}
    assert not Standing.objects.filter(decided_on__isnull=False).exists()


def test_signing_waits_for_a_recheck(ready, commune_officer, leader, poor):
    decision = made.prepare(ready, commune_officer)
    reopening.take_up_again(
        by=commune_officer,
        review=poor,
        cause=Reopening.Cause.COMPLAINT,
        reason="Khiếu nại.",
        needs_meeting=False,
    )

    with pytest.raises(recognition.NotReady) as error:
        made.sign(decision, leader)

    assert codes(error) == {"recheck"}


def test_a_draft_that_shows_another_list_is_not_signed(
    ready, commune_officer, leader, poor
):
    decision = made.prepare(ready, commune_officer)
    RecognitionDecision.objects.filter(pk=decision.pk).update(state="draft")
    DecisionRow.objects.filter(review=poor).update(list="near_poor")

    with pytest.raises(ValidationError, match="đã thay đổi từ khi lập dự thảo"):
        made.sign(decision, leader)
    recognition.refresh(by=commune_officer, decision=decision)
    assert made.sign(decision, leader).state == "signed"


def test_a_dropped_draft_is_not_signed(ready, commune_officer, leader):
    decision = made.prepare(ready, commune_officer)
    recognition.cancel(by=commune_officer, decision=decision)
    recognition.cancel(by=commune_officer, decision=decision)

    with pytest.raises(ValidationError, match="đã bỏ"):
        made.sign(decision, leader)
    assert made.prepare(ready, commune_officer).state == "draft"


def test_a_sealed_form_says_what_to_do_instead(signed, commune_officer, poor):
    with pytest.raises(reviews.ReviewClosed, match="quyết định thay thế"):
        reviews.reopen_review(by=commune_officer, review=poor, reason="Sửa.")


# --- two standards, regular rounds --------------------------------------------------


def test_two_standards_two_decisions_each_in_its_time(
    commune, village, commune_officer, leader
):
    found = made.round_of(
        commune,
        year=2026,
        standards=(made.NEW, made.OLD),
        list_valid_from=dt.date(2027, 1, 1),
        opens_on=dt.date(2026, 9, 1),
        closes_on=dt.date(2026, 12, 14),
    )
    place = made.place_of(found, commune)
    with time_machine.travel("2026-12-01 08:00+07:00"):
        review = made.reviewed(place, village, commune_officer)
        made.finished(place, village, commune_officer, [review])
        day = dt.date(2026, 11, 30)
        for number, standard in enumerate((made.NEW, made.OLD)):
            draft = made.prepare(place, commune_officer, standard=standard)
            made.sign(draft, leader, number=f"{number}/QĐ", signed_on=day)

    standings = Standing.objects.order_by("starts")
    assert list(standings.values_list("standard", "starts", "ends")) == [
        (made.OLD, day, dt.date(2027, 1, 1)),
        (made.NEW, dt.date(2027, 1, 1), dt.date(2028, 1, 1)),
    ]


def test_a_standard_that_has_ended_decides_nothing(commune, village, commune_officer):
    found = made.round_of(
        commune,
        year=2026,
        standards=(made.NEW, made.OLD),
        list_valid_from=dt.date(2027, 1, 1),
    )
    place = made.place_of(found, commune)
    with time_machine.travel("2027-01-04 08:00+07:00"):
        review = made.reviewed(place, village, commune_officer)
        made.finished(place, village, commune_officer, [review])
        with pytest.raises(ValidationError, match="đến hết ngày 31/12/2026"):
            made.prepare(place, commune_officer, standard=made.OLD)


def test_regular_dossiers_are_signed_as_they_are_ready(
    commune, village, commune_officer, leader
):
    place = made.place_of(made.regular_round(commune), commune)
    first = made.reviewed(place, village, commune_officer)
    second = made.reviewed(place, village, commune_officer)
    made.finished(place, village, commune_officer, [first])

    with pytest.raises(recognition.NotReady):
        made.prepare(place, commune_officer, review_ids=[first.pk, second.pk])
    with pytest.raises(ValidationError, match="ít nhất một hồ sơ"):
        made.prepare(place, commune_officer)
    draft = made.prepare(place, commune_officer, review_ids=[first.pk])
    made.sign(draft, leader, signed_on=dt.date(2025, 11, 3))

    standing = Standing.objects.get()
    assert (standing.starts, standing.ends) == (
        dt.date(2025, 11, 3),
        dt.date(2026, 1, 1),
    )
    second.refresh_from_db()
    assert second.sealed_at is None


@pytest.mark.django_db(transaction=True)
def test_two_signers_at_once_sign_once(ready, commune_officer, leader):
    decision = made.prepare(ready, commune_officer)
    other = OfficerFactory(role=Role.COMMUNE_LEADER, area=ready.commune)
    barrier, told = threading.Barrier(2), []

    def work(officer, number):
        try:
            barrier.wait()
            told.append(made.sign(decision, officer, number=number).number)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=args)
        for args in ((leader, "1/QĐ"), (other, "2/QĐ"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 2
    assert len(set(told)) == 1
    assert Standing.objects.filter(decided_on=SIGNED).count() == 2


def test_readiness_asks_as_often_for_many_as_for_one(
    ready, village, commune_officer, django_assert_num_queries
):
    with django_assert_num_queries(4):
        readiness(ready, made.OLD, SIGNED)
    for _ in range(5):
        made.reviewed(ready, village, commune_officer)
    with django_assert_num_queries(4):
        assert readiness(ready, made.OLD, SIGNED)


def test_the_scan_is_added_once(signed, commune_officer, commune):
    def add():
        upload = SimpleUploadedFile("quyet-dinh.pdf", SCAN)
        signing.add_scan(by=commune_officer, decision=signed, upload=upload)

    add()
    with pytest.raises(ValidationError, match="đã có bản chụp"):
        add()
    signed.refresh_from_db()
    assert (signed.scan.area, signed.state) == (commune, "signed")
