"""Accounts from a file: made without a password, changed, given areas, taken back."""

import datetime as dt

import pytest
import time_machine

from povertyportal.accounts.models import Officer, Role
from povertyportal.administration.imports.officers import OfficerKind
from tests.administration.importing import apply, check, told
from tests.factories import OfficerFactory

KIND = OfficerKind()
HEADINGS = (
    *("Tên đăng nhập", "Họ và tên", "Vai trò", "Điện thoại"),
    *("Mã địa bàn", "Từ ngày", "Đến trước ngày"),
)
COMMUNE = "Cán bộ giảm nghèo xã"


@pytest.fixture
def checked(tmp_path, administrator):
    def run(*rows):
        with time_machine.travel("2026-03-02T09:00+07:00"):
            day = {"starts": "2026-03-01"}
            return check(KIND, administrator, tmp_path, HEADINGS, rows, **day)

    return run


def test_each_account_has_its_verdict(checked, administrator, commune):
    OfficerFactory(username="le.an", full_name="Lê An", area=commune)
    _, found = checked(
        ("le.an", "Lê An", COMMUNE, "", "", "", ""),
        ("le.hoa", "Lê Hoà", COMMUNE, 912345678.0, "90001; 901", "", ""),
        (administrator.username, "Tôi", "Lãnh đạo xã", "", "", "", ""),
        ("Lê Lan", "Lê Lan", COMMUNE, "", "", "", ""),
        ("le.mai", "Lê Mai", "Chủ tịch", "", "99999", "", ""),
        ("le.tra", "Lê Trà", "Thành viên đoàn kiểm tra", "", "90001", "", ""),
        ("le.vui", "Lê Vui", COMMUNE, "", "xã 1", "", ""),
    )
    assert found.counts == {"unchanged": 1, "new": 1, "wrong": 5}
    cells = [problem.cell for problem in found.problems.in_order(found.sheets)]
    assert cells == ["A5", "A6", "C7", "E7", "G8", "E9"]


def test_a_new_account_has_no_password_anybody_saw(checked, administrator, commune):
    batch, _ = checked(("le.hoa", "Lê Hoà", COMMUNE, 912345678.0, "90001", "", ""))
    with time_machine.travel("2026-03-02T09:00+07:00"):
        assert apply(KIND, batch, administrator).new == 1
    made = Officer.objects.get(username="le.hoa")
    assert (made.phone, made.must_change_password) == ("0912345678", True)
    scope = made.scopes.get()
    assert (scope.area, scope.starts) == (commune, dt.date(2026, 3, 1))
    with time_machine.travel("2026-03-05T09:00+07:00"):
        assert KIND.revert(batch, administrator, told).left == 0
    made.refresh_from_db()
    scope.refresh_from_db()
    assert (made.is_active, scope.ends) == (False, dt.date(2026, 3, 5))


def test_a_known_account_changes_and_gets_areas(
    checked, administrator, commune, neighbour
):
    known = OfficerFactory(username="le.hoa", full_name="Lê Hoa", area=commune)
    row = ("le.hoa", "Lê Hoà", "Lãnh đạo xã", "", "90001, 90002", "", "")
    batch, _ = checked(row)
    (shown,) = KIND.rows(batch, "changed", 0, 9)
    assert [(d.label, d.before, d.after) for d in shown.differences] == [
        ("Họ và tên", "Lê Hoa", "Lê Hoà"),
        ("Vai trò", COMMUNE, "Lãnh đạo xã"),
        ("Mã địa bàn phụ trách", "90001", "90001; 90002"),
        ("Từ ngày", "", "01/03/2026"),
    ]
    with time_machine.travel("2026-03-02T09:00+07:00"):
        apply(KIND, batch, administrator)
        assert checked(row)[1].counts == {"unchanged": 1}
        known.refresh_from_db()
        assert known.role == Role.COMMUNE_LEADER
        assert KIND.revert(batch, administrator, told).left == 0
    known.refresh_from_db()
    assert (known.full_name, known.role) == ("Lê Hoa", Role.COMMUNE_OFFICER)
    in_force = known.scopes.on(dt.date(2026, 3, 2))
    assert [scope.area for scope in in_force] == [commune]
