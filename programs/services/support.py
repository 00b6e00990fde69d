"""Support to households: planned, given, cancelled."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from households.models import Household
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Area
from povertyportal.audit import trail
from programs.models import BudgetLine, Support
from programs.services.doubles import keep_pairs
from programs.services.line_use import hold_lines, room
from programs.services.questions import answered
from programs.services.situations import communes_on, situation_on
from programs.services.support_questions import Facts, Offer, ask, repeats

State = Support.State


def locked_household(by: Officer, household: Household) -> Household:
    """The household, held: two officers give one after the other.

    Raises PermissionDenied, Household.DoesNotExist (out of scope), ValidationError.
    """
    require(by, Act.GIVE_SUPPORT)
    rows = Household.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("commune").get(pk=household.pk)
    if found.state == Household.State.VOIDED:
        raise ValidationError(
            "Hộ này được tạo do nhập nhầm và đã hủy: không ghi hỗ trợ.", code="voided"
        )
    return found


def check_day(day: dt.date, what: str) -> None:
    """Refuse a day in the future. Raises ValidationError."""
    if day > timezone.localdate():
        raise ValidationError(
            f"{what} {day:%d/%m/%Y} ở tương lai. Hãy sửa ngày.", code="future"
        )


@transaction.atomic
def plan_support(
    *, by: Officer, offer: Offer, planned_for: dt.date | None = None
) -> Support:
    """Write down what a household is to get. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError; Questioned where
    a rule asks and the offer gives no reason.
    """
    household = locked_household(by, offer.household)
    made = Support(state=State.PLANNED, planned_for=planned_for)
    return _write(by, household, offer, made, "programs.support.planned")


@transaction.atomic
def give_support(*, by: Officer, offer: Offer, given_on: dt.date) -> Support:
    """Write down what a household received on a day. Audited; raises as planning."""
    household = locked_household(by, offer.household)
    check_given(offer.year, given_on)
    made = Support(state=State.GIVEN, given_on=given_on)
    return _write(by, household, offer, made, "programs.support.given")


def check_given(year: int, given_on: dt.date) -> None:
    """Refuse a day that cannot be of the support's year. Raises ValidationError."""
    check_day(given_on, "Ngày nhận")
    if given_on.year not in (year, year + 1):
        raise ValidationError(
            {
                "given_on": f"Ngày nhận {given_on:%d/%m/%Y} không thuộc năm {year} hay "
                "năm liền sau. Hãy sửa ngày hoặc năm."
            }
        )


def _write(
    by: Officer, household: Household, offer: Offer, made: Support, act: str
) -> Support:
    check_source(by, offer)
    for name in ("kind", "year", "quantity", "value", "person", "activity", "line"):
        setattr(made, name, getattr(offer, name))
    made.household, made.note, made.recorded_by = household, offer.note, by
    _answer(by, household, offer, made)
    with trail.acting(by, act):
        made.save()
    keep_pairs([household.pk])
    _record(by, made, act)
    return made


def check_source(by: Officer, offer: Offer) -> None:
    """Refuse a kind out of use, money that is not of the officer's or of the year."""
    if not offer.kind.is_active:
        raise ValidationError(
            {"kind": "Loại hỗ trợ này không còn dùng. Hãy chọn loại khác."}
        )
    if offer.line is None:
        return
    if not BudgetLine.objects.visible_to(by).filter(pk=offer.line.pk).exists():
        raise ValidationError({"line": "Nguồn vốn này không thuộc địa bàn của bạn."})
    if offer.line.year != offer.year:
        raise ValidationError(
            {
                "line": f"Nguồn vốn là của năm {offer.line.year}, khoản hỗ trợ là của "
                f"năm {offer.year}. Hãy chọn nguồn vốn cùng năm."
            }
        )


def _answer(by: Officer, household: Household, offer: Offer, row: Support) -> None:
    """Fill in the place and the class of the day; refuse what is not answered."""
    when = row.given_on or row.planned_for
    day = min(when or timezone.localdate(), timezone.localdate())
    situation = situation_on(household, day)
    commune = communes_on([household.pk], day).get(household.pk)
    facts = Facts(
        situation,
        commune,
        is_inside=commune is not None and scope_of(by).holds(commune),
        others=_others(offer, row),
        left=_left(offer, row),
    )
    row.exception = answered(ask(offer, day, when, facts), offer.exception)
    row.area = commune or _now(household)
    row.class_then = situation.poverty_class


def _now(household: Household) -> Area:
    if household.commune is None:
        raise ValidationError("Hộ chưa có nơi cư trú: hãy ghi nơi ở của hộ trước.")
    return household.commune


def _others(offer: Offer, row: Support) -> list[Support]:
    """What the household has of the kind besides this row."""
    rows = Support.objects.filter(household=offer.household, kind=offer.kind)
    return list(rows.exclude(state=State.CANCELLED).exclude(pk=row.pk))


def _left(offer: Offer, row: Support) -> int | None:
    """What the line, held from here on, has that is written for no household (đồng).

    The household is held before: every act takes the two in this order.
    """
    if offer.line is None:
        return None
    line = hold_lines([offer.line.pk])[offer.line.pk]
    return room(line, support=row.pk)


def locked_support(by: Officer, support: Support) -> Support:
    """A support, held after its household. Raises as locked_household."""
    household = locked_household(by, support.household)
    rows = Support.objects.select_for_update(of=("self",)).select_related(
        "kind", "person", "activity__area", "line__area"
    )
    found = rows.get(pk=support.pk)
    found.household = household
    return found


def offer_of(support: Support, exception: str = "") -> Offer:
    """A kept support as the offer that it was."""
    names = ("household", "kind", "year", "quantity", "value", "person")
    return Offer(
        **{name: getattr(support, name) for name in names},
        activity=support.activity,
        line=support.line,
        note=support.note,
        exception=exception,
    )


@transaction.atomic
def deliver_support(
    *, by: Officer, support: Support, given_on: dt.date, exception: str = ""
) -> Support:
    """Say that what was planned was received; again the same does nothing. Audited.

    What the rules ask is asked anew for that day; a reason given at planning holds.
    """
    found = locked_support(by, support)
    if found.state == State.GIVEN and found.given_on == given_on:
        return found
    if found.state != State.PLANNED:
        raise ValidationError(
            f"Khoản này {found.get_state_display().lower()}: không ghi nhận lại được.",
            code="state",
        )
    check_given(found.year, given_on)
    offer = offer_of(found, exception or found.exception)
    found.state, found.given_on = State.GIVEN, given_on
    _answer(by, found.household, offer, found)
    with trail.acting(by, "programs.support.delivered"):
        found.save()
    keep_pairs([found.household_id])
    _record(by, found, "programs.support.delivered")
    return found


@transaction.atomic
def cancel_support(*, by: Officer, support: Support, reason: str) -> Support:
    """Take a support back, planned or given by mistake; it stays to be seen. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError without a reason.
    """
    found = locked_support(by, support)
    if found.state == State.CANCELLED:
        return found
    if not reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do hủy."})
    found.state, found.cancel_reason = State.CANCELLED, reason.strip()
    with trail.acting(by, "programs.support.cancelled"):
        found.save(update_fields=["state", "cancel_reason"])
    _record(by, found, "programs.support.cancelled", reason=found.cancel_reason)
    return found


def _record(by: Officer, row: Support, act: str, reason: str = "") -> None:
    trail.record(
        by=by,
        act=act,
        kind="support",
        object_id=row.pk,
        area_id=row.area_id,
        reason=reason or row.exception,
        household=row.household_id,
        support_kind=row.kind_id,
        year=row.year,
        value=row.value,
    )


def repeated(support: Support) -> list[Support]:
    """Other supports of the household that look like this one, for its page."""
    offer = offer_of(support)
    when = support.given_on or support.planned_for
    return repeats(offer, when, _others(offer, support))
