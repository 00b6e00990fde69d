"""Two payments at the same moment: the second sees what the first left.

Two real connections; what the services say, and what the database does without them.
"""

import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from programs.models import BudgetLine, Disbursement, SupportKind
from programs.services import money, payments
from programs.services.questions import Questioned
from programs.services.support import give_support
from programs.services.support_questions import Offer
from tests.factories import HouseholdFactory, PersonFactory
from tests.programs.access_support import standing_of
from tests.programs.money_rows import DAY, decided, key_of, line_with, paid, sums
from tests.worker.conftest import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(commune_officer, commune):
    return line_with(commune_officer, commune, 100)


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE '%programs_%'"
        )
        return cursor.fetchone()


def meanwhile(first, second, is_kept=True):
    """What refused the second, which began before the first had ended."""
    refusals = []

    def run():
        try:
            second()
        except Questioned as error:
            refusals.extend(each.code for each in error.questions)
        except (ValidationError, IntegrityError) as error:
            refusals.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        until(somebody_waits, "the second's wait for the first")
        transaction.set_rollback(not is_kept)
    thread.join(timeout=30)
    return "".join(refusals)


def paying(line, officer, amount, voucher):
    return lambda: payments.pay(by=officer, line=line, payment=paid(amount, voucher))


def inserting(line, officer, amount, voucher):
    """The same with no service in between."""
    return lambda: Disbursement.objects.create(
        line=line,
        amount=amount,
        paid_on=DAY,
        voucher=voucher,
        content="Mua vật liệu",
        recorded_by=officer,
    )


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (paying, "Dòng vốn còn 40 đồng"),
        (inserting, "budget_line_pays_what_is_there"),
    ],
)
def test_two_payments_at_once_cannot_overdraw(line, commune_officer, way, words):
    refusal = meanwhile(
        way(line, commune_officer, 60, "CT-1"), way(line, commune_officer, 41, "CT-2")
    )
    assert words in refusal
    assert sums(line) == (0, 100, 60)


def test_a_payment_given_up_leaves_its_money_to_the_other(line, commune_officer):
    refusal = meanwhile(
        paying(line, commune_officer, 60, "CT-1"),
        paying(line, commune_officer, 100, "CT-1"),
        is_kept=False,
    )
    assert refusal == ""
    assert sums(line) == (0, 100, 100)


def test_a_voucher_is_written_once_by_two_at_once(line, commune_officer):
    refusal = meanwhile(
        inserting(line, commune_officer, 10, "CT-1"),
        inserting(line, commune_officer, 10, "CT-1"),
    )
    assert "the voucher stands in the line" in refusal
    assert sums(line) == (0, 100, 10)


def test_money_moved_away_is_not_paid_at_the_same_time(line, commune_officer, commune):
    def move():
        money.transfer(
            by=commune_officer,
            line=line,
            to=key_of(commune, purpose="Làm đường"),
            amount=90,
            decision=decided(),
        )

    refusal = meanwhile(move, paying(line, commune_officer, 11, "CT-1"))
    assert "Dòng vốn còn 10 đồng" in refusal
    assert sums(BudgetLine.objects.get(purpose="Làm đường")) == (0, 90, 0)


def test_two_households_at_once_do_not_share_the_last_money_of_a_line(
    line, commune_officer, village
):
    """Two officers, two households: each asked of what the other left."""
    kind = SupportKind.objects.get(code="qua-tet")

    def giving(name):
        home = HouseholdFactory(village=village, head=PersonFactory(name=name))
        standing_of(home)
        offer = Offer(home, kind, line.year, Decimal(1), value=60, line=line)
        return lambda: give_support(by=commune_officer, offer=offer, given_on=DAY)

    assert meanwhile(giving("Lê An"), giving("Lê Bình")) == "beyond_line"


def test_a_line_is_not_cut_while_its_money_is_given(line, commune_officer, household):
    standing_of(household)
    kind = SupportKind.objects.get(code="qua-tet")
    offer = Offer(household, kind, line.year, Decimal(1), value=60, line=line)

    def cut():
        money.correct(
            by=commune_officer,
            line=line,
            kind="correction",
            amount=-41,
            decision=decided(reason="Ghi nhầm"),
        )

    def give():
        give_support(by=commune_officer, offer=offer, given_on=DAY)

    assert meanwhile(give, cut) == "below_written"
    assert sums(line) == (0, 100, 0)
