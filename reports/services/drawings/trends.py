"""Rates over years, broken where the standard or the map changed."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from povertyportal.areas.unit_files import REFORM
from povertyportal.ui.charts import Break, Chart, Lines, Mark, Series
from povertyportal.ui.numbers import vietnamese
from reports.services.drawings.said import PER_CENT
from reports.services.grounds import in_words
from reports.services.overview import Overview
from reports.services.selection import Period

if TYPE_CHECKING:
    from reports.services.room.trend import YearPoint

TREND = "xu-huong"


def by_year(
    points: "Sequence[YearPoint]", found: Overview, target: Mark | None = None
) -> Chart | None:
    """Rates of poor and near-poor households; None for fewer than two known years."""
    known = [each for each in points if each.poor.value is not None]
    if len(known) < 2:
        return None
    lines = Lines(
        points=tuple(_names(points)),
        series=(
            Series("Hộ nghèo", tuple(each.poor.value for each in points)),
            Series("Hộ cận nghèo", tuple(each.near_poor.value for each in points)),
        ),
        breaks=tuple(_breaks(points)),
        mark=target,
    )
    return Chart(
        key=TREND,
        title=_title(known),
        drawing=lines,
        measure=PER_CENT,
        as_of=min((each.as_of for each in known if each.as_of), default=None),
        standard="; ".join(dict.fromkeys(each.standard_name for each in known)),
        basis=", ".join(dict.fromkeys(_period(each).basis_name for each in known)),
        source=in_words(code for each in known for code in each.sources),
        note=" ".join(filter(None, (of_then(points, found), without_rate(points)))),
        place=found.place.name,
        period=f"{points[0].year}–{points[-1].year}",
    )


def _period(point: "YearPoint") -> Period:
    return Period(point.year, point.standard, point.basis)


def of_then(points: "Sequence[YearPoint]", found: Overview) -> str:
    """Of which units the years before today's map are, where the line holds both."""
    known = [each for each in points if each.poor.value is not None]
    then = [each for each in known if each.year < REFORM.year]
    if not then or len(then) == len(known):
        return ""
    numbers = sorted({each.communes for each in then})
    many = "–".join(dict.fromkeys((str(numbers[0]), str(numbers[-1]))))
    words = f"Đến năm {then[-1].year}: theo {many} xã lúc đó"
    if found.divided_communes:
        divided = vietnamese(found.divided_communes)
        words += f", không gồm {divided} xã cũ đã chia cho nhiều xã"
    return f"{words}."


def without_rate(points: "Sequence[YearPoint]") -> str:
    """Of how many communes the years are that have no rate for want of the others."""
    partly = [
        f"năm {each.year} có số liệu của {vietnamese(each.communes)} trên "
        f"{vietnamese(each.communes + each.missing)} xã"
        for each in points
        if each.missing
    ]
    words = "; ".join(dict.fromkeys(partly))
    return f"Không tính tỷ lệ khi còn thiếu xã: {words}." if words else ""


def _names(points: "Sequence[YearPoint]") -> Iterator[str]:
    """Years; of two points of one year each says its standard."""
    years = [each.year for each in points]
    for each in points:
        several = years.count(each.year) > 1
        yield f"{each.year} ({each.standard_name})" if several else str(each.year)


def _breaks(points: "Sequence[YearPoint]") -> Iterator[Break]:
    for place, each in enumerate(points):
        for words in each.breaks if place else ():
            yield Break(place, words[:1].upper() + words[1:])


def _title(known: "Sequence[YearPoint]") -> str:
    """Against the point before; across a break the level alone can be told."""
    before, last = known[-2:]
    now, then = last.poor.value or Decimal(0), before.poor.value or Decimal(0)
    words = f"Tỷ lệ hộ nghèo năm {last.year}: {vietnamese(now, 2)}%"
    if last.breaks or now == then:
        return words
    way = "giảm" if now < then else "tăng"
    change = vietnamese(abs(now - then), 2)
    return f"{words}, {way} {change} điểm phần trăm so với năm {before.year}"
