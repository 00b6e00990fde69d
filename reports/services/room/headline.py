"""The headline numbers of a place: residents, classes, how far the review is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from povertyportal.ui.numbers import UNKNOWN, vietnamese
from programs.models import Target
from reports.figures import Basis, Cell, Figures, Rate
from reports.services.grounds import Sources, sources
from reports.services.overview import Change, Overview
from reports.services.room.aims import Aim


@dataclass(frozen=True)
class Tile:
    """One headline number: what it counts, what must be said of it.

    `code` names the list of households behind it (as services.lists reads it), empty
    where there is none. `aim` is its target in words.
    """

    kind: str
    label: str
    value: int | None
    code: str = ""
    rate: Rate | None = None
    change: int | None = None
    compared: str = ""
    note: str = ""
    source: str = ""
    rate_source: str = ""
    aim: str = ""
    why_no_rate: str = ""


_MEASURES = {
    "poor": (
        Target.Measure.POOR_RATE,
        Target.Measure.RATE_DOWN,
        Target.Measure.POOR_LEAVE,
        Target.Measure.POOR_FEWER,
    ),
    "near_poor": (Target.Measure.NEAR_LEAVE, Target.Measure.NEAR_FEWER),
}


def tiles(found: Overview, aims: Mapping[str, Aim]) -> Iterator[Tile]:
    """Residents, each class with its target, the season's progress."""
    total, source = found.total, sources(found.total)
    yield Tile(
        "residents",
        "Tổng số hộ dân cư",
        total.resident_households,
        note=f"của {told(total.communes)} trên {told(total.there)} xã"
        if total.missing
        else "",
        source=source.residents,
    )
    for tile in _rated(found, source):
        yield replace(tile, aim=_aimed(tile.kind, aims))
    for kind, label in (
        ("average", "Hộ có mức sống trung bình"),
        ("undetermined", "Hộ chưa xác định được diện"),
    ):
        if number := total.number(Cell(kind)):
            yield Tile(kind, label, number, kind, source=source.own)
    yield Tile(
        "season",
        "Đã rà soát",
        total.reviewed,
        "reviewed",
        note=_listed(total),
        source=source.own,
    )


def _listed(total: Figures) -> str:
    """Of how many; whose review was opened again has still the class of before."""
    words = f"trong {told(total.listed)} hộ trong danh sách"
    if not total.again:
        return words
    return f"{words}; {told(total.again)} hộ đang mở lại phiếu, tính theo lần nộp trước"


def _rated(found: Overview, source: Sources) -> Iterator[Tile]:
    """Poor and near-poor households with their rates and changes."""
    total = found.total
    missing = f"chưa có số liệu của {told(total.missing)} xã" if total.missing else ""
    if total.is_unjudged:
        missing = f"chưa xác định được diện của {told(total.undetermined)} hộ"
    for kind, label in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")):
        yield Tile(
            kind,
            label,
            total.shown(Cell(kind)),
            kind,
            None if total.is_unjudged else total.rate(kind),
            found.change.of(total, kind),
            compared(found.change, found.period.year, kind),
            missing,
            source=getattr(source, kind),
            rate_source=getattr(source, f"{kind}_rate"),
            why_no_rate="" if total.missing else total.why_no_rate,
        )


def _aimed(kind: str, aims: Mapping[str, Aim]) -> str:
    """The first target of a class, as a tile has room for one."""
    known = [aims[each] for each in _MEASURES[kind] if each in aims]
    if not known:
        return ""
    aim = known[0]
    done = UNKNOWN if aim.done is None else vietnamese(aim.done)
    value = f"{vietnamese(aim.target)} {aim.unit}".replace(" %", "%")
    words = aim.verdict_words.lower()
    return f"Chỉ tiêu năm {aim.year}, {aim.name.lower()}: {done} trên {value} ({words})"


def compared(change: Change, year: int, kind: str) -> str:
    """With what a class of a year is compared, or why with nothing."""
    if change.number(Cell(kind)) is None:
        return f"chưa so được với năm trước: {change.reason}"
    basis = "chính thức" if change.basis == Basis.OFFICIAL else "sơ bộ"
    words = f"so với số {basis} năm {year - 1}"
    return words if change.before else f"{words} tính theo địa giới hiện nay"


def told(value: int | None) -> str:
    """A whole number in Vietnamese; unknown as –."""
    return UNKNOWN if value is None else vietnamese(value)
