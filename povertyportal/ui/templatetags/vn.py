"""Filters and tags for numbers, dates, badges and tables (loaded everywhere)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page, Paginator
from django.forms import BoundField, CheckboxInput, Select
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from povertyportal.ui.fields import PartialDate
from povertyportal.ui.numbers import UNKNOWN, Number, vietnamese
from povertyportal.ui.signs import sign as draw_sign

register = template.Library()

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")

# class code -> (words of the forms, sign)
CLASSES = {
    "poor": ("Hộ nghèo", "full"),
    "near_poor": ("Hộ cận nghèo", "half"),
    "average": ("Hộ có mức sống trung bình", "quarter"),
    "not_poor": ("Hộ không nghèo", "empty"),
    "escaped": ("Thoát nghèo", "up"),
    "undetermined": ("Chưa xác định", "question"),
}
PROVENANCES = {
    "published": ("số công bố", "Số do cơ quan nhà nước công bố"),
    "derived": ("suy ra", "Số tính ra từ số công bố"),
    "invented": ("giả định (dữ liệu mẫu)", "Số đặt ra cho dữ liệu mẫu, không có thật"),
}


def _written(value: Number | None, places: int | None = None, unit: str = "") -> str:
    # Django hands a filter "" for a variable that does not exist.
    if value is None or value == "":
        return UNKNOWN
    return vietnamese(value, places) + unit


@register.filter
def number(value: Number | None) -> str:
    """1234567 as 1.234.567, with whatever decimals it has; unknown as –."""
    return _written(value)


@register.filter
def decimal2(value: Number | None) -> str:
    """1234.5 as 1.234,50; unknown as –."""
    return _written(value, 2)


@register.filter
def percent(value: Number | None) -> str:
    """A share already in per cent, 2.34, as 2,34%; unknown as –."""
    return _written(value, 2, "%")


@register.filter
def part(value: Number | None) -> str:
    """A share that law names, with the decimals it has: 100%, 12,5%; unknown as –."""
    return _written(value, unit="%")


@register.filter
def money(value: Number | None) -> str:
    """Whole đồng, a part of one half up: 1500000 as "1.500.000 đồng"; unknown as –."""
    return _written(value, 0, unit=" đồng")


@register.filter
def worth(value: int | None) -> str:
    """A value that may have been left blank: 0 is not known, shown as –."""
    return money(value or None)


@register.filter
def signed(value: Number | None, places: int | None = None) -> str:
    """A change, with its sign: 155 as +155, -155 as −155; unknown as –."""
    text = _written(value, places)
    grew = text[0].isdigit() and text.strip("0,")
    return f"+{text}" if grew else text


@register.filter
def day(value: date | PartialDate | None) -> str:
    """dd/mm/yyyy; a partly known date as 02/1980 or 1980; unknown as –.

    An instant is shown as the day it was in Việt Nam.
    """
    if not value:
        return UNKNOWN
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, datetime) and value.tzinfo:
        value = value.astimezone(HANOI)
    return f"{value:%d/%m/%Y}"


@register.filter
def moment(value: datetime | None) -> str:
    """An instant on the clocks of Việt Nam: 10:32 22/11/2026; unknown as –."""
    if not value:
        return UNKNOWN
    return f"{value.astimezone(HANOI):%H:%M %d/%m/%Y}"


@register.filter
def clock(value: datetime | None) -> str:
    """Only the time of an instant in Việt Nam: 10:32; unknown as –."""
    return f"{value.astimezone(HANOI):%H:%M}" if value else UNKNOWN


@register.filter
def duration(value: timedelta | int | float | None) -> str:
    """A length of time (timedelta or seconds), as one would say it; unknown as –."""
    if value is None or value == "":
        return UNKNOWN
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    if seconds < 60:
        return "dưới 1 phút"
    minutes = -int(-seconds // 60)
    if minutes < 60:
        return f"{minutes} phút"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"


@register.simple_tag
def rate(
    value: Number | None, part: Number | None, whole: Number | None
) -> SafeString | str:
    """A rate in per cent that carries its numerator and denominator.

    Shown on hover and to screen readers, and printed beside the rate. Unknown as –.
    """
    if value is None or value == "":
        return UNKNOWN
    return format_html(
        '<span class="rate" title="{0} trên {1}">{2}'
        '<span class="rate-parts"> ({0}/{1})</span></span>',
        number(part),
        number(whole),
        percent(value),
    )


@register.simple_tag
def sign(name: str) -> SafeString:
    """A small sign by shape or tone (see signs.py)."""
    return draw_sign(name)


@register.simple_tag
def class_badge(code: str | None) -> SafeString | str:
    """A household's class: a word, a sign and a colour; unknown as –.

    Raises ValueError for a class that has no words here.
    """
    if code is None or code == "":
        return UNKNOWN
    code = str(code)
    if code not in CLASSES:
        raise ValueError(f"class_badge: no words for the class {code!r}")
    words, shape = CLASSES[code]
    return format_html(
        '<span class="class-badge class-{}">{}{}</span>',
        code.replace("_", "-"),
        draw_sign(shape),
        words,
    )


@register.simple_tag
def provenance_badge(code: str | None) -> SafeString | str:
    """Where a figure comes from: published, derived or invented; unknown as nothing.

    Raises ValueError for another code.
    """
    if code is None or code == "":
        return ""
    code = str(code)
    if code not in PROVENANCES:
        raise ValueError(f"provenance_badge: no words for {code!r}")
    words, explanation = PROVENANCES[code]
    return format_html(
        '<span class="provenance provenance-{}" title="{}">{}</span>',
        code,
        explanation,
        words,
    )


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: str, key: str, numeric: bool = False, first: str = "asc"
) -> SafeString:
    """A <th> whose link sorts by `key` (?sort=key or ?sort=-key) and goes to page 1.

    The view may say its default order in the context as `sort`. `first="desc"` makes
    the first click sort downwards, which suits counts.
    """
    request = context["request"]
    current = request.GET.get("sort") or context.get("sort") or ""
    state = {key: "ascending", f"-{key}": "descending"}.get(current)
    if state:
        target = f"-{key}" if state == "ascending" else key
    else:
        target = f"-{key}" if first == "desc" else key
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = target
    return format_html(
        '<th scope="col" class="{}"{}><a class="sort" href="?{}">{}'
        '<span class="sort-mark" aria-hidden="true"></span></a></th>',
        "num" if numeric else "",
        format_html(' aria-sort="{}"', state) if state else "",
        query.urlencode(),
        label,
    )


@register.filter
def page_numbers(page: Page) -> Iterator[int | None]:
    """Numbers of the pages to link to, None where some are left out."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1)
    for item in pages:
        yield None if item == Paginator.ELLIPSIS else int(item)


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """The widget of a form field in the portal's look.

    Extra attributes may be given; underscores in their names become hyphens.
    """
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        name = "form-check-input"
    elif isinstance(widget, Select) and not field.use_fieldset:
        name = "form-select"
    else:
        name = "form-control" if not field.use_fieldset else ""
    own = widget.attrs.get("class", "")
    invalid = "is-invalid" if field.errors else ""
    attrs = {key.replace("_", "-"): value for key, value in attributes.items()}
    attrs["class"] = " ".join(filter(None, [name, own, invalid]))
    return field.as_widget(attrs={key: value for key, value in attrs.items() if value})
