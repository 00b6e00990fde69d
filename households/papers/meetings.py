"""Minutes of a residents' meeting (biên bản họp dân): two copies to be signed."""

from fractions import Fraction

from households.models import VillageMeeting
from households.papers.common import (
    Asked,
    Texts,
    class_of,
    count,
    result_heads,
    round_words,
    units_of,
    upper_first,
)
from households.services.season.ballots import BallotLine, closed_lines, open_lines
from povertyportal.documents.letterhead import DOTS, SIGNED, day_in_words, head, signer
from povertyportal.ui.numbers import vietnamese

COPIES = ("Bản thứ nhất: lưu tại thôn", "Bản thứ hai: gửi Ban Chỉ đạo rà soát cấp xã")


def minutes(meeting: VillageMeeting, asked: Asked) -> Texts:
    """Both copies; a draft while votes are still typed."""
    lines = lines_of(meeting)
    rows = [vote_row(line) for line in lines]
    village, commune = meeting.village.name, meeting.place.commune
    return {
        "title": f"Biên bản họp dân {village}, lần {meeting.turn}",
        "draft": meeting.closed_at is None,
        "copies": list(COPIES),
        "head": head(commune, village=village, is_dated=False),
        "about": "Thông qua kết quả rà soát hộ nghèo, hộ cận nghèo "
        f"{round_words(meeting.place)}",
        "opening": _opening(meeting),
        "present": _present(meeting),
        "subject": "Cuộc họp nghe rà soát viên báo cáo kết quả rà soát của từng hộ và "
        "biểu quyết như sau:",
        "results": result_heads(meeting.place.round.standards),
        "votes": rows,
        "objections": [
            {"speaker": each.speaker, "text": each.text, "answer": each.answer}
            for each in meeting.objections.all()
        ],
        "notes": meeting.notes,
        "conclusion": _conclusion(lines),
        "closing": _closing(meeting),
        "signers": [
            signer("Thư ký", hint=SIGNED, name=meeting.secretary),
            signer("Đại diện hộ dân", hint=SIGNED),
            signer("Chủ trì", hint=SIGNED, name=meeting.chair),
        ],
    }


def lines_of(meeting: VillageMeeting) -> list[BallotLine]:
    """The households as the minutes hold them, by name."""
    return open_lines(meeting) if meeting.closed_at is None else closed_lines(meeting)


def vote_row(line: BallotLine) -> list[str]:
    """Head, results (one a standard), agreed, against, share, verdict.

    The last four are empty while nobody has voted.
    """
    told = [line.head_name, *map(class_of, line.classes)]
    vote = None if line.is_changed else line.vote
    if vote is None:
        return [*told, "", "", "", ""]
    share = Fraction(vote.agreed * 100, vote.attended)
    return [
        *told,
        vietnamese(vote.agreed),
        vietnamese(vote.attended - vote.agreed),
        vietnamese(share, 2),
        "Nhất trí" if vote.passed else "Rà soát lại",
    ]


def _opening(meeting: VillageMeeting) -> list[str]:
    began = f"{meeting.began:%H giờ %M} " if meeting.began else ""
    units = ", ".join(units_of(meeting.village)[:2])
    return [
        f"Hôm nay, {began}{day_in_words(meeting.held_on)}, tại {meeting.venue}, "
        f"{units} họp dân lần thứ {meeting.turn} để thông qua kết quả rà soát."
    ]


def _present(meeting: VillageMeeting) -> list[str]:
    told = [
        f"Chủ trì: {meeting.chair}.",
        f"Thư ký: {meeting.secretary}.",
    ]
    if meeting.represented:
        told.append(f"Đại diện hộ dân: {meeting.represented}.")
    if meeting.guests:
        guests = "; ".join(line for line in meeting.guests.splitlines() if line)
        told.append(f"Thành phần khác: {guests.rstrip('.')}.")
    return [*told, f"Số người dự họp: {vietnamese(meeting.attended)} người."]


def _conclusion(lines: list[BallotLine]) -> list[str]:
    voted = [line for line in lines if line.vote and not line.is_changed]
    passed = sum(1 for line in voted if line.vote and line.vote.passed)
    agreed = count(passed, "hộ") if voted else f"{DOTS} hộ"
    told = [
        f"Cuộc họp nhất trí (từ 50% số người dự họp trở lên) với kết quả rà soát của "
        f"{agreed} trong {count(len(lines), 'hộ')}."
    ]
    if again := len(voted) - passed:
        told.append(
            f"{upper_first(count(again, 'hộ'))} chưa được nhất trí: rà soát lại và họp "
            "dân lần nữa."
        )
    return told


def _closing(meeting: VillageMeeting) -> str:
    ended = f" vào lúc {meeting.ended:%H giờ %M} cùng ngày" if meeting.ended else ""
    return (
        f"Cuộc họp kết thúc{ended}. Biên bản được lập thành 02 bản, đã đọc cho mọi "
        "người dự họp cùng nghe: 01 bản lưu tại thôn, 01 bản gửi Ban Chỉ đạo rà soát "
        "cấp xã."
    )
