"""Tasks of a committee: given, reported, judged, moved, brought up on lists."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from povertyportal import worklist
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import CommitteeMember, Role
from povertyportal.audit.models import AuditEntry
from reports.models import (
    CommitteeTask,
    TaskProgress,
    TaskReminder,
    TaskReview,
)
from reports.services.committee import conclusions, meetings, tasks
from reports.services.committee.reminding import remind
from reports.services.committee.states import status_of
from reports.services.room import tasks as room_tasks
from reports.services.selection import everything, place_of
from reports.together import read_together
from tests.factories import OfficerFactory
from tests.reports.access_committee import letter_of, meeting_of, task_of
from tests.reports.committee_world import TODAY, day, following_on, given_task, refused

State = CommitteeTask.State
Verdict = TaskReview.Verdict


@pytest.mark.parametrize(
    ("due", "state", "reported", "words", "tone"),
    [
        (-3, State.OPEN, None, "Quá hạn 3 ngày", "bad"),
        (0, State.OPEN, None, "Đến hạn hôm nay", "warn"),
        (7, State.OPEN, None, "Còn 7 ngày", "warn"),
        (8, State.OPEN, None, "Đang thực hiện", "info"),
        (-3, State.OPEN, -4, "Báo đã xong, chờ đánh giá", "info"),
        (-3, State.DONE, -4, "Đã hoàn thành", "ok"),
        (-3, State.DROPPED, None, "Thôi giao", "neutral"),
    ],
)
def test_a_task_is_late_near_or_said_to_be_done(due, state, reported, words, tone):
    on = None if reported is None else day(reported)
    task = CommitteeTask(due_on=day(due), state=state, reported_on=on)
    assert status_of(task, TODAY) == (words, tone)


def test_a_task_goes_from_a_conclusion_to_the_next_meeting(
    held, secretary, committee, commune, commune_officer, neighbour_officer
):
    task = given_task(secretary, held, commune)
    meetings.close_meeting(by=secretary, meeting=held, notice=meetings.Noticed())
    with pytest.raises(ValidationError, match="đã kết thúc"):
        tasks.change_task(
            by=secretary, task=task, given=tasks.Given("Khác", day(3), unit=commune)
        )
    refused("gave", lambda: CommitteeTask.objects.update(text="Khác"))
    with pytest.raises(PermissionDenied):
        tasks.report_task(by=neighbour_officer, task=task, text="Xong.", is_done=True)
    said = {"task": task, "text": "Đã rà soát.", "is_done": True}
    first = tasks.report_task(by=commune_officer, **said)
    assert tasks.report_task(by=commune_officer, **said) == first
    refused("stays", lambda: TaskProgress.objects.update(text="Khác"))

    following = meeting_of(committee, secretary)
    assert [each.pk for each in meetings.to_judge(following)] == [task.pk]
    conclusions.add_conclusion(by=secretary, meeting=following, text="Tiếp tục.")
    with pytest.raises(ValidationError, match="1 nhiệm vụ"):
        meetings.close_meeting(
            by=secretary, meeting=following, notice=meetings.Noticed()
        )
    moved = tasks.Judged(task, Verdict.MOVED, "Chờ vốn.", day(40))
    assert tasks.judge_tasks(by=secretary, meeting=following, judged=[moved]) == 1
    assert tasks.judge_tasks(by=secretary, meeting=following, judged=[moved]) == 0
    task.refresh_from_db()
    assert (task.state, task.due_on, task.reported_on) == (State.OPEN, day(40), None)
    # The meeting thinks better of it: the day and the report are those of before.
    done = tasks.Judged(task, Verdict.DONE)
    tasks.judge_tasks(by=secretary, meeting=following, judged=[done])
    task.refresh_from_db()
    assert (task.state, task.due_on, task.ended_on) == (State.DONE, day(10), TODAY)
    assert task.reported_on == TODAY
    meetings.close_meeting(by=secretary, meeting=following, notice=meetings.Noticed())
    refused("under way", lambda: TaskReview.objects.update(text="Khác"))
    acts = AuditEntry.objects.filter(object_kind="committee_task")
    assert set(acts.values_list("act", flat=True)) == {
        "reports.committee_task.given",
        "reports.committee_task.reported",
        "reports.committee_task.judged",
    }
    assert all(commune.pk in each.area_ids for each in acts)


def test_a_task_is_moved_to_a_later_day_only(
    held, secretary, committee, commune, client_of
):
    task = given_task(secretary, held, commune)
    following = following_on(held, secretary)
    url = reverse("committee:judge", args=[following.pk])
    typed = {f"verdict_{task.pk}": "moved", f"text_{task.pk}": "Chờ vốn."}
    page = client_of(secretary).post(url, typed)
    assert page.context["form"].has_error(f"due_on_{task.pk}")
    assert "Chờ vốn." in page.content.decode()
    wrong = tasks.Judged(task, Verdict.MOVED, due_on=TODAY)
    with pytest.raises(ValidationError, match="sau ngày họp"):
        tasks.judge_tasks(by=secretary, meeting=following, judged=[wrong])


def test_who_has_a_task_is_one_of_the_committees(
    held, secretary, committee, commune, elsewhere
):
    letter = letter_of(committee, secretary)
    seat = committee.members.get()

    def give(**who):
        return tasks.give_task(
            by=secretary,
            key=uuid.uuid4(),
            source=letter,
            given=tasks.Given("Báo cáo", day(5), **who),
        )

    for who in ({}, {"unit": commune, "seat": seat}):
        with pytest.raises(ValidationError, match="một thành viên hoặc một"):
            give(**who)
    with pytest.raises(ValidationError, match="không thuộc địa bàn"):
        give(unit=elsewhere)
    task = give(seat=seat)
    assert tasks.may_report(secretary, task)
    tasks.drop_task(by=secretary, task=task)
    assert not committee.tasks.exists()


def test_evidence_is_seen_by_who_gave_the_task(
    held, secretary, commune, commune_officer, neighbour_officer, client_of
):
    task = given_task(secretary, held, commune)
    url = reverse("committee:task-detail", args=[task.pk])
    photo = SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.4\n%%EOF")
    typed = {"text": "Đã rà soát.", "document": "57/BC-UBND", "upload": photo}
    assert client_of(commune_officer).post(url, typed).status_code == 302
    said = task.progress.get()
    assert (said.is_done, said.document) == (False, "57/BC-UBND")
    opened = reverse("season:attachment", args=[said.evidence_id])
    assert client_of(secretary).get(opened).status_code == 200
    assert client_of(neighbour_officer).get(opened).status_code == 404
    assert client_of(neighbour_officer).get(url).status_code == 404


def test_a_task_is_reminded_of_once_a_day_and_anew_when_moved(
    held, secretary, commune, committee
):
    letter = letter_of(committee, secretary, received_on=day(-20), issued_on=day(-20))
    late = task_of(letter, commune, secretary, due_on=day(-2))
    task_of(letter, commune, secretary, due_on=day(3))
    task_of(letter, commune, secretary, due_on=day(30))
    assert (remind(TODAY), remind(TODAY)) == (2, 0)
    CommitteeTask.objects.filter(pk=late.pk).update(due_on=day(-1))
    assert remind(TODAY) == 1
    kinds = TaskReminder.objects.filter(task=late).values_list("kind", flat=True)
    assert list(kinds) == ["late", "late"]


def test_late_tasks_stand_first_on_the_list_of_who_has_them(
    secretary, committee, commune, commune_officer, neighbour_officer, client_of
):
    letter = letter_of(committee, secretary, received_on=day(-20), issued_on=day(-20))
    near = task_of(letter, commune, secretary, due_on=day(2))
    late = task_of(letter, commune, secretary, due_on=day(-2), text="Đã quá hạn")
    items = worklist.for_officer(commune_officer)
    assert items[0].title == "Nhiệm vụ Ban Chỉ đạo giao quá hạn"
    assert items[0].is_late
    task_of(letter, commune, secretary, due_on=day(20))
    of_committee = [
        item
        for item in worklist.for_officer(commune_officer)
        if "Ban Chỉ đạo giao" in item.title
    ]
    assert [item.count for item in of_committee] == [1, 1, 1]
    for item in of_committee:
        page = client_of(commune_officer).get(item.url)
        assert len(page.context["rows"]) == item.count
    whole = client_of(commune_officer).get(reverse("committee:task-list"))
    shown = [task.pk for task, *_ in whole.context["rows"]]
    assert shown[:2] == [late.pk, near.pk]
    others = client_of(neighbour_officer).get(reverse("committee:task-list"))
    assert not others.context["rows"]
    meeting_of(committee, secretary, "planned", held_on=day(-1))
    titles = [item.title for item in worklist.for_officer(secretary)]
    assert "Cuộc họp đã qua ngày, chưa mở" in titles


def test_the_overview_counts_the_late_tasks_that_its_link_shows(
    secretary, committee, commune, neighbour, province_officer, client_of
):
    """The place's: of committees that lie in it, and those given to its units."""
    letter = letter_of(committee, secretary, received_on=day(-20), issued_on=day(-20))
    for unit in (commune, neighbour):
        task_of(letter, unit, secretary, due_on=day(-2))
    by = province_officer
    for area, count in ((None, 2), (commune.parent, 2), (neighbour, 1)):
        place = place_of(scope_of(by), area) if area else everything(scope_of(by))
        told = read_together(room_tasks.reads(place))
        assert room_tasks.late(told)[0] == count
        query = {"state": "late", **({"area": area.pk} if area else {})}
        page = client_of(by).get(reverse("committee:task-list"), query)
        assert len(page.context["rows"]) == count


def test_a_list_of_tasks_asks_as_often_for_many_as_for_few(
    secretary, committee, commune, client_of, django_assert_max_num_queries
):
    letter = letter_of(committee, secretary)
    for _ in range(12):
        task_of(letter, commune, secretary)
    client = client_of(secretary)
    for name, most in (("committee:task-list", 14), ("committee:list", 10)):
        with django_assert_max_num_queries(most):
            client.get(reverse(name))


def test_who_reports_a_task(
    held, secretary, committee, commune, commune_officer, province, inspector
):
    """The commune that has it, the seat's holder while it lasts, who keeps papers."""
    member = OfficerFactory(role=Role.COMMITTEE)
    seat = CommitteeMember.objects.create(
        committee=committee, officer=member, starts=day(-9)
    )
    above = OfficerFactory(role=Role.PROVINCE_OFFICER)
    above.scopes.create(area=commune, starts=day(-9))
    task = given_task(secretary, held, commune)
    may = {who: tasks.may_report(who, task) for who in (member, above, inspector)}
    assert not any(may.values())
    assert tasks.may_report(commune_officer, task)
    assert tasks.may_report(secretary, task)
    CommitteeTask.objects.filter(pk=task.pk).update(unit=None, seat=seat)
    task.refresh_from_db()
    assert tasks.may_report(member, task)
    assert not tasks.may_report(commune_officer, task)
    CommitteeMember.objects.filter(pk=seat.pk).update(ends=day(-1))
    assert not tasks.may_report(member, task)


def test_no_report_is_lost(held, secretary, commune, commune_officer):
    """Only what was sent twice is kept once: another paper is another report."""
    task = given_task(secretary, held, commune)

    def say(**more):
        return tasks.report_task(
            by=commune_officer, task=task, text="Đã rà soát.", is_done=True, **more
        )

    def scan(words):
        return SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.4\n" + words + b"%%EOF")

    said = [say(), say(document="57/BC"), say(document="57/BC", upload=scan(b"1"))]
    assert say(document="57/BC", upload=scan(b"1")) == said[-1]
    said.append(say(document="57/BC", upload=scan(b"2")))
    said.append(say())
    assert len({each.pk for each in said}) == 5
    following = following_on(held, secretary)
    moved = tasks.Judged(task, Verdict.MOVED, "Chờ vốn.", day(40))
    tasks.judge_tasks(by=secretary, meeting=following, judged=[moved])
    again = say()
    assert again.pk not in {each.pk for each in said}
    task.refresh_from_db()
    assert task.reported_on == TODAY


def test_what_a_later_meeting_judged_stays(held, secretary, committee, commune):
    """A meeting of an earlier day that is written down afterwards changes nothing."""
    letter = letter_of(committee, secretary, received_on=day(-20), issued_on=day(-20))
    task = task_of(letter, commune, secretary, given_on=day(-15))
    later = following_on(held, secretary)
    moved = tasks.Judged(task, Verdict.MOVED, "Chờ vốn.", day(40))
    tasks.judge_tasks(by=secretary, meeting=later, judged=[moved])
    earlier = following_on(later, secretary, held_on=day(-5))
    assert not meetings.to_judge(earlier).exists()
    assert not meetings.unjudged(earlier).exists()
    with pytest.raises(ValidationError, match="cuộc họp sau đã đánh giá"):
        tasks.judge_tasks(
            by=secretary, meeting=earlier, judged=[tasks.Judged(task, Verdict.DONE)]
        )
    task.refresh_from_db()
    assert (task.state, task.due_on) == (State.OPEN, day(40))
