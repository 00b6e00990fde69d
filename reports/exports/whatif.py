"""Questions about another standard, their table and the households behind it."""

from collections.abc import Callable

from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404

from households.rules.hypothesis import Move
from povertyportal.accounts.access import Act, require, scope_of
from povertyportal.accounts.models import Officer
from povertyportal.jobs.models import JobState
from povertyportal.sheets.exports import Found, RowExport, column, filters_of
from reports.exports.figures import asked_place
from reports.models import WhatIfRun
from reports.models.whatif import WhatIfRunQuerySet
from reports.services.selection import Place
from reports.services.whatif.asking import runs_of
from reports.services.whatif.naming import about, place_name, short
from reports.services.whatif.showing import (
    ByCommune,
    Entry,
    entries,
    households,
    transition,
)
from reports.whatif_forms import WantedForm


def asked_runs(by: Officer, query: QueryDict) -> tuple[Place, WhatIfRunQuerySet]:
    """Runs of the address's place. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_FIGURES)
    place = asked_place(scope_of(by), query)
    return place, runs_of(by, place)


def run_or_404(by: Officer, pk: int | None, **state: str) -> WhatIfRun:
    """A run whose communes the officer answers for. Raises PermissionDenied."""
    require(by, Act.VIEW_FIGURES)
    visible = WhatIfRun.objects.visible_to(by).select_related("area", "owner")
    return get_object_or_404(visible, pk=pk, **state)


def wanted_form(by: Officer, run: WhatIfRun, query: QueryDict) -> WantedForm:
    """The filter of the list behind a run. Raises PermissionDenied, Http404."""
    require(by, Act.VIEW_HOUSEHOLDS)
    form = WantedForm(query, run=run)
    if not form.is_valid():
        raise Http404
    return form


class WhatIfRunExport(RowExport):
    """The questions asked of a place."""

    code = "what-if-runs"
    title = "Các lần đối chiếu chuẩn nghèo"
    act = Act.VIEW_FIGURES
    columns = (
        column("Yêu cầu lúc", "queued_at", 17, "moment"),
        column("Người yêu cầu", lambda run: str(run.owner or ""), 24),
        column("Địa bàn", place_name, 30),
        column("Năm", "year", 8, "whole"),
        column("Cơ sở số liệu", "get_basis_display", 26),
        column("Chuẩn đang áp dụng", lambda run: short(run.standard), 26),
        column("Chuẩn đối chiếu", lambda run: short(run.other), 26),
        column("Tình trạng", "get_state_display", 14),
        column("Kết quả", "message", 40),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        place, rows = asked_runs(by, query)
        return Found(rows, where=place.name, communes=place.communes)


def _number(move: Move) -> Callable[[ByCommune], int]:
    return lambda line: line.numbers[move]


class WhatIfCommuneExport(RowExport):
    """What becomes of each commune's households."""

    code = "what-if-communes"
    title = "Đối chiếu chuẩn nghèo theo xã (giả định)"
    act = Act.VIEW_FIGURES
    columns = (
        column("Xã", "commune.name", 26),
        column("Số hộ", "total", 10, "whole"),
        *(column(move.label, _number(move), 16, "whole") for move in Move),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        run = run_or_404(by, object_id, state=JobState.DONE)
        return Found(
            transition(run).communes,
            about(run),
            where=place_name(run),
            communes=run.commune_ids,
        )


def _head(entry: Entry) -> str:
    if entry.household is None:
        return "Hộ đã chuyển khỏi địa bàn"
    return entry.household.head_name or "(chưa có chủ hộ)"


class WhatIfListExport(RowExport):
    """The households behind a number of the transition table."""

    code = "what-if-households"
    title = "Hộ đối chiếu theo chuẩn nghèo khác (giả định)"
    act = Act.VIEW_FIGURES
    columns = (
        column("Chủ hộ", _head, 26),
        column("Số hộ", "household.number", 12),
        column("Thôn", "village.name", 22),
        column("Xã", "commune.name", 20),
        column("Diện đang áp dụng", "former.label", 22),
        column("Theo chuẩn đối chiếu", "result.label", 24),
        column("Thay đổi", "move.label", 22),
        column("Vì sao chưa rõ", lambda entry: "; ".join(entry.whys), 60),
        column("Điểm B1", "b1", 10, "whole"),
        column("Điểm B2", "b2", 10, "whole"),
    )

    def found(self, by: Officer, query: QueryDict, object_id: int | None) -> Found:
        """See RowExport.found."""
        run = run_or_404(by, object_id, state=JobState.DONE)
        form = wanted_form(by, run, query)
        return Found(
            households(by=by, run=run, wanted=form.wanted()),
            [*about(run), *filters_of(form)],
            where=place_name(run),
            communes=run.commune_ids,
            dress=entries,
        )
