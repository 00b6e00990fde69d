"""A committee at work: who sits, a meeting's picture, tasks until the next meeting."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from povertyportal import worklist
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import CommitteeMember, Role
from povertyportal.administration.services.committees import seat_member
from povertyportal.audit.models import AuditEntry
from reports.models import (
    AreaSummary,
    CommitteeMeeting,
    CommitteeTask,
    MeetingPicture,
    TaskProgress,
    TaskReminder,
    TaskReview,
    visible_committees,
)
from reports.papers import committee as papers
from reports.services.committee import base, conclusions, meetings, members, tasks
from reports.services.committee.member_lines import BadLines, duty_of, read_lines
from reports.services.committee.picturing import kept_sections, sha_of
from reports.services.committee.reminding import remind
from reports.services.committee.states import status_of
from reports.services.room import tasks as room_tasks
from reports.services.selection import everything, place_of
from reports.together import read_together
from tests.factories import OfficerFactory, SummaryFactory
from tests.reports.access_committee import letter_of, meeting_of, task_of

Duty, State = CommitteeMember.Duty, CommitteeTask.State
Verdict = TaskReview.Verdict
TODAY = timezone.localdate()


def day(days):
    return TODAY + dt.timedelta(days=days)


# --- pure -----------------------------------------------------------------------------


def test_lines_of_a_decision_are_read_by_semicolons_or_tabs():
    text = (
        "Lê Hữu Bình; Chủ tịch; UBND xã; Phó Trưởng ban Thường trực\n\n"
        "Trần Thị Mai\tChủ tịch Hội\t\tThư ký\nĐinh Văn Sơn"
    )
    first, second, third = read_lines(text)
    assert (first.name, first.outside, first.agency) == (
        "Lê Hữu Bình", "Chủ tịch", "UBND xã",
    )  # fmt: skip
    assert (first.duty, second.duty, third.duty) == (
        Duty.STANDING, Duty.SECRETARY, Duty.MEMBER,
    )  # fmt: skip
    assert (second.agency, second.position) == ("", "Thư ký")
    assert third.outside == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("An; a; b; c; d", "Dòng 1: có 5 phần"),
        ("An\n; Chủ tịch", "Dòng 2: thiếu họ và tên"),
        ("A" * 121, "họ và tên dài quá 120"),
        ("An; x; Hội\nAN; y; hội", "AN có hai dòng"),
        ("\n".join(f"Người {n}" for n in range(61)), "nhiều hơn 60"),
    ],
)
def test_lines_that_cannot_be_read_say_where(text, said):
    with pytest.raises(BadLines, match=said):
        read_lines(text)


@pytest.mark.parametrize(
    ("position", "duty"),
    [
        ("Trưởng ban", Duty.HEAD),
        ("Phó Trưởng ban", Duty.DEPUTY),
        ("Ủy viên Thường trực", Duty.STANDING),
        ("Ủy viên, thư ký", Duty.SECRETARY),
        ("Ủy viên", Duty.MEMBER),
        ("", Duty.MEMBER),
    ],
)
def test_a_place_in_the_committee_means_a_duty(position, duty):
    assert duty_of(position) == duty


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


# --- who ------------------------------------------------------------------------------


@pytest.fixture
def secretary(committee_member):
    committee_member.seats.update(duty=Duty.SECRETARY)
    return committee_member


@pytest.fixture
def committee(secretary):
    return secretary.seats.get().committee


def decided(**fields):
    usual = {
        "kind": "renewed",
        "number": "12/QĐ-UBND",
        "issuer": "Ủy ban nhân dân tỉnh",
        "decided_on": day(-2),
        "effective_on": day(-1),
    }
    return members.Decided(**usual | fields)


def test_a_decision_ends_seats_and_opens_others(secretary, committee):
    leaving = OfficerFactory(role=Role.COMMITTEE, full_name="Hoàng Văn Đi")
    seat = CommitteeMember.objects.create(
        committee=committee, officer=leaving, starts=day(-400)
    )
    said = decided(
        leaving=[seat],
        coming=read_lines("Bùi Thị Đến; Chủ tịch; UBND xã; Trưởng ban\nHoàng Văn Đi;"
                          ";; Ủy viên Thường trực"),
    )  # fmt: skip
    key = uuid.uuid4()
    made = members.record_decision(
        by=secretary, committee=committee, key=key, decided=said
    )
    seat.refresh_from_db()
    assert seat.ends == day(-1)
    came, same = made.opened.order_by("pk")
    assert (came.who, came.duty, came.officer) == ("Bùi Thị Đến", Duty.HEAD, None)
    # The account stays; the right to keep papers is the administrator's to give.
    assert (same.officer, same.duty) == (leaving, Duty.MEMBER)
    assert same.in_committee == "Ủy viên Thường trực"
    again = members.record_decision(
        by=secretary, committee=committee, key=key, decided=said
    )
    assert again == made
    with pytest.raises(ValidationError, match="đang là thành viên"):
        members.record_decision(
            by=secretary,
            committee=committee,
            key=uuid.uuid4(),
            decided=decided(
                number="13", coming=read_lines("Bùi Thị Đến; Bí thư; UBND xã")
            ),
        )


def test_a_decision_is_corrected_and_its_scan_attached(secretary, committee, client_of):
    made = members.record_decision(
        by=secretary,
        committee=committee,
        key=uuid.uuid4(),
        decided=decided(coming=read_lines("Bùi Thị Đến")),
    )
    url = reverse("committee:decision-edit", args=[committee.pk, made.pk])
    scan = SimpleUploadedFile("qd.pdf", b"%PDF-1.4\n%%EOF")
    typed = {"number": "21/QĐ-UBND", "issuer": "UBND tỉnh", "file": scan}
    later = client_of(secretary).post(
        url, {**typed, "decided_on": f"{day(1):%d/%m/%Y}"}
    )
    assert later.context["form"].has_error("decided_on")
    scan.seek(0)
    done = client_of(secretary).post(url, {**typed, "decided_on": "01/02/2026"})
    assert done.status_code == 302
    made.refresh_from_db()
    assert (made.number, made.decided_on) == ("21/QĐ-UBND", dt.date(2026, 2, 1))
    opened = reverse("season:attachment", args=[made.file_id])
    assert client_of(secretary).get(opened).status_code == 200


def test_the_administrator_gives_a_named_member_his_account(administrator, committee):
    named = CommitteeMember.objects.create(
        committee=committee, name="Bùi Thị Đến", duty=Duty.STANDING, starts=day(-30)
    )
    officer = OfficerFactory(role=Role.COMMITTEE)
    given = {"by": administrator, "committee": committee, "starts": TODAY}
    seat = seat_member(officer=officer, seat=named, **given)
    assert (seat.pk, seat.starts, seat.duty) == (named.pk, day(-30), Duty.STANDING)
    assert base.may_run(officer, committee)
    other = OfficerFactory(role=Role.COMMITTEE)
    with pytest.raises(ValidationError, match="đã có tài khoản"):
        seat_member(officer=other, seat=named, **given)


def test_an_ordinary_member_reads_but_keeps_no_papers(
    committee, province_officer, inspector, leader, client_of
):
    member = OfficerFactory(role=Role.COMMITTEE)
    CommitteeMember.objects.create(committee=committee, officer=member, starts=day(-9))
    url = reverse("committee:meeting-create", args=[committee.pk])
    assert client_of(member).get(url).status_code == 403
    detail = client_of(member).get(reverse("committee:detail", args=[committee.pk]))
    assert detail.status_code == 200
    assert not detail.context["may_run"]
    # Who answers for all its areas runs it too; one area of two is not enough.
    assert base.may_run(province_officer, committee)
    assert visible_committees(inspector).get() == committee
    province_officer.scopes.update(area=committee.areas.first())
    narrow = type(province_officer).objects.get(pk=province_officer.pk)
    assert not visible_committees(narrow).exists()
    assert not visible_committees(leader).exists()


# --- a meeting and its tasks ----------------------------------------------------------


@pytest.fixture
def held(secretary, committee, commune, neighbour):
    """A meeting of today, opened upon the figures of two communes."""
    for area in (commune, neighbour):
        SummaryFactory(area=area)
    planned = meetings.Planned("half", "Sơ kết 6 tháng", TODAY, chair=None)
    made = meetings.plan_meeting(
        by=secretary, committee=committee, key=uuid.uuid4(), planned=planned
    )
    return meetings.open_meeting(by=secretary, meeting=made, asked={})


def given_task(by, meeting, unit, due=10):
    conclusion = conclusions.add_conclusion(
        by=by, meeting=meeting, text="Đẩy nhanh giải ngân."
    )
    return tasks.give_task(
        by=by,
        key=uuid.uuid4(),
        source=conclusion,
        given=tasks.Given("Rà soát nguồn vốn", day(due), unit=unit),
    )


def refused(rule, change):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        change()


def test_a_picture_stays_as_it_was_shown(held, secretary, client_of):
    kept = held.picture.kept
    assert held.picture_sha256 == sha_of(kept)
    (shown,) = [each for each in kept_sections(held) if each.part.code == "areas"]
    poor = {name: number for name, _, number, *_ in shown.part.rows}
    assert "/tong-quan/" not in str(kept["charts"])
    assert all("<svg" in each for each in (*shown.figures, *shown.drawings))
    assert sorted(poor.values()) == [31, 31]
    AreaSummary.objects.update(poor=1)
    page = client_of(secretary).get(reverse("committee:picture", args=[held.pk]))
    again = next(p for p, *_ in page.context["parts"] if p.code == "areas")
    assert {name: number for name, _, number, *_ in again.rows} == poor
    meeting = CommitteeMeeting.objects.filter(pk=held.pk)
    refused("frozen", lambda: meeting.update(picture_sha256="0" * 64))
    refused("frozen", lambda: MeetingPicture.objects.update(kept={}))
    refused("order", lambda: meeting.update(state="planned"))
    refused("held", lambda: meeting._raw_delete(meeting.db))
    same = meetings.open_meeting(by=secretary, meeting=held, asked={"year": "1999"})
    assert same.picture_sha256 == held.picture_sha256


def test_a_picture_changed_past_the_portal_is_not_shown(held, secretary, client_of):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        MeetingPicture.objects.update(kept={**held.picture.kept, "place": "Nơi khác"})
        cursor.execute("SET LOCAL session_replication_role = origin")
    client = client_of(secretary)
    page = client.get(reverse("committee:picture", args=[held.pk]), follow=True)
    assert "không còn khớp mã kiểm tra" in page.content.decode()
    assert "Nơi khác" not in page.content.decode()
    url = reverse("committee:paper", args=[held.pk, "so-lieu"])
    assert client.get(url).status_code == 302


def test_a_meeting_is_opened_on_its_day_and_with_figures(secretary, committee):
    later = meeting_of(committee, secretary, "planned", held_on=day(1))
    with pytest.raises(ValidationError, match="chưa đến"):
        meetings.open_meeting(by=secretary, meeting=later, asked={})
    today = meeting_of(committee, secretary, "planned")
    with pytest.raises(ValidationError, match="chưa có số liệu"):
        meetings.open_meeting(by=secretary, meeting=today, asked={})


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


def test_a_notice_signed_later_is_entered_once(held, secretary, client_of):
    conclusions.add_conclusion(by=secretary, meeting=held, text="Một.")
    notice = meetings.Noticed("7/TB-BCĐ", TODAY, "Bùi Thị Đến", "Trưởng ban")
    with pytest.raises(ValidationError, match="đang diễn ra"):
        meetings.record_notice(by=secretary, meeting=held, notice=notice)
    meetings.close_meeting(by=secretary, meeting=held, notice=meetings.Noticed())
    url = reverse("committee:meeting-notice", args=[held.pk])
    empty = client_of(secretary).post(url, {"signer_name": "Bùi Thị Đến"})
    assert empty.context["form"].has_error("number")
    meetings.record_notice(by=secretary, meeting=held, notice=notice)
    held.refresh_from_db()
    assert (held.notice_number, held.notice_on) == ("7/TB-BCĐ", TODAY)
    other = meetings.Noticed("8/TB-BCĐ", TODAY)
    with pytest.raises(ValidationError, match="đã có thông báo số 7"):
        meetings.record_notice(by=secretary, meeting=held, notice=other)
    refused("ended", lambda: CommitteeMeeting.objects.update(notice_number="9"))


def test_a_task_is_moved_to_a_later_day_only(
    held, secretary, committee, commune, client_of
):
    task = given_task(secretary, held, commune)
    following = meeting_of(committee, secretary)
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
        with pytest.raises(ValidationError, match="không chọn cả"):
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


def test_minutes_keep_what_two_people_typed(held, secretary, client_of):
    url = reverse("committee:minutes", args=[held.pk])
    client = client_of(secretary)
    typed = {"version": held.version, "present": "Ban chỉ đạo", "minutes": "Một."}
    assert client.post(url, typed).status_code == 302
    second = client.post(url, typed | {"minutes": "Hai."})
    assert "được người khác lưu" in second.content.decode()
    assert "Hai." in second.content.decode()
    held.refresh_from_db()
    assert (held.minutes, held.version) == ("Một.", 2)


def test_a_dropped_conclusion_leaves_no_gap(held, secretary, commune):
    given_task(secretary, held, commune)
    for text in ("Hai.", "Ba."):
        conclusions.add_conclusion(by=secretary, meeting=held, text=text)
    first, second, third = held.conclusions.order_by("number")
    with pytest.raises(ValidationError, match="đã giao 1 nhiệm vụ"):
        conclusions.drop_conclusion(by=secretary, conclusion=first)
    conclusions.drop_conclusion(by=secretary, conclusion=second)
    third.refresh_from_db()
    assert third.number == 2


# --- reminders, lists, papers ---------------------------------------------------------


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


def test_papers_say_what_was_concluded_given_and_judged(
    held, secretary, committee, commune
):
    task = given_task(secretary, held, commune)
    draft = papers.notice(held)
    assert draft["draft"]
    assert draft["sections"][0]["paras"] == ["1. Đẩy nhanh giải ngân."]
    (row,) = draft["sections"][1]["table"]["rows"]
    assert row[1:] == ["Rà soát nguồn vốn", commune.name, f"{task.due_on:%d/%m/%Y}"]
    name, content = papers.print_paper(by=secretary, meeting=held, kind="so-lieu")
    assert name == f"so-lieu-cuoc-hop-{TODAY:%Y-%m-%d}.pdf"
    assert content.startswith(b"%PDF")
    following = meeting_of(committee, secretary, signer_position="Phó Trưởng ban")
    tasks.judge_tasks(
        by=secretary,
        meeting=following,
        judged=[tasks.Judged(task, Verdict.NOT_DONE, "Chậm.")],
    )
    said = papers.minutes(following)["sections"][3]["table"]["rows"][0]
    assert said[-1] == "Chưa hoàn thành, tiếp tục. Chậm."
    lines = papers.notice(following)["signer"]["lines"]
    assert lines == ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
