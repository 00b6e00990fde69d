"""Accounts of the demo: one login a role, the committees, a known password."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from povertyportal.accounts.models import CommitteeMember, Officer, Role
from povertyportal.administration.services.committees import (
    add_area,
    save_committee,
    seat_member,
)
from povertyportal.administration.services.officers import add_scope, create_officer
from povertyportal.areas.models import Area, Level
from reports.demo.figures import DISTRICTS, GIA_VIEN_NOW

# Shown on purpose: a demo holds nobody's data and runs on one's own machine.
PASSWORD = "gia-vien-2026"  # noqa: S105
TODAY_COMMITTEE = "Ban Chỉ đạo giảm nghèo cụm Gia Viễn"
PAST_COMMITTEE = "Ban Chỉ đạo rà soát các huyện trước 01/07/2025"
SINCE = dt.date(2025, 7, 1)
INSPECTION_ENDS = dt.date(2027, 6, 30)
ADMINISTRATOR = "quantri"


@dataclass(frozen=True)
class Login:
    """An account: who, in which role, for which area (codes of today's units).

    `main` ones are printed: one for each role.
    """

    username: str
    full_name: str
    role: Role
    level: str = ""
    code: str = ""
    main: bool = False


_COMMUNE, _PROVINCE = Level.COMMUNE.value, Level.PROVINCE.value
_MAIN = GIA_VIEN_NOW[0]
_OTHERS = (
    "Nguyễn Văn Khoa",
    "Đinh Thị Hà",
    "Phạm Đức Long",
    "Lê Thu Thảo",
    "Bùi Xuân Hải",
)
# fmt: off
LOGINS = (
    Login("canbo.giavien", "Trần Thị Lan", Role.COMMUNE_OFFICER, _COMMUNE, _MAIN, True),
    Login("rasoat.giavien", "Đinh Văn Sơn", Role.SURVEYOR, main=True),
    Login("rasoat.giahoa", "Trần Thị Nhung", Role.SURVEYOR),
    Login("lanhdao.giavien", "Lê Hữu Bình", Role.COMMUNE_LEADER, _COMMUNE, _MAIN, True),
    Login("tinh.ninhbinh", "Vũ Thu Hạnh", Role.PROVINCE_OFFICER, _PROVINCE, "37", True),
    Login("bcd.giavien", "Hoàng Quang Hùng", Role.COMMITTEE, main=True),
    Login("kiemtra.ninhbinh", "Phạm Ngọc Lan", Role.INSPECTOR, _PROVINCE, "37", True),
    Login(ADMINISTRATOR, "Lê Đức An", Role.ADMINISTRATOR, main=True),
    Login("bcd.lichsu", "Trần Hữu Kiên", Role.COMMITTEE),
    Login("tinh.thanhhoa", "Lê Văn Tuấn", Role.PROVINCE_OFFICER, _PROVINCE, "38"),
    Login("tinh.hue", "Hoàng Thị Nga", Role.PROVINCE_OFFICER, _PROVINCE, "46"),
    Login("tinh.danang", "Nguyễn Thị Oanh", Role.PROVINCE_OFFICER, _PROVINCE, "48"),
    Login("tinh.gialai", "Siu Blơi", Role.PROVINCE_OFFICER, _PROVINCE, "52"),
    *(
        Login(f"canbo.{code}", name, Role.COMMUNE_OFFICER, _COMMUNE, code)
        for code, name in zip(GIA_VIEN_NOW[1:], _OTHERS, strict=True)
    ),
)
# fmt: on


def make_officers(today: dt.date) -> dict[str, Officer]:
    """Create every account with its area (but the surveyor's), by user name."""
    (admin,) = (each for each in LOGINS if each.username == ADMINISTRATOR)
    by = Officer.objects.create_user(
        admin.username, full_name=admin.full_name, role=admin.role
    )
    for login in LOGINS:
        if login is admin:
            continue
        officer, _ = create_officer(
            by=by,
            username=login.username,
            full_name=login.full_name,
            role=login.role.value,
        )
        if login.level:
            area = Area.objects.coded(login.level, login.code, today).get()
            ends = INSPECTION_ENDS if login.role == Role.INSPECTOR else None
            add_scope(by=by, officer=officer, area=area, starts=SINCE, ends=ends)
    # One hash for all: Argon2 is slow on purpose.
    Officer.objects.update(password=make_password(PASSWORD), must_change_password=False)
    return {each.username: each for each in Officer.objects.all()}


def give_villages(officers: dict[str, Officer], villages: list[Area]) -> None:
    """Let the surveyor answer for some villages of his commune."""
    for village in villages:
        add_scope(
            by=officers[ADMINISTRATOR],
            officer=officers["rasoat.giavien"],
            area=village,
            starts=SINCE,
        )


def make_committees(officers: dict[str, Officer], today: dt.date) -> None:
    """The committee of the six communes, and one that looks at former districts."""
    by = officers[ADMINISTRATOR]
    now = [Area.objects.coded(_COMMUNE, code, today).get() for code in GIA_VIEN_NOW]
    last_day = SINCE - dt.timedelta(days=1)
    past = [
        Area.objects.coded(Level.DISTRICT, district.code, last_day).get()
        for district in DISTRICTS
    ]
    duty = CommitteeMember.Duty
    for name, areas, member, has in (
        (TODAY_COMMITTEE, now, "bcd.giavien", duty.SECRETARY),
        (PAST_COMMITTEE, past, "bcd.lichsu", duty.MEMBER),
    ):
        committee = save_committee(by=by, name=name)
        for area in areas:
            add_area(by=by, committee=committee, area=area)
        seat_member(
            by=by,
            committee=committee,
            officer=officers[member],
            starts=SINCE,
            position="Ủy viên, Thư ký" if has == duty.SECRETARY else "Ủy viên",
            duty=has,
        )
