"""Houses from approval to acceptance, in order and by their conditions."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from povertyportal.accounts.access import scope_of
from povertyportal.audit.models import AuditEntry
from programs.models import Component, HousingCase
from programs.services.housing import (
    Acceptance,
    Approval,
    Shares,
    accept_house,
    approve_house,
    cancel_house,
    change_approval,
    finish_house,
    set_shares,
    start_house,
    undo_acceptance,
)
from programs.services.housing_figures import HouseCounts, counts
from programs.services.line_use import room
from programs.services.places import Place
from programs.services.questions import Questioned
from tests.programs.access_support import house_of, standing_of, support_of
from tests.programs.money_rows import line_with

APPROVED, STARTED = dt.date(2026, 2, 1), dt.date(2026, 3, 1)
FINISHED, ACCEPTED = dt.date(2026, 5, 1), dt.date(2026, 5, 10)
pytestmark = pytest.mark.usefixtures("_today")


@pytest.fixture
def _today():
    with time_machine.travel(dt.datetime(2026, 6, 1, 3, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def poor(household):
    standing_of(household)
    return household


def approval(household, **fields):
    usual = {
        "kind": HousingCase.Kind.NEW,
        "year": 2026,
        "decision_number": "15/QĐ-UBND",
        "approved_on": APPROVED,
        "foundation_firm": True,
        "frame_firm": False,
        "roof_firm": False,
        "floor_area": Decimal(7),
        "separate_since": 2015,
    }
    return Approval(household=household, **usual | fields)


def accepted(**fields):
    usual = {
        "accepted_on": ACCEPTED,
        "new_area": Decimal(36),
        "is_three_hard": True,
    }
    return Acceptance(**usual | fields)


def test_a_house_from_approval_to_acceptance(commune_officer, poor):
    by = {"by": commune_officer}
    house = approve_house(**by, approval=approval(poor))
    assert (house.class_then, house.exception, house.area) == ("poor", "", poor.commune)
    house = set_shares(**by, house=house, shares=Shares(40_000_000, 5_000_000))
    start_house(**by, house=house, day=STARTED)
    finish_house(**by, house=house, day=FINISHED)
    done = accept_house(**by, house=house, acceptance=accepted())
    assert (done.accepted_on, done.new_area, done.from_state) == (
        ACCEPTED,
        Decimal(36),
        40_000_000,
    )
    acts = AuditEntry.objects.filter(object_kind="house").order_by("pk")
    assert [each.act.split(".")[-1] for each in acts] == [
        "approved", "paid", "started", "finished", "accepted",
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="đã nghiệm thu"):
        cancel_house(**by, house=house, day=ACCEPTED, reason="Nhầm")


@pytest.mark.parametrize(
    ("stage", "day", "words"),
    [
        (start_house, dt.date(2026, 1, 31), "trước ngày phê duyệt 01/02/2026"),
        (start_house, dt.date(2026, 6, 2), "tương lai"),
        (finish_house, STARTED, "Chưa ghi ngày khởi công"),
    ],
)
def test_stages_out_of_order_are_refused(commune_officer, poor, stage, day, words):
    house = approve_house(by=commune_officer, approval=approval(poor))
    with pytest.raises(ValidationError, match=words):
        stage(by=commune_officer, house=house, day=day)


def test_a_finish_before_the_start_is_refused_by_both(commune_officer, poor):
    house = house_of(poor, commune_officer, approved_on=APPROVED, started_on=STARTED)
    early = dt.date(2026, 2, 28)
    with pytest.raises(ValidationError, match="trước ngày khởi công 01/03/2026"):
        finish_house(by=commune_officer, house=house, day=early)
    rows = HousingCase.objects.filter(pk=house.pk)
    refused = pytest.raises(IntegrityError, match="house_finishes_after_start")
    with refused, transaction.atomic():
        rows.update(finished_on=early)


def test_conditions_that_do_not_hold_are_asked(commune_officer, household):
    standing_of(household, "not_poor")
    wrong = approval(household, roof_firm=True, separate_since=2024)
    with pytest.raises(Questioned) as error:
        approve_house(by=commune_officer, approval=wrong)
    assert [each.code for each in error.value.questions] == [
        "not_entitled", "parts", "separate",
    ]  # fmt: skip
    right = approval(household, roof_firm=True, exception="Nhà sập do bão số 3")
    assert approve_house(by=commune_officer, approval=right).exception


def test_a_second_house_waits_and_is_asked(commune_officer, poor):
    first = house_of(poor, commune_officer, year=2020, approved_on=dt.date(2020, 1, 2))
    with pytest.raises(ValidationError, match="đang có một nhà"):
        approve_house(by=commune_officer, approval=approval(poor))
    start_house(by=commune_officer, house=first, day=dt.date(2020, 3, 1))
    finish_house(by=commune_officer, house=first, day=dt.date(2020, 4, 1))
    small = accepted(accepted_on=dt.date(2020, 5, 1), new_area=Decimal(29))
    with pytest.raises(Questioned):
        accept_house(by=commune_officer, house=first, acceptance=small)
    accept_house(
        by=commune_officer,
        house=first,
        acceptance=accepted(accepted_on=dt.date(2020, 5, 1)),
    )
    with pytest.raises(Questioned) as error:
        approve_house(by=commune_officer, approval=approval(poor))
    assert [each.code for each in error.value.questions] == ["helped"]


def test_an_approval_is_corrected_until_acceptance(commune_officer, poor):
    house = approve_house(by=commune_officer, approval=approval(poor))
    start_house(by=commune_officer, house=house, day=STARTED)
    later = approval(poor, approved_on=dt.date(2026, 3, 2))
    with pytest.raises(ValidationError, match="không được sau ngày khởi công"):
        change_approval(by=commune_officer, house=house, approval=later)
    other = approval(poor, decision_number="16/QĐ-UBND")
    assert change_approval(
        by=commune_officer, house=house, approval=other
    ).decision_number == ("16/QĐ-UBND")


def test_a_house_beyond_its_line_is_asked(commune_officer, poor, commune):
    """What a line pays of a house counts beside the supports of the line."""
    money = {"year": 2026}
    line = line_with(commune_officer, commune, 50_000_000, **money)
    given = support_of(poor, commune_officer, line=line, value=15_000_000)
    by = {"by": commune_officer}
    house = approve_house(**by, approval=approval(poor, line=line))
    with pytest.raises(Questioned, match="chỉ còn 35.000.000 đồng"):
        set_shares(**by, house=house, shares=Shares(40_000_000))
    why = Shares(40_000_000, exception="Xã bù sau")
    assert set_shares(**by, house=house, shares=why).exception == "Xã bù sau"
    with pytest.raises(Questioned, match="chỉ còn 35.000.000 đồng"):
        change_approval(**by, house=house, approval=approval(poor, line=line))
    gifts = line_with(commune_officer, commune, 5_000_000, **money, source="enterprise")
    moved = change_approval(**by, house=house, approval=approval(poor, line=gifts))
    assert moved.line == gifts  # an enterprise pays the community's share: none yet
    assert room(line) == 50_000_000 - given.value


def test_counts_by_stage_and_day(commune_officer, poor, commune):
    house_of(
        poor,
        commune_officer,
        approved_on=APPROVED,
        started_on=STARTED,
        finished_on=FINISHED,
        accepted_on=ACCEPTED,
        from_state=40_000_000,
        from_loan=5,
    )
    house_of(poor, commune_officer, approved_on=APPROVED, started_on=STARTED)
    stopped = {"cancelled_on": FINISHED, "cancel_reason": "Hộ chuyển đi"}
    house_of(poor, commune_officer, approved_on=APPROVED, **stopped)
    place = Place(scope_of(commune_officer), commune)
    assert counts(place, 2026) == HouseCounts(2, 2, 1, 1, 1, 40_000_000, 5)
    early = counts(place, 2026, on=dt.date(2026, 3, 1))
    assert (early.planned, early.started, early.finished, early.cancelled) == (
        3, 2, 0, 0,
    )  # fmt: skip
    assert counts(place, 2025) == HouseCounts()


def test_the_stage_filter_finds_each_house_once(client_of, commune_officer, poor):
    house_of(poor, commune_officer, started_on=STARTED)
    client, url = client_of(commune_officer), reverse("programs:house-list")
    found = {
        stage: client.get(url, {"stage": stage, "year": 2026}).context["counts"]
        for stage in ("approved", "started", "finished", "accepted", "cancelled")
    }
    assert [each.planned + each.cancelled for each in found.values()] == [0, 1, 0, 0, 0]


def done_house(household, officer, **fields):
    """A house from approval to acceptance, row by row."""
    stages = {"approved_on": APPROVED, "started_on": STARTED, "finished_on": FINISHED}
    measures = {"new_area": Decimal(36), "is_three_hard": True}
    usual = {**stages, **measures, "accepted_on": ACCEPTED}
    return house_of(household, officer, **usual | fields)


def test_an_acceptance_is_taken_back_with_a_reason(client_of, commune_officer, poor):
    house = done_house(poor, commune_officer)
    client, url = client_of(commune_officer), [house.pk]
    page = client.get(reverse("programs:house-detail", args=url)).content.decode()
    back = reverse("programs:house-reopen", args=url)
    assert f'href="{back}"' in page
    assert (
        "Hãy ghi lý do bỏ nghiệm thu"
        in client.post(back, {"reason": ""}).content.decode()
    )
    client.post(back, {"reason": "Ghi nhầm hộ"})
    house.refresh_from_db()
    assert (house.accepted_on, house.new_area, house.finished_on) == (
        None, None, FINISHED,
    )  # fmt: skip
    entry = AuditEntry.objects.get(act="programs.house.reopened")
    assert entry.reason == "Ghi nhầm hộ"
    accept_house(by=commune_officer, house=house, acceptance=accepted())


def test_an_acceptance_stays_while_another_house_is_under_way(commune_officer, poor):
    first = done_house(poor, commune_officer)
    house_of(poor, commune_officer)
    with pytest.raises(ValidationError, match="đang có một nhà"):
        undo_acceptance(by=commune_officer, house=first, reason="Ghi nhầm")


def test_shares_of_an_accepted_house_need_a_reason(client_of, commune_officer, poor):
    house = done_house(poor, commune_officer, from_state=6_000_000)
    client = client_of(commune_officer)
    url = reverse("programs:house-pay", args=[house.pk])
    typed = {"from_state": "60.000.000"}
    assert "lý do sửa" in client.post(url, typed).content.decode()
    client.post(url, typed | {"reason": "Gõ thiếu số không"})
    house.refresh_from_db()
    assert house.from_state == 60_000_000
    entry = AuditEntry.objects.get(act="programs.house.paid")
    assert entry.reason == "Gõ thiếu số không"


@pytest.mark.parametrize(
    ("kind", "year", "in_programme", "from_state", "is_asked"),
    [
        ("new", 2023, True, 40_000_000, False),
        ("new", 2023, True, 40_000_001, True),
        ("repair", 2023, True, 20_000_001, True),
        ("new", 2025, False, 60_000_000, False),
        ("new", 2025, False, 60_000_001, True),
        ("repair", 2025, False, 30_000_001, True),
        ("new", 2026, False, 90_000_000, False),
    ],
)
def test_more_than_the_norm_is_asked(
    commune_officer, poor, kind, year, in_programme, from_state, is_asked
):
    component = Component.objects.filter(programme__code="giam-ngheo-2021-2025").first()
    house = house_of(
        poor,
        commune_officer,
        kind=kind,
        year=year,
        component=component if in_programme else None,
    )
    codes = []
    try:
        set_shares(by=commune_officer, house=house, shares=Shares(from_state))
    except Questioned as error:
        codes = [each.code for each in error.questions]
    assert codes == (["above_norm"] if is_asked else [])


def test_the_form_of_shares_tells_the_norm(client_of, commune_officer, poor):
    house = house_of(poor, commune_officer, year=2025)
    url = reverse("programs:house-pay", args=[house.pk])
    page = client_of(commune_officer).get(url).content.decode()
    assert "Mức 60.000.000 đồng" in page
    assert "chưa đối chiếu văn bản" in page
