"""A list of supports from a file: checked, written whole, taken back."""

import datetime as dt

import pytest
import time_machine

from povertyportal.sheets.services.applying import ChangedSince
from povertyportal.sheets.small import State as RowState
from programs.imports.supports import SupportListKind
from programs.models import BudgetLine, DoubleSupport, Support
from programs.services.support import deliver_support
from tests.administration.importing import apply, check, told
from tests.factories import HouseholdFactory, PersonFactory
from tests.programs.access_activities import activity_of
from tests.programs.access_support import standing_of, support_of
from tests.programs.money_rows import line_with

HEADINGS = [
    "Số hộ", "Số định danh chủ hộ", "Chủ hộ", "Loại hỗ trợ", "Số lượng", "Giá trị",
    "Dự kiến ngày", "Ngày nhận", "Lý do ngoại lệ",
    "Dự án", "Nguồn vốn", "Loại vốn", "Số quyết định giao vốn", "Hoạt động",
]  # fmt: skip
DAY = dt.date(2026, 5, 20)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def poor(household):
    standing_of(household)
    return household


@pytest.fixture
def listed(commune_officer, tmp_path):
    """Checks rows as the file of the year 2026: (batch, found)."""

    def _check(*rows):
        kind = SupportListKind()
        return check(kind, commune_officer, tmp_path, HEADINGS, rows, year=2026)

    return _check


def row(household, kind="Bò, trâu giống", **fields):
    usual = {
        "number": household.number,
        "id": "",
        "head": household.head_name,
        "kind": kind,
        "quantity": 1,
        "value": "15.000.000",
        "planned": "",
        "given": "20/05/2026",
        "exception": "",
        **dict.fromkeys(("part", "source", "capital", "decision", "activity"), ""),
    }
    return list((usual | fields).values())


def wrongs(found):
    return [problem.message for problem in found.problems.listed]


def test_a_list_is_written_and_the_same_again_changes_nothing(
    listed, commune_officer, poor
):
    rows = [row(poor), row(poor, "Quà Tết", quantity="2,5", value=500_000.0)]
    batch, found = listed(*rows)
    assert (found.counts, wrongs(found)) == ({"new": 2}, [])
    assert apply(SupportListKind(), batch, commune_officer).new == 2
    cow = Support.objects.get(kind__code="bo-giong")
    assert (cow.batch, cow.given_on, cow.class_then) == (batch.pk, DAY, "poor")
    assert listed(*rows)[1].counts == {"unchanged": 2}


def test_households_are_found_by_id_and_checked_by_name(listed, poor):
    by_id = row(poor, number="", id="037175999001")
    other = row(poor, "Quà Tết", head="Trần Văn Khác")
    unknown = row(poor, "Gạo cứu đói", number="H9999999")
    nobody = row(poor, "Học bổng, đồ dùng học tập", number="")
    _, found = listed(by_id, other, unknown, nobody)
    assert found.counts == {"new": 1, "wrong": 3}
    assert [words.split(".")[0] for words in wrongs(found)] == [
        "Hộ H0000001 có chủ hộ là Nguyễn Thị Hoà".replace("H0000001", poor.number),
        "Không có hộ này trong địa bàn bạn phụ trách",
        "Hãy ghi số hộ hoặc số định danh của chủ hộ",
    ]


def test_households_of_elsewhere_are_not_found(listed, neighbour_village):
    other = HouseholdFactory(
        village=neighbour_village, head=PersonFactory(name="Lê An")
    )
    assert wrongs(listed(row(other))[1]) == [
        "Không có hộ này trong địa bàn bạn phụ trách."
    ]


def test_what_a_rule_asks_needs_a_reason_in_the_row(
    listed, commune_officer, poor, village
):
    rich = HouseholdFactory(village=village, head=PersonFactory(name="Lê An"))
    standing_of(rich, "not_poor")
    support_of(poor, commune_officer, year=2025, given_on=dt.date(2025, 5, 1))
    _, found = listed(row(rich), row(poor))
    not_entitled, repeated = wrongs(found)
    assert "hộ thuộc diện: hộ không nghèo" in not_entitled
    assert "Hộ đã có “Bò, trâu giống” năm 2025" in repeated
    rows = [row(each, exception="Theo đề án") for each in (rich, poor)]
    batch, found = listed(*rows)
    assert found.counts == {"new": 2}
    apply(SupportListKind(), batch, commune_officer)
    assert DoubleSupport.objects.get().second.exception == "Theo đề án"


def test_the_same_cow_twice_in_one_file(listed, poor):
    _, found = listed(row(poor), row(poor), row(poor, given="21/05/2026"))
    assert found.counts == {"new": 1, "repeated": 1, "wrong": 1}
    assert "Hộ đã có “Bò, trâu giống” năm 2026" in wrongs(found)[0]


def test_bad_cells_say_what_to_do(listed, poor):
    _, found = listed(
        row(poor, quantity=0),
        row(poor, value="15,5"),
        row(poor, "Tàu vũ trụ"),
        row(poor, given="02/06/2026"),
        row(poor, given="01/06/2025"),
    )
    assert found.counts == {"wrong": 5}
    words = " ".join(wrongs(found))
    for told_so in ("lớn hơn 0", "không có phần lẻ", "ở tương lai", "năm 2026"):
        assert told_so in words


def test_what_was_planned_is_delivered_and_planned_again(listed, commune_officer, poor):
    planned = support_of(
        poor, commune_officer, year=2026, state="planned", given_on=None
    )
    batch, found = listed(row(poor))
    assert found.counts == {"changed": 1}
    kind = SupportListKind()
    apply(kind, batch, commune_officer)
    planned.refresh_from_db()
    assert (planned.state, planned.given_on) == ("given", DAY)
    assert kind.revert(batch, commune_officer, told).restored == 1
    planned.refresh_from_db()
    assert (planned.state, planned.given_on) == ("planned", None)


def test_taken_back_a_list_cancels_what_it_brought(
    listed, commune_officer, poor, village
):
    other = HouseholdFactory(village=village, head=PersonFactory(name="Lê An"))
    standing_of(other)
    plan = row(other, given="", planned="15/07/2026")
    batch, _ = listed(row(poor), plan)
    kind = SupportListKind()
    apply(kind, batch, commune_officer)
    touched = Support.objects.get(household=other)
    deliver_support(by=commune_officer, support=touched, given_on=DAY)
    reverted = kind.revert(batch, commune_officer, told)
    assert (reverted.restored, reverted.left) == (1, 1)
    assert Support.objects.get(household=poor).cancel_reason == "Hoàn lại tệp đã nhập"
    (left,) = batch.small_rows.filter(state=RowState.LEFT)
    assert "Đã có người sửa" in left.note


def test_a_row_names_its_line_and_its_activity(listed, commune_officer, poor, commune):
    line = line_with(commune_officer, commune, 10**9, year=2026)
    other = line_with(commune_officer, commune, 10**9, year=2026, source="community")
    project = activity_of(commune, commune_officer, year=2026)
    said = {"part": "sửa nhà", "source": "Ngân sách xã", "activity": project.name}
    batch, found = listed(
        row(poor, **said),
        row(poor, "Quà Tết", part="Sửa nhà"),
        row(poor, "Quà Tết", source="Ngân sách tỉnh"),
        row(poor, "Quà Tết", activity="Không có"),
        row(poor, "Quà Tết", decision="12/QĐ-UBND", source="Cộng đồng"),
    )
    assert found.counts == {"new": 2, "wrong": 3}
    many, none, nothing = wrongs(found)
    assert "Có 2 dòng vốn khớp với “Sửa nhà”" in many
    assert "khớp với “Ngân sách tỉnh”" in none
    assert "Không có hoạt động tên này" in nothing
    kind = SupportListKind()
    apply(kind, batch, commune_officer)
    cow, gift = Support.objects.order_by("pk")
    assert (cow.line, cow.activity, gift.line) == (line, project, other)
    assert kind.revert(batch, commune_officer, told).restored == 2


def test_money_named_later_is_added_and_taken_back(
    listed, commune_officer, poor, commune
):
    made = support_of(poor, commune_officer, year=2026, given_on=DAY)
    line = line_with(commune_officer, commune, 10**9, year=2026)
    batch, found = listed(row(poor, part="Sửa nhà"))
    assert found.counts == {"changed": 1}
    kind = SupportListKind()
    apply(kind, batch, commune_officer)
    made.refresh_from_db()
    assert made.line == line
    assert listed(row(poor))[1].counts == {"unchanged": 1}
    assert kind.revert(batch, commune_officer, told).restored == 1
    made.refresh_from_db()
    assert made.line is None


def test_a_file_is_asked_when_its_rows_take_more_than_the_line_has(
    listed, commune_officer, poor, village, commune
):
    line_with(commune_officer, commune, 29_000_000, year=2026)
    other = HouseholdFactory(village=village, head=PersonFactory(name="Lê An"))
    standing_of(other)
    _, found = listed(*(row(each, part="Sửa nhà") for each in (poor, other)))
    assert found.counts == {"new": 1, "wrong": 1}
    assert "chỉ còn 14.000.000 đồng chưa ghi cho hộ nào" in wrongs(found)[0]


def another_cow(officer, household):
    support_of(household, officer, year=2026, given_on=dt.date(2026, 5, 25))


def another_class(officer, household):
    household.standings.update(poverty_class="not_poor")


def money_gone(officer, household):
    support_of(household, officer, "gao", line=BudgetLine.objects.get(), value=1)


@pytest.mark.parametrize("change", [another_cow, another_class, money_gone])
def test_what_changed_since_the_check_asks_for_a_new_one(
    listed, commune_officer, poor, commune, change
):
    """Nothing that a rule asks about is written unasked."""
    line_with(commune_officer, commune, 15_000_000, year=2026)
    kind = SupportListKind()
    batch, found = listed(row(poor, part="Sửa nhà"))
    assert found.counts == {"new": 1}
    change(commune_officer, poor)
    with pytest.raises(ChangedSince):
        kind.apply(batch, commune_officer, told)
    assert listed(row(poor, part="Sửa nhà"))[1].counts == {"wrong": 1}
