"""Gia Viễn's commune today: money, classes, support, plans, helpers of this year.

All of it is invented. Days lie before the demo is made, however late that is.
"""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Level
from programs.models import (
    Activity,
    Benefit,
    BudgetLine,
    Capital,
    Helper,
    HousingCase,
    LoanProgramme,
    Source,
    SupportKind,
    Target,
)
from programs.services import (
    aims,
    entitlements,
    handovers,
    housing,
    loans,
    need_households,
)
from programs.services.activities import work
from programs.services.activities.editing import Plan
from programs.services.activities.participants import Joining, add_participant
from programs.services.blockages import block
from programs.services.homes import homes_of, of_communes
from programs.services.places import Place
from programs.services.programmes import COMPONENT, LEAD
from programs.services.records import add_record
from programs.services.support import give_support, plan_support
from programs.services.support_questions import Offer
from programs.services.wayout import helpers as helping
from programs.services.wayout import plans, visits
from reports.demo.figures import GIA_VIEN_NOW
from reports.demo.programmes import base, praise
from reports.services.targets.lines import Key
from reports.services.targets.setting import Given, set_target

YEAR = base.THIS_YEAR
PROVINCE_ISSUER = "UBND tỉnh Ninh Bình"
# Code, name, the needs it serves: invented, as no decision of the period is known.
_PARTS = (
    ("GN-1", "Sinh kế, việc làm", ["employment", "adult_education", "cause-2"]),
    ("GN-2", "Nước sạch, vệ sinh, nhà ở", ["water", "toilet", "housing_quality"]),
    ("GN-3", "Y tế, dinh dưỡng", ["nutrition", "health_insurance"]),
    ("GN-4", "Giáo dục, thông tin", ["child_schooling", "telecom", "info_assets"]),
)
_LEADERS = ("Đinh Thị Hoa", "Phạm Văn Tuân", "Nguyễn Thị Bích", "Lê Văn Đạt")


def tell(officers: dict[str, Officer]) -> None:
    """The year in the commune of the demo's officer."""
    by, above = officers["canbo.giavien"], officers["tinh.ninhbinh"]
    communes = [
        Area.objects.coded(Level.COMMUNE, code, timezone.localdate()).get()
        for code in GIA_VIEN_NOW
    ]
    main = communes[0]
    _targets(above, communes)
    _parts(above)
    _lead(above)
    listed = base.listed_on(timezone.localdate(), [by], ["poor", "near_poor"])
    homes = [household for household, _ in listed]
    line = _money(by, above, main)
    _class(by, main, homes[30:42], line)
    _supports(by, homes, line)
    _house(
        by, [each for each, _ in base.listed_on(dt.date(2026, 3, 2), [by], ["poor"])]
    )
    _loans(by, homes)
    _cards(by, homes)
    _ways_out(by, homes)
    _movements(by, main)
    praise.tell(by, main, YEAR)


def _targets(by: Officer, communes: list[Area]) -> None:
    paper = base.decision(5, dt.date(2026, 1, 12), PROVINCE_ISSUER)
    key = Key(Target.Measure.POOR_LEAVE)
    for place, commune in enumerate(communes):
        value = Decimal(24 - place * 2)
        given = Given(value, paper.number, paper.decided_on)
        set_target(by=by, area=commune, year=YEAR, key=key, given=given)


def _parts(by: Officer) -> None:
    """Projects of the period's programme: no list of them is known, so made up."""
    whole = base.component("hop-nhat-2026-2030", "GN")
    for place, (code, name, topics) in enumerate(_PARTS, start=1):
        values = {
            "programme": whole.programme,
            "parent": whole,
            "code": code,
            "name": f"{name} (giả định)",
            "position": place,
            "topics": topics,
        }
        add_record(by=by, kind=COMPONENT, values=values)


def _lead(by: Officer) -> None:
    values = {
        "component": base.component("hop-nhat-2026-2030", "GN"),
        "area": Area.objects.coded(Level.PROVINCE, "37", timezone.localdate()).get(),
        "agency": "Sở Nông nghiệp và Môi trường (giả định)",
        "starts": dt.date(2026, 1, 1),
    }
    add_record(by=by, kind=LEAD, values=values)


def _money(by: Officer, above: Officer, area: Area) -> BudgetLine:
    part = base.component("hop-nhat-2026-2030", "GN")
    paper = base.decision(41, dt.date(2026, 3, 10), PROVINCE_ISSUER)
    key = base.line_key(part, area, YEAR, Source.CENTRAL)
    line = base.fund(above, key, 1_620, paper)
    paid = [
        (dt.date(2026, 5, 20), 310, "Mua con giống"),
        (dt.date(2026, 8, 14), 145, "Lớp chăn nuôi thú y"),
    ]
    base.pay_out(by, line, paid)
    roads = base.line_key(part, area, YEAR, Source.PROVINCE, Capital.INVESTMENT)
    stuck = base.fund(above, roads, 2_400, paper)
    block(
        by=by,
        line=stuck,
        kind="land",
        text="Hai hộ chưa nhận đền bù trên tuyến đường vào thôn.",
        since=dt.date(2026, 6, 15),
    )
    gift = base.line_key(
        None, area, YEAR, Source.ENTERPRISE, purpose="Quà Tết cho hộ nghèo"
    )
    own = base.decision(2, dt.date(2026, 1, 20), "UBND xã")
    base.pay_out(
        by, base.fund(by, gift, 60, own), [(dt.date(2026, 2, 10), 60, "Quà Tết")]
    )
    return line


def _class(by: Officer, area: Area, homes: list[Household], line: BudgetLine) -> None:
    plan = Plan(
        component=base.component("hop-nhat-2026-2030", "GN"),
        area=area,
        year=YEAR,
        kind=Activity.Kind.CLASS,
        name="Lớp chăn nuôi thú y",
        unit="người",
        quantity=Decimal(12),
        owner="Trung tâm dịch vụ nông nghiệp",
        cost=145 * base.MILLION,
        planned_start=dt.date(2026, 6, 1),
        planned_finish=dt.date(2026, 8, 31),
    )
    made = base.begin(by, plan, dt.date(2026, 6, 8))
    for household in homes:
        head = household.members_on(dt.date(2026, 6, 8)).first()
        joining = Joining(household, head.person if head else None, dt.date(2026, 6, 8))
        add_participant(by=by, activity=made, joining=joining)
    _stages(by, made)
    base.finish(by, made, dt.date(2026, 8, 28), dt.date(2026, 9, 4))


def _stages(by: Officer, made: Activity) -> None:
    rows = (
        ("Tuyển sinh", dt.date(2026, 5, 25), "12 người của 12 hộ"),
        ("Học lý thuyết", dt.date(2026, 7, 10), ""),
        ("Thực hành tại hộ", dt.date(2026, 8, 25), "Tiêm phòng 46 con bò, 80 con lợn"),
    )
    for name, day, note in rows:
        stage = work.Stage(name, planned_on=day, done_on=day, note=note)
        work.add_stage(by=by, activity=made, stage=stage, evidence=None)


def _supports(by: Officer, homes: list[Household], line: BudgetLine) -> None:
    kinds = {each.code: each for each in SupportKind.objects.all()}
    rows = (
        ("bo-giong", 14, 22_000_000, dt.date(2026, 5, 20)),
        ("vat-nuoi-khac", 20, 6_000_000, dt.date(2026, 5, 22)),
        ("qua-tet", len(homes), 500_000, dt.date(2026, 2, 10)),
        ("nuoc-sinh-hoat", 8, 3_000_000, dt.date(2026, 7, 15)),
    )
    for shift, (code, number, value, day) in enumerate(rows):
        chosen = homes[shift * 15 : shift * 15 + number]
        if code == "qua-tet":
            chosen = homes
        elif code == "nuoc-sinh-hoat":
            chosen = _lacking("water", homes)[:number]
        for household in chosen:
            offer = _offer(household, kinds[code], value, line, code)
            give_support(by=by, offer=offer, given_on=day)
    # The first household once more: to be judged whether it is the same cow.
    again = _offer(homes[0], kinds["bo-giong"], 22_000_000, line, "bo-giong")
    give_support(by=by, offer=again, given_on=dt.date(2026, 6, 20))
    latrine = kinds["nha-tieu"]
    for household in _lacking("toilet", homes)[:12]:
        offer = _offer(household, latrine, 8_000_000, line, "nha-tieu")
        plan_support(by=by, offer=offer, planned_for=dt.date(2026, 12, 15))


def _lacking(indicator: str, homes: list[Household]) -> list[Household]:
    """Those of the households that the year's list says lack something."""
    behind = need_households.behind(
        of_communes({each.commune_id for each in homes if each.commune_id}),
        YEAR,
        topic=indicator,
        standard="",
        kind="",
        state="",
    )
    ids = {each.household_id for each in behind}
    return [each for each in homes if each.pk in ids]


def _offer(
    household: Household, kind: SupportKind, value: int, line: BudgetLine, code: str
) -> Offer:
    return Offer(
        household,
        kind,
        YEAR,
        Decimal(1),
        value=value,
        line=None if code == "qua-tet" else line,
        exception="Danh sách xã đã rà soát, thống nhất với thôn",
    )


def _house(by: Officer, homes: list[Household]) -> None:
    """One house under way."""
    approval = housing.Approval(
        household=homes[0],
        kind=HousingCase.Kind.NEW,
        year=YEAR,
        decision_number=base.NUMBER.format(52),
        approved_on=dt.date(2026, 3, 2),
        frame_firm=False,
        roof_firm=False,
        foundation_firm=True,
        floor_area=Decimal(max(homes[0].size, 1) * 7),
        separate_since=2012,
        exception="Xã, thôn đã kiểm tra thực tế",
    )
    house = housing.approve_house(by=by, approval=approval)
    housing.start_house(by=by, house=house, day=dt.date(2026, 4, 12))


def _loans(by: Officer, homes: list[Household]) -> None:
    codes = {"poor": "ho-ngheo", "near_poor": "ho-can-ngheo"}
    programmes = {each.code: each for each in LoanProgramme.objects.all()}
    for place, household in enumerate(homes[10:22]):
        standing = household.standings.filter(recorded_to=None).latest("starts")
        programme = programmes[codes[standing.poverty_class]]
        lending = loans.Lending(
            household=household,
            programme=programme,
            amount=(30 + place % 4 * 10) * base.MILLION,
            rate=programme.rate or Decimal(0),
            term_months=36,
            lent_on=dt.date(2026, 4, 1) + dt.timedelta(days=place * 9),
            purpose="Chăn nuôi" if place % 2 else "Trồng trọt",
            exception="Ngân hàng Chính sách xã hội đã thẩm định",
        )
        loans.lend(by=by, lending=lending)


def _cards(by: Officer, homes: list[Household]) -> None:
    """Cards of nine in ten households; the others should have them and do not."""
    day = dt.date(2026, 1, 1)
    communes = {each.commune_id for each in homes if each.commune_id}
    entitled = {
        (line.household_id, line.person_id)
        for line in entitlements.lines(of_communes(communes), Benefit.HEALTH, day)
        if line.should
    }
    who = [
        (household.pk, member.person_id)
        for place, household in enumerate(homes)
        if place % 10
        for member in household.members_on(timezone.localdate())
        if (household.pk, member.person_id) in entitled
    ]
    for first in range(0, len(who), 200):
        part = who[first : first + 200]
        entitlements.enrol(by=by, benefit=Benefit.HEALTH, who=part, starts=day)
    _hand_over(by, homes[0].commune)


def _hand_over(by: Officer, commune: Area | None) -> None:
    """January's list, as the insurer got it."""
    month = dt.date(YEAR, 1, 1)
    place = homes_of(Place(scope_of(by), commune))
    if entitlements.moved(place, Benefit.HEALTH, month):
        handovers.hand_over(
            by=by,
            benefit=Benefit.HEALTH,
            homes=place,
            month=month,
            recipient="Bảo hiểm xã hội cơ sở Gia Viễn (giả định)",
        )


def _ways_out(by: Officer, homes: list[Household]) -> None:
    _helpers(by, homes)
    _plans(by, homes)


def _helpers(by: Officer, homes: list[Household]) -> None:
    for place, name in enumerate(_LEADERS):
        facts = helping.HelperFacts(
            homes[0].commune,  # type: ignore[arg-type]  # active: it has one
            Helper.Kind.MEMBER if place % 2 else Helper.Kind.UNION,
            name,
            "Chi bộ thôn" if place % 2 else "Hội Phụ nữ xã",
        )
        helper = helping.add_helper(by=by, facts=facts)
        for household in homes[place * 3 : place * 3 + 3]:
            task = helping.Task(
                dt.date(2026, 2, 2), "Hướng dẫn chăn nuôi, vay vốn", household
            )
            made = helping.assign(by=by, helper=helper, task=task)
            visits.visit(
                by=by,
                household=household,
                assignment=made,
                day=dt.date(2026, 5, 30),
                note="Chuồng trại đã sửa, bò khỏe; hộ muốn học thêm thú y.",
            )


def _plans(by: Officer, homes: list[Household]) -> None:
    """Plans of this year; the first three have a measure that is late."""
    today = timezone.localdate()
    year, due = today.year, max(today, dt.date(today.year, 12, 20))
    for place, household in enumerate(homes[:10]):
        loan = plans.Measure("Vay vốn mở rộng chuồng trại", "Hội Phụ nữ xã", due)
        measures = [
            plans.Measure("Nhận bò giống, nhân đàn", "Hội Nông dân xã", due),
            loan,
        ]
        plan = plans.Plan(
            year,
            "Có lao động, ít thiếu hụt",
            _LEADERS[place % len(_LEADERS)],
            measures,
        )
        kept = plans.make_plan(by=by, household=household, plan=plan)
        if place < 3:  # late by now
            plans.change_measure(
                by=by,
                measure=kept.measures.get(what=loan.what),
                said=replace(loan, due_on=dt.date(year, 1, 15)),
                progress=plans.Progress(),
            )


def _movements(by: Officer, area: Area) -> None:
    rows = (
        ("clan", "Dòng họ Đinh", dt.date(2026, 10, 5)),
        ("clan", "Dòng họ Phạm", None),
        ("group", "Nhóm liên gia số 2", dt.date(2026, 9, 12)),
    )
    for kind, name, reached in rows:
        values = {
            "movement": "no_poor",
            "kind": kind,
            "name": name,
            "area": area,
            "year": YEAR,
            "registered_on": dt.date(2026, 1, 15),
            "reached_on": reached,
        }
        add_record(by=by, kind=aims.UNIT, values=values)
