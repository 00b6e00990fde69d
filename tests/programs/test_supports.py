"""Giving support: to whom, asked what, never twice unasked."""

import datetime as dt
import threading
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from django.urls import reverse

from households.models import Household, Residence
from povertyportal.audit.models import AuditEntry
from povertyportal.sheets.exports import list_exports
from programs.models import DoubleSupport, Support, SupportKind
from programs.services.questions import Questioned
from programs.services.support import (
    cancel_support,
    deliver_support,
    give_support,
    plan_support,
)
from programs.services.support_questions import Offer
from programs.tasks import find_doubles
from tests.households.test_times_apart import somebody_waits
from tests.programs.access_support import standing_of, support_of
from tests.programs.rules.test_support_rules import REPEATS
from tests.worker.conftest import until

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


def offer(household, kind="bo-giong", **fields):
    usual = {"year": 2026, "quantity": Decimal(1), "value": 15_000_000}
    found = SupportKind.objects.get(code=kind)
    return Offer(household=household, kind=found, **usual | fields)


def give(by, household, given_on=DAY, **fields):
    return give_support(by=by, offer=offer(household, **fields), given_on=given_on)


def codes(error):
    return [each.code for each in error.value.questions]


def test_a_poor_household_gets_a_cow_unasked(commune_officer, poor):
    made = give(commune_officer, poor)
    assert (made.state, made.class_then, made.exception) == ("given", "poor", "")
    assert made.area == poor.commune
    entry = AuditEntry.objects.get(act="programs.support.given")
    assert (entry.object_id, entry.detail["value"]) == (made.pk, 15_000_000)


@pytest.mark.parametrize(
    ("poverty_class", "expected"),
    [("not_poor", ["not_entitled"]), ("", ["class_unknown"])],
)
def test_who_is_not_entitled_that_year_needs_a_reason(
    commune_officer, household, poverty_class, expected
):
    if poverty_class:
        standing_of(household, poverty_class)
    with pytest.raises(Questioned) as error:
        give(commune_officer, household)
    assert codes(error) == expected
    assert not Support.objects.exists()
    made = give(commune_officer, household, exception="Theo nghị quyết 12 của tỉnh")
    assert made.exception == "Theo nghị quyết 12 của tỉnh"


def test_the_class_of_the_day_counts_not_todays(commune_officer, household):
    standing_of(household, ends=dt.date(2026, 1, 1))
    standing_of(household, "not_poor", starts=dt.date(2026, 1, 1))
    before = dt.date(2025, 12, 31)
    assert give(commune_officer, household, before, year=2025).class_then == "poor"
    with pytest.raises(Questioned):
        give(commune_officer, household, kind="nha-tieu")


def test_the_same_cow_twice_is_questioned_with_the_other(commune_officer, poor):
    first = give(commune_officer, poor)
    with pytest.raises(Questioned) as error:
        give(commune_officer, poor, year=2025, given_on=dt.date(2025, 3, 1))
    (question,) = error.value.questions
    assert (question.code, question.about) == ("repeat", first)
    second = give(commune_officer, poor, exception="Con trước chết do bệnh")
    pair = DoubleSupport.objects.get()
    assert (pair.first, pair.second, pair.verdict) == (first, second, "")


def test_what_was_cancelled_is_no_repeat(commune_officer, poor):
    first = give(commune_officer, poor)
    with pytest.raises(ValidationError):
        cancel_support(by=commune_officer, support=first, reason=" ")
    cancel_support(by=commune_officer, support=first, reason="Ghi nhầm hộ")
    assert give(commune_officer, poor).exception == ""
    assert Support.objects.filter(state="cancelled").count() == 1


# Those that name no rows by their ids.
PLAIN = [
    case
    for case in REPEATS
    if not any(each.person or each.activity for each in case[1:3])
]


@pytest.mark.parametrize(("once", "one", "other", "expected"), PLAIN)
def test_the_database_finds_the_same_repeats(
    commune_officer, poor, once, one, other, expected
):
    SupportKind.objects.filter(code="gao").update(once_in_years=once)
    for each in (one, other):
        support_of(
            poor,
            commune_officer,
            "gao",
            year=each.year,
            given_on=None,
            planned_for=each.day,
            state="planned",
        )
    assert find_doubles() == (1 if expected else 0)
    call_command("find_doubles", stdout=(told := StringIO()))
    assert told.getvalue() == "Pairs found: 0.\n"


def test_a_planned_support_is_delivered_once(commune_officer, poor):
    planned = plan_support(by=commune_officer, offer=offer(poor), planned_for=DAY)
    given = deliver_support(by=commune_officer, support=planned, given_on=DAY)
    assert (given.state, given.given_on) == ("given", DAY)
    deliver_support(by=commune_officer, support=planned, given_on=DAY)
    acts = AuditEntry.objects.filter(act="programs.support.delivered")
    assert acts.count() == 1
    with pytest.raises(ValidationError, match="đã hỗ trợ"):
        deliver_support(
            by=commune_officer, support=planned, given_on=dt.date(2026, 5, 21)
        )


@pytest.mark.parametrize(
    ("given_on", "words"),
    [
        (dt.date(2026, 6, 2), "tương lai"),
        (dt.date(2025, 12, 31), "không thuộc năm 2026"),
    ],
)
def test_a_day_that_cannot_be_is_refused(commune_officer, poor, given_on, words):
    with pytest.raises(ValidationError, match=words):
        give(commune_officer, poor, given_on)


def test_a_household_of_elsewhere_is_not_there(
    commune_officer, neighbour_officer, province_officer, poor
):
    with pytest.raises(Household.DoesNotExist):
        give(neighbour_officer, poor)
    with pytest.raises(PermissionDenied):
        give(province_officer, poor)
    assert give(commune_officer, poor)


def test_who_lived_elsewhere_on_the_day_is_questioned(
    commune_officer, poor, neighbour_village, neighbour
):
    Residence.objects.filter(household=poor).update(starts=dt.date(2026, 5, 25))
    Residence.objects.create(
        household=poor,
        village=neighbour_village,
        starts=dt.date(2020, 1, 1),
        ends=dt.date(2026, 5, 25),
    )
    with pytest.raises(Questioned) as error:
        give(commune_officer, poor)
    assert codes(error) == ["elsewhere"]
    assert give(commune_officer, poor, exception="Nhận tại xã cũ").area == neighbour


def test_the_page_asks_and_loses_nothing(client_of, commune_officer, household):
    standing_of(household, "not_poor")
    url = reverse("programs:support-create", args=[household.pk])
    typed = {
        "kind": SupportKind.objects.get(code="bo-giong").pk,
        "quantity": "1",
        "value": "15.000.000",
        "year": "2026",
        "state": "given",
        "day": "20/5/2026",
        "note": "Bò cái lai Sind",
    }
    client = client_of(commune_officer)
    page = client.get(url)
    assert page.status_code == 200
    page = client.post(url, typed | {"state": "", "day": ""}).content.decode()
    assert "Hãy chọn đã hỗ trợ hay mới dự kiến" in page
    page = client.post(url, typed | {"day": ""}).content.decode()
    assert "Hãy ghi ngày hộ nhận" in page
    asked = client.post(url, typed).content.decode()
    assert "hộ thuộc diện: hộ không nghèo" in asked
    assert "Bò cái lai Sind" in asked
    assert "15.000.000" in asked
    done = client.post(url, typed | {"exception": "Theo đề án của xã"})
    assert done["Location"] == reverse("programs:household", args=[household.pk])
    assert "Bò, trâu giống" in client.get(done["Location"]).content.decode()


def test_the_workbook_tells_what_is_worth_what(commune_officer, poor, client_of):
    """A value that was left blank is not nought; what was cancelled counts apart."""
    support_of(poor, commune_officer, value=15_000_000)
    support_of(poor, commune_officer, value=0)
    support_of(poor, commune_officer, value=7, state="cancelled", cancel_reason="Nhầm")
    file = list_exports()["supports"].open(
        commune_officer, QueryDict("year=2026"), None, whole_ids=False
    )
    names = [each.heading for each in file.columns]
    rows = [dict(zip(names, row, strict=True)) for row in file.rows]
    assert [row["Giá trị (đồng)"] for row in rows] == [7, None, 15_000_000]
    assert {row["Thôn"] for row in rows} == {poor.village.name}
    assert "đã hỗ trợ: 15.000.000 đồng" in file.foot
    assert "chưa ghi giá trị: 1 khoản" in file.foot
    assert "Đã hủy, không tính: 1 khoản" in file.foot
    page = client_of(commune_officer).get(reverse("programs:support-list"))
    assert ">0 đồng<" not in page.content.decode()


def test_a_pair_is_judged_with_a_reason(client_of, commune_officer, poor):
    first, second = (support_of(poor, commune_officer) for _ in range(2))
    pair = DoubleSupport.objects.create(first=first, second=second)
    url = reverse("programs:double-judge", args=[pair.pk])
    client = client_of(commune_officer)
    assert "Hãy ghi lý do" in client.post(url, {"verdict": "wrong"}).content.decode()
    said = client.post(url, {"verdict": "wrong", "reason": "Ghi hai lần"})
    assert said["Location"] == reverse("programs:support-detail", args=[second.pk])
    pair.refresh_from_db()
    assert (pair.verdict, pair.judged_by) == ("wrong", commune_officer)


def test_lists_show_households_by_where_they_live_now(
    client_of, commune_officer, neighbour_officer, poor
):
    made = support_of(poor, commune_officer)
    query = {"year": made.year, "q": "nguyen thi hoa", "sort": "-value"}
    url = reverse("programs:support-list")
    assert client_of(commune_officer).get(url, query).context["page_obj"][0] == made
    assert not client_of(neighbour_officer).get(url, query).context["rows"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_the_same_cow_at_once_the_second_is_asked(
    commune_officer, poor
):
    """The second waits for the household and then sees what the first wrote."""
    told = []

    def second():
        try:
            give(commune_officer, poor)
        except Questioned as error:
            told.extend(each.code for each in error.questions)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        give(commune_officer, poor)
        thread.start()
        until(somebody_waits, "the second's wait for the household")
    thread.join(timeout=30)
    assert told == ["repeat"]
    assert Support.objects.count() == 1
