"""Official forms 11 to 13 as tables: children, and residents by ethnicity."""

from collections.abc import Iterable
from functools import partial

from households.rules.children import RULES
from povertyportal.ui.numbers import vietnamese
from reports.services.stock_lines import StockContent, StockLine
from reports.workbooks.columns import CLASSES, NAMES, across, down, number
from reports.workbooks.table import Column, Form, Head, Value


def children(code: str, content: StockContent) -> Form:
    """Form 11: children under 16 and what they lack."""
    rules = RULES[content.listing.standard]
    known = (
        ("Bảo hiểm y tế", "uninsured", rules.insured_from is not None),
        ("Dinh dưỡng", "malnourished", rules.nutrition),
        ("Tình trạng đi học", "out_of_school", rules.bands is not None),
    )
    heads: list[Head] = []
    columns: list[Column] = []
    for kind in CLASSES:
        start = len(columns) + 1
        columns.append(Column(str(start), number(f"{kind}.children")))
        columns += [
            Column(
                str(start + at), partial(_lacking, kind, part) if is_known else _nobody
            )
            for at, (_, part, is_known) in enumerate(known, start=1)
        ]
        heads.append(across(f"Trẻ em thuộc {NAMES[kind]}", 1, start, start + 3))
        heads.append(down(f"Tổng số trẻ em (dưới {rules.before} tuổi)", start, 2, 3))
        heads.append(across("Thiếu hụt về y tế", 2, start + 1, start + 2))
        heads.append(across("Thiếu hụt về giáo dục", 2, start + 3, start + 3))
        heads += [
            down(words, start + at, 3, 3)
            for at, (words, _, _) in enumerate(known, start=1)
        ]
    title = "Tổng hợp chỉ tiêu thiếu hụt của trẻ em thuộc hộ nghèo, hộ cận nghèo"
    unasked = [words.lower() for words, _, is_known in known if not is_known]
    notes = (*_child_notes(content), *_unasked(unasked))
    return Form(code, title, tuple(heads), tuple(columns), 3, notes, (20, 34, 34), 13.5)


def _lacking(kind: str, part: str, line: StockLine) -> int | None:
    """Children who lack it; None where nobody answered for any child."""
    whole = line.stock[f"{kind}.children"]
    if whole and line.stock[f"{kind}.untold_children"] == whole:
        return None
    return line.stock[f"{kind}.{part}"]


def _nobody(line: StockLine) -> None:
    return None


def _unasked(names: list[str]) -> Iterable[str]:
    if names:
        yield (
            f"Chuẩn này không có chỉ tiêu hoặc chưa rõ ngưỡng về {', '.join(names)}: "
            "để trống."
        )


def _child_notes(content: StockContent) -> Iterable[str]:
    def both(part: str) -> int:
        return sum(content.lines_sum(f"{kind}.{part}") for kind in CLASSES)

    if unsure := both("unsure_children"):
        yield (
            f"{vietnamese(unsure)} nhân khẩu chưa rõ ngày sinh nên chưa biết có phải "
            "trẻ em: không tính."
        )
    if untold := both("untold_children"):
        yield (
            f"{vietnamese(untold)} trẻ em của hộ nhập từ danh sách chưa có câu trả lời "
            "từng người: chỉ tính vào tổng số trẻ em."
        )


def _resident(name: str) -> Value:
    return lambda line: getattr(line.residents, name)


def _kinh(name: str) -> Value:
    def counted(line: StockLine) -> int | None:
        whole = getattr(line.residents, name)
        minority = getattr(line.residents, f"minority_{name}")
        return None if whole is None else whole - minority

    return counted


def _less(whole: str, part: str) -> Value:
    return lambda line: line.stock[whole] - line.stock[part]


def multidimensional(kind: str, code: str, content: StockContent) -> Form:
    """Forms 12 and 13: residents, households and persons of a class, rates."""
    name = NAMES[kind]
    persons = name.replace("hộ", "khẩu")
    heads = (
        across("Tổng số hộ dân cư", 1, 1, 4),
        across("Tổng số nhân khẩu", 1, 5, 8),
        across(f"Tổng số {name}", 1, 9, 12),
        across(f"Trong đó {name}", 1, 13, 15),
        across(f"Tổng số {persons}", 1, 16, 19),
        across(f"Tỷ lệ {name} (%)", 1, 20, 22),
        *(
            down(words, first + at, 2, 2)
            for first in (1, 5, 9, 16)
            for at, words in enumerate(_BY_ETHNICITY)
        ),
        *(down(words, at, 2, 2) for at, words in enumerate(_OF_WHICH, start=13)),
        *(down(words, at, 2, 2) for at, words in enumerate(_RATES, start=20)),
    )
    title = f"Tổng hợp kết quả rà soát {name} theo chuẩn nghèo đa chiều"
    return Form(code, title, heads, tuple(_all_columns(kind)), 2, _HOW, (34, 78), 8.6)


_BY_ETHNICITY = ("Chung", "Kinh", "Dân tộc thiểu số", "Dân tộc tại chỗ")
_OF_WHICH = (
    "Hộ chính sách, người có công",
    "Không có khả năng lao động",
    "Chủ hộ là nữ",
)
_RATES = ("Chung", "Dân tộc thiểu số", "Dân tộc tại chỗ")
_HOW = (
    "Nhân khẩu xếp theo dân tộc của hộ (của chủ hộ); hộ dân tộc tại chỗ theo phiếu rà "
    "soát, phiếu không ghi thì theo các dân tộc tại chỗ mà tỉnh đã khai.",
    "Tỷ lệ để trống khi chưa có số hộ dân cư, còn xã chưa có số liệu, hoặc số hộ rà "
    "soát lớn hơn số hộ dân cư.",
)


def _all_columns(kind: str) -> Iterable[Column]:
    for first, name in ((1, "households"), (5, "persons")):
        yield Column(f"{first}={first + 1}+{first + 2}", _resident(name))
        yield Column(str(first + 1), _kinh(name))
        yield Column(str(first + 2), _resident(f"minority_{name}"))
        yield Column(str(first + 3), _resident(f"local_{name}"))
    yield from _by_ethnicity(9, kind, f"{kind}.minority", f"{kind}.local")
    for mark, part in (
        ("13", "merit_or_policy"),
        ("14", "no-labour"),
        ("15", "female"),
    ):
        yield Column(mark, number(f"{kind}.{part}"))
    yield from _by_ethnicity(
        16, f"{kind}_persons", f"{kind}.minority_persons", f"{kind}.local_persons"
    )
    yield Column("20=9/1*100")
    yield Column("21=11/3*100")
    yield Column("22=12/4*100")


def _by_ethnicity(
    first: int, whole: str, minority: str, local: str
) -> Iterable[Column]:
    yield Column(f"{first}={first + 1}+{first + 2}", number(whole))
    yield Column(str(first + 1), _less(whole, minority))
    yield Column(str(first + 2), number(minority))
    yield Column(str(first + 3), number(local))
