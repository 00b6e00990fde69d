"""Forms 14 and 15, the detailed lists of near-poor and of poor households.

One row a member; the birth year stands in the column of the sex; flags are marked
"x". The forms hold no place and no personal id: the place is the area that the
officer chose, or columns that he adds.
"""

from households.imports.layouts import (
    DEPRIVATION_POINTS,
    ETHNICITY,
    MOST_MEMBERS,
    POINTS,
    RELATION,
    passed,
    personal_id,
    written_name,
)
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.problems import CellProblem

POOR, NEAR_POOR = "Danh sách chi tiết hộ nghèo", "Danh sách chi tiết hộ cận nghèo"


def birth_year(raw: object) -> int:
    """A birth year; of a whole date the year alone."""
    born = cells.partial_date(raw)
    if born.year is None:
        raise CellProblem("Hãy ghi năm sinh bốn chữ số, ví dụ 1980.")
    return born.year


def _flag(name: str, heading: str, *aliases: str) -> Column:
    return Column(
        name, heading, cells.yes_no, aliases, required=False, repeats=True, width=9
    )


def _want(name: str, what: str, *aliases: str) -> Column:
    """A wish for support: people read it, the register has no place for it."""
    return Column(
        name,
        what,
        passed,
        (f"Nhu cầu hỗ trợ {what}", f"Nguyện vọng {what}", what, *aliases),
        required=False,
        repeats=True,
        width=9,
        group="Nguyện vọng hỗ trợ",
    )


_NAMES = (
    Column(
        "number",
        "Số thứ tự hộ",
        cells.whole(1, 100_000),
        ("STT hộ", "Hộ số", "TT hộ", "Số TT hộ", "Thứ tự hộ"),
        repeats=True,
        width=9,
    ),
    Column(
        "place_in_household",
        "Số thứ tự thành viên",
        cells.whole(1, MOST_MEMBERS),
        (
            "STT thành viên",
            "TT thành viên",
            "Số thứ tự nhân khẩu",
            "STT nhân khẩu",
            "TT nhân khẩu",
        ),
        required=False,
        repeats=True,
        width=9,
    ),
    Column(
        "name",
        "Họ và tên",
        written_name,
        ("Họ tên", "Họ và tên thành viên", "Họ và tên các thành viên trong hộ"),
        filled=True,
        repeats=True,
        width=26,
    ),
)
_BIRTH_YEARS = (
    Column(
        "born_male",
        "Nam",
        birth_year,
        ("Năm sinh (Nam)", "Nam"),
        repeats=True,
        width=9,
        group="Năm sinh",
    ),
    Column(
        "born_female",
        "Nữ",
        birth_year,
        ("Năm sinh (Nữ)", "Nữ"),
        repeats=True,
        width=9,
        group="Năm sinh",
    ),
)
_FLAGS = (
    _flag("is_new", "Hộ phát sinh mới", "Phát sinh mới", "Hộ mới"),
    _flag(
        "is_again",
        "Hộ tái nghèo",
        "Tái nghèo",
        "Hộ tái cận nghèo",
        "Tái cận nghèo",
    ),
    _flag(
        "is_old",
        "Hộ nghèo cũ",
        "Hộ cũ",
        "Hộ cận nghèo cũ",
        "Nghèo cũ",
        "Cận nghèo cũ",
    ),
    _flag("merit", "Hộ có người có công", "Người có công", "Có người có công"),
    _flag(
        "minority",
        "Hộ dân tộc tại chỗ",
        "Dân tộc tại chỗ",
        "Hộ dân tộc thiểu số",
        "Hộ DTTS",
        "DTTS",
        "DTTS tại chỗ",
    ),
    _flag(
        "no_labour",
        "Hộ không có khả năng lao động",
        "Không có khả năng lao động",
        "Không có lao động",
    ),
)
_WANTS = (
    _want("want_health", "Y tế"),
    _want("want_education", "Giáo dục", "Giáo dục, đào tạo"),
    _want("want_production", "Sản xuất"),
    _want("want_credit", "Tín dụng", "Vay vốn", "Vay vốn ưu đãi"),
    _want("want_housing", "Nhà ở"),
    _want("want_other", "Khác", "Hỗ trợ khác"),
)
_ADDED = (
    Column(
        "village",
        "Thôn, tổ dân phố",
        cells.text(120),
        ("Thôn", "Thôn/Bản", "Thôn, bản", "Thôn/Xóm", "Tên thôn", "Tổ dân phố"),
        required=False,
        repeats=True,
        width=18,
    ),
    Column(
        "personal_id",
        "Số CCCD",
        personal_id,
        ("CCCD", "Số định danh cá nhân", "Số định danh", "Số căn cước"),
        required=False,
        secret=True,
        width=16,
    ),
    Column("b1", "Điểm B1", POINTS, ("B1",), required=False, repeats=True),
    Column(
        "b2",
        "Điểm B2",
        DEPRIVATION_POINTS,
        ("B2",),
        required=False,
        repeats=True,
    ),
)
DETAILED = Layout(
    name="detailed",
    title="Danh sách chi tiết",
    aliases=(
        POOR,
        NEAR_POOR,
        "Biểu 14",
        "Biểu 15",
        "Mẫu 14",
        "Mẫu 15",
        "Chi tiết hộ nghèo",
        "Chi tiết hộ cận nghèo",
    ),
    columns=(*_NAMES, *_BIRTH_YEARS, ETHNICITY, RELATION, *_FLAGS, *_WANTS, *_ADDED),
    marks=("name", "born_male", "born_female"),
)
