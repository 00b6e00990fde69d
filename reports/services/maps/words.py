"""What a map says: its title, each area's sentence, the lines of its legend."""

from povertyportal.areas.maps import MapArea
from povertyportal.areas.models import Area, Kind, Level
from povertyportal.areas.names import in_sentence
from povertyportal.ui.maps.classes import UNKNOWN_CLASS
from povertyportal.ui.numbers import vietnamese
from reports.services.maps import measures
from reports.services.maps.making import MapFigures, MapRow


def finding(found: MapFigures) -> str:
    """The title: where the measure is highest and lowest, or how it changed."""
    known = sorted(found.known, key=lambda row: row.reading.value or 0, reverse=True)
    name = found.asked.name(found.period.standard)
    if not known:
        return _nothing(found, name)
    if found.asked.shown.code == measures.CHANGE:
        return _changed(found, known)
    high, low = known[0], known[-1]
    rest = ""
    if there := len(found.under_way):
        rest = f"; {there}/{len(found.rows)} {noun(found)} chưa rà soát xong"
    if high.reading.value == low.reading.value:
        only = (
            in_sentence(high.area.name)
            if len(known) == 1
            else f"cả {_many(found, known)}"
        )
        return f"{name} ở {only}: {written(found, high)}{rest}"
    return (
        f"{name} cao nhất ở {in_sentence(high.area.name)} ({written(found, high)}), "
        f"thấp nhất ở {in_sentence(low.area.name)} ({written(found, low)}){rest}"
    )


def _nothing(found: MapFigures, name: str) -> str:
    """Of nothing known: how far the review is, where that is why."""
    lines = [row.line.figures for row in found.under_way if row.line]
    listed = sum(each.listed or 0 for each in lines)
    if not listed or all(each.is_complete for each in lines):
        return f"{name}: chưa đủ số liệu để vẽ"
    done = sum(each.reviewed or 0 for each in lines)
    return f"{name}: mới rà soát {vietnamese(done)}/{vietnamese(listed)} hộ"


def _changed(found: MapFigures, known: list[MapRow]) -> str:
    fell = [row for row in known if (row.reading.value or 0) < 0]
    rose = [row for row in known if (row.reading.value or 0) > 0]
    parts = [f"Tỷ lệ hộ nghèo giảm ở {vietnamese(len(fell))}/{_many(found, known)}"]
    if fell:
        most = fell[-1]
        where = in_sentence(most.area.name)
        parts.append(f"nhiều nhất ở {where} ({written(found, most)})")
    if rose:
        parts.append(f"tăng ở {_many(found, rose)}")
    if unknown := len(found.rows) - len(known):
        parts.append(f"{vietnamese(unknown)} nơi chưa so được")
    return ", ".join(parts)


def _many(found: MapFigures, rows: list[MapRow]) -> str:
    return f"{vietnamese(len(rows))} {noun(found)}"


def noun(found: MapFigures) -> str:
    """What the areas are called together."""
    return "tỉnh, thành phố" if found.by_province else "xã, phường"


def written(found: MapFigures, row: MapRow) -> str:
    """A value with its unit, a change with its sign; unknown as –."""
    measure, value = found.asked.shown.measure, row.reading.value
    if value is not None and found.asked.shown.code == measures.CHANGE:
        return measure.signed(value)
    return measure.words(value)


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
        why = "Chưa đủ số liệu"
        if found.under_way:
            all_ = len(found.under_way) == unknown
            why = "Chưa rà soát xong" if all_ else f"{why} hoặc chưa rà soát xong"
        rows.append((UNKNOWN_CLASS, why, f"{vietnamese(unknown)} {word}"))
    return rows


def _kinds(found: MapFigures) -> str:
    """What the communes of the map are: "xã", "xã, phường", with special zones too."""
    kinds = {row.area.kind for row in found.rows}
    words = ((Kind.WARD, "phường"), (Kind.SPECIAL_ZONE, "đặc khu"))
    first = ["xã"] if kinds - {Kind.WARD, Kind.SPECIAL_ZONE} else []
    return ", ".join([*first, *(word for kind, word in words if kind in kinds)])


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
    )
