"""An activity from its entry to what it brought: plan, dates, end, result."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from povertyportal.ui.numbers import vietnamese
from programs.models import Activity, Component
from programs.rules import activity_dates
from programs.services.activities import base

PLANNED = ("planned_start", "planned_finish")


@dataclass(frozen=True)
class Plan:
    """What is to be done: where, in which year, of what kind, how much, for how much.

    `quantity` is in `unit`; `cost` and `matching` (part of the cost) in đồng.
    """

    component: Component | None
    area: Area
    year: int
    kind: str
    name: str
    unit: str
    quantity: Decimal
    place: str = ""
    owner: str = ""
    cost: int = 0
    matching: int = 0
    planned_start: dt.date | None = None
    planned_finish: dt.date | None = None


PLAN = tuple(each.name for each in fields(Plan))  # the row's fields bear these names


@transaction.atomic
def create_activity(*, by: Officer, plan: Plan) -> Activity:
    """Enter an activity into the plan of its year. Audited.

    Raises PermissionDenied, ValidationError (area, component, days, amounts).
    """
    require(by, Act.RUN_ACTIVITIES)
    made = Activity(recorded_by=by)
    _check_place(by, plan)
    _write(made, plan)
    base.record(by, made, "programs.activity.created", activity_kind=made.kind)
    return made


@transaction.atomic
def change_activity(*, by: Officer, activity: Activity, plan: Plan) -> Activity:
    """Change what an activity is planned to be; former values are kept. Audited.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError.
    """
    act = "programs.activity.changed"
    with trail.acting(by, act):
        found = base.locked(by, activity)
        base.require_going_on(found)
        if plan.area.pk != found.area_id:
            _check_place(by, plan)
        _check_payments(found, plan)
        _write(found, plan)
        base.record(by, found, act)
    return found


def _check_payments(found: Activity, plan: Plan) -> None:
    """What was paid for it was paid out of its component's money, near its place."""
    moved = {
        "area": plan.area.pk != found.area_id,
        "component": (plan.component and plan.component.pk) != found.component_id,
    }
    if any(moved.values()) and found.disbursements.exists():
        told = "Đã giải ngân theo hoạt động này: không đổi được nữa."
        raise ValidationError({name: told for name, is_so in moved.items() if is_so})


def _check_place(by: Officer, plan: Plan) -> None:
    area = plan.area
    if not scope_of(by).holds_unit(area):
        raise ValidationError({"area": f"{area.name} ngoài địa bàn bạn phụ trách."})
    first, last = dt.date(plan.year, 1, 1), dt.date(plan.year, 12, 31)
    if (area.ended and area.ended <= first) or (area.began and area.began > last):
        raise ValidationError(
            {
                "area": f"{area.name} không có trong năm {plan.year}: hãy chọn đơn vị "
                "của năm đó hoặc sửa năm."
            }
        )


def _write(found: Activity, plan: Plan) -> None:
    for name in PLAN:
        setattr(found, name, getattr(plan, name))
    dates = {name: getattr(found, name) for name in (*PLANNED, *activity_dates.DONE)}
    told = {
        **_about_the_component(plan),
        **about_the_amounts(plan.cost, plan.matching),
        **dict(activity_dates.problems(dates, timezone.localdate())),
    }
    if told:
        raise ValidationError(told)
    found.full_clean(exclude=["recorded_by"])
    found.save()


def _about_the_component(plan: Plan) -> dict[str, str]:
    """What is wrong, by field: a programme that does not run in the year."""
    programme = plan.component.programme if plan.component else None
    if programme is None or programme.runs_in(plan.year):
        return {}
    return {
        "component": f"{programme.name} thực hiện {programme.starts_year}–"
        f"{programme.ends_year}, không có năm {plan.year}: hãy chọn dự án của "
        "chương trình khác hoặc sửa năm."
    }


def about_the_amounts(cost: int, matching: int) -> dict[str, str]:
    """What is wrong, by field: people give more than the whole costs (đồng)."""
    if matching <= cost:
        return {}
    return {
        "matching": f"Đối ứng {vietnamese(matching)} đồng quá tổng kinh phí "
        f"{vietnamese(cost)} đồng: hãy xem lại hai số."
    }


def _refuse(dates: Mapping[str, dt.date | None]) -> None:
    told = activity_dates.problems(dates, timezone.localdate())
    if told:
        raise ValidationError(dict(told))


@dataclass(frozen=True)
class Dates:
    """When an activity began, was done, accepted, put to use; None: not yet."""

    started_on: dt.date | None = None
    finished_on: dt.date | None = None
    accepted_on: dt.date | None = None
    commissioned_on: dt.date | None = None


@transaction.atomic
def set_dates(*, by: Officer, activity: Activity, dates: Dates) -> Activity:
    """Write down how far an activity is; former dates are kept. Audited.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError (an order that
    cannot be, a day to come, a day after which work or a result is written down).
    """
    act = "programs.activity.dated"
    with trail.acting(by, act):
        found = base.locked(by, activity)
        base.require_going_on(found)
        given = {each.name: getattr(dates, each.name) for each in fields(dates)}
        _refuse(given)
        _check_work(found, dates)
        for name, day in given.items():
            setattr(found, name, day)
        found.full_clean(exclude=["recorded_by"])
        found.save(update_fields=list(given))
        told = {name: day.isoformat() for name, day in given.items() if day}
        base.record(by, found, act, **told)
    return found


def _check_work(found: Activity, dates: Dates) -> None:
    """Days that no longer fit what was written down by them."""
    first = found.progress.order_by("day").values_list("day", flat=True).first()
    if first and (dates.started_on is None or first < dates.started_on):
        raise ValidationError(
            {
                "started_on": f"Đã ghi khối lượng làm ngày {first:%d/%m/%Y}: ngày bắt "
                "đầu phải từ ngày đó trở về trước."
            }
        )
    if found.result and dates.finished_on is None:
        raise ValidationError(
            {
                "finished_on": "Đã ghi kết quả sau khi hoàn thành: không để trống "
                "ngày hoàn thành."
            }
        )


@transaction.atomic
def cancel_activity(
    *, by: Officer, activity: Activity, day: dt.date, reason: str
) -> Activity:
    """Stop an activity that is not finished, with a reason; it stays. Audited.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError.
    """
    act = "programs.activity.cancelled"
    with trail.acting(by, act):
        found = base.locked(by, activity)
        base.require_going_on(found)
        if found.finished_on is not None:
            raise ValidationError(
                f"Hoạt động đã hoàn thành ngày {found.finished_on:%d/%m/%Y}: không "
                "dừng được nữa."
            )
        if day > timezone.localdate():
            raise ValidationError(
                {"cancelled_on": f"Ngày {day:%d/%m/%Y} chưa đến: ghi ngày đã dừng."}
            )
        if found.started_on and day < found.started_on:
            raise ValidationError(
                {
                    "cancelled_on": f"Ngày dừng trước ngày bắt đầu "
                    f"{found.started_on:%d/%m/%Y}: hãy xem lại hai ngày."
                }
            )
        found.cancelled_on, found.cancel_reason = day, reason
        found.full_clean(exclude=["recorded_by"])
        found.save(update_fields=["cancelled_on", "cancel_reason"])
        base.record(by, found, act, reason=reason)
    return found


@transaction.atomic
def resume_activity(*, by: Officer, activity: Activity) -> Activity:
    """Let an activity that was stopped go on. Audited, with why it had stopped.

    Raises PermissionDenied, Activity.DoesNotExist, ValidationError (not stopped).
    """
    act = "programs.activity.resumed"
    with trail.acting(by, act):
        found = base.locked(by, activity)
        if found.cancelled_on is None:
            raise ValidationError("Hoạt động không dừng: không có gì để tiếp tục.")
        former = found.cancel_reason
        found.cancelled_on, found.cancel_reason = None, ""
        found.save(update_fields=["cancelled_on", "cancel_reason"])
        base.record(by, found, act, was_stopped_for=former)
    return found


@transaction.atomic
def write_result(
    *, by: Officer, activity: Activity, text: str, day: dt.date, worth: str
) -> Activity:
    """What a finished activity brought, and whether it is worth repeating. Audited.

    `worth` is of Activity.Worth. Raises PermissionDenied, Activity.DoesNotExist,
    ValidationError (not finished, a day before that or to come).
    """
    act = "programs.activity.result_written"
    with trail.acting(by, act):
        found = base.locked(by, activity)
        done = found.finished_on
        if done is None:
            raise ValidationError(
                "Hoạt động chưa có ngày hoàn thành: hãy ghi ngày hoàn thành trước."
            )
        if not done <= day <= timezone.localdate():
            raise ValidationError(
                {
                    "result_on": f"Ngày đánh giá phải từ ngày hoàn thành "
                    f"{done:%d/%m/%Y} đến hôm nay."
                }
            )
        found.result, found.result_on, found.worth = text, day, worth
        found.full_clean(exclude=["recorded_by"])
        found.save(update_fields=["result", "result_on", "worth"])
        base.record(by, found, act, worth=worth)
    return found
