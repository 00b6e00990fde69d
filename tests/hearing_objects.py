"""A meeting, its objection, a posting and a complaint for the access matrix."""

import datetime as dt

from households.models import (
    Complaint,
    MeetingObjection,
    PostedOutcome,
    PublicPosting,
    VillageMeeting,
)


def hearing_objects(place, review, outcome, officer):
    """Addresses' arguments by key, of rows about `review` in `place`."""
    meeting = VillageMeeting.objects.create(
        place=place,
        village=review.village,
        turn=1,
        held_on=dt.date(2026, 10, 20),
        venue="Nhà văn hóa thôn",
        chair="Trưởng thôn",
        secretary="Thư ký",
        attended=40,
        recorded_by=officer,
    )
    objection = MeetingObjection.objects.create(
        meeting=meeting, speaker="Một người dự", text="Chưa rõ"
    )
    posting = PublicPosting.objects.create(
        place=place,
        turn=1,
        posted_on=dt.date(2026, 10, 21),
        last_day=dt.date(2026, 10, 26),
        venues=["Nhà văn hóa thôn"],
        posted_by=officer,
    )
    PostedOutcome.objects.create(
        posting=posting, review=review, outcome=outcome, head_name="Tên đã niêm yết"
    )
    complaint = Complaint.objects.create(
        place=place,
        review=review,
        level=Complaint.Level.COMMUNE,
        complainant="Một người dân",
        received_on=dt.date(2026, 10, 22),
        text="Xem lại nhà ở",
        recorded_by=officer,
    )
    return {
        "meeting": {"pk": meeting.pk},
        "objection": {"pk": meeting.pk, "objection_pk": objection.pk},
        "posting": {"pk": posting.pk},
        "complaint": {"pk": complaint.pk},
    }
