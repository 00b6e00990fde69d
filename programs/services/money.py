"""Putting money into lines and moving it: each act is a new row with its decision.

A line's sums are kept by the database (docs/decisions/0023): here it is locked first,
so that a refusal can say what is left.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.documents.attachments import attach
from povertyportal.documents.models import Attachment
from programs.models import BudgetEntry, BudgetLine
from programs.rules.payment_days import first_short
from programs.services import money_base as base
from programs.services.line_use import about_the_cut
from programs.services.money_asked import about_the_allocation
from programs.services.money_base import Decision, LineKey, dong
from programs.services.questions import Question, answered

Kind = BudgetEntry.Kind
_CORRECTS = {Kind.PLAN: Kind.PLAN_CORRECTION, Kind.ALLOCATION: Kind.CORRECTION}


def plan_money(
    *,
    by: Officer,
    key: LineKey,
    amount: int,
    decision: Decision,
    batch: int | None = None,
) -> BudgetEntry:
    """Enter a capital plan (đồng) into a line, made if need be. Audited.

    Raises PermissionDenied, ValidationError (no decision, the same once more).
    """
    return _put(by, key, Kind.PLAN, amount, decision, batch)


def allocate(
    *,
    by: Officer,
    key: LineKey,
    amount: int,
    decision: Decision,
    batch: int | None = None,
) -> BudgetEntry:
    """Allocate money (đồng) to a line, made if need be. Audited.

    Raises PermissionDenied, ValidationError (no decision, the same once more);
    Questioned above the plan, or where a wider unit still holds such money.
    """
    return _put(by, key, Kind.ALLOCATION, amount, decision, batch)


@transaction.atomic
def _put(
    by: Officer,
    key: LineKey,
    kind: Kind,
    amount: int,
    decision: Decision,
    batch: int | None,
) -> BudgetEntry:
    base.check_amount(amount)
    base.check_decision(decision)
    line = base.locked(by, base.line_for(by, key), Act.ALLOCATE_MONEY)
    if standing(line, kind, decision.number.strip()) == amount:
        raise ValidationError(
            {
                "number": f"Quyết định số {decision.number} đã ghi {dong(amount)} vào "
                "dòng vốn này: không ghi lần nữa."
            },
            code="twice",
        )
    if kind == Kind.ALLOCATION:
        decision = _answering(about_the_allocation(line, amount), decision)
    (made,) = _write(by, decision, batch, (line, kind, amount))
    act = "money.planned" if kind == Kind.PLAN else "money.allocated"
    told = {"amount": amount, "number": decision.number}
    base.record(by, line, act, object_id=made.pk, reason=decision.exception, **told)
    return made


def standing(line: BudgetLine, kind: str, number: str) -> int:
    """What a decision's number has put into a line, corrections by it included.

    `kind` is plan or allocation.
    """
    kinds = [kind, _CORRECTS[Kind(kind)]]
    rows = BudgetEntry.objects.filter(line=line, kind__in=kinds, number=number)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


@transaction.atomic
def correct(
    *,
    by: Officer,
    line: BudgetLine,
    kind: str,
    amount: int,
    decision: Decision,
    batch: int | None = None,
) -> BudgetEntry:
    """Correct what was planned or allocated by so much, up or down. Audited.

    `kind` is CORRECTION or PLAN_CORRECTION; `amount` is signed. Raises
    PermissionDenied, BudgetLine.DoesNotExist, ValidationError (no reason, below what
    was paid); Questioned below what is written for households.
    """
    found = base.locked(by, line, Act.ALLOCATE_MONEY)
    base.require_source(by, found.source)
    base.check_amount(abs(amount))
    base.check_decision(decision)
    if not decision.reason.strip():
        raise ValidationError({"reason": "Hãy ghi lý do điều chỉnh."})
    if kind in base.PLANS:
        _check_plan(found, amount)
    elif amount < 0:
        base.check_left(found, -amount, "giảm")
        decision = _cut(found, -amount, decision)
    (made,) = _write(by, decision, batch, (found, Kind(kind), amount))
    base.record(
        by,
        found,
        "money.corrected",
        object_id=made.pk,
        reason=decision.reason,
        amount=amount,
        number=decision.number,
    )
    return made


def _cut(line: BudgetLine, amount: int, decision: Decision) -> Decision:
    """The decision with the answer to what is asked when a line loses so much.

    Raises Questioned where what is left is less than what is written for households,
    or than what was paid by some day since the decision.
    """
    asked = [*about_the_cut(line, amount), *_about_the_day(line, amount, decision)]
    return _answering(asked, decision)


def _answering(asked: Iterable[Question], decision: Decision) -> Decision:
    """The decision with the answer to what is asked. Raises Questioned."""
    told = answered([*asked], decision.exception)
    reason = "; ".join(filter(None, [decision.reason.strip(), told]))
    return replace(decision, reason=reason[:400])


def _about_the_day(
    line: BudgetLine, amount: int, decision: Decision
) -> Iterator[Question]:
    short = first_short(base.moves(line), decision.decided_on, amount)
    if short is not None:
        day, there = short
        yield Question(
            "before_money",
            f"Đến ngày {day:%d/%m/%Y} dòng vốn chỉ còn {dong(max(there, 0))} theo các "
            "quyết định và chứng từ đến ngày đó. Hãy kiểm tra ngày quyết định.",
        )


def _check_plan(line: BudgetLine, amount: int) -> None:
    if line.planned + amount < 0:
        raise ValidationError(
            {
                "amount": f"Kế hoạch vốn là {dong(line.planned)}: không giảm được "
                f"{dong(-amount)}."
            }
        )


@transaction.atomic
def transfer(
    *, by: Officer, line: BudgetLine, to: LineKey, amount: int, decision: Decision
) -> BudgetEntry:
    """Move money (đồng) to another line of the same year; the row that left. Audited.

    Its source stays what it is. Raises PermissionDenied, BudgetLine.DoesNotExist,
    ValidationError (more than is left, the same line, another year or source);
    Questioned below what is written for households.
    """
    if to.year != line.year:
        raise ValidationError(
            {"year": "Điều chuyển trong cùng một năm; sang năm sau thì chuyển nguồn."}
        )
    if to.source != line.source:
        raise ValidationError({"source": "Điều chuyển không làm đổi nguồn vốn."})
    return _move(by, line, to, amount, decision, (Kind.TRANSFER_OUT, Kind.TRANSFER_IN))


@transaction.atomic
def carry_over(
    *, by: Officer, line: BudgetLine, amount: int, decision: Decision
) -> BudgetEntry:
    """Carry money (đồng) over to the same line of next year; the row that left.

    Audited. Raises PermissionDenied, BudgetLine.DoesNotExist, ValidationError;
    Questioned below what is written for households.
    """
    to = LineKey(
        component=line.component,
        purpose=line.purpose,
        area=line.area,
        year=line.year + 1,
        source=line.source,
        capital=line.capital,
    )
    return _move(by, line, to, amount, decision, (Kind.CARRY_OUT, Kind.CARRY_IN))


def _move(
    by: Officer,
    line: BudgetLine,
    to: LineKey,
    amount: int,
    decision: Decision,
    kinds: tuple[Kind, Kind],
) -> BudgetEntry:
    base.check_amount(amount)
    base.check_decision(decision)
    goal = base.line_for(by, to, carried=kinds[0] == Kind.CARRY_OUT)
    held = base.locked_lines(by, [line, goal], Act.ALLOCATE_MONEY)
    found = held[line.pk]
    base.require_source(by, found.source)
    if goal.pk == found.pk:
        raise ValidationError({"area": "Hãy chọn dòng vốn khác để chuyển đến."})
    base.check_left(found, amount, "chuyển")
    decision = _cut(found, amount, decision)
    out, into = _write(
        by, decision, None, (found, kinds[0], -amount), (goal, kinds[1], amount)
    )
    act = "money.carried" if kinds[0] == Kind.CARRY_OUT else "money.transferred"
    paper = decision.number
    for each, row, other in ((found, out, goal), (goal, into, found)):
        base.record(
            by,
            each,
            act,
            object_id=row.pk,
            reason=decision.reason,
            amount=row.amount,
            other_line=other.pk,
            number=paper,
        )
    return out


def _write(
    by: Officer,
    decision: Decision,
    batch: int | None,
    *rows: tuple[BudgetLine, Kind, int],
) -> list[BudgetEntry]:
    """The rows of one act in one statement, so that the database sees the pair."""
    pair = uuid.uuid4() if len(rows) > 1 else None
    scans = _scans(by, decision, [line for line, _, _ in rows])
    return BudgetEntry.objects.bulk_create(
        BudgetEntry(
            line=line,
            kind=kind,
            amount=amount,
            number=decision.number.strip(),
            decided_on=decision.decided_on,
            issuer=decision.issuer,
            reason=decision.reason,
            pair=pair,
            scan=scans.get(line.area_id),
            batch=batch,
            recorded_by=by,
        )
        for line, kind, amount in rows
    )


def _scans(
    by: Officer, decision: Decision, lines: Sequence[BudgetLine]
) -> dict[int, Attachment]:
    """The scan by area (id): whoever sees one of the lines may open it."""
    areas = {line.area_id: line.area for line in lines}
    if decision.scan is None:
        return {}
    return {
        pk: attach(by=by, area=area, upload=decision.scan) for pk, area in areas.items()
    }
