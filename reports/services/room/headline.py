"""The headline numbers of a place: residents, classes, how far the review is."""

from collections.abc import Iterator
from dataclasses import dataclass

from povertyportal.ui.numbers import UNKNOWN, vietnamese
from reports.figures import Basis, Cell, Rate
from reports.services.grounds import Sources, sources
from reports.services.overview import Change, Overview


@dataclass(frozen=True)
class Tile:
    """One headline number: what it counts, what must be said of it.

    `code` names the list of households behind it (as services.lists reads it), empty
    where there is none.
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


def tiles(found: Overview) -> Iterator[Tile]:
    """Residents, each class, the season's progress."""
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
    yield from _rated(found, source)
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
        note=f"trong {told(total.listed)} hộ trong danh sách",
        source=source.own,
    )


def _rated(found: Overview, source: Sources) -> Iterator[Tile]:
    """Poor and near-poor households with their rates and changes."""
    total = found.total
    words = compared(found.change, found.period.year)
    missing = f"chưa có số liệu của {told(total.missing)} xã" if total.missing else ""
    for kind, label in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")):
        yield Tile(
            kind,
            label,
            total.number(Cell(kind)),
            kind,
            total.rate(kind),
            found.change.of(total, kind),
            words,
            missing,
            source=getattr(source, kind),
            rate_source=getattr(source, f"{kind}_rate"),
        )


def compared(change: Change, year: int) -> str:
    """With what the figures of a year are compared, or why with nothing."""
    if change.before is None:
        return f"chưa so được với năm trước: {change.reason}"
    basis = "chính thức" if change.basis == Basis.OFFICIAL else "sơ bộ"
    return f"so với số {basis} năm {year - 1}"


def told(value: int | None) -> str:
    """A whole number in Vietnamese; unknown as –."""
    return UNKNOWN if value is None else vietnamese(value)
