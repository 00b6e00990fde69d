"""Members as people paste them from a decision: one a line, pure."""

import unicodedata
from dataclasses import dataclass

from povertyportal.accounts.models import CommitteeMember
from povertyportal.ui.vi_key import given_name_key

Duty = CommitteeMember.Duty
MOST = 60
_LENGTHS = (120, 120, 160, 120)
_PARTS = ("họ và tên", "chức vụ", "cơ quan", "chức danh trong ban")


class BadLines(ValueError):
    """Lines that cannot be read; `problems` says of each which and why."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class MemberLine:
    """A member as the decision names him: his place outside, and in the committee."""

    name: str
    outside: str = ""
    agency: str = ""
    position: str = ""
    duty: str = Duty.MEMBER


def read_lines(text: str) -> list[MemberLine]:
    """Members of lines "name; position; agency; place in the committee".

    Semicolons or tabs part them; only the name must be there. Raises BadLines.
    """
    found, problems = [], []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip(" ;\t"):
            continue
        parts = [part.strip() for part in line.replace("\t", ";").split(";")]
        wrong = _wrong(parts)
        if wrong:
            problems.append(f"Dòng {at}: {wrong}")
            continue
        name, outside, agency, position = (*parts, "", "", "")[:4]
        found.append(MemberLine(name, outside, agency, position, duty_of(position)))
    problems += _repeated(found)
    if len(found) > MOST:
        problems.append(
            f"Có {len(found)} dòng, nhiều hơn {MOST}: hãy chia làm hai lần."
        )
    if problems:
        raise BadLines(problems)
    return found


def _wrong(parts: list[str]) -> str:
    if len(parts) > len(_PARTS):
        return (
            f"có {len(parts)} phần. Mỗi dòng tối đa 4 phần, cách nhau bằng dấu chấm "
            "phẩy: họ và tên; chức vụ; cơ quan; chức danh trong ban."
        )
    if not parts[0]:
        return "thiếu họ và tên ở đầu dòng."
    for name, part, most in zip(_PARTS, parts, _LENGTHS, strict=False):
        if len(part) > most:
            return f"{name} dài quá {most} ký tự: hãy ghi gọn lại."
    return ""


def _repeated(lines: list[MemberLine]) -> list[str]:
    """People named twice: the same name at the same agency."""
    seen: set[tuple[str, str]] = set()
    told = []
    for line in lines:
        key = (line.name.casefold(), line.agency.casefold())
        if key in seen:
            told.append(f"{line.name} có hai dòng: hãy bỏ bớt một dòng.")
        seen.add(key)
    return told


def duty_of(position: str) -> str:
    """The duty that a place in the committee means ("Phó Trưởng ban Thường trực")."""
    words = unicodedata.normalize("NFC", position).casefold()
    if "thường trực" in words:
        return Duty.STANDING
    if "thư ký" in words:
        return Duty.SECRETARY
    if words.startswith("phó"):
        return Duty.DEPUTY
    return Duty.HEAD if words.startswith("trưởng ban") else Duty.MEMBER


def seat_key(seat: CommitteeMember) -> tuple[int, str]:
    """Sorts seats as decisions name them: the head, the standing deputy, deputies, the
    standing member, the secretary, members; by given name within."""
    words = unicodedata.normalize("NFC", seat.in_committee).casefold()
    is_standing = seat.duty == Duty.STANDING or "thường trực" in words
    if seat.duty == Duty.HEAD or words.startswith("trưởng ban"):
        rank = 0
    elif seat.duty == Duty.DEPUTY or words.startswith("phó"):
        rank = 1 if is_standing else 2
    else:
        is_secretary = seat.duty == Duty.SECRETARY or "thư ký" in words
        rank = 3 if is_standing else 4 if is_secretary else 5
    return rank, given_name_key(seat.who)
