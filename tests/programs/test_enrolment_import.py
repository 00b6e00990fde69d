"""A payer's list: who is entered, corrected, refused, and taken back."""

import datetime as dt

import pytest

from programs.imports.enrolments import EnrolmentKind
from programs.models import Enrolment
from tests.administration.importing import apply, check, told
from tests.factories import HouseholdFactory, PersonFactory

KIND = EnrolmentKind()
HEADINGS = ("Số định danh", "Họ và tên", "Số thẻ", "Từ ngày", "Đến ngày")
ID, OTHER = "037175999001", "037175999002"
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 12, 31)


@pytest.fixture
def checked(tmp_path, commune_officer):
    def run(*rows, benefit="health_insurance"):
        return check(KIND, commune_officer, tmp_path, HEADINGS, rows, benefit=benefit)

    return run


def test_each_row_has_its_verdict(
    checked, household, neighbour_village, commune_officer, commune
):
    stranger = PersonFactory(personal_id=OTHER, id_missing_reason="")
    HouseholdFactory(village=neighbour_village, head=stranger)
    _, found = checked(
        (ID, "Nguyễn Thị Hoà", "HN4", FIRST, LAST),
        (ID, "nguyễn thị hoà", "HN4", FIRST, LAST),
        (ID, "Lê Văn Khác", "HN4", dt.date(2025, 1, 1), ""),
        (ID, "Nguyễn Thị Hoà", "HN4", dt.date(2024, 6, 1), dt.date(2024, 5, 1)),
        (OTHER, stranger.name, "", FIRST, ""),
    )
    assert found.counts == {"new": 1, "repeated": 1, "wrong": 3}
    assert found.area_ids == {commune.pk}
    told_of = [problem.message for problem in found.problems.in_order(found.sheets)]
    assert "là của Nguyễn Thị Hoà" in told_of[0]
    assert "trước ngày bắt đầu" in told_of[1]
    assert "Không có người này" in told_of[2]


def test_what_is_applied_can_be_taken_back(checked, household, commune_officer):
    batch, _ = checked((ID, "Nguyễn Thị Hoà", "HN4", FIRST, ""))
    assert apply(KIND, batch, commune_officer).new == 1
    made = Enrolment.objects.get()
    head = household.memberships.get().person_id
    assert (made.person_id, made.number, made.ends) == (head, "HN4", None)

    later, _ = checked((ID, "Nguyễn Thị Hoà", "HN4 01", FIRST, LAST))
    assert apply(KIND, later, commune_officer).changed == 1
    made.refresh_from_db()
    assert (made.number, made.ends) == ("HN4 01", dt.date(2027, 1, 1))

    assert KIND.revert(later, commune_officer, told).left == 0
    made.refresh_from_db()
    assert (made.number, made.ends) == ("HN4", None)
    again, found = checked((ID, "Nguyễn Thị Hoà", "HN4", FIRST, ""))
    assert found.counts == {"unchanged": 1}


def test_what_a_file_brought_is_dropped(checked, household, commune_officer):
    batch, _ = checked((ID, "Nguyễn Thị Hoà", "", FIRST, ""), benefit="electricity")
    apply(KIND, batch, commune_officer)
    assert Enrolment.objects.get().person_id is None
    assert KIND.revert(batch, commune_officer, told).left == 0
    assert not Enrolment.objects.exists()
