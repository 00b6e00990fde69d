"""Official forms 4 to 10 as tables: heads, numbered columns, what each counts."""

from collections.abc import Iterable
from functools import partial

from households.rules.standards import STANDARDS
from povertyportal.ui.numbers import vietnamese
from programs.services.need_topics import CAUSE_NAMES
from reports.figures import CAUSES
from reports.services.stock_lines import StockContent, StockLine
from reports.workbooks.columns import CLASSES, NAMES, NEAR, POOR, across, down, number
from reports.workbooks.table import Column, Form, Head, Value


def deprivations(kind: str, code: str, content: StockContent) -> Form:
    """Forms 4 and 6: households of a class by indicator."""
    indicators = STANDARDS[content.listing.standard].indicators
    count = len(indicators)
    name = NAMES[kind]
    return Form(
        code,
        f"Phân tích các chỉ số thiếu hụt dịch vụ xã hội cơ bản của {name}",
        (
            down(f"Tổng số {name}", 1, 1, 2),
            down("Tổng số thiếu hụt", 2, 1, 2),
            across(f"Chỉ số thiếu hụt của {name}", 1, 3, 2 + count),
            *_indicator_heads(content, 3),
        ),
        (
            Column("1", number(kind)),
            Column(f"2=3+…+{2 + count}", partial(_deprived, kind, count)),
            *(
                Column(str(2 + n), partial(_of_indicator, kind, n))
                for n in range(1, count + 1)
            ),
        ),
        notes=tuple(_unknown_indicators(kind, content)),
        heights=(20, 78),
    )


def _of_indicator(kind: str, number: int, line: StockLine) -> int | None:
    """Households deprived; None where it is known of none of them."""
    if line.stock[kind] and not line.stock[f"{kind}.known-{number}"]:
        return None
    return line.stock[f"{kind}.deprived-{number}"]


def _deprived(kind: str, count: int, line: StockLine) -> int | None:
    found = [_of_indicator(kind, number, line) for number in range(1, count + 1)]
    known = [each for each in found if each is not None]
    return sum(known) if known else None


def deprivation_rates(kind: str, code: str, content: StockContent) -> Form:
    """Forms 5 and 7: the same as shares of the households of the class."""
    count = len(STANDARDS[content.listing.standard].indicators)
    name = NAMES[kind]
    return Form(
        code,
        f"Phân tích tỷ lệ các chỉ số thiếu hụt dịch vụ xã hội cơ bản của {name}",
        (
            down(f"Tổng số {name}", 1, 1, 2),
            across(f"Tỷ lệ thiếu hụt của {name} (%)", 1, 2, 1 + count),
            *_indicator_heads(content, 2),
        ),
        (
            Column("1", number(kind)),
            *(
                Column(str(1 + n), partial(_of_indicator, kind, n), share_of="1")
                for n in range(1, count + 1)
            ),
        ),
        notes=(
            f"Tỷ lệ bằng số hộ thiếu hụt chia tổng số {name}; nơi không có hộ thì để "
            "trống.",
            *_unknown_indicators(kind, content),
        ),
        heights=(20, 78),
    )


def _indicator_heads(content: StockContent, column: int) -> Iterable[Head]:
    for indicator in STANDARDS[content.listing.standard].indicators:
        words = f"{indicator.number}. {indicator.name}"
        yield down(words, column + indicator.number - 1, 2, 2)


def _unknown_indicators(kind: str, content: StockContent) -> Iterable[str]:
    """Of how many households an indicator is not known, said of the worst one."""
    indicators = STANDARDS[content.listing.standard].indicators
    whole = content.lines_sum(kind)
    unknown = [
        whole - content.lines_sum(f"{kind}.known-{each.number}") for each in indicators
    ]
    least, most = min(unknown), max(unknown)
    if not most:
        return
    span = vietnamese(most)
    if least != most:
        span = f"từ {vietnamese(least)} đến {span}"
    yield (
        f"Mỗi chỉ số có {span} {NAMES[kind]} chưa biết có thiếu hụt hay không (nhập từ "
        "danh sách hoặc chuẩn chưa nêu ngưỡng): không tính là thiếu hụt; nơi chưa biết "
        "của hộ nào thì để trống."
    )


_GROUPS = (
    ("minority", "Hộ dân tộc thiểu số"),
    ("no-labour", "Hộ không có khả năng lao động"),
    ("merit", "Hộ có thành viên là người có công với cách mạng"),
)


def groups(code: str, content: StockContent) -> Form:
    """Form 8: households by group; "other" both ways where the groups overlap."""
    overlap = any(
        _other(kind, line) != line.stock[f"{kind}.none"]
        for line in content.lines
        for kind in CLASSES
    )
    heads: list[Head] = []
    columns: list[Column] = []
    for kind, first in ((POOR, 1), (NEAR, 6)):
        start = len(columns) + 1
        mine = list(_group_columns(kind, first, overlap))
        columns += mine
        end = len(columns)
        heads.append(across(NAMES[kind].capitalize(), 1, start, end))
        words = [
            f"Tổng số {NAMES[kind]}",
            *(name for _, name in _GROUPS),
            "Đối tượng khác",
        ]
        if overlap:
            words.append("Không thuộc nhóm nào (đếm từng hộ)")
        heads += [down(each, start + at, 2, 2) for at, each in enumerate(words)]
    notes = (_OVERLAP,) if overlap else ()
    title = "Phân tích hộ nghèo, hộ cận nghèo theo các nhóm đối tượng"
    return Form(code, title, tuple(heads), tuple(columns), 2, notes, (20, 92))


_OVERLAP = (
    "Có hộ thuộc hai nhóm trở lên nên cột đối tượng khác, tính theo công thức in sẵn, "
    "trừ hộ đó nhiều lần; cột có chữ a đếm từng hộ không thuộc nhóm nào."
)


def _group_columns(kind: str, first: int, overlap: bool) -> Iterable[Column]:
    yield Column(str(first), number(kind))
    for place, (part, _) in enumerate(_GROUPS, start=first + 1):
        yield Column(str(place), number(f"{kind}.{part}"))
    terms = "-".join(str(first + place) for place in range(4))
    yield Column(f"{first + 4}={terms}", partial(_other, kind))
    if overlap:
        yield Column(f"{first + 4}a", number(f"{kind}.none"))


def _other(kind: str, line: StockLine) -> int:
    return line.stock[kind] - sum(line.stock[f"{kind}.{part}"] for part, _ in _GROUPS)


def ethnicities(code: str, content: StockContent) -> Form:
    """Form 9: households by the ethnicity of the head; columns are the province's."""
    names = content.ethnicities
    heads: list[Head] = []
    columns: list[Column] = []
    for kind in CLASSES:
        start = len(columns) + 1
        columns += _ethnic_columns(kind, start, names)
        heads.append(across(NAMES[kind].capitalize(), 1, start, len(columns)))
        heads += [
            down(words, start + at, 2, 3)
            for at, words in enumerate((f"Tổng số {NAMES[kind]}", "Kinh"))
        ]
        heads.append(across("Dân tộc thiểu số", 2, start + 2, len(columns)))
        heads += [
            down(words, start + 2 + at, 3, 3)
            for at, words in enumerate(("Tổng số", *names, "Khác"))
        ]
    title = "Phân tích hộ nghèo, hộ cận nghèo theo dân tộc"
    notes = [
        "Dân tộc của hộ là dân tộc của chủ hộ; hộ dân tộc thiểu số theo phiếu rà soát "
        "hoặc danh sách."
    ]
    if not names:
        notes.append(
            "Tỉnh chưa khai các dân tộc có cột riêng: hộ dân tộc thiểu số ở cột khác."
        )
    return Form(
        code, title, tuple(heads), tuple(columns), 3, tuple(notes), (20, 20, 48)
    )


def _ethnic_columns(kind: str, first: int, names: tuple[str, ...]) -> list[Column]:
    last = first + 3 + len(names)
    parts = "+".join(str(each) for each in range(first + 3, last + 1))
    minority = number(f"{kind}.minority")
    return [
        Column(f"{first}={first + 1}+{first + 2}", number(kind)),
        Column(str(first + 1), lambda line: line.stock[kind] - (minority(line) or 0)),
        Column(f"{first + 2}={parts}", minority),
        *(
            Column(str(place), _of_ethnicity(kind, name))
            for place, name in enumerate(names, start=first + 3)
        ),
        Column(str(last), partial(_of_others, kind, names)),
    ]


def _of_ethnicity(kind: str, name: str) -> Value:
    return lambda line: line.stock.by_ethnicity[kind, name]


def _of_others(kind: str, names: tuple[str, ...], line: StockLine) -> int:
    told = sum(line.stock.by_ethnicity[kind, name] for name in names)
    return line.stock[f"{kind}.minority"] - told


def causes(code: str, content: StockContent) -> Form:
    """Form 10: households by cause; a household may have several."""
    names = _cause_names(content.listing.standard)
    heads: list[Head] = []
    columns: list[Column] = []
    for kind in CLASSES:
        start = len(columns) + 1
        columns.append(Column(str(start), number(kind)))
        columns += [
            Column(str(start + n), partial(_of_cause, kind, n))
            for n in range(1, len(names) + 1)
        ]
        heads.append(across(NAMES[kind].capitalize(), 1, start, len(columns)))
        words = (f"Tổng số {NAMES[kind]}", *names)
        heads += [down(each, start + at, 2, 2) for at, each in enumerate(words)]
    untold = {kind: content.lines_sum(f"{kind}.causeless") for kind in CLASSES}
    notes = ["Một hộ có thể có nhiều nguyên nhân: các cột cộng lại có thể hơn tổng số."]
    notes += [
        f"{vietnamese(count)} {NAMES[kind]} chưa ghi nguyên nhân: không vào cột nào; "
        "nơi không hộ nào có ghi thì để trống."
        for kind, count in untold.items()
        if count
    ]
    title = "Phân nhóm hộ nghèo, hộ cận nghèo theo các nguyên nhân nghèo"
    return Form(
        code, title, tuple(heads), tuple(columns), 2, tuple(notes), (20, 92), 8.5
    )


def _of_cause(kind: str, number: int, line: StockLine) -> int | None:
    """Households with a cause; None where none of them has any."""
    whole = line.stock[kind]
    if whole and line.stock[f"{kind}.causeless"] == whole:
        return None
    return line.stock[f"{kind}.cause-{number}"]


def _cause_names(standard: str) -> tuple[str, ...]:
    if standard != "QD59_2016":
        return CAUSE_NAMES
    # Their list is only recalled.
    return tuple(f"Nguyên nhân {number}" for number in range(1, CAUSES + 1))
