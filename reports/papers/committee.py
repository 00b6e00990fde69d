"""A meeting's papers: the notice of its conclusions, its minutes, its picture."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import CommitteeMember, Officer
from povertyportal.areas.models import Area, Level
from povertyportal.documents.letterhead import (
    DOTS,
    SIGNED,
    STAMPED,
    day_in_words,
    own_name,
    signer,
)
from povertyportal.documents.papers import compile_paper
from povertyportal.ui.templatetags.vn import moment
from reports.models import CommitteeMeeting, CommitteeTask, TaskReview
from reports.papers.texts import BLANK, Texts, paragraphs, section, table
from reports.services.committee import base
from reports.services.committee.meetings import to_judge
from reports.services.committee.picturing import (
    Section,
    kept_sections,
    pictured,
    sections_of,
)
from reports.services.periods.parts import TEXT

Duty, State = CommitteeMember.Duty, CommitteeMeeting.State
_DEPUTY = "phó "


def notice(meeting: CommitteeMeeting) -> Texts:
    """The notice of conclusions; a draft until the meeting has ended."""
    number = meeting.notice_number or f"{BLANK}/TB-BCĐ"
    return _paper(
        meeting,
        draft=meeting.state != State.CLOSED,
        head=_head(meeting, number=number, is_dated=True),
        kind="THÔNG BÁO",
        about=f"Kết luận tại cuộc họp: {meeting.title}",
        opening=[_opening(meeting)],
        sections=[
            section("I. Kết luận", _conclusions(meeting)),
            section("II. Nhiệm vụ được giao", _given_words(meeting), _given(meeting)),
            section("III. Nhiệm vụ kỳ trước", _judged_words(meeting), _judged(meeting)),
        ],
        closing=[
            f"{meeting.committee} thông báo để các thành viên, cơ quan, đơn vị biết và "
            "thực hiện."
        ],
        recipients=["Thành viên Ban Chỉ đạo;", "Các đơn vị được giao;", "Lưu: VT."],
        signer=_signer(meeting),
    )


def minutes(meeting: CommitteeMeeting) -> Texts:
    """The minutes; a draft until the meeting has ended."""
    return _paper(
        meeting,
        draft=meeting.state != State.CLOSED,
        head=_head(meeting),
        kind="BIÊN BẢN",
        about=meeting.title,
        sections=[
            section("I. Thời gian, địa điểm, thành phần", _who(meeting)),
            section("II. Số liệu tại cuộc họp", [_taken(meeting)]),
            section("III. Diễn biến cuộc họp", _said(meeting.minutes)),
            section("IV. Nhiệm vụ kỳ trước", _judged_words(meeting), _judged(meeting)),
            section("V. Kết luận", _conclusions(meeting)),
            section("VI. Nhiệm vụ được giao", _given_words(meeting), _given(meeting)),
        ],
        signers=_signers(meeting),
    )


def picture(meeting: CommitteeMeeting) -> Texts:
    """The picture as it was shown, with the mark by which it is known again."""
    sections = [_part(at, each) for at, each in enumerate(kept_sections(meeting), 1)]
    kept = meeting.picture.kept
    return _paper(
        meeting,
        head=_head(meeting),
        kind="SỐ LIỆU TẠI CUỘC HỌP",
        about=meeting.title,
        opening=[f"Địa bàn: {kept['place']}.", f"{kept['period']}. {_taken(meeting)}"],
        sections=sections,
        closing=[f"Mã kiểm tra SHA-256 của số liệu: {in_pieces(meeting)}."],
        signers=_signers(meeting),
    )


def picture_draft(meeting: CommitteeMeeting) -> Texts:
    """What the picture would be now, for who prepares the meeting; nothing is kept.

    Raises ValidationError: no figures.
    """
    kept = pictured(meeting.committee, {}, timezone.localdate())
    return _paper(
        meeting,
        draft=True,
        head=_head(meeting),
        kind="SỐ LIỆU CHUẨN BỊ CUỘC HỌP",
        about=f"{meeting.title} (bản nháp, chưa chốt)",
        opening=[
            f"Địa bàn: {kept['place']}.",
            f"{kept['period']}. Bản nháp, chưa chốt: số liệu của cổng giảm nghèo lúc "
            f"{moment(timezone.now())}, có thể khác khi mở cuộc họp ngày "
            f"{meeting.held_on:%d/%m/%Y}.",
        ],
        sections=[_part(at, each) for at, each in enumerate(sections_of(kept), 1)],
        signers=[],
    )


def _signers(meeting: CommitteeMeeting) -> list[Texts]:
    """Secretary and chair, by their names where those are known."""
    return [
        signer("Thư ký", hint=SIGNED, name=_only(meeting, Duty.SECRETARY)),
        signer("Chủ trì", hint=SIGNED, name=_chair(meeting)),
    ]


def _only(meeting: CommitteeMeeting, duty: str) -> str:
    """Who alone had the duty on the meeting's day; "" where nobody or several had."""
    seats = CommitteeMember.objects.on(meeting.held_on).filter(duty=duty)
    found = seats.filter(committee=meeting.committee_id).select_related("officer")[:2]
    names = [seat.who for seat in found]
    return names[0] if len(names) == 1 else ""


def in_pieces(meeting: CommitteeMeeting) -> str:
    """The picture's SHA-256 in groups of eight: a line can break between them."""
    text = meeting.picture_sha256
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))


def _paper(meeting: CommitteeMeeting, **texts: object) -> Texts:
    """What every paper of a meeting has."""
    return {
        "title": meeting.title,
        "draft": False,
        "landscape": False,
        "opening": [],
        "sections": [],
        "closing": [],
        "recipients": [],
        "signer": None,
        "signers": [],
        **texts,
    }


def _head(
    meeting: CommitteeMeeting, *, number: str = "", is_dated: bool = False
) -> Texts:
    place = _place_name(list(meeting.committee.areas.order_by("path")))
    dated = f"{place}, {day_in_words(meeting.notice_on)}"
    return {
        "above": [],
        "issuer": [str(meeting.committee).upper()],
        "number": f"Số: {number}" if number else "",
        "place_day": dated if is_dated else "",
    }


def _place_name(areas: list[Area]) -> str:
    """Where the committee's papers are dated: its one area, else the province."""
    if not areas:
        return DOTS
    area = areas[0]
    while len(areas) > 1 and area.level != Level.PROVINCE and area.parent is not None:
        area = area.parent
    return own_name(area)


def _opening(meeting: CommitteeMeeting) -> str:
    chair = _chair(meeting)
    by = f", {chair} chủ trì" if chair else ""
    at = f" tại {meeting.venue}" if meeting.venue else ""
    return (
        f"{day_in_words(meeting.held_on).capitalize()}{at}, {meeting.committee} họp"
        f"{by}. Sau khi xem xét số liệu và ý kiến của các thành viên, cuộc họp "
        "kết luận:"
    )


def _chair(meeting: CommitteeMeeting) -> str:
    return meeting.chair.who if meeting.chair else ""


def _who(meeting: CommitteeMeeting) -> list[str]:
    at = f"{meeting.begins_at:%H giờ %M}, " if meeting.begins_at else ""
    chair = meeting.chair
    return [
        f"Thời gian: {at}{day_in_words(meeting.held_on)}.",
        f"Địa điểm: {meeting.venue or BLANK}.",
        f"Chủ trì: {f'{chair.who}, {chair.in_committee}' if chair else BLANK}.",
        *_people("Dự họp", meeting.present),
        *_people("Vắng mặt", meeting.absent),
    ]


def _people(label: str, typed: str) -> list[str]:
    """Who was there or not: under one label, however many lines were typed."""
    lines = paragraphs(typed)
    if len(lines) < 2:
        return [f"{label}: {line}" for line in lines]
    return [f"{label}:", *(f"– {line.lstrip('-–+• ')}" for line in lines)]


def _said(text: str) -> list[str]:
    return paragraphs(text) or ["Không ghi."]


def _taken(meeting: CommitteeMeeting) -> str:
    late = ""
    if meeting.is_taken_late:
        late = f" (chốt sau ngày họp {meeting.held_on:%d/%m/%Y})"
    return (
        f"Số liệu của cổng giảm nghèo chốt lúc {moment(meeting.opened_at)}{late}, giữ "
        "nguyên cùng hồ sơ cuộc họp."
    )


def _conclusions(meeting: CommitteeMeeting) -> list[str]:
    found = [f"{each.number}. {each.text}" for each in meeting.conclusions.all()]
    return found or ["Chưa ghi kết luận."]


def _tasks(meeting: CommitteeMeeting) -> list[CommitteeTask]:
    rows = CommitteeTask.objects.filter(conclusion__meeting=meeting)
    return list(rows.select_related("seat__officer", "unit", "place").order_by("pk"))


def _given_words(meeting: CommitteeMeeting) -> list[str]:
    return [] if _tasks(meeting) else ["Cuộc họp không giao nhiệm vụ."]


def _given(meeting: CommitteeMeeting) -> Texts | None:
    rows = [
        [
            str(at),
            f"{task.text} (tại {task.place.name})" if task.place else task.text,
            task.who,
            # As it was said: a later meeting may have moved the day.
            f"{task.first_due_on:%d/%m/%Y}",
        ]
        for at, task in enumerate(_tasks(meeting), 1)
    ]
    heads, sides = ("TT", "Nhiệm vụ", "Thực hiện", "Hạn"), ("center", "left", "left")
    return table(heads, rows, (10, 0, 42, 24), (*sides, "center")) if rows else None


def _reviews(meeting: CommitteeMeeting) -> list[TaskReview]:
    rows = meeting.reviews.select_related("task__seat__officer", "task__unit")
    return list(rows.order_by("was_due_on", "pk"))


def _unjudged(meeting: CommitteeMeeting) -> list[CommitteeTask]:
    """What a meeting under way has still to judge: its draft names that as well."""
    if meeting.state != State.HELD:
        return []
    rows = to_judge(meeting).exclude(pk__in=meeting.reviews.values("task"))
    return list(rows.select_related("seat__officer", "unit").order_by("due_on", "pk"))


def _judged_words(meeting: CommitteeMeeting) -> list[str]:
    if _reviews(meeting) or _unjudged(meeting):
        return []
    if meeting.state == State.CLOSED:
        return ["Cuộc họp không đánh giá nhiệm vụ nào của kỳ trước."]
    return ["Không có nhiệm vụ kỳ trước."]


def _judged(meeting: CommitteeMeeting) -> Texts | None:
    told = [(r.task, r.was_due_on, _verdict(r)) for r in _reviews(meeting)]
    told += [(task, task.due_on, "Chưa đánh giá") for task in _unjudged(meeting)]
    rows = [
        [str(at), task.text, task.who, f"{due_on:%d/%m/%Y}", verdict]
        for at, (task, due_on, verdict) in enumerate(told, 1)
    ]
    heads = ("TT", "Nhiệm vụ", "Thực hiện", "Hạn", "Đánh giá")
    at = ("center", "left", "left", "center", "left")
    return table(heads, rows, (10, 0, 34, 24, 38), at) if rows else None


def _verdict(review: TaskReview) -> str:
    moved = f" đến {review.due_on:%d/%m/%Y}" if review.due_on else ""
    said = f". {review.text}" if review.text else ""
    return f"{review.get_verdict_display()}{moved}{said}"


def _part(at: int, kept: Section) -> Texts:
    part = kept.part
    heads = [column.heading for column in part.columns]
    sides = ["left" if column.form == TEXT else "right" for column in part.columns]
    widths = [column.width for column in part.columns]
    told = {**table(heads, part.shown(), widths, sides), "total": part.has_total}
    said = section(f"{at}. {part.title}", [], told, " ".join(part.notes))
    return {**said, "drawings": [each.svg for each in kept.figures]}


def _signer(meeting: CommitteeMeeting) -> Texts:
    """On behalf of the committee: its head, or a deputy for him."""
    words = meeting.signer_position.strip() or "Trưởng ban"
    lines = ["TM. Ban Chỉ đạo", words]
    if words.lower().startswith(_DEPUTY):
        lines = ["TM. Ban Chỉ đạo", "KT. Trưởng ban", words]
    head = "" if meeting.signer_position else _only(meeting, Duty.HEAD)
    return signer(*lines, hint=STAMPED, name=meeting.signer_name or head)


@dataclass(frozen=True)
class Kind:
    """A paper of a meeting: its file's name, what it says, what must have been done."""

    filename: str
    content: Callable[[CommitteeMeeting], Texts]
    # What is printed while the meeting is only planned, if anything is.
    before: Callable[[CommitteeMeeting], Texts] | None = None


KINDS = {
    "thong-bao": Kind("thong-bao-ket-luan", notice),
    "bien-ban": Kind("bien-ban-hop", minutes),
    "so-lieu": Kind("so-lieu-cuoc-hop", picture, picture_draft),
}


@transaction.atomic
def print_paper(
    *, by: Officer, meeting: CommitteeMeeting, kind: str
) -> tuple[str, bytes]:
    """The file name and PDF of a paper; entered into the trail.

    Raises PermissionDenied, Http404 (no such paper, or not before the meeting),
    ValidationError (no figures to prepare it with).
    """
    require(by, Act.VIEW_COMMITTEE)
    paper = KINDS.get(kind)
    is_planned = meeting.state == State.PLANNED
    if paper is None:
        raise Http404
    write = paper.before if is_planned else paper.content
    if write is None:
        raise Http404
    texts = write(meeting)
    content = compile_paper("sections", texts)
    base.record(
        by,
        meeting.committee,
        "committee_meeting.printed",
        kind="committee_meeting",
        object_id=meeting.pk,
        paper=kind,
        draft=is_planned,
    )
    # A draft that was kept is never taken for the paper that was signed.
    end = "-nhap" if texts["draft"] else ""
    return f"{paper.filename}-{meeting.held_on:%Y-%m-%d}{end}.pdf", content
