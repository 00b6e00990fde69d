"""Areas side by side: what is shown, what stays hidden, what the better ones did."""

import datetime as dt
import re
from decimal import Decimal as D

import pytest
from django.db import connection
from django.http import Http404, QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Committee, CommitteeMember, Role
from povertyportal.areas.models import AreaChange
from povertyportal.audit.models import AuditEntry
from povertyportal.sheets.services import exporting
from programs.models import Component
from programs.services import money, payments
from programs.services.money_base import Decision, LineKey
from reports.charts import registry
from reports.exports.peers import HIDDEN, PeerExport, SpentExport, board_asked
from reports.figures import PARTS, PLACE
from reports.likeness import MOST
from reports.models import AreaSummary, ReferenceFigure, RestatedSummary
from reports.services.peers.board import better_of
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    ProvinceFactory,
    SummaryFactory,
    VillageFactory,
)
from tests.programs.access_support import house_of

YEAR = 2025
# poor households a year before and now, of 1,000; the second province is far away
COMMUNES = {"A": (40, 31), "B": (12, 4), "D": (80, 35), "C": (60, 50), "E": (90, 85)}


def parts_of(households):
    """Two lacks a household, everything known."""
    parts = [0] * len(PARTS)
    for number in range(1, 13):
        parts[PLACE[f"known-{number}"]] = households
    parts[PLACE["deprived-1"]] = parts[PLACE["deprived-2"]] = households
    return parts


def list_of(area, year, poor, count=1):
    fields = {"near_poor": 0, "near_poor_parts": [0] * len(PARTS), "communes": count}
    fields["resident_households"] = 1_000 * count
    SummaryFactory(area=area, year=year, poor=poor, poor_parts=parts_of(poor), **fields)


@pytest.fixture
def peers(large_peers, db):
    return large_peers


@pytest.fixture(scope="module")
def large_peers(kept):
    """Five communes of a province, one of them with a committee, and a province of
    one commune; money of D, houses of B and C."""
    province = ProvinceFactory(name="Tỉnh Bên")
    areas = {name: AreaFactory(name=f"Xã {name}", parent=province) for name in COMMUNES}
    for name, poor in COMMUNES.items():
        for year, number in zip((YEAR - 1, YEAR), poor, strict=True):
            list_of(areas[name], year, number)
    far = AreaFactory(name="Xã Xa", parent=ProvinceFactory(name="Tỉnh Xa"))
    for year, at in ((YEAR - 1, 0), (YEAR, 1)):
        total = sum(poor[at] for poor in COMMUNES.values())
        list_of(province, year, total, len(COMMUNES))
        list_of(far, year, 33)
        list_of(far.parent, year, 33)
    officer = OfficerFactory(role=Role.COMMITTEE)
    committee = Committee.objects.create(name="Ban Chỉ đạo Xã A")
    committee.areas.set([areas["A"]])
    CommitteeMember.objects.create(
        committee=committee, officer=officer, starts="2020-01-01"
    )
    _spend(areas["D"], 7_000_000)
    for name, count in (("B", 3), ("C", 12)):
        village = VillageFactory(parent=areas[name])
        for _ in range(count):
            house_of(
                HouseholdFactory(village=village), officer, year=YEAR,
                approved_on="2025-01-02", started_on="2025-03-02",
                finished_on="2025-09-01",
            )  # fmt: skip
    return {**areas, "P": province, "far": far, "by": officer}


def _spend(area, amount):
    """Twice as much allocated, by the province."""
    by = OfficerFactory(role=Role.PROVINCE_OFFICER, area=area.parent)
    component = Component.objects.filter(programme__starts_year=2021).order_by("pk")[0]
    key = LineKey(component, "", area, YEAR, "central_budget", "recurrent")
    decided = Decision("12/QĐ-UBND", dt.date(YEAR, 2, 3), exception="Vốn giao bổ sung")
    given = money.allocate(by=by, key=key, amount=2 * amount, decision=decided)
    paid = payments.Payment(amount, dt.date(YEAR, 6, 3), "CT-1", "Mua bò giống")
    payments.pay(by=by, line=given.line, payment=paid)


def seen_by(officer, **query):
    asked = QueryDict(mutable=True)
    for name, value in query.items():
        asked.setlist(name, value if isinstance(value, list) else [str(value)])
    return board_asked(officer, asked)[1]


def among(peers, *names, by="by", **query):
    """Rows and provinces by name, of a board with these areas chosen."""
    chosen = [str(peers[name].pk) for name in names]
    found = seen_by(peers[by], cach="chon", voi=chosen, year=YEAR, **query)
    return {side.name: side for side in found.lines}, found


def test_small_numbers_of_others_are_hidden_with_what_reveals_them(peers):
    sides, found = among(peers, "B", "C", "D", "E")
    poor = {name: side.number("poor") for name, side in sides.items()}
    assert poor == {
        "Tỉnh Bên": 205, "Xã A": 31, "Xã B": None, "Xã C": 50, "Xã D": None, "Xã E": 85,
    }  # fmt: skip
    hidden = sides["Xã B"]
    assert (hidden.rate(), hidden.change(), hidden.now.percent("poor")) == (None,) * 3
    assert sides["Xã D"].change() is None, "what it had before is shown, now is not"
    assert sides["Xã C"].change() == D("-1.00")
    assert found.has_hidden


def test_what_is_hidden_does_not_hang_on_what_is_asked(peers):
    everything, _ = among(peers, "B", "C", "D", "E")
    for name in "BCDE":
        alone, _ = among(peers, name)
        side = f"Xã {name}"
        assert alone[side].now.hidden == everything[side].now.hidden
        assert alone[side].now.numbers == everything[side].now.numbers


def test_who_answers_for_all_sees_all(peers):
    peers = {**peers, "all": OfficerFactory(role="province_officer", area=peers["P"])}
    found = seen_by(peers["all"], year=YEAR)
    assert {s.name: s.number("poor") for s in found.rows} == {
        f"Xã {name}": now for name, (_, now) in COMMUNES.items()
    }
    assert not found.has_hidden
    assert not found.asked.outside
    assert [side.name for side in found.better] == ["Xã D", "Xã C", "Xã A"]
    assert found.better[0].per_lack == D(7_000_000) / 160
    (spent,) = found.spent
    assert [sums.disbursed for sums in spent.sums] == [7_000_000, 0, 0]


def test_money_of_the_year_stands_in_the_table(peers, client_of):
    officer = OfficerFactory(role="province_officer", area=peers["P"])
    page = client_of(officer).get("/phan-tich/so-sanh/", {"year": YEAR})
    text = page.content.decode()
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    cells = [
        re.findall(r'<td class="num">([^<]+)</td>', row) for row in table.split("<tr")
    ]
    assert ["50,00%", "43.750 đồng"] in [row[-3:-1] for row in cells]


def test_deprivations_are_told_only_where_they_are_known(peers):
    area = AreaFactory(parent=peers["P"])
    list_of(area, YEAR, 40)
    list_of(area, YEAR - 1, 40)
    AreaSummary.objects.filter(area=area).update(poor_parts=[1] * len(PARTS))
    officer = OfficerFactory(role="commune_officer", area=area)
    (side,) = seen_by(officer, year=YEAR).rows
    assert side.before.numbers["lacks"] is None
    assert not side.lacks_are_hidden


def test_a_new_commune_is_held_against_what_went_into_it(peers):
    began = dt.date(YEAR, 7, 1)
    area = AreaFactory(parent=peers["P"], began=began)
    list_of(area, YEAR, 40)
    fields = {"area": area, "year": YEAR - 1, "standard": "ND07_2022", "communes": 1}
    RestatedSummary.objects.create(
        **fields, basis="official", poor=50, resident_households=1_000
    )
    officer = OfficerFactory(role="commune_officer", area=area)

    def change():
        (side,) = seen_by(officer, year=YEAR).rows
        return side.change()

    assert change() is None, "nothing says what it was made of"
    old = AreaFactory(parent=peers["P"], began=dt.date(2004, 1, 1), ended=began)
    went = AreaChange.objects.create(
        old=old, new=area, effective_on=began, extent="whole"
    )
    assert change() == D("-1.00")
    AreaChange.objects.filter(pk=went.pk).update(extent="partial")
    assert change() is None


def test_order_and_chart_pass_over_hidden_numbers(peers):
    _, found = among(peers, "B", "C", "D", sort="-rate")
    assert [side.name for side in found.rows] == ["Xã C", "Xã A", "Xã B", "Xã D"]
    query = QueryDict(f"cach=chon&year={YEAR}&voi={peers['B'].pk}&voi={peers['C'].pk}")
    chart = registry.asked("so-sanh", peers["by"], query).chart
    assert [bar.label for bar in chart.drawing.bars] == ["Xã C", "Xã A"]
    assert "Không vẽ 1 nơi ẩn" in chart.note


def test_the_file_and_the_page_say_hidden(peers, client_of):
    query = QueryDict(f"cach=chon&year={YEAR}&voi={peers['B'].pk}")
    found = PeerExport().open(peers["by"], query, None, whole_ids=False)
    rows = {row[0]: list(row) for row in found.rows}
    assert rows["Xã B"][3:5] == [HIDDEN, HIDDEN]
    assert rows["Xã B"][14] == HIDDEN
    page = client_of(peers["by"]).get(
        f"{reverse('analysis:compare')}?{query.urlencode()}"
    )
    text = page.content.decode()
    assert "ẩn</abbr>" in text
    assert f"area={peers['B'].pk}&" not in text
    assert "of=poor" not in text, "no way to households"


def test_a_sum_of_some_communes_says_so_everywhere(peers, client_of):
    AreaFactory(name="Xã Chưa Báo", parent=peers["P"])
    query = QueryDict(f"cach=chon&year={YEAR}&voi={peers['C'].pk}")
    sides, _ = among(peers, "C")
    assert sides["Tỉnh Bên"].coverage == "5 trên 6 xã, phường"
    assert sides["Xã C"].coverage == ""
    assert "5 trên 6" in sides["Tỉnh Bên"].why_no_change
    found = PeerExport().open(peers["by"], query, None, whole_ids=False)
    told = {row[0]: row[1] for row in found.rows}
    assert told["Tỉnh Bên"] == "5 trên 6 xã, phường (chưa tính tỷ lệ)"
    assert told["Xã C"] == ""
    text = client_of(peers["by"]).get(f"/phan-tich/so-sanh/?{query.urlencode()}")
    assert "<small>5 trên 6 xã, phường</small>" in text.content.decode()


def test_money_that_would_tell_of_hidden_houses_is_hidden_too(peers, client_of):
    _spend(peers["C"], 60_000_000)
    sides, found = among(peers, "C", "E")
    assert sides["Xã C"].houses is None
    query = f"cach=chon&year={YEAR}&voi={peers['C'].pk}&voi={peers['E'].pk}"
    rows = SpentExport().open(peers["by"], QueryDict(query), None, whole_ids=False).rows
    assert "Xã C" in [side.name for side in found.better]
    assert all(HIDDEN in row for row in rows)
    assert 60_000_000 not in [value for row in rows for value in row]
    page = client_of(peers["by"]).get(f"/phan-tich/so-sanh/?{query}").content.decode()
    assert "60.000.000" not in page
    assert "vốn theo dự án cũng ẩn" in page


def test_hidden_areas_are_left_out_before_the_nearest_are_taken(peers):
    """Otherwise a list of fewer than eight tells that one of them is hidden."""
    rates = AreaSummary.objects.filter(year=YEAR - 1)
    rates.filter(area=peers["A"]).update(poor=15)
    for number in range(12):
        area = AreaFactory(name=f"Xã Gần {number}", parent=peers["P"])
        # The nearest two have few poor households and stay hidden.
        list_of(area, YEAR - 1, 9 if number < 2 else 30 - number)
        list_of(area, YEAR, 40)
    rows = seen_by(peers["by"], cach="tuong-tu", year=YEAR).rows
    likes = [side for side in rows if side.name != "Xã A"]
    assert len(likes) == MOST
    assert not any(side.before.percent("poor") is None for side in likes)


@pytest.mark.parametrize("kind", ["png", "xlsx"])
def test_a_chart_and_a_list_taken_name_whom_they_show(peers, kind):
    query = f"cach=chon&year={YEAR}&voi={peers['C'].pk}&voi={peers['far'].pk}"
    registry.take(by=peers["by"], code="so-sanh", kind=kind, query=QueryDict(query))
    entry = AuditEntry.objects.get(act="reports.chart.taken")
    assert {"Xã C", "Xã Xa", "Tỉnh Bên"} <= set(entry.detail["outside"])
    assert {peers["C"].pk, peers["far"].pk} <= set(entry.area_ids)
    exporting.ask_for_list(
        by=peers["by"], code="area-comparison", query=query, about=None
    )
    asked = AuditEntry.objects.get(act="sheets.export.requested")
    (outside,) = [w for label, w in asked.detail["filters"] if "ngoài" in label]
    assert "Xã C" in outside
    assert "Xã Xa" in outside


def test_the_chart_says_when_its_oldest_list_was_counted(peers):
    oldest = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    rows = AreaSummary.objects.filter(area=peers["C"], year=YEAR)
    rows.update(built_at=oldest)
    query = QueryDict(f"cach=chon&year={YEAR}&voi={peers['C'].pk}")
    assert registry.asked("so-sanh", peers["by"], query).chart.as_of == oldest


def test_who_has_many_more_households_is_not_named_for_a_fall(peers, client_of):
    """3,542 households became 4,634: the rate fell, and poverty did not."""
    rows = AreaSummary.objects.filter(year=YEAR)
    rows.filter(area=peers["C"]).update(resident_households=1_101)
    rows.filter(area=peers["E"]).update(resident_households=1_100)
    sides, found = among(peers, "C", "E", "far")
    assert sides["Xã C"].change() < sides["Xã A"].change() < 0
    assert [side.name for side in found.better] == ["Xã E", "Xã A"]
    query = QueryDict(f"cach=chon&year={YEAR}&voi={peers['C'].pk}&voi={peers['E'].pk}")
    chart = registry.asked("so-sanh", peers["by"], query).chart
    assert chart.title == (
        "Giảm nhanh nhất là xã E: 1,27 điểm % so với năm trước, số hộ dân cư tăng 10,0%"
    )
    assert "đổi quá 10%" in chart.note
    page = client_of(peers["by"]).get(f"/phan-tich/so-sanh/?{query.urlencode()}")
    text = page.content.decode()
    assert "hộ dân cư +10,1% †" in text
    assert "hộ dân cư +10,0%</small>" in text
    assert "† Số hộ dân cư đổi quá 10%" in text
    found = PeerExport().open(peers["by"], query, None, whole_ids=False)
    told = {row[0]: row[6] for row in found.rows}
    assert told["Xã C"] == D("10.1")


def test_a_wider_area_is_said_to_hold_ones_own(peers, client_of):
    sides, _ = among(peers, "C", "far")
    assert sides["Tỉnh Bên"].where == "gồm cả xã, phường ngoài địa bàn"
    assert sides["Xã C"].where == sides["Tỉnh Xa"].where == "ngoài địa bàn"
    assert sides["Xã A"].where == ""
    text = client_of(peers["by"]).get("/phan-tich/so-sanh/").content.decode()
    assert "Tỉnh Bên (gồm cả xã, phường ngoài địa bàn)" in text


def test_a_year_that_is_not_there_is_said(peers, client_of):
    page = client_of(peers["by"]).get("/phan-tich/so-sanh/", {"year": "2019"})
    assert "Không có năm 2019" in page.content.decode()


def test_houses_are_households_too(peers):
    sides, _ = among(peers, "B", "C", "D")
    assert {name: side.houses for name, side in sides.items()} == {
        "Tỉnh Bên": 15, "Xã A": 0, "Xã B": None, "Xã C": None, "Xã D": None,
    }  # fmt: skip


def test_without_the_act_only_ones_own_areas_are_compared(peers):
    officer = OfficerFactory(role="commune_officer", area=peers["A"])
    found = seen_by(officer, year=YEAR)
    assert [side.name for side in found.lines] == ["Xã A"]
    with pytest.raises(Http404):
        seen_by(officer, year=YEAR, voi=peers["C"].pk)
    with pytest.raises(Http404):
        seen_by(peers["by"], year=YEAR, voi="999999")


def test_looking_at_others_stays_in_the_trail(peers, client_of):
    client, entries = (
        client_of(peers["by"]),
        AuditEntry.objects.filter(act="reports.areas.compared"),
    )
    client.get(reverse("analysis:compare"), {"cach": "chon", "voi": peers["far"].pk})
    entry = entries.get()
    assert "Xã Xa" in entry.detail["outside"]
    assert peers["far"].pk in entry.area_ids
    own = OfficerFactory(role="commune_officer", area=peers["A"])
    client_of(own).get(reverse("analysis:compare"))
    assert entries.count() == 1


def test_the_number_of_queries_does_not_grow(peers):
    def queries(*names):
        peers["by"].__dict__.pop("_scopes", None)
        scope_of(peers["by"])
        with CaptureQueriesContext(
            connection,
        ) as seen:
            among(peers, *names)
        return len(seen)

    assert queries("C", "E") == queries("B", "C", "E", "far") <= 17


def test_peers_are_found_by_the_rates_that_may_be_seen(peers):
    found = seen_by(peers["by"], cach="tuong-tu", year=YEAR)
    # A had 4.00% the year before; B 1.20% and E 9.00% lie too far, D 8.00% as well.
    assert [side.name for side in found.rows] == ["Xã A", "Xã C"]
    assert [side.name for side in better_of(found.rows)] == ["Xã C"]


def test_published_figures_are_as_they_were_published(db):
    rows = {
        (each.year, each.territory, each.figure): each.value
        for each in ReferenceFigure.objects.all()
    }
    for year, territory in ((2022, "nation"), (2022, "northern"), (2022, "southeast"),
                            (2023, "nation")):  # fmt: skip
        parts = [rows[year, territory, name] for name in ("poor_rate", "near_rate")]
        assert sum(parts) == rows[year, territory, "both_rate"]
    assert rows[2023, "nation", "poor"] + rows[2023, "nation", "near_poor"] == 1_586_336
    told = ReferenceFigure.objects.get(year=2025, figure="poor_rate")
    assert (told.value, told.is_about) == (D("1.30"), True)
