"""The national system's export: one row a household, its head and its result.

A row of technical keys stands above the Vietnamese headings; either names the
columns. The file holds no place: the officer chooses the area, or adds a column.
Household codes repeat in every village, so they are kept and never identify anybody
by themselves.
"""

import datetime as dt
import re

from households.imports import choices
from households.imports.layouts import (
    DEPRIVATION_POINTS,
    MOST_MEMBERS,
    POINTS,
    written_name,
)
from households.models import Outcome
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout

LONGEST_CODE = 40

_SEX = cells.choice(choices.SEXES, "Nam hoặc Nữ")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")
_TIME_BEHIND = re.compile(r"(\S+)[ ,]+\d{1,2}:\d{2}(?::\d{2})?")
_RESULTS = {
    "ho ngheo": Outcome.Class.POOR.value,
    "ngheo": Outcome.Class.POOR.value,
    "ho can ngheo": Outcome.Class.NEAR_POOR.value,
    "can ngheo": Outcome.Class.NEAR_POOR.value,
    "ho co muc song trung binh": Outcome.Class.AVERAGE.value,
    "muc song trung binh": Outcome.Class.AVERAGE.value,
    "trung binh": Outcome.Class.AVERAGE.value,
    "ho khong ngheo": Outcome.Class.NOT_POOR.value,
    "khong ngheo": Outcome.Class.NOT_POOR.value,
    "ho thoat ngheo": Outcome.Class.NOT_POOR.value,
    "thoat ngheo": Outcome.Class.NOT_POOR.value,
    "ho thoat can ngheo": Outcome.Class.NOT_POOR.value,
    "thoat can ngheo": Outcome.Class.NOT_POOR.value,
}
_RESULT = cells.choice(
    _RESULTS, "hộ nghèo, hộ cận nghèo, hộ có mức sống trung bình hoặc hộ không nghèo"
)


def review_day(raw: object) -> dt.date:
    """The day of a date cell, of 05/12/2025 14:30 or of 2025-12-05T14:30:00."""
    if isinstance(raw, str):
        value = cells.as_text(raw).strip()
        if found := _ISO_DAY.fullmatch(value):
            year, month, day = found[1].split("-")
            raw = f"{day}/{month}/{year}"
        elif found := _TIME_BEHIND.fullmatch(value):
            raw = found[1]
    day_read: dt.date = cells.full_date(raw)
    return day_read


def _place(name: str, heading: str, *aliases: str) -> Column:
    return Column(
        name, heading, cells.text(120), aliases, required=False, repeats=True, width=18
    )


NATIONAL = Layout(
    name="national",
    title="Kết quả rà soát",
    aliases=("Danh sách rà soát", "Kết quả rà soát hộ", "Dữ liệu rà soát", "Export"),
    columns=(
        Column(
            "reviewed_on",
            "Thời gian rà soát",
            review_day,
            ("Ngày rà soát",),
            required=False,
            repeats=True,
            key="date",
        ),
        Column(
            "head",
            "Chủ hộ",
            written_name,
            ("Họ và tên chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ"),
            filled=True,
            repeats=True,
            width=26,
            key="family.hostName",
        ),
        Column(
            "code",
            "Mã hộ",
            cells.text(LONGEST_CODE),
            ("Mã số hộ",),
            width=16,
            key="family.code",
        ),
        Column(
            "minority",
            "Dân tộc tại chỗ",
            cells.yes_no,
            ("Có dân tộc tại chỗ",),
            required=False,
            repeats=True,
            width=10,
            key="family.coDanTocTaiCho",
        ),
        Column(
            "sex",
            "Giới tính",
            _SEX,
            repeats=True,
            width=9,
            key="family.hostGender",
        ),
        Column(
            "members",
            "Số nhân khẩu",
            cells.whole(1, MOST_MEMBERS),
            ("Số khẩu", "Số thành viên"),
            repeats=True,
            width=9,
            key="family.numberOfMembers",
        ),
        Column(
            "form_a",
            "Phiếu A",
            cells.text(200),
            ("Kết quả phiếu A",),
            required=False,
            repeats=True,
            width=16,
            key="quickReview.result",
        ),
        Column(
            "b1",
            "Phiếu B1",
            POINTS,
            ("Điểm B1", "B1"),
            repeats=True,
            width=9,
            key="b1Point",
        ),
        Column(
            "b2",
            "Phiếu B2",
            DEPRIVATION_POINTS,
            ("Điểm B2", "B2"),
            repeats=True,
            width=9,
            key="b2Point",
        ),
        Column(
            "poverty_class",
            "Kết quả rà soát",
            _RESULT,
            ("Phân loại", "Phân loại hộ"),
            repeats=True,
            width=18,
            key="classify",
        ),
        Column(
            "reviewer",
            "Người rà soát",
            cells.text(200),
            ("Rà soát viên",),
            required=False,
            repeats=True,
            width=22,
            key="reviewer",
        ),
        _place("commune", "Xã, phường", "Xã", "Tên xã", "Xã, phường, thị trấn"),
        _place("commune_code", "Mã xã", "Mã đơn vị hành chính", "Mã ĐVHC"),
        _place("village", "Thôn, tổ dân phố", "Thôn", "Tên thôn", "Tổ dân phố"),
    ),
    marks=("head", "code"),
    blanks=frozenset({"--", "-"}),
)
