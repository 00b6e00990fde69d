"""Form fields that read what people in Việt Nam type, and say what is wrong.

Every message says what is wrong, where, and what to do.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.functional import lazy

from povertyportal.ui.numbers import MINUS, vietnamese

# 1.234.567,5 or 1234567,5; a group never begins with a lone zero ("0.500").
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?")
_PLAIN = re.compile(r"[0-9]+(,[0-9]+)?")
_NUMBER_SPACES = str.maketrans("", "", " \u00a0\u202f")

_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"
)
_ISO_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_BARE_DAY = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
_MONTH = re.compile(r"(?P<month>[0-9]{1,2})[/.-]?(?P<year>[0-9]{4})")
_YEAR = re.compile(r"(?P<year>[0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{1,2}")
_CLOCK_TIMES = (
    *("%H:%M", "%H", "%Hh%M", "%Hh", "%H h", "%Hg%M", "%Hg"),
    *("%H giờ %M phút", "%H giờ %M", "%H giờ", "%Hgiờ"),
)
FIRST_YEAR, LAST_YEAR = 1900, 2100

# Characters that come along when text is pasted from a chat or a document.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


# What is shown of how a birth is typed.
_BIRTH = "5/2/1980"


def _day() -> str:
    """What is shown of how any other day is typed: one of this year."""
    return f"5/2/{timezone.localdate().year}"


# Written when it is shown: a server lives from one year into the next.
_DAY_IS_MISSING = lazy(
    lambda: f"Chưa nhập ngày. Nhập ngày/tháng/năm, ví dụ {_day()}.", str
)()


class PartialDate(NamedTuple):
    """A date of which the day, or the month and the day, may not be known."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.day:02}" if self.day else "", f"{self.month or 0:02}"]
        return "/".join([*(p for p in parts if p and p != "00"), f"{self.year:04}"])


def read_number(text: str) -> Decimal:
    """A number as written in Việt Nam: "1.234,5", "1234,5", "1.500", "-3".

    Raises ValidationError ("number_format") for anything else, "1,234.5" and "1.5"
    included: there the two readings differ by a factor of a thousand or ten.
    """
    compact = text.translate(_NUMBER_SPACES).replace(MINUS, "-")
    digits = compact.removeprefix("-")
    if _GROUPED.fullmatch(digits) or _PLAIN.fullmatch(digits):
        return Decimal(compact.replace(".", "").replace(",", "."))
    raise ValidationError(_number_problem(text, digits), code="number_format")


def _number_problem(text: str, digits: str) -> str:
    if not digits or re.search(r"[^0-9.,]", digits):
        return f"“{text}” không phải là số. Chỉ nhập chữ số, ví dụ 1.234,5."
    return (
        f"“{text}” viết chưa rõ. Dùng dấu chấm để tách hàng nghìn (1.500) "
        "và dấu phẩy cho phần thập phân (1,5)."
    )


def _limit_messages(lowest: Any, highest: Any) -> dict[str, str]:
    """What a number outside its limits (numbers or None) is told, in our numerals."""
    at_least = "" if lowest is None else f"từ {vietnamese(lowest)}"
    at_most = "" if highest is None else f"đến {vietnamese(highest)}"
    both = f"Nhập số {at_least} {at_most}."
    return {
        "min_value": both if at_most else f"Nhập số {at_least} trở lên.",
        "max_value": both
        if at_least
        else f"Nhập số không quá {vietnamese(highest or 0)}.",
    }


class VietnameseDecimalField(forms.DecimalField):
    """A Decimal typed as 1.234,5 or 1234,5; empty gives None."""

    widget = forms.TextInput

    default_error_messages = {
        "required": "Chưa nhập số. Nhập bằng chữ số, ví dụ 1.234,5.",
        "max_digits": "Số quá dài: viết nhiều nhất %(max)s chữ số.",
        "max_decimal_places": "Viết nhiều nhất %(max)s chữ số sau dấu phẩy.",
        "max_whole_digits": "Số quá lớn: viết nhiều nhất %(max)s chữ số trước dấu "
        "phẩy.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        limits = _limit_messages(self.min_value, self.max_value)
        self.error_messages = {**limits, **self.error_messages}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        text = str(value).strip()
        return read_number(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        return vietnamese(value) if isinstance(value, Decimal | int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class VietnameseIntegerField(forms.IntegerField):
    """A whole number typed as 1500 or 1.500; empty gives None."""

    widget = forms.TextInput

    default_error_messages = {
        "required": "Chưa nhập số. Nhập bằng chữ số, ví dụ 1.500."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        limits = _limit_messages(self.min_value, self.max_value)
        self.error_messages = {**limits, **self.error_messages}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        text = str(value).strip()
        if not text:
            return None
        number = read_number(text)
        if number != number.to_integral_value():
            raise ValidationError(
                f"“{text}” có phần lẻ. "
                f"Nhập số nguyên, ví dụ {vietnamese(int(number))}.",
                code="not_whole",
            )
        return int(number)

    def prepare_value(self, value: Any) -> Any:
        return vietnamese(value) if isinstance(value, int) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class YearField(forms.IntegerField):
    """A year in four digits, 2015 to 2100 unless told; empty gives None."""

    widget = forms.TextInput

    default_error_messages = {
        "required": "Chưa nhập năm, ví dụ 2026.",
        "invalid": "Nhập năm bằng bốn chữ số, ví dụ 2026.",
    }

    def __init__(
        self, *, min_value: int = 2015, max_value: int = 2100, **options: Any
    ) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **options)
        told = f"Nhập năm từ {min_value} đến {max_value}."
        self.error_messages = {
            "min_value": told,
            "max_value": told,
            **self.error_messages,
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class VietnameseDateField(forms.DateField):
    """A full date typed as 5/2/2026, 05/02/2026, 5-2-2026 or 05022026.

    Days of papers and meetings: its example is of this year. Births may be partly
    known and are typed into a PartialDateField.
    """

    widget = forms.TextInput

    default_error_messages = {"required": _DAY_IS_MISSING}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        text = str(value).strip()
        found = _match([_DAY, _ISO_DAY, _BARE_DAY], text)
        if found is None:
            raise ValidationError(
                _date_problem(text, f"ngày/tháng/năm, ví dụ {_day()}", _day()),
                code="date_format",
            )
        return date(*_checked(found, text, _day()))  # type: ignore[arg-type]

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


class ClockField(forms.TimeField):
    """A time of day typed as 8:30, 8h30, 8 giờ 30, 8h or 8."""

    widget = forms.TextInput

    default_error_messages = {"invalid": "Nhập giờ và phút, ví dụ 8:30."}

    def __init__(self, **options: Any) -> None:
        options.setdefault("input_formats", _CLOCK_TIMES)
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off"}


class PartialDateField(forms.Field):
    """A date of which only the year, or month and year, may be known.

    5/2/1980, 05021980, 2/1980 and 1980 give a PartialDate; empty gives None.
    """

    widget = forms.TextInput

    default_error_messages = {
        "required": "Chưa nhập ngày. Chỉ biết năm thì nhập năm, ví dụ 1980."
    }

    def to_python(self, value: Any) -> PartialDate | None:
        if value in self.empty_values:
            return None
        if isinstance(value, tuple):
            return PartialDate(*value)
        text = str(value).strip()
        if not text:
            return None
        found = _match([_DAY, _ISO_DAY, _BARE_DAY, _MONTH, _YEAR], text)
        if found is None:
            raise ValidationError(
                _date_problem(
                    text,
                    "5/2/1980; chỉ biết tháng: 2/1980; chỉ biết năm: 1980",
                    _BIRTH,
                ),
                code="date_format",
            )
        return _checked(found, text, _BIRTH)

    def prepare_value(self, value: Any) -> Any:
        return str(PartialDate(*value)) if isinstance(value, tuple) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}


# What a text is told whose length is outside its limits, wherever it is checked.
TOO_LONG = (
    "Viết nhiều nhất %(limit_value)s ký tự (đang có %(show_value)s): hãy viết ngắn lại."
)
TOO_SHORT = "Viết ít nhất %(limit_value)s ký tự (đang có %(show_value)s)."


class _AtMost(MaxLengthValidator):
    """Django's limit on a length, told in the portal's numerals."""

    def __call__(self, value: Any) -> None:
        limit, length = int(self.limit_value), len(value)
        if length > limit:
            told = {
                "limit_value": vietnamese(limit),
                "show_value": vietnamese(length),
                "value": value,
            }
            raise ValidationError(TOO_LONG, code=self.code, params=told)


class NormalizedCharField(forms.CharField):
    """Text in Unicode form NFC, without invisible characters or doubled spaces.

    `multiline=True` keeps line breaks, for notes.
    """

    def __init__(self, *, multiline: bool = False, **options: Any) -> None:
        self.multiline = multiline
        if multiline:
            options.setdefault("widget", forms.Textarea)
        super().__init__(**options)
        self.validators = [
            _AtMost(each.limit_value) if isinstance(each, MaxLengthValidator) else each
            for each in self.validators
        ]

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return clean_text(text, self.multiline) if text else text


def clean_text(text: str, multiline: bool = False) -> str:
    """NFC, invisible characters out, runs of spaces to one (per line if multiline)."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if not multiline:
        return " ".join(visible.split())
    return "\n".join(" ".join(line.split()) for line in visible.splitlines()).strip()


def _match(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((m for p in patterns if (m := p.fullmatch(text))), None)


def _date_problem(text: str, how: str, example: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return f"“{text}” thiếu năm. Viết đủ bốn chữ số của năm, ví dụ {example}."
    return f"“{text}” không phải là ngày. Nhập {how}."


def _checked(found: re.Match[str], text: str, example: str) -> PartialDate:
    parts = {name: int(digits) for name, digits in found.groupdict().items()}
    year, month, day = parts["year"], parts.get("month"), parts.get("day")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(
            f"Năm {year:04} trong “{text}” không hợp lý. "
            f"Nhập năm từ {FIRST_YEAR} đến {LAST_YEAR}.",
            code="year_range",
        )
    if month is not None and not 1 <= month <= 12:
        raise ValidationError(
            f"Không có tháng {month} trong “{text}”. "
            f"Nhập ngày trước, tháng sau: {example} là ngày 5 tháng 2.",
            code="month_range",
        )
    if day is not None:
        try:
            date(year, month or 0, day)
        except ValueError:
            raise ValidationError(
                f"Tháng {month}/{year} không có ngày {day}. "
                f"Xem lại ngày trong “{text}”.",
                code="day_range",
            ) from None
    return PartialDate(year, month, day)
