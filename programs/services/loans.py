"""Policy loans: lent by a loan programme's rules, put right, and what is owed."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from households.models import Household, Person
from povertyportal.accounts.access import scope_of
from povertyportal.accounts.models import Officer
from povertyportal.audit import trail
from povertyportal.ui.numbers import vietnamese
from programs.models import LoanProgramme, PolicyLoan
from programs.rules.credit import (
    CITATION,
    Asked,
    Terms,
    above_ceiling,
    due_rate,
    may_borrow,
    other_rate,
    room,
    too_long,
)
from programs.rules.support import POOR, Situation
from programs.services.questions import Question, answered
from programs.services.situations import communes_on, situation_on
from programs.services.stale_need import mark_stale_need
from programs.services.support import check_day, locked_household
from programs.services.support_questions import (
    about_the_home,
    class_words,
    entitled_words,
)


@dataclass(frozen=True)
class Lending:
    """A loan to write down: đồng, % a year, months."""

    household: Household
    programme: LoanProgramme
    amount: int
    rate: Decimal
    term_months: int
    lent_on: dt.date
    purpose: str
    person: Person | None = None
    exception: str = ""


_TAKEN = (
    "programme",
    "amount",
    "rate",
    "term_months",
    "lent_on",
    "purpose",
    "person",
)


def terms_of(programme: LoanProgramme) -> Terms:
    """What a loan programme allows, as the rules read it."""
    return Terms(
        tuple(programme.classes),
        programme.ceiling,
        programme.rate,
        programme.longest_months,
        programme.escaped_within_years,
    )


@transaction.atomic
def lend(*, by: Officer, lending: Lending) -> PolicyLoan:
    """Write down a loan. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (above the
    ceiling, too long, out of the programme's time); Questioned where the household is
    not one that it is for, or the rate is another.
    """
    household = locked_household(by, lending.household)
    made = PolicyLoan(
        household=household,
        balance=lending.amount,
        balance_on=lending.lent_on,
        recorded_by=by,
    )
    _fill(by, made, lending)
    return _saved(by, made, "programs.loan.lent", made.exception)


@transaction.atomic
def correct_loan(
    *, by: Officer, loan: PolicyLoan, lending: Lending, reason: str
) -> PolicyLoan:
    """Put a mistyped loan right; what stood there stays in history. Audited.

    What is owed follows the sum as long as nobody told it. Raises as `lend`, and
    without a reason, of a cancelled loan, and where a told balance does not fit.
    """
    found = _locked(by, loan)
    _require_reason(reason, "Hãy ghi lý do sửa.")
    if _is_untouched(found):
        found.balance, found.balance_on = lending.amount, lending.lent_on
    _check_told(found, lending)
    if found.lent_on.year != lending.lent_on.year and found.household.commune_id:
        # The triggers mark the year that the row now names, not the one it leaves.
        mark_stale_need([found.household.commune_id], found.lent_on.year)
    _fill(by, found, lending)
    return _saved(by, found, "programs.loan.corrected", reason.strip())


@transaction.atomic
def cancel_loan(*, by: Officer, loan: PolicyLoan, reason: str) -> PolicyLoan:
    """Take back a loan written by mistake; it stays to be seen. Audited.

    Raises PermissionDenied, Household.DoesNotExist, ValidationError (no reason, or
    cancelled already).
    """
    found = _locked(by, loan)
    _require_reason(reason, "Hãy ghi lý do hủy.")
    found.cancelled_on, found.cancel_reason = timezone.localdate(), reason.strip()
    return _saved(by, found, "programs.loan.cancelled", found.cancel_reason)


def _locked(by: Officer, loan: PolicyLoan) -> PolicyLoan:
    """A loan that stands, held after its household. Raises as locked_household."""
    household = locked_household(by, loan.household)
    found = PolicyLoan.objects.select_for_update().get(pk=loan.pk)
    found.household = household
    if found.cancelled_on:
        raise ValidationError(
            f"Khoản vay này đã hủy ngày {found.cancelled_on:%d/%m/%Y}: không ghi thêm "
            "được.",
            code="cancelled",
        )
    return found


def _require_reason(reason: str, words: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": words})


def _is_untouched(loan: PolicyLoan) -> bool:
    """Whether nobody has told what is owed since the loan was lent."""
    return (loan.balance, loan.balance_on) == (loan.amount, loan.lent_on)


def _check_told(loan: PolicyLoan, lending: Lending) -> None:
    """Refuse a sum or a day that the balance told last cannot belong to."""
    problems: dict[str, str] = {}
    if loan.balance > lending.amount:
        problems["amount"] = (
            f"Dư nợ đã ghi là {vietnamese(loan.balance)} đồng, lớn hơn số tiền vay. "
            "Hãy kiểm tra số tiền, hoặc ghi lại dư nợ trước."
        )
    if loan.balance_on < lending.lent_on:
        problems["lent_on"] = (
            f"Đã có dư nợ tính đến {loan.balance_on:%d/%m/%Y}: ngày vay không được sau "
            "ngày đó."
        )
    if problems:
        raise ValidationError(problems)


def _fill(by: Officer, loan: PolicyLoan, lending: Lending) -> None:
    """Take over what is asked for, once the rules and the officer have answered."""
    household, day = loan.household, lending.lent_on
    check_day(day, "Ngày vay")
    terms = terms_of(lending.programme)
    others = _standing(household).exclude(pk=loan.pk)
    asked = Asked(
        lending.amount,
        lending.rate,
        lending.term_months,
        day,
        owed=_owed(others, lending.programme),
    )
    _refuse(lending, terms, asked)
    situation = situation_on(household, day)
    commune = communes_on([household.pk], day).get(household.pk)
    inside = commune is not None and scope_of(by).holds(commune)
    questions = [
        *about_the_home(household, day, commune, is_inside=inside),
        *_questions(lending, terms, asked, situation),
        *_about_the_share(lending, terms),
        *_about_repeats(others, lending),
    ]
    loan.exception = answered(questions, lending.exception)
    loan.area = commune or household.commune  # type: ignore[assignment]
    loan.class_then = situation.poverty_class
    for name in _TAKEN:
        setattr(loan, name, getattr(lending, name))


def _standing(household: Household) -> "QuerySet[PolicyLoan]":
    return PolicyLoan.objects.filter(household=household, cancelled_on=None)


def _owed(loans: "QuerySet[PolicyLoan]", programme: LoanProgramme) -> int:
    rows = loans.filter(programme=programme)
    return rows.aggregate(total=Sum("balance"))["total"] or 0


def _refuse(lending: Lending, terms: Terms, asked: Asked) -> None:
    problems: dict[str, str] = {}
    if above_ceiling(terms, asked):
        owed = f", hộ còn nợ {vietnamese(asked.owed)} đồng" if asked.owed else ""
        problems["amount"] = (
            f"Vượt mức vay tối đa {vietnamese(terms.ceiling or 0)} đồng của "
            f"“{lending.programme.name}”{owed}: chỉ vay được đến "
            f"{vietnamese(room(terms, asked.owed) or 0)} đồng."
        )
    if too_long(terms, asked):
        problems["term_months"] = (
            f"Thời hạn {asked.months} tháng dài hơn mức cho phép của "
            f"“{lending.programme.name}”{_by_law(terms)}. Hãy sửa thời hạn."
        )
    programme = lending.programme
    starts, ends = programme.starts, programme.ends
    if (starts and asked.day < starts) or (ends and asked.day >= ends):
        problems["lent_on"] = (
            f"Ngày {asked.day:%d/%m/%Y} “{programme.name}” không áp dụng. Hãy chọn "
            "chương trình vay khác hoặc sửa ngày."
        )
    if problems:
        raise ValidationError(problems)


def _by_law(terms: Terms) -> str:
    return f" ({CITATION})" if terms.escaped_within_years else ""


def _questions(
    lending: Lending, terms: Terms, asked: Asked, situation: Situation
) -> list[Question]:
    found = []
    if not may_borrow(terms, situation, asked.day):
        within = (
            f" trong {terms.escaped_within_years} năm từ khi thoát nghèo"
            if terms.escaped_within_years
            else ""
        )
        found.append(
            Question(
                "not_entitled",
                f"Ngày {asked.day:%d/%m/%Y} hộ thuộc diện: {class_words(situation)}; "
                f"“{lending.programme.name}” dành cho: "
                f"{entitled_words(terms.classes)}{within}.",
            )
        )
    if other_rate(terms, asked):
        found.append(
            Question(
                "rate",
                f"Lãi suất {vietnamese(asked.rate)}%/năm khác mức "
                f"{vietnamese(terms.rate or 0)}%/năm của “{lending.programme.name}”.",
            )
        )
    return found


def _about_the_share(lending: Lending, terms: Terms) -> Iterator[Question]:
    """Whether the programme's rate is what the poor households' rate makes it."""
    if terms.rate is None:
        return
    poor = _poor_rate(lending.lent_on)
    due = None if poor is None else due_rate(terms, poor)
    if due is not None and terms.rate != due.rate:
        yield Question(
            "rate_share",
            f"Lãi suất {vietnamese(terms.rate)}%/năm của “{lending.programme.name}” "
            f"khác mức {vietnamese(due.rate)}%/năm bằng {due.percent}% lãi suất cho "
            f"vay hộ nghèo{due.source}.",
        )


def _poor_rate(day: dt.date) -> Decimal | None:
    """The rate of the loan programme for poor households alone on a day."""
    rows = LoanProgramme.objects.filter(
        Q(starts__isnull=True) | Q(starts__lte=day),
        Q(ends__isnull=True) | Q(ends__gt=day),
        classes=[POOR],
        escaped_within_years=None,
        rate__isnull=False,
    )
    return rows.order_by("pk").values_list("rate", flat=True).first()


def _about_repeats(others: "QuerySet[PolicyLoan]", lending: Lending) -> list[Question]:
    same = others.filter(
        programme=lending.programme,
        lent_on=lending.lent_on,
        amount=lending.amount,
    ).first()
    if same is None:
        return []
    return [
        Question(
            "repeat",
            f"Đã ghi một khoản vay {vietnamese(same.amount)} đồng cùng ngày, cùng "
            "chương trình.",
            same,
        )
    ]


@transaction.atomic
def update_balance(
    *, by: Officer, loan: PolicyLoan, balance: int, day: dt.date
) -> PolicyLoan:
    """Say what is still owed on a day. Audited; the former balance stays in history.

    Raises ValidationError for a day before the last balance, or more than was lent.
    """
    found = _locked(by, loan)
    check_day(day, "Ngày tính dư nợ")
    if day < found.balance_on:
        raise ValidationError(
            {
                "day": f"Đã có dư nợ tính đến {found.balance_on:%d/%m/%Y}. Hãy ghi "
                "ngày từ đó trở đi."
            }
        )
    if not 0 <= balance <= found.amount:
        raise ValidationError(
            {"balance": f"Dư nợ từ 0 đến số tiền vay {vietnamese(found.amount)} đồng."}
        )
    found.balance, found.balance_on = balance, day
    return _saved(by, found, "programs.loan.balance_told", found.exception)


@dataclass(frozen=True)
class LoanTotals:
    """Of some loans: how many, lent and still owed (đồng); none that is cancelled."""

    count: int = 0
    amount: int = 0
    balance: int = 0


def totals_of(rows: "QuerySet[PolicyLoan]") -> LoanTotals:
    """What some loans come to, in one query."""
    return LoanTotals(
        **rows.filter(cancelled_on=None)
        .order_by()
        .aggregate(
            count=Count("pk"),
            amount=Sum("amount", default=0),
            balance=Sum("balance", default=0),
        )
    )


def balances_of(loan: PolicyLoan) -> list[tuple[dt.date, int]]:
    """What was owed on which day, the latest first: from the history of the row.

    The loan itself as it stands now, not as it was once mistyped.
    """
    history = apps.get_model("programs", "PolicyLoanHistory").objects
    former = history.filter(pgh_obj=loan.pk, balance_on__gte=loan.lent_on)
    told = former.exclude(balance=F("amount"), balance_on=F("lent_on"))
    found = {loan.lent_on: loan.amount}
    found |= dict(told.order_by("pgh_id").values_list("balance_on", "balance"))
    found[loan.balance_on] = loan.balance
    return sorted(found.items(), reverse=True)


def _saved(by: Officer, loan: PolicyLoan, act: str, reason: str) -> PolicyLoan:
    with trail.acting(by, act):
        loan.save()
    _record(by, loan, act, reason)
    return loan


def _record(by: Officer, loan: PolicyLoan, act: str, reason: str) -> None:
    trail.record(
        by=by,
        act=act,
        kind="loan",
        object_id=loan.pk,
        area_id=loan.area_id,
        reason=reason,
        household=loan.household_id,
        programme=loan.programme_id,
        amount=loan.amount,
        balance=loan.balance,
    )
