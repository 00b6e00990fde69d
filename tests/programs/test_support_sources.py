"""Where support comes from: its money, its kind, the class that decides."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from povertyportal.audit.models import AuditEntry
from programs.models import DoubleSupport, HouseNorm, LoanProgramme, SupportKind
from programs.services.questions import Questioned
from programs.services.support import give_support
from programs.services.support_questions import Offer
from tests.factories import (
    HouseholdFactory,
    OutcomeFactory,
    ReviewFactory,
    RoundFactory,
)
from tests.programs.access_activities import activity_of
from tests.programs.access_support import (
    house_of,
    loan_of,
    standing_of,
    support_of,
)
from tests.programs.money_rows import line_with

DAY = dt.date(2026, 5, 20)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC), tick=False):
        yield


def give(by, household, **fields):
    usual = {"year": 2026, "quantity": Decimal(1), "value": 15_000_000}
    kind = SupportKind.objects.get(code="bo-giong")
    offer = Offer(household=household, kind=kind, **usual | fields)
    return give_support(by=by, offer=offer, given_on=DAY)


def asked(by, household, **fields):
    with pytest.raises(Questioned) as error:
        give(by, household, **fields)
    return [(each.code, each.text) for each in error.value.questions]


def test_more_than_the_line_has_left_is_questioned(commune_officer, household, commune):
    standing_of(household)
    line = line_with(commune_officer, commune, 20_000_000, year=2026)
    assert give(commune_officer, household, line=line).line == line
    ((_, repeat), (code, words)) = asked(commune_officer, household, line=line)
    assert "Hộ đã có" in repeat
    assert code == "beyond_line"
    assert "chỉ còn 5.000.000 đồng" in words


def test_money_of_another_year_or_place_is_refused(
    commune_officer, neighbour_officer, household, commune, neighbour
):
    standing_of(household)
    early = line_with(commune_officer, commune, 10**9, year=2025)
    with pytest.raises(ValidationError, match="của năm 2025"):
        give(commune_officer, household, line=early)
    foreign = line_with(neighbour_officer, neighbour, 10**9, year=2026)
    with pytest.raises(ValidationError, match="không thuộc địa bàn"):
        give(commune_officer, household, line=foreign)


def test_an_activity_of_another_place_is_questioned(
    commune_officer, household, neighbour
):
    standing_of(household)
    activity = activity_of(neighbour, commune_officer, year=2026)
    ((code, words),) = asked(commune_officer, household, activity=activity)
    assert (code, neighbour.name in words) == ("other_area", True)


def test_without_a_standing_the_latest_outcome_decides(
    commune_officer, household, commune
):
    round_ = RoundFactory(
        areas=[commune],
        year=2025,
        list_valid_from=dt.date(2026, 1, 1),
        standards=("ND07_2022",),
        opens_on=dt.date(2025, 9, 1),
        closes_on=dt.date(2025, 12, 14),
    )
    OutcomeFactory(
        review=ReviewFactory(round=round_, household=household),
        standard="ND07_2022",
        poverty_class="near_poor",
    )
    assert give(commune_officer, household).class_then == "near_poor"


def test_the_province_edits_kinds_and_loans(client_of, province_officer):
    client = client_of(province_officer)
    kind = SupportKind.objects.get(code="bo-giong")
    url = reverse("programs:kind-edit", args=[kind.pk])
    typed = {
        "code": "bo-giong",
        "name": "Bò giống",
        "unit": "con",
        "classes": ["poor"],
        "topics": ["employment"],
        "once_in_years": "3",
        "is_active": "on",
        "mark": "found",
        "note": "Nghị quyết 12",
    }
    refused = client.post(url, {**typed, "once_in_years": "100"})
    assert "99" in refused.content.decode()
    assert client.post(url, typed)["Location"] == reverse("programs:kind-list")
    kind.refresh_from_db()
    assert (kind.once_in_years, kind.classes, kind.mark) == (3, ["poor"], "found")
    assert AuditEntry.objects.filter(act="programs.support_kind.changed").count() == 1
    loan = {"code": "moi", "name": "Cho vay mới", "rate": "4,8", "mark": "recalled"}
    client.post(reverse("programs:loan-programme-create"), loan)
    assert LoanProgramme.objects.get(code="moi").rate == Decimal("4.80")


def test_the_province_keeps_the_norms_for_houses(client_of, province_officer):
    client = client_of(province_officer)
    norm = HouseNorm.objects.filter(programme=None).order_by("pk").first()
    url = reverse("programs:house-norm-edit", args=[norm.pk])
    typed = {
        "name": norm.name,
        "kind": norm.kind,
        "amount": "65.000.000",
        "first_year": "2025",
        "last_year": "2024",
        "mark": "found",
        "note": "Quyết định 9",
    }
    refused = client.post(url, typed).content.decode()
    assert "năm cuối không được trước năm đầu" in refused
    assert "65.000.000" in refused
    page = client.post(url, {**typed, "last_year": ""}, follow=True).content.decode()
    assert "65.000.000 đồng" in page
    norm.refresh_from_db()
    assert (norm.amount, norm.last_year, norm.mark) == (65_000_000, None, "found")
    same = {**typed, "last_year": ""}
    again = client.post(reverse("programs:house-norm-create"), same).content.decode()
    assert "Hãy sửa mức đã có" in again
    assert AuditEntry.objects.filter(act="programs.house_norm.changed").count() == 1


@pytest.mark.parametrize(
    "name", ["support-list", "house-list", "loan-list", "double-list"]
)
def test_a_list_asks_as_often_for_many_rows(client_of, commune_officer, village, name):
    client, url = client_of(commune_officer), reverse(f"programs:{name}")

    def cost():
        with CaptureQueriesContext(connection) as asked_for:
            page = client.get(url, {"year": 2026})
        return len(asked_for), page.context["page_obj"].paginator.count

    def fill(households):
        for _ in range(households):
            home = HouseholdFactory(village=village)
            first, second = (support_of(home, commune_officer) for _ in range(2))
            DoubleSupport.objects.create(first=first, second=second)
            house_of(home, commune_officer)
            loan_of(home, commune_officer)

    fill(1)
    few, before = cost()
    fill(4)
    many, after = cost()
    assert (after, many) == (before * 5, few)
