"""Period reports: which units have sent, one report, its words, its way upward."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from households.views.season.refusals import explain
from povertyportal.accounts.access import Act, can, require, scope_of
from povertyportal.accounts.http import OfficerRequest
from povertyportal.accounts.models import Officer
from povertyportal.documents.papers import PDF
from povertyportal.ui.templatetags.vn import clock
from programs.services.places import FIRST_YEAR, units_of
from programs.views.home import sections
from reports.exports.periods import dues_found
from reports.models import PeriodReport
from reports.papers.periods import print_report
from reports.period_forms import BeginForm, ReturnForm, WordsForm
from reports.services.periods import acting
from reports.services.periods.due import TONES, Due
from reports.services.periods.figures import parts_of
from reports.services.periods.gathering import (
    Said,
    kept_words,
    named,
    said_below,
    words_of,
)
from reports.services.periods.names import LABELS, TOLD, empty_labels, title_of
from reports.services.periods.sendings import former_sendings
from reports.views.part_rows import shown_rows
from reports.workbooks.periods import XLSX, take_tables

PAGE = 50
State = PeriodReport.State


@require_GET
def period_list(request: OfficerRequest) -> HttpResponse:
    """Units and their reports of a period: sent, late, not begun."""
    require(request.user, Act.VIEW_PROGRAMMES)
    form, whole, rows = dues_found(request.user, request.GET)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    data = form.cleaned_data if form.is_valid() else {}
    context = {
        "form": form,
        "page_obj": page,
        "sent": sum(due.is_sent for due in whole),
        "returned": sum(due.state == State.RETURNED for due in whole),
        "late": sum(due.is_late for due in whole),
        "units": len(whole),
        "year": data.get("year"),
        "kind": data.get("kind"),
        "sort": "name",
        "may_write": can(request.user, Act.WRITE_REPORTS),
        "own": _own(request.user, whole),
        "sections": sections(request.user),
    }
    return render(request, "periods/period_list.html", context)


def _own(officer: Officer, dues: list[Due]) -> set[int]:
    """Units whose report the officer begins."""
    return {due.area.pk for due in dues if acting.is_own(officer, due.area)}


@require_POST
def period_begin(request: OfficerRequest) -> HttpResponse:
    """Begin a unit's report, or open the one there is."""
    require(request.user, Act.WRITE_REPORTS)
    units = units_of(scope_of(request.user), _year(request))
    form = BeginForm(request.POST, units=units)
    if not form.is_valid():
        messages.error(request, "Hãy chọn đơn vị và kỳ báo cáo trong danh sách.")
        return redirect("periods:list")
    try:
        made = acting.begin_report(by=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("periods:list")
    return redirect("periods:detail", made.pk)


def _year(request: OfficerRequest) -> int:
    asked = request.POST.get("year", "")
    return int(asked) if asked.isdecimal() and len(asked) == 4 else FIRST_YEAR


def _report_or_404(request: OfficerRequest, pk: int, act: Act) -> PeriodReport:
    require(request.user, act)
    rows = PeriodReport.objects.visible_to(request.user)
    people = ("area__parent", "sent_by", "answered_by", "saved_by")
    return get_object_or_404(rows.select_related(*people), pk=pk)


@require_GET
def period_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """A report: its state, tables, words, and what the units below wrote."""
    found = _report_or_404(request, pk, Act.VIEW_PROGRAMMES)
    is_open = found.state in {State.DRAFT, State.RETURNED}
    is_own = is_open and acting.is_own(request.user, found.area)
    may_answer = acting.may_answer(request.user, found) and found.state == State.SENT
    context = {
        "report": found,
        "title": title_of(found),
        "former": former_sendings(found),
        "tone": TONES[State(found.state)],
        "parts": [(part, shown_rows(part)) for part in parts_of(found)],
        "words": [(label, getattr(found, name)) for name, label in LABELS.items()],
        **_below(found, is_live=is_open),
        "may_write": is_own and can(request.user, Act.WRITE_REPORTS),
        "may_send": is_own and can(request.user, Act.SEND_REPORTS),
        "return_form": ReturnForm() if may_answer else None,
        "back": f"{reverse('periods:list')}?year={found.year}&kind={found.kind}",
        "sections": sections(request.user),
    }
    return render(request, "periods/period_detail.html", context)


def _below(found: PeriodReport, *, is_live: bool) -> dict[str, Any]:
    """What the page says of the units below."""
    below = said_below(found)
    return {
        "below": _gathered(found, below, is_live=is_live),
        "units": len(below),
        "sent": sum(each.is_sent for each in below),
        "returned": [each for each in below if each.is_returned],
        "missing": [
            each.area for each in below if not (each.is_sent or each.is_returned)
        ],
    }


def _gathered(
    report: PeriodReport, below: list[Said], *, is_live: bool
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What the units below hand upward: name, address of the report, texts by heading.

    Of a report that was sent, as it was gathered then.
    """
    links = {
        each.area.name: reverse("periods:detail", args=[each.report.pk])
        for each in below
        if each.report is not None
    }
    words = kept_words(below) if is_live else words_of(report)
    return [
        (
            named(said),
            links.get(said["area"], ""),
            [(LABELS[name], said[name]) for name in TOLD if said[name]],
        )
        for said in words
    ]


@require_http_methods(["GET", "POST"])
def period_words(request: OfficerRequest, pk: int) -> HttpResponse:
    """Type the report's words; what was typed stays when it cannot be saved."""
    found = _report_or_404(request, pk, Act.WRITE_REPORTS)
    acting.require_own(request.user, found.area)
    typed_upon = {"version": found.version, **_words_of(found)}
    form = WordsForm(request.POST or None, initial=typed_upon)
    others: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            _save(request, found, form)
        except ValidationError as error:
            for problem in explain(form, error):
                form.add_error(None, problem["message"])
            others = [(LABELS[name], text) for name, text in _words_of(found).items()]
            # Saving again, now that both are on the page, is meant.
            form.data = {**request.POST.dict(), "version": str(found.version)}
        else:
            messages.success(request, "Đã lưu nội dung báo cáo.")
            return redirect("periods:detail", found.pk)
    context = {"report": found, "title": title_of(found), "form": form}
    return render(request, "periods/words_form.html", context | {"others": others})


def _words_of(report: PeriodReport) -> dict[str, str]:
    return {name: getattr(report, name) for name in LABELS}


def _save(
    request: OfficerRequest, found: PeriodReport, form: WordsForm
) -> PeriodReport:
    return acting.save_words(
        by=request.user,
        report=found,
        version=form.cleaned_data["version"],
        words=form.words(),
    )


@require_POST
def period_autosave(request: OfficerRequest, pk: int) -> JsonResponse:
    """Keep what is being typed: {"version", "saved"}, or {"refused"} with why."""
    found = _report_or_404(request, pk, Act.WRITE_REPORTS)
    acting.require_own(request.user, found.area)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": "Có mục quá dài, chưa lưu."})
    try:
        kept = _save(request, found, form)
    except ValidationError as error:
        return JsonResponse({"refused": " ".join(error.messages)})
    return JsonResponse({"version": kept.version, "saved": clock(kept.saved_at)})


def _act(
    request: OfficerRequest, found: PeriodReport, do: Callable[[], None], said: str
) -> HttpResponse:
    """Carry an act out and go back to the report, with what stood in the way."""
    try:
        do()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect("periods:detail", found.pk)


@require_POST
def period_read(request: OfficerRequest, pk: int) -> HttpResponse:
    """Read the figures of a draft once more."""
    found = _report_or_404(request, pk, Act.WRITE_REPORTS)
    return _act(
        request,
        found,
        lambda: acting.read_again(by=request.user, report=found),
        "Đã tính lại số liệu.",
    )


@require_POST
def period_send(request: OfficerRequest, pk: int) -> HttpResponse:
    """Send the report to the unit above; asked again where something is not written."""
    found = _report_or_404(request, pk, Act.SEND_REPORTS)
    acting.require_own(request.user, found.area)
    empty = empty_labels(found)
    if found.results and empty and "confirmed" not in request.POST:
        context = {"report": found, "title": title_of(found), "empty": empty}
        return render(request, "periods/send_confirm.html", context)
    return _act(
        request,
        found,
        lambda: acting.send_report(by=request.user, report=found),
        "Đã gửi báo cáo. Số liệu được giữ như lúc gửi.",
    )


@require_POST
def period_accept(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a report of a unit below in."""
    found = _report_or_404(request, pk, Act.SEND_REPORTS)
    return _act(
        request,
        found,
        lambda: acting.accept_report(by=request.user, report=found),
        "Đã tiếp nhận báo cáo.",
    )


@require_POST
def period_return(request: OfficerRequest, pk: int) -> HttpResponse:
    """Hand a report of a unit below back."""
    found = _report_or_404(request, pk, Act.SEND_REPORTS)
    form = ReturnForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _act(
        request,
        found,
        lambda: acting.return_report(by=request.user, report=found, reason=reason),
        "Đã trả lại báo cáo cho đơn vị.",
    )


@require_GET
def period_paper(request: OfficerRequest, pk: int) -> HttpResponse:
    """The report as PDF."""
    found = _report_or_404(request, pk, Act.VIEW_PROGRAMMES)
    return _file(*print_report(by=request.user, report=found), PDF, "inline")


@require_GET
def period_tables(request: OfficerRequest, pk: int) -> HttpResponse:
    """The report's tables as a workbook."""
    found = _report_or_404(request, pk, Act.VIEW_PROGRAMMES)
    return _file(*take_tables(by=request.user, report=found), XLSX, "attachment")


def _file(name: str, content: bytes, kind: str, way: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'{way}; filename="{name}"'
    return answer
