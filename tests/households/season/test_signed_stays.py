"""What was signed is kept by the database itself, whoever writes SQL."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from households.models import (
    Certificate,
    DecisionRow,
    Outcome,
    RecognitionDecision,
    Review,
    Standing,
    Submission,
)
from households.services.season import certificates
from tests.factories import OutcomeFactory, RequestFactory, ReviewFactory
from tests.households.season import deciding as made


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(made.TODAY, tick=True):
        yield


@pytest.fixture
def signed(commune, village, commune_officer, leader):
    place = made.place_of(made.round_of(commune), commune)
    review = made.reviewed(place, village, commune_officer)
    made.finished(place, village, commune_officer, [review])
    decision = made.sign(made.prepare(place, commune_officer), leader)
    certificates.issue(by=commune_officer, decision=decision)
    return decision


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


REFUSED = [
    'UPDATE households_review SET answers = \'{"household": {}, "x": 1}\'',
    "UPDATE households_review SET surveyed_on = surveyed_on - 1",
    "UPDATE households_review SET surveyor_id = NULL",
    "UPDATE households_review SET state = 'draft'",
    "UPDATE households_review SET sealed_at = NULL",
    "UPDATE households_review SET village_id = village_id, version = version + 1",
    "DELETE FROM households_review",
    "UPDATE households_outcome SET is_current = FALSE",
    "UPDATE households_outcome SET poverty_class = 'not_poor'",
    "UPDATE households_recognitiondecision SET number = '999/QĐ-UBND'",
    "UPDATE households_recognitiondecision SET state = 'draft'",
    "UPDATE households_recognitiondecision SET reason = 'khác'",
    "DELETE FROM households_recognitiondecision",
    "TRUNCATE households_recognitiondecision CASCADE",
    "UPDATE households_decisionrow SET list = 'near_poor'",
    "UPDATE households_decisionrow SET head_name = 'Người khác'",
    "DELETE FROM households_decisionrow",
    "UPDATE households_standing SET poverty_class = 'near_poor'",
    "UPDATE households_standing SET ends = starts + 1",
    "DELETE FROM households_standing",
    "UPDATE households_certificate SET number = 77",
    "UPDATE households_certificate SET members = '[]'",
    "DELETE FROM households_certificate",
    "TRUNCATE households_certificate CASCADE",
    "TRUNCATE households_complaint",
    "TRUNCATE households_submission CASCADE",
]


@pytest.mark.parametrize("sql", REFUSED)
def test_raw_sql_is_refused(signed, sql):
    with pytest.raises(IntegrityError):
        run(sql)


def test_a_signed_decision_takes_no_other_row(signed, village, commune_officer):
    other = made.reviewed(signed.place, village, commune_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        DecisionRow.objects.create(
            decision=signed,
            household=other.household,
            review=other,
            outcome=other.outcomes.get(),
            list="poor",
            head_name="A",
            persons=1,
        )


def test_a_sealed_review_gets_no_other_outcome(signed):
    review = Review.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutcomeFactory(review=review, standard=made.NEW)


def test_a_standing_is_replaced_once(signed):
    run("UPDATE households_standing SET recorded_to = now()")
    with pytest.raises(IntegrityError):
        run("UPDATE households_standing SET recorded_to = now() + interval '1 day'")
    with pytest.raises(IntegrityError):
        run("UPDATE households_standing SET recorded_to = NULL")
    assert Standing.objects.get().recorded_to is not None


def test_a_certificate_loses_its_value_once(signed):
    run("UPDATE households_certificate SET state = 'revoked', ended_on = now()")
    with pytest.raises(IntegrityError):
        run("UPDATE households_certificate SET state = 'valid'")
    assert Certificate.objects.get().state == "revoked"


def test_only_a_sealed_review_of_the_household_is_corrected(
    signed, village, commune_officer
):
    open_one = made.reviewed(signed.place, village, commune_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewFactory(
            round=open_one.round,
            household=open_one.household,
            village=village,
            commune=village.parent,
            corrects=open_one,
        )


def test_an_unsealed_review_is_free(signed, village, commune_officer):
    other = made.reviewed(signed.place, village, commune_officer)
    run(f"UPDATE households_review SET state = 'draft' WHERE id = {other.pk}")
    run(
        f"UPDATE households_outcome SET is_current = FALSE WHERE review_id = {other.pk}"
    )
    assert Outcome.objects.current().count() == 1


def test_what_was_handed_up_stays(signed, province_officer):
    Submission.objects.create(
        place=signed.place,
        kind="official",
        submitted_by=signed.prepared_by,
        submitted_at=signed.signed_at,
    )
    for sql in (
        "UPDATE households_submission SET figures = '{\"a\": 1}'",
        "DELETE FROM households_submission",
        "UPDATE households_submission SET state = 'accepted', "
        "answered_by_id = submitted_by_id, answered_at = now()",
    ):
        with pytest.raises(IntegrityError):
            run(sql)
    answered = (
        f"answered_by_id = {province_officer.pk}, answered_at = now(), comment = 'A'"
    )
    run(f"UPDATE households_submission SET state = 'accepted', {answered}")
    with pytest.raises(IntegrityError):
        run("UPDATE households_submission SET comment = 'B'")


def row_of(decision, review, **changed):
    usual = {
        "household": review.household,
        "outcome": review.outcomes.get(standard=made.OLD),
        "list": "poor",
        "head_name": "A",
        "persons": 1,
    }
    with transaction.atomic():
        return DecisionRow.objects.create(
            decision=decision, review=review, **usual | changed
        )


def refuse(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.fixture
def draft(signed, commune_officer):
    """A draft of the same commune, without rows."""
    return RecognitionDecision.objects.create(
        place=signed.place,
        standard=made.OLD,
        commune=signed.commune,
        valid_from=signed.valid_from,
        valid_to=signed.valid_to,
        prepared_by=commune_officer,
    )


def test_a_decision_names_only_its_own_commune_s_results(
    draft, neighbour, neighbour_village, village, commune_officer
):
    far = made.place_of(made.round_of(neighbour), neighbour)
    theirs = made.reviewed(far, neighbour_village, commune_officer)
    mine = made.reviewed(draft.place, village, commune_officer)
    with refuse("of another"):
        row_of(draft, theirs)
    with refuse("of another"):
        row_of(draft, mine, outcome=theirs.outcomes.get())
    with refuse("of another"):
        row_of(draft, mine, household=theirs.household)
    with refuse("of another"):
        row_of(
            draft,
            mine,
            outcome=OutcomeFactory(
                review=mine, standard=made.NEW, poverty_class="poor"
            ),
        )
    assert row_of(draft, mine).pk


def test_a_result_is_signed_once_a_standard(draft, signed, leader):
    row_of(draft, signed.rows.get().review)
    with refuse("another signed one"), transaction.atomic():
        RecognitionDecision.objects.filter(pk=draft.pk).update(
            state="signed",
            number="121/QĐ-UBND",
            signed_on=made.SIGNED,
            year=2025,
            signer_name="A",
            signed_by=leader,
            signed_at=draft.prepared_at,
        )


def test_a_certificate_is_by_a_signed_decision_on_its_household(
    draft, signed, village, commune_officer
):
    other = made.reviewed(signed.place, village, commune_officer)
    first = Certificate.objects.get()
    usual = {
        "standing": first.standing,
        "decision": signed,
        "household": first.household,
        "commune": signed.commune,
        "why": "lost",
        "replaces": first,
        "year": 2025,
        "number": 9,
        "issued_on": made.SIGNED,
        "issued_by": commune_officer,
    }
    for changed in ({"decision": draft}, {"household": other.household}):
        with refuse("not by a signed decision"), transaction.atomic():
            Certificate.objects.create(**usual | changed)


def test_what_a_review_was_before_stays_beside_it(signed, village, commune_officer):
    review = made.reviewed(signed.place, village, commune_officer)
    kept = review.reopenings.create(
        cause="meeting", reason="Chưa nhất trí.", opened_by=commune_officer
    )
    result = review.outcomes.get()
    kept.after = result
    kept.save(update_fields=["after"])
    for sql in (
        "UPDATE households_reopening SET answers = '{\"x\": 1}'",
        "UPDATE households_reopening SET after_id = NULL",
        "UPDATE households_reopening SET needs_meeting = FALSE",
        "DELETE FROM households_reopening",
    ):
        with refuse("refused"):
            run(sql)


def test_answers_given_and_reasons_told_stay(signed, village, commune_officer):
    review = made.reviewed(signed.place, village, commune_officer)
    RequestFactory(household=review.household, state="accepted", review=review)
    review.comments.create(
        text="Xem lại.",
        written_by=commune_officer,
        answer="Đã xem.",
        answered_by=commune_officer,
        answered_at=signed.signed_at,
    )
    signed.place.delays.create(step="survey", reason="Lũ.", told_by=commune_officer)
    for sql in (
        "UPDATE households_reviewrequest SET refusal_reason = 'khác'",
        "UPDATE households_reviewrequest SET state = 'received'",
        "DELETE FROM households_reviewrequest",
        "UPDATE households_reviewcomment SET answer = 'khác'",
        "DELETE FROM households_reviewcomment",
        "UPDATE households_delayreason SET reason = 'khác'",
        "DELETE FROM households_delayreason",
    ):
        with refuse("refused"):
            run(sql)
