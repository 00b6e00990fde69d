"""B1 scorecards: the points of the ministry's spreadsheet, never invented.

Thông tư 07/2021/TT-BLĐTBXH and its predecessor score each region by a table of its
own. The tables come as rows of standard, region, item, option, points.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from households.rules.form_2022.reading import AnswerError, parse_number
from households.rules.standards import STANDARDS

COLUMNS = ("standard", "region", "item", "option", "points")

# Grouping of 2016, and as far as is known (not verified) of 2022 too.
REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "urban": "Thành thị",
        "red_river_delta": "Nông thôn Đồng bằng sông Hồng",
        "northern_mountains": "Nông thôn Trung du và miền núi phía Bắc",
        "central_coast": "Nông thôn Bắc Trung Bộ và Duyên hải miền Trung",
        "central_highlands": "Nông thôn Tây Nguyên",
        "southeast": "Nông thôn Đông Nam Bộ",
        "mekong_delta": "Nông thôn Đồng bằng sông Cửu Long",
    }
)


@dataclass(frozen=True, slots=True)
class ScoreOption:
    label: str
    points: int


@dataclass(frozen=True, slots=True)
class ScoreItem:
    name: str
    options: tuple[ScoreOption, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One table; ``sha256`` is of the file it came from."""

    standard: str
    region: str
    title: str
    version: int
    sha256: str
    items: tuple[ScoreItem, ...]


@dataclass(frozen=True, slots=True)
class ScoreLine:
    item: str
    option: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """The B1 total, or ``None`` with what is missing for it, in Vietnamese."""

    total: int | None
    lines: tuple[ScoreLine, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in a spreadsheet row (1 is the first), by column name."""

    row: int
    column: str
    message: str


class ScorecardError(ValueError):
    """All that is wrong with a spreadsheet, as ``errors``."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("; ".join(f"dòng {e.row}: {e.message}" for e in errors))
        self.errors = errors


def score(card: Scorecard, answers: Mapping[str, str]) -> Score:
    """The B1 points of the options chosen: ``{item name: option label}``.

    A total is given only when every item of the card has a known option.
    """
    lines: list[ScoreLine] = []
    missing: list[str] = []
    for item in card.items:
        points = {option.label: option.points for option in item.options}
        chosen = answers.get(item.name)
        if not chosen:
            missing.append(f"Chưa chọn mức của mục “{item.name}”.")
        elif chosen not in points:
            missing.append(
                f"Mục “{item.name}” không có mức “{chosen}” trong bảng điểm."
            )
        else:
            lines.append(ScoreLine(item.name, chosen, points[chosen]))
    total = None if missing else sum(line.points for line in lines)
    return Score(total, tuple(lines), tuple(missing))


def score_in(
    cards: Iterable[Scorecard], standard: str, region: str, answers: Mapping[str, str]
) -> Score:
    """Score by the newest card of that very standard and region, or refuse.

    Points of another region or area are never used in its place.
    """
    fitting = [c for c in cards if (c.standard, c.region) == (standard, region)]
    if not fitting:
        name = REGIONS.get(region, region)
        return Score(None, (), (f"Chưa nạp bảng điểm B1 của {standard}, vùng {name}.",))
    return score(max(fitting, key=lambda card: card.version), answers)


def parse_rows(
    rows: Iterable[Sequence[object]],
    *,
    title: str,
    version: int,
    sha256: str,
    first_row: int = 2,
) -> tuple[Scorecard, ...]:
    """Scorecards from spreadsheet rows in the order of ``COLUMNS``, without heading.

    Empty rows are passed over. Raises ``ScorecardError`` with every error at once.
    """
    errors: list[RowError] = []
    tables: dict[tuple[str, str], dict[str, dict[str, int]]] = {}
    for number, cells in enumerate(rows, first_row):
        if any(_text(cell) for cell in cells):
            errors += _read(number, cells, tables)
    if not tables and not errors:
        errors.append(RowError(first_row, "standard", "Bảng điểm không có dòng nào."))
    if errors:
        raise ScorecardError(tuple(errors))
    return tuple(
        Scorecard(standard, region, title, version, sha256, _items(table))
        for (standard, region), table in tables.items()
    )


def _read(
    number: int,
    cells: Sequence[object],
    tables: dict[tuple[str, str], dict[str, dict[str, int]]],
) -> list[RowError]:
    padded = (*cells, *[""] * len(COLUMNS))[: len(COLUMNS)]
    standard, region, item, option = (_text(cell) for cell in padded[:4])
    points = _points(padded[4])
    wrong = {
        "standard": "" if standard in STANDARDS else f"Không có chuẩn “{standard}”.",
        "region": "" if region in REGIONS else f"Không có vùng “{region}”.",
        "item": "" if item else "Thiếu tên mục.",
        "option": "" if option else "Thiếu mức.",
        "points": "" if points is not None else f"“{padded[4]}” không phải số nguyên.",
    }
    errors = [RowError(number, column, text) for column, text in wrong.items() if text]
    if errors or points is None:
        return errors
    options = tables.setdefault((standard, region), {}).setdefault(item, {})
    if option in options:
        text = f"Mức “{option}” của mục “{item}” đã có ở dòng trên."
        return [RowError(number, "option", text)]
    options[option] = points
    return []


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _points(cell: object) -> int | None:
    """Whole points; a spreadsheet gives 5 as 5.0."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell == cell // 1 else None
    try:
        number = parse_number(_text(cell))
    except AnswerError:
        return None
    return int(number) if number == int(number) else None


def _items(table: Mapping[str, Mapping[str, int]]) -> tuple[ScoreItem, ...]:
    return tuple(
        ScoreItem(name, tuple(ScoreOption(*pair) for pair in options.items()))
        for name, options in table.items()
    )


def items_as_json(items: tuple[ScoreItem, ...]) -> list[dict[str, object]]:
    """The items as they are stored: ``[{"item", "options": [[label, points]]}]``."""
    return [
        {"item": i.name, "options": [[o.label, o.points] for o in i.options]}
        for i in items
    ]


def items_from_json(stored: Sequence[Mapping[str, object]]) -> tuple[ScoreItem, ...]:
    """The reverse of ``items_as_json``; ``ValueError`` for any other shape."""
    tables: dict[str, dict[str, int]] = {}
    for entry in stored:
        options = entry.get("options")
        if not isinstance(options, list):
            raise ValueError("A stored item must have a list of options.")
        tables[str(entry.get("item"))] = {str(o[0]): int(o[1]) for o in options}
    return _items(tables)
