"""Clean functions: a raw cell becomes a value, or CellProblem says what to do.

Raw values are what python-calamine gives: str, float, bool, date, datetime, time.
An empty cell never reaches a clean function.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping

from povertyportal.sheets.problems import CellProblem
from povertyportal.ui.fields import PartialDate, clean_text
from povertyportal.ui.numbers import vietnamese

Clean = Callable[[object], object]

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MONTH = re.compile(r"(\d{1,2})[/.-](\d{4})")
_YEAR = re.compile(r"\d{4}")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})([ T]00:00(:00(\.0+)?)?)?")
_SHORT_YEAR = re.compile(r"(\d{1,2}[/.-]){1,2}\d{2}")
# Days since 30/12/1899, which is how Excel keeps a date that lost its format.
_SERIAL_START, _LAST_SERIAL = dt.date(1899, 12, 30), 60_000
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+?\d+")
_NO_NAME = re.compile(r"[\d\\/|<>{}\[\]_#*=+@]")
_ROUNDED = "000000"
_ID_NOISE = str.maketrans("", "", " \u00a0\u202f.-'\u2019")
_WHOLE = re.compile(r"-?\d{1,16}")
# One sign throughout, and never after a lone zero: "0.500" is no whole number.
_GROUPED = re.compile(r"[1-9]\d{0,2}((\.\d{3}){1,5}|( \d{3}){1,5})")
FIRST_YEAR = 1880


def key_of(text: str) -> str:
    """Text for comparing headings and choices: no accents, no signs, lower case."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    letters = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(letters).split())


def as_text(raw: object) -> str:
    """Any raw cell as tidy text: NFC, single spaces, whole numbers without ".0"."""
    if isinstance(raw, str):
        # Printable excludes no-break spaces and invisible signs: already tidy.
        if (
            raw.isprintable()
            and "  " not in raw
            and unicodedata.is_normalized("NFC", raw)
        ):
            return raw.strip()
        return clean_text(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.date):
        return f"{raw:%d/%m/%Y}"
    return str(raw)


def text(longest: int) -> Clean:
    """Text of at most `longest` characters."""

    def clean(raw: object) -> str:
        value = as_text(raw)
        if len(value) > longest:
            raise CellProblem(
                f"Dài {len(value)} ký tự, quá {longest}. Hãy viết ngắn lại."
            )
        return value

    return clean


def person_name(raw: object) -> str:
    """A person's name: letters, at most 120 characters."""
    value = as_text(raw)
    if _NO_NAME.search(value) or not value[:1].isalpha():
        raise CellProblem("Không phải là họ tên. Hãy ghi họ và tên, không ghi chữ số.")
    if len(value) > 120:
        raise CellProblem("Họ tên quá 120 ký tự. Hãy kiểm tra lại ô này.")
    return value


def choice(values: Mapping[str, object], wanted: str) -> Clean:
    """One of `values`, whose keys are as key_of() gives them; `wanted` names them."""

    def clean(raw: object) -> object:
        try:
            return values[key_of(as_text(raw))]
        except KeyError:
            raise CellProblem(f"Hãy ghi {wanted}.") from None

    return clean


YES_NO: Mapping[str, object] = {
    **dict.fromkeys(("x", "co", "1", "true", "dung"), True),
    **dict.fromkeys(("khong", "0", "false", "ko"), False),
}
yes_no = choice(YES_NO, "“x” nếu có, để trống nếu không")


def code(digits: int, what: str) -> Clean:
    """A zero-padded code of so many digits, typed as text or as a number."""

    def clean(raw: object) -> str:
        value = as_text(raw).translate(_ID_NOISE)
        if not (value.isascii() and value.isdigit()) or len(value) > digits:
            raise CellProblem(
                f"Hãy ghi {what} gồm {digits} chữ số, ví dụ {'14464'[:digits]}."
            )
        return value.zfill(digits)

    return clean


def whole(lowest: int, highest: int) -> Clean:
    """A whole number within bounds, as a number or as text."""

    bounds = f"{vietnamese(lowest)} đến {vietnamese(highest)}"

    def clean(raw: object) -> int:
        value = as_text(raw).strip()
        if _WHOLE.fullmatch(value) is None:
            value = _ungrouped(raw, value, bounds)
        number = int(value)
        if not lowest <= number <= highest:
            raise CellProblem(
                f"Số {vietnamese(number)} ngoài khoảng {bounds}. Hãy kiểm tra lại."
            )
        return number

    return clean


def _ungrouped(raw: object, value: str, bounds: str) -> str:
    """The digits of "1.500" or "12 345"; never a guess at 1.5 or "1,500"."""
    if isinstance(raw, float):
        raise CellProblem(
            f"Ô này là {vietnamese(raw)}, không phải số nguyên. Có thể Excel đã hiểu "
            "dấu chấm tách hàng nghìn là dấu thập phân: hãy nhập lại số, không dấu."
        )
    if _GROUPED.fullmatch(value) is None:
        unclear = " Số có dấu phẩy viết chưa rõ." if "," in value else ""
        raise CellProblem(f"Hãy ghi số nguyên từ {bounds}.{unclear}")
    return value.replace(".", "").replace(" ", "")


def partial_date(raw: object) -> PartialDate:
    """A birth date as a date cell, as 05/02/1980, 02/1980, or 1980."""
    if isinstance(raw, dt.date):  # a datetime is a date too
        return PartialDate(_year(raw.year), raw.month, raw.day)
    value = _date_text(raw)
    if real := _whole_day(value):
        return PartialDate(real.year, real.month, real.day)
    if found := _MONTH.fullmatch(value):
        month, year = map(int, found.groups())
        if not 1 <= month <= 12:
            raise CellProblem(
                f"Không có tháng {month}. Hãy ghi tháng/năm, ví dụ 2/1980."
            )
        return PartialDate(_year(year), month)
    if _YEAR.fullmatch(value):
        return PartialDate(_year(int(value)))
    raise CellProblem(_no_date(raw, "ngày/tháng/năm hoặc chỉ năm, ví dụ 05/02/1980"))


def full_date(raw: object) -> dt.date:
    """A whole date as a date cell or as 05/02/1980."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    value = _date_text(raw)
    if real := _whole_day(value):
        return real
    raise CellProblem(_no_date(raw, "ngày/tháng/năm, ví dụ 15/12/2025"))


def _date_text(raw: object) -> str:
    """A date as typed, without spaces around its signs."""
    return re.sub(r" ?([/.-]) ?", r"\1", as_text(raw).strip())


def _whole_day(value: str) -> dt.date | None:
    """The day of 05/02/1980 or 1980-02-05. Raises CellProblem if there is none."""
    if found := _DAY.fullmatch(value):
        day, month, year = map(int, found.groups())
        return _real_day(year, month, day, value)
    if found := _ISO_DAY.fullmatch(value):
        year, month, day = map(int, found.groups()[:3])
        return _real_day(year, month, day, value)
    return None


def _no_date(raw: object, example: str) -> str:
    if _SHORT_YEAR.fullmatch(_date_text(raw)):
        return (
            f"Năm chỉ có hai chữ số nên không rõ thế kỷ. Hãy ghi {example}, năm đủ bốn "
            "chữ số."
        )
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        return f"Không đọc được ngày. Hãy ghi {example}."
    # It may be a date without its format, or 2/1980 typed without its sign.
    meant = ""
    if FIRST_YEAR < raw < _LAST_SERIAL:
        day = _SERIAL_START + dt.timedelta(days=int(raw))
        meant = f" Nếu là ngày {day:%d/%m/%Y} thì hãy"
    return (
        f"Ô này là số, không phải ngày.{meant or ' Hãy'} định dạng cột là Ngày (Date), "
        f"hoặc ghi {example}."
    )


def _year(year: int) -> int:
    if not FIRST_YEAR <= year <= 2100:
        raise CellProblem(f"Năm {year} không hợp lý. Hãy kiểm tra lại năm.")
    return year


def _real_day(year: int, month: int, day: int, shown: str) -> dt.date:
    try:
        return dt.date(_year(year), month, day)
    except CellProblem:
        raise
    except ValueError:
        raise CellProblem(
            f"Không có ngày {shown}. Hãy ghi ngày trước, tháng sau: ngày/tháng/năm."
        ) from None


def personal_id(raw: object) -> str:
    """12 digits, or the 9 of an old card; never repaired by guessing.

    Excel turns 037085001234 into the number 37085001234 or 3.7085E+10: such values
    are refused with the way out, since nobody can tell which digits were lost.
    """
    if isinstance(raw, str):
        if len(raw) == 12 and raw.isascii() and raw.isdigit():  # nearly every one
            return raw
        value = raw.strip().translate(_ID_NOISE)
        if _SCIENTIFIC.fullmatch(raw.strip()):
            raise CellProblem(_LOST)
    elif isinstance(raw, int | float) and raw == int(raw) and raw is not True:
        value = str(int(raw))
        if value.endswith(_ROUNDED):  # 1,23E+11 read back as a number
            raise CellProblem(_LOST)
    else:
        raise CellProblem(_NOT_ID)
    if not (value.isascii() and value.isdigit()):
        raise CellProblem(_NOT_ID)
    if len(value) in (12, 9):
        return value
    raise CellProblem(_LOST if 7 <= len(value) <= 11 else _NOT_ID)


_LOST = (
    "Số định danh đã mất chữ số (thường là số 0 ở đầu) vì Excel coi là số. Hãy định "
    "dạng cột là Văn bản (Text) rồi nhập lại đủ 12 chữ số."
)
_NOT_ID = (
    "Số định danh gồm đúng 12 chữ số (CMND cũ: 9). Hãy nhập lại; nếu chưa có số thì "
    "để trống."
)
