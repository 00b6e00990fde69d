"""All fifteen official forms: every cell against the dashboard and a count by hand."""

import datetime as dt
import io
import random
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from households.models import OutcomeGrounds, Person, Review, Standing
from households.rules.standards import STANDARDS
from povertyportal.accounts.models import Role
from povertyportal.audit.as_known import as_known, now
from reports import stock, summaries
from reports.figures import PARTS, Cell, Figures
from reports.models import AreaSummary, FormEthnicity, ReportRun
from reports.services.selection import Period
from reports.services.when import NAMES, NoSpan, OfDays, OfYear, codes_of
from reports.stock import DayList, YearList
from reports.workbooks import official
from tests.factories import (
    AreaFactory,
    HouseholdFactory,
    OfficerFactory,
    PersonFactory,
    PopulationFactory,
    ProvinceFactory,
    ReviewFactory,
    RoundFactory,
    VillageFactory,
    add_member,
)
from tests.office import needs_office, reopened
from tests.reports.world import add_outcome, add_standing

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 12, 20, 8, 30, tzinfo=dt.UTC)
PERIOD = Period(2026, "ND07_2022", "official")
DAY = dt.date(2026, 6, 1)
ETHNICITIES = ("Kinh", "Kinh", "Mường", "Thái", "Dao")
STOCKS = [code for code in NAMES if code not in {"1", "2", "3", "14", "15"}]


def _members(dice, household):
    """Members as a review keeps them: the head, and children and adults of all ages."""
    ethnicity = dice.choice(ETHNICITIES)
    people = [("head", dice.randint(1950, 1990)), ("spouse", dice.randint(1950, 1990))]
    people += [("child", dice.choice([None, *range(2005, 2026)])) for _ in range(3)]
    return [
        {
            "key": str(place),
            "label": f"=Người {household.pk}-{place}",
            "sex": dice.choice(["male", "female"]),
            "ethnicity": ethnicity,
            "relation": relation,
            "birth_year": year,
            "birth_month": dice.choice([None, 3, 11]) if year else None,
            "birth_day": None,
        }
        for place, (relation, year) in enumerate(people)
    ]


def _answers(dice):
    household = {
        "policies_wanted": dice.sample(["health", "credit", "housing"], 2),
        "policy": dice.random() < 0.3,
    }
    if dice.random() < 0.5:
        household["local_ethnicity"] = dice.random() < 0.5
    members = {
        str(place): {
            "insured": dice.choice([True, False, None]),
            "stunted": dice.choice(["yes", "no", "not_measured"]),
            "underweight": dice.choice(["yes", "no"]),
            "schooling": dice.choice(["none", "primary", "lower_secondary"]),
            "general_level": dice.choice(["none", "primary", "lower_secondary"]),
        }
        for place in range(5)
    }
    return {"household": household, "members": members}


def _review(dice, round_, village):
    """A review with its outcome, standing and, mostly, grounds."""
    head = PersonFactory(sex="female", ethnicity="Mường", birth_year=1970)
    household = HouseholdFactory(village=village, head=head)
    review = ReviewFactory(round=round_, household=household)
    members = _members(dice, household)
    from_list = dice.random() < 0.2
    known = 0 if from_list else dice.getrandbits(12)
    outcome = add_outcome(
        review,
        "ND07_2022",
        dice.choice(["poor", "poor", "near_poor", "near_poor", "average", "not_poor"]),
        persons=1 if from_list else len(members),
        known_mask=known,
        deprived_mask=known & dice.getrandbits(12),
        causes_mask=dice.choice([0, dice.getrandbits(8)]),
        is_minority=members[0]["ethnicity"] != "Kinh",
        no_labour=dice.random() < 0.4,
        has_merit=dice.random() < 0.4,
    )
    add_standing(outcome)
    if not from_list:
        facts = {"answers": _answers(dice), "members": members, "on": "2026-10-05"}
        OutcomeGrounds.objects.create(outcome=outcome, facts=facts)


@pytest.fixture(scope="module")
def world(kept):
    """A province of a district and a commune beside it, reviewed in autumn 2026."""
    dice = random.Random(5)
    province = ProvinceFactory(code="955", name="Tỉnh Thử Biểu")
    places = [AreaFactory(parent=province, name=f"Xã {name}") for name in "ABC"]
    round_ = RoundFactory(areas=places)
    for commune in places[:2]:
        PopulationFactory(
            area=commune,
            households=500,
            persons=2000,
            minority_households=200,
            minority_persons=800,
            local_households=90,
            local_persons=300,
        )
    for commune in places:
        village = VillageFactory(parent=commune)
        for _ in range(16):
            _review(dice, round_, village)
    FormEthnicity.objects.create(province=province, ethnicity="Thái", position=2)
    FormEthnicity.objects.create(
        province=province, ethnicity="Mường", position=1, is_local=True
    )
    summaries.rebuild()
    return province, places


@pytest.fixture(scope="module")
def whole_set(world):
    """The set of the province's year, as formulas and as their results."""
    made = official.make_set([world[0]], OfYear(PERIOD), AT)
    return book_of(made, values=False), book_of(made, values=True), made


def book_of(made, *, values):
    return load_workbook(io.BytesIO(made.content), data_only=values)


def rows_of(sheet):
    """{name: numbers} of the lines below the row of column numbers."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(at for at, row in enumerate(rows) if row[:2] == ("A", "B"))
    found = {}
    for row in rows[start + 1 :]:
        if not row[1]:
            return found
        found[row[1]] = list(row[2:])
    return found


def figures_of(area):
    return Figures.of(
        AreaSummary.objects.filter(area=area, standard="ND07_2022", basis="official")
    )


def test_every_cell_counts_what_the_dashboard_counts(world):
    _, places = world
    counted = stock.count([area.pk for area in places], YearList(PERIOD))
    for area in places:
        ours, theirs = counted.stocks[area.pk], figures_of(area)
        for kind in ("poor", "near_poor", "average", "not_poor"):
            assert ours[kind] == theirs.number(Cell(kind)), (area, kind)
        for kind in ("poor", "near_poor"):
            for part in PARTS:
                cell = Cell(kind, part)
                assert ours[cell.code] == theirs.number(cell), (area, cell)


def test_printed_cells_are_the_dashboards(world, whole_set):
    province, places = world
    _, results, _ = whole_set
    kinds = {"poor": ("4", "5"), "near_poor": ("6", "7")}
    for kind, (of_counts, of_rates) in kinds.items():
        counts = rows_of(results[f"Biểu {of_counts}"])
        rates = rows_of(results[f"Biểu {of_rates}"])
        for area in (province, *places):
            figures = figures_of(area)
            deprived = [
                figures.number(Cell(kind, f"deprived-{n}"))
                if figures.number(Cell(kind, f"known-{n}"))
                else None
                for n in range(1, 13)
            ]
            total = figures.number(Cell(kind))
            everything = sum(each or 0 for each in deprived)
            assert counts[area.name] == [total, everything, *deprived]
            shares = [
                None if n is None else pytest.approx(round(100 * n / total + 1e-9, 2))
                for n in deprived
            ]
            assert rates[area.name] == [total, *shares]
    groups, causes = rows_of(results["Biểu 8"]), rows_of(results["Biểu 10"])
    for area in (province, *places):
        figures = figures_of(area)
        for kind, first in (("poor", 0), ("near_poor", 9)):
            told = [figures.number(Cell(kind, f"cause-{n}")) for n in range(1, 9)]
            found = causes[area.name][first : first + 9]
            shown = told if any(told) else [None] * 8
            assert found == [figures.number(Cell(kind)), *shown]
        for kind, first in (("poor", 0), ("near_poor", 6)):
            parts = [
                figures.number(Cell(kind, part))
                for part in ("minority", "no-labour", "merit")
            ]
            total = figures.number(Cell(kind))
            found = groups[area.name][first : first + 5]
            assert found == [total, *parts, total - sum(parts)]


def test_form_8_shows_other_both_ways_where_groups_overlap(world, whole_set):
    formulas, results, _ = whole_set
    text = " ".join(str(c.value) for row in formulas["Biểu 8"] for c in row if c.value)
    assert "5=1-2-3-4" in text
    assert "Có hộ thuộc hai nhóm trở lên" in text
    row = rows_of(results["Biểu 8"])[world[0].name]
    assert row[5] > row[4], "a household in two groups is taken off twice"


def test_form_9_has_the_provinces_columns_and_closes(world, whole_set):
    _, results, _ = whole_set
    heads = [cell.value for row in results["Biểu 9"] for cell in row]
    assert heads.index("Mường") < heads.index("Thái") < heads.index("Khác")
    for row in rows_of(results["Biểu 9"]).values():
        total, kinh, minority, muong, thai, other = row[:6]
        assert total == kinh + minority
        assert minority == muong + thai + other
    assert row[3] + row[4] > 0


def children_by_hand(kind):
    """(children, uninsured, malnourished, out of school) of a class, one by one."""
    found = [0, 0, 0, 0]
    grounds = OutcomeGrounds.objects.filter(outcome__poverty_class=kind)
    for facts in grounds.values_list("facts", flat=True):
        for member in facts["members"]:
            given = facts["answers"]["members"][member["key"]]
            ages = _ages(member)
            if ages is None or max(ages) >= 16:
                continue
            found[0] += 1
            found[1] += min(ages) >= 6 and given["insured"] is False
            found[2] += "yes" in (given["stunted"], given["underweight"])
            found[3] += all(_misses_school(given, age) for age in ages)
    return found


def _ages(member):
    """The ages he may have had on 5 October 2026."""
    year, month = member["birth_year"], member["birth_month"]
    if year is None:
        return None
    oldest = 2026 - year - ((month or 1, 1) > (10, 5))
    youngest = 2026 - year - ((month or 12, 31) > (10, 5))
    return youngest, oldest


def _misses_school(given, age):
    order = ["none", "preschool", "primary", "lower_secondary"]
    level = order.index(given["schooling"])
    if 3 <= age < 6:
        return level < 1
    if 6 <= age < 12:
        return level < 2
    if 12 <= age < 16:
        return level < 3 and given["general_level"] != "lower_secondary"
    return False


def test_form_11_counts_children_one_by_one(world, whole_set):
    formulas, results, _ = whole_set
    row = rows_of(results["Biểu 11"])[world[0].name]
    assert row[:4] == children_by_hand("poor")
    assert row[4:8] == children_by_hand("near_poor")
    assert min(row[:8]) > 0
    text = " ".join(str(c.value) for line in formulas["Biểu 11"] for c in line)
    assert "chưa rõ ngày sinh" in text


@pytest.mark.parametrize(("code", "kind"), [("12", "poor"), ("13", "near_poor")])
def test_forms_12_and_13_have_rates_by_ethnicity(world, whole_set, code, kind):
    _, (first, _, third) = world
    _, results, _ = whole_set
    rows = rows_of(results[f"Biểu {code}"])
    row, figures = rows[first.name], figures_of(first)
    assert row[:8] == [500, 300, 200, 90, 2000, 1200, 800, 300]
    minority = figures.number(Cell(kind, "minority"))
    assert row[8] == row[9] + row[10] == figures.number(Cell(kind))
    assert row[10] == minority >= row[11]
    assert row[15] == row[16] + row[17] == figures.counts[f"{kind}_persons"]
    assert row[19] == pytest.approx(round(row[8] / 5 + 1e-9, 2))
    assert row[20] == pytest.approx(round(row[10] / 2 + 1e-9, 2))
    assert rows[third.name][0] is rows[third.name][19] is None
    assert rows[world[0].name][0] is None, "one commune has no residents entered"


@pytest.mark.parametrize(("code", "kind"), [("14", "near_poor"), ("15", "poor")])
def test_detailed_lists_hold_every_member(world, whole_set, code, kind):
    _, results, _ = whole_set
    sheet = results[f"Biểu {code}"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1] and row[2]]
    members = [row for row in rows if isinstance(row[1], int)]
    outcomes = Review.objects.filter(outcomes__poverty_class=kind)
    with_grounds = outcomes.filter(outcomes__grounds__isnull=False).count()
    assert sum(1 for row in members if row[0]) == outcomes.count()
    assert len(members) == 5 * with_grounds + (outcomes.count() - with_grounds)
    assert any(str(row[2]).startswith("=Người") for row in members)
    assert {row[6] for row in members} >= {"Chủ hộ", "Con"}
    total = next(
        row
        for row in sheet.iter_rows(values_only=True)
        if str(row[2] or "").startswith("Tổng số:")
    )
    crosses = [
        sum(1 for row in members if row[at] == "x") for at in range(7, len(total))
    ]
    assert list(total[7:]) == crosses
    assert sum(crosses[6:]) == 2 * with_grounds
    ids = Person.objects.exclude(personal_id="").values_list("personal_id", flat=True)
    text = " ".join(str(value) for row in rows for value in row)
    assert not [each for each in ids if each in text]


def test_a_household_of_the_former_list_is_old(world):
    _, (first, _, _) = world
    review = Review.objects.filter(
        commune=first, outcomes__poverty_class="poor"
    ).first()
    Standing.objects.create(
        household=review.household,
        standard="ND07_2022",
        poverty_class="near_poor",
        starts=dt.date(2026, 1, 1),
        ends=dt.date(2027, 1, 1),
        commune=first,
    )
    made = official.make("15", [first], OfYear(PERIOD), AT)
    rows = book_of(made, values=True).active.iter_rows(values_only=True)
    flags = [row[7:10] for row in rows if isinstance(row[0], int)]
    assert flags.count((None, None, "x")) == 1
    assert flags.count(("x", None, None)) == len(flags) - 1


def test_all_forms_are_numbered_signed_and_printable(whole_set):
    formulas, _, made = whole_set
    assert formulas.sheetnames == [f"Biểu {code}" for code in NAMES]
    for code, sheet in zip(NAMES, formulas, strict=True):
        text = " ".join(str(c.value) for row in sheet for c in row if c.value)
        for words in ("CỘNG HÒA XÃ HỘI", "NGƯỜI LẬP BIỂU", "CHỦ TỊCH", f"Biểu {code}"):
            assert words in text, (code, words)
        assert "chưa đối chiếu được" in text, code
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows, code
    assert made.lines > 15 * 4


def test_formulas_follow_the_numbers_of_the_columns(whole_set):
    formulas, _, _ = whole_set
    totals = rows_of(formulas["Biểu 4"])["Tỉnh Thử Biểu"]
    assert re.fullmatch(r"=SUM\(C\d+:C\d+\)", totals[0])
    assert re.fullmatch(r"=SUM\(E\d+:P\d+\)", totals[1])
    other = rows_of(formulas["Biểu 8"])["Xã A"][4]
    assert re.fullmatch(r"=C\d+-D\d+-E\d+-F\d+", other)
    rate = rows_of(formulas["Biểu 12"])["Xã A"][20]
    assert re.fullmatch(r"=ROUND\(M\d+/E\d+\*100,2\)", rate)


def test_a_form_of_a_day_has_a_sheet_a_day(world):
    province, places = world
    when = OfDays(dt.date(2027, 6, 1), DAY)
    made = official.make("4", [province], when, AT)
    book = book_of(made, values=True)
    assert book.sheetnames == ["Biểu 4 (01-06-2027)", "Biểu 4 (01-06-2026)"]
    last, first = (rows_of(sheet) for sheet in book)
    poor = sum(figures_of(area).number(Cell("poor")) for area in places)
    assert last[province.name][0] == poor
    assert first[province.name][0] == 0
    notes = [str(cell.value) for cell in book["Biểu 4 (01-06-2026)"]["A"]]
    assert any("không ghi diện của hộ nào ở Xã A, Xã B, Xã C" in n for n in notes)
    counted = stock.count([area.pk for area in places], DayList(DAY))
    assert counted.total([area.pk for area in places])["poor"] == 0


def test_a_day_is_counted_as_known_on_another(world):
    _, places = world
    communes = [area.pk for area in places]
    last = dt.date(2027, 6, 1)
    found = stock.count(communes, DayList(last, known=dt.date(2026, 1, 1)))
    assert found.total(communes)["poor"] == 0, "nothing was recorded by then"
    Standing.objects.update(recorded_at=dt.datetime(2025, 12, 1, tzinfo=dt.UTC))
    found = stock.count(communes, DayList(last, known=dt.date(2026, 1, 1)))
    today = stock.count(communes, DayList(last))
    assert found.stocks == today.stocks


def test_indicators_are_those_of_the_standard(world):
    made = official.make("4", [world[0]], OfDays(dt.date(2021, 6, 1)), AT)
    text = [c.value for row in book_of(made, values=True).active for c in row]
    for indicator in STANDARDS["QD59_2016"].indicators:
        assert f"{indicator.number}. {indicator.name}" in text
    assert "2=3+…+12" in text


def test_what_nobody_answered_is_blank_not_zero(world):
    _, (first, *_) = world
    round_ = RoundFactory(
        areas=[first],
        year=2024,
        list_valid_from=dt.date(2025, 1, 1),
        opens_on=dt.date(2024, 9, 1),
        closes_on=dt.date(2024, 12, 14),
    )
    household = HouseholdFactory(village=VillageFactory(parent=first))
    add_member(household, birth_year=2020)
    add_standing(add_outcome(ReviewFactory(round=round_, household=household)))
    summaries.rebuild()
    when = OfYear(Period(2024, "ND07_2022", "official"))
    for code, blank in (("4", slice(1, 14)), ("10", slice(1, 9)), ("11", slice(1, 4))):
        made = official.make(code, [first], when, AT)
        row = rows_of(book_of(made, values=True).active)[first.name]
        assert row[0] == 1
        assert set(row[blank]) == {None}, code


def test_no_rate_among_residents_while_communes_are_missing(world):
    province, (_, _, third) = world
    PopulationFactory(area=third, households=500, persons=2000)
    whole = rows_of(_form_12(province))[province.name]
    assert (whole[0], whole[19]) == (1500, pytest.approx(whole[8] / 15, abs=0.005))
    AreaFactory(parent=province, name="Xã D")
    partial = rows_of(_form_12(province))[province.name]
    assert (partial[0], partial[8]) == (whole[0], whole[8])
    assert partial[19] is None


def _form_12(area):
    made = official.make("12", [area], OfYear(PERIOD), AT)
    return book_of(made, values=True).active


def test_movement_needs_two_days(world):
    preliminary = OfYear(Period(2026, "ND07_2022", "preliminary"))
    assert set(NAMES) - set(codes_of(preliminary)) == {"2", "3"}
    assert codes_of(OfYear(PERIOD)) == tuple(NAMES)
    with pytest.raises(NoSpan):
        official.make("2", [world[0]], preliminary, AT)


def test_made_again_it_is_the_same_to_the_last_byte(world):
    at = now()
    when = OfYear(PERIOD, at)
    with as_known(at):
        first = official.make_set([world[0]], when, at)
    with as_known(at):
        again = official.make_set([world[0]], when, at)
    assert first.content == again.content
    assert first.as_of == at
    live = official.make("4", [world[0]], OfYear(PERIOD), timezone.now())
    then = book_of(first, values=True)["Biểu 4"]
    assert rows_of(then) == rows_of(book_of(live, values=True).active)


def test_the_whole_set_is_asked_for_on_the_page(
    world, client_of, django_capture_on_commit_callbacks
):
    _, (first, *_) = world
    leader = OfficerFactory(role=Role.COMMUNE_LEADER, area=first)
    client, url = client_of(leader), reverse("reports:report-create")
    page = client.get(url, {"form": "all"}).content.decode()
    assert "Biểu 15. Danh sách chi tiết hộ nghèo" in page
    asked = {"form": "all", "areas": [first.pk], "year": 2026}
    asked |= {"standard": "ND07_2022", "basis": "preliminary"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url, asked)
    run = ReportRun.objects.latest("id")
    assert run.filename == "bieu-tron-bo_xa-a_2026_so-bo.xlsx"
    detail = client.get(response.url).content.decode()
    assert "Không có biểu 2, biểu 3" in detail
    with run.file.open("rb") as file:
        assert load_workbook(file).sheetnames == [
            f"Biểu {code}" for code in NAMES if code not in {"2", "3"}
        ]
    refused = client.post(url, {**asked, "form": "2"}).content.decode()
    assert "Biểu diễn biến cần danh sách chính thức" in refused


@pytest.mark.office
@needs_office
def test_libreoffice_computes_the_same_results(whole_set, tmp_path):
    _, results, made = whole_set
    computed = reopened(tmp_path, {"set.xlsx": made.content})["set.xlsx"]
    for sheet in results:
        theirs = computed[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    found = theirs[cell.coordinate].value
                    assert found == pytest.approx(cell.value), cell
