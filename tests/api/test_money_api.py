"""Money over the API: the services of the pages, their refusals at the fields."""

import pytest

from programs.models import BudgetEntry, BudgetLine, Disbursement
from programs.services import payments
from tests.programs.money_rows import line_with, paid, sums

pytestmark = pytest.mark.django_db
ALLOCATION = {
    "kind": "allocation",
    "purpose": "Sửa nhà",
    "year": 2025,
    "source": "commune_budget",
    "capital": "recurrent",
    "amount": 100,
    "number": "12/QĐ-UBND",
    "decided_on": "2025-09-01",
}
PAYMENT = {
    "amount": 40,
    "paid_on": "2025-09-02",
    "voucher": "CT-1",
    "content": "Mua vật liệu",
}


@pytest.fixture
def post(client_of, commune_officer):
    client = client_of(commune_officer)

    def _post(path, body, officer=None):
        asked = client_of(officer) if officer else client
        return asked.post(f"/api/v1/{path}/", body, content_type="application/json")

    return _post


def test_an_allocation_and_a_payment_are_entered(post, commune):
    made = post("allocations", {**ALLOCATION, "area": commune.pk})
    assert made.status_code == 201, made.content
    entry = BudgetEntry.objects.get()
    assert made.json()["id"] == entry.pk
    assert (made.json()["area"], made.json()["amount"]) == (commune.pk, 100)
    made = post("disbursements", {**PAYMENT, "line": entry.line_id})
    assert made.status_code == 201, made.content
    assert sums(entry.line) == (0, 100, 40)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"number": ""}, "number", ""),
        ({"area": 1}, "area", "Không có đơn vị này"),
        ({"purpose": ""}, "purpose", "Hãy chọn dự án"),
        ({"source": "district_budget"}, None, "do cấp trên giao"),
        ({"amount": 0}, "amount", ""),
        ({"decided_on": "2099-01-01"}, "decided_on", "ở sau hôm nay"),
    ],
)
def test_a_refused_allocation_says_where(post, commune, changed, field, words):
    answer = post("allocations", {**ALLOCATION, "area": commune.pk, **changed})
    assert answer.status_code == (400 if field else 403)
    told = answer.json()["fields"][field][0] if field else answer.json()["detail"]
    assert words in told
    assert not BudgetLine.objects.exists()


def test_a_payment_beyond_is_refused(post, commune, commune_officer):
    line = line_with(commune_officer, commune, 30)
    answer = post("disbursements", {**PAYMENT, "line": line.pk})
    assert "Dòng vốn còn 30 đồng" in answer.json()["fields"]["amount"][0]
    assert answer.status_code == 400
    assert not Disbursement.objects.exists()


def test_who_may_not_spend_or_lives_elsewhere_creates_nothing(
    post, leader, commune, commune_officer, elsewhere
):
    line = line_with(commune_officer, commune, 100)
    assert (
        post("disbursements", {**PAYMENT, "line": line.pk}, leader).status_code == 403
    )
    answer = post("allocations", {**ALLOCATION, "area": elsewhere.pk})
    assert "Không có đơn vị này" in answer.json()["fields"]["area"][0]
    assert sums(line) == (0, 100, 0)


def test_lists_hold_what_is_in_scope(
    client_of, commune, commune_officer, neighbour, neighbour_officer, leader
):
    line = line_with(commune_officer, commune, 100)
    other = line_with(neighbour_officer, neighbour, 100)
    for officer, each in ((commune_officer, line), (neighbour_officer, other)):
        payments.pay(by=officer, line=each, payment=paid(20))
    client = client_of(leader)
    for path in ("allocations", "disbursements"):
        (row,) = client.get(f"/api/v1/{path}/").json()["results"]
        assert row["line"] == line.pk
        found = client.get(f"/api/v1/{path}/", {"year": 2024}).json()
        assert found["count"] == 0
