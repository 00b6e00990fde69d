"""Money from files: checked, entered, corrected by rows of their own, taken back."""

import datetime as dt

import pytest

from programs.imports.allocations import AllocationKind
from programs.imports.disbursements import DisbursementKind
from programs.models import BudgetEntry, BudgetLine, Component, Disbursement
from programs.services import payments
from tests.administration.importing import apply, check, told
from tests.programs.access_support import support_of
from tests.programs.money_rows import DAY, line_with, paid, sums

pytestmark = pytest.mark.django_db
LINE = ("90001", "", 2025, "", "", "Sửa nhà", "Ngân sách xã", "Sự nghiệp")
HEADINGS = (
    *("Mã đơn vị", "Tên đơn vị", "Năm", "Mã chương trình", "Mã dự án"),
    *("Nội dung ngoài chương trình", "Nguồn vốn", "Loại vốn"),
)
GIVEN = (*HEADINGS, "Loại", "Số tiền", "Số quyết định", "Ngày quyết định")
HEADED = (*GIVEN, "Ghi chú")
PAID = (*HEADINGS, "Số tiền", "Ngày giải ngân", "Số chứng từ", "Nội dung chi")


def given(*line, amount=1_000, number="12/QĐ-UBND", day=DAY, kind="Giao vốn"):
    return (*(line or LINE), kind, amount, number, day)


def voucher(*line, amount=100, day=DAY, number="CT-1"):
    return (*(line or LINE), amount, day, number, "Mua vật liệu")


@pytest.fixture
def allocations(tmp_path, commune_officer):
    return lambda *rows: check(AllocationKind(), commune_officer, tmp_path, GIVEN, rows)


@pytest.fixture
def disbursements(tmp_path, commune_officer):
    return lambda *rows: check(
        DisbursementKind(), commune_officer, tmp_path, PAID, rows
    )


def test_allocations_are_entered_corrected_and_taken_back(
    allocations, commune_officer, commune
):
    kind = AllocationKind()
    first, found = allocations(
        given(amount="2.500.000.000"), given(kind="Kế hoạch vốn", amount=700)
    )
    assert (found.counts, found.area_ids) == ({"new": 2}, {commune.pk})
    apply(kind, first, commune_officer)
    line = BudgetLine.objects.get()
    assert sums(line) == (700, 2_500_000_000, 0)
    assert allocations(given(amount="2.500.000.000"))[1].counts == {"unchanged": 1}

    second, found = allocations(given(amount=900))
    assert found.counts == {"changed": 1}
    apply(kind, second, commune_officer)
    assert sums(line) == (700, 900, 0)
    entry = BudgetEntry.objects.latest("pk")
    assert (entry.kind, entry.batch) == ("correction", second.pk)

    assert kind.revert(second, commune_officer, told).left == 0
    assert sums(line) == (700, 2_500_000_000, 0)
    assert kind.revert(first, commune_officer, told).left == 0
    assert sums(line) == (0, 0, 0)
    assert line.entries.count() == 6


def test_what_was_paid_since_is_not_taken_back(allocations, commune_officer):
    batch, _ = allocations(given())
    apply(AllocationKind(), batch, commune_officer)
    line = BudgetLine.objects.get()
    payments.pay(by=commune_officer, line=line, payment=paid(10))
    assert AllocationKind().revert(batch, commune_officer, told).left == 1
    (left,) = AllocationKind().left_over(batch, 0, 9)
    assert "Dòng vốn còn 990 đồng" in left.note
    assert sums(line) == (0, 1_000, 10)


@pytest.mark.parametrize(
    ("row", "cell", "words"),
    [
        (given("90003", *LINE[1:]), "A3", "Không có đơn vị mã 90003"),
        (given("90001", "Sông Trong", *LINE[2:]), "B3", "Mã 90001 là Xã Đồi Chè"),
        (given(*LINE[:2], 2020, *LINE[3:]), "A3", "vào năm 2020"),
        (given(*LINE[:4], "DA99", "", *LINE[6:]), "E3", "Không có dự án mã DA99"),
        (given(*LINE[:5], "", *LINE[6:]), "F3", "Hãy chọn dự án thành phần"),
        (given(*LINE[:6], "Ngân sách tỉnh", LINE[7]), "G3", "do cấp trên giao"),
        (given(*LINE[:6], "Tiền", LINE[7]), "G3", "Hãy ghi một trong"),
        (given(amount="1,5"), "J3", "số nguyên"),
        (given(number=""), "K3", ""),
        (given(day=dt.date(2099, 1, 1)), "L3", "ở sau hôm nay"),
    ],
)
def test_a_wrong_allocation_says_where(
    allocations, elsewhere, row, cell, words, commune
):
    _, found = allocations(row)
    assert found.counts == {"wrong": 1}
    (problem,) = found.problems.listed
    assert problem.cell == cell
    assert words in problem.message
    assert "_" not in problem.value


def test_a_name_alone_names_the_only_unit_of_its_year(allocations, commune):
    _, found = allocations(
        given("", "Đồi Chè", *LINE[2:]), given("", commune.name, *LINE[2:], number="2")
    )
    assert (found.counts, found.area_ids) == ({"new": 2}, {commune.pk})


def test_all_that_is_wrong_with_a_row_is_told_at_once(allocations, disbursements):
    bare = ("", "", *LINE[2:5], "", "Ngân sách tỉnh", LINE[7])
    _, found = allocations(given(*bare, day=dt.date(2099, 1, 1)))
    cells = [each.cell for each in found.problems.in_order(found.sheets)]
    assert cells == ["A3", "F3", "G3", "L3"]
    _, found = disbursements(voucher(*bare, day=dt.date(2099, 1, 1)))
    cells = [each.cell for each in found.problems.in_order(found.sheets)]
    assert cells == ["A3", "F3", "J3"]


def test_a_file_notes_why_it_gives_more_than_was_planned(
    tmp_path, province_officer, commune
):
    part = Component.objects.filter(
        programme__starts_year__lte=2025, programme__ends_year=2025
    )[0]
    row = (*LINE[:3], part.programme.code, part.code, "", "Ngân sách tỉnh", LINE[7])
    kind = AllocationKind()
    planned = given(*row, kind="Kế hoạch vốn", number="1/KH")

    def check_(*rows):
        return check(kind, province_officer, tmp_path, HEADED, rows)

    _, found = check_((*given(*row), ""))
    assert "vượt kế hoạch vốn" in found.problems.listed[0].message
    assert check_((*planned, ""), (*given(*row), ""))[1].counts == {"new": 2}
    batch, found = check_((*given(*row), "Giao trước kế hoạch"))
    assert found.counts == {"new": 1}
    apply(kind, batch, province_officer)
    assert sums(BudgetLine.objects.get()) == (0, 1_000, 0)


def test_payments_are_entered_and_taken_back(disbursements, commune_officer, commune):
    line = line_with(commune_officer, commune, 250)
    kind = DisbursementKind()
    batch, found = disbursements(voucher(), voucher(number="CT-2"))
    assert found.counts == {"new": 2}
    apply(kind, batch, commune_officer)
    assert sums(line) == (0, 250, 200)
    _, again = disbursements(voucher(), voucher(amount=7, number="CT-2"))
    assert again.counts == {"unchanged": 1, "wrong": 1}
    assert "CT-2 đã ghi 100 đồng" in again.problems.listed[0].message
    assert kind.revert(batch, commune_officer, told).left == 0
    assert sums(line) == (0, 250, 0)
    assert disbursements(voucher())[1].counts == {"new": 1}
    assert Disbursement.objects.count() == 4


def test_a_file_says_why_it_pays_before_the_money(
    disbursements, commune_officer, commune
):
    line_with(commune_officer, commune, 250)
    early = dt.date(2025, 8, 31)
    _, found = disbursements(voucher(day=early), voucher(number="CT-2"))
    assert found.counts == {"wrong": 1, "new": 1}
    assert "Đến ngày 31/08/2025 dòng vốn chỉ còn 0 đồng" in (
        found.problems.listed[0].message
    )


def test_a_file_does_not_cut_below_what_households_have(
    allocations, commune_officer, commune, household
):
    line = line_with(commune_officer, commune, 1_000)
    support_of(household, commune_officer, line=line, value=900)
    assert allocations(given(amount=900))[1].counts == {"changed": 1}
    _, found = allocations(given(amount=899))
    assert "đã ghi 900 đồng hỗ trợ" in found.problems.listed[0].message


def test_money_spent_elsewhere_asks_for_a_new_check(
    disbursements, commune_officer, commune
):
    line = line_with(commune_officer, commune, 100)
    kind = DisbursementKind()
    batch, _ = disbursements(voucher())
    assert kind.fingerprint(batch) == batch.fingerprint
    payments.pay(by=commune_officer, line=line, payment=paid(1, "CT-7"))
    assert kind.fingerprint(batch) != batch.fingerprint
    assert disbursements(voucher())[1].counts == {"wrong": 1}


def test_a_file_cannot_pay_more_than_there_is(disbursements, commune_officer, commune):
    line_with(commune_officer, commune, 250)
    _, found = disbursements(
        voucher(),
        voucher(number="CT-2", amount=151),
        voucher(number="CT-3", amount=150),
        voucher(*LINE[:5], "Làm đường", *LINE[6:], number="CT-4"),
        voucher(number="CT-5", amount=1, day=dt.date(2026, 2, 1)),
    )
    assert found.counts == {"new": 2, "wrong": 3}
    said = [each.message for each in found.problems.in_order(found.sheets)]
    assert "Dòng vốn còn 250 đồng, các dòng của tệp đến đây chi 251 đồng" in said[0]
    assert "chưa được giao vốn" in said[1]
    assert "hãy ghi lý do" in said[2]
