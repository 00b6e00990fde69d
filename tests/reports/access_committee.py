"""A committee's papers as pages show them: a meeting under way, a task, a letter."""

import datetime as dt

from django.utils import timezone

from povertyportal.accounts.models import CommitteeMember, Role
from reports.models import (
    CommitteeDecision,
    CommitteeMeeting,
    CommitteeTask,
    Conclusion,
    Letter,
    MeetingPicture,
    TaskProgress,
)
from reports.services.committee.picturing import sha_of

KEPT = {"format": 1, "place": "Xã Trong", "period": "Năm 2025"}
PART = {"code": "trend", "title": "Qua các năm", "notes": [], "has_total": False}
PART |= {
    "columns": [{"heading": "Năm", "form": "text", "width": 0}],
    "rows": [["2025"]],
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"></svg>'
CHART = {"part": "trend", "title": "Tỷ lệ giảm", "html": SVG, "svg": SVG}
KEPT |= {"parts": [PART], "charts": [CHART]}


def meeting_of(committee, officer, state="held", **fields):
    """A meeting of today in a state, with a picture unless it is only planned."""
    now = timezone.now()
    usual = {
        "kind": "monthly",
        "title": "Giao ban tháng",
        "held_on": timezone.localdate(),
        "recorded_by": officer,
        "state": state,
    }
    if state == "planned":
        return CommitteeMeeting.objects.create(committee=committee, **usual | fields)
    usual |= {"picture_sha256": sha_of(KEPT)}
    usual |= {"opened_by": officer, "opened_at": now}
    made = CommitteeMeeting.objects.create(committee=committee, **usual | fields)
    MeetingPicture.objects.create(meeting=made, period=KEPT["period"], kept=KEPT)
    return made


def task_of(source, unit, officer, **fields):
    """A task of a unit from a conclusion or a letter, due in a month."""
    today = timezone.localdate()
    due = fields.pop("due_on", today + dt.timedelta(days=30))
    came = "conclusion" if isinstance(source, Conclusion) else "letter"
    committee = source.meeting.committee if came == "conclusion" else source.committee
    usual = {
        "text": "Rà soát nguồn vốn chậm",
        "unit": unit,
        "given_on": min(today, due),
        "due_on": due,
        "first_due_on": due,
        "given_by": officer,
        came: source,
    }
    return CommitteeTask.objects.create(committee=committee, **usual | fields)


def letter_of(committee, officer, **fields):
    """A letter of today."""
    today = timezone.localdate()
    usual = {
        "number": "12/SNN-GN",
        "issuer": "Sở Thử Nghiệm",
        "issued_on": today,
        "received_on": today,
        "subject": "Báo cáo tiến độ",
    }
    return Letter.objects.create(
        committee=committee, recorded_by=officer, **usual | fields
    )


def committee_objects(commune, inside):
    """{key of the access test's world: arguments of the address}."""
    officer = inside[Role.COMMITTEE]
    seat = CommitteeMember.objects.get(officer=officer)
    committee = seat.committee
    held = meeting_of(committee, officer)
    conclusion = Conclusion.objects.create(
        meeting=held, number=1, text="Đẩy nhanh giải ngân.", recorded_by=officer
    )
    task = task_of(conclusion, commune, officer)
    TaskProgress.objects.create(task=task, text="Đang làm.", said_by=officer)
    decision = CommitteeDecision.objects.create(
        committee=committee,
        kind="formed",
        number="5/QĐ",
        issuer="UBND tỉnh",
        decided_on=held.held_on,
        effective_on=held.held_on,
        recorded_by=officer,
    )
    return {
        "committee_decision": {"pk": committee.pk, "decision": decision.pk},
        "committee_seat": {"pk": committee.pk, "seat": seat.pk},
        "committee_planned": {"pk": meeting_of(committee, officer, state="planned").pk},
        "committee_meeting": {"pk": held.pk},
        "committee_drawing": {"pk": held.pk, "number": 1},
        "committee_table": {"pk": held.pk, "code": "trend"},
        "committee_paper": {"pk": held.pk, "kind": "thong-bao"},
        "conclusion": {"pk": held.pk, "number": 1},
        "committee_task": {"pk": task.pk},
        "committee_letter": {"pk": letter_of(committee, officer).pk},
    }
