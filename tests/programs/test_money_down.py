"""A province's money: handed on to communes, never counted twice unasked."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs.models import BudgetLine, Component
from programs.services import money, money_down
from programs.services.questions import Questioned
from tests.programs.money_rows import YEAR, decided, key_of, read, sums

pytestmark = pytest.mark.django_db


@pytest.fixture
def key():
    """Keys of lines of central money for one part of a programme."""
    part = Component.objects.filter(programme__ends_year=YEAR)[0]
    fields = {"component": part, "purpose": "", "source": "central_budget"}
    return lambda area: key_of(area, **fields)


@pytest.fixture
def held(province, province_officer, key):
    """1.000 đồng that were planned for the province, and given to it."""
    for put, paper in ((money.plan_money, "1/KH"), (money.allocate, "2/QĐ")):
        made = put(
            by=province_officer,
            key=key(province),
            amount=1_000,
            decision=decided(paper),
        )
    return read(made.line)


def asked(by, key, amount, **paper):
    with pytest.raises(Questioned) as questions:
        money.allocate(by=by, key=key, amount=amount, decision=decided(**paper))
    return [each.code for each in questions.value.questions]


def test_what_a_province_still_holds_is_not_given_again_unasked(
    held, commune, province, province_officer, key
):
    assert asked(province_officer, key(province), 1, number="3/QĐ") == ["above_plan"]
    assert asked(province_officer, key(commune), 300) == ["above_plan", "held_above"]
    paper = decided(exception="Trung ương giao thẳng cho xã")
    made = money.allocate(
        by=province_officer, key=key(commune), amount=300, decision=paper
    )
    assert made.reason == "Trung ương giao thẳng cho xã"
    assert sums(held) == (1_000, 1_000, 0)


def test_money_is_handed_on_to_several_communes(
    held, commune, neighbour, province_officer, client_of
):
    client = client_of(province_officer)
    page = client.get(reverse("programs:money-line", args=[held.pk])).content.decode()
    url = reverse("programs:money-share-out", args=[held.pk])
    assert url in page
    typed = {"number": "9/QĐ", "decided_on": f"2/9/{YEAR}"}
    shares = {f"area_{commune.pk}": "600", f"area_{neighbour.pk}": "401"}
    refused = client.post(url, typed | shares).content.decode()
    assert "không phân bổ được 1.001 đồng" in refused
    assert 'value="401"' in refused
    assert client.post(url, typed).status_code == 200
    shares[f"area_{neighbour.pk}"] = "400"
    assert client.post(url, typed | shares).status_code == 302
    found = BudgetLine.objects.filter(year=YEAR).values_list("area_id", "allocated")
    assert dict(found) == {held.area_id: 0, commune.pk: 600, neighbour.pk: 400}


def test_none_is_handed_on_where_one_share_is_refused(
    held, commune, neighbour, province_officer
):
    with pytest.raises(ValidationError):
        money_down.hand_down(
            by=province_officer,
            line=held,
            shares={commune: 600, neighbour: -1},
            decision=decided(),
        )
    assert sums(held) == (1_000, 1_000, 0)
