"""Correcting a signed result: another review, another decision, both times kept."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import ValidationError

from households.models import Outcome, Review, Standing
from households.services import review as reviews
from households.services.season import (
    certificates,
    complaints,
    correction,
    recognition,
)
from households.services.season.confirmation import confirmation
from households.services.season.progress import in_place
from tests.factories import OutcomeFactory
from tests.households.season import deciding as made
from tests.households.season.hearing import complain

LATER = "2026-03-02 08:00+07:00"
CORRECTED = dt.date(2026, 3, 1)


@pytest.fixture
def place(commune):
    return made.place_of(made.round_of(commune), commune)


@pytest.fixture
def poor(place, village, commune_officer):
    return made.reviewed(place, village, commune_officer, name="Trần Văn Nghèo")


@pytest.fixture
def signed(place, village, commune_officer, leader, poor):
    with time_machine.travel(made.TODAY, tick=True):
        other = made.reviewed(place, village, commune_officer, kind="near_poor")
        made.was(poor, "near_poor")
        made.finished(place, village, commune_officer, [poor, other])
        decision = made.sign(made.prepare(place, commune_officer), leader)
        certificates.issue(by=commune_officer, decision=decision)
    return decision


@pytest.fixture
def later(signed):
    signed.place.round.state = "closed"
    signed.place.round.save()
    with time_machine.travel(LATER, tick=True):
        yield


def begin(decision, officer, *reviews_of, reason="Tính sai điểm B1."):
    return correction.begin(
        by=officer,
        decision=decision,
        household_ids=[review.household_id for review in reviews_of],
        reason=reason,
    )


def done(review, officer, kind):
    """The correcting form handed in with another result."""
    review.state = "submitted"
    review.submitted_by, review.submitted_at = officer, dt.datetime.now(dt.UTC)
    review.save()
    OutcomeFactory(review=review, standard=made.OLD, poverty_class=kind, persons=3)
    return review


def superseding(decision, officer, leader, number="9/QĐ-UBND", day=CORRECTED):
    draft = correction.supersede(
        by=officer, decision=decision, key=uuid.uuid4(), reason="Kết luận thanh tra."
    )
    return made.sign(draft, leader, number=number, signed_on=day)


@pytest.fixture
def corrected(later, signed, poor, commune_officer, leader):
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "not_poor")
    return superseding(signed, commune_officer, leader)


def test_a_correction_begins_with_the_signed_answers(
    later, signed, poor, commune_officer
):
    (review,) = begin(signed, commune_officer, poor)

    assert (review.corrects, review.why, review.state) == (poor, "correction", "draft")
    assert review.answers == poor.answers
    assert review.reopenings.get().reason == "Tính sai điểm B1."
    assert begin(signed, commune_officer, poor) == [review]
    assert in_place(review.round_id, review.commune_id).count() == 2


def test_it_is_filled_in_though_the_round_is_closed(
    later, signed, poor, commune_officer
):
    (review,) = begin(signed, commune_officer, poor)
    change = reviews.Change("household.floor_area", "30", ("",))

    saved = reviews.save_answers(by=commune_officer, review=review, changes=[change])

    assert saved.accepted == {"household.floor_area": "30"}
    with pytest.raises(reviews.ReviewClosed):
        reviews.save_answers(by=commune_officer, review=poor, changes=[change])


def test_until_it_is_signed_nothing_official_changes(
    later, signed, poor, commune_officer
):
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "not_poor")

    standing = Standing.objects.in_force(CORRECTED).get(household=poor.household)
    assert standing.poverty_class == "poor"
    assert poor.outcomes.get().is_current


def test_the_new_decision_holds_the_changed_household_only(corrected, poor):
    row = corrected.rows.get()
    assert (row.household, row.list, row.former_class) == (
        poor.household,
        "escaped_near",
        "near_poor",
    )
    assert (corrected.valid_from, corrected.valid_to) == (
        dt.date(2026, 1, 1),
        dt.date(2027, 1, 1),
    )


def test_what_is_known_changes_and_what_was_known_stays(corrected, signed, poor):
    household = poor.household
    before = signed.rows.get(household=household)
    assert before.standing.poverty_class == "poor"
    assert before.standing.recorded_to == corrected.signed_at
    assert before.outcome.poverty_class == "poor"
    now = Standing.objects.in_force(dt.date(2026, 2, 1)).get(household=household)
    assert (now.poverty_class, now.starts) == ("not_poor", dt.date(2026, 1, 1))
    assert now.recorded_at == corrected.signed_at
    as_known_then = Standing.objects.filter(
        household=household,
        recorded_at__lt=corrected.signed_at,
        starts__lte=dt.date(2026, 2, 1),
        ends__gt=dt.date(2026, 2, 1),
    )
    assert as_known_then.get().poverty_class == "poor"


def test_the_current_result_moves_to_the_correction(corrected, poor):
    current = Outcome.objects.current().get(review__household=poor.household)
    assert current.review.corrects == poor
    assert current.review.sealed_at == corrected.signed_at
    assert not Outcome.objects.get(review=poor).is_current


def test_the_certificate_is_revoked_and_the_letter_follows(corrected, poor):
    certificate = poor.household.certificates.get()
    assert (certificate.state, certificate.ended_on) == ("revoked", CORRECTED)
    assert confirmation(poor.household, CORRECTED).standing.poverty_class == "not_poor"
    assert confirmation(poor.household, CORRECTED).certificate is None


def test_a_correction_is_corrected_by_its_own_decision(
    corrected, signed, poor, commune_officer, leader
):
    with pytest.raises(ValidationError, match="đã được quyết định số 9/QĐ-UBND"):
        begin(signed, commune_officer, poor)
    (review,) = begin(corrected, commune_officer, corrected.rows.get().review)
    done(review, commune_officer, "near_poor")
    last = superseding(corrected, commune_officer, leader, number="10/QĐ-UBND")

    now = Standing.objects.in_force(CORRECTED).get(household=poor.household)
    assert (now.poverty_class, now.decision_number) == ("near_poor", "10/QĐ-UBND")
    assert certificates.issue(by=commune_officer, decision=last)


def test_a_later_standing_is_not_overwritten(
    later, signed, poor, commune_officer, leader
):
    """In February a regular decision ended the first; the correction is of January."""
    first = Standing.objects.in_force(dt.date(2026, 1, 5)).get(household=poor.household)
    first.recorded_to = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
    first.save(update_fields=["recorded_to"])
    for kind, starts, ends in (
        ("poor", dt.date(2026, 1, 1), dt.date(2026, 2, 1)),
        ("near_poor", dt.date(2026, 2, 1), dt.date(2027, 1, 1)),
    ):
        Standing.objects.create(
            household=poor.household,
            standard=made.OLD,
            poverty_class=kind,
            starts=starts,
            ends=ends,
        )
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "not_poor")
    superseding(signed, commune_officer, leader)

    known = Standing.objects.filter(
        household=poor.household, recorded_to=None, starts__year=2026
    )
    assert list(known.order_by("starts").values_list("poverty_class", "ends")) == [
        ("not_poor", dt.date(2026, 2, 1)),
        ("near_poor", dt.date(2027, 1, 1)),
    ]


def test_under_two_standards_each_decision_is_replaced(
    commune, village, commune_officer, leader
):
    found = made.round_of(
        commune,
        year=2026,
        standards=(made.NEW, made.OLD),
        list_valid_from=dt.date(2027, 1, 1),
    )
    place = made.place_of(found, commune)
    with time_machine.travel("2026-12-02 08:00+07:00", tick=True):
        poor = made.reviewed(place, village, commune_officer)
        made.finished(place, village, commune_officer, [poor])
        first, second = (
            made.sign(
                made.prepare(place, commune_officer, standard=code),
                leader,
                number=code,
                signed_on=dt.date(2026, 12, 1),
            )
            for code in (made.NEW, made.OLD)
        )
        (review,) = begin(second, commune_officer, poor)
        OutcomeFactory(review=review, standard=made.NEW, poverty_class="near_poor")
        done(review, commune_officer, "near_poor")
        day = dt.date(2026, 12, 2)
        superseding(second, commune_officer, leader, number="3", day=day)

        assert begin(first, commune_officer, poor) == [review]
        last = superseding(first, commune_officer, leader, number="4", day=day)

    assert last.rows.get().list == "near_poor"
    assert not poor.outcomes.current().exists()
    known = Standing.objects.filter(household=poor.household, recorded_to=None)
    assert set(known.values_list("standard", "poverty_class")) == {
        (made.NEW, "near_poor"),
        (made.OLD, "near_poor"),
    }


# --- what is refused ----------------------------------------------------------------


def test_a_correction_waits_for_the_complaint_that_asked_for_it(
    later, signed, poor, commune_officer, leader
):
    complaint = complain(commune_officer, poor, received_on=CORRECTED)
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "not_poor")
    draft = correction.supersede(
        by=commune_officer, decision=signed, key=uuid.uuid4(), reason="Khiếu nại."
    )
    with pytest.raises(recognition.NotReady) as error:
        made.sign(draft, leader, number="9", signed_on=CORRECTED)
    (missing,) = error.value.problems
    assert (missing.code, missing.page) == ("complaint", "season:complaints")
    assert poor.household.head_name in missing.text

    given = complaints.Judgement("upheld", "Tính sai điểm.", CORRECTED)
    complaints.judge_complaint(by=commune_officer, complaint=complaint, given=given)
    assert made.sign(draft, leader, number="9", signed_on=CORRECTED).state == "signed"


def test_without_a_reason_or_a_household(later, signed, poor, commune_officer):
    with pytest.raises(ValidationError, match="lý do"):
        begin(signed, commune_officer, poor, reason=" ")
    with pytest.raises(ValidationError, match="ít nhất một hộ"):
        begin(signed, commune_officer)


def test_a_draft_is_not_corrected(place, village, commune_officer, poor):
    with time_machine.travel(made.TODAY):
        made.finished(place, village, commune_officer, [poor])
        draft = made.prepare(place, commune_officer)
        with pytest.raises(ValidationError, match="chưa ký"):
            begin(draft, commune_officer, poor)


def test_while_another_round_reviews_the_household(
    later, signed, poor, commune, village, commune_officer
):
    other = made.place_of(made.regular_round(commune), commune)
    made.reviewed(other, village, commune_officer, household=poor.household)
    with pytest.raises(ValidationError, match="đang được rà soát trong"):
        begin(signed, commune_officer, poor)


def test_nothing_to_supersede_with(later, signed, poor, commune_officer, leader):
    with pytest.raises(ValidationError, match="Chưa có phiếu sửa nào"):
        superseding(signed, commune_officer, leader)
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "undetermined")
    with pytest.raises(ValidationError, match="chưa xác định được diện"):
        superseding(signed, commune_officer, leader)


def test_it_is_not_signed_before_what_it_replaces(
    later, signed, poor, commune_officer, leader
):
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "near_poor")
    with pytest.raises(ValidationError, match="ở trước ngày ký"):
        superseding(signed, commune_officer, leader, day=dt.date(2025, 11, 1))


def test_a_dropped_correction_leaves_what_was_signed(
    later, signed, poor, commune_officer
):
    (review,) = begin(signed, commune_officer, poor)
    done(review, commune_officer, "not_poor")
    draft = correction.supersede(
        by=commune_officer, decision=signed, key=uuid.uuid4(), reason="Sửa."
    )
    with pytest.raises(ValidationError, match="bỏ dự thảo trước"):
        correction.drop(by=commune_officer, place=signed.place, review=review)
    recognition.cancel(by=commune_officer, decision=draft)
    correction.drop(by=commune_officer, place=signed.place, review=review)
    correction.drop(by=commune_officer, place=signed.place, review=review)

    assert Review.objects.get(pk=review.pk).state == "withdrawn"
    assert poor.outcomes.get().is_current
    assert begin(signed, commune_officer, poor) != [review]
