"""The room's figures as tables of words and numbers, for a meeting to keep; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from povertyportal.ui.numbers import vietnamese
from reports.services.periods.parts import (
    MONEY,
    QUANTITY,
    SHARE,
    TEXT,
    WHOLE,
    Cell,
    Column,
    Part,
)

Json = dict[str, Any]
_CLASSES = {"poor": "Hộ nghèo", "near_poor": "Hộ cận nghèo"}
_OF_WORK = {"targets", "houses", "needs"}  # money and season name their year


def parts_of_figures(figures: Json) -> Iterator[Part]:
    """The tables of a picture's plain figures, in the order of the screen; those of
    sections that the picture has nothing of are left out."""
    if review := figures.get("review"):
        yield _review(review)
    for read, name in _READ:
        if figures.get(name):
            part = read(figures[name])
            if name in _OF_WORK:
                part = replace(part, title=f"{part.title} năm {figures['work_year']}")
            yield part


def _review(review: Json) -> Part:
    rows = [
        ("Hộ đã rà soát", review["reviewed"]),
        ("Hộ trong danh sách rà soát", review["listed"]),
    ]
    columns = (Column("Nội dung", TEXT, 0), Column("Số hộ", WHOLE, 30))
    year = review["period"]["year"]
    return _part("review", f"Rà soát năm {year} đang diễn ra", columns, rows)


def _headline(tiles: Sequence[Json]) -> Part:
    rows = [
        (
            tile["label"],
            tile["value"],
            _rate(tile["rate"]),
            tile["change"],
            "; ".join(filter(None, (tile["compared"], tile["note"]))),
        )
        for tile in tiles
    ]
    columns = (
        Column("Số liệu", TEXT, 0),
        Column("Số hộ", WHOLE, 24),
        Column("Tỷ lệ (%)", SHARE, 22),
        Column("Tăng, giảm (hộ)", WHOLE, 24),
        Column("Ghi chú", TEXT, 50),
    )
    return _part("headline", "Số liệu chung", columns, rows)


def _attention(matters: Sequence[Json]) -> Part:
    rows = [
        (each["title"], each["reason"], _number(each["number"], each["unit"]))
        for each in matters
    ]
    columns = (
        Column("Việc cần quan tâm", TEXT, 0),
        Column("Lý do", TEXT, 75),
        Column("Mức", TEXT, 30),
    )
    return _part("attention", "Cần quan tâm", columns, rows)


def _number(value: Cell, unit: str) -> str:
    said = "" if value in {None, ""} else vietnamese(Decimal(str(value)))
    return f"{said}{unit}" if unit.startswith("%") else f"{said} {unit}".strip()


def _trend(points: Sequence[Json]) -> Part:
    rows = [
        (
            f"{each['year']}",
            each["poor"]["part"],
            _rate(each["poor"]),
            each["near_poor"]["part"],
            _rate(each["near_poor"]),
            "; ".join([each["standard_name"], *each["breaks"]]),
        )
        for each in points
    ]
    columns = (
        Column("Năm", TEXT, 14),
        Column("Hộ nghèo", WHOLE, 20),
        Column("Tỷ lệ (%)", SHARE, 18),
        Column("Hộ cận nghèo", WHOLE, 22),
        Column("Tỷ lệ (%)", SHARE, 18),
        Column("Chuẩn nghèo, điểm cần lưu ý", TEXT, 0),
    )
    return _part("trend", "Qua các năm", columns, rows)


def _movement(moved: Json) -> Part:
    rows = [
        (
            f"({column['number']}) {column['title']}",
            _CLASSES.get(each["kind"], each["form"]),
            column["households"],
        )
        for each in moved["classes"]
        for column in each["columns"]
    ]
    columns = (
        Column("Nội dung", TEXT, 0),
        Column("Danh sách", TEXT, 34),
        Column("Số hộ", WHOLE, 30),
    )
    notes = (
        f"Từ ngày {_day(moved['first'])} đến ngày {_day(moved['last'])}, của "
        f"{moved['told']}/{moved['communes']} xã.",
    )
    return _part("movement", "Diễn biến hộ nghèo, hộ cận nghèo", columns, rows, notes)


def _deprivations(indicators: Sequence[Json]) -> Part:
    rows = [
        (
            each["name"],
            _rate(each["poor"]),
            _rate(each["near_poor"]),
            _rate(each["both"]),
            each["change"],
        )
        for each in indicators
    ]
    columns = (
        Column("Chỉ số thiếu hụt", TEXT, 0),
        Column("Hộ nghèo (%)", SHARE, 24),
        Column("Hộ cận nghèo (%)", SHARE, 24),
        Column("Cả hai (%)", SHARE, 24),
        Column("Tăng, giảm (điểm %)", SHARE, 26),
    )
    notes = ("Tỷ lệ trong số hộ đã biết có thiếu hụt hay không.",)
    title = "Thiếu hụt dịch vụ xã hội cơ bản"
    return _part("deprivations", title, columns, rows, notes)


def _of_people(code: str, title: str) -> Callable[[Sequence[Json]], Part]:
    def read(parts: Sequence[Json]) -> Part:
        rows = [
            (
                each["name"],
                each["poor"],
                each["poor_before"],
                each["near_poor"],
                each["near_poor_before"],
            )
            for each in parts
        ]
        columns = (
            Column("Nội dung", TEXT, 0),
            Column("Hộ nghèo", WHOLE, 24),
            Column("Năm trước", WHOLE, 24),
            Column("Hộ cận nghèo", WHOLE, 26),
            Column("Năm trước", WHOLE, 24),
        )
        return _part(code, title, columns, rows)

    return read


def _money(money: Json) -> Part:
    whole = ("Tổng số", money["allocated"], money["disbursed"], money["rate"], None, "")
    rows = [
        (
            each["name"],
            each["allocated"],
            each["disbursed"],
            each["rate"],
            each["expected"],
            each["pace_words"],
        )
        for each in money["components"]
    ]
    columns = (
        Column("Dự án thành phần", TEXT, 0),
        Column("Đã giao (đồng)", MONEY, 28),
        Column("Đã giải ngân (đồng)", MONEY, 28),
        Column("Đã giải ngân (%)", SHARE, 18),
        Column("Theo lịch (%)", SHARE, 18),
        Column("Tiến độ", TEXT, 22),
    )
    title = f"Vốn chương trình năm {money['year']}"
    return _part("money", title, columns, [whole, *rows], has_total=True)


def _houses(houses: Json) -> Part:
    stages = (
        ("Trong kế hoạch", "planned"),
        ("Đã khởi công", "started"),
        ("Đã xong", "finished"),
        ("Đã nghiệm thu", "accepted"),
    )
    rows = [(label, houses[name]) for label, name in stages]
    columns = (Column("Nhà ở của năm", TEXT, 0), Column("Số nhà", WHOLE, 30))
    return _part("houses", "Hỗ trợ nhà ở", columns, rows)


def _targets(aims: Sequence[Json]) -> Part:
    rows = [
        (
            f"{each['name']} ({each['unit']})" if each["unit"] else each["name"],
            each["target"],
            each["done"],
            each["percent"],
            each["verdict_words"],
        )
        for each in aims
    ]
    columns = (
        Column("Chỉ tiêu", TEXT, 0),
        Column("Giao", QUANTITY, 26),
        Column("Đạt", QUANTITY, 26),
        Column("Tỷ lệ đạt (%)", SHARE, 26),
        Column("Tình trạng", TEXT, 36),
    )
    notes = tuple(f"{each['name']}: {each['how']}" for each in aims if each["how"])
    return _part("targets", "Chỉ tiêu", columns, rows, notes)


def _season(season: Json) -> Part:
    rows: list[tuple[Cell, ...]] = [
        ("Hộ trong danh sách rà soát", season["listed"], ""),
        ("Hộ đã rà soát", season["surveyed"], ""),
        ("Hộ đã có quyết định", season["recognised"], ""),
    ]
    rows += [
        (f"Xã: {each['words']}", each["communes"], "") for each in season["states"]
    ]
    rows += [
        (f"{each['name']} quá hạn", len(each["steps"]), ", ".join(each["steps"]))
        for each in season["late"]
    ]
    columns = (
        Column("Nội dung", TEXT, 0),
        Column("Số lượng", WHOLE, 26),
        Column("Bước", TEXT, 70),
    )
    return _part("season", f"Rà soát năm {season['year']}", columns, rows)


def _needs(needs: Sequence[Json]) -> Part:
    rows = [
        (
            each["name"],
            each["needing"],
            each["helped"],
            each["planned"],
            each["uncovered"],
        )
        for each in needs
    ]
    columns = (
        Column("Nhu cầu", TEXT, 0),
        Column("Số hộ cần", WHOLE, 24),
        Column("Đã hỗ trợ", WHOLE, 24),
        Column("Đã có kế hoạch", WHOLE, 26),
        Column("Chưa có gì", WHOLE, 24),
    )
    return _part("needs", "Nhu cầu và hỗ trợ", columns, rows)


def _areas(areas: Sequence[Json]) -> Part:
    rows = [
        (
            area["name"],
            area["residents"],
            area["poor"],
            _rate(area["poor_rate"]),
            area["poor_change"],
            area["near_poor"],
            _rate(area["near_poor_rate"]),
        )
        for area in areas
    ]
    columns = (
        Column("Đơn vị", TEXT, 0),
        Column("Hộ dân cư", WHOLE, 20),
        Column("Hộ nghèo", WHOLE, 18),
        Column("Tỷ lệ (%)", SHARE, 18),
        Column("Tăng, giảm (hộ)", WHOLE, 20),
        Column("Hộ cận nghèo", WHOLE, 20),
        Column("Tỷ lệ (%)", SHARE, 18),
    )
    return _part("areas", "Theo đơn vị", columns, rows)


def _published(figures: Sequence[Json]) -> Part:
    rows = [
        (each["label"], each["area_name"], each["value"], each["note"])
        for each in figures
    ]
    columns = (
        Column("Số đã công bố", TEXT, 0),
        # A published number is often of a former district: not of the same places.
        Column("Địa bàn", TEXT, 36),
        Column("Giá trị", QUANTITY, 24),
        Column("Nguồn", TEXT, 55),
    )
    marks = tuple(each["provenance"] for each in figures)
    return _part("published", "Số liệu đã công bố", columns, rows, marks=marks)


_READ: tuple[tuple[Callable[[Any], Part], str], ...] = (
    (_headline, "headline"),
    (_attention, "attention"),
    (_areas, "areas"),
    (_trend, "trend"),
    (_movement, "movement"),
    (_deprivations, "deprivations"),
    (_of_people("causes", "Nguyên nhân nghèo"), "causes"),
    (_of_people("groups", "Các nhóm hộ"), "groups"),
    (_targets, "targets"),
    (_money, "money"),
    (_houses, "houses"),
    (_season, "season"),
    (_needs, "needs"),
    (_published, "published"),
)


def _part(
    code: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[Cell, ...]],
    notes: tuple[str, ...] = (),
    **more: Any,
) -> Part:
    return Part(code, title, columns, tuple(rows), notes, **more)


def _rate(rate: Json | None) -> str | None:
    """A rate as a decimal of two places; None where it cannot be said."""
    return rate["value"] if rate else None


def _day(text: str) -> str:
    """An ISO day as it is written in Việt Nam."""
    return "/".join(reversed(text[:10].split("-")))
