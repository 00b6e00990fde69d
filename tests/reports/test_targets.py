"""Targets: given, shared, followed by the lists in force, with the arithmetic told."""

import datetime as dt
from decimal import Decimal as D

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from households.models import Standing
from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.models import Activity, ActivityProgress, Component, Programme, Target
from reports.models import AreaSummary, YearMovement
from reports.services.targets import setting, years
from reports.services.targets.board import board
from reports.services.targets.lines import Key
from tests.factories import HouseholdFactory, PopulationFactory, SummaryFactory
from tests.programs.access_targets import target_of
from tests.programs.past_district import past_district
from tests.reports.movement_world import hold

YEAR = 2024
LEAVE, FEWER = Key("poor_leave"), Key("poor_fewer")
FIRST, NEXT = dt.date(2024, 1, 1), dt.date(2025, 1, 1)


@pytest.fixture
def lists(commune, neighbour, village, neighbour_village):
    """Six poor households of 2,000; a year later two are, two left, one is near-poor,
    one moved beyond the near-poor line."""
    old = {"began": dt.date(2020, 1, 1)}
    for area in (commune, neighbour, commune.parent):
        type(area).objects.filter(pk=area.pk).update(**old)
        area.refresh_from_db()
    for area in (commune, neighbour):
        PopulationFactory(area=area, counted_on=dt.date(2023, 12, 31))
        SummaryFactory(area=area, year=YEAR)
    for place, after in (
        (village, "poor"), (village, "poor"), (village, "near_poor"),
        (village, "not_poor"), (neighbour_village, "not_poor"),
        (neighbour_village, "near_poor"),
    ):  # fmt: skip
        household = HouseholdFactory(village=place)
        hold(household, "poor", FIRST, NEXT)
        hold(household, after, NEXT)


def give(by, area, value, key=LEAVE, **told):
    given = setting.Given(D(value), **told)
    return setting.set_target(by=by, area=area, year=YEAR, key=key, given=given)


def board_of(officer, **query):
    return board(scope_of(officer), {"year": str(YEAR), **query})


@pytest.mark.parametrize(
    ("key", "value", "done", "verdict", "how"),
    [
        (LEAVE, 5, 4, "Không đạt", "2 hộ thành hộ cận nghèo + 2 hộ vượt chuẩn cận"),
        (LEAVE, 4, 4, "Đạt", "= 4 hộ."),
        (FEWER, 3, 4, "Đạt", "6 hộ ngày 01/01/2024 − 2 hộ ngày 01/01/2025 = 4 hộ."),
        (Key("near_fewer"), 0, -2, "Không đạt", "0 hộ ngày 01/01/2024 − 2 hộ"),
        (Key("poor_rate"), "0.1", "0.1", "Đạt", "2/2.000 hộ = 0,10%"),
        (Key("poor_rate"), "0.05", "0.1", "Không đạt", "6/2.000 hộ = 0,30%"),
        (Key("rate_down"), "0.25", "0.2", "Không đạt", "giảm 0,20 điểm %."),
    ],
)
def test_what_a_year_reached(
    key, value, done, verdict, how, lists, province, province_officer
):
    give(province_officer, province, value, key)
    (line,) = board_of(province_officer).lines
    assert (line.done, line.verdict) == (D(done), verdict)
    assert how in line.how
    assert line.basis.startswith("Danh sách công nhận có hiệu lực 01/01/2024")


def test_without_the_next_list_the_year_is_not_over(
    lists, province, province_officer, neighbour
):
    neighbour_summary = neighbour.summaries.filter(year=YEAR)
    neighbour_summary.delete()
    give(province_officer, province, 5)
    SummaryFactory(area=neighbour, year=YEAR, basis="preliminary", reviewed=60)
    found = board_of(province_officer)
    assert found.reviews[0].startswith("Rà soát năm 2024, sơ bộ")
    assert found.reviews[0].endswith("đã rà soát 60/80 hộ trong danh sách.")
    (line,) = found.lines
    assert line.verdict == "Chậm"
    assert line.basis.endswith("đến 31/12/2024")
    assert "Tính đều: 5 hộ × 100,0% thời gian = 5 hộ" in line.how


def test_units_are_summed_beside_the_target_above(
    lists, province, commune, neighbour, province_officer
):
    give(province_officer, province, 5)
    give(province_officer, commune, 3)
    found = board_of(province_officer)
    assert [(line.area, line.done) for line in found.units] == [
        (commune, 2), (neighbour, 2),
    ]  # fmt: skip
    assert (found.given, found.done, found.spare) == (3, 4, 2)
    by_given = board_of(province_officer, sort="-given")
    assert [line.area for line in by_given.units] == [commune, neighbour]
    rates = give(province_officer, province, "0.1", Key("poor_rate"))
    assert board_of(province_officer, chi_tieu=Key.of(rates).code).given is None


def test_a_target_is_proposed_changed_and_given(
    lists, client_of, province, commune, neighbour, province_officer
):
    target = give(province_officer, province, 5)
    url = reverse("targets:apportion", args=[target.pk])
    client = client_of(province_officer)
    rows = client.get(url).context["rows"]
    assert [(part.weight, part.proposed) for part, _ in rows] == [(4, 3), (2, 2)]
    parts = {f"unit_{commune.pk}": "4", f"unit_{neighbour.pk}": "2"}
    wrong = client.post(url, parts | {f"unit_{commune.pk}": "bốn"})
    assert "“bốn” không phải là số" in wrong.content.decode()
    sums = client.post(url, parts | {"check": "1"})
    assert (sums.context["total"], sums.context["spare"]) == (6, -1)
    assert Target.objects.count() == 1
    page = client.post(url, parts | {"number": "5/QĐ-UBND"}, follow=True)
    assert "các đơn vị được giao nhiều hơn 1" in page.content.decode()
    assert board_of(province_officer).given == 6
    client.post(url, {f"unit_{commune.pk}": "4"})
    assert not Target.objects.filter(area=neighbour).exists()


def test_a_unit_elsewhere_is_given_nothing(leader, commune, neighbour, lists):
    assert give(leader, commune, 2).value == 2
    with pytest.raises(PermissionDenied):
        give(leader, neighbour, 2)
    with pytest.raises(ValidationError, match="100%"):
        give(leader, commune, 101, Key("poor_rate"))


def test_a_refused_form_keeps_what_was_typed(client_of, leader, commune):
    typed = {
        "area": commune.pk,
        "year": "2026",
        "measure": "poor_leave",
        "value": "12,5",
        "decided_on": "01/02/2026",
        "activity_kind": "class",
    }
    page = client_of(leader).post(reverse("targets:create"), typed).content.decode()
    assert "Số hộ là số nguyên" in page
    assert "ghi cả số quyết định" in page
    assert "không chia theo dự án" in page
    assert 'value="12,5"' in page
    assert not Target.objects.exists()


def test_the_year_is_chosen_from_a_list(client_of, leader):
    page = client_of(leader).get(reverse("targets:create"), {"year": 2026})
    assert '<option value="2026" selected>2026</option>' in page.content.decode()


def test_the_same_target_again_is_changed_or_dropped(client_of, leader, commune):
    first = give(leader, commune, 3, number="1/QĐ-UBND")
    again = give(leader, commune, 5, number="2/QĐ-UBND")
    assert (again.pk, again.value, again.number) == (first.pk, 5, "2/QĐ-UBND")
    with pytest.raises(ValidationError, match="lý do"):
        setting.drop_target(by=leader, target=again, reason="")
    page = client_of(leader).post(
        reverse("targets:drop", args=[again.pk]), {"reason": ""}, follow=True
    )
    assert "hãy ghi lý do" in page.content.decode()
    client_of(leader).post(
        reverse("targets:drop", args=[again.pk]), {"reason": "Giao nhầm đơn vị"}
    )
    entry = AuditEntry.objects.get(act="reports.target.dropped")
    assert entry.reason == "Giao nhầm đơn vị"
    assert not Target.objects.exists()


def test_quantities_of_a_project_and_its_parts(province, commune, province_officer):
    programme = Programme.objects.create(
        code="thu", name="Chương trình thử", starts_year=2021, ends_year=2025
    )
    whole = Component.objects.create(programme=programme, code="1", name="Dự án 1")
    part = Component.objects.create(
        programme=programme, code="1.1", name="Tiểu dự án 1", parent=whole
    )
    for component, kind, done in ((whole, "class", 2), (part, "class", 3),
                                  (part, "model", 7)):  # fmt: skip
        made = Activity.objects.create(
            component=component, area=commune, year=YEAR, kind=kind, name="Hoạt động",
            unit="lớp", quantity=9, recorded_by=province_officer,
        )  # fmt: skip
        ActivityProgress.objects.create(
            activity=made, day=FIRST, quantity=done, recorded_by=province_officer
        )
    key = Key("activity", whole.pk, "class")
    give(province_officer, province, 6, key)
    (line,) = board_of(province_officer).lines
    assert (line.done, line.verdict) == (5, "Không đạt")


def test_kept_years_are_what_is_counted_now(
    lists, province, commune, neighbour, commune_officer
):
    communes = {commune.pk, neighbour.pk}
    now = years.figures_of([province], communes, YEAR)[province.pk]
    assert years.build(communes, YEAR) == YearMovement.objects.count() == 2
    kept = years.figures_of([province], communes, YEAR)[province.pk]
    assert (kept.columns, kept.residents, kept.is_final) == (
        now.columns, (2_000, 2_000), True,
    )  # fmt: skip
    assert years.build_again(communes) == 0  # only the present year goes on
    target_of(province, commune_officer, year=YEAR)
    assert years.build_all() == 2


def test_the_page_costs_the_same_for_more_units(
    lists, client_of, province, commune, province_officer, django_assert_num_queries
):
    client, url = client_of(province_officer), f"{reverse('targets:list')}?year={YEAR}"
    give(province_officer, province, 5)
    years.build(years.communes_under([province]), YEAR)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    give(province_officer, commune, 3)
    with django_assert_num_queries(len(few)):
        client.get(url)


def test_a_leader_comes_back_to_what_he_sees(client_of, leader, commune, neighbour):
    typed = {"area": commune.pk, "year": "2026", "measure": "poor_leave", "value": "4"}
    page = client_of(leader).post(reverse("targets:create"), typed, follow=True)
    assert page.status_code == 200
    assert [line.target.value for line in page.context["board"].lines] == [4]


def test_a_year_before_the_reform_shows_the_units_of_then(
    client_of, province, commune, province_officer
):
    district = past_district(commune)
    target_of(district, province_officer, 465, year=2020, provenance="published")
    page = client_of(province_officer).get(reverse("targets:list"), {"year": 2020})
    found = page.context["board"]
    assert [line.unit for line in found.units] == [
        "Tỉnh Cũ (đến 30/06/2025)",
        "Huyện Cũ (đến 30/06/2025)",
    ]
    assert (found.given, found.done) == (465, None)
    text = page.content.decode()
    assert "Chưa giao chỉ tiêu" not in text
    assert "Số công bố" in text or "số công bố" in text
    here = board(scope_of(province_officer), {"year": "2020", "area": str(commune.pk)})
    assert here.units == []  # no measure was given to its old communes


def test_a_unit_without_a_list_reached_nothing_known(
    lists, province, commune, neighbour, province_officer
):
    give(province_officer, province, 5)
    assert board_of(province_officer).spare == 5  # nothing is shared yet
    give(province_officer, neighbour, 3)
    AreaSummary.objects.filter(area=neighbour).delete()
    Standing.objects.filter(commune=neighbour).delete()
    found = {line.area: line for line in board_of(province_officer).units}
    assert found[commune].done == 2
    assert (found[neighbour].done, found[neighbour].verdict) == (
        None, "Chưa đủ số liệu",
    )  # fmt: skip
