"""Acts with money: enter, correct, move, carry over, pay, take back, block, resolve."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, require
from povertyportal.accounts.http import OfficerRequest
from programs.exports.money import line_of
from programs.forms.money import (
    RELOAD,
    BlockForm,
    CarryForm,
    CorrectForm,
    EnterForm,
    PaymentForm,
    ReasonForm,
    ResolveForm,
    TransferForm,
)
from programs.models import Blockage, BudgetEntry, BudgetLine, Disbursement
from programs.services import blockages, money, payments
from programs.services.money_base import dong, require_source
from programs.services.places import asked_year
from programs.services.questions import Questioned

TEMPLATE = "programs/money/act.html"
# Fields that want less, or more, than a middling width.
SHORT = {"year", "decided_on", "paid_on", "since", "resolved_on"}
LONG = {
    *("component", "purpose", "content", "activity"),
    *("reason", "exception", "text", "how"),
}


def line_or_404(request: OfficerRequest, pk: int, act: Act) -> BudgetLine:
    """The line if the role allows `act` (403) and it is in scope (404).

    Money that another level gives is not his to move (403).
    """
    require(request.user, act)
    line = line_of(request.user, pk)
    if act == Act.ALLOCATE_MONEY:
        require_source(request.user, line.source)
    return line


def acted(
    request: OfficerRequest, form: forms.Form, do: Callable[[], tuple[str, int]]
) -> HttpResponse | None:
    """The answer when the act is done; None while the form is to be shown.

    `do` gives the words to say and the id of the line to go to.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        said, pk = do()
    except Questioned as error:
        asked = " ".join(error.messages)
        form.add_error("exception", f"{asked} Nếu vẫn đúng, ghi lý do ngoại lệ.")
        return None
    except ValidationError as error:
        for problem in explain(form, error):
            form.add_error(None, problem["message"])
        return None
    messages.success(request, said)
    return redirect("programs:money-line", pk)


def _page(
    request: OfficerRequest, form: forms.Form, line: BudgetLine | None, **said: Any
) -> HttpResponse:
    fields = [(field, _width(field.name)) for field in form]
    back = (
        reverse("programs:money-line", args=[line.pk])
        if line
        else reverse("programs:money-list")
    )
    context = {"form": form, "fields": fields, "line": line, "back": back, **said}
    return render(request, TEMPLATE, context)


def _width(name: str) -> str:
    if name in SHORT:
        return "short"
    return "long" if name in LONG else "medium"


@require_http_methods(["GET", "POST"])
def enter(request: OfficerRequest) -> HttpResponse:
    """Enter a plan or an allocation into the year that the form names."""
    require(request.user, Act.ALLOCATE_MONEY)
    form = _entering(request)

    def put() -> tuple[str, int]:
        is_plan = form.cleaned_data["kind"] == BudgetEntry.Kind.PLAN
        act = money.plan_money if is_plan else money.allocate
        amount = form.cleaned_data["amount"]
        made = act(
            by=request.user, key=form.key(), amount=amount, decision=form.decision()
        )
        what = "kế hoạch vốn" if is_plan else "giao vốn"
        return f"Đã ghi {what} {dong(amount)}, năm {form.of_year}.", made.line_id

    if form.is_bound and (answer := acted(request, form, put)) is not None:
        return answer
    said = {"heading": "Ghi kế hoạch vốn, giao vốn", "button": "Ghi vốn"}
    return _page(request, form, None, reload=RELOAD, **said)


def _entering(request: OfficerRequest) -> EnterForm:
    """The form of the year that was posted; of the address when it is opened.

    Asked for another year's lists it comes back unbound, with all that was typed.
    """
    officer, posted = request.user, request.POST
    year = asked_year(posted if "year" in posted else request.GET)
    if posted and "reload" not in posted:
        return EnterForm(posted, request.FILES, officer=officer, year=year)
    given = request.GET.get("line", "")
    line = line_of(officer, int(given)) if given.isdecimal() else None
    first = _first(line) if line and line.year == year else {}
    typed = posted.dict()
    return EnterForm(officer=officer, year=year, initial={**first, **typed})


def _first(line: BudgetLine) -> dict[str, Any]:
    names = ("component", "purpose", "area", "source", "capital")
    return {name: getattr(line, name) for name in names}


@require_http_methods(["GET", "POST"])
def correct(request: OfficerRequest, pk: int) -> HttpResponse:
    """Correct what was planned or allocated."""
    line = line_or_404(request, pk, Act.ALLOCATE_MONEY)
    form = CorrectForm(request.POST or None, request.FILES or None)

    def put() -> tuple[str, int]:
        money.correct(
            by=request.user,
            line=line,
            kind=form.cleaned_data["kind"],
            amount=form.signed(),
            decision=form.decision(),
        )
        return "Đã ghi điều chỉnh.", line.pk

    if (answer := acted(request, form, put)) is not None:
        return answer
    lead = "Số đã ghi không sửa được: ghi thêm một bút toán tăng hoặc giảm."
    said = {"heading": "Điều chỉnh vốn", "button": "Ghi điều chỉnh", "lead": lead}
    return _page(request, form, line, **said)


@require_http_methods(["GET", "POST"])
def transfer(request: OfficerRequest, pk: int) -> HttpResponse:
    """Move money to another line of the same year."""
    line = line_or_404(request, pk, Act.ALLOCATE_MONEY)
    told = request.POST or None, request.FILES or None
    form = TransferForm(*told, officer=request.user, line=line, initial=_first(line))

    def move() -> tuple[str, int]:
        amount, by = form.cleaned_data["amount"], request.user
        way = {"to": form.key(), "amount": amount, "decision": form.decision()}
        money.transfer(by=by, line=line, **way)
        return f"Đã điều chuyển {dong(amount)}.", line.pk

    if (answer := acted(request, form, move)) is not None:
        return answer
    said = {"heading": "Điều chuyển vốn", "button": "Điều chuyển"}
    lead = (
        f"Dòng vốn còn {dong(line.left)}. Chọn dòng vốn nhận tiền của năm {line.year}."
    )
    return _page(request, form, line, lead=lead, **said)


@require_http_methods(["GET", "POST"])
def carry_over(request: OfficerRequest, pk: int) -> HttpResponse:
    """Carry money over to next year."""
    line = line_or_404(request, pk, Act.ALLOCATE_MONEY)
    form = CarryForm(
        request.POST or None, request.FILES or None, initial={"amount": line.left}
    )

    def carry() -> tuple[str, int]:
        amount = form.cleaned_data["amount"]
        money.carry_over(
            by=request.user, line=line, amount=amount, decision=form.decision()
        )
        return f"Đã chuyển {dong(amount)} sang năm {line.year + 1}.", line.pk

    if (answer := acted(request, form, carry)) is not None:
        return answer
    said = {"heading": "Chuyển nguồn sang năm sau", "button": "Chuyển nguồn"}
    lead = f"Dòng vốn còn {dong(line.left)}, chuyển sang năm {line.year + 1}."
    return _page(request, form, line, lead=lead, **said)


@require_http_methods(["GET", "POST"])
def pay(request: OfficerRequest, pk: int) -> HttpResponse:
    """Pay from a line."""
    line = line_or_404(request, pk, Act.SPEND_MONEY)
    form = PaymentForm(request.POST or None, line=line)

    def put() -> tuple[str, int]:
        made = payments.pay(by=request.user, line=line, payment=form.payment())
        return f"Đã ghi giải ngân {dong(made.amount)}.", line.pk

    if (answer := acted(request, form, put)) is not None:
        return answer
    said = {"heading": "Ghi giải ngân", "button": "Ghi giải ngân"}
    lead = f"Dòng vốn còn {dong(line.left)} chưa chi."
    return _page(request, form, line, lead=lead, **said)


@require_http_methods(["GET", "POST"])
def take_back(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a payment back."""
    require(request.user, Act.SPEND_MONEY)
    found = get_object_or_404(Disbursement, pk=pk)
    line = line_of(request.user, found.line_id)
    form = ReasonForm(request.POST or None)

    def back() -> tuple[str, int]:
        payments.take_payment_back(
            by=request.user, payment=found, reason=form.cleaned_data["reason"]
        )
        return f"Đã hủy khoản giải ngân {dong(found.amount)}.", line.pk

    if (answer := acted(request, form, back)) is not None:
        return answer
    lead = (
        f"Chứng từ {found.voucher} ngày {found.paid_on:%d/%m/%Y}, "
        f"{dong(found.amount)}: {found.content}. Khoản này vẫn còn trong sổ, có thêm "
        "bút toán hủy."
    )
    said = {"heading": "Hủy khoản giải ngân", "button": "Hủy khoản này"}
    return _page(request, form, line, lead=lead, **said)


@require_http_methods(["GET", "POST"])
def block(request: OfficerRequest, pk: int) -> HttpResponse:
    """Write down what holds a line up."""
    line = line_or_404(request, pk, Act.SPEND_MONEY)
    form = BlockForm(request.POST or None)

    def put() -> tuple[str, int]:
        blockages.block(by=request.user, line=line, **form.cleaned_data)
        return "Đã ghi vướng mắc.", line.pk

    if (answer := acted(request, form, put)) is not None:
        return answer
    said = {"heading": "Ghi vướng mắc", "button": "Ghi vướng mắc"}
    return _page(request, form, line, **said)


@require_http_methods(["GET", "POST"])
def resolve(request: OfficerRequest, pk: int) -> HttpResponse:
    """Say how a blockage was resolved."""
    require(request.user, Act.SPEND_MONEY)
    found = get_object_or_404(Blockage, pk=pk)
    line = line_of(request.user, found.line_id)
    form = ResolveForm(request.POST or None)

    def end() -> tuple[str, int]:
        blockages.resolve(by=request.user, blockage=found, **form.cleaned_data)
        return "Đã ghi tháo gỡ vướng mắc.", line.pk

    if (answer := acted(request, form, end)) is not None:
        return answer
    lead = f"{found.get_kind_display()}, từ {found.since:%d/%m/%Y}: {found.text}"
    said = {"heading": "Ghi tháo gỡ vướng mắc", "button": "Ghi đã tháo gỡ"}
    return _page(request, form, line, lead=lead, **said)
