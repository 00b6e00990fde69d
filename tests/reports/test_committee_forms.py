"""What a committee's forms refuse, ask twice, and what its draft papers say."""

import pytest
from django.urls import reverse
from django.utils import timezone

from povertyportal.accounts.models import CommitteeMember
from povertyportal.audit.models import AuditEntry
from reports.models import (
    CommitteeDecision,
    CommitteeMeeting,
    CommitteeTask,
    Conclusion,
)
from reports.papers import committee as papers
from reports.services.committee.member_lines import seat_key
from reports.services.committee.picture_parts import parts_of_figures
from tests.factories import SummaryFactory
from tests.reports.access_committee import letter_of, meeting_of, task_of
from tests.reports.committee_world import day

TODAY = timezone.localdate()


@pytest.fixture
def meeting(committee, secretary):
    made = meeting_of(committee, secretary)
    Conclusion.objects.create(
        meeting=made, number=1, text="Một.", recorded_by=secretary
    )
    return made


def test_a_notice_is_looked_at_twice_and_not_before_the_meeting(
    meeting, secretary, client_of
):
    url = reverse("committee:meeting-close", args=[meeting.pk])
    client = client_of(secretary)
    typed = {"number": "7/TB-BCĐ", "signed_on": f"{day(-1):%d/%m/%Y}"}
    page = client.post(url, typed | {"is_checked": "on"})
    assert "không trước ngày họp" in page.content.decode()
    alone = client.post(url, {"number": "7/TB-BCĐ"})
    assert alone.context["form"].has_error("signed_on")
    typed["signed_on"] = f"{TODAY:%d/%m/%Y}"
    asked = client.post(url, typed).content.decode()
    assert f"Thông báo số 7/TB-BCĐ ngày {TODAY:%d/%m/%Y} sẽ không sửa được" in asked
    meeting.refresh_from_db()
    assert meeting.state == "held"
    assert client.post(url, typed | {"is_checked": "on"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.notice_number) == ("closed", "7/TB-BCĐ")


def test_a_planned_meeting_is_given_up_for_a_reason(committee, secretary, client_of):
    made = meeting_of(committee, secretary, "planned", held_on=day(9))
    url = reverse("committee:meeting-drop", args=[made.pk])
    client = client_of(secretary)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).context["form"].has_error("reason")
    assert CommitteeMeeting.objects.exists()
    assert client.post(url, {"reason": "Trùng lịch họp tỉnh"}).status_code == 302
    assert not CommitteeMeeting.objects.exists()
    entry = AuditEntry.objects.get(act="reports.committee_meeting.dropped")
    assert entry.reason == "Trùng lịch họp tỉnh"


def test_forms_of_another_stage_are_refused_in_words(meeting, secretary, client_of):
    CommitteeMeeting.objects.filter(pk=meeting.pk).update(
        state="closed", closed_by=secretary, closed_at=timezone.now(),
        notice_number="7/TB-BCĐ", notice_on=TODAY,
    )  # fmt: skip
    client = client_of(secretary)
    detail = reverse("committee:meeting-detail", args=[meeting.pk])
    simple = ("meeting-edit", "meeting-drop", "meeting-open", "minutes",
              "meeting-close", "judge", "conclusion-create")  # fmt: skip
    urls = [reverse(f"committee:{name}", args=[meeting.pk]) for name in simple]
    for name in ("conclusion-edit", "task-give"):
        urls.append(reverse(f"committee:{name}", args=[meeting.pk, 1]))
    for url in urls:
        assert client.get(url)["Location"] == detail, url
    assert "chỉ còn xem và in được" in client.get(detail).content.decode()
    notice = reverse("committee:meeting-notice", args=[meeting.pk])
    told = client.get(notice, follow=True).content.decode()
    assert "đã có thông báo số 7/TB-BCĐ" in told


def test_drafts_name_what_is_not_judged_yet(meeting, secretary, committee, commune):
    letter = letter_of(committee, secretary)
    task_of(letter, commune, secretary)
    for paper, at in ((papers.minutes, 3), (papers.notice, 2)):
        part = paper(meeting)["sections"][at]
        assert part["paras"] == []
        (row,) = part["table"]["rows"]
        assert row[-1] == "Chưa đánh giá"
    CommitteeTask.objects.all().delete()
    part = papers.minutes(meeting)["sections"][3]
    assert part["paras"] == ["Không có nhiệm vụ kỳ trước."]


def test_minutes_have_one_list_of_who_was_there_and_names_to_sign(
    meeting, secretary, committee
):
    head = CommitteeMember.objects.create(
        committee=committee, name="Bùi Thị Đến", duty="head", starts=day(-9)
    )
    meeting.chair = head
    meeting.present, meeting.absent = "Bà Một\n- Ông Hai", "Ông Ba"
    said = papers.minutes(meeting)
    assert said["sections"][0]["paras"][3:] == [
        "Dự họp:", "– Bà Một", "– Ông Hai", "Vắng mặt: Ông Ba",
    ]  # fmt: skip
    seat = secretary.seats.get()
    assert [each["name"] for each in said["signers"]] == [seat.who, head.who]
    assert papers.notice(meeting)["signer"]["name"] == head.who
    meeting.signer_position = "Phó Trưởng ban"
    assert papers.notice(meeting)["signer"]["name"] == ""


def test_figures_are_printed_before_the_meeting_as_a_draft(
    committee, secretary, commune, client_of
):
    made = meeting_of(committee, secretary, "planned", held_on=day(9))
    page = client_of(secretary).get(reverse("committee:meeting-detail", args=[made.pk]))
    assert f"ngày họp là {day(9):%d/%m/%Y}, chưa đến" in page.content.decode()
    url = reverse("committee:paper", args=[made.pk, "so-lieu"])
    none = client_of(secretary).get(url, follow=True)
    assert "chưa có số liệu nào" in none.content.decode()
    SummaryFactory(area=commune)
    draft = papers.picture_draft(made)
    assert draft["draft"]
    assert "Bản nháp, chưa chốt" in draft["opening"][1]
    assert client_of(secretary).get(url)["Content-Type"] == "application/pdf"
    minutes = reverse("committee:paper", args=[made.pk, "bien-ban"])
    assert client_of(secretary).get(minutes).status_code == 404


def test_movements_name_their_list_and_households_are_whole():
    column = {"number": 1, "title": "Đầu năm", "households": 7}
    kinds = (
        {"kind": each, "form": "2", "columns": [column]}
        for each in ("poor", "near_poor")
    )
    aim = {"name": "Thoát nghèo", "unit": "hộ", "target": "114.00", "done": "12.50",
           "percent": "10.96", "verdict_words": "", "how": ""}  # fmt: skip
    figures = {
        "movement": {"classes": list(kinds), "first": "2025-01-01",
                     "last": "2026-01-01", "told": 1, "communes": 1},
        "targets": [aim],
        "work_year": 2026,
    }  # fmt: skip
    movement, targets = parts_of_figures(figures)
    assert [row[1] for row in movement.shown()] == ["Hộ nghèo", "Hộ cận nghèo"]
    assert targets.shown()[0][1:3] == ["114", "12,5"]


def test_a_task_is_given_to_several_units_at_once(
    committee, secretary, commune, neighbour, elsewhere, client_of
):
    letter = letter_of(committee, secretary, due_on=day(5))
    url = reverse("committee:letter-task-give", args=[letter.pk])
    client = client_of(secretary)
    page = client.get(url)
    assert f"Công văn hẹn trả lời ngày {day(5):%d/%m/%Y}" in page.content.decode()
    typed = {"key": page.context["key"], "text": "Rà soát xong",
             "due_on": f"{day(9):%d/%m/%Y}"}  # fmt: skip
    nobody = client.post(url, typed).content.decode()
    assert "Chưa chọn ai thực hiện" in nobody
    foreign = client.post(url, typed | {"units": [commune.pk, elsewhere.pk]})
    assert "không thuộc địa bàn của ban" in foreign.content.decode()
    assert not CommitteeTask.objects.exists()
    both = typed | {"units": [commune.pk, neighbour.pk]}
    for _ in range(2):  # sent twice
        done = client.post(url, both, follow=True).content.decode()
        assert "Đã giao nhiệm vụ cho 2 đơn vị" in done
        assert "sau hạn trả lời của công văn" in done
    assert {task.unit for task in CommitteeTask.objects.all()} == {commune, neighbour}
    task = CommitteeTask.objects.first()
    detail = client.get(reverse("committee:task-detail", args=[task.pk]))
    assert "Sau hạn trả lời của công văn" in detail.content.decode()


def test_seats_stand_in_the_order_of_a_decision():
    told = [
        ("member", "", "Trần Văn Bê"),
        ("member", "", "Lê Thị An"),
        ("secretary", "Ủy viên, Thư ký", "Đỗ Văn Cê"),
        ("deputy", "Phó Trưởng ban", "Bùi Văn An"),
        ("standing", "Phó Trưởng ban Thường trực", "Vũ Văn Y"),
        ("head", "", "Phạm Văn X"),
    ]
    seats = [CommitteeMember(duty=d, position=p, name=n) for d, p, n in told]
    names = [seat.who for seat in sorted(seats, key=seat_key)]
    assert names == [
        "Phạm Văn X", "Vũ Văn Y", "Bùi Văn An", "Đỗ Văn Cê", "Lê Thị An",
        "Trần Văn Bê",
    ]  # fmt: skip


def test_who_has_no_account_is_to_be_told(meeting, secretary, committee, client_of):
    seat = CommitteeMember.objects.create(
        committee=committee, name="Bùi Thị Đến", duty="member", starts=day(-9)
    )
    client = client_of(secretary)
    give = reverse("committee:task-give", args=[meeting.pk, 1])
    labels = dict(client.get(give).context["form"].fields["seat"].choices)
    told = {str(pk): label for pk, label in labels.items()}
    assert told[str(seat.pk)].endswith("(chưa có tài khoản: hãy báo trực tiếp)")
    assert "tài khoản" not in told[str(secretary.seats.get().pk)]
    typed = {"text": "Rà soát", "seat": seat.pk, "due_on": f"{day(9):%d/%m/%Y}"}
    page = client.post(give, typed, follow=True).content.decode()
    assert "Bùi Thị Đến chưa có tài khoản: hãy báo trực tiếp" in page
    task = CommitteeTask.objects.get()
    page = client.get(reverse("committee:task-detail", args=[task.pk]))
    assert "(chưa có tài khoản: hãy báo trực tiếp)" in page.content.decode()
    edit = reverse("committee:member-edit", args=[committee.pk, seat.pk])
    assert "Người quản trị gắn tài khoản" in client.get(edit).content.decode()


def test_all_that_a_task_lacks_is_told_at_once(
    meeting, secretary, committee, commune, client_of
):
    give = reverse("committee:task-give", args=[meeting.pk, 1])
    client = client_of(secretary)
    form = client.post(give, {"text": "", "due_on": "mai"}).context["form"]
    assert {"text", "due_on", "units"} <= set(form.errors)
    both = {"units": [commune.pk], "seat": secretary.seats.get().pk}
    assert "cả thành viên và đơn vị" in str(client.post(give, both).context["form"])


def test_all_that_keeps_a_meeting_open_is_told_at_once(
    meeting, secretary, committee, commune, client_of
):
    task_of(letter_of(committee, secretary), commune, secretary, due_on=TODAY)
    meeting.conclusions.all().delete()
    url = reverse("committee:meeting-close", args=[meeting.pk])
    client = client_of(secretary)
    before = client.get(url).content.decode()
    typed = {"number": "7/TB", "signed_on": f"{TODAY:%d/%m/%Y}"}
    page = client.post(url, typed)
    assert page.context["form"].has_error("is_checked")
    for shown in (before, page.content.decode()):
        assert "chưa có kết luận nào" in shown
        assert "Còn 1 nhiệm vụ" in shown
        assert f'<a href="{reverse("committee:judge", args=[meeting.pk])}">' in shown


def test_no_meeting_is_before_its_committee(committee, secretary, client_of):
    url = reverse("committee:meeting-create", args=[committee.pk])
    client = client_of(secretary)
    typed = {"kind": "monthly", "title": "Giao ban", "held_on": "01/01/1950"}
    CommitteeDecision.objects.create(
        committee=committee, kind="formed", number="5/QĐ", issuer="UBND tỉnh",
        decided_on=day(-40), effective_on=day(-30), recorded_by=secretary,
    )  # fmt: skip
    form = client.post(url, typed).context["form"]
    assert f"được thành lập ({day(-30):%d/%m/%Y}" in str(form.errors["held_on"])
    typed["held_on"] = f"{day(-30):%d/%m/%Y}"
    assert client.post(url, typed).status_code == 302


def test_a_report_that_waits_is_said_above_the_form(
    meeting, secretary, commune, commune_officer, client_of
):
    task = task_of(meeting.conclusions.get(), commune, commune_officer)
    url = reverse("committee:task-detail", args=[task.pk])
    client = client_of(commune_officer)
    assert "chờ cuộc họp đánh giá. Chỉ ghi thêm" not in client.get(url).content.decode()
    assert client.post(url, {"text": "Xong.", "is_done": "on"}).status_code == 302
    page = client.get(url)
    told = f"Đã báo làm xong ngày {TODAY:%d/%m/%Y}, chờ cuộc họp đánh giá"
    assert told in page.content.decode()
    assert page.context["form"].initial["is_done"] is True


def test_the_only_committee_shows_what_is_next(
    meeting, secretary, committee, commune, client_of
):
    task_of(letter_of(committee, secretary), commune, secretary, text="Việc gần nhất")
    page = client_of(secretary).get(reverse("committee:list")).content.decode()
    assert reverse("committee:meeting-create", args=[committee.pk]) in page
    assert reverse("committee:meeting-detail", args=[meeting.pk]) in page
    assert "Việc gần nhất" in page
