"""Escape plans: written for a household, done measure by measure, with a result."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from programs.models import Component, EscapeMeasure, EscapePlan, Support
from programs.rules.wayout import LISTED
from programs.services.questions import Question, answered
from programs.services.situations import situation_on

State, Result = EscapeMeasure.State, EscapePlan.Result


@dataclass(frozen=True)
class Measure:
    """What is to be done: for which topic ("toilet", "cause-2"), by when, by whom."""

    what: str
    who: str
    due_on: dt.date
    topic: str = ""
    component: Component | None = None
    support: Support | None = None


@dataclass(frozen=True)
class Plan:
    """What a plan says, with the measures it begins with."""

    target_year: int
    reason: str
    responsible: str
    measures: Sequence[Measure] = ()


def not_future(day: dt.date, field: str, what: str) -> None:
    """Refuse a day that has not come. Raises ValidationError at the field."""
    if day > timezone.localdate():
        raise ValidationError({field: f"{what} {day:%d/%m/%Y} chưa đến. Hãy sửa ngày."})


def locked_household(by: Officer, household: Household, act: Act) -> Household:
    """The household, held. Raises PermissionDenied, DoesNotExist, ValidationError."""
    require(by, act)
    rows = Household.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.get(pk=household.pk)
    if found.state != Household.State.ACTIVE:
        raise ValidationError(
            f"Hộ này: {found.get_state_display().lower()}. Không ghi thêm được.",
            code="not_active",
        )
    return found


@transaction.atomic
def make_plan(*, by: Officer, household: Household, plan: Plan) -> EscapePlan:
    """Write a household's plan for a year, with its first measures. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (household not on
    a list, a year or a measure's day that is over, a second plan of the year).
    """
    found = locked_household(by, household, Act.HELP_HOUSEHOLDS)
    today = timezone.localdate()
    _check_year(plan.target_year, today)
    if situation_on(found, today).poverty_class not in LISTED:
        raise ValidationError(
            "Hộ không thuộc danh sách hộ nghèo, hộ cận nghèo hôm nay: kế hoạch thoát "
            "nghèo chỉ lập cho hộ đang trong danh sách.",
            code="not_listed",
        )
    made = EscapePlan(
        household=found,
        target_year=plan.target_year,
        reason=plan.reason,
        responsible=plan.responsible,
        recorded_by=by,
    )
    made.full_clean(exclude=["recorded_by"])
    with trail.acting(by, "programs.escape_plan.made"):
        made.save()
        for each in plan.measures:
            _check_due(each.due_on, today)
            _write(EscapeMeasure(plan=made), each)
    _record(by, made, "programs.escape_plan.made", measures=len(plan.measures))
    return made


def _check_year(year: int, today: dt.date) -> None:
    if year < today.year:
        raise ValidationError(
            {"target_year": f"Năm {year} đã qua. Hãy chọn năm {today.year} trở đi."}
        )


def _check_due(due_on: dt.date, today: dt.date) -> None:
    """A new measure has time left; one that is changed may keep its day."""
    if due_on < today:
        raise ValidationError(
            {
                "due_on": f"Hạn {due_on:%d/%m/%Y} đã qua. Hãy chọn từ ngày "
                f"{today:%d/%m/%Y} trở đi."
            }
        )


def _locked(by: Officer, plan: EscapePlan) -> EscapePlan:
    """The plan, held after its household."""
    household = locked_household(by, plan.household, Act.HELP_HOUSEHOLDS)
    found = EscapePlan.objects.select_for_update().get(pk=plan.pk)
    found.household = household
    return found


def _require_open(plan: EscapePlan) -> None:
    if plan.result != Result.OPEN:
        raise ValidationError(
            "Kế hoạch đã có kết quả: chỉ còn xem được. Muốn sửa, hãy ghi lại kết quả "
            "là “Đang thực hiện”.",
            code="closed",
        )


@transaction.atomic
def change_plan(
    *, by: Officer, plan: EscapePlan, reason: str, responsible: str
) -> None:
    """Change why a household can leave and who answers for it. Audited.

    Raises PermissionDenied, DoesNotExist, ValidationError (it has its result).
    """
    found = _locked(by, plan)
    _require_open(found)
    found.reason, found.responsible = reason, responsible
    with trail.acting(by, "programs.escape_plan.changed"):
        found.save(update_fields=["reason", "responsible"])
    _record(by, found, "programs.escape_plan.changed")


@transaction.atomic
def add_measure(*, by: Officer, plan: EscapePlan, measure: Measure) -> EscapeMeasure:
    """Add a measure; the same again gives the same. Audited.

    Raises as changing, and ValidationError for a day that is over.
    """
    found = _locked(by, plan)
    _require_open(found)
    same = found.measures.filter(what=measure.what, due_on=measure.due_on).first()
    if same is not None:
        return same
    _check_due(measure.due_on, timezone.localdate())
    with trail.acting(by, "programs.escape_measure.added"):
        made = _write(EscapeMeasure(plan=found), measure)
    _record(by, found, "programs.escape_measure.added", measure=made.pk)
    return made


@dataclass(frozen=True)
class Progress:
    """How far a measure is, when it was done, a note (why it was dropped)."""

    state: str = State.PLANNED
    done_on: dt.date | None = None
    note: str = ""


@transaction.atomic
def change_measure(
    *, by: Officer, measure: EscapeMeasure, said: Measure, progress: Progress
) -> None:
    """Change a measure and say how far it is. Audited; raises as changing a plan."""
    found = _locked(by, measure.plan)
    _require_open(found)
    row = found.measures.select_for_update(of=("self",)).get(pk=measure.pk)
    row.plan = found
    _check_progress(progress)
    row.state, row.done_on, row.note = progress.state, progress.done_on, progress.note
    with trail.acting(by, "programs.escape_measure.changed"):
        _write(row, said)
    state = str(progress.state)
    _record(by, found, "programs.escape_measure.changed", measure=row.pk, state=state)


def _check_progress(progress: Progress) -> None:
    if progress.state == State.DONE:
        if progress.done_on is None:
            raise ValidationError({"done_on": "Hãy ghi ngày làm xong."})
        not_future(progress.done_on, "done_on", "Ngày làm xong")
    elif progress.done_on is not None:
        raise ValidationError(
            {"done_on": "Chỉ ghi ngày làm xong khi tình trạng là “Đã làm”."}
        )
    if progress.state == State.DROPPED and not progress.note:
        raise ValidationError({"note": "Hãy ghi vì sao không làm nữa."})


def _write(row: EscapeMeasure, said: Measure) -> EscapeMeasure:
    plan = row.plan
    if said.due_on.year > plan.target_year:
        raise ValidationError(
            {
                "due_on": f"Hạn {said.due_on:%d/%m/%Y} sau năm phấn đấu "
                f"{plan.target_year}. Hãy chọn ngày trong năm đó trở về trước."
            }
        )
    if said.support is not None and said.support.household_id != plan.household_id:
        raise ValidationError({"support": "Khoản hỗ trợ này là của hộ khác."})
    row.what, row.who, row.due_on, row.topic = (
        said.what,
        said.who,
        said.due_on,
        said.topic,
    )
    row.component, row.support = said.component, said.support
    row.save()
    return row


@transaction.atomic
def set_result(
    *, by: Officer, plan: EscapePlan, result: str, day: dt.date, note: str
) -> None:
    """Write what came of a plan; “Đang thực hiện” takes it up again. Audited.

    A household that left although its class says otherwise needs words. Raises
    PermissionDenied, DoesNotExist, ValidationError; Questioned.
    """
    found = _locked(by, plan)
    if result == Result.OPEN:
        found.result, found.result_on, found.result_note = result, None, note
    else:
        not_future(day, "result_on", "Ngày ghi kết quả")
        _check_result(found, result, day, note)
        found.result, found.result_on, found.result_note = result, day, note
    with trail.acting(by, "programs.escape_plan.judged"):
        found.save(update_fields=["result", "result_on", "result_note"])
    _record(by, found, "programs.escape_plan.judged", result=str(result))


def _check_result(plan: EscapePlan, result: str, day: dt.date, note: str) -> None:
    if result == Result.DROPPED and not note:
        raise ValidationError({"result_note": "Hãy ghi vì sao dừng kế hoạch."})
    if result != Result.LEFT:
        return
    held = situation_on(plan.household, day).poverty_class
    if held in LISTED:
        words = "hộ nghèo" if held == "poor" else "hộ cận nghèo"
        text = (
            f"Ngày {day:%d/%m/%Y} hộ vẫn là {words} theo danh sách đã công nhận. Nếu "
            "đã có kết quả rà soát mới, hãy ghi căn cứ vào ô Nhận xét rồi lưu lại."
        )
        answered([Question("still_listed", text)], note)


def late_measures() -> Q:
    """The condition on measures that are not done although their day is over."""
    return Q(state=State.PLANNED, due_on__lt=timezone.localdate(), plan__result="")


def _record(by: Officer, plan: EscapePlan, act: str, **detail: Any) -> None:
    trail.record(
        by=by,
        act=act,
        kind="escape_plan",
        object_id=plan.pk,
        area_id=plan.household.commune_id,
        household=plan.household_id,
        year=plan.target_year,
        **detail,
    )
