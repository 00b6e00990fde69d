"""The list after review, as communes hold it: one row a member, three sheets.

Columns of the lists that communes keep since 2022; sheets 2 and 3 number the
household instead of repeating its head.
"""

import re

from households.imports import choices
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout

LONGEST_DECISION = 60
# Our own export writes it where a result has no decision.
NO_DECISION = "Chưa có"
MOST_MEMBERS = 40

_RELATION = cells.choice(
    choices.RELATIONS, "quan hệ với chủ hộ: Chủ hộ, Vợ, Chồng, Con, Bố, Mẹ, Cháu…"
)
_SEX = cells.choice(choices.SEXES, "Nam hoặc Nữ")
_CLASS = cells.choice(choices.CLASSES, "1 (hộ nghèo) hoặc 2 (hộ cận nghèo)")
POINTS = cells.whole(0, 500)
DEPRIVATION_POINTS = cells.whole(0, 120)
_DECISION = cells.text(LONGEST_DECISION)
_WORD = re.compile(r"[^\W\d_]+")
_MASKED = re.compile(r"[0-9]{0,4}\*{8}[0-9]{2}")


def _note(raw: object) -> str:
    return cells.key_of(cells.as_text(raw))


def passed(raw: object) -> None:
    """A column that is read by people only; the portal knows it better."""


def written_name(raw: object) -> object:
    """A name; of one all in capitals only the first letters stay so."""
    name = cells.person_name(raw)
    if isinstance(name, str) and name.isupper() and " " in name:
        return _WORD.sub(lambda word: word[0].capitalize(), name)
    return name


def personal_id(raw: object) -> object:
    """As cells.personal_id; one masked by our own export says nothing."""
    if isinstance(raw, str) and "*" in raw and _MASKED.fullmatch(raw.strip()):
        return None
    return cells.personal_id(raw)


def decision(raw: object) -> object:
    """The number of a decision; "" where the list says that there is none."""
    value = _DECISION(raw)
    none = isinstance(value, str) and cells.key_of(value) == cells.key_of(NO_DECISION)
    return "" if none else value


RELATION = Column(
    "relation",
    "Quan hệ với chủ hộ",
    _RELATION,
    aliases=("Quan hệ", "QH với chủ hộ", "Mối quan hệ với chủ hộ"),
    filled=True,
    repeats=True,
)


def _member_columns(name_heading: str) -> tuple[Column, ...]:
    return (
        Column(
            "name",
            name_heading,
            written_name,
            aliases=(
                "Họ và tên thành viên",
                "Họ tên",
                "Họ và tên",
                "Họ tên thành viên",
            ),
            filled=True,
            repeats=True,
            width=26,
        ),
        RELATION,
        Column(
            "born",
            "Ngày sinh",
            cells.partial_date,
            aliases=("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Năm sinh"),
            repeats=True,
        ),
        Column("sex", "Giới tính", _SEX, aliases=("Nam/Nữ",), repeats=True, width=9),
        Column(
            "personal_id",
            "Số CCCD",
            personal_id,
            aliases=(
                "CCCD",
                "Số định danh cá nhân",
                "Số định danh",
                "Số CCCD/CMND",
                "CCCD/CMND",
                "Số CMND/CCCD",
                "Số căn cước",
            ),
            secret=True,
            width=16,
        ),
    )


ETHNICITY = Column(
    "ethnicity",
    "Dân tộc",
    choices.ethnicity,
    aliases=("Thành phần dân tộc",),
    repeats=True,
)
_B1 = Column("b1", "Điểm B1", POINTS, aliases=("B1",), repeats=True, width=9)
_B2 = Column(
    "b2", "Điểm B2", DEPRIVATION_POINTS, aliases=("B2",), repeats=True, width=9
)


def _flag(name: str, heading: str, *aliases: str) -> Column:
    return Column(
        name, heading, cells.yes_no, aliases, required=False, repeats=True, width=12
    )


def _place_columns() -> tuple[Column, ...]:
    return (
        Column(
            "province",
            "Tỉnh, thành phố",
            passed,
            aliases=("Tỉnh", "Tỉnh/Thành phố", "Tên tỉnh"),
            required=False,
            repeats=True,
        ),
        Column(
            "district",
            "Huyện",
            passed,
            aliases=("Quận/Huyện", "Huyện, thị xã, thành phố", "Tên huyện"),
            required=False,
            repeats=True,
        ),
        Column(
            "district_code", "Mã huyện", passed, required=False, repeats=True, width=10
        ),
        Column(
            "commune",
            "Xã, phường, thị trấn",
            cells.text(120),
            aliases=("Xã", "Xã/Phường", "Xã, phường", "Tên xã", "Xã/Phường/Thị trấn"),
            required=False,
            repeats=True,
            width=18,
        ),
        Column(
            "commune_code",
            "Mã xã",
            cells.code(5, "mã xã"),
            aliases=("Mã xã/phường", "Mã đơn vị hành chính", "Mã ĐVHC"),
            repeats=True,
            width=9,
        ),
        Column(
            "village",
            "Thôn, tổ dân phố",
            cells.text(120),
            aliases=(
                "Thôn",
                "Thôn/Bản",
                "Thôn, bản",
                "Thôn/Xóm",
                "Tên thôn",
                "Tổ dân phố",
            ),
            repeats=True,
            width=18,
        ),
    )


MEMBERS = Layout(
    name="listed",
    title="Hộ nghèo, hộ cận nghèo",
    aliases=(
        "Hộ nghèo, cận nghèo",
        "Nghèo, cận nghèo",
        "HN, HCN",
        "Danh sách hộ nghèo, cận nghèo",
        "Danh sách hộ nghèo, hộ cận nghèo",
    ),
    columns=(
        Column(
            "head",
            "Họ và tên chủ hộ",
            written_name,
            aliases=("Chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ"),
            repeats=True,
            width=26,
        ),
        *_member_columns("Họ và tên thành viên hộ"),
        *_place_columns(),
        ETHNICITY,
        Column(
            "poverty_class",
            "Phân loại hộ",
            _CLASS,
            aliases=(
                "Phân loại",
                "Phân loại hộ (1: nghèo, 2: cận nghèo)",
                "Loại hộ",
                "Diện",
            ),
            repeats=True,
            width=10,
        ),
        Column(
            "decision",
            "Số quyết định công nhận",
            decision,
            aliases=(
                "Số quyết định",
                "Quyết định công nhận",
                "Quyết định số",
                "Quyết định công nhận: Số",
                "Quyết định công nhận: Số quyết định",
            ),
            repeats=True,
            width=18,
        ),
        Column(
            "decided_on",
            "Ngày quyết định",
            cells.full_date,
            aliases=(
                "Ngày ký quyết định",
                "Ngày quyết định công nhận",
                "Ngày ký",
                "Quyết định: Ngày",
                "Quyết định công nhận: Ngày",
                "Quyết định công nhận: Ngày ký",
            ),
            repeats=True,
        ),
        _B1,
        _B2,
        _flag("minority", "Hộ dân tộc thiểu số", "DTTS", "Hộ DTTS"),
        _flag(
            "no_labour", "Không có khả năng lao động", "Hộ không có khả năng lao động"
        ),
        _flag("merit", "Có người có công", "Hộ có người có công", "Người có công"),
        Column(
            "causes",
            "Nguyên nhân nghèo",
            choices.causes,
            aliases=("Nguyên nhân",),
            required=False,
            repeats=True,
        ),
        Column("age", "Tuổi", passed, required=False, repeats=True, width=7),
        Column(
            "members",
            "Số nhân khẩu",
            cells.whole(1, MOST_MEMBERS),
            aliases=("Số khẩu", "Số thành viên", "Nhân khẩu"),
            required=False,
            repeats=True,
            width=9,
        ),
        Column(
            "deprivations",
            "Chỉ số thiếu hụt",
            choices.deprivations,
            aliases=("Thiếu hụt", "Các chỉ số thiếu hụt", "Thiếu hụt chỉ số"),
            required=False,
            repeats=True,
            width=16,
        ),
    ),
    marks=("head", "name", "personal_id"),
)


def _escaped(name: str, title: str, *aliases: str) -> Layout:
    return Layout(
        name=name,
        title=title,
        aliases=aliases,
        columns=(
            Column(
                "number",
                "Số thứ tự hộ",
                cells.whole(1, 100_000),
                aliases=("STT hộ", "Hộ số", "TT hộ", "Số TT hộ"),
                filled=True,
                repeats=True,
                width=9,
            ),
            *_member_columns("Họ và tên"),
            ETHNICITY,
            Column(
                "address",
                "Địa chỉ",
                cells.text(200),
                aliases=("Nơi ở", "Thôn, xã", "Địa chỉ thường trú"),
                filled=True,
                repeats=True,
                width=30,
            ),
            _B1,
            _B2,
            Column("note", "Ghi chú", _note, required=False, repeats=True, width=24),
        ),
        marks=("name", "personal_id"),
    )


ESCAPED_POOR = _escaped(
    "escaped_poor", "Hộ thoát nghèo", "Thoát nghèo", "Danh sách hộ thoát nghèo"
)
ESCAPED_NEAR_POOR = _escaped(
    "escaped_near_poor",
    "Hộ thoát cận nghèo",
    "Thoát cận nghèo",
    "Danh sách hộ thoát cận nghèo",
)
SHEETS: tuple[Layout, ...] = (MEMBERS, ESCAPED_POOR, ESCAPED_NEAR_POOR)
