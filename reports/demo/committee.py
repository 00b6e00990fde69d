"""The committee of Gia Viễn at work: its decision, a review, a briefing, a letter."""

import datetime as dt
import uuid

from django.utils import timezone

from povertyportal.accounts.models import Committee, CommitteeMember, Officer
from povertyportal.areas.models import Area
from reports.demo.officers import SINCE, TODAY_COMMITTEE
from reports.models import CommitteeMeeting, CommitteeTask
from reports.services.committee import conclusions, letters, meetings, tasks
from reports.services.committee.member_lines import read_lines
from reports.services.committee.members import Decided, record_decision
from reports.services.committee.reminding import remind

_KEYS = uuid.UUID("3f0f6a52-5c0e-4a53-9c61-0a5d6a3b2026")
_MEMBERS = """\
Lê Hữu Bình; Chủ tịch; Ủy ban nhân dân xã Gia Viễn; Trưởng ban
Phạm Thị Thu; Phó Chủ tịch; Ủy ban nhân dân xã Gia Hưng; Phó Trưởng ban Thường trực
Nguyễn Đức Toàn; Phó Chủ tịch; Ủy ban nhân dân xã Gia Vân; Phó Trưởng ban
Đinh Thị Hòa; Chủ tịch; Ủy ban Mặt trận Tổ quốc xã Gia Viễn; Ủy viên
Bùi Văn Cường; Giám đốc; Phòng giao dịch Ngân hàng Chính sách xã hội; Ủy viên
Trần Thị Mai; Chủ tịch; Hội Liên hiệp Phụ nữ xã Gia Viễn; Ủy viên
"""
_WORDS = {
    "present": "Trưởng ban, các Phó Trưởng ban, các Ủy viên; lãnh đạo sáu xã.",
    "absent": "Không.",
    "minutes": "Thư ký trình bày số liệu trên cổng. Các xã báo cáo tiến độ rà soát, "
    "giải ngân và xóa nhà tạm. Cuộc họp thảo luận và thống nhất các kết luận.",
}


def tell() -> None:
    """Enter what the committee decided in the year so far; figures are counted."""
    by = Officer.objects.get(username="bcd.giavien")
    committee = Committee.objects.get(name=TODAY_COMMITTEE)
    today = timezone.localdate()
    _form(by, committee)
    review = _review(by, committee, today - dt.timedelta(days=120))
    _report(review)
    _letter(by, committee, today)
    _brief(by, committee, today - dt.timedelta(days=25))
    planned = meetings.Planned(
        CommitteeMeeting.Kind.ANNUAL,
        f"Tổng kết công tác giảm nghèo năm {today.year}",
        today + dt.timedelta(days=6),
        dt.time(8),
        "Hội trường Ủy ban nhân dân xã Gia Viễn",
        _chair(committee),
        "Kết quả rà soát; giải ngân; nhiệm vụ năm sau.",
    )
    meetings.plan_meeting(by=by, committee=committee, key=_key("next"), planned=planned)
    remind(today)


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(_KEYS, name)


def _form(by: Officer, committee: Committee) -> None:
    decided = Decided(
        kind="formed",
        number="05/QĐ-BCĐ",
        issuer="Ủy ban nhân dân tỉnh Ninh Bình",
        decided_on=SINCE,
        effective_on=SINCE,
        coming=read_lines(_MEMBERS),
    )
    made = record_decision(
        by=by, committee=committee, key=_key("formed"), decided=decided
    )
    # The secretary had his account before the decision was typed.
    made.opened.add(committee.members.get(officer=by))


def _chair(committee: Committee) -> CommitteeMember:
    return committee.members.get(duty=CommitteeMember.Duty.HEAD)


def _commune(committee: Committee, name: str) -> Area:
    return committee.areas.get(name=f"Xã {name}")


def _held(
    by: Officer, committee: Committee, kind: str, title: str, day: dt.date
) -> CommitteeMeeting:
    """A meeting that is under way, with its minutes."""
    planned = meetings.Planned(
        kind,
        title,
        day,
        dt.time(8),
        "Hội trường Ủy ban nhân dân xã Gia Viễn",
        _chair(committee),
    )
    made = meetings.plan_meeting(
        by=by, committee=committee, key=_key(title), planned=planned
    )
    # The lists that were recognised when it met: those of the year before.
    asked = {"year": str(day.year - 1), "basis": "official"}
    made = meetings.open_meeting(by=by, meeting=made, asked=asked)
    return meetings.save_minutes(
        by=by, meeting=made, version=made.version, words=_WORDS
    )


def _closed(by: Officer, meeting: CommitteeMeeting, number: str) -> None:
    notice = meetings.Noticed(number, meeting.held_on, "Lê Hữu Bình", "Trưởng ban")
    meetings.close_meeting(by=by, meeting=meeting, notice=notice)


def _review(by: Officer, committee: Committee, day: dt.date) -> CommitteeMeeting:
    """The half-year review: two conclusions, four tasks."""
    title = f"Sơ kết 6 tháng đầu năm {day.year}"
    meeting = _held(by, committee, CommitteeMeeting.Kind.HALF, title, day)
    money = conclusions.add_conclusion(
        by=by,
        meeting=meeting,
        text="Giải ngân vốn sự nghiệp còn chậm so với lịch; các xã rà soát từng nguồn "
        "vốn, tháo gỡ vướng mắc ngay trong quý.",
    )
    houses = conclusions.add_conclusion(
        by=by,
        meeting=meeting,
        text="Ưu tiên hỗ trợ nhà ở và nhà tiêu hợp vệ sinh cho hộ nghèo không có khả "
        "năng lao động.",
    )
    given = (
        (money, "Gia Viễn", "Báo cáo nguyên nhân từng nguồn vốn giải ngân chậm", 60),
        (money, "Gia Vân", "Giải ngân hết vốn sự nghiệp đã giao", 90),
        (houses, "Gia Hưng", "Lập danh sách hộ cần xây, sửa nhà tiêu", 75),
        (houses, "Gia Phong", "Nghiệm thu nhà ở đã khởi công", 110),
    )
    for source, name, text, days in given:
        due = day + dt.timedelta(days=days)
        unit = _commune(committee, name)
        tasks.give_task(
            by=by,
            key=_key(text),
            source=source,
            given=tasks.Given(text, due, unit=unit, place=unit),
        )
    _closed(by, meeting, f"12/TB-BCĐ-{day.year}")
    return meeting


def _report(meeting: CommitteeMeeting) -> None:
    """The first commune has done its task and says so."""
    by = Officer.objects.get(username="canbo.giavien")
    first = CommitteeTask.objects.filter(conclusion__meeting=meeting).order_by("pk")[0]
    tasks.report_task(
        by=by,
        task=first,
        text="Đã rà soát từng nguồn vốn, báo cáo vướng mắc về thủ tục đấu thầu.",
        is_done=True,
        document="57/BC-UBND",
    )


def _letter(by: Officer, committee: Committee, today: dt.date) -> None:
    """A letter of the province with a task whose day is near."""
    received = today - dt.timedelta(days=9)
    written = letters.Written(
        "1465/SNNMT-GN",
        "Sở Nông nghiệp và Môi trường tỉnh Ninh Bình",
        received - dt.timedelta(days=2),
        received,
        "Về việc báo cáo tiến độ rà soát hộ nghèo, hộ cận nghèo cuối năm",
        today + dt.timedelta(days=5),
    )
    letter = letters.record_letter(
        by=by, committee=committee, key=_key("letter"), written=written
    )
    given = tasks.Given(
        "Tổng hợp tiến độ rà soát của sáu xã, gửi Sở",
        today + dt.timedelta(days=4),
        seat=committee.members.get(officer=by),
    )
    tasks.give_task(by=by, key=_key("answer"), source=letter, given=given)


def _brief(by: Officer, committee: Committee, day: dt.date) -> None:
    """The briefing a month ago: what was due is judged, one task is moved."""
    title = f"Giao ban tháng {day.month}/{day.year}"
    meeting = _held(by, committee, CommitteeMeeting.Kind.MONTHLY, title, day)
    earlier = meetings.to_judge(meeting).order_by("pk")
    verdicts = {True: ("done", "Đạt yêu cầu.", None)}
    moved = ("moved", "Chờ vốn bổ sung.", day + dt.timedelta(days=20))
    judged = [
        tasks.Judged(task, *verdicts.get(task.reported_on is not None, moved))
        for task in earlier
        if task.due_on <= day
    ]
    tasks.judge_tasks(by=by, meeting=meeting, judged=judged)
    made = conclusions.add_conclusion(
        by=by,
        meeting=meeting,
        text="Các xã hoàn thành họp dân, niêm yết đúng hạn, không dồn cuối đợt.",
    )
    given = tasks.Given(
        "Báo cáo lịch họp dân, niêm yết của từng thôn",
        day + dt.timedelta(days=45),
        unit=_commune(committee, "Gia Viễn"),
    )
    tasks.give_task(by=by, key=_key("schedule"), source=made, given=given)
    _closed(by, meeting, f"21/TB-BCĐ-{day.year}")
