"""Plans and allocations from a file: entered, or corrected by rows of their own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, Sum

from povertyportal.accounts.access import Act
from povertyportal.accounts.models import Officer
from povertyportal.areas.models import Level
from povertyportal.sheets import cells
from povertyportal.sheets.layouts import Column, Layout
from povertyportal.sheets.models import ImportBatch, ImportRow
from povertyportal.sheets.small import SmallKind
from povertyportal.sheets.small_rows import Found, Line, Now, Values
from programs.imports import money_lines as shared
from programs.imports.money_lines import LINE_COLUMNS, Lines, Named, text_column
from programs.models import BudgetEntry, BudgetLine, Source
from programs.services import money
from programs.services.line_use import about_the_cut
from programs.services.money_asked import about_the_plan, held_above
from programs.services.money_base import (
    Decision,
    LineKey,
    check_decision,
    dong,
    line_for,
    sources_of,
)

Kind = BudgetEntry.Kind
_KINDS: dict[str, object] = {
    **dict.fromkeys(("giao von", "giao", "phan bo", "cap von"), Kind.ALLOCATION.value),
    **dict.fromkeys(("ke hoach von", "ke hoach"), Kind.PLAN.value),
}
_CORRECTS = {Kind.PLAN: Kind.PLAN_CORRECTION, Kind.ALLOCATION: Kind.CORRECTION}
_PLANS = (Kind.PLAN, Kind.PLAN_CORRECTION)

ALLOCATIONS = Layout(
    name="allocations",
    title="Kế hoạch vốn, giao vốn",
    aliases=("Giao vốn", "Phân bổ vốn", "Kế hoạch vốn"),
    columns=(
        *LINE_COLUMNS,
        Column(
            "kind",
            "Loại",
            cells.choice(_KINDS, "Giao vốn hoặc Kế hoạch vốn"),
            ("Giao vốn hay kế hoạch vốn",),
            filled=True,
            width=16,
        ),
        shared.money_column("Số tiền (đồng)", "Số tiền", "Vốn giao"),
        text_column("number", "Số quyết định", 60, "Quyết định", filled=True),
        Column(
            "decided_on",
            "Ngày quyết định",
            cells.full_date,
            ("Ngày ký",),
            filled=True,
            repeats=True,
        ),
        text_column("issuer", "Cơ quan ban hành", 160),
        text_column("reason", "Ghi chú", 400, "Lý do"),
    ),
    marks=("unit_code", "amount"),
)


class AllocationKind(SmallKind):
    """Capital plans and allocations, a decision's sum in a line a row."""

    code = "allocations"
    title = "Kế hoạch vốn, giao vốn"
    lead = "Vốn giao cho từng nơi, dự án, nguồn vốn theo quyết định."
    act = Act.ALLOCATE_MONEY
    form_class = forms.Form
    layout = ALLOCATIONS
    template_name = "mau-giao-von.xlsx"
    notes = (
        "Số đã ghi mà tệp ghi khác thì cổng ghi thêm bút toán điều chỉnh, không xóa số "
        "cũ.",
        "Hoàn lại lần nhập cũng là ghi bút toán ngược lại.",
    )

    def options(self, form: forms.Form) -> dict[str, Any]:
        """Nothing is asked beside the file."""
        return {}

    def option_words(self, batch: ImportBatch) -> Sequence[tuple[str, str]]:
        """None."""
        return []

    def prepare(
        self, batch: ImportBatch, by: Officer, lines: Sequence[Line]
    ) -> "_Known":
        """Units, components, lines, and what each decision has put into them."""
        known = shared.known_lines(by, lines)
        return _Known(known, _sums(list(known.lines.values())), sources_of(by))

    def compare(self, line: Line, known: "_Known") -> Found | None:
        """The decision's sum in the line: missing, the same, or other."""
        told = line.values
        key = shared.key_in(line, known.lines, told["decided_on"])
        _check_alone(line, known)
        if key is None or line.is_wrong:
            return None
        after = shared.kept(key) | {
            "kind": told["kind"],
            "amount": told["amount"],
            "number": told["number"],
            "decided_on": told["decided_on"].isoformat(),
            "issuer": told["issuer"] or "",
            "reason": told["reason"] or "",
        }
        named = shared.named(after)
        there = known.lines.lines.get(named)
        net = known.sums.get((there.pk, *_paper(after)), 0) if there else 0
        if told["kind"] == Kind.ALLOCATION:
            _ask(line, key, there, net, known)
        known.count(named, told["kind"], told["amount"] - net)
        return Found(
            identity=(named, *_paper(after)),
            title=f"{key.area.name}, {dong(told['amount'])}, số {told['number']}",
            after=after,
            now=_now(there.pk, after, net) if there and net else None,
            area_id=key.area.pk if key.area.level == Level.COMMUNE else None,
        )

    def tell(self, name: str, value: object) -> str:
        """Codes of choices in words."""
        return shared.told_of(name, value)

    def present(self, rows: Sequence[ImportRow]) -> Mapping[int, Now]:
        """What the rows' decisions have put into their lines by now."""
        values = [row.after for row in rows]
        entries = BudgetEntry.objects.filter(shared.at_lines(values))
        lines = {
            shared.named(vars(each.line)): each.line_id
            for each in entries.select_related("line")
        }
        sums = _sums_of(entries)
        found = {}
        for row in rows:
            line = lines.get(shared.named(row.after))
            net = sums.get((line, *_paper(row.after)), 0) if line else 0
            if line and net:
                found[row.number] = _now(line, row.after, net)
        return found

    def write(self, by: Officer, row: ImportRow) -> int:
        """Enter the sum; or correct the one that is there by the difference."""
        values, decision = row.after, _decision(row.after)
        key, batch = shared.key_of_row(values), row.batch_id
        if row.before is None:
            is_plan = values["kind"] == Kind.PLAN
            act = money.plan_money if is_plan else money.allocate
            amount = values["amount"]
            made = act(by=by, key=key, amount=amount, decision=decision, batch=batch)
            return made.line_id
        before, after = row.before["amount"], values["amount"]
        why = f"Nhập lại danh sách: {dong(before)} thành {dong(after)}."
        return _correct(by, row, after - before, why)

    def take_back(self, by: Officer, row: ImportRow) -> None:
        """The sum as it was before, by a correction."""
        before = row.before["amount"] if row.before else 0
        why = f"Hoàn lại lần nhập số {row.batch_id}."
        _correct(by, row, before - row.after["amount"], why)


def _check_alone(line: Line, known: "_Known") -> None:
    """What can be said of a row's source and decision, whatever its line."""
    told = line.values
    if told["number"] and told["decided_on"]:
        try:
            check_decision(_decision(told))
        except ValidationError as error:
            shared.note(line, error)
    if told["source"] and told["source"] not in known.sources:
        shared.wrong_cell(
            line,
            "source",
            "Nguồn vốn này do cấp trên giao: xã chỉ nhập ngân sách xã và vốn huy động.",
        )


def _ask(
    line: Line, key: LineKey, there: BudgetLine | None, net: int, known: "_Known"
) -> None:
    """What the service will ask when the row is written; see money_asked."""
    amount = line.values["amount"]
    if there and amount < net:
        _ask_of_cut(line, there, net - amount)
    if net or line.values["reason"]:
        return
    budget = there or BudgetLine(**vars(key))
    planned, given = known.sums_of(shared.named(vars(budget)), budget)
    asked = [
        *about_the_plan(budget, planned, given + amount),
        *held_above(budget, known.lines.lines),
    ]
    for question in asked:
        line.wrong(
            "amount", f"{question.text} Nếu vẫn đúng, ghi lý do ở cột “Ghi chú”."
        )


def _ask_of_cut(line: Line, budget: BudgetLine, amount: int) -> None:
    """A file gives no reasons: what is asked is answered on the line's own page."""
    for question in about_the_cut(budget, amount):
        line.wrong(
            "amount",
            f"{question.text} Hãy kiểm tra số tiền, hoặc điều chỉnh ở trang dòng vốn "
            "và ghi lý do.",
        )


class _Known:
    """What the lines of a file are compared with."""

    def __init__(
        self,
        lines: Lines,
        sums: Mapping[Named, int],
        sources: Sequence[Source],
    ) -> None:
        self.lines, self.sums, self.sources = lines, sums, sources
        # (line, whether a plan) -> đồng that the rows so far bring.
        self._brought: dict[Named, int] = defaultdict(int)

    def count(self, line: Named, kind: str, amount: int) -> None:
        """What a row brings to a line, for the rows after it."""
        self._brought[line, kind == Kind.PLAN] += amount

    def sums_of(self, line: Named, budget: BudgetLine) -> tuple[int, int]:
        """Planned and allocated (đồng) once the rows so far are written."""
        planned = budget.planned + self._brought[line, True]
        return planned, budget.allocated + self._brought[line, False]


def _correct(by: Officer, row: ImportRow, amount: int, why: str) -> int:
    paper = _decision(row.after)
    decision = Decision(paper.number, paper.decided_on, paper.issuer, why)
    line = line_for(by, shared.key_of_row(row.after))
    kind = _CORRECTS[Kind(row.after["kind"])]
    made = money.correct(
        by=by,
        line=line,
        kind=kind,
        amount=amount,
        decision=decision,
        batch=row.batch_id,
    )
    return made.line_id


def _decision(values: Values) -> Decision:
    day = values["decided_on"]
    return Decision(
        number=values["number"],
        decided_on=dt.date.fromisoformat(day) if isinstance(day, str) else day,
        issuer=values["issuer"] or "",
        reason=values["reason"] or "",
        # Asked when the file was checked: what a row notes is its answer.
        exception=values["reason"] or "",
    )


def _paper(values: Values) -> tuple[bool, str]:
    """Whether it is a plan, and the decision's number."""
    return values["kind"] == Kind.PLAN, values["number"]


def _sums(lines: Sequence[Any]) -> Mapping[Named, int]:
    return _sums_of(BudgetEntry.objects.filter(line__in=[each.pk for each in lines]))


def _sums_of(entries: Any) -> Mapping[Named, int]:
    """(line, whether a plan, number) -> what stands of it, corrections included."""
    rows = (
        entries.filter(Q(kind__in=[*_CORRECTS, *_CORRECTS.values()]))
        .order_by()
        .values_list("line_id", "kind", "number")
        .annotate(sum=Sum("amount"))
    )
    found: dict[Named, int] = defaultdict(int)
    for line, kind, number, amount in rows:
        found[line, kind in _PLANS, number] += amount
    return found


def _now(line: int, after: Values, net: int) -> Now:
    """The decision as it stands: only its sum can differ from the file's."""
    return Now(line, {**after, "amount": net}, str(net))
