"""A meeting that has ended: its papers and page stay as it ended, whatever comes."""

import io
import uuid

import pytest
from django.db import connection, transaction
from django.urls import reverse
from pypdf import PdfReader

from povertyportal.documents.papers import compile_paper
from reports.models import MeetingPicture, TaskReview
from reports.papers import committee as papers
from reports.services.committee import conclusions, meetings, tasks
from reports.services.committee.picturing import Broken, kept_sections
from tests.factories import SummaryFactory
from tests.reports.access_committee import meeting_of
from tests.reports.committee_world import day, following_on, given_task, refused

Verdict = TaskReview.Verdict


@pytest.fixture
def secretary(committee_member):
    """Who keeps the committee's papers."""
    committee_member.seats.update(duty="secretary")
    return committee_member


@pytest.fixture
def held(secretary):
    """A meeting under way."""
    return meeting_of(secretary.seats.get().committee, secretary)


def printed(by, meeting):
    meeting.refresh_from_db()
    return [
        papers.print_paper(by=by, meeting=meeting, kind=kind)[1]
        for kind in ("thong-bao", "bien-ban")
    ]


def shown(client, meeting):
    page = client.get(reverse("committee:meeting-detail", args=[meeting.pk]))
    return " ".join(page.content.decode().split())


def judge(by, meeting, task, verdict, text="", due_on=None):
    said = tasks.Judged(task, verdict, text, due_on)
    tasks.judge_tasks(by=by, meeting=meeting, judged=[said])


def test_what_a_closed_meeting_gave_stays_as_it_was_said(
    held, secretary, commune, client_of
):
    task = given_task(secretary, held, commune)
    # Corrected while the meeting went on: that is what it said.
    given = tasks.Given("Rà soát nguồn vốn", day(20), unit=commune)
    tasks.change_task(by=secretary, task=task, given=given)
    meetings.close_meeting(by=secretary, meeting=held, notice=meetings.Noticed())
    signed, client = printed(secretary, held), client_of(secretary)
    said = f"hạn {day(20):%d/%m/%Y}"
    assert said in shown(client, held)
    second = meeting_of(held.committee, secretary)
    judge(secretary, second, task, Verdict.MOVED, "Chờ vốn.", day(40))
    assert printed(secretary, held) == signed
    page = shown(client, held)
    assert said in page
    assert f"(nay: hạn {day(40):%d/%m/%Y}, đang thực hiện)" in page
    third = following_on(second, secretary)
    judge(secretary, third, task, Verdict.DROPPED)
    assert printed(secretary, held) == signed
    page = shown(client, held)
    assert said in page
    assert "(nay: thôi giao)" in page
    (row,) = papers.notice(held)["sections"][1]["table"]["rows"]
    assert row[-1] == f"{day(20):%d/%m/%Y}"


def test_what_a_closed_meeting_judged_stays_as_it_was_known(
    held, secretary, commune, commune_officer, client_of
):
    task = given_task(secretary, held, commune)
    second = following_on(held, secretary)
    say = {"by": commune_officer, "task": task, "is_done": False}
    tasks.report_task(**say, text="Đang làm bước một.")
    judge(secretary, second, task, Verdict.MOVED, "Chờ vốn.", day(40))
    conclusions.add_conclusion(by=secretary, meeting=second, text="Tiếp tục.")
    meetings.close_meeting(by=secretary, meeting=second, notice=meetings.Noticed())
    signed, client = printed(secretary, second), client_of(secretary)
    page = shown(client, second)
    tasks.report_task(**say, text="Đang làm bước hai.")
    third = meeting_of(held.committee, secretary)
    judge(secretary, third, task, Verdict.DONE)
    assert printed(secretary, second) == signed
    now = shown(client, second)
    for words in ("Đang làm bước một.", f"Lùi hạn đến {day(40):%d/%m/%Y}"):
        assert words in page
        assert words in now
    assert "Đang làm bước hai." not in now
    assert f'<td class="nowrap">{day(10):%d/%m/%Y}</td>' in now
    assert "Đang làm bước hai." in shown(client, third)


def test_a_task_reported_again_is_judged_again(
    held, secretary, commune, commune_officer
):
    """ "Not done" asks for another report: that one waits for the next meeting."""
    task = given_task(secretary, held, commune)
    say = {"by": commune_officer, "task": task, "text": "Đã xong.", "is_done": True}
    first = tasks.report_task(**say)
    second = following_on(held, secretary)
    judge(secretary, second, task, Verdict.NOT_DONE, "Thiếu hồ sơ.")
    task.refresh_from_db()
    assert task.reported_on is None
    assert tasks.may_report(commune_officer, task)
    again = tasks.report_task(**say)
    assert again != first
    third = following_on(second, secretary)
    assert [each.pk for each in meetings.unjudged(third)] == [task.pk]
    judge(secretary, third, task, Verdict.DONE)
    task.refresh_from_db()
    assert (task.state, task.ended_on) == ("done", third.held_on)
    assert task.reported_on == day(0)
    assert not meetings.unjudged(third).exists()


def test_a_picture_is_not_emptied_and_its_loss_is_told(held, secretary, client_of):
    def empty():
        with connection.cursor() as cursor:  # checks that wait would hinder TRUNCATE
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE reports_meetingpicture")

    refused("frozen", empty)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        MeetingPicture.objects.all().delete()
        cursor.execute("SET LOCAL session_replication_role = origin")
    held = type(held).objects.get(pk=held.pk)
    with pytest.raises(Broken):
        kept_sections(held)
    client = client_of(secretary)
    page = reverse("committee:meeting-detail", args=[held.pk])
    for name, args in (
        ("picture", []), ("paper", ["so-lieu"]), ("picture-png", [1]),
        ("picture-xlsx", ["tat-ca"]),
    ):  # fmt: skip
        answer = client.get(reverse(f"committee:{name}", args=[held.pk, *args]))
        assert (answer.status_code, answer["Location"]) == (302, page)
    assert "không còn khớp mã kiểm tra" in client.get(page).content.decode()


def test_a_word_without_an_end_stays_on_the_paper(held, secretary, commune):
    long = "ủ" * 200
    said = conclusions.add_conclusion(by=secretary, meeting=held, text=f"Giao {long}")
    tasks.give_task(
        by=secretary,
        key=uuid.uuid4(),
        source=said,
        given=tasks.Given(long, day(3), unit=commune),
    )
    held.minutes = long
    content = compile_paper("sections", papers.minutes(held))
    read = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
    )
    assert read.count("ủ") >= 600
    assert max(len(line) for line in read.splitlines()) < 120


def test_a_draft_is_not_named_as_the_signed_paper(held, secretary, commune):
    SummaryFactory(area=commune)
    committee = held.committee
    planned = meeting_of(committee, secretary, "planned", held_on=held.held_on)
    names = [
        papers.print_paper(by=secretary, meeting=meeting, kind="so-lieu")[0]
        for meeting in (planned, held)
    ]
    assert names == [
        f"so-lieu-cuoc-hop-{held.held_on:%Y-%m-%d}-nhap.pdf",
        f"so-lieu-cuoc-hop-{held.held_on:%Y-%m-%d}.pdf",
    ]
    notice = papers.print_paper(by=secretary, meeting=held, kind="thong-bao")
    assert notice[0].endswith("-nhap.pdf")
