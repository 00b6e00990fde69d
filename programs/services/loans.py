"""Policy loans: lent by a loan programme's rules, and what is still owed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet, Sum

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
    may_borrow,
    other_rate,
    room,
    too_long,
)
from programs.rules.support import Situation
from programs.services.questions import Question, answered
from programs.services.situations import communes_on, situation_on
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
    check_day(lending.lent_on, "Ngày vay")
    terms = terms_of(lending.programme)
    asked = Asked(
        lending.amount,
        lending.rate,
        lending.term_months,
        lending.lent_on,
        owed=_owed(household, lending.programme),
    )
    _refuse(lending, terms, asked)
    situation = situation_on(household, lending.lent_on)
    commune = communes_on([household.pk], lending.lent_on).get(household.pk)
    inside = commune is not None and scope_of(by).holds(commune)
    questions = [
        *about_the_home(household, lending.lent_on, commune, is_inside=inside),
        *_questions(lending, terms, asked, situation),
        *_about_repeats(household, lending),
    ]
    made = PolicyLoan(
        household=household,
        area=commune or household.commune,
        class_then=situation.poverty_class,
        exception=answered(questions, lending.exception),
        balance=lending.amount,
        balance_on=lending.lent_on,
        recorded_by=by,
    )
    for name in ("programme", "amount", "rate", "term_months", "lent_on", "purpose"):
        setattr(made, name, getattr(lending, name))
    made.person = lending.person
    with trail.acting(by, "programs.loan.lent"):
        made.save()
    _record(by, made, "programs.loan.lent")
    return made


def _owed(household: Household, programme: LoanProgramme) -> int:
    rows = PolicyLoan.objects.filter(household=household, programme=programme)
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


def _about_repeats(household: Household, lending: Lending) -> list[Question]:
    same = PolicyLoan.objects.filter(
        household=household,
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
    locked_household(by, loan.household)
    found = PolicyLoan.objects.select_for_update().get(pk=loan.pk)
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
    with trail.acting(by, "programs.loan.balance_told"):
        found.save(update_fields=["balance", "balance_on"])
    _record(by, found, "programs.loan.balance_told")
    return found


@dataclass(frozen=True)
class LoanTotals:
    """Of some loans: how many, lent and still owed (đồng)."""

    count: int = 0
    amount: int = 0
    balance: int = 0


def totals_of(rows: "QuerySet[PolicyLoan]") -> LoanTotals:
    """What some loans come to, in one query."""
    return LoanTotals(
        **rows.order_by().aggregate(
            count=Count("pk"),
            amount=Sum("amount", default=0),
            balance=Sum("balance", default=0),
        )
    )


def balances_of(loan: PolicyLoan) -> list[tuple[dt.date, int]]:
    """What was owed on which day, the latest first: from the history of the row."""
    history = apps.get_model("programs", "PolicyLoanHistory").objects
    former = history.filter(pgh_obj=loan.pk).values_list("balance_on", "balance")
    told = {*former, (loan.balance_on, loan.balance)}
    return sorted(told, reverse=True)


def _record(by: Officer, loan: PolicyLoan, act: str) -> None:
    trail.record(
        by=by,
        act=act,
        kind="loan",
        object_id=loan.pk,
        area_id=loan.area_id,
        reason=loan.exception,
        household=loan.household_id,
        programme=loan.programme_id,
        amount=loan.amount,
        balance=loan.balance,
    )
