"""The chart of areas side by side: its title says the finding."""

from collections.abc import Sequence
from decimal import Decimal

from povertyportal.areas.names import in_sentence
from povertyportal.ui.charts import Bar, Bars, Chart, Mark, Measure
from povertyportal.ui.numbers import vietnamese
from reports.comparable import MOST_CHANGE
from reports.models import ReferenceFigure
from reports.services.grounds import in_words
from reports.services.peers.board import Board
from reports.services.peers.sides import Side
from reports.services.peers.veil import POOR

CODE = "so-sanh"
MOST_BARS = 25


def by_rate(found: Board) -> Chart | None:
    """Rates of the areas whose rate is shown, the highest first; None below two.

    The tick is the year before, the line across what was published of the country.
    """
    told = [side for side in found.rows if _percent(side) is not None]
    told.sort(key=lambda side: (-(_percent(side) or 0), side.area.sort_key))
    if len(told) < 2:
        return None
    period = found.asked.period
    return Chart(
        key=CODE,
        title=_finding(told),
        drawing=Bars(
            tuple(_bar(side, found) for side in told[:MOST_BARS]),
            _mark(found),
            what="Đơn vị",
            of="Tỷ lệ hộ nghèo",
            before=f"Năm {period.year - 1}",
        ),
        measure=Measure("%", 2),
        as_of=found.as_of,
        standard=period.standard_name,
        basis=period.basis_name,
        source=in_words({s.now.sources.poor_rate for s in told if s.now}),
        note=_note(found, told),
        place=found.asked.place.name,
        period=f"Năm {period.year}",
        has_table=False,
    )


def _percent(side: Side) -> Decimal | None:
    return side.now.percent(POOR) if side.now else None


def _before(side: Side) -> Decimal | None:
    """The year before, where the two can be compared."""
    if side.before is None or side.why_no_change:
        return None
    return side.before.percent(POOR)


def _bar(side: Side, found: Board) -> Bar:
    rate = side.rate()
    return Bar(
        side.name,
        rate.value if rate else None,
        f"{vietnamese(rate.part)}/{vietnamese(rate.whole)} hộ"
        if rate and rate.whole
        else "",
        _before(side),
        side.area == found.asked.place.area,
    )


def _mark(found: Board) -> Mark | None:
    nation = found.references.get(ReferenceFigure.Figure.POOR_RATE.value)
    if nation is None:
        return None
    about = ", làm tròn" if nation.is_about else ""
    return Mark(nation.value, f"Cả nước (số công bố{about})")


def _finding(told: Sequence[Side]) -> str:
    fallen = [(side.change(), side) for side in told if side.is_of_alike]
    down = [(change, side) for change, side in fallen if change and change < 0]
    if len(down) > 1:
        change, side = min(down, key=lambda each: each[0])
        points = f"{vietnamese(-change, 2)} điểm % so với năm trước"
        name, households = in_sentence(side.name), _households(side)
        return f"Giảm nhanh nhất là {name}: {points}{households}"
    high, low = (in_sentence(side.name) for side in (told[0], told[-1]))
    return f"Tỷ lệ hộ nghèo cao nhất ở {high}, thấp nhất ở {low}"


def _households(side: Side) -> str:
    """How the denominator of the rate changed."""
    change = side.residents_change
    if not change:
        return ""
    words = "tăng" if change > 0 else "giảm"
    return f", số hộ dân cư {words} {vietnamese(abs(change), 1)}%"


def _note(found: Board, told: Sequence[Side]) -> str:
    notes = []
    if len(told) > MOST_BARS:
        notes.append(f"{MOST_BARS} nơi cao nhất trong {len(told)}.")
    if any(_before(side) is not None for side in told):
        notes.append(f"Vạch đen: năm {found.asked.period.year - 1}.")
    if found.has_restated:
        notes.append("Năm trước của đơn vị mới lập: cộng từ các xã cũ nhập trọn vào.")
    if any(side.is_of_others for side in told):
        notes.append(
            f"Không nêu là giảm nhanh nơi có số hộ dân cư đổi quá {MOST_CHANGE}%."
        )
    if rest := len(found.rows) - len(told):
        notes.append(f"Không vẽ {rest} nơi ẩn vì ít hộ hoặc chưa tính được tỷ lệ.")
    return " ".join(notes)
