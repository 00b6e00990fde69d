"""Phiếu A of a request: points of 2016, the surveyor's yes or no since."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from households.models import ReviewRequest, ScreenItem
from households.services.season import answers, screen_items, screens
from povertyportal.audit.models import AuditEntry
from tests.factories import RequestFactory, RoundFactory, ScreenItemFactory
from tests.households.season.asking import DAY, TODAY, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=True):
        yield


@pytest.fixture
def asked(household):
    return RequestFactory(household=household)


@pytest.fixture
def asked_in_2016(household, commune):
    """A request beside a round whose list is of 2016."""
    RoundFactory(areas=[commune], standards=("QD59_2016",), year=2021)
    return RequestFactory(household=household)


def screen(officer, request, answers=None, goes_on=False, note="", on=DAY):
    return screens.screen(
        by=officer,
        request=request,
        filled=screens.Screen(on, answers or {}, goes_on, note),
    )


def answered(*yes):
    """Every item of 2016: yes for those named, no for the others."""
    codes = ScreenItem.objects.filter(standard="QD59_2016").values_list("code", flat=1)
    return {code: code in yes for code in codes}


def test_the_items_of_2016_were_loaded_with_their_marks():
    items = ScreenItem.objects.filter(standard="QD59_2016")
    assert items.count() == 8
    assert {item.points for item in items} == {1}
    assert not any(item.is_verified for item in items)
    assert not ScreenItem.objects.exclude(standard="QD59_2016").exists()


@pytest.mark.parametrize(
    ("yes", "passed"),
    [
        (("vehicle", "cooling"), True),
        (("vehicle", "cooling", "rent"), False),
    ],
)
def test_three_points_end_it(surveyor, asked_in_2016, yes, passed):
    found = screen(surveyor, asked_in_2016, answered(*yes))
    assert found.screen_passed is passed
    assert (found.screened_by, found.screened_on) == (surveyor, DAY)
    kept = {line["code"]: line["answer"] for line in found.screen["lines"]}
    assert kept == answered(*yes)


def test_a_household_with_three_points_is_kept_only_with_a_reason(
    surveyor, asked_in_2016
):
    rich = answered("vehicle", "cooling", "rent")
    with pytest.raises(ValidationError, match="phải ghi lý do"):
        screen(surveyor, asked_in_2016, rich, goes_on=True)
    found = screen(surveyor, asked_in_2016, rich, goes_on=True, note="Xe của xã")
    assert found.screen_passed is True
    assert found.screen["note"] == "Xe của xã"


def test_every_item_has_to_be_answered(surveyor, asked_in_2016):
    some = answered("vehicle")
    some.pop("cooling")
    with pytest.raises(ValidationError, match="tủ lạnh"):
        screen(surveyor, asked_in_2016, some)


def test_an_item_out_of_use_is_not_asked(surveyor, asked_in_2016):
    ScreenItem.objects.filter(code="cooling").update(is_active=False)
    given = answered("vehicle")
    given.pop("cooling")
    found = screen(surveyor, asked_in_2016, given)
    assert len(found.screen["lines"]) == 7


def test_without_items_the_surveyor_decides_and_says_why(surveyor, asked):
    with pytest.raises(ValidationError, match="căn cứ"):
        screen(surveyor, asked, goes_on=True)
    for goes_on in (False, True):
        found = screen(surveyor, asked, goes_on=goes_on, note="Theo phiếu giấy")
        assert found.screen_passed is goes_on
    assert found.screen == {
        "standard": "ND07_2022",
        "lines": [],
        "note": "Theo phiếu giấy",
    }


def test_items_without_a_known_bound_leave_it_to_the_surveyor(surveyor, asked):
    item = ScreenItemFactory(standard="ND07_2022")
    found = screen(surveyor, asked, {item.code: True}, goes_on=True, note="Có xe")
    assert found.screen_passed is True
    assert found.screen["lines"][0]["text"] == item.text


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (DAY + dt.timedelta(1), "ở sau hôm nay"),
        (dt.date(2026, 10, 4), "ở trước ngày nhận"),
    ],
)
def test_it_is_screened_between_its_receipt_and_today(surveyor, asked, on, told):
    with pytest.raises(ValidationError, match=told):
        screen(surveyor, asked, note="Phiếu giấy", on=on)


@pytest.mark.parametrize("kind", ["leave", "average"])
def test_only_who_wants_to_be_reviewed_is_screened(surveyor, household, kind):
    asked = RequestFactory(household=household, kind=kind)
    with pytest.raises(ValidationError, match="mới qua rà soát nhanh"):
        screen(surveyor, asked, goes_on=True, note="Phiếu giấy")


def test_an_answered_request_is_not_screened(commune_officer, household):
    made = receive(commune_officer, household)
    refusal = answers.Refusal("01/UBND", DAY, "Không đủ điều kiện")
    answers.refuse(by=commune_officer, request=made, refusal=refusal)
    with pytest.raises(ValidationError, match="không thay đổi được nữa"):
        screen(commune_officer, made, goes_on=True, note="Phiếu giấy")


def test_who_does_not_review_does_not_screen(leader, asked):
    with pytest.raises(PermissionDenied):
        screen(leader, asked, goes_on=True, note="Phiếu giấy")


def test_a_surveyor_of_elsewhere_finds_nothing(neighbour_officer, asked):
    with pytest.raises(ReviewRequest.DoesNotExist):
        screen(neighbour_officer, asked, goes_on=True, note="Phiếu giấy")


# --- the items ----------------------------------------------------------------

ITEM = screen_items.Item("Có máy cày", 2, "Văn bản thử", True, True)


def test_the_province_corrects_an_item(province_officer):
    item = ScreenItem.objects.get(code="rent")
    for _ in range(2):
        screen_items.change_item(by=province_officer, item=item, to=ITEM)
    item.refresh_from_db()
    assert (item.text, item.points, item.is_verified) == ("Có máy cày", 2, True)
    entry = AuditEntry.objects.get(act="households.screen_item.changed")
    assert entry.detail["changed"]["points"] == [1, 2]


def test_the_province_adds_an_item_last(province_officer):
    added = screen_items.add_item(
        by=province_officer, standard="QD59_2016", code="plough", item=ITEM
    )
    assert ScreenItem.objects.filter(standard="QD59_2016").last() == added
    with pytest.raises(ValidationError):
        screen_items.add_item(
            by=province_officer, standard="QD59_2016", code="plough", item=ITEM
        )


def test_what_was_asked_before_stays_as_it_was(
    province_officer, surveyor, asked_in_2016
):
    screen(surveyor, asked_in_2016, answered("rent"))
    item = ScreenItem.objects.get(code="rent")
    screen_items.change_item(by=province_officer, item=item, to=ITEM)
    asked_in_2016.refresh_from_db()
    kept = {line["code"]: line["text"] for line in asked_in_2016.screen["lines"]}
    assert kept["rent"] == "Có đất đai, nhà xưởng, máy móc cho thuê"


def test_nobody_else_edits_items(commune_officer):
    item = ScreenItem.objects.get(code="rent")
    with pytest.raises(PermissionDenied):
        screen_items.change_item(by=commune_officer, item=item, to=ITEM)
    with pytest.raises(PermissionDenied):
        screen_items.add_item(
            by=commune_officer, standard="QD59_2016", code="plough", item=ITEM
        )
