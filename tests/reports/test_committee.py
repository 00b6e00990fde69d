"""A committee at work: who sits, a meeting's picture, tasks until the next meeting."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from povertyportal.accounts.models import CommitteeMember, Role
from povertyportal.administration.services.committees import seat_member
from reports.models import (
    CommitteeMeeting,
    TaskReview,
    visible_committees,
)
from reports.papers import committee as papers
from reports.services.committee import base, conclusions, meetings, members, tasks
from reports.services.committee.member_lines import BadLines, duty_of, read_lines
from tests.factories import OfficerFactory
from tests.reports.access_committee import meeting_of
from tests.reports.committee_world import (
    TODAY,
    day,
    decided,
    following_on,
    given_task,
    refused,
)

Duty = CommitteeMember.Duty
Verdict = TaskReview.Verdict


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


def test_a_meeting_is_opened_on_its_day_and_with_figures(secretary, committee):
    later = meeting_of(committee, secretary, "planned", held_on=day(1))
    with pytest.raises(ValidationError, match="chưa đến"):
        meetings.open_meeting(by=secretary, meeting=later, asked={})
    today = meeting_of(committee, secretary, "planned")
    with pytest.raises(ValidationError, match="chưa có số liệu"):
        meetings.open_meeting(by=secretary, meeting=today, asked={})


def test_a_committee_has_one_meeting_under_way(held, secretary, committee):
    second = meeting_of(committee, secretary, "planned")
    with pytest.raises(ValidationError, match="“Sơ kết 6 tháng” .* chưa kết thúc"):
        meetings.open_meeting(by=secretary, meeting=second, asked={})
    refused("at_a_time", lambda: meeting_of(committee, secretary))


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


def test_minutes_keep_what_two_people_typed(held, secretary, client_of):
    url = reverse("committee:minutes", args=[held.pk])
    client = client_of(secretary)
    typed = {"version": held.version, "present": "Ban chỉ đạo", "minutes": "Một."}
    assert client.post(url, typed).status_code == 302
    second = client.post(url, typed | {"minutes": "Hai."})
    assert "vừa được lưu ở cửa sổ khác" in second.content.decode()
    assert "Hai." in second.content.decode()
    held.refresh_from_db()
    assert (held.minutes, held.version) == ("Một.", 2)


def test_a_dropped_conclusion_leaves_no_gap(held, secretary, commune, client_of):
    given_task(secretary, held, commune)
    for text in ("Hai.", "Ba."):
        conclusions.add_conclusion(by=secretary, meeting=held, text=text)
    first, second, third = held.conclusions.order_by("number")
    with pytest.raises(ValidationError, match="đã giao 1 nhiệm vụ"):
        conclusions.drop_conclusion(by=secretary, conclusion=first)
    drop = reverse("committee:conclusion-drop", args=[held.pk, 2])
    client = client_of(secretary)
    asked = client.get(drop).content.decode()
    assert "Bỏ kết luận 2?" in asked
    assert "Hai." in asked
    assert held.conclusions.count() == 3
    assert client.post(drop).status_code == 302
    third.refresh_from_db()
    assert third.number == 2


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
    following = following_on(held, secretary, signer_position="Phó Trưởng ban")
    tasks.judge_tasks(
        by=secretary,
        meeting=following,
        judged=[tasks.Judged(task, Verdict.NOT_DONE, "Chậm.")],
    )
    said = papers.minutes(following)["sections"][3]["table"]["rows"][0]
    assert said[-1] == "Chưa hoàn thành, tiếp tục. Chậm."
    lines = papers.notice(following)["signer"]["lines"]
    assert lines == ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
