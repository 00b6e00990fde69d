"""Who has a benefit, who should, who comes and goes: the SQL against the rule."""

import datetime as dt
from collections import defaultdict

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import QueryDict

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from povertyportal.sheets.exports import list_exports
from programs.models import Enrolment, EntitlementRule, Handover
from programs.services import entitlements, needs, right_figures, rights_sql
from programs.services.entitlements import EXCESS, HAS, MISSING
from programs.services.handovers import hand_over
from programs.services.homes import homes_of, of_communes
from programs.services.places import Place
from tests.factories import HouseholdFactory, PersonFactory, VillageFactory, add_member
from tests.programs.access_rights import card, standing_of
from tests.programs.right_cases import CASES, day

HEALTH, POWER = "health_insurance", "electricity"
NOVEMBER = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-11-20 08:00+07:00", tick=False)


@pytest.fixture
def homes(commune_officer):
    return homes_of(Place(scope_of(commune_officer), None))


def spans_of(homes, benefit):
    """person id -> times of the right, as the SQL finds them."""
    sql = f"""{rights_sql.RIGHTS}
        SELECT r.person_id, lower(s), upper(s) FROM rights r, unnest(r.spans) s
        ORDER BY lower(s)"""
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(sql, rights_sql.values(homes, benefit, NOVEMBER))
        for person, starts, ends in cursor.fetchall():
            found[person].append((starts, ends))
    return found


@pytest.mark.parametrize("name", CASES)
def test_the_sql_says_what_the_rule_says(name, village, homes):
    case = CASES[name]
    EntitlementRule.objects.all().delete()
    asked = {key: case.terms[key] for key in case.terms}
    asked["starts"] = day(asked.get("starts", "2016-01-01"))
    asked["ends"] = day(asked.get("ends", ""))
    asked["after_classes"] = list(asked.get("after_classes", ()))
    if asked["ends"] is None or asked["ends"] > asked["starts"]:
        EntitlementRule.objects.create(
            benefit=HEALTH, name="Thử", classes=["poor"], **asked
        )
    born = dict(
        zip(("birth_year", "birth_month", "birth_day"), case.birth, strict=True)
    )
    household = HouseholdFactory(village=village, head=PersonFactory(**born))
    for kind, starts, ends in case.held:
        standing_of(household, kind, day(starts), day(ends))
    expected = [(day(a), day(b)) for a, b in case.right]
    assert list(spans_of(homes, HEALTH).values()) == ([expected] if expected else [])


def lists(homes, benefit=HEALTH, on=dt.date(2026, 11, 20)):
    found = entitlements.lines(homes, benefit, on)
    return {
        which: {(each.household_id, each.person_id) for each in rows}
        for which in (HAS, MISSING, EXCESS)
        for rows in [entitlements.on_list(found, which)]
    }


@pytest.fixture
def poor(village):
    """A poor household of two since the first of this month."""
    household = HouseholdFactory(village=village)
    add_member(household, birth_year=2015)
    standing_of(household, starts=NOVEMBER)
    return household


def members(household):
    rows = household.memberships.order_by("position")
    return [(household.pk, each.person_id) for each in rows]


def test_who_has_it_and_who_should(poor, village, commune_officer, homes):
    head, child = members(poor)
    rich = HouseholdFactory(village=village)
    card(poor, commune_officer)
    card(rich, commune_officer)
    found = lists(homes)
    assert found[MISSING] == {child}
    assert found[EXCESS] == {members(rich)[0]}
    assert found[HAS] == {head, members(rich)[0]}
    # Of electricity the household counts, not its members.
    assert lists(homes, POWER)[MISSING] == {(poor.pk, None)}


def test_a_better_share_counts(village, homes):
    """Near-poor after having been poor: the State pays the whole premium."""
    household = HouseholdFactory(village=village)
    standing_of(household, "poor", dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    standing_of(household, "near_poor", dt.date(2026, 1, 1))
    (line,) = entitlements.lines(homes, HEALTH, NOVEMBER)
    assert (line.share, line.starts, line.ends) == (100, dt.date(2025, 1, 1), None)


def test_who_left_the_household_has_no_right(poor, homes):
    head, (_, child) = members(poor)
    poor.memberships.filter(person=child).update(ends=dt.date(2026, 11, 10))
    assert lists(homes)[MISSING] == {head}
    assert len(lists(homes, on=dt.date(2026, 11, 9))[MISSING]) == 2


def test_who_enters_and_leaves_in_a_month(poor, village, homes):
    former = HouseholdFactory(village=village)
    standing_of(former, starts=dt.date(2026, 1, 1), ends=dt.date(2026, 11, 30))
    rows = entitlements.moved(homes, HEALTH, NOVEMBER)
    assert {(row.household_id, row.way, row.day) for row in rows} == {
        (poor.pk, "enter", NOVEMBER),
        (former.pk, "leave", dt.date(2026, 11, 30)),
    }
    assert len(rows) == 3
    # Nobody handed the list of November over: December still has who entered.
    later = entitlements.moved(homes, HEALTH, dt.date(2026, 12, 1))
    assert {(row.household_id, row.way, row.why) for row in later} == {
        (poor.pk, "enter", "late")
    }


def month_of(homes, month=NOVEMBER):
    rows = entitlements.moved(homes, HEALTH, month)
    found = {(row.person_id, row.way): row.why for row in rows}
    assert len(found) == len(rows), "somebody is listed twice"
    return found


def test_who_is_found_late_is_on_the_month_s_list(village, commune_officer, homes):
    """Rights since 2023: never handed over, entered from this month, had before."""
    late, entered, had, ended = (HouseholdFactory(village=village) for _ in range(4))
    for household in (late, entered, had):
        standing_of(household, starts=dt.date(2023, 1, 1))
    standing_of(ended, starts=dt.date(2023, 1, 1), ends=dt.date(2026, 3, 1))
    stopped = HouseholdFactory(village=village)
    for household in (had, ended, stopped):
        card(household, commune_officer, starts=dt.date(2025, 1, 1))
    Enrolment.objects.filter(household=stopped).update(ends=dt.date(2026, 11, 9))
    entitlements.enrol(
        by=commune_officer, benefit=HEALTH, who=members(entered), starts=NOVEMBER
    )
    (_, a), (_, b), _, (_, d), (_, e) = (
        members(each)[0] for each in (late, entered, had, ended, stopped)
    )
    assert month_of(homes) == {
        (a, "enter"): "late",
        (b, "enter"): "card",
        (d, "leave"): "late",
        (e, "leave"): "card",
    }
    made = hand_over(
        by=commune_officer,
        benefit=HEALTH,
        homes=homes,
        month=NOVEMBER,
        recipient="Bảo hiểm xã hội khu vực",
    )
    assert (made.enter_count, made.leave_count) == (2, 2)
    assert month_of(homes, dt.date(2026, 12, 1)) == {}
    assert len(month_of(homes)) == 4


def test_a_day_before_the_right_began_is_refused(poor, commune_officer, homes):
    early = {"by": commune_officer, "benefit": HEALTH, "who": members(poor)}
    with pytest.raises(ValidationError, match=r"được hưởng từ 01/11/2026") as refused:
        entitlements.enrol(starts=dt.date(1990, 1, 1), **early)
    assert poor.head_name in str(refused.value)
    assert not Enrolment.objects.exists()
    whole = early | {"benefit": POWER, "who": [(poor.pk, None)]}
    with pytest.raises(ValidationError, match=r"trước ngày bắt đầu"):
        entitlements.enrol(starts=dt.date(2026, 10, 31), **whole)
    assert entitlements.enrol(starts=NOVEMBER, **whole) == 1


def test_cards_are_entered_once_and_end(poor, commune_officer, homes):
    who = members(poor)
    enter = {"by": commune_officer, "benefit": HEALTH, "starts": NOVEMBER}
    assert entitlements.enrol(who=who, **enter) == 2
    assert entitlements.enrol(who=who, **enter) == 0
    assert lists(homes)[MISSING] == set()
    ids = list(Enrolment.objects.values_list("pk", flat=True))
    end = {"by": commune_officer, "ids": ids, "reason": "Đã chuyển nơi làm việc"}
    with pytest.raises(ValidationError, match="phải sau ngày bắt đầu"):
        entitlements.end_enrolments(ends=NOVEMBER, **end)
    with pytest.raises(ValidationError, match="lý do"):
        entitlements.end_enrolments(ends=dt.date(2026, 11, 15), **end | {"reason": ""})
    assert entitlements.end_enrolments(ends=dt.date(2026, 11, 15), **end) == 2
    assert len(lists(homes)[MISSING]) == 2
    acts = AuditEntry.objects.order_by("pk").values_list("act", flat=True)
    assert acts.filter(act__startswith="programs.enrolment").count() == 3


def test_cards_only_for_members_in_sight(
    poor, neighbour_officer, commune_officer, leader
):
    enter = {"benefit": HEALTH, "starts": NOVEMBER}
    with pytest.raises(ValidationError, match="địa bàn của bạn"):
        entitlements.enrol(by=neighbour_officer, who=members(poor), **enter)
    stranger = (poor.pk, PersonFactory().pk)
    with pytest.raises(ValidationError, match="địa bàn của bạn"):
        entitlements.enrol(by=commune_officer, who=[stranger], **enter)
    with pytest.raises(PermissionDenied):
        entitlements.enrol(by=leader, who=members(poor), **enter)
    with pytest.raises(ValidationError, match="quá xa"):
        entitlements.enrol(
            by=commune_officer,
            who=members(poor),
            **enter | {"starts": dt.date(2062, 1, 1)},
        )
    assert not Enrolment.objects.exists()


def test_a_list_is_handed_over_as_it_was(poor, commune_officer, homes):
    hand = {"by": commune_officer, "benefit": HEALTH, "homes": homes}
    hand |= {"month": NOVEMBER, "recipient": "Bảo hiểm xã hội khu vực"}
    made = hand_over(**hand)
    with pytest.raises(ValidationError, match="không cần chuyển lại"):
        hand_over(**hand, again=True)
    assert (made.enter_count, made.leave_count) == (2, 0)
    poor.standings.update(recorded_to=dt.datetime(2026, 11, 20, tzinfo=dt.UTC))
    kept = Handover.objects.get()
    assert {row["person"] for row in kept.content["rows"]} == {
        person for _, person in members(poor)
    }
    assert "personal_id" not in str(kept.content)
    with pytest.raises(ValidationError, match="không có ai tăng, giảm"):
        hand_over(**hand)


def test_a_changed_list_is_handed_over_again_only_when_meant(
    poor, village, commune_officer, homes, client_of
):
    address = "/chuong-trinh/che-do/thang/?month=2026-11"
    client = client_of(commune_officer)
    typed = {"recipient": "Bảo hiểm xã hội khu vực"}
    assert "Chuyển lại" not in client.get(address).content.decode()
    assert client.post(address, typed).status_code == 302
    standing_of(HouseholdFactory(village=village), starts=NOVEMBER)
    page = client.post(address, typed)
    assert "Nếu danh sách mới thay danh sách đó" in page.content.decode()
    assert Handover.objects.count() == 1
    assert client.post(address, typed | {"again": "on"}).status_code == 302
    made = Handover.objects.latest("pk")
    assert made.enter_count == len(made.content["rows"]) == page.context["enter"] == 3


def test_kept_numbers_are_those_of_the_lists(poor, village, commune_officer, homes):
    card(poor, commune_officer)
    card(HouseholdFactory(village=village), commune_officer)
    needs.build(homes.communes, 2026)
    found = right_figures.numbers(Place(scope_of(commune_officer), None), HEALTH, 2026)
    assert (found.should, found.both, found.missing, found.excess) == (2, 1, 1, 1)


def test_pages_ask_as_often_for_many_as_for_few(
    poor, village, commune_officer, client_of, django_assert_max_num_queries
):
    for _ in range(12):
        standing_of(HouseholdFactory(village=village), starts=NOVEMBER)
    client = client_of(commune_officer)
    for address in ("", "thang/"):
        with django_assert_max_num_queries(22):
            page = client.get(f"/chuong-trinh/che-do/{address}")
        assert page.context["page_obj"].paginator.count == 14


def test_what_is_refused_keeps_what_was_ticked(poor, commune_officer, client_of):
    client = client_of(commune_officer)
    ticks = [f"{household}-{person}" for household, person in members(poor)]
    page = client.post("/chuong-trinh/che-do/", {"who": ticks[:1], "starts": ""})
    assert page.context["ticked"] == set(ticks[:1])
    assert "checked" in page.content.decode()
    page = client.post("/chuong-trinh/che-do/", {"who": [], "starts": "1/11/2026"})
    assert "Hãy chọn ít nhất một người" in page.content.decode()
    page = client.post("/chuong-trinh/che-do/", {"all": "on", "starts": "1/11/2026"})
    assert page.status_code == 302
    assert Enrolment.objects.count() == 2


def test_of_several_communes_the_kept_figures_are_shown(
    poor, neighbour, province_officer, client_of
):
    household = HouseholdFactory(village=VillageFactory(parent=neighbour))
    standing_of(household, starts=NOVEMBER)
    both = {poor.commune_id, neighbour.pk}
    needs.build(both, 2026)
    page = client_of(province_officer).get("/chuong-trinh/che-do/")
    numbers = {row.area.pk: row.missing for row in page.context["rows"]}
    assert numbers == {poor.commune_id: 2, neighbour.pk: 1}
    file = list_exports()["entitlement-communes"].open(
        province_officer, QueryDict(), None, whole_ids=False
    )
    assert sorted(row[1:5] for row in file.rows) == [[1, 0, 1, 0], [2, 0, 2, 0]]
    page = client_of(province_officer).get("/chuong-trinh/che-do/thang/")
    assert {area.pk for area, _ in page.context["rows"]} == both
    assert of_communes(both).communes == both


def test_a_rule_is_changed_by_the_province_alone(
    province_officer, commune_officer, client_of
):
    rule = EntitlementRule.objects.get(share=70)
    address = f"/chuong-trinh/che-do/quy-dinh/{rule.pk}/"
    typed = {
        "benefit": rule.benefit, "name": rule.name, "classes": ["near_poor"],
        "share": "80", "per_person": "on", "starts": "1/1/2016", "mark": "recalled",
    }  # fmt: skip
    assert client_of(commune_officer).post(address, typed).status_code == 403
    page = client_of(province_officer).post(address, typed | {"ends": "1/1/2015"})
    assert "Ngày hết áp dụng phải sau ngày áp dụng" in page.content.decode()
    assert client_of(province_officer).post(address, typed).status_code == 302
    rule.refresh_from_db()
    assert rule.share == 80
