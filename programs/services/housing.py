"""Houses: approved, started, finished, accepted; who paid for them."""

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.documents.attachments import attach
from programs.models import BudgetLine, Component, HousingCase, Support
from programs.rules.housing import (
    CITATION,
    CLASSES,
    House,
    Unmet,
    unmet_conditions,
    unmet_results,
)
from programs.services.house_norms import about_the_norm
from programs.services.line_use import about_the_house
from programs.services.questions import Question, answered
from programs.services.situations import communes_on, situation_on
from programs.services.support import check_day, locked_household
from programs.services.support_questions import about_the_class, about_the_home

HOUSING_TOPICS = ["housing_quality", "housing_area"]


@dataclass(frozen=True)
class Approval:
    """A house as it is approved: for whom, by which decision, in place of what."""

    household: Household
    kind: str
    year: int
    decision_number: str
    approved_on: dt.date
    component: Component | None = None
    line: BudgetLine | None = None
    has_house: bool = True
    foundation_firm: bool | None = None
    frame_firm: bool | None = None
    roof_firm: bool | None = None
    floor_area: Decimal | None = None
    separate_since: int | None = None
    exception: str = ""


@dataclass(frozen=True)
class Shares:
    """Who paid how much for a house (đồng), and why so if a rule asks."""

    from_state: int = 0
    from_community: int = 0
    from_household: int = 0
    from_loan: int = 0
    exception: str = ""


@dataclass(frozen=True)
class Acceptance:
    """The house as accepted: the day, m², the three parts hard, the minutes."""

    accepted_on: dt.date
    new_area: Decimal | None
    is_three_hard: bool | None
    minutes: UploadedFile | None = None
    exception: str = ""


@transaction.atomic
def approve_house(*, by: Officer, approval: Approval) -> HousingCase:
    """Begin a house by its decision. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (one under way, a
    day in the future); Questioned where a condition does not hold.
    """
    household = locked_household(by, approval.household)
    check_day(approval.approved_on, "Ngày phê duyệt")
    _refuse_second(household)
    made = HousingCase(recorded_by=by)
    _fill(by, made, approval, household)
    with trail.acting(by, "programs.house.approved"):
        made.save()
    _record(by, made, "programs.house.approved", number=made.decision_number)
    return made


def _refuse_second(household: Household) -> None:
    rows = HousingCase.objects.filter(household=household)
    if rows.filter(accepted_on=None, cancelled_on=None).exists():
        raise ValidationError(
            "Hộ này đang có một nhà được hỗ trợ: nghiệm thu hoặc dừng nhà đó trước.",
            code="under_way",
        )


@transaction.atomic
def change_approval(
    *, by: Officer, house: HousingCase, approval: Approval
) -> HousingCase:
    """Correct what was approved, until the house is accepted. Audited; raises so."""
    found = _locked(by, house)
    check_day(approval.approved_on, "Ngày phê duyệt")
    if found.started_on and approval.approved_on > found.started_on:
        raise ValidationError(
            {
                "approved_on": "Ngày phê duyệt không được sau ngày khởi công "
                f"{found.started_on:%d/%m/%Y}."
            }
        )
    _fill(by, found, approval, found.household)
    with trail.acting(by, "programs.house.changed"):
        found.save()
    _record(by, found, "programs.house.changed", number=found.decision_number)
    return found


def _fill(
    by: Officer, house: HousingCase, approval: Approval, household: Household
) -> None:
    _check_line(by, approval)
    for field in fields(Approval):
        setattr(house, field.name, getattr(approval, field.name))
    house.household = household
    day = approval.approved_on
    situation = situation_on(household, day)
    commune = communes_on([household.pk], day).get(household.pk) or household.commune
    if commune is None:
        raise ValidationError("Hộ chưa có nơi cư trú: hãy ghi nơi ở của hộ trước.")
    inside = scope_of(by).holds(commune)
    asked = [
        *about_the_home(household, day, commune, is_inside=inside),
        *about_the_class(CLASSES, "hỗ trợ nhà ở", day, situation),
        *_unmet(house_of(household, approval, house.pk), approval.year),
        *about_the_house(house),
        *about_the_norm(house),
    ]
    house.exception = answered(asked, approval.exception)
    house.area, house.class_then = commune, situation.poverty_class


def _check_line(by: Officer, approval: Approval) -> None:
    line = approval.line
    if line is None:
        return
    if not BudgetLine.objects.visible_to(by).filter(pk=line.pk).exists():
        raise ValidationError({"line": "Nguồn vốn này không thuộc địa bàn của bạn."})
    if line.year != approval.year:
        raise ValidationError(
            {"line": f"Nguồn vốn là của năm {line.year}. Hãy chọn nguồn vốn cùng năm."}
        )


def house_of(household: Household, approval: Approval, pk: int | None = None) -> House:
    """What the conditions are judged by: the house before, heads, earlier help.

    `pk` is the case itself, which is no earlier help.
    """
    names = ("has_house", "foundation_firm", "frame_firm", "roof_firm")
    cases = HousingCase.objects.filter(household=household, cancelled_on=None)
    things = Support.objects.filter(
        household=household,
        state=Support.State.GIVEN,
        kind__topics__overlap=HOUSING_TOPICS,
    )
    return House(
        **{name: getattr(approval, name) for name in names},
        floor_area=approval.floor_area,
        persons=household.members_on(approval.approved_on).count(),
        was_helped=cases.exclude(pk=pk or 0).exists() or things.exists(),
        separate_since=approval.separate_since,
    )


def _unmet(house: House, year: int) -> list[Question]:
    return [_question(each) for each in unmet_conditions(house, year)]


def _question(unmet: Unmet) -> Question:
    return Question(unmet.code, f"{unmet.text} ({CITATION}.)")


def _locked(by: Officer, house: HousingCase) -> HousingCase:
    """A house under way, held after its household. Raises as locked_household."""
    found = _held(by, house)
    if found.accepted_on:
        raise ValidationError(
            "Nhà này đã nghiệm thu: không ghi thêm được. Nếu ghi nhầm, hãy bỏ nghiệm "
            "thu trước.",
            code="closed",
        )
    return found


def _held(by: Officer, house: HousingCase) -> HousingCase:
    """The same of a house that may be accepted already."""
    household = locked_household(by, house.household)
    found = HousingCase.objects.select_for_update().get(pk=house.pk)
    found.household = household
    if found.cancelled_on:
        raise ValidationError("Nhà này đã dừng: không ghi thêm được.", code="closed")
    return found


@transaction.atomic
def start_house(*, by: Officer, house: HousingCase, day: dt.date) -> HousingCase:
    """Say when the work began. Audited; raises for a day before the approval."""
    found = _locked(by, house)
    _in_order("Ngày khởi công", day, found.approved_on, "ngày phê duyệt")
    if found.finished_on:
        _in_order("Ngày hoàn thành", found.finished_on, day, "ngày khởi công")
    found.started_on = day
    return _saved(by, found, "programs.house.started", ["started_on"])


@transaction.atomic
def finish_house(*, by: Officer, house: HousingCase, day: dt.date) -> HousingCase:
    """Say when the work ended. Audited; raises before the start and without one."""
    found = _locked(by, house)
    if found.started_on is None:
        raise ValidationError({"day": "Chưa ghi ngày khởi công: hãy ghi trước."})
    _in_order("Ngày hoàn thành", day, found.started_on, "ngày khởi công")
    found.finished_on = day
    return _saved(by, found, "programs.house.finished", ["finished_on"])


@transaction.atomic
def accept_house(
    *, by: Officer, house: HousingCase, acceptance: Acceptance
) -> HousingCase:
    """Accept a finished house, with its measures and its minutes. Audited.

    Raises ValidationError (not finished, out of order); Questioned where the house
    lacks what it must be.
    """
    found = _locked(by, house)
    if found.finished_on is None:
        raise ValidationError(
            {"accepted_on": "Chưa ghi ngày hoàn thành: hãy ghi trước."}
        )
    _in_order(
        "Ngày nghiệm thu",
        acceptance.accepted_on,
        found.finished_on,
        "ngày hoàn thành",
        field="accepted_on",
    )
    unmet = unmet_results(acceptance.new_area, acceptance.is_three_hard)
    reason = answered([_question(each) for each in unmet], acceptance.exception)
    found.accepted_on = acceptance.accepted_on
    found.new_area = acceptance.new_area
    found.is_three_hard = acceptance.is_three_hard
    _add_reason(found, reason)
    if acceptance.minutes is not None:
        place: Area = found.household.village or found.area
        found.minutes = attach(by=by, area=place, upload=acceptance.minutes)
    return _saved(by, found, "programs.house.accepted")


@transaction.atomic
def undo_acceptance(*, by: Officer, house: HousingCase, reason: str) -> HousingCase:
    """Take back an acceptance that was written by mistake: the house is finished again.

    What was measured goes with it and stays in history. Audited. Raises
    ValidationError without a reason, of a house that is not accepted, and while the
    household has another house under way.
    """
    found = _held(by, house)
    if found.accepted_on is None:
        raise ValidationError("Nhà này chưa nghiệm thu.", code="open")
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do bỏ nghiệm thu."})
    _refuse_second(found.household)
    found.accepted_on = found.new_area = found.is_three_hard = found.minutes = None
    return _saved(by, found, "programs.house.reopened", reason=reason.strip())


@transaction.atomic
def set_shares(
    *, by: Officer, house: HousingCase, shares: Shares, reason: str = ""
) -> HousingCase:
    """Write down who paid how much; of an accepted house with a reason. Audited.

    Raises ValidationError below nothing and without that reason; Questioned where the
    house takes more from its line than is left there, or more than the norm.
    """
    found = _held(by, house)
    if found.accepted_on and not reason.strip():
        raise ValidationError({"reason": "Nhà đã nghiệm thu: hãy ghi lý do sửa."})
    names = [field.name for field in fields(Shares) if field.name != "exception"]
    wrong = [name for name in names if getattr(shares, name) < 0]
    if wrong:
        raise ValidationError(dict.fromkeys(wrong, "Số tiền từ 0 đồng trở lên."))
    for name in names:
        setattr(found, name, getattr(shares, name))
    asked = [*about_the_house(found), *about_the_norm(found)]
    _add_reason(found, answered(asked, shares.exception))
    kept = [*names, "exception"]
    return _saved(by, found, "programs.house.paid", kept, reason.strip())


def _add_reason(house: HousingCase, reason: str) -> None:
    """Keep a reason beside those that were given before, once."""
    if reason and reason not in house.exception:
        both = filter(None, [house.exception, reason])
        house.exception = "; ".join(both)[:400]


@transaction.atomic
def cancel_house(
    *, by: Officer, house: HousingCase, day: dt.date, reason: str
) -> HousingCase:
    """Stop a house that is not accepted. Audited; raises without a reason."""
    found = _locked(by, house)
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do dừng."})
    _in_order("Ngày dừng", day, found.approved_on, "ngày phê duyệt")
    found.cancelled_on, found.cancel_reason = day, reason.strip()
    return _saved(
        by, found, "programs.house.cancelled", ["cancelled_on", "cancel_reason"]
    )


def _in_order(
    what: str, day: dt.date, first: dt.date, than: str, field: str = "day"
) -> None:
    """Refuse a day in the future or before another. Raises ValidationError."""
    if day > timezone.localdate():
        raise ValidationError(
            {field: f"{what} {day:%d/%m/%Y} ở tương lai. Hãy sửa ngày."}
        )
    if day < first:
        raise ValidationError(
            {
                field: f"{what} {day:%d/%m/%Y} trước {than} {first:%d/%m/%Y}. "
                "Hãy kiểm tra hai ngày."
            }
        )


def _saved(
    by: Officer,
    house: HousingCase,
    act: str,
    names: list[str] | None = None,
    reason: str = "",
) -> HousingCase:
    with trail.acting(by, act):
        house.save(update_fields=names)
    _record(by, house, act, reason=reason)
    return house


def _record(
    by: Officer, house: HousingCase, act: str, number: str = "", reason: str = ""
) -> None:
    trail.record(
        by=by,
        act=act,
        kind="house",
        object_id=house.pk,
        area_id=house.area_id,
        reason=reason or house.cancel_reason or house.exception,
        household=house.household_id,
        year=house.year,
        number=number or house.decision_number,
    )
