"""What a map says: its title, each area's sentence, the lines of its legend."""

from collections.abc import Iterator
from decimal import Decimal

from povertyportal.areas.maps import MapArea
from povertyportal.areas.models import Area, Kind, Level
from povertyportal.areas.names import first_of, in_sentence
from povertyportal.ui.maps.classes import UNKNOWN_CLASS
from povertyportal.ui.numbers import vietnamese
from reports.comparable import MOST_CHANGE
from reports.services.maps import measures
from reports.services.maps.making import MapFigures, MapRow

MARK = "*"  # of a change that may come of the residents' number alone
APART = f"có tổng số hộ dân cư thay đổi quá {MOST_CHANGE}% so với năm trước"


def finding(found: MapFigures) -> str:
    """The title: where the measure is highest and lowest, or how it changed."""
    known = sorted(found.known, key=_highest_first)
    name = found.asked.name(found.period.standard)
    if not known:
        return _nothing(found, name)
    if found.asked.shown.code == measures.CHANGE:
        return _changed(found, known)
    rest = "".join(f"; {each}" for each in _coverage(found))
    if len(known) == 1:
        where = in_sentence(known[0].area.name)
        return f"{name} ở {where}: {written(found, known[0])}{rest}"
    if known[0].reading.value == known[-1].reading.value:
        value = written(found, known[0])
        return f"{name} của {_many(found, known)} như nhau: {value}{rest}"
    high, low = _at_end(found, known, 0), _at_end(found, known, -1)
    is_count = found.asked.shown.code == measures.COUNT
    most, least = ("nhiều", "ít") if is_count else ("cao", "thấp")
    return f"{name} {most} nhất ở {high}, {least} nhất ở {low}{rest}"


def _highest_first(row: MapRow) -> tuple[Decimal, str, int]:
    """Of equals that first which comes first in Vietnamese, as in every ranking."""
    return -(row.reading.value or Decimal(0)), row.area.sort_key, row.area.pk


def _at_end(found: MapFigures, known: list[MapRow], end: int) -> str:
    """Whose value the first (0) or the last (-1) is, with those that tie with it."""
    value = known[end].reading.value
    tied = [row for row in known if row.reading.value == value]
    return f"{first_of(tied[0].area.name, len(tied))} ({written(found, tied[0])})"


def _coverage(found: MapFigures) -> Iterator[str]:
    """Of how many areas there is no value, and why, as far as it is not all of them."""
    there, unknown = len(found.rows), len(found.unknown)
    if found.is_money:
        if unknown:
            yield f"{_share(found, unknown)} {_without_money(found)}"
        return
    if under_way := len(found.under_way):
        yield f"{_share(found, under_way)} chưa rà soát xong"
    if under_way < unknown:
        yield f"mới có số liệu của {_share(found, there - unknown)}"


def _share(found: MapFigures, many: int) -> str:
    return f"{vietnamese(many)}/{vietnamese(len(found.rows))} {noun(found)}"


def _without_money(found: MapFigures) -> str:
    return " hoặc ".join(sorted({row.reading.why for row in found.unknown}))


def _nothing(found: MapFigures, name: str) -> str:
    """Of nothing known: how far the review is, where that is why."""
    if found.is_money and found.rows:
        return f"{name}: {', '.join(_coverage(found))}"
    lines = [row.line.figures for row in found.under_way if row.line]
    listed = sum(each.listed or 0 for each in lines)
    if not listed or all(each.is_complete for each in lines):
        return f"{name}: chưa đủ số liệu để vẽ"
    done = sum(each.reviewed or 0 for each in lines)
    return f"{name}: mới rà soát {vietnamese(done)}/{vietnamese(listed)} hộ"


def _changed(found: MapFigures, known: list[MapRow]) -> str:
    """Whoever has far more or fewer residents than last year is not told as a fall."""
    alike = [row for row in known if not row.reading.is_apart]
    fell = [row for row in alike if (row.reading.value or 0) < 0]
    rose = [row for row in alike if (row.reading.value or 0) > 0]
    parts = [f"Tỷ lệ hộ nghèo giảm ở {vietnamese(len(fell))}/{_many(found, alike)}"]
    if fell:
        parts.append(f"nhiều nhất ở {_at_end(found, fell, -1)}")
    if rose:
        parts.append(f"tăng ở {_many(found, rose)}")
    if apart := len(found.apart):
        parts.append(f"không kể {vietnamese(apart)} nơi {APART}")
    if unknown := len(found.unknown):
        parts.append(f"{vietnamese(unknown)} nơi chưa so được")
    return ", ".join(parts)


def _many(found: MapFigures, rows: list[MapRow]) -> str:
    return f"{vietnamese(len(rows))} {noun(found)}"


def noun(found: MapFigures) -> str:
    """What the areas are called together."""
    return "tỉnh, thành phố" if found.by_province else "xã, phường"


def written(found: MapFigures, row: MapRow) -> str:
    """A value with its unit, a change with its sign and mark; unknown as –."""
    measure, value = found.asked.shown.measure, row.reading.value
    if value is not None and found.asked.shown.code == measures.CHANGE:
        return measure.signed(value) + _mark(row)
    return measure.words(value)


def _mark(row: MapRow) -> str:
    return MARK if row.reading.is_apart else ""


def short_name(area: Area) -> str:
    """The name without the word for the kind, as maps write it."""
    for kind in ("Xã ", "Phường ", "Tỉnh ", "Thành phố "):
        if area.name.startswith(kind):
            return area.name.removeprefix(kind)
    return area.name


def label(found: MapFigures, row: MapRow) -> str:
    """What is said of an area on pointing at it."""
    reading = row.reading
    if reading.value is None:
        return f"{row.area.name}: chưa đủ số liệu ({reading.why})"
    said = f"{row.area.name}: {written(found, row)}"
    if reading.note:
        return f"{said}, {reading.note}"
    if reading.whole is None:
        return said
    unit = " đồng" if found.asked.shown.code == measures.MONEY else " hộ"
    return f"{said} ({vietnamese(reading.part or 0)}/{vietnamese(reading.whole)}{unit})"


def legend(found: MapFigures) -> list[tuple[int, str, str]]:
    """(class, what it means, how many areas), what is not known last."""
    word = "tỉnh" if found.by_province else _kinds(found)
    counts = found.counts
    rows = [
        (band.number, band.words, f"{vietnamese(counts.get(band.number, 0))} {word}")
        for band in found.bands
        if found.known
    ]
    if unknown := counts.get(UNKNOWN_CLASS):
        rows.append((UNKNOWN_CLASS, _why(found), f"{vietnamese(unknown)} {word}"))
    return rows


def _why(found: MapFigures) -> str:
    """Why areas have no class."""
    if found.is_money:
        words = _without_money(found)
        return words[:1].upper() + words[1:]
    is_review = len(found.under_way) == len(found.unknown)
    return "Chưa rà soát xong" if is_review else "Chưa đủ số liệu"


def _kinds(found: MapFigures) -> str:
    """What the communes are in the legend, which has to be short: of one kind, or not.

    "nơi" where there are communes, wards and special zones among each other.
    """
    kinds = {row.area.kind for row in found.rows}
    if kinds == {Kind.WARD}:
        return "phường"
    return "nơi" if kinds & {Kind.WARD, Kind.SPECIAL_ZONE} else "xã"


def area_of(found: MapFigures, row: MapRow, url: str) -> MapArea:
    """An area as the drawing takes it."""
    parent = row.area.parent
    is_province = row.area.level == Level.PROVINCE or parent is None
    return MapArea(
        code=row.area.code,
        province="" if is_province or parent is None else parent.code,
        name=short_name(row.area),
        label=label(found, row),
        number=row.number,
        value=row.reading.value,
        part=row.reading.part,
        whole=row.reading.whole,
        url=url,
        is_island=row.is_island,
        mark=_mark(row),
    )
