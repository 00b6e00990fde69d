"""What the dashboard shows, ready for its template: tiles, table, breakdowns."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.figures import CAUSE_NAMES, GROUPS, Cell, Figures, Rate, part_label
from reports.models import PublishedFigure
from reports.services.grounds import Sources, alike, by_code, sources
from reports.services.overview import Change, Overview
from reports.views.places import Address, Count, told


@dataclass(frozen=True)
class Tile:
    """One headline number: what it counts, where it leads, what must be said of it."""

    label: str
    value: int | None
    url: str = ""
    rate: Rate | None = None
    change: int | None = None
    compared: str = ""
    note: str = ""
    kind: str = ""
    source: str = ""
    rate_source: str = ""


def tiles(found: Overview, address: Address) -> Iterator[Tile]:
    """Residents, each class, the season's progress."""
    total, area_id = found.total, _area_id(found)
    source = sources(total)
    yield Tile(
        "Tổng số hộ dân cư",
        total.resident_households,
        kind="residents",
        note=f"của {told(total.communes)} trên {told(total.there)} xã"
        if total.missing
        else "",
        source=source.residents,
    )
    yield from _rated(found, address, source)
    for kind, label in (
        ("average", "Hộ có mức sống trung bình"),
        ("undetermined", "Hộ chưa xác định được diện"),
    ):
        if number := total.number(Cell(kind)):
            url = address.households(area_id, kind)
            yield Tile(label, number, url, kind=kind, source=source.own)
    yield Tile(
        "Đã rà soát",
        total.reviewed,
        address.households(area_id, "reviewed"),
        note=f"trong {told(total.listed)} hộ trong danh sách",
        kind="season",
        source=source.own,
    )


def _rated(found: Overview, address: Address, source: Sources) -> Iterator[Tile]:
    """Poor and near-poor households with their rates and changes."""
    total = found.total
    compared = _compared(found.change, found.period.year)
    for kind, label in (("poor", "Hộ nghèo"), ("near_poor", "Hộ cận nghèo")):
        yield Tile(
            label,
            total.number(Cell(kind)),
            address.households(_area_id(found), kind),
            total.rate(kind),
            found.change.of(total, kind),
            compared,
            f"chưa có số liệu của {told(total.missing)} xã" if total.missing else "",
            kind=kind,
            source=getattr(source, kind),
            rate_source=getattr(source, f"{kind}_rate"),
        )


def _area_id(found: Overview) -> int | None:
    return found.place.area.pk if found.place.area else None


def _compared(change: Change, year: int) -> str:
    if change.before is None:
        return f"chưa so được với năm trước: {change.reason}"
    basis = "chính thức" if change.basis == "official" else "sơ bộ"
    return f"so với số {basis} năm {year - 1}"


@dataclass(frozen=True)
class Row:
    """A row of the table by area."""

    name: str
    url: str
    figures: Figures
    counts: dict[str, Count]
    rates: dict[str, Rate]
    change: int | None
    reason: str


def table(found: Overview, address: Address) -> list[Row]:
    """The total first, then each area."""
    total = _row(
        found.place.name, "", found.total, found.change, _area_id(found), address
    )
    if len(found.lines) == 1 and found.lines[0].area == found.place.area:
        return [total]
    rows = [
        _row(
            line.area.name,
            address.page(line.area.pk),
            line.figures,
            line.change,
            line.area.pk,
            address,
        )
        for line in found.lines
    ]
    return [total, *rows]


def _row(
    name: str,
    url: str,
    figures: Figures,
    change: Change,
    area_id: int | None,
    address: Address,
) -> Row:
    kinds = ("poor", "near_poor", "average", "undetermined")
    counts = {kind: address.count(area_id, figures, Cell(kind)) for kind in kinds}
    for name_of in ("listed", "reviewed"):
        counts[name_of] = Count(
            figures.counts[name_of] or 0, address.households(area_id, name_of)
        )
    return Row(
        name,
        url,
        figures,
        counts,
        {kind: figures.rate(kind) for kind in kinds[:2]},
        change.of(figures, "poor"),
        change.reason,
    )


def legend(rows: list[Row]) -> list[dict[str, object]]:
    """Where the table's numbers come from: of which rows ("" for all), by code."""
    return [
        {"where": ", ".join(names), "parts": by_code(source)}
        for names, source in alike((row.name, sources(row.figures)) for row in rows)
    ]


def deprivations(found: Overview, address: Address) -> list[dict[str, object]]:
    area_id = _area_id(found)
    return [
        {
            "name": each.name,
            "both": each.both,
            **{
                kind: {
                    "rate": rate,
                    "count": address.count(
                        area_id, found.total, Cell(kind, f"deprived-{each.number}")
                    ),
                }
                for kind, rate in (("poor", each.poor), ("near_poor", each.near_poor))
            },
        }
        for each in found.deprivations
    ]


def groups(found: Overview, address: Address) -> list[dict[str, object]]:
    """Groups of people and causes that anybody falls under."""
    parts = [*GROUPS, *(f"cause-{n}" for n in range(1, len(CAUSE_NAMES) + 1))]
    rows = []
    for part in parts:
        counts = {
            kind: address.count(_area_id(found), found.total, Cell(kind, part))
            for kind in ("poor", "near_poor")
        }
        if any(count.value for count in counts.values()):
            label = part_label(part, found.period.standard)
            rows.append({"name": label[:1].upper() + label[1:], **counts})
    return rows


def beside(published: PublishedFigure, found: Overview) -> dict[str, object]:
    """A published figure and, where we count the same thing, ours.

    Where the officer answers for a part of the area only, ours is of that part.
    """
    kinds = PublishedFigure.Figure
    total = found.total
    ours = {
        kinds.POOR: total.poor,
        kinds.HOUSEHOLDS: total.resident_households,
        kinds.POOR_RATE: total.rate("poor").value,
        kinds.POOR_CHANGE: found.change.of(total, "poor"),
        kinds.RATE_CHANGE: found.change.of_rate(total, "poor"),
    }
    figure = kinds(published.figure)
    return {
        "published": published,
        "ours": ours.get(figure),
        "is_rate": figure == kinds.POOR_RATE,
        "is_change": figure in {kinds.POOR_CHANGE, kinds.RATE_CHANGE},
    }
