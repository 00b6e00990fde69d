"""The dashboard says what was counted, and every number leads to its households."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from households.models import Household, Residence, StaleArea
from povertyportal.accounts.access import scope_of
from reports import summaries
from reports.figures import PARTS, Basis, Cell, Figures, UnknownCell
from reports.models import AreaSummary, PublishedFigure
from reports.services.lists import behind_number
from reports.services.selection import Period, everything
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    PopulationFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
)
from tests.reports.world import CLASSES, add_outcome, add_standing, random_outcomes

pytestmark = pytest.mark.django_db

URL = reverse("reports:dashboard")
LINK = re.compile(r'<a href="(/tong-quan/danh-sach/\?[^"]+)">([0-9.]+)</a>')
LIST_URL = reverse("reports:household-figure-list")
ROW = re.compile(r"<tr>\s*(<th scope=\"row\".*?)</tr>", re.DOTALL)
TOTAL = re.compile(r'data-total="(\d+)"')


@pytest.fixture(autouse=True)
def _no_demo(settings):
    settings.DEMO = False


@pytest.fixture
def counted(open_round, village, neighbour_village):
    random_outcomes(open_round, [village, neighbour_village], 60)
    summaries.rebuild()
    return open_round


@pytest.fixture
def member_client(committee_member, client_of):
    return client_of(committee_member)


def page(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.content.decode()


def tile(text, kind):
    found = re.search(rf'data-tile="{kind}">(.*?)</div>', text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


@pytest.mark.parametrize("basis", Basis.values)
def test_every_number_leads_to_as_many_households(member_client, counted, basis):
    text = page(member_client, basis=basis, standard="ND07_2022")
    links = {
        html.unescape(url): int(n.replace(".", "")) for url, n in LINK.findall(text)
    }
    assert len(links) > 40
    assert sum(links.values()) > 100
    for url, shown in links.items():
        listed = member_client.get(url)
        total = TOTAL.search(listed.content.decode())
        assert int(total[1]) == shown, url
        assert listed.context["page_obj"].paginator.count == shown


@pytest.mark.parametrize("basis", Basis.values)
def test_every_cell_equals_its_list(committee_member, counted, basis):
    place = everything(scope_of(committee_member))
    period = Period(2026, "ND07_2022", basis)
    figures = Figures.of(
        AreaSummary.objects.filter(
            area__in=place.tops, year=2026, standard="ND07_2022", basis=basis
        )
    )
    cells = [Cell(kind) for kind in CLASSES]
    cells += [Cell(kind, part) for kind in ("poor", "near_poor") for part in PARTS]
    seen = 0
    for cell in cells:
        found = behind_number(
            by=committee_member, place=place, period=period, code=cell.code
        )
        assert found.rows.count() == figures.number(cell), cell
        seen += found.rows.count()
    assert seen > 50


def move_out(household, village):
    Residence.objects.filter(household=household).update(ends=dt.date(2026, 11, 1))
    Residence.objects.create(
        household=household, village=village, starts=dt.date(2026, 11, 1)
    )
    household.refresh_from_db()


@pytest.mark.parametrize("code", ["poor", "reviewed", "listed"])
def test_a_household_that_moved_away_is_a_row_without_identity(
    member_client, open_round, household, elsewhere, code
):
    add_outcome(ReviewFactory(round=open_round, household=household), persons=77, b2=66)
    summaries.rebuild()
    lived_in = household.village.name
    move_out(household, VillageFactory(parent=elsewhere, name="Bản Xa Lắm"))
    response = member_client.get(LIST_URL, {"of": code})
    text = response.content.decode()
    assert TOTAL.search(text)[1] == "1"
    (row,) = ROW.findall(text)
    assert "Hộ đã chuyển khỏi địa bàn" in row
    assert lived_in in row
    detail = reverse("households:household-detail", args=[household.pk])
    for secret in (household.head_name, household.number, detail, "Bản Xa Lắm"):
        assert secret not in text
    assert "<a " not in row
    assert ">77<" not in row
    assert ">66<" not in row


def test_pages_of_a_list_hold_every_row_those_moved_away_last(
    member_client, open_round, village, elsewhere
):
    away = VillageFactory(parent=elsewhere)
    for place, name in enumerate(f"Hộ {n:03}" for n in range(60)):
        household = HouseholdFactory(village=village)
        add_outcome(ReviewFactory(round=open_round, household=household))
        # A key that would sort those who moved first, were it used.
        Household.objects.filter(pk=household.pk).update(
            head_name=name, head_sort_key=name
        )
        if place < 7:
            move_out(household, away)
    summaries.rebuild()
    pages = [
        ROW.findall(member_client.get(LIST_URL, {"page": page}).content.decode())
        for page in (1, 2)
    ]
    assert [len(rows) for rows in pages] == [50, 10]
    gone = ["đã chuyển khỏi" in row for rows in pages for row in rows]
    assert gone == [False] * 53 + [True] * 7


def test_rates_carry_numerator_and_denominator(
    member_client, open_round, household, commune, neighbour
):
    add_outcome(ReviewFactory(round=open_round, household=household))
    PopulationFactory(area=commune, households=800, persons=3000)
    PopulationFactory(area=neighbour, households=200, persons=900)
    summaries.rebuild()
    assert "0,10% (1/1.000)" in tile(page(member_client), "poor")


def test_no_rate_without_a_denominator(member_client, open_round, household, commune):
    add_outcome(ReviewFactory(round=open_round, household=household))
    PopulationFactory(area=commune)
    summaries.rebuild()
    text = page(member_client)
    assert "Hộ nghèo 1 Tỷ lệ – (chưa nhập tổng số hộ dân cư) –" in tile(text, "poor")
    assert "–" in tile(text, "residents")


def test_unknown_deprivations_are_a_dash(member_client, open_round, household):
    review = ReviewFactory(round=open_round, household=household)
    add_outcome(review, known_mask=0b11, deprived_mask=0b10)
    summaries.rebuild()
    rows = member_client.get(URL).context["deprivations"]
    shown = [(row["both"].value, row["both"].part) for row in rows]
    assert [each[0] for each in shown[:2]] == [100, 0]
    assert all(value is None for value, _ in shown[2:])


def test_stale_communes_are_said(member_client, counted, commune):
    assert "Đang cập nhật" not in page(member_client)
    StaleArea.objects.create(commune=commune, year=2026)
    assert "Đang cập nhật" in tile(page(member_client), "poor")


def last_year(areas, standards, **fields):
    return RoundFactory(
        name="Rà soát năm 2025",
        year=2025,
        list_valid_from=dt.date(2026, 1, 1),
        opens_on=dt.date(2025, 9, 1),
        closes_on=dt.date(2025, 12, 14),
        standards=standards,
        areas=areas,
        **fields,
    )


def reviewed(round_, village, **fields):
    household = HouseholdFactory(village=village)
    review = ReviewFactory(
        round=round_, household=household, closed_at=dt.datetime.now(dt.UTC)
    )
    return add_outcome(review, round_.standards[-1], **fields)


def test_change_on_last_year(member_client, open_round, village, commune, neighbour):
    before = last_year([commune, neighbour], ["ND07_2022"])
    for _ in range(3):
        reviewed(before, village)
    reviewed(open_round, village)
    summaries.rebuild()
    assert "−2 hộ (so với số sơ bộ năm 2025)" in tile(page(member_client), "poor")


def test_published_changes_stand_beside_ours(
    province_officer, client_of, open_round, village, commune, neighbour, province
):
    before = last_year([commune, neighbour], ["ND07_2022"])
    for area in (commune, neighbour):
        PopulationFactory(area=area, counted_on=dt.date(2025, 1, 1), households=50)
    for _ in range(3):
        reviewed(before, village)
    reviewed(open_round, village)
    summaries.rebuild()
    for figure, value in (("poor_change", -155), ("rate_change", "-0.42")):
        PublishedFigure.objects.create(
            area=province,
            year=2026,
            figure=figure,
            value=value,
            provenance="published",
            note="Báo cáo",
        )
    shown = client_of(province_officer).get(URL).context["published"]
    assert [str(row["ours"]) for row in shown] == ["-2", "-2.00"]


def test_no_change_while_the_season_runs(
    member_client, open_round, village, commune, neighbour
):
    reviewed(last_year([commune, neighbour], ["ND07_2022"]), village)
    ReviewFactory(round=open_round, household=HouseholdFactory(village=village))
    summaries.rebuild()
    found = tile(page(member_client), "poor")
    assert "– (chưa so được với năm trước: mới rà soát 0/1 hộ)" in found


def test_no_change_across_a_change_of_standard(
    member_client, open_round, village, commune, neighbour
):
    reviewed(last_year([commune, neighbour], ["ND07_2022"]), village)
    reviewed(open_round, village)
    summaries.rebuild()
    found = tile(page(member_client, standard="ND351_2027"), "poor")
    assert "– (chưa so được với năm trước: đổi chuẩn nghèo so với năm 2025)" in found


def test_no_change_over_other_communes(member_client, open_round, village, commune):
    reviewed(last_year([commune], ["ND07_2022"]), village)
    reviewed(open_round, village)
    summaries.rebuild()
    assert "số xã có số liệu khác năm 2025 (2 và 1)" in tile(
        page(member_client), "poor"
    )


def test_published_figures_stand_beside_ours(
    province_officer, client_of, counted, province
):
    PublishedFigure.objects.create(
        area=province,
        year=2026,
        figure="poor",
        value=777,
        provenance="published",
        note="Báo cáo của tỉnh",
    )
    text = page(client_of(province_officer))
    assert "Báo cáo của tỉnh" in text
    assert "số công bố" in text


def test_outside_the_scope_there_is_no_page(
    member_client, counted, elsewhere, province
):
    for area in (elsewhere.pk, 10**9, "x"):
        assert member_client.get(URL, {"area": area}).status_code == 404
    assert member_client.get(LIST_URL, {"area": elsewhere.pk}).status_code == 404


def test_an_area_partly_in_scope_shows_that_part(
    leader, client_of, counted, province, commune
):
    text = page(client_of(leader), area=province.pk)
    assert "Chỉ tính 1 xã thuộc địa bàn bạn phụ trách, trên 2 xã của Tỉnh" in text
    found = AreaSummary.objects.get(
        area=commune, standard="ND07_2022", basis="official"
    )
    assert str(found.poor) in tile(text, "poor")


@pytest.mark.parametrize(
    "code", ["rich", "poor.deprived-13", "average.cause-1", "", "poor.x"]
)
def test_unknown_cells_are_not_found(member_client, counted, code):
    with pytest.raises(UnknownCell):
        Cell.parse(code)
    assert member_client.get(LIST_URL, {"of": code or "."}).status_code == 404


def test_nonsense_in_the_address_falls_to_what_there_is(member_client, counted):
    text = page(member_client, year="1066", standard="x", basis="hypothetical")
    assert "năm 2026" in text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"year": "1990"}, "Không có năm 1990 của địa bàn này: đang xem năm 2026"),
        ({"year": "<b>"}, "năm &lt;b&gt;"),
        ({"standard": "xx"}, "chuẩn nghèo xx"),
        ({"standard": "QD59_2016"}, "Không có chuẩn nghèo"),
        ({"basis": "hypothetical"}, "cơ sở số liệu hypothetical"),
        ({"year": "2026", "basis": "preliminary"}, ""),
        ({}, ""),
    ],
)
def test_what_is_asked_for_and_not_there_is_said(member_client, counted, asked, words):
    text = page(member_client, **asked)
    assert words in text
    assert ("đang xem năm" in text) == bool(words)


def test_without_figures_the_page_says_how_they_come(member_client):
    assert "Chưa có số liệu cho địa bàn này" in page(member_client)


def test_a_past_district_can_be_chosen(db, client_of, committee_member, commune):
    """A district that ended, whose communes became part of today's scope."""
    old = AreaFactory(
        level="province",
        kind="province",
        code="35",
        ended=dt.date(2025, 7, 1),
        began=None,
    )
    district = AreaFactory(
        level="district",
        kind="district",
        parent=old,
        ended=dt.date(2025, 7, 1),
        began=None,
        name="Huyện Xưa",
    )
    former = AreaFactory(
        parent=district, ended=dt.date(2025, 7, 1), began=None, name="Xã Xưa"
    )
    former.became.create(new=commune, effective_on=dt.date(2025, 7, 1), extent="whole")
    round_ = RoundFactory(
        year=2022,
        standards=["ND07_2022"],
        areas=[former],
        list_valid_from=dt.date(2023, 1, 1),
    )
    add_standing(reviewed(round_, VillageFactory(parent=former)))
    summaries.rebuild()
    PublishedFigure.objects.create(
        area=district, year=2022, figure="poor", value=9, provenance="published"
    )
    client = client_of(committee_member)
    response = client.get(URL)
    assert "Huyện Xưa (trước đây)" in response.content.decode()
    (row,) = response.context["published"]  # beside the communes that it became
    assert (row["published"].value, row["ours"]) == (9, 1)
    rival = AreaFactory(parent=district, ended=former.ended, began=None)
    (row,) = client.get(URL).context["published"]
    assert row["ours"] is None  # not all of the district's communes are known here
    rival.delete()
    there = client.get(row["url"])
    text = there.content.decode()
    assert "Huyện Xưa (đến 30/06/2025)" in text
    assert tile(text, "poor").split()[2] == "1"
    assert [each["ours"] for each in there.context["published"]] == [1]


def test_the_same_number_of_queries_for_any_size(
    member_client, counted, django_assert_max_num_queries, open_round, village
):
    member_client.get(URL)
    with django_assert_max_num_queries(25) as few:
        member_client.get(URL)
    random_outcomes(open_round, [village], 30, seed=2)
    summaries.rebuild()
    with django_assert_max_num_queries(len(few.captured_queries)):
        member_client.get(URL)
    with django_assert_max_num_queries(25):
        member_client.get(LIST_URL, {"of": "poor"})


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2025-12-31 08:00+07:00", "01/01/2027"),
        ("2026-01-01 08:00+07:00", "01/01/2027"),
        ("2026-11-22 08:00+07:00", "22/11/2026"),
    ],
)
def test_the_movement_of_a_year_ends_today_while_it_runs(
    now, last, counted, member_client, time_machine
):
    time_machine.move_to(now)
    asked = {"year": 2026, "standard": "ND07_2022", "basis": "official"}
    page = member_client.get(URL, asked).content.decode()
    assert f"?first=01/01/2026&amp;last={last}" in page


def test_official_figures_say_of_which_list_they_tell(member_client, counted):
    asked = {"year": 2026, "standard": "ND07_2022"}
    told = "Danh sách công nhận có hiệu lực từ ngày 01/01/2027"
    page = member_client.get(URL, {**asked, "basis": "official"})
    assert told in page.content.decode()
    assert reverse("reports:movement") in page.content.decode()
    page = member_client.get(URL, {**asked, "basis": "preliminary"})
    assert told not in page.content.decode()
