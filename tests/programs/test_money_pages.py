"""The pages of money: filters in the address, refusals in words, few queries."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programs.models import Activity, Blockage, BudgetLine, Component, PaceRule
from programs.services import payments
from tests.programs.access_support import support_of
from tests.programs.money_rows import YEAR, line_with, paid, part_fields, sums

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(commune_officer, commune):
    return line_with(commune_officer, commune, 100)


def shown(client, name, *args, **query):
    answer = client.get(reverse(f"programs:{name}", args=args), query)
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 0),
        ({"year": YEAR}, 4),
        ({"year": YEAR, "source": "community"}, 1),
        ({"year": YEAR, "programme": "outside", "capital": "recurrent"}, 2),
        ({"year": YEAR, "pace": "slow"}, 1),
        ({"year": YEAR, "pace": "on_way"}, 1),
        ({"year": YEAR, "pace": "free"}, 2),
        ({"year": YEAR, "pace": "alarm", "sort": "-rate"}, 1),
    ],
)
def test_lines_are_filtered_by_the_address(
    line, commune_officer, commune, client_of, query, count
):
    line_with(commune_officer, commune, 100, source="community")
    line_with(commune_officer, commune, 100, **part_fields())
    other = line_with(commune_officer, commune, 100, **part_fields(1))
    payments.pay(by=commune_officer, line=other, payment=paid(95))
    answer = shown(client_of(commune_officer), "money-list", **query)
    assert answer.context["page_obj"].paginator.count == count
    assert answer.context["total"].allocated == 100 * count


@pytest.mark.parametrize(("year", "is_offered"), [(2025, True), (2026, False)])
def test_money_of_districts_is_offered_while_there_were_districts(
    province_officer, client_of, year, is_offered
):
    client = client_of(province_officer)
    for name, form in (("money-list", "form"), ("disbursement", "form")):
        page = shown(client, name, year=year).context[form]
        assert ("district_budget" in dict(page.fields["source"].choices)) == is_offered


def test_lists_take_as_many_queries_for_many_lines(
    line, province_officer, commune, client_of
):
    client = client_of(province_officer)
    names = ("money-list", "disbursement")
    shown(client, "money-list", year=YEAR)
    counts = {name: queries(client, name) for name in names}
    for place in range(12):
        line_with(province_officer, commune, 100, purpose=f"Việc {place}")
    assert {name: queries(client, name) for name in names} == counts


def queries(client, name):
    with CaptureQueriesContext(connection) as found:
        shown(client, name, year=YEAR, by="component")
    return len(found)


def test_a_payment_beyond_keeps_what_was_typed(line, commune_officer, client_of):
    client = client_of(commune_officer)
    url = reverse("programs:money-pay", args=[line.pk])
    typed = {"amount": "101", "paid_on": "2/9/2025", "voucher": "CT-9"}
    answer = client.post(url, {**typed, "content": "Mua vật liệu"})
    page = answer.content.decode()
    assert "Dòng vốn còn 100 đồng" in page
    assert 'value="CT-9"' in page
    assert sums(line) == (0, 100, 0)
    answer = client.post(url, {**typed, "amount": "100", "content": "Mua"})
    assert answer["Location"] == reverse("programs:money-line", args=[line.pk])
    assert sums(line) == (0, 100, 100)


def test_money_goes_into_the_year_that_the_form_names(
    commune_officer, commune, client_of
):
    client = client_of(commune_officer)
    url = f"{reverse('programs:money-enter')}?year={YEAR + 1}"
    part = Component.objects.filter(programme__ends_year=YEAR).first()
    typed = {
        **{"year": str(YEAR), "kind": "allocation", "component": part.pk},
        **{"area": commune.pk, "source": "commune_budget", "capital": "recurrent"},
        **{"amount": "100", "number": "15/QĐ", "decided_on": "3/9/2025"},
    }
    again = client.post(url, typed | {"reload": "1"})
    page = again.content.decode()
    assert not again.context["form"].errors
    assert 'value="15/QĐ"' in page
    assert f'<option value="{part.pk}" selected>' in page
    assert not BudgetLine.objects.exists()
    refused = client.post(url, typed | {"year": str(YEAR + 1)}).context["form"]
    assert f"của năm {YEAR + 1}" in refused.errors["component"][0]
    assert client.post(url, typed).status_code == 302
    assert BudgetLine.objects.get().year == YEAR


def test_what_moves_money_is_typed_on_the_lines_pages(
    line, commune_officer, commune, client_of
):
    client = client_of(commune_officer)
    paper = {"number": "15/QĐ", "decided_on": "3/9/2025"}

    def send(name, **data):
        url = reverse(f"programs:money-{name}", args=[line.pk])
        assert client.post(url, {**paper, **data}).status_code == 302

    send("correct", kind="correction", way="down", amount="10", reason="Ghi nhầm")
    goal = {"area": commune.pk, "source": line.source, "capital": "investment"}
    send("transfer", purpose="Làm đường", amount="20", **goal)
    send("carry", amount="30")
    assert sums(line) == (0, 40, 0)
    assert sums(BudgetLine.objects.get(year=YEAR + 1)) == (0, 30, 0)


@pytest.mark.parametrize("name", ["correct", "transfer", "carry"])
def test_a_line_cut_below_what_is_written_on_it_is_asked_why(
    line, commune_officer, commune, household, client_of, name
):
    support_of(household, commune_officer, line=line, value=95)
    url = reverse(f"programs:money-{name}", args=[line.pk])
    typed = {
        **{"number": "15/QĐ", "decided_on": "3/9/2025", "reason": "Ghi nhầm"},
        **{"kind": "correction", "way": "down", "amount": "10"},
        **{"area": commune.pk, "source": line.source, "capital": "investment"},
        "purpose": "Làm đường",
    }
    client = client_of(commune_officer)
    asked = client.post(url, typed).content.decode()
    assert "Dòng vốn đã ghi 95 đồng hỗ trợ, nhà ở cho các hộ" in asked
    assert sums(line) == (0, 100, 0)
    assert client.post(url, typed | {"exception": "Giảm quà"}).status_code == 302
    assert sums(line) == (0, 90, 0)
    assert line.entries.last().reason == "Ghi nhầm; Giảm quà"


def test_where_money_is_slow_and_why(commune_officer, commune, client_of):
    line = line_with(commune_officer, commune, 100, **part_fields())
    client = client_of(commune_officer)
    url = reverse("programs:money-block", args=[line.pk])
    said = {"kind": "land", "text": "Chờ bàn giao mặt bằng", "since": "1/9/2025"}
    assert client.post(url, said).status_code == 302
    (row,) = shown(client, "disbursement", year=YEAR).context["rows"]
    assert (row.name, row.group.slow, row.label) == (str(line.component), 1, "Chậm")
    assert row.why == "Giải phóng mặt bằng (1)"
    (found,) = shown(client, "blockage-list", year=YEAR).context["page_obj"]
    url = reverse("programs:blockage-resolve", args=[found.pk])
    said = {"resolved_on": "3/9/2025", "how": "Đã bàn giao"}
    assert client.post(url, said).status_code == 302
    assert Blockage.objects.get().resolved_on == dt.date(2025, 9, 3)
    assert not shown(client, "blockage-list", year=YEAR).context["page_obj"]


def test_a_gift_follows_no_calendar(commune_officer, commune, client_of):
    gift = {"source": "enterprise", **part_fields()}
    line = line_with(commune_officer, commune, 900, **gift)
    client = client_of(commune_officer)
    page = shown(client, "money-line", line.pk).content.decode()
    assert "không theo lịch" in page
    (row,) = shown(client, "disbursement", year=YEAR).context["rows"]
    assert (row.group.slow, row.group.expected_rate) == (0, None)
    assert row.label == "Không theo lịch"
    line_with(commune_officer, commune, 100, **part_fields())
    answer = shown(client, "disbursement", year=YEAR)
    (row,) = answer.context["rows"]
    assert (row.group.slow, row.label) == (1, "Chậm")
    assert answer.context["total"].expected_rate == row.group.expected_rate


def test_a_group_is_not_on_its_way_while_a_line_rings(
    commune_officer, commune, client_of
):
    for amount, spent, capital in ((900, 890, "recurrent"), (100, 0, "investment")):
        line = line_with(
            commune_officer, commune, amount, capital=capital, **part_fields()
        )
        if spent:
            payments.pay(by=commune_officer, line=line, payment=paid(spent))
    answer = shown(client_of(commune_officer), "disbursement", year=YEAR)
    (row,) = answer.context["rows"]
    assert (row.group.slow, row.label) == (1, "Có dòng cảnh báo")


def test_a_calendar_that_falls_is_refused_at_its_month(province_officer, client_of):
    client, rule = client_of(province_officer), PaceRule.objects.get(component=None)
    url = reverse("programs:pace-edit", args=[rule.pk])
    months = {f"month_{month}": str(month * 8) for month in range(1, 13)}
    typed = {**months, "alarm_points": "10", "mark": "recalled"}
    answer = client.post(url, {**typed, "month_6": "3"})
    assert "thấp hơn tháng trước" in answer.context["form"].errors["month_6"][0]
    assert client.post(url, typed).status_code == 302
    rule.refresh_from_db()
    assert (rule.by_month[5], rule.alarm_points) == (48, 10)


def test_a_payment_leads_to_its_activity(line, commune_officer, commune, client_of):
    work = Activity.objects.create(
        area=commune,
        year=YEAR,
        kind="works_new",
        name="Đường thôn Bến",
        unit="km",
        quantity=2,
        recorded_by=commune_officer,
    )
    client = client_of(commune_officer)
    url = reverse("programs:money-pay", args=[line.pk])
    typed = {"amount": "40", "paid_on": "2/9/2025", "voucher": "CT-9", "content": "Đá"}
    assert client.post(url, {**typed, "activity": work.pk}).status_code == 302
    page = shown(client, "money-line", line.pk).content.decode()
    assert reverse("programs:activity-detail", args=[work.pk]) in page
    other = Activity(area=commune, name="Lớp may", component=Component.objects.first())
    payment = paid(1, "CT-10", activity=other)
    with pytest.raises(ValidationError, match="không thuộc dự án"):
        payments.pay(by=commune_officer, line=line, payment=payment)
