"""Programmes as data, who leads, and the year's plan with its results."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.urls import reverse

from households.rules.standards import STANDARDS
from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.exports.activities import activities_found
from programs.exports.programmes import programmes_found
from programs.models import Component, ComponentLead, PlanIndicator, Programme
from programs.services.plans import INDICATOR, copy_plan, with_results
from programs.services.programmes import (
    COMPONENT,
    LEAD,
    PROGRAMME,
    component_choices,
    leads_kept,
    leads_seen,
    topic_choices,
)
from programs.services.records import add_record, change_record, drop_record
from tests.programs.access_activities import activity_of
from tests.programs.access_records import indicator_of, programme_of

YEAR = 2024


@pytest.fixture
def parts(db):
    return programme_of(2021, 2025)


def said(caught):
    """All words of a refusal."""
    return " ".join(caught.value.messages)


@pytest.mark.parametrize(
    ("year", "codes"),
    [
        (2016, {"DA1", "DA1.1", "DA1.2", "DA1.3", "DA1.4", "DA2", "DA2.1", "DA2.2",
                "DA2.3", "DA3", "DA4", "DA5"}),
        (2020, {"DA1", "DA1.1", "DA1.2", "DA1.3", "DA1.4", "DA2", "DA2.1", "DA2.2",
                "DA2.3", "DA3", "DA4", "DA5"}),
        (2021, {"DA1", "DA1.1", "DA1.2", "DA2", "DA3", "DA3.1", "DA3.2", "DA4", "DA4.1",
                "DA4.2", "DA4.3", "DA5", "DA6", "DA6.1", "DA6.2", "DA7", "DA7.1",
                "DA7.2"}),
        (2026, {"GN"}),
        (2031, set()),
    ],
)  # fmt: skip
def test_each_year_has_the_components_of_its_period(db, year, codes):
    assert {each.code for each in component_choices(year)} == codes


def test_programmes_come_by_their_periods_the_newest_first(db):
    years = [each.starts_year for each in programmes_found()]
    assert len(set(years)) > 1
    assert years == sorted(years, reverse=True)


def test_what_was_read_and_what_is_recalled_is_told_apart(db):
    found = Component.objects.filter(mark="found").values_list("code", flat=True)
    assert set(found) == {"DA3", "DA3.2"}
    merged = Programme.objects.get(starts_year=2026)
    assert merged.mark == "recalled"
    assert "Chưa tìm thấy danh mục dự án" in merged.note
    assert not ComponentLead.objects.exists()


def test_components_serve_needs_that_a_standard_knows(db):
    known = {each.code for one in STANDARDS.values() for each in one.indicators}
    served = {code for row in Component.objects.all() for code in row.topics}
    assert served
    assert served <= known
    assert served <= {code for code, _ in topic_choices()}


def test_a_component_is_no_part_of_its_own_parts(parts, province_officer):
    project, part = parts
    with pytest.raises(ValidationError) as caught:
        change_record(
            by=province_officer, kind=COMPONENT, row=project, values={"parent": part}
        )
    assert "không thể thuộc chính nó" in said(caught)
    assert Component.objects.get(pk=project.pk).parent is None


def test_a_period_keeps_the_years_that_are_planned(
    parts, commune, commune_officer, province_officer
):
    indicator_of(commune, commune_officer, parts[1], year=2025)
    programme = parts[0].programme
    with pytest.raises(ValidationError) as caught:
        change_record(
            by=province_officer, kind=PROGRAMME, row=programme,
            values={"ends_year": 2024},
        )  # fmt: skip
    assert "Giai đoạn mới không bao hết" in said(caught)
    change_record(
        by=province_officer, kind=PROGRAMME, row=programme, values={"starts_year": 2022}
    )


def test_leads_follow_one_another(parts, province, commune, province_officer):
    def lead(agency, starts, ends=None):
        values = {"component": parts[0], "area": province, "agency": agency}
        values |= {"starts": starts, "ends": ends, "mark": "recalled"}
        return add_record(by=province_officer, kind=LEAD, values=values)

    first = lead("Sở Lao động", dt.date(2022, 1, 1))
    with pytest.raises(ValidationError) as caught:
        lead("Sở Nông nghiệp", dt.date(2025, 3, 1))
    assert "Trùng thời gian với Sở Lao động (từ 01/01/2022)" in said(caught)
    values = {"ends": dt.date(2025, 3, 1)}
    change_record(by=province_officer, kind=LEAD, row=first, values=values)
    lead("Sở Nông nghiệp", dt.date(2025, 3, 1))
    seen = leads_seen(scope_of(province_officer))
    assert [row.agency for row in seen] == ["Sở Nông nghiệp", "Sở Lao động"]


def test_a_commune_sees_who_leads_in_its_province_and_not_next_door(
    parts, province, commune, province_officer, neighbour_officer
):
    for area in (province, commune):
        values = {"component": parts[0], "area": area, "agency": f"Cơ quan {area}"}
        values |= {"starts": dt.date(2022, 1, 1), "ends": None, "mark": "recalled"}
        add_record(by=province_officer, kind=LEAD, values=values)
    seen = leads_seen(scope_of(neighbour_officer))
    assert [row.area for row in seen] == [province]
    assert not leads_kept(scope_of(neighbour_officer))
    assert leads_kept(scope_of(province_officer)).count() == 2


def test_results_add_up_the_activities_of_place_part_year_and_unit(
    parts, commune, province, neighbour, commune_officer
):
    project, part = parts

    def done(area, quantity, **fields):
        usual = {"year": YEAR, "kind": "model", "component": part, "unit": "Mô hình"}
        made = activity_of(area, commune_officer, **usual | {"quantity": 9} | fields)
        made.progress.create(
            day=dt.date(YEAR, 5, 1), quantity=quantity, recorded_by=commune_officer
        )

    done(commune, 3)
    done(neighbour, 2)
    done(commune, 1, unit="con")  # another unit: told, not added
    done(commune, 5, kind="class")
    done(commune, 5, year=YEAR - 1)
    done(
        commune, 5, cancelled_on=dt.date(YEAR, 6, 1), cancel_reason="Không đủ hộ"
    )  # fmt: skip
    own = indicator_of(commune, commune_officer, part, year=YEAR)
    all_of_it = indicator_of(province, commune_officer, project, year=YEAR)
    typed = indicator_of(
        commune, commune_officer, part, year=YEAR, name="Khác", activity_kind="",
        typed_result=None,
    )  # fmt: skip
    first, second, third = with_results([own, all_of_it, typed])
    assert (first.result, first.percent, first.other_units) == (3, 30, 1)
    assert "1 hoạt động tính theo đơn vị khác" in first.basis
    assert (second.result, second.percent) == (5, 50)
    assert (third.result, third.percent, third.basis) == (None, None, "")


def indicator_values(area, component, **more):
    usual = {"area": area, "component": component, "year": YEAR, "name": "Số lớp"}
    usual |= {"unit": "lớp", "planned": Decimal(2), "responsible": "Xã"}
    return usual | {"activity_kind": "", "typed_result": None} | more


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"year": 2026}, "thuộc giai đoạn 2021-2025, không có năm 2026"),
        ({"activity_kind": "class", "typed_result": Decimal(1)}, "để trống ô kết quả"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(
    parts, commune, commune_officer, more, words
):
    values = indicator_values(commune, parts[0], **more)
    with pytest.raises(ValidationError) as caught:
        add_record(by=commune_officer, kind=INDICATOR, values=values)
    assert words in said(caught)
    assert not PlanIndicator.objects.exists()


def test_a_plan_is_written_once_and_only_for_a_place_of_ones_own(
    parts, commune, neighbour, commune_officer, leader
):
    values = indicator_values(commune, parts[0])
    made = add_record(by=commune_officer, kind=INDICATOR, values=values)
    assert add_record(by=commune_officer, kind=INDICATOR, values=values) == made
    for officer, area in ((commune_officer, neighbour), (leader, commune)):
        values = indicator_values(area, parts[0], name="Khác")
        with pytest.raises(PermissionDenied):
            add_record(by=officer, kind=INDICATOR, values=values)
    with pytest.raises(ValidationError):
        drop_record(by=commune_officer, kind=INDICATOR, row=made, reason=" ")
    drop_record(by=commune_officer, kind=INDICATOR, row=made, reason="Ghi nhầm xã")
    told = AuditEntry.objects.get(act="programs.plan_indicator.dropped")
    assert (told.reason, told.area) == ("Ghi nhầm xã", commune)
    assert not PlanIndicator.objects.exists()


def test_the_plan_asks_the_same_number_of_questions_however_long(
    parts, commune, commune_officer, client_of, django_assert_max_num_queries
):
    client = client_of(commune_officer)
    address = f"{reverse('programs:plan-list')}?year={YEAR}"
    indicator_of(commune, commune_officer, parts[1], year=YEAR)
    with django_assert_max_num_queries(40) as few:
        client.get(address)
    for number in range(20):
        name = f"Chỉ tiêu {number}"
        indicator_of(commune, commune_officer, parts[1], year=YEAR, name=name)
    with django_assert_max_num_queries(len(few)):
        page = client.get(address)
    assert page.context["page_obj"].paginator.count == 21


def test_last_years_plan_is_copied_once_and_without_its_results(
    parts, commune, neighbour_officer, commune_officer, client_of
):
    for name, result in (("Tập huấn", Decimal(7)), ("Số lớp", None)):
        indicator_of(
            commune, commune_officer, parts[1], year=YEAR, name=name, activity_kind="",
            typed_result=result,
        )  # fmt: skip
    indicator_of(
        commune, commune_officer, parts[1], year=YEAR + 1, name="Số lớp", planned=4
    )
    with pytest.raises(PermissionDenied):
        copy_plan(by=neighbour_officer, area=commune, year=YEAR + 1)
    page = client_of(commune_officer).post(
        f"{reverse('programs:plan-copy')}?year={YEAR + 1}", follow=True
    )
    assert "Đã chép 1 chỉ tiêu từ năm 2024." in page.text
    told = PlanIndicator.objects.filter(year=YEAR + 1).order_by("name")
    assert [(each.name, each.planned, each.typed_result) for each in told] == [
        ("Số lớp", 4, None),
        ("Tập huấn", 10, None),
    ]
    with pytest.raises(ValidationError) as caught:  # the period ends with 2025
        copy_plan(by=commune_officer, area=commune, year=YEAR + 2)
    assert "không còn chỉ tiêu nào để chép" in said(caught)


def test_the_activities_of_a_project_are_also_those_of_its_parts(
    parts, commune, commune_officer
):
    made = activity_of(commune, commune_officer, year=YEAR, component=parts[1])
    activity_of(commune, commune_officer, year=YEAR)
    for component in parts:
        query = QueryDict(f"year={YEAR}&component={component.pk}")
        assert list(activities_found(commune_officer, query)[1]) == [made]


def test_a_province_enters_a_period_a_project_and_who_leads_it(
    province, commune, province_officer, client_of
):
    client = client_of(province_officer)

    def enter(name, typed, *args):
        page = client.post(reverse(f"programs:{name}", args=args), typed)
        assert page.status_code == 302, page.context["form"].errors

    period = {"name": "Chương trình mới", "starts_year": "2031", "ends_year": "2035"}
    page = client.post(
        reverse("programs:programme-create"), period | {"code": "Mã lạ", "mark": ""}
    )
    assert set(page.context["form"].errors) == {"code", "mark"}
    enter("programme-create", period | {"code": "moi-2031", "mark": "recalled"})
    programme = Programme.objects.get(code="moi-2031")
    project = {"code": "DA1", "name": "Sinh kế", "position": "1", "mark": "found"}
    enter("component-create", project | {"topics": ["employment"]}, programme.pk)
    made = programme.components.get()
    enter("component-edit", project | {"topics": ["toilet", "water"]}, made.pk)
    lead = {"agency": "Sở Xây dựng", "starts": "1/1/2031", "mark": "recalled"}
    enter("lead-create", lead | {"area": province.pk}, made.pk)
    enter("lead-end", {"ends": "1/7/2032"}, made.leads.get().pk)
    made.refresh_from_db()
    ended = made.leads.get()
    assert (made.topics, ended.area) == (["toilet", "water"], province)
    assert ended.ends == dt.date(2032, 7, 1)
    page = client.get(reverse("programs:component-detail", args=[made.pk]))
    assert "Nhà tiêu hợp vệ sinh; Nguồn nước sinh hoạt" in page.text
