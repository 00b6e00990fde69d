"""What a year did to the list of poor or near-poor households, as a waterfall."""

from dataclasses import replace
from typing import TYPE_CHECKING

from households.rules.outcome import PovertyClass
from povertyportal.ui.charts import Chart, Step, Waterfall
from povertyportal.ui.numbers import vietnamese
from reports.services.drawings.said import HOUSEHOLDS, of_overview
from reports.services.overview import Overview

if TYPE_CHECKING:
    from reports.services.room.links import Links
    from reports.services.room.movement import YearMoved

MOVEMENT = {
    PovertyClass.POOR: "dien-bien-ho-ngheo",
    PovertyClass.NEAR_POOR: "dien-bien-ho-can-ngheo",
}


def by_movement(
    moved: "YearMoved",
    kind: PovertyClass,
    found: Overview,
    links: "Links",
) -> Chart:
    """Columns 1-9 of form 2 or 3 as a waterfall; each leads to its households."""

    def address(column: int) -> str:
        if not moved.is_whole:  # the place's lists hold other communes too
            return ""
        return links.column(kind.value, column, moved.first, moved.last)

    columns = next(each.columns for each in moved.classes if each.kind == kind)
    opening, *between, closing = columns
    steps = tuple(
        Step(each.title, each.change or 0, url=address(each.number)) for each in between
    )
    span = f"Từ {moved.first:%d/%m/%Y} đến {moved.last:%d/%m/%Y}"
    partly = moved.told < moved.communes
    chart = of_overview(
        found,
        MOVEMENT[kind],
        _title(
            opening.title.removesuffix(" đầu kỳ"),
            opening.households,
            closing.households,
        ),
        Waterfall(
            (opening.title, opening.households, address(opening.number)),
            steps,
            (closing.title, closing.households, address(closing.number)),
        ),
        HOUSEHOLDS,
        is_of_review=False,
        note=f"{span}. Đầu kỳ, trừ số giảm, cộng số tăng, bằng cuối kỳ."
        + (" Đầu kỳ tính theo địa giới cuối kỳ." if moved.has_new_map else "")
        + (f" Của {moved.told} trên {moved.communes} xã." if partly else ""),
    )
    # Movements are counted from the lists in force, whatever basis the page shows.
    return replace(chart, as_of=moved.as_of, basis="danh sách đã công nhận")


def _title(what: str, opening: int, closing: int) -> str:
    if opening == closing:
        return f"{what} không tăng, không giảm: {vietnamese(closing)} hộ"
    way, to = ("giảm", "còn") if closing < opening else ("tăng", "lên")
    change = vietnamese(abs(closing - opening))
    return f"{what} {way} {change} hộ, {to} {vietnamese(closing)} hộ"
