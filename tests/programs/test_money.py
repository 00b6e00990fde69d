"""Money: what each act writes, and what is refused in words."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from povertyportal.documents.attachments import visible_attachments
from programs.models import BudgetEntry, BudgetLine, Component, PaceRule
from programs.services import blockages, money, pace, payments
from programs.services.money_figures import calendars, grouped, slow_lines, totals
from programs.services.places import Place
from tests.programs.money_rows import (
    DAY,
    YEAR,
    decided,
    key_of,
    line_with,
    paid,
    part_fields,
    sums,
)

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def line(commune_officer, commune):
    """100 đồng of the commune's own, nothing paid."""
    return line_with(commune_officer, commune, 100)


def refused(words):
    return pytest.raises(ValidationError, match=words)


def test_a_plan_and_an_allocation_are_entries_of_one_line(commune_officer, commune):
    key = key_of(commune)
    money.plan_money(by=commune_officer, key=key, amount=300, decision=decided("1/KH"))
    made = money.allocate(
        by=commune_officer, key=key, amount=200, decision=decided(issuer="UBND xã")
    )
    assert sums(BudgetLine.objects.get()) == (300, 200, 0)
    assert (made.number, made.issuer, made.decided_on) == ("12/QĐ-UBND", "UBND xã", DAY)
    entry = AuditEntry.objects.get(act="programs.money.allocated")
    assert entry.detail["amount"] == 200
    assert entry.area_ids == [commune.pk]


@pytest.mark.parametrize(
    ("amount", "number", "day", "words"),
    [
        (100, " ", DAY, "không ghi vốn khi chưa có quyết định"),
        (0, "1/QĐ", DAY, "số tiền từ 1"),
        (10**15 + 1, "1/QĐ", DAY, "số tiền từ 1"),
        (100, "1/QĐ", dt.date(2099, 1, 1), "ở sau hôm nay"),
    ],
)
def test_money_needs_a_decision_and_an_amount(
    commune_officer, commune, amount, number, day, words
):
    with refused(words):
        money.allocate(
            by=commune_officer,
            key=key_of(commune),
            amount=amount,
            decision=money.Decision(number, day),
        )
    assert not BudgetEntry.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"purpose": ""}, "Hãy chọn dự án thành phần"),
        ({"source": "district_budget", "year": 2026}, "Ngân sách huyện chỉ có đến"),
        ({"year": 2024}, "không nhận vốn của năm 2024"),
    ],
)
def test_a_line_that_cannot_be_is_refused(province_officer, commune, fields, words):
    with refused(words):
        line_with(province_officer, commune, 100, **fields)


def test_a_component_outside_its_programmes_years_is_refused(province_officer, commune):
    old = Component.objects.filter(programme__ends_year=2020)[0]
    with refused("chạy từ 2016 đến 2020"):
        line_with(province_officer, commune, 100, component=old, purpose="")


def test_the_same_decision_is_not_entered_twice(line, commune_officer, commune):
    with refused("đã ghi 100 đồng"):
        line_with(commune_officer, commune, 100)
    money.correct(
        by=commune_officer,
        line=line,
        kind="correction",
        amount=-100,
        decision=decided(reason="Ghi nhầm dòng"),
    )
    assert line_with(commune_officer, commune, 100).allocated == 100


@pytest.mark.parametrize("source", ["central_budget", "province_budget"])
def test_a_commune_gives_only_its_own_money(commune_officer, commune, source):
    with pytest.raises(PermissionDenied, match="do cấp trên giao"):
        line_with(commune_officer, commune, 100, source=source)


def test_money_stays_in_ones_area(commune_officer, neighbour, leader, commune):
    with pytest.raises(PermissionDenied, match="ngoài địa bàn"):
        line_with(commune_officer, neighbour, 100)
    with pytest.raises(PermissionDenied):
        line_with(leader, commune, 100)


def test_a_commune_pays_what_the_province_gave(
    province_officer, commune_officer, commune
):
    line = line_with(province_officer, commune, 100, source="central_budget")
    payments.pay(by=commune_officer, line=line, payment=paid(100))
    assert sums(line) == (0, 100, 100)


def test_a_payment_beyond_is_refused_with_what_is_left(line, commune_officer):
    payments.pay(by=commune_officer, line=line, payment=paid(70))
    with refused("Dòng vốn còn 30 đồng .*không chi được 31 đồng"):
        payments.pay(by=commune_officer, line=line, payment=paid(31, "CT-2"))
    payments.pay(by=commune_officer, line=line, payment=paid(30, "CT-3"))
    assert sums(line) == (0, 100, 100)


def test_a_voucher_stands_once_until_it_is_taken_back(line, commune_officer):
    made = payments.pay(by=commune_officer, line=line, payment=paid(40))
    with refused("Chứng từ CT-1 đã ghi 40 đồng"):
        payments.pay(by=commune_officer, line=line, payment=paid(10))
    with refused("Hãy ghi lý do"):
        payments.take_payment_back(by=commune_officer, payment=made, reason=" ")
    back = payments.take_payment_back(by=commune_officer, payment=made, reason="Nhầm")
    assert (back.amount, back.corrects) == (-40, made)
    for other in (made, back):
        with refused("đã hủy"):
            payments.take_payment_back(by=commune_officer, payment=other, reason="Nhầm")
    payments.pay(by=commune_officer, line=line, payment=paid(10))
    assert sums(line) == (0, 100, 10)


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [
        (dt.date(2024, 12, 31), "", "không chi được trước năm đó"),
        (dt.date(2026, 2, 1), "", "hãy ghi lý do"),
        (dt.date(2099, 1, 1), "", "ở sau hôm nay"),
        (dt.date(2026, 2, 1), "Kho bạc duyệt muộn", None),
        (dt.date(2026, 1, 31), "", None),
    ],
)
def test_the_days_on_which_a_year_is_paid(line, commune_officer, day, reason, words):
    payment = paid(10, paid_on=day, reason=reason)
    if words is None:
        assert payments.pay(by=commune_officer, line=line, payment=payment).paid_on
    else:
        with refused(words):
            payments.pay(by=commune_officer, line=line, payment=payment)


def test_a_payment_before_its_money_is_asked_why(line, commune_officer, commune):
    """So that no day shows more paid than was allocated, but with a reason."""
    early = DAY - dt.timedelta(days=1)
    with pytest.raises(ValidationError, match="chỉ còn 0 đồng") as error:
        payments.pay(by=commune_officer, line=line, payment=paid(10, paid_on=early))
    assert "reason" in error.value.message_dict
    why = paid(10, paid_on=early, reason="Tạm ứng theo hợp đồng")
    first = payments.pay(by=commune_officer, line=line, payment=why)
    payments.take_payment_back(by=commune_officer, payment=first, reason="Nhầm ngày")
    payments.pay(by=commune_officer, line=line, payment=paid(100))
    (row,) = totals(Place(scope_of(commune_officer), commune), YEAR, until=DAY)
    assert (row.allocated, row.disbursed) == (100, 100)


def test_a_transfer_leaves_one_line_and_arrives_in_another(
    line, commune_officer, commune
):
    out = money.transfer(
        by=commune_officer,
        line=line,
        to=key_of(commune, purpose="Làm đường"),
        amount=60,
        decision=decided(),
    )
    other = BudgetLine.objects.get(purpose="Làm đường")
    assert (sums(line), sums(other)) == ((0, 40, 0), (0, 60, 0))
    assert out.pair == other.entries.get().pair
    with refused("không chuyển được 41 đồng"):
        money.carry_over(by=commune_officer, line=line, amount=41, decision=decided())
    with refused("không làm đổi nguồn vốn"):
        money.transfer(
            by=commune_officer,
            line=line,
            to=key_of(commune, source="community"),
            amount=1,
            decision=decided(),
        )
    with refused("dòng vốn khác"):
        money.transfer(
            by=commune_officer,
            line=line,
            to=key_of(commune),
            amount=1,
            decision=decided(),
        )


def test_a_scan_is_there_for_both_ends_of_a_transfer(
    province_officer, commune_officer, province, commune, neighbour
):
    source = "province_budget"
    line = line_with(province_officer, province, 100, source=source)
    money.transfer(
        by=province_officer,
        line=line,
        to=key_of(commune, source=source),
        amount=60,
        decision=decided(scan=SimpleUploadedFile("qd.pdf", PDF)),
    )
    there = BudgetLine.objects.get(area=commune)
    (seen,) = visible_attachments(commune_officer)
    assert there.entries.get().scan == seen
    assert visible_attachments(province_officer).count() == 2


def test_money_is_carried_over_beyond_the_programmes_last_year(
    province_officer, commune
):
    component = Component.objects.filter(programme__ends_year=2025)[0]
    line = line_with(province_officer, commune, 100, component=component, purpose="")
    money.carry_over(by=province_officer, line=line, amount=100, decision=decided())
    after = BudgetLine.objects.get(year=YEAR + 1)
    assert (sums(line), sums(after)) == ((0, 0, 0), (0, 100, 0))
    assert after.component == component


@pytest.mark.parametrize(
    ("kind", "amount", "reason", "words"),
    [
        ("correction", -31, "Nhầm", "không giảm được 31 đồng"),
        ("plan_correction", -1, "Nhầm", "Kế hoạch vốn là 0 đồng"),
        ("correction", -10, "", "lý do điều chỉnh"),
        ("correction", -30, "Nhầm", None),
        ("plan_correction", 5, "Bổ sung", None),
    ],
)
def test_a_correction_is_a_row_with_its_reason(
    line, commune_officer, kind, amount, reason, words
):
    payments.pay(by=commune_officer, line=line, payment=paid(70))
    act = {"by": commune_officer, "line": line, "kind": kind, "amount": amount}
    if words is None:
        money.correct(**act, decision=decided(reason=reason))
        assert line.entries.count() == 2
    else:
        with refused(words):
            money.correct(**act, decision=decided(reason=reason))
        assert sums(line) == (0, 100, 70)


def test_what_blocks_a_line_is_resolved_once(line, commune_officer):
    said = {"kind": "land", "text": "Chờ mặt bằng", "since": DAY}
    made = blockages.block(by=commune_officer, line=line, **said)
    assert blockages.block(by=commune_officer, line=line, **said) == made
    solved = {"how": "Đã bàn giao", "resolved_on": DAY - dt.timedelta(1)}
    with refused("ở trước"):
        blockages.resolve(by=commune_officer, blockage=made, **solved)
    solved["resolved_on"] = DAY
    blockages.resolve(by=commune_officer, blockage=made, **solved)
    with refused("tháo gỡ xong"):
        blockages.resolve(by=commune_officer, blockage=made, **solved)


def test_figures_follow_lines_rules_and_days(
    commune_officer, neighbour_officer, province_officer, commune, neighbour
):
    line = line_with(commune_officer, commune, 100, **part_fields())
    payments.pay(by=commune_officer, line=line, payment=paid(20))
    other = line_with(neighbour_officer, neighbour, 300, **part_fields())
    payments.pay(by=neighbour_officer, line=other, payment=paid(270))
    place = Place(scope_of(province_officer), None)
    (row,) = totals(place, YEAR)
    assert (row.allocated, row.disbursed, row.source) == (400, 290, "commune_budget")
    assert totals(place, YEAR, until=DAY - dt.timedelta(1)) == []
    (until,) = totals(place, YEAR, until=DAY)
    assert (until.allocated, until.disbursed) == (400, 290)
    july = dt.date(YEAR, 6, 30)  # 35% expected, the alarm at 20%
    assert slow_lines(place, YEAR, july) == 1
    groups = grouped(BudgetLine.objects.all(), calendars(YEAR, july), "area_id")
    by_area = {group.key: group for group in groups}
    slow, good = by_area[commune.pk], by_area[neighbour.pk]
    assert (slow.pace, slow.slow, slow.expected) == ("slow", 1, 35)
    assert (good.pace, good.slow, good.expected_rate) == ("on_way", 0, 35)


def test_a_components_own_calendar_counts_for_its_lines(province_officer, commune):
    component = Component.objects.filter(programme__ends_year=2025)[0]
    line_with(province_officer, commune, 100, component=component, purpose="")
    place, july = Place(scope_of(province_officer), None), dt.date(YEAR, 6, 30)
    assert slow_lines(place, YEAR, july) == 1
    with refused("thấp hơn tháng trước"):
        pace.set_pace(
            by=province_officer,
            component=component,
            by_month=[5, 4, *(9,) * 10],
            alarm_points=5,
            mark="recalled",
        )
    pace.set_pace(
        by=province_officer,
        component=component,
        by_month=[0] * 11 + [90],
        alarm_points=5,
        mark="recalled",
    )
    assert slow_lines(place, YEAR, july) == 0
    pace.drop_pace(by=province_officer, rule=PaceRule.objects.get(component=component))
    assert slow_lines(place, YEAR, july) == 1
