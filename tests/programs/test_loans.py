"""Policy loans: what is refused, what is asked, what is still owed."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from povertyportal.audit.models import AuditEntry
from programs.models import LoanProgramme, PolicyLoan, StaleNeed
from programs.services.loans import (
    Lending,
    LoanTotals,
    balances_of,
    cancel_loan,
    correct_loan,
    lend,
    totals_of,
    update_balance,
)
from programs.services.questions import Questioned
from tests.programs.access_support import loan_of, standing_of

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


def lending(household, code="ho-ngheo", **fields):
    usual = {
        "amount": 60_000_000,
        "rate": Decimal("6.60"),
        "term_months": 36,
        "lent_on": DAY,
        "purpose": "Nuôi bò",
    }
    programme = LoanProgramme.objects.get(code=code)
    return Lending(household=household, programme=programme, **usual | fields)


def test_a_loan_within_the_rules_is_kept_unasked(commune_officer, poor):
    loan = lend(by=commune_officer, lending=lending(poor))
    assert (loan.balance, loan.class_then, loan.exception) == (60_000_000, "poor", "")


def test_a_loan_above_the_ceiling_is_refused_with_what_is_left(commune_officer, poor):
    lend(by=commune_officer, lending=lending(poor))
    more = lending(poor, amount=40_000_001, exception="Lãnh đạo xã đồng ý")
    with pytest.raises(ValidationError) as error:
        lend(by=commune_officer, lending=more)
    (words,) = error.value.message_dict["amount"]
    assert "100.000.000 đồng" in words
    assert "chỉ vay được đến 40.000.000 đồng" in words
    assert PolicyLoan.objects.count() == 1


def test_rate_class_and_repetition_are_asked(commune_officer, household):
    standing_of(household, "near_poor")
    other = lending(household, rate=Decimal("7.00"))
    with pytest.raises(Questioned) as error:
        lend(by=commune_officer, lending=other)
    codes = [each.code for each in error.value.questions]
    assert codes == ["not_entitled", "rate"]
    right = lending(household, "ho-can-ngheo", rate=Decimal("7.92"), amount=10)
    first = lend(by=commune_officer, lending=right)
    with pytest.raises(Questioned) as error:
        lend(by=commune_officer, lending=right)
    assert [each.about for each in error.value.questions] == [first]


@pytest.mark.parametrize(
    ("left_on", "expected"),
    [(dt.date(2023, 5, 21), []), (dt.date(2023, 5, 20), ["not_entitled"])],
)
def test_who_escaped_borrows_for_three_years(
    commune_officer, household, left_on, expected
):
    standing_of(household, ends=left_on)
    standing_of(household, "not_poor", starts=left_on)
    loan = lending(
        household, "ho-moi-thoat-ngheo", rate=Decimal("8.25"), term_months=60
    )
    codes = []
    try:
        lend(by=commune_officer, lending=loan)
    except Questioned as error:
        codes = [each.code for each in error.questions]
    assert codes == expected


def test_who_escaped_never_borrows_for_longer(commune_officer, poor):
    LoanProgramme.objects.filter(code="ho-moi-thoat-ngheo").update(longest_months=120)
    loan = lending(poor, "ho-moi-thoat-ngheo", term_months=61, exception="Có lý do")
    with pytest.raises(ValidationError, match="61 tháng dài hơn"):
        lend(by=commune_officer, lending=loan)


def test_balances_go_forward_and_stay_in_history(commune_officer, poor):
    loan = loan_of(poor, commune_officer)
    by = {"by": commune_officer, "loan": loan}
    update_balance(**by, balance=30_000_000, day=DAY)
    with pytest.raises(ValidationError, match="20/05/2026"):
        update_balance(**by, balance=20_000_000, day=dt.date(2026, 5, 19))
    with pytest.raises(ValidationError, match="50.000.000 đồng"):
        update_balance(**by, balance=50_000_001, day=DAY)
    loan.refresh_from_db()
    assert balances_of(loan) == [
        (DAY, 30_000_000),
        (dt.date(2026, 1, 5), 50_000_000),
    ]


def test_the_page_tells_what_is_left(client_of, commune_officer, poor):
    typed = {
        "programme": LoanProgramme.objects.get(code="ho-ngheo").pk,
        "amount": "100.000.001",
        "rate": "6,6",
        "term_months": "36",
        "lent_on": "20/5/2026",
        "purpose": "Nuôi bò",
    }
    url = reverse("programs:loan-create", args=[poor.pk])
    client = client_of(commune_officer)
    page = client.post(url, typed).content.decode()
    assert "chỉ vay được đến 100.000.000 đồng" in page
    assert "Nuôi bò" in page
    done = client.post(url, typed | {"amount": "100.000.000"})
    assert done.status_code == 302
    assert "100.000.000" in client.get(done["Location"]).content.decode()


def test_a_mistyped_loan_is_put_right_with_a_reason(commune_officer, poor):
    loan = lend(by=commune_officer, lending=lending(poor, amount=6_000_000))
    by = {"by": commune_officer, "loan": loan}
    right = lending(poor, amount=100_000_000, term_months=60)
    with pytest.raises(ValidationError, match="lý do sửa"):
        correct_loan(**by, lending=right, reason=" ")
    found = correct_loan(**by, lending=right, reason="Gõ thiếu số không")
    assert (found.amount, found.balance, found.term_months) == (
        100_000_000, 100_000_000, 60,
    )  # fmt: skip
    assert balances_of(found) == [(DAY, 100_000_000)]
    entry = AuditEntry.objects.get(act="programs.loan.corrected")
    assert entry.reason == "Gõ thiếu số không"
    update_balance(**by, balance=70_000_000, day=DAY)
    less = lending(poor, amount=69_999_999)
    with pytest.raises(ValidationError, match=r"Dư nợ đã ghi là 70\.000\.000 đồng"):
        correct_loan(**by, lending=less, reason="Gõ nhầm")


def test_a_cancelled_loan_leaves_the_totals_and_takes_nothing(
    client_of, commune_officer, poor
):
    loan = lend(by=commune_officer, lending=lending(poor))
    client, url = client_of(commune_officer), reverse("programs:loan-list")
    asked = {"year": 2026}
    assert client.get(url, asked).context["totals"].count == 1
    to_cancel = reverse("programs:loan-cancel", args=[loan.pk])
    assert client.post(to_cancel, {"reason": "Ghi nhầm hộ"}).status_code == 302
    loan.refresh_from_db()
    assert (loan.cancelled_on, loan.cancel_reason) == (
        dt.date(2026, 6, 1), "Ghi nhầm hộ",
    )  # fmt: skip
    assert client.get(url, asked).context["totals"] == LoanTotals()
    cancelled = client.get(url, asked | {"owed": "cancelled"}).context
    assert list(cancelled["page_obj"]) == [loan]
    assert totals_of(PolicyLoan.objects.all()) == LoanTotals()
    for act in (
        lambda: cancel_loan(by=commune_officer, loan=loan, reason="Lại"),
        lambda: update_balance(by=commune_officer, loan=loan, balance=1, day=DAY),
    ):
        with pytest.raises(ValidationError, match="đã hủy ngày 01/06/2026"):
            act()
    # The ceiling has its room again, and the same loan is no repetition.
    assert lend(by=commune_officer, lending=lending(poor, amount=100_000_000))


def test_a_share_of_the_poor_rate_is_asked(commune_officer, household):
    standing_of(household, "near_poor")
    LoanProgramme.objects.filter(code="ho-can-ngheo").update(rate=Decimal("7.93"))
    odd = lending(household, "ho-can-ngheo", rate=Decimal("7.93"))
    with pytest.raises(Questioned) as error:
        lend(by=commune_officer, lending=odd)
    (question,) = error.value.questions
    assert question.code == "rate_share"
    assert "7,92%/năm bằng 120%" in question.text


def test_a_loan_that_changes_its_year_has_both_years_counted_again(
    commune_officer, poor
):
    loan = lend(by=commune_officer, lending=lending(poor))
    StaleNeed.objects.all().delete()
    earlier = lending(poor, lent_on=dt.date(2025, 5, 20))
    correct_loan(by=commune_officer, loan=loan, lending=earlier, reason="Gõ nhầm năm")
    years = StaleNeed.objects.filter(commune=poor.commune).values_list(
        "year", flat=True
    )
    assert set(years) == {2025, 2026}
