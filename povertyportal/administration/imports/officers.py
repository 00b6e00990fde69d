"""Accounts from a file: made, changed, given areas; passwords are never in it."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer, OfficerScope, Role
from povertyportal.administration.forms.officers import OfficerImportForm
from povertyportal.administration.services.officers import (
    add_scope,
    check_role,
    create_officer,
    end_scope,
    update_officer,
)
from povertyportal.areas.models import Area, Level
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow
from povertyportal.sheets.problems import CellProblem
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values, words

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
_ROLE_WORDS = dict(Role.choices)
_ROLES = {cells.key_of(label): value for value, label in Role.choices}
_LEVELS = {2: Level.PROVINCE, 3: Level.PROVINCE, 5: Level.COMMUNE, 9: Level.VILLAGE}


def _username(raw: object) -> str:
    value = cells.as_text(raw)
    if USERNAME.fullmatch(value) is None:
        raise CellProblem(
            "Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch "
            "ngang; ít nhất 3 ký tự."
        )
    return value


def _phone(raw: object) -> str:
    value = cells.as_text(raw)
    # A number in Excel has lost the zero that every number here begins with.
    if isinstance(raw, float) and len(value) == 9:
        value = f"0{value}"
    if len(value) > 20:
        raise CellProblem("Số điện thoại dài quá 20 ký tự. Hãy kiểm tra lại.")
    return value


def _area_codes(raw: object) -> tuple[str, ...]:
    """Codes of provinces (2 digits), communes (5) and villages (14464-001)."""
    codes = [part for part in re.split(r"[;,\s]+", cells.as_text(raw)) if part]
    for code in codes:
        if re.fullmatch(r"\d{2,3}|\d{5}|\d{5}-\d{3}", code) is None:
            raise CellProblem(
                f"Không rõ mã “{code}”. Mã tỉnh 2 chữ số, mã xã 5 chữ số, mã thôn như "
                "14464-001; nhiều mã thì cách nhau bằng dấu chấm phẩy."
            )
    return tuple(codes)


OFFICERS = Layout(
    name="officers",
    title="Danh sách cán bộ",
    aliases=("Cán bộ", "Tài khoản"),
    columns=(
        Column(
            "username",
            "Tên đăng nhập",
            _username,
            aliases=("Tài khoản",),
            filled=True,
            is_text=True,
            width=20,
        ),
        Column(
            "full_name",
            "Họ và tên",
            cells.person_name,
            aliases=("Họ tên", "Cán bộ"),
            filled=True,
            width=28,
        ),
        Column(
            "role",
            "Vai trò",
            cells.choice(_ROLES, "một trong: " + ", ".join(Role.labels)),
            filled=True,
            repeats=True,
            width=28,
        ),
        Column(
            "phone",
            "Số điện thoại",
            _phone,
            aliases=("Điện thoại",),
            required=False,
            secret=True,
        ),
        Column(
            "areas",
            "Mã địa bàn phụ trách",
            _area_codes,
            aliases=("Mã địa bàn", "Địa bàn phụ trách"),
            required=False,
            is_text=True,
            width=26,
        ),
        Column("starts", "Từ ngày", cells.full_date, required=False, repeats=True),
        Column(
            "ends",
            "Đến trước ngày",
            cells.full_date,
            aliases=("Đến ngày",),
            required=False,
            repeats=True,
        ),
    ),
    marks=("username", "full_name"),
)
_PROFILE = ("full_name", "role", "phone")


@dataclass(frozen=True)
class _Known:
    """Accounts by name, today's areas by code."""

    officers: Mapping[str, Now]
    areas: Mapping[str, Area]
    by: Officer


class OfficerKind(SmallKind):
    """Accounts, their roles and areas."""

    code = "officers"
    title = "Cán bộ"
    lead = "Tạo tài khoản, sửa họ tên, vai trò, điện thoại, giao thêm địa bàn."
    act = Act.MANAGE_OFFICERS
    form_class = OfficerImportForm
    layout = OFFICERS
    template_name = "mau-danh-sach-can-bo.xlsx"
    is_scoped = False
    notes = (
        "Tệp không chứa mật khẩu. Sau khi nhập, hãy mở trang từng tài khoản mới và cấp "
        "mật khẩu dùng một lần.",
        "Địa bàn không có trong tệp vẫn giữ nguyên: tệp chỉ giao thêm.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """From which day areas are given where the file has no day."""
        return {"starts": form.cleaned_data["starts"].isoformat()}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """The day."""
        return [("Giao địa bàn từ ngày", words(batch.options["starts"]))]

    def prepare(self, batch: ImportBatch, by: Officer, lines: Sequence[Line]) -> _Known:
        """The accounts and areas that the file names, and the day by default."""
        names = [line.values["username"] for line in lines]
        codes = {code for line in lines for code in line.values["areas"] or ()}
        areas = Area.objects.on(timezone.localdate()).filter(code__in=codes)
        for line in lines:
            default = dt.date.fromisoformat(batch.options["starts"])
            line.values["starts"] = line.values["starts"] or default
        return _Known(
            {now.values["username"]: now for now in _accounts(username__in=names)},
            {
                area.code: area
                for area in areas
                if _LEVELS[len(area.code)] == area.level
            },
            by,
        )

    def compare(self, line: Line, known: _Known) -> Found | None:
        """The account of that name: missing, the same, or other."""
        given = line.values
        if given["username"] is None:
            return None
        there = known.officers.get(given["username"])
        former: Values = there.values if there else {"areas": []}
        areas = self._areas(line, known, former)
        self._check(line, known, there)
        after: Values = {
            "username": given["username"],
            "full_name": given["full_name"],
            "role": given["role"],
            "phone": given["phone"] or former.get("phone", ""),
            "areas": sorted({*former["areas"], *areas}),
        }
        if set(areas) - set(former["areas"]):
            after["starts"] = given["starts"].isoformat()
            after["ends"] = given["ends"].isoformat() if given["ends"] else None
        title = f"{given['full_name']} ({given['username']})"
        return Found(given["username"], title, after, there)

    def _areas(self, line: Line, known: _Known, former: Values) -> list[str]:
        """Codes of the areas named. What is none, or has no end, is a problem."""
        codes = line.values["areas"] or ()
        for code in codes:
            if code not in known.areas:
                line.wrong("areas", f"Hiện nay không có địa bàn mã {code}.")
        is_new = bool(set(codes) - set(former["areas"]))
        ends = line.values["ends"]
        if is_new and line.values["role"] == Role.INSPECTOR and ends is None:
            line.wrong("ends", "Thành viên đoàn kiểm tra phải có ngày kết thúc.")
        if is_new and ends is not None and ends <= line.values["starts"]:
            line.wrong("ends", "Ngày kết thúc phải sau ngày bắt đầu.")
        return list(codes)

    def _check(self, line: Line, known: _Known, there: Now | None) -> None:
        role = line.values["role"]
        if there is None or role is None:
            return
        if there.object_id == known.by.pk:
            if role != known.by.role or line.values["areas"]:
                line.wrong(
                    "username",
                    "Không ai tự đổi vai trò hay tự giao địa bàn cho mình. Hãy bỏ "
                    "dòng này.",
                )
        elif role != there.values["role"]:
            officer = Officer.objects.get(pk=there.object_id)
            officer.role = role
            try:
                check_role(officer)
            except ValidationError as problem:
                line.wrong("role", " ".join(problem.messages))

    def tell(self, name: str, value: object) -> str:
        """Roles by their names."""
        return str(_ROLE_WORDS.get(str(value), "") if name == "role" else words(value))

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """The accounts that the rows name."""
        names = [row.after["username"] for row in rows]
        found = {now.values["username"]: now for now in _accounts(username__in=names)}
        return {
            row.number: found[row.after["username"]]
            for row in rows
            if row.after["username"] in found
        }

    def write(self, by: Officer, row: ImportRow) -> int:
        """Make or change the account, then give it what areas it lacks."""
        profile = {name: row.after[name] for name in _PROFILE}
        if row.object_id is None:
            # Its one-time password is shown to nobody: another is given on its page.
            officer, _ = create_officer(
                by=by, username=row.after["username"], **profile
            )
        else:
            officer = Officer.objects.get(pk=row.object_id)
            officer = update_officer(by=by, officer=officer, **profile)
        row.after["scope_ids"] = self._give(by, officer, row)
        return officer.pk

    def _give(self, by: Officer, officer: Officer, row: ImportRow) -> list[int]:
        former = row.before["areas"] if row.before else []
        ends = row.after.get("ends")
        return [
            add_scope(
                by=by,
                officer=officer,
                area=area,
                starts=dt.date.fromisoformat(row.after["starts"]),
                ends=dt.date.fromisoformat(ends) if ends else None,
            ).pk
            for area in _areas_of(set(row.after["areas"]) - set(former))
        ]

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """End the areas given; the former profile again, or the account is shut."""
        given = OfficerScope.objects.filter(pk__in=row.after["scope_ids"])
        for scope in given.select_related("area", "officer"):
            if scope.ends is None or scope.ends > timezone.localdate():
                end_scope(by=by, scope=scope, on=timezone.localdate())
        officer = Officer.objects.get(pk=row.object_id or 0)
        profile: Values = {"is_active": False}
        if row.before is not None:
            profile = {name: row.before[name] for name in _PROFILE}
        update_officer(by=by, officer=officer, **profile)


def _areas_of(codes: Collection[str]) -> Iterable[Area]:
    """Today's areas of these codes, each of the level that its code has."""
    areas = Area.objects.on(timezone.localdate()).filter(code__in=codes)
    return [a for a in areas.order_by("code") if _LEVELS.get(len(a.code)) == a.level]


def _accounts(**named: Any) -> Iterable[Now]:
    """Accounts with the areas they answer for today or later."""
    scopes: dict[int, list[str]] = {}
    officers = Officer.objects.filter(**named)
    held = OfficerScope.objects.filter(officer__in=officers)
    today = timezone.localdate()
    for scope in held.select_related("area").order_by("area__code"):
        if scope.ends is None or scope.ends > today:
            scopes.setdefault(scope.officer_id, []).append(scope.area.code)
    for officer in officers:
        values: Values = {
            "username": officer.username,
            **{name: getattr(officer, name) for name in _PROFILE},
            "areas": sorted(set(scopes.get(officer.pk, ()))),
        }
        yield Now(officer.pk, values, f"{sorted(values.items())} {officer.is_active}")
