"""Gia Viễn's 2023: houses for the poor, the breeding cows.

Published: 81 houses planned, 79 begun, 71 finished; one project of breeding cows done
and the next one under way. Which households, which days and all money are invented.
"""

import datetime as dt
from decimal import Decimal

from households.models import Household
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area, Provenance
from programs.models import (
    Activity,
    BudgetLine,
    Component,
    HousingCase,
    Source,
    Support,
    SupportKind,
)
from programs.services import housing
from programs.services.activities.editing import Plan, write_result
from programs.services.activities.participants import Joining, add_participant
from programs.services.support import give_support
from programs.services.support_questions import Offer
from reports.demo.figures import GIA_VIEN_NOW
from reports.demo.programmes import base

YEAR = 2023
APPROVED, STARTED, FINISHED = 81, 79, 71
COWS = 24
# Triệu đồng for a house built anew and repaired, and what neighbours add to each.
ANEW, REPAIRED, NEIGHBOURS = 40, 20, 15
ISSUER = "UBND huyện Gia Viễn"
_LAST = dt.date(2023, 12, 31)


def tell(officers: dict[str, Officer]) -> None:
    """Money, houses, cows of the district."""
    area = base.district("373", _LAST)
    by = officers["tinh.ninhbinh"]
    of_communes = [
        officers["canbo.giavien"],
        *(officers[f"canbo.{code}"] for code in GIA_VIEN_NOW[1:]),
    ]
    day = dt.date(2023, 3, 15)
    found = base.listed_on(day, of_communes, ["poor"])
    _houses(found, _house_money(by, area))
    _cows(by, area, found[APPROVED:])


def _source(place: int) -> Source:
    """Of nine houses the province pays five, the district two, an enterprise two."""
    by_turn = [Source.PROVINCE] * 5 + [Source.DISTRICT] * 2 + [Source.ENTERPRISE] * 2
    return by_turn[place % 9]


def _kind(place: int) -> HousingCase.Kind:
    return HousingCase.Kind.REPAIR if place % 9 == 4 else HousingCase.Kind.NEW


def _shares(place: int) -> housing.Shares:
    """Who pays a house; what an enterprise gives is the community's share."""
    grant = ANEW if _kind(place) == HousingCase.Kind.NEW else REPAIRED
    is_given = _source(place) == Source.ENTERPRISE
    return housing.Shares(
        from_state=0 if is_given else grant * base.MILLION,
        from_community=(grant + NEIGHBOURS if is_given else NEIGHBOURS) * base.MILLION,
        from_household=(20 + place % 4 * 10) * base.MILLION,
    )


def _cost(source: Source, houses: int) -> int:
    """Triệu đồng that the first houses take from a source's line."""
    mine = [_shares(place) for place in range(houses) if _source(place) == source]
    is_given = source == Source.ENTERPRISE
    costs = [each.from_community if is_given else each.from_state for each in mine]
    return sum(costs) // base.MILLION


def _house_money(by: Officer, area: Area) -> dict[Source, BudgetLine]:
    """A line for each source: allocated for all houses, paid for the finished ones."""
    paper = base.decision(14, dt.date(2023, 2, 20), ISSUER)
    purpose = "Hỗ trợ xây, sửa nhà cho hộ nghèo"
    lines = {}
    for source in (Source.PROVINCE, Source.DISTRICT, Source.ENTERPRISE):
        key = base.line_key(None, area, YEAR, source, purpose=purpose)
        line = base.fund(by, key, _cost(source, APPROVED), paper)
        paid = _cost(source, FINISHED)
        rows = [
            (dt.date(2023, 6, 30), paid // 2, "Hỗ trợ nhà ở, đợt 1"),
            (dt.date(2023, 11, 20), paid - paid // 2, "Hỗ trợ nhà ở, đợt 2"),
        ]
        base.pay_out(by, line, rows)
        lines[source] = line
    return lines


def _houses(
    found: list[tuple[Household, Officer]], lines: dict[Source, BudgetLine]
) -> None:
    """Of the first households; each a few days after the one before."""
    made: dict[Source, list[int]] = {source: [] for source in lines}
    for place, (household, by) in enumerate(found[:APPROVED]):
        house = _approve(household, by, place)
        made[_source(place)].append(house.pk)
        if place < STARTED:
            began = dt.date(2023, 4, 1) + dt.timedelta(days=place)
            house = housing.start_house(by=by, house=house, day=began)
        if place < FINISHED:
            _finish(house, by, place)
    for source, line in lines.items():
        HousingCase.objects.filter(pk__in=made[source]).update(
            provenance=Provenance.PUBLISHED, line=line
        )


def _approve(household: Household, by: Officer, place: int) -> HousingCase:
    approval = housing.Approval(
        household=household,
        kind=_kind(place),
        year=YEAR,
        decision_number=base.NUMBER.format(21 + place // 27),
        approved_on=dt.date(2023, 3, 15),
        has_house=True,
        foundation_firm=place % 3 == 0,
        frame_firm=False,
        roof_firm=False,
        floor_area=Decimal(max(household.size, 1) * 7),
        separate_since=2015,
    )
    return housing.approve_house(by=by, approval=approval)


def _finish(house: HousingCase, by: Officer, place: int) -> None:
    began = house.started_on or dt.date(2023, 4, 1)
    done = began + dt.timedelta(days=110 + place % 20)
    house = housing.finish_house(by=by, house=house, day=done)
    house = housing.set_shares(by=by, house=house, shares=_shares(place))
    acceptance = housing.Acceptance(
        accepted_on=min(done + dt.timedelta(days=10), dt.date(2023, 12, 20)),
        new_area=Decimal(36 + place % 5 * 3),
        is_three_hard=True,
    )
    housing.accept_house(by=by, house=house, acceptance=acceptance)


def _cows(by: Officer, area: Area, found: list[tuple[Household, Officer]]) -> None:
    """The project that is done with its households, and the next one, begun."""
    part = base.component("giam-ngheo-2021-2025", "DA2")
    paper = base.decision(32, dt.date(2023, 4, 3), ISSUER)
    key = base.line_key(part, area, YEAR, Source.CENTRAL)
    line = base.fund(by, key, 1_150, paper)
    plan = _plan(area, part, "Dự án nuôi bò sinh sản", COWS, 600)
    done = base.begin(by, plan, dt.date(2023, 5, 8))
    _give(by, done, line, found[:COWS])
    done = base.finish(by, done, dt.date(2023, 10, 30), dt.date(2023, 11, 15))
    plan = _plan(area, part, "Dự án nuôi bò sinh sản tiếp theo", 22, 550)
    following = base.begin(by, plan, dt.date(2023, 11, 1))
    payments = [(dt.date(2023, 11, 20), 600, "Mua bò giống, tập huấn")]
    base.pay_out(by, line, payments, done)
    write_result(
        by=by,
        activity=done,
        text="20 trong 24 bò cái đã sinh bê; 15 hộ tăng thu nhập.",
        day=dt.date(2024, 11, 10),
        worth=Activity.Worth.YES,
    )
    base.published([done, following])


def _plan(area: Area, part: Component, name: str, cows: int, cost: int) -> Plan:
    return Plan(
        component=part,
        area=area,
        year=YEAR,
        kind=Activity.Kind.PRODUCTION,
        name=name,
        unit="con",
        quantity=Decimal(cows),
        owner="Phòng Lao động - Thương binh và Xã hội huyện",
        cost=cost * base.MILLION,
        matching=cost // 10 * base.MILLION,
        planned_start=dt.date(2023, 5, 1),
        planned_finish=dt.date(2024, 6, 30),
    )


def _give(
    by: Officer,
    project: Activity,
    line: BudgetLine,
    found: list[tuple[Household, Officer]],
) -> None:
    """A cow for each household; the district's money is written beside it after."""
    cow = SupportKind.objects.get(code="bo-giong")
    day = dt.date(2023, 6, 12)
    given = []
    for household, officer in found:
        joining = Joining(household, None, day, matching=2_500_000)
        add_participant(by=by, activity=project, joining=joining)
        one = Offer(household, cow, YEAR, Decimal(1), value=22_500_000)
        given.append(give_support(by=officer, offer=one, given_on=day).pk)
    Support.objects.filter(pk__in=given).update(activity=project, line=line)
