"""Personal identification numbers: Nghị định 137/2015/NĐ-CP, Điều 13.

Twelve digits: three of the province (or country) of birth registration, one of
century and sex, two of the year of birth, six random; there is no check digit to
rely on. A mismatch is a warning, since numbers were reissued and records corrected.
"""

from dataclasses import dataclass
from enum import StrEnum

LENGTH = 12
LEGACY_LENGTH = 9
FIRST_CENTURY = 1900
STARS = "*" * 8

# The 63 provinces before 01/07/2025: numbers given at birth keep their codes.
# fmt: off
OLD_PROVINCES = frozenset(f"{code:03}" for code in (
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34,
    35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67,
    68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
))
# fmt: on


class IdKind(StrEnum):
    PERSONAL = "personal"
    LEGACY = "legacy"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What a number is, and Vietnamese warnings that an officer may override."""

    kind: IdKind
    warnings: tuple[str, ...] = ()


def check(number: str, sex: str | None, birth_year: int | None) -> IdCheck:
    """Compare a number with what is known of the person.

    ``sex`` is "male" or "female"; ``None`` leaves a comparison out.
    """
    if not (number.isascii() and number.isdigit()):
        return _invalid()
    if len(number) == LEGACY_LENGTH:
        text = "Số 9 chữ số là số chứng minh nhân dân cũ, chưa phải số định danh."
        return IdCheck(IdKind.LEGACY, (text,))
    if len(number) != LENGTH:
        return _invalid()
    warnings = (
        _province(number),
        _sex(number, sex),
        _year(number, birth_year),
    )
    return IdCheck(IdKind.PERSONAL, tuple(text for text in warnings if text))


def _invalid() -> IdCheck:
    text = f"Số định danh cá nhân phải có đúng {LENGTH} chữ số."
    return IdCheck(IdKind.INVALID, (text,))


def _province(number: str) -> str:
    if number[:3] in OLD_PROVINCES:
        return ""
    return (
        f"Ba số đầu {number[:3]} không phải mã của 63 tỉnh, thành phố trước "
        "01/07/2025; chỉ đúng khi khai sinh ở nước ngoài."
    )


def _sex(number: str, sex: str | None) -> str:
    told = "female" if int(number[3]) % 2 else "male"
    if sex is None or sex == told:
        return ""
    name = "nữ" if told == "female" else "nam"
    return f"Số thứ tư ({number[3]}) là của {name}, không khớp với giới tính."


def _year(number: str, birth_year: int | None) -> str:
    told = FIRST_CENTURY + 100 * (int(number[3]) // 2) + int(number[4:6])
    if birth_year is None or birth_year == told:
        return ""
    return f"Số thứ tư đến thứ sáu cho năm sinh {told}, không khớp với {birth_year}."


def masked(number: str) -> str:
    """The number as lists and logs show it: ``0010********34``.

    The count of stars does not tell the length. A legacy number keeps only its last
    two digits; anything else shows nothing.
    """
    if len(number) == LENGTH:
        return f"{number[:4]}{STARS}{number[-2:]}"
    if len(number) == LEGACY_LENGTH:
        return f"{STARS}{number[-2:]}"
    return STARS if number else ""
