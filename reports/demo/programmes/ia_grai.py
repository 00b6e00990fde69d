"""Ia Grai's first half of 2020: works, production projects, money that moves slowly.

Published: 16 works new, 2 maintained, 3 production projects, slow disbursement, 465
poor households fewer as the year's target. Names, days and all money are invented.
"""

import datetime as dt
from decimal import Decimal

from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from programs.models import Activity, BudgetLine, Capital, Component, Source, Target
from programs.services.activities.editing import Plan
from programs.services.blockages import block
from reports.demo.programmes import base
from reports.services.targets.lines import Key
from reports.services.targets.setting import Given, set_target

YEAR = 2020
NEW, MAINTAINED, PRODUCTION, TARGET = 16, 2, 3, 465
ISSUER = "UBND huyện Ia Grai"
_LAST = dt.date(2020, 12, 31)
_WORKS = ("Đường nội làng", "Nhà sinh hoạt cộng đồng", "Kênh mương nội đồng", "Cống")
_HERDS = ("Nuôi bò sinh sản", "Tái canh cà phê", "Nuôi dê")
Kind = Activity.Kind


def tell(officers: dict[str, Officer]) -> None:
    """Target, works, projects and money of the district."""
    by = officers["tinh.gialai"]
    area = base.district("628", _LAST)
    _target(by, area)
    works = _line(by, area, "DA2.1", Capital.INVESTMENT, 14_800)
    herds = _line(by, area, "DA2.2", Capital.RECURRENT, 4_650)
    made = [_work(by, area, works.component, place) for place in range(NEW)]
    made += [_repair(by, area, works.component, place) for place in range(MAINTAINED)]
    made += [_herd(by, area, herds.component, place) for place in range(PRODUCTION)]
    base.published(made)
    paid = [(dt.date(2020, 5, 25), 1_900, "Tạm ứng xây lắp các công trình")]
    base.pay_out(by, works, paid)
    block(
        by=by,
        line=works,
        kind="late_money",
        text="Vốn giao chậm, nhiều công trình đến tháng 5 mới xong thủ tục.",
        since=dt.date(2020, 4, 1),
    )
    block(
        by=by,
        line=herds,
        kind="bidding",
        text="Chưa chọn được đơn vị cung ứng giống.",
        since=dt.date(2020, 5, 11),
    )


def _target(by: Officer, area: Area) -> None:
    paper = base.decision(3, dt.date(2020, 1, 6), ISSUER)
    given = Given(Decimal(TARGET), paper.number, paper.decided_on)
    key = Key(Target.Measure.POOR_FEWER)
    made = set_target(by=by, area=area, year=YEAR, key=key, given=given)
    Target.objects.filter(pk=made.pk).update(provenance=Provenance.PUBLISHED)


def _line(
    by: Officer, area: Area, code: str, capital: str, millions: int
) -> BudgetLine:
    part = base.component("giam-ngheo-2016-2020", code)
    key = base.line_key(part, area, YEAR, Source.CENTRAL, capital)
    paper = base.decision(18, dt.date(2020, 3, 27), "UBND tỉnh Gia Lai")
    return base.fund(by, key, millions, paper)


def _plan(
    area: Area, part: Component | None, kind: str, name: str, cost: int, **more: object
) -> Plan:
    values = {"unit": "công trình", "quantity": Decimal(1), **more}
    return Plan(
        component=part,
        area=area,
        year=YEAR,
        kind=kind,
        name=name,
        owner="Ban quản lý dự án huyện",
        cost=cost * base.MILLION,
        planned_start=dt.date(2020, 4, 1),
        planned_finish=dt.date(2020, 11, 30),
        **values,  # type: ignore[arg-type]
    )


def _work(by: Officer, area: Area, part: Component | None, place: int) -> Activity:
    name = f"{_WORKS[place % len(_WORKS)]} số {place // len(_WORKS) + 1}"
    plan = _plan(area, part, Kind.WORKS_NEW, name, 780 + place * 12)
    made = base.begin(by, plan, dt.date(2020, 4, 20) + dt.timedelta(days=place * 3))
    if place < 4:
        made = base.finish(by, made, dt.date(2020, 6, 15), dt.date(2020, 6, 25))
    return made


def _repair(by: Officer, area: Area, part: Component | None, place: int) -> Activity:
    name = f"Duy tu {_WORKS[place].lower()}"
    plan = _plan(area, part, Kind.WORKS_MAINTAINED, name, 145)
    made = base.begin(by, plan, dt.date(2020, 4, 6))
    return base.finish(by, made, dt.date(2020, 6, 10), dt.date(2020, 6, 18))


def _herd(by: Officer, area: Area, part: Component | None, place: int) -> Activity:
    plan = _plan(
        area,
        part,
        Kind.PRODUCTION,
        f"Dự án {_HERDS[place].lower()}",
        1_350,
        unit="hộ",
        quantity=Decimal(30),
    )
    return base.begin(by, plan, dt.date(2020, 6, 1))
