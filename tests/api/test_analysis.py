"""What the committee's pages show, over the API: the same figures, as JSON and CSV."""

import csv
import io

import pytest
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from reports.api.csv import MARK, written
from reports.api.rows import picture_rows
from reports.models import YearMovement
from tests.factories import AreaFactory, OfficerFactory, SummaryFactory

PARTS = ["overview", "movement", "series", "map", "compare"]
MOVED = [40, 5, 3, 1, 10, 2, 1, 0, 44]  # three columns leave, four come


@pytest.fixture
def kept(figures, province):
    """Figures of the province too, and of one commune how its year went."""
    SummaryFactory(area=province, poor=40, resident_households=2_000, communes=2)
    # What began within a year has no movement of that year.
    province.children.update(began="2020-01-01")
    YearMovement.objects.create(
        area=province.children.get(name="Xã Đồi Chè"),
        year=2025,
        last="2026-01-01",
        poor=MOVED,
        near_poor=[0] * 9,
    )


def get(client, part, **query):
    return client.get(f"/api/v1/analysis/{part}/", query)


def cells(answer):
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith(MARK)
    return list(csv.DictReader(io.StringIO(text.removeprefix(MARK))))


def test_the_overview_says_what_its_page_says(committee_member, kept, client_of):
    client = client_of(committee_member)
    told = get(client, "overview").json()
    poor = next(t for t in told["sections"]["headline"] if t["kind"] == "poor")
    assert (poor["value"], poor["rate"]["value"]) == (40, "2.00")
    assert told["period"]["basis"] == "official"
    page = client.get(reverse("reports:dashboard"))
    assert page.context["found"].total.poor == poor["value"]
    rows = cells(get(client, "overview", format="csv"))
    (same,) = (
        row["value"]
        for row in rows
        if (row["section"], row["item"], row["part"])
        == ("headline", poor["label"], "value")
    )
    assert (same, rows[0]["year"]) == ("40", "2025")


@pytest.mark.parametrize("part", PARTS)
def test_csv_holds_the_rows_of_json(part, province_officer, kept, client_of):
    client = client_of(province_officer)
    asked = {"map": "then"} if part == "series" else {}
    told = get(client, part, **asked).json()
    rows = cells(get(client, part, format="csv", **asked))
    expected = told["rows"] if "rows" in told else picture_rows(told["sections"])
    assert len(rows) == len(expected)
    assert rows
    for row, plain in zip(rows, expected, strict=True):
        assert row["place"] == told["place"]["name"]
        for name in set(plain) & {"poor", "poor_rate", "area", "value"}:
            shown = "" if plain[name] is None else str(plain[name])
            assert row[name].lower() == shown.lower(), name


def test_the_map_says_its_measure(province_officer, kept, commune, client_of):
    told = get(client_of(province_officer), "map", measure="poor", year=2025).json()
    highest = told["rows"][0]
    assert (highest["area"], highest["value"], highest["unit"]) == (
        commune.pk,
        "31",
        "hộ",
    )


def test_the_movement_has_the_columns_of_the_form(province_officer, kept, client_of):
    told = get(client_of(province_officer), "movement", year=2025).json()
    poor = [row for row in told["rows"] if row["poverty_class"] == "poor"]
    assert [row["households"] for row in poor] == MOVED
    assert [row["column"] for row in poor] == [*range(1, 10)]
    assert (poor[0]["communes_told"], poor[0]["communes"]) == (1, 2)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_lies_outside_does_not_exist(
    part, form, commune_officer, kept, elsewhere, client_of
):
    answer = get(client_of(commune_officer), part, area=elsewhere.pk, format=form)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["code"] == "not_found"


def test_others_small_numbers_stay_hidden(committee_member, kept, elsewhere, client_of):
    SummaryFactory(area=elsewhere.parent, poor=500)
    few = SummaryFactory(area__parent=elsewhere.parent, poor=3)
    client = client_of(committee_member)
    asked = {"areas": f"{few.area_id},{elsewhere.pk}"}
    told = {row["area"]: row for row in get(client, "compare", **asked).json()["rows"]}
    hidden = told[few.area_id]
    assert (hidden["poor"], hidden["poor_rate"]) == (None, None)
    assert "poor" in hidden["hidden"]
    row = next(
        row
        for row in cells(get(client, "compare", format="csv", **asked))
        if row["area"] == str(few.area_id)
    )
    assert (row["poor"], row["hidden"].split()[0]) == ("", "poor")
    assert AuditEntry.objects.filter(act="reports.areas.compared").count() == 2


@pytest.mark.parametrize("part", PARTS)
def test_csv_is_an_export_and_so_in_the_trail(part, province_officer, kept, client_of):
    """JSON of one's own figures is a look, as at their page."""
    client = client_of(province_officer)
    entries = AuditEntry.objects.filter(act="reports.figures.taken")
    get(client, part)
    assert not entries.exists()
    rows = cells(get(client, part, format="csv"))
    entry = entries.get()
    assert (entry.officer, entry.detail["part"]) == (province_officer, part)
    assert entry.detail["asked"] == {"format": "csv"}
    assert entry.detail["rows"] == len(rows)
    assert set(entry.area_ids) == set(scope_of(province_officer).commune_ids)


def test_csv_of_others_names_them_in_the_trail(
    committee_member, kept, elsewhere, client_of
):
    SummaryFactory(area=elsewhere.parent, poor=500)
    get(client_of(committee_member), "compare", areas=str(elsewhere.pk), format="csv")
    entry = AuditEntry.objects.get(act="reports.figures.taken")
    assert elsewhere.name in entry.detail["outside"]
    assert {elsewhere.pk, elsewhere.parent_id} <= set(entry.area_ids)


def test_a_refused_file_is_not_in_the_trail(province_officer, kept, client_of):
    get(client_of(province_officer), "map", format="csv", year=2016)
    assert not AuditEntry.objects.filter(act="reports.figures.taken").exists()


def test_compared_rows_say_of_how_many_communes_they_tell(
    province_officer, kept, province, client_of
):
    AreaFactory(parent=province, name="Xã Chưa Báo")
    told = get(client_of(province_officer), "compare", areas=str(province.pk)).json()
    row = next(row for row in told["rows"] if row["area"] == province.pk)
    assert (row["communes"], row["communes_missing"]) == (2, 1)
    assert told["as_of"] is not None


def test_without_the_act_nobody_is_compared(
    commune_officer, kept, elsewhere, client_of
):
    answer = get(client_of(commune_officer), "compare", areas=str(elsewhere.pk))
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("part", "query", "wrong"),
    [
        ("overview", {"basis": "guess"}, "basis"),
        ("map", {"measure": "x", "format": "csv"}, "measure"),
        ("compare", {"areas": "1,a"}, "areas"),
        ("series", {"year": "2025"}, "year"),
    ],
)
def test_wrong_parameters_are_named(part, query, wrong, province_officer, client_of):
    answer = get(client_of(province_officer), part, **query)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert list(answer.json()["fields"]) == [wrong]


def test_rates_of_a_series_have_two_decimals(province_officer, kept, client_of):
    told = get(client_of(province_officer), "series", map="then", format="csv")
    rates = {row["poor_rate"] for row in cells(told)} - {""}
    assert rates
    assert all(len(rate.partition(".")[2]) == 2 for rate in rates)


def test_what_names_an_item_is_no_value_of_it():
    told = {"headline": [{"label": "Hộ nghèo", "kind": "poor", "value": 4}]}
    assert [(row["item"], row["part"]) for row in picture_rows(told)] == [
        ("Hộ nghèo", "kind"),
        ("Hộ nghèo", "value"),
    ]


@pytest.mark.parametrize(
    ("part", "query", "words"),
    [
        ("overview", {"year": "x"}, "số nguyên"),
        ("overview", {"year": "1999"}, "từ 2015 trở lên"),
        ("compare", {"areas": "1,a"}, "chưa đúng dạng"),
        ("map", {"measure": "x"}, "“x” không phải giá trị"),
    ],
)
def test_wrong_values_are_told_of_in_vietnamese(
    part, query, words, province_officer, client_of
):
    answer = get(client_of(province_officer), part, **query)
    (told,) = answer.json()["fields"].values()
    assert words in told[0]


def test_a_format_that_is_not_there_is_told_of(province_officer, client_of):
    client = client_of(province_officer)
    answer = get(client, "overview", format="xml")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Không có dạng “xml”. Có: json, csv."
    refused = client.get("/api/v1/areas/", headers={"Accept": "text/xml"})
    assert (refused.status_code, refused.json()["code"]) == (406, "not_acceptable")
    assert refused.json()["detail"].endswith("Có: json.")


@pytest.mark.parametrize("part", ["overview", "movement", "map", "compare"])
def test_a_period_without_figures_is_not_there(part, province_officer, kept, client_of):
    assert get(client_of(province_officer), part, year=2016).status_code == 404


def test_a_name_is_never_a_formula():
    told = written({}, [{"name": "=1+1", "value": "-2.50", "sum": -3, "why": "-x"}])
    assert told.splitlines()[1] == "'=1+1,-2.50,-3,'-x"


def test_without_figures_at_all_there_is_no_overview(client_of, elsewhere):
    officer = OfficerFactory(role="commune_officer", area=elsewhere)
    assert get(client_of(officer), "overview").status_code == 404
