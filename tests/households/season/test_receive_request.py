"""Receiving requests: what is kept, what makes no sense, what is taken back."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from households.models import (
    Household,
    Membership,
    RecognitionDecision,
    ReviewRequest,
    WorkerStanding,
)
from households.services.season import requests
from povertyportal.audit.models import AuditEntry
from povertyportal.documents.models import Attachment
from tests.factories import (
    OutcomeFactory,
    PersonFactory,
    ReviewFactory,
    RoundFactory,
    add_member,
)
from tests.households.season.asking import DAY, RECEIVED, TODAY, receive, standing

pytestmark = pytest.mark.django_db

State = ReviewRequest.State


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


def refusal(code):
    """The next act is refused for that reason."""
    return pytest.raises(requests.Refused, check=lambda error: error.code == code)


def test_a_request_is_kept_as_it_came(commune_officer, household, commune):
    made = receive(commune_officer, household, channel="post")
    assert (made.state, made.commune, made.channel) == (State.RECEIVED, commune, "post")
    assert (made.received_on, made.recorded_by) == (RECEIVED, commune_officer)
    entry = AuditEntry.objects.get(act="households.request.received")
    assert (entry.object_id, entry.area_id) == (made.pk, commune.pk)


def test_the_same_page_sent_twice_is_one_request(commune_officer, household):
    key = uuid.uuid4()
    first = receive(commune_officer, household, key)
    assert receive(commune_officer, household, key) == first
    assert ReviewRequest.objects.count() == 1


def test_a_scan_is_kept_with_it(commune_officer, household, commune):
    pixel = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06"
        b"\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\nIDATx\x9cc\x00\x01\x00\x00\x05\x00"
        b"\x01\r\n-\xb4\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    upload = SimpleUploadedFile("mau-01.png", pixel, "image/png")
    made = receive(commune_officer, household, scan=upload)
    assert (made.scan.area, made.scan.name) == (commune, "mau-01.png")


def test_a_refused_request_keeps_no_scan(commune_officer, household):
    standing(household)
    upload = SimpleUploadedFile("mau-01.png", b"scan", "image/png")
    with refusal("listed"):
        receive(commune_officer, household, scan=upload)
    assert not Attachment.objects.exists()


def test_only_the_commune_officer_records_requests(surveyor, leader, household):
    for officer in (surveyor, leader):
        with pytest.raises(PermissionDenied):
            receive(officer, household)


def test_a_household_elsewhere_does_not_exist(neighbour_officer, household):
    with pytest.raises(Household.DoesNotExist):
        receive(neighbour_officer, household)


@pytest.mark.parametrize("poverty_class", ["poor", "near_poor"])
@pytest.mark.parametrize("kind", ["enter", "average", "worker"])
def test_a_listed_household_cannot_ask_for_more(
    commune_officer, household, poverty_class, kind
):
    standing(household, poverty_class)
    person = household.memberships.get().person if kind == "worker" else None
    with refusal("listed") as refused:
        receive(commune_officer, household, kind=kind, person=person)
    assert refused.value.about == household
    assert "Mẫu 04" in str(refused.value)


def test_leaving_needs_a_list_to_leave(commune_officer, household):
    with refusal("not_listed"):
        receive(commune_officer, household, kind="leave")
    standing(household, "near_poor")
    assert receive(commune_officer, household, kind="leave").kind == "leave"


@pytest.mark.parametrize(
    ("times", "is_listed"),
    [
        ({"starts": RECEIVED}, True),
        ({"starts": RECEIVED + dt.timedelta(1)}, False),
        ({"ends": RECEIVED + dt.timedelta(1)}, True),
        ({"ends": RECEIVED}, False),
    ],
)
def test_the_class_of_the_day_it_came_counts(
    commune_officer, household, times, is_listed
):
    standing(household, **times)
    kind = "leave" if is_listed else "enter"
    assert receive(commune_officer, household, kind=kind).kind == kind


def test_a_household_that_is_gone_asks_for_nothing(commune_officer, household):
    Household.objects.filter(pk=household.pk).update(state="gone")
    with refusal("gone"):
        receive(commune_officer, household)


def test_a_second_paper_waits_for_the_first(commune_officer, household):
    first = receive(commune_officer, household)
    with refusal("waiting") as refused:
        receive(commune_officer, household)
    assert refused.value.about == first


def test_a_household_under_review_is_told_where(commune_officer, household, commune):
    found = RoundFactory(areas=[commune])
    ReviewFactory(round=found, household=household)
    with refusal("reviewed") as refused:
        receive(commune_officer, household)
    assert refused.value.about == found
    assert found.name in str(refused.value)


def test_a_request_cannot_come_tomorrow(commune_officer, household):
    tomorrow = DAY + dt.timedelta(1)
    with pytest.raises(ValidationError, match="ở sau hôm nay"):
        receive(commune_officer, household, received_on=tomorrow)
    assert receive(commune_officer, household, received_on=DAY).received_on == DAY


def test_a_worker_is_named_and_lives_there(commune_officer, household):
    with pytest.raises(ValidationError, match="chọn người lao động"):
        receive(commune_officer, household, kind="worker")
    with pytest.raises(ValidationError, match="không thuộc hộ"):
        receive(commune_officer, household, kind="worker", person=PersonFactory())
    with pytest.raises(ValidationError, match="loại đề nghị tương ứng"):
        receive(commune_officer, household, person=PersonFactory())


def test_who_has_left_the_household_is_no_worker_of_it(commune_officer, household):
    person = add_member(household)
    Membership.objects.filter(person=person).update(ends=RECEIVED)
    with pytest.raises(ValidationError, match="không thuộc hộ"):
        receive(commune_officer, household, kind="worker", person=person)


def test_a_child_is_no_worker(commune_officer, household):
    child = add_member(household, birth_year=2015)
    with pytest.raises(ValidationError, match="chưa đủ 15 tuổi"):
        receive(commune_officer, household, kind="worker", person=child)


def test_two_workers_of_a_household_ask_apart(commune_officer, household):
    head, child = household.memberships.get().person, add_member(household)
    for person in (head, child):
        receive(commune_officer, household, kind="worker", person=person)
    with refusal("waiting"):
        receive(commune_officer, household, kind="worker", person=child)
    receive(commune_officer, household)
    assert ReviewRequest.objects.filter(state=State.RECEIVED).count() == 3


def test_a_recognised_worker_does_not_ask_again(
    commune_officer, household, commune, open_round
):
    person = household.memberships.get().person
    review = ReviewFactory(round=open_round, household=household)
    made = receive(commune_officer, household, kind="worker", person=person)
    made.state, made.review = State.ACCEPTED, review
    made.save()
    decision = RecognitionDecision.objects.create(
        place=open_round.places.get(commune=commune),
        standard="ND07_2022",
        valid_from=DAY,
        commune=commune,
        prepared_by=commune_officer,
    )
    WorkerStanding.objects.create(
        person=person,
        request=made,
        decision=decision,
        outcome=OutcomeFactory(review=review, poverty_class="not_poor"),
        starts=dt.date(2026, 1, 1),
        ends=DAY,
    )
    with refusal("already_worker") as refused:
        receive(commune_officer, household, kind="worker", person=person)
    assert refused.value.about == made
    again = {"kind": "worker", "person": person, "received_on": DAY}
    assert receive(commune_officer, household, **again).received_on == DAY


def test_a_household_takes_its_request_back_once(commune_officer, household):
    made = receive(commune_officer, household)
    back = {"request": made, "on": DAY, "reason": "Đã có việc làm"}
    for _ in range(2):
        found = requests.withdraw(by=commune_officer, **back)
        assert (found.state, found.answered_on) == (State.WITHDRAWN, DAY)
    assert AuditEntry.objects.filter(act="households.request.withdrawn").count() == 1
    assert receive(commune_officer, household).state == State.RECEIVED


@pytest.mark.parametrize(
    ("on", "reason", "told"),
    [
        (DAY + dt.timedelta(1), "Đã có việc", "ở sau hôm nay"),
        (RECEIVED - dt.timedelta(1), "Đã có việc", "ở trước ngày nhận"),
        (DAY, "", "lý do"),
    ],
)
def test_taking_back_needs_a_sensible_day_and_a_reason(
    commune_officer, household, on, reason, told
):
    made = receive(commune_officer, household)
    with pytest.raises(ValidationError, match=told):
        requests.withdraw(by=commune_officer, request=made, on=on, reason=reason)


def test_a_request_elsewhere_cannot_be_taken_back(
    commune_officer, neighbour_officer, household
):
    made = receive(commune_officer, household)
    with pytest.raises(ReviewRequest.DoesNotExist):
        requests.withdraw(by=neighbour_officer, request=made, on=DAY, reason="Khác")
