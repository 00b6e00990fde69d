"""Who helps a household: helpers, their tasks and visits, what is withdrawn."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.models import Helper, HelperVisit
from programs.services.places import Place
from programs.services.wayout import helpers, listed, visits
from tests.factories import HouseholdFactory, VillageFactory
from tests.programs.access_wayout import (
    DAY,
    helper_of,
    standing_of,
    task_of,
)

pytestmark = pytest.mark.django_db
NOW = "2026-11-22 08:00+07:00"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW)


def here(officer):
    return Place(scope_of(officer), None)


def test_a_helper_is_named_for_a_household_once_at_a_time(
    household, commune, commune_officer
):
    by, helper = commune_officer, helper_of(commune, commune_officer)
    task = helpers.Task(DAY, "Hướng dẫn chăn nuôi", household)
    made = helpers.assign(by=by, helper=helper, task=task)
    with pytest.raises(ValidationError, match="Đang được phân công"):
        helpers.assign(by=by, helper=helper, task=task)
    with pytest.raises(ValidationError, match="phải sau ngày bắt đầu"):
        helpers.end_assignment(by=by, assignment=made, ends=DAY, outcome="x")
    ends = dt.date(2026, 11, 1)
    helpers.end_assignment(by=by, assignment=made, ends=ends, outcome="Đã có bò")
    with pytest.raises(ValidationError, match="đã kết thúc"):
        helpers.end_assignment(by=by, assignment=made, ends=ends, outcome="x")
    helpers.assign(by=by, helper=helper, task=task)
    count = helpers.end_helper(by=by, helper=helper, ended_on=ends, outcome="Chuyển đi")
    helper.refresh_from_db()
    assert (count, helper.ended_on) == (1, ends)
    with pytest.raises(ValidationError, match="đã thôi giúp"):
        helpers.assign(by=by, helper=helper, task=task)


def test_since_when_somebody_helps_is_put_right(
    household, commune, commune_officer, surveyor, client_of
):
    """A visit of before the day that was entered can then be written down."""
    helper = helper_of(commune, commune_officer)
    task = task_of(helper, commune_officer, household=household)
    before = task.starts - dt.timedelta(days=20)
    said = {"by": surveyor, "household": household, "assignment": task, "note": "Bò đẻ"}
    with pytest.raises(ValidationError, match="sửa ngày phân công"):
        visits.visit(day=before, **said)
    client = client_of(commune_officer)
    url = reverse("programs:assignment-edit", args=[task.pk])
    typed = {"content": "Hướng dẫn nuôi bò", "starts": f"{before:%d/%m/%Y}"}
    page = client.post(url, typed | {"starts": "1/12/2026"})
    assert "chưa đến" in page.content.decode()
    answer = client.post(url, typed)
    assert answer["Location"] == reverse(
        "programs:household-visits", args=[household.pk]
    )
    visits.visit(day=before, **said)
    page = client.post(url, typed | {"starts": f"{DAY:%d/%m/%Y}"})
    assert "Đã ghi lần thăm ngày" in page.content.decode()
    assert client_of(surveyor).post(url, typed).status_code == 403
    task.refresh_from_db()
    assert (task.starts, task.content) == (before, "Hướng dẫn nuôi bò")


def test_a_surveyor_finds_the_visits_in_the_navigation(
    surveyor, commune_officer, client_of
):
    url = reverse("programs:visit-list")
    page = client_of(surveyor).get("/")
    assert url in [each["url"] for each in page.context["nav"]]
    assert (
        "Các mục của chương trình" not in client_of(surveyor).get(url).content.decode()
    )
    page = client_of(commune_officer).get("/")
    assert url not in [each["url"] for each in page.context["nav"]]


def test_one_helper_is_named_for_several_households_or_for_none(
    open_round, village, commune, commune_officer, client_of
):
    homes = [HouseholdFactory(village=village) for _ in range(3)]
    for each in homes:
        standing_of(open_round, each)
    helper = helper_of(commune, commune_officer)
    task_of(helper, commune_officer, household=homes[0])
    client, url = client_of(commune_officer), reverse("programs:unhelped-list")
    typed = {"helper": helper.pk, "content": "Giúp vốn, giống", "starts": "1/10/2026"}
    page = client.post(url, typed).content.decode()
    assert "Hãy chọn ít nhất một hộ" in page
    assert "Giúp vốn, giống" in page
    page = client.post(url, {**typed, "who": [homes[1].pk, homes[0].pk]})
    assert f"Hộ {homes[0].head_name}" in page.content.decode()
    assert helper.assignments.count() == 1, "all or none"
    answer = client.post(url, {**typed, "who": [homes[1].pk, homes[2].pk]})
    assert answer.status_code == 302
    assert helper.assignments.count() == 3


def test_nobody_helps_outside_his_scope(
    household, commune, neighbour, neighbour_officer, leader
):
    facts = helpers.HelperFacts(commune, "union", "Hội Phụ nữ")
    with pytest.raises(PermissionDenied):
        helpers.add_helper(by=neighbour_officer, facts=facts)
    with pytest.raises(PermissionDenied):
        helpers.add_helper(by=leader, facts=facts)
    other = helper_of(neighbour, neighbour_officer)
    with pytest.raises(Household.DoesNotExist):
        helpers.assign(
            by=neighbour_officer, helper=other, task=helpers.Task(DAY, "x", household)
        )
    with pytest.raises(PermissionDenied):
        helpers.assign(
            by=neighbour_officer,
            helper=other,
            task=helpers.Task(DAY, "x", area=commune),
        )
    with pytest.raises(Helper.DoesNotExist):
        helpers.change_helper(
            by=neighbour_officer, helper=helper_of(commune, leader), facts=facts
        )


def test_a_surveyor_visits_by_the_task_of_the_household_or_its_place(
    household, village, commune, commune_officer, surveyor
):
    unit = helper_of(commune, commune_officer, kind="twin", name="Công ty kết nghĩa")
    task_of(unit, commune_officer, area=commune)
    elsewhere = task_of(
        unit, commune_officer, area=VillageFactory(parent=commune, name="Thôn khác")
    )
    own = task_of(helper_of(commune, commune_officer), commune_officer, area=village)
    assert own in visits.tasks_for(household)
    assert visits.tasks_for(household).count() == 2
    said = {"household": household, "day": DAY, "note": "Bò đã đẻ"}
    first = visits.visit(by=surveyor, assignment=own, **said)
    assert visits.visit(by=surveyor, assignment=own, **said) == first
    with pytest.raises(ValidationError, match="không còn được phân công"):
        visits.visit(by=surveyor, assignment=elsewhere, **said)
    for day, words in (
        (dt.date(2026, 11, 23), "chưa đến"),
        (dt.date(2026, 3, 1), "trước ngày phân công"),
    ):
        with pytest.raises(ValidationError, match=words):
            visits.visit(by=surveyor, assignment=own, **{**said, "day": day})
    assert HelperVisit.objects.count() == 1


def test_coverage_counts_households_with_a_helper_of_their_own(
    open_round, village, commune, commune_officer
):
    homes = [HouseholdFactory(village=village) for _ in range(3)]
    for each in homes:
        standing_of(open_round, each)
    helper, place = helper_of(commune, commune_officer), here(commune_officer)
    task_of(helper, commune_officer, household=homes[0])
    task_of(helper, commune_officer, household=homes[1], ends=timezone.localdate())
    task_of(helper, commune_officer, area=commune)
    found = listed.coverage(place, 2026)
    assert (found.listed, found.helped, found.left) == (3, 1, 2)
    left = listed.without_helper(listed.listed(place, 2026))
    assert {each.household_id for each in left} == {homes[1].pk, homes[2].pk}
    assert list(visits.unvisited(visits.helped(place))) == [homes[0]]
    HelperVisit.objects.create(
        assignment=helper.assignments.get(household=homes[0]),
        household=homes[0],
        day=dt.date(2026, 9, 1),
        note="Đã thăm",
        recorded_by=commune_officer,
    )
    assert not visits.unvisited(visits.helped(place)).exists()


def test_a_wrong_visit_is_withdrawn_and_counts_no_more(
    household, commune, client_of, commune_officer, surveyor
):
    task = task_of(helper_of(commune, commune_officer), surveyor, household=household)
    said = {"household": household, "assignment": task, "day": DAY, "note": "Bò đẻ"}
    wrong = visits.visit(by=surveyor, **said)
    url = reverse("programs:visit-withdraw", args=[wrong.pk])
    client = client_of(surveyor)
    assert "Hãy ghi lý do" in client.post(url, {"reason": ""}).content.decode()
    answer = client.post(url, {"reason": "Ghi nhầm hộ"}, follow=True)
    assert "Đã hủy: Ghi nhầm hộ" in answer.content.decode()
    wrong.refresh_from_db()
    assert wrong.withdrawn_at is not None
    entry = AuditEntry.objects.get(act="programs.helper_visit.withdrawn")
    assert entry.reason == "Ghi nhầm hộ"
    (found,) = visits.helped(here(commune_officer))
    assert found.last_visit is None
    with pytest.raises(ValidationError, match="đã hủy"):
        visits.withdraw_visit(by=surveyor, visit=wrong, reason="Lại")
    assert visits.visit(by=surveyor, **said) != wrong
